"""What people promised at a table, and when they are reminded of it."""

import sqlalchemy as sa
from alembic import op

from bot.database import UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "promise",
        sa.Column("id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("remind_at", UTCDateTime()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_promise_member_id"),
        sa.PrimaryKeyConstraint("id", name="pk_promise"),
    )
    op.create_index("ix_promise_member_id", "promise", ["member_id"])
    op.create_index(
        "ix_promise_remind_at",
        "promise",
        ["remind_at"],
        sqlite_where=sa.text("remind_at IS NOT NULL"),
    )
