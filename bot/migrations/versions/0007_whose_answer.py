"""Whose answers the inbox keeps, so that they can be forgotten with them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column; of the answers that are there already nobody is named."""
    op.add_column("inbox", sa.Column("person", sa.String(), nullable=False, server_default=""))
