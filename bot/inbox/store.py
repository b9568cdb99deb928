"""Which events had their effect already, and what was answered, so that a repeat is only told."""

from datetime import datetime, timedelta

from sqlalchemy import Column, String, Table, Text, select

from bot.chat import wire
from bot.chat.answer import Replace, Reply, Settle
from bot.database import Transaction, UTCDateTime, metadata

KEPT = timedelta(days=7)

inbox = Table(
    "inbox",
    metadata,
    Column("platform", String, primary_key=True),
    Column("event", String, primary_key=True),
    Column("answer", Text, nullable=False),
    Column("at", UTCDateTime, nullable=False, index=True),
)


async def answered(tx: Transaction, platform: str, event: str) -> Reply | Replace | Settle | None:
    """What was answered to this event, if it came before."""
    row = await tx.first(
        select(inbox.c.answer).where(inbox.c.platform == platform, inbox.c.event == event)
    )
    if row is None:
        return None
    answer = wire.load(row["answer"])
    assert isinstance(answer, Reply | Replace | Settle)
    return answer


async def record(
    tx: Transaction,
    platform: str,
    event: str,
    answer: Reply | Replace | Settle,
    now: datetime,
) -> None:
    """The event had its effect, in this same transaction."""
    row = {"platform": platform, "event": event, "answer": wire.dump(answer), "at": now}
    await tx.run(inbox.insert(), [row])


async def tidy(tx: Transaction, now: datetime) -> int:
    """Forget what no platform would send again."""
    return await tx.run(inbox.delete().where(inbox.c.at < now - KEPT))
