"""Which events had their effect already, and what was answered, so that a repeat is only told."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Column, String, Table, Text, or_, select, text

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
    Column("person", String, nullable=False, server_default=text("''")),  # the platform's id
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
    person: str,
    answer: Reply | Replace | Settle,
    now: datetime,
) -> None:
    """The event had its effect, in this same transaction."""
    row = {
        "platform": platform,
        "event": event,
        "person": person,
        "answer": wire.dump(answer),
        "at": now,
    }
    await tx.run(inbox.insert(), [row])


async def forget(
    tx: Transaction, platform: str, person: str, needles: Sequence[str], instead: Reply
) -> None:
    """What was answered to somebody, or has one of the needles in it, is not kept any more."""
    within = or_(*(inbox.c.answer.contains(each, autoescape=True) for each in needles))
    await tx.run(
        inbox.update()
        .where(inbox.c.platform == platform, or_(inbox.c.person == person, within))
        .values(answer=wire.dump(instead), person="")
    )


async def tidy(tx: Transaction, now: datetime) -> int:
    """Forget what no platform would send again."""
    return await tx.run(inbox.delete().where(inbox.c.at < now - KEPT))
