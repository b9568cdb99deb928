"""What comes of a table: what its people said, and who would rather sit with somebody new."""

import sqlalchemy as sa
from alembic import op

from bot.database import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "table_answer",
        sa.Column("pairing_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_table_answer_member_id"),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name="fk_table_answer_pairing_id"),
        sa.PrimaryKeyConstraint("pairing_id", "member_id", name="pk_table_answer"),
    )
    op.create_table(
        "table_declined",
        sa.Column("pairing_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_table_declined_member_id"),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairing.id"], name="fk_table_declined_pairing_id"
        ),
        sa.PrimaryKeyConstraint("pairing_id", "member_id", name="pk_table_declined"),
    )
    op.add_column("pairing", sa.Column("topic", sa.String()))
    op.create_table(
        "coming",
        sa.Column("enrolment_id", ID, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name="fk_coming_enrolment_id"),
        sa.PrimaryKeyConstraint("enrolment_id", "period", name="pk_coming"),
    )
    op.add_column("enrolment", sa.Column("paused_from", sa.Date()))
    op.add_column("circle", sa.Column("asked_period", sa.Date()))
    op.create_table(
        "avoided",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_avoided_member_id"),
        sa.PrimaryKeyConstraint("member_id", "ref", name="pk_avoided"),
    )
