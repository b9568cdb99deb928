"""What is due first is found at the end of an index; who moved is known without looking for it."""

import sqlalchemy as sa
from alembic import op

from bot.database import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

REMINDED = sa.text("remind_at IS NOT NULL")
MOVED = sa.text("moved_at IS NOT NULL")


def upgrade() -> None:
    """Add the indexes, and a column."""
    op.create_index(
        "ix_check_in_enrolment_check_in_id_next_at",
        "check_in_enrolment",
        ["check_in_id", "next_at"],
    )
    op.drop_index("ix_response_remind_at", "response")
    op.create_index("ix_response_remind_at", "response", ["remind_at"], sqlite_where=REMINDED)
    op.create_index(
        "ix_response_prompt_id_remind_at",
        "response",
        ["prompt_id", "remind_at"],
        sqlite_where=REMINDED,
    )
    op.add_column("member", sa.Column("moved_at", UTCDateTime()))
    op.create_index("ix_member_moved_at", "member", ["moved_at"], sqlite_where=MOVED)
    # whoever moved and was not yet followed when the last process ended
    op.execute(
        """
        UPDATE member SET moved_at = created_at WHERE EXISTS (
            SELECT 1 FROM check_in_enrolment
            WHERE member_id = member.id AND check_in_enrolment.zone != member.zone
        )
        """
    )
