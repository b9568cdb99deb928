"""Few messages, at good hours: what one may wait for, what people read unasked, and nudges."""

import sqlalchemy as sa
from alembic import op

from bot.database import UTCDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns and the table. What waits already goes when it was to go."""
    no = sa.false()
    flag = sa.Boolean(create_constraint=False)
    op.add_column("delivery", sa.Column("at_once", flag, nullable=False, server_default=no))
    op.add_column("delivery", sa.Column("keeps", flag, nullable=False, server_default=no))
    op.add_column("delivery", sa.Column("programme", sa.String()))
    op.add_column("delivery", sa.Column("zone", sa.String()))
    op.execute("UPDATE delivery SET at_once = asked")
    op.create_table(
        "unasked",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_unasked_member_id"),
        sa.PrimaryKeyConstraint("member_id", "key", name="pk_unasked"),
    )
    op.create_table(
        "nudge",
        sa.Column("pairing_id", ID, nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("at", UTCDateTime()),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name="fk_nudge_pairing_id"),
        sa.PrimaryKeyConstraint("pairing_id", name="pk_nudge"),
    )
    op.create_index("ix_nudge_at", "nudge", ["at"], sqlite_where=sa.text("at IS NOT NULL"))
