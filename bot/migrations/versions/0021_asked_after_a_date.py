"""A table that has a date is asked whether it met once that is over; the moment is kept with it."""

import sqlalchemy as sa
from alembic import op

from bot.database import UTCDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column. Tables that have a date already are asked at the usual time."""
    op.add_column("table_date", sa.Column("asks_at", UTCDateTime()))
