"""The times that tables were offered, who chose which of them, and the dates that came of it."""

import sqlalchemy as sa
from alembic import op

from bot.database import UTCDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "offered_time",
        sa.Column("pairing_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name="fk_offered_time_pairing_id"),
        sa.PrimaryKeyConstraint("pairing_id", "number", name="pk_offered_time"),
    )
    op.create_table(
        "time_choice",
        sa.Column("pairing_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_time_choice_member_id"),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name="fk_time_choice_pairing_id"),
        sa.PrimaryKeyConstraint("pairing_id", "member_id", name="pk_time_choice"),
    )
    op.create_table(
        "table_date",
        sa.Column("pairing_id", ID, nullable=False),
        sa.Column("at", UTCDateTime()),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("set_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name="fk_table_date_pairing_id"),
        sa.PrimaryKeyConstraint("pairing_id", name="pk_table_date"),
    )
