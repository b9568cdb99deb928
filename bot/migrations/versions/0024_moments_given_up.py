"""Whoever is gone waits for nothing; a season's group is looked at when its people change."""

import sqlalchemy as sa
from alembic import op

from bot.database import UTCDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

GONE = """
UPDATE member SET moved_at = created_at WHERE id IN (
    SELECT account.member_id FROM account
    JOIN workspace ON workspace.id = account.workspace_id
    WHERE account.gone_at IS NOT NULL OR workspace.gone_at IS NOT NULL
)
"""


def upgrade() -> None:
    """Add the column; everybody who is gone, and every group, is looked at once."""
    op.add_column("check_in", sa.Column("peopled_at", UTCDateTime()))
    op.create_index(
        "ix_check_in_peopled_at",
        "check_in",
        ["peopled_at"],
        sqlite_where=sa.text("peopled_at IS NOT NULL"),
    )
    op.execute("UPDATE check_in SET peopled_at = created_at WHERE closed")
    op.execute(GONE)
