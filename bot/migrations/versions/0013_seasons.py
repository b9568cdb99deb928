"""Seasons: groups of a circle's members, who check in together for some weeks."""

import sqlalchemy as sa
from alembic import op

from bot.database import UTCDateTime

revision = "0013"
down_revision = "0012"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables, and what closes a check-in to others; those that are there are open."""
    op.add_column("check_in", sa.Column("closed", sa.Boolean()))
    op.create_table(
        "season",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("circle_id", ID, nullable=False),
        sa.Column("creator_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("when", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"], name="fk_season_circle_id"),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_season_community_id"),
        sa.ForeignKeyConstraint(["creator_id"], ["member.id"], name="fk_season_creator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_season"),
    )
    op.create_table(
        "season_group",
        sa.Column("id", ID, nullable=False),
        sa.Column("season_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("check_in_id", ID, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_in.id"], name="fk_season_group_check_in_id"
        ),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name="fk_season_group_season_id"),
        sa.PrimaryKeyConstraint("id", name="pk_season_group"),
    )
    op.create_table(
        "season_member",
        sa.Column("season_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("group_id", ID),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["season_group.id"], name="fk_season_member_group_id"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_season_member_member_id"),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name="fk_season_member_season_id"),
        sa.PrimaryKeyConstraint("season_id", "member_id", name="pk_season_member"),
    )
    op.create_index("ix_season_member_member_id", "season_member", ["member_id"], unique=False)
