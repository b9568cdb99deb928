"""Who would like to sit with whom again, said in private."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "table_again",
        sa.Column("pairing_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_table_again_member_id"),
        sa.ForeignKeyConstraint(["other_id"], ["member.id"], name="fk_table_again_other_id"),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name="fk_table_again_pairing_id"),
        sa.PrimaryKeyConstraint("pairing_id", "member_id", "other_id", name="pk_table_again"),
    )
    op.create_index("ix_table_again_member_id", "table_again", ["member_id"])
