"""A table reads of its date once more on the day, by day for all of them, unless it is new.

Nobody asked for this, so it counts among the few messages of a week, and is left out where it
would be one too many, or somebody there is away.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat.text import Text
from bot.circles.store.dates import Dated
from bot.circles.store.outcomes import Laid
from bot.database import Transaction
from bot.lunches import keeping, offers
from bot.lunches.keeping import Setting, at_table
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from bot.schedules.hours import by_day_for_all
from bot.texts.catalogue import Say

_BEFORE = timedelta(hours=4), timedelta(hours=1)  # a lunch: at the soonest, and at the latest
_NEW = timedelta(hours=16)  # a date that was made so shortly before: nobody has forgotten it
_ENDING = ":soon"


def moment(meets: datetime, zones: list[str], now: datetime) -> datetime | None:
    """When a table is reminded of a date that is made now; None where it is not."""
    soonest, latest = (meets - each for each in _BEFORE)
    if soonest - now < _NEW:
        return None
    return by_day_for_all(soonest, zones, latest - soonest)


def reminder(at: Setting, laid: Laid, date: Dated) -> list[Delivery]:
    """What the table reads on the day of this date, if anything."""
    home = at.circle.schedule.zone
    zones = [who.zone or home for who in laid.people.values()]
    when = moment(date.at, zones, at.now) if date.at else None
    if date.at is None or when is None:
        return []
    told = offers.soon(at.say, laid, date.at, date.sequence)
    waits = at_table(at, laid, f"date:{date.sequence}{_ENDING}", told)
    return [
        replace(
            waits,
            not_before=when,
            expires=date.at,
            asked=False,
            at_once=False,
            about=laid.pairing,
            programme=at.circle.subject,
        )
    ]


async def reword(at: Setting, laid: Laid, date: Dated) -> None:
    """Somebody has got up: it calls those who still come."""
    assert date.at is not None
    told = offers.soon(at.say, laid, date.at, date.sequence)
    await outbox.reword(at.tx, _key(laid.pairing, date.sequence), told)


async def not_needed(tx: Transaction, pairing: int, date: Dated, why: str, now: datetime) -> None:
    """The date has moved, is off, or they have met already."""
    await outbox.withdraw(tx, [_key(pairing, date.sequence)], why, now)


async def ahead(tx: Transaction, say: Say, now: datetime) -> list[tuple[datetime, Text]]:
    """When tables are reminded of their dates."""
    return [(at, say("ahead.date")) for at in await outbox.coming(tx, now, _ENDING)]


def _key(pairing: int, sequence: int) -> str:
    return f"{keeping.key(pairing, sequence)}{_ENDING}"
