"""Signs of life: at which tables somebody pressed something, and who used a lunch command."""

import sqlalchemy as sa
from alembic import op

from bot.database import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "table_sign",
        sa.Column("pairing_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_table_sign_member_id"),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name="fk_table_sign_pairing_id"),
        sa.PrimaryKeyConstraint("pairing_id", "member_id", name="pk_table_sign"),
    )
    op.create_table(
        "lunch_sign",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_lunch_sign_member_id"),
        sa.PrimaryKeyConstraint("member_id", name="pk_lunch_sign"),
    )
