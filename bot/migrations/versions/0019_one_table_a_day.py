"""One table a day for each member, over all circles, unless they asked for more: held by a key."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ALONE_THAT_DAY = """
UPDATE seat SET day = (SELECT period FROM round WHERE round.id = seat.round_id)
WHERE NOT EXISTS (
    SELECT 1 FROM seat AS other
    JOIN round AS of_other ON of_other.id = other.round_id
    JOIN round AS mine ON mine.id = seat.round_id
    WHERE other.member_id = seat.member_id
    AND other.round_id != seat.round_id
    AND of_other.period = mine.period
)
"""


def upgrade() -> None:
    """Add the column and its key. Whoever has two tables on one day by now keeps both."""
    op.add_column("seat", sa.Column("day", sa.Date()))
    op.execute(ALONE_THAT_DAY)
    op.create_index("ix_seat_member_id_day", "seat", ["member_id", "day"], unique=True)
