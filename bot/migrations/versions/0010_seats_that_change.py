"""Seats that change after a drawing, and who waits for one."""

import sqlalchemy as sa
from alembic import op

from bot.database import UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ABSENT = sa.text("absent_at IS NOT NULL")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables, and a column."""
    op.add_column("member", sa.Column("absent_at", UTCDateTime()))
    op.create_index("ix_member_absent_at", "member", ["absent_at"], sqlite_where=ABSENT)
    op.create_table(
        "seat_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("left_id", ID),
        sa.Column("taken_id", ID),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["left_id"], ["pairing.id"], name="fk_seat_change_left_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_seat_change_member_id"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_seat_change_round_id"),
        sa.ForeignKeyConstraint(["taken_id"], ["pairing.id"], name="fk_seat_change_taken_id"),
        sa.PrimaryKeyConstraint("id", name="pk_seat_change"),
    )
    op.create_index("ix_seat_change_round_id", "seat_change", ["round_id"], unique=False)
    op.create_table(
        "waiting",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("look_at", UTCDateTime()),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_waiting_member_id"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_waiting_round_id"),
        sa.PrimaryKeyConstraint("round_id", "member_id", name="pk_waiting"),
    )
    op.create_index("ix_waiting_look_at", "waiting", ["look_at"], unique=False)
