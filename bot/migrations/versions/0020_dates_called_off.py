"""A table's date that was called off stays as a row, since its number goes on from there."""

import sqlalchemy as sa
from alembic import op

from bot.database import UTCDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column. Every date that there is stands."""
    op.add_column("table_date", sa.Column("off_at", UTCDateTime()))
