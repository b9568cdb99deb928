"""Conversation starters that organisers wrote for their circle."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "starter",
        sa.Column("id", ID, nullable=False),
        sa.Column("circle_id", ID, nullable=False),
        sa.Column("depth", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("text", sa.String()),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"], name="fk_starter_circle_id"),
        sa.PrimaryKeyConstraint("id", name="pk_starter"),
    )
    op.create_index("ix_starter_circle_id", "starter", ["circle_id"])
