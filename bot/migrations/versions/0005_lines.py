"""What members work on, ask for and offer, kept with them, and who may read it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables. Whoever is in a check-in reads what is said to those in it."""
    op.create_table(
        "line_reader",
        sa.Column("check_in_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("shows", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_line_reader_member_id"),
        sa.PrimaryKeyConstraint("check_in_id", "member_id", name="pk_line_reader"),
    )
    op.create_index("ix_line_reader_member_id", "line_reader", ["member_id"], unique=False)
    op.create_table(
        "member_line",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("check_in_id", ID, nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_member_line_member_id"),
        sa.PrimaryKeyConstraint("member_id", "check_in_id", "question", name="pk_member_line"),
    )
    op.execute(
        "INSERT INTO line_reader (check_in_id, member_id, shows) "
        "SELECT check_in_id, member_id, FALSE FROM check_in_enrolment WHERE left_at IS NULL"
    )
