"""What is done by time rather than asked for: each kind is a duty, looked at when it is due.

A tick asks all duties in one statement when they could be due first. Each answer stands at the end
of an index, so a tick with nothing to do costs a few lookups, however many rows there are.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.platform import Traits
from bot.database import Database, Question
from bot.turn import Think


@dataclass(frozen=True, slots=True)
class Watch:
    """One look at the clock. `traits` has the platforms that are there: the others wait."""

    database: Database
    now: datetime
    traits: Mapping[str, Traits]
    think: Think


Work = Callable[[], Awaitable[bool]]
"""Does one thing, in a transaction of its own. False when there was nothing left to do."""


@dataclass(frozen=True, slots=True)
class Duty:
    """`look` finds what is due. One work that fails is logged, and keeps no other from being done.

    `first` asks the database for the first moment at which something could be due, `before` that
    long before it: until then nobody looks. It may be too early, but never too late. Without it,
    the duty is looked at with every tick.
    """

    look: Callable[[Watch], Awaitable[Sequence[Work]]]
    first: Question | None = None
    before: timedelta = timedelta(0)


async def due(database: Database, duties: Sequence[Duty], now: datetime) -> list[Duty]:
    """The duties in which something may be due now."""
    questions = tuple(each.first for each in duties if each.first is not None)
    async with database.read() as tx:
        moments = iter(await tx.moments(questions) if questions else ())
    return [each for each in duties if each.first is None or _came(next(moments), each, now)]


def _came(first: datetime | None, duty: Duty, now: datetime) -> bool:
    return first is not None and first - duty.before <= now
