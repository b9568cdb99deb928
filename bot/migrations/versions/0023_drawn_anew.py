"""What waits is drawn anew when it goes; what is said within another message ends with it."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns. What waits already says what it was to say."""
    op.add_column("delivery", sa.Column("anew", sa.String()))
    op.add_column("delivery", sa.Column("within_id", ID))
    op.create_index(
        "ix_delivery_within_id",
        "delivery",
        ["within_id"],
        sqlite_where=sa.text("within_id IS NOT NULL"),
    )
