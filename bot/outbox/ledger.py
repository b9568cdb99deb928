"""What people read lately that they had not asked for, as rows: so that it is not too much."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Column, ForeignKey, String, Table, bindparam, select

from bot.database import Transaction, UTCDateTime, metadata
from bot.outbox.policy import WEEK

unasked = Table(
    "unasked",
    metadata,
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("key", String, primary_key=True),  # of the delivery
    Column("at", UTCDateTime, nullable=False),
)

_SPENT = select(unasked).where(
    unasked.c.member_id.in_(bindparam("members", expanding=True)),
    unasked.c.at > bindparam("since"),
)
Spent = dict[int, dict[str, datetime]]
"""By member: the key of each delivery that counts, and when it was said."""


async def spent(tx: Transaction, members: Collection[int], now: datetime) -> Spent:
    """What each of these people read in the last week without having asked."""
    found: Spent = {each: {} for each in members}
    if not found:
        return found
    for row in await tx.all(_SPENT, members=sorted(found), since=now - WEEK):
        found[row["member_id"]][row["key"]] = row["at"]
    return found


async def spend(tx: Transaction, read: Collection[tuple[int, str]], now: datetime) -> None:
    """Members are about to read these keys; said again, one counts once, as of now."""
    rows = [{"member_id": member, "key": key, "at": now} for member, key in sorted(read)]
    await tx.put(unasked, rows, on=["member_id", "key"], change=["at"])


async def tidy(tx: Transaction, now: datetime) -> None:
    """Forget what counts no more."""
    await tx.run(unasked.delete().where(unasked.c.at < now - WEEK - timedelta(days=1)))
