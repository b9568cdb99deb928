"""What waits to be sent is found by indexes that leave out all that is over."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

GOES_ON = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Replace the indexes of deliveries."""
    op.drop_index("ix_delivery_state_not_before", "delivery")
    op.drop_index("ix_delivery_lane_state", "delivery")
    op.create_index(
        "ix_delivery_kind_not_before", "delivery", ["kind", "not_before"], sqlite_where=GOES_ON
    )
    op.create_index("ix_delivery_expires_at", "delivery", ["expires_at"], sqlite_where=GOES_ON)
    op.create_index("ix_delivery_lane", "delivery", ["lane"], sqlite_where=GOES_ON)
