"""Times at which all of a table can have lunch: by day, and at the hours that suit each of them.

All of it is reckoned with the zones' own data for the very day, so that it holds on the days when
clocks change, and where they stand half an hour or a quarter beside the others.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.circles.outcome import LENGTH
from bot.schedules.hours import DAY
from bot.schedules.local import day_at, resolve
from bot.schedules.spans import Span

OFFERED = 3  # times at once
LEAD = timedelta(hours=2)  # from now to the first of them: people have to agree
FURTHEST = timedelta(days=28)  # that is looked ahead, however long a round lasts
_STEP = 900  # seconds: a quarter of an hour, as some zones lie a quarter beside the others
_LUNCH = 11 * 60 + 30, 13 * 60 + 30  # minutes of the day between which a lunch begins
_APART = 2 * LENGTH  # between two times on one day
_SATURDAY = 5
_WEEK = timedelta(days=7)

Interval = tuple[datetime, datetime]
Why = Literal["awake", "hours", "span"]


@dataclass(frozen=True, slots=True)
class Diner:
    """Somebody at the table: where they live, and when lunch suits them; () for any hour.

    `taken`: the days, on their own clock, on which they have a lunch already.
    """

    zone: str
    hours: tuple[Span, ...] = ()
    taken: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Frame:
    """From when to when to look; the circle's own hour, zone and holidays."""

    begins: datetime
    ends: datetime
    hour: time
    zone: str
    holidays: frozenset[date] = frozenset()


def slots(diners: Sequence[Diner], frame: Frame, but: Collection[datetime] = ()) -> list[datetime]:
    """The best three times, or fewer where there are no more; none of them near one of `but`.

    Each lies, with the whole lunch, inside everybody's day and hours. They are on different days
    for everybody while there are such days. First comes the circle's own hour, where that suits;
    then those that are around lunch for as many as possible, as soon as may be.
    """
    clocks = [ZoneInfo(each.zone) for each in diners]
    found = [
        start
        for start in _starts(_shared(diners, frame), frame, clocks)
        if all(abs(start - other) >= LENGTH for other in but)
    ]
    ranked = sorted(found, key=lambda start: _cost(start, frame, clocks))
    own = [start for start in ranked if _is_own(start, frame)]
    chosen: list[datetime] = []
    for start in own[:1] + ranked:
        if len(chosen) < OFFERED and not _same_day(start, chosen, frame, clocks):
            chosen.append(start)
    for start in ranked:
        if len(chosen) < OFFERED and all(abs(start - other) >= _APART for other in chosen):
            chosen.append(start)
    first = [start for start in chosen[:1] if _is_own(start, frame)]
    return first + sorted(start for start in chosen if start not in first)


def suits(diners: Sequence[Diner], start: datetime) -> bool:
    """Whether a lunch that begins then lies inside everybody's day and hours."""
    return all(
        any(
            opens <= start and start + LENGTH <= closes
            for opens, closes in _open_on(day_at(start, diner.zone), diner)
        )
        for diner in diners
    )


def why_none(diners: Sequence[Diner], frame: Frame) -> Why:
    """What keeps a table from an hour that all of them share.

    They sleep while the others are awake; the hours that they named never meet; or there would be
    such hours, and the round is over before.
    """
    week = replace(frame, ends=frame.begins + _WEEK, holidays=frozenset())
    free = [replace(each, taken=frozenset()) for each in diners]
    if any(_starts(_shared(free, week), week, [])):
        return "span"
    anytime = [replace(each, hours=()) for each in free]
    return "hours" if any(_starts(_shared(anytime, week), week, [])) else "awake"


def _shared(diners: Sequence[Diner], frame: Frame) -> list[Interval]:
    """When all of them have time."""
    shared = [(frame.begins, min(frame.ends, frame.begins + FURTHEST))]
    for diner in diners:
        theirs = list(_open(diner, frame))
        shared = [
            (max(a, c), min(b, d))
            for a, b in shared
            for c, d in theirs
            if min(b, d) - max(a, c) >= LENGTH
        ]
    return sorted(shared)


def _open(diner: Diner, frame: Frame) -> Iterator[Interval]:
    """When somebody has time, day by day on their own clock."""
    day = day_at(frame.begins, diner.zone)
    last = day_at(min(frame.ends, frame.begins + FURTHEST), diner.zone)
    while day <= last:
        if day not in diner.taken:
            yield from _open_on(day, diner)
        day += timedelta(days=1)


def _open_on(day: date, diner: Diner) -> Iterator[Interval]:
    for span in diner.hours or (Span(*DAY),):
        opens, closes = max(span.opens, DAY[0]), min(span.closes, DAY[1])
        if opens < closes:
            yield (
                resolve(datetime.combine(day, opens), diner.zone),
                resolve(datetime.combine(day, closes), diner.zone),
            )


def _starts(
    shared: Sequence[Interval], frame: Frame, clocks: Sequence[ZoneInfo]
) -> Iterator[datetime]:
    """Every quarter of an hour at which a lunch fits, except on the circle's holidays."""
    last = LENGTH - timedelta(minutes=1)
    for opens, closes in shared:
        at = -(-int(opens.timestamp()) // _STEP) * _STEP
        while (start := datetime.fromtimestamp(at, UTC)) + LENGTH <= closes:
            at += _STEP
            if not (
                frame.holidays
                and {
                    moment.astimezone(clock).date()
                    for clock in (*clocks, ZoneInfo(frame.zone))
                    for moment in (start, start + last)
                }
                & frame.holidays
            ):
                yield start


def _cost(start: datetime, frame: Frame, clocks: Sequence[ZoneInfo]) -> tuple[float, ...]:
    """How little a time suits; of two that are alike the sooner one is better."""
    local = [start.astimezone(clock) for clock in clocks]
    minutes = [at.hour * 60 + at.minute for at in local]
    off = [max(_LUNCH[0] - at, at - _LUNCH[1], 0) for at in minutes]
    own = frame.hour.hour * 60 + frame.hour.minute
    here = start.astimezone(ZoneInfo(frame.zone))
    return (
        any(at.weekday() >= _SATURDAY for at in local),
        sum(each > 0 for each in off),
        sum(at % 30 != 0 for at in minutes),
        max(off),
        sum(off),
        abs(here.hour * 60 + here.minute - own),
        start.timestamp(),
    )


def _is_own(start: datetime, frame: Frame) -> bool:
    """Whether it is at the circle's hour, on a working day there."""
    here = start.astimezone(ZoneInfo(frame.zone))
    return here.time() == frame.hour and here.weekday() < _SATURDAY


def _same_day(
    start: datetime, chosen: Sequence[datetime], frame: Frame, clocks: Sequence[ZoneInfo]
) -> bool:
    """Whether it is on a day with one of these, for any of them."""
    zones = (*clocks, ZoneInfo(frame.zone))
    return any(
        start.astimezone(zone).date() == other.astimezone(zone).date()
        for other in chosen
        for zone in zones
    )
