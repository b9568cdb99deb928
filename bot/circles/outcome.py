"""What came of a table: when its people are asked, and what several answers come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from bot.schedules.hours import DAY, by_day
from bot.schedules.local import day_at, resolve

Outcome = Literal["unknown", "scheduled", "met", "some_met", "not_met"]
OUTCOMES: tuple[Outcome, ...] = ("met", "scheduled", "some_met", "not_met")
REASONS = ("no_time", "no_answer", "zones", "other")
LENGTH = timedelta(hours=1)  # of a lunch
LATE = timedelta(days=7)  # in which an answer counts, where a table is asked after its round
_BEFORE = timedelta(days=1)
_AFTER = timedelta(hours=1)  # from the end of a lunch to the question, at the soonest
_ENOUGH = timedelta(hours=3)  # to answer before the next tables are drawn


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


def ask_after(meets: datetime, usual: datetime, ends: datetime, hour: time, zone: str) -> datetime:
    """When a table is asked that meets then: once, at its usual time or after its lunch.

    The morning after, at the circle's `hour` and by day; on the same day where the next tables are
    drawn before there was time to answer. A lunch that ends too late for that, or after the round,
    is asked about on the morning after it all the same: such an answer counts, too.
    """
    if meets + LENGTH <= usual:
        return usual
    by_light = hour if DAY[0] <= hour < DAY[1] else DAY[0]
    morning = resolve(datetime.combine(day_at(meets, zone) + _BEFORE, by_light), zone)
    soonest = by_day(meets + LENGTH + _AFTER, zone)
    if morning + _ENOUGH > ends and soonest + _ENOUGH <= ends:
        return soonest
    return morning
