"""Who gives no sign, whom that let down, and who wants to be asked before each round."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables and columns; until now nobody's signs were kept, so that nobody was silent."""
    op.create_table(
        "silence",
        sa.Column("circle_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"], name="fk_silence_circle_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_silence_member_id"),
        sa.PrimaryKeyConstraint("circle_id", "member_id", name="pk_silence"),
    )
    op.create_index("ix_silence_member_id", "silence", ["member_id"], unique=False)
    op.create_table(
        "let_down",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_let_down_member_id"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_let_down_round_id"),
        sa.PrimaryKeyConstraint("round_id", "member_id", name="pk_let_down"),
    )
    op.add_column("enrolment", sa.Column("asks", sa.Boolean(create_constraint=False)))
    op.add_column("circle", sa.Column("listened_period", sa.Date()))
    op.execute(
        """
        INSERT INTO lunch_sign (member_id, at) SELECT id, CURRENT_TIMESTAMP FROM member
        WHERE id NOT IN (SELECT member_id FROM lunch_sign)
        """
    )
