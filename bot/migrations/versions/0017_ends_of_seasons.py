"""When the weeks of a group are over is found at the end of an index."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_season_group_state_ends_at", "season_group", ["state", "ends_at"])
