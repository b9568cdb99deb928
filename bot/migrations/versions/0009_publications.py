"""The tables that an organiser wants published exactly as they were shown."""

import sqlalchemy as sa
from alembic import op

from bot.database import UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "publication",
        sa.Column("circle_id", ID, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("tables", sa.String(), nullable=False),
        sa.Column("shown_at", UTCDateTime(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name="fk_publication_by_id"),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"], name="fk_publication_circle_id"),
        sa.PrimaryKeyConstraint("circle_id", name="pk_publication"),
    )
