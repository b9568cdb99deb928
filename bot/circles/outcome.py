"""What came of a table: when its people are asked, and what several answers come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.schedules.hours import DAY
from bot.schedules.local import day_at, resolve

Outcome = Literal["unknown", "scheduled", "met", "some_met", "not_met"]
OUTCOMES: tuple[Outcome, ...] = ("met", "scheduled", "some_met", "not_met")
REASONS = ("no_time", "no_answer", "zones", "other")
_BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Said:
    """What one of a table said came of it, and when."""

    member: int
    outcome: Outcome
    at: datetime


def settled(said: Sequence[Said]) -> Said | None:
    """The answer that stands for the whole table; None while there is none.

    Any one settles it. Whoever says that they met is believed over everybody else, then whoever
    says that some of them did; of all else the latest word counts.
    """
    for certain in ("met", "some_met"):
        sure = [each for each in said if each.outcome == certain]
        if sure:
            return min(sure, key=lambda each: (each.at, each.member))
    return max(said, key=lambda each: (each.at, each.member), default=None)


def ask_at(drawn: datetime, ends: datetime, zone: str) -> datetime:
    """When a table is asked whether it met: a day before the round ends.

    A round of less than two days is asked about half-way, and never by night: the evening before.
    """
    if ends - drawn >= 2 * _BEFORE:
        return ends - _BEFORE
    halfway = drawn + (ends - drawn) / 2
    for day in (day_at(halfway, zone), day_at(halfway, zone) - _BEFORE):
        opens, closes = (resolve(datetime.combine(day, at), zone) for at in DAY)
        if opens <= halfway < closes:
            return halfway
        if drawn < closes <= halfway:
            return closes
    return halfway
