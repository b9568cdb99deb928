"""Who sat in another circle on the day of a round, and how many programmes a member has."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "seated_elsewhere",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_seated_elsewhere_member_id"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_seated_elsewhere_round_id"),
        sa.PrimaryKeyConstraint("round_id", "member_id", name="pk_seated_elsewhere"),
    )
    op.add_column("community", sa.Column("programmes", sa.Integer()))
