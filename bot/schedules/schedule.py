"""When a programme comes round: on which days, every how many weeks or months, at what local time.

A schedule is a plain value and knows no clock: it is asked what comes after a moment. Each
occurrence has a period, its local date, and each period one occurrence: whoever stores rounds by
(circle, period) can't make two of one, however often clocks change or processes restart.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, takewhile

from bot.schedules.local import day_at, resolve
from bot.schedules.zones import is_zone

EPOCH = date(2024, 1, 1)  # a Monday: from here weeks and months are counted, unless told otherwise
MOST_TURNS = 12
LAST = -1

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Weekly:
    """On these weekdays (0 is Monday) of every n-th week.

    Weeks are counted from the anchor, a Monday, and not by their number in the year: every second
    week goes on being every second week past a week 53.
    """

    days: tuple[int, ...]
    every: int = 1
    anchor: date = EPOCH

    def __post_init__(self) -> None:
        _check(bool(self.days), "a weekly rule needs a day")
        _check(all(0 <= day <= 6 for day in self.days), "a weekday is a number from 0 to 6")
        _check(self.days == tuple(sorted(set(self.days))), "weekdays are sorted, each named once")
        _check(1 <= self.every <= MOST_TURNS, f"every 1 to {MOST_TURNS} weeks")
        _check(self.anchor.weekday() == 0, "weeks are counted from a Monday")

    def turn(self, day: date) -> int:
        """Which turn of the rule a day falls into; the anchor's is 0."""
        return (day - self.anchor).days // (7 * self.every)

    def dates(self, turn: int) -> tuple[date, ...]:
        """The dates of one turn, in order."""
        monday = self.anchor + turn * self.every * _WEEK
        return tuple(monday + day * _DAY for day in self.days)


@dataclass(frozen=True, slots=True)
class Monthly:
    """On the first, second, third, fourth or last (-1) such weekday of every n-th month.

    There is no fifth: most months have none, and a round that comes in some months only is nothing
    that people can remember. Months are counted from the anchor's.
    """

    nth: tuple[int, ...]
    day: int
    every: int = 1
    anchor: date = EPOCH

    def __post_init__(self) -> None:
        _check(bool(self.nth), "a monthly rule says which of its weekdays")
        _check(set(self.nth) <= {1, 2, 3, 4, LAST}, "first to fourth, or -1 for the last")
        _check(len(self.nth) == len(set(self.nth)), "each of a month's weekdays named once")
        _check(self.nth == _in_order(self.nth), "first to fourth in order, the last at the end")
        _check(0 <= self.day <= 6, "a weekday is a number from 0 to 6")
        _check(1 <= self.every <= MOST_TURNS, f"every 1 to {MOST_TURNS} months")

    def turn(self, day: date) -> int:
        """Which turn of the rule a day falls into; the anchor's is 0."""
        return (_month_number(day) - _month_number(self.anchor)) // self.every

    def dates(self, turn: int) -> tuple[date, ...]:
        """The dates of one turn, in order; where the fourth is the last, it counts once."""
        month = _month_number(self.anchor) + turn * self.every
        return tuple(sorted({self._nth_of(month, nth) for nth in self.nth}))

    def _nth_of(self, month: int, nth: int) -> date:
        first = _first_of(month if nth != LAST else month + 1)
        ahead = (self.day - first.weekday()) % 7
        return first + ahead * _DAY + (nth - 1 if nth != LAST else -1) * _WEEK


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One coming round: its local date in the schedule's zone, and the moment in UTC."""

    period: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rule, a local time in whole minutes, and the zone whose clocks and calendar count."""

    rule: Weekly | Monthly
    at: time
    zone: str

    def __post_init__(self) -> None:
        _check(self.at.tzinfo is None, "the time is the zone's own")
        _check(self.at == self.at.replace(second=0, microsecond=0), "the time is in whole minutes")
        _check(is_zone(self.zone), f"no time zone is called {self.zone!r}")

    def following(self, moment: datetime) -> Iterator[Occurrence]:
        """All that comes strictly after a moment, in order and without end."""
        for turn in count(self.rule.turn(day_at(moment, self.zone))):
            for day in self.rule.dates(turn):
                occurrence = self._on(day)
                if occurrence is not None and occurrence.at > moment:
                    yield occurrence

    def between(self, after: datetime, until: datetime) -> list[Occurrence]:
        """All that come strictly after one moment and at the latest at another, in order."""
        return list(takewhile(lambda occurrence: occurrence.at <= until, self.following(after)))

    def in_step_with(self, earlier: "Schedule") -> "Schedule":
        """The same schedule, counting its weeks or months from where an earlier one did.

        Whoever edits a circle's lines without touching its rhythm does not move it by a week.
        """
        same_kind = type(self.rule) is type(earlier.rule)
        if not same_kind or self.rule.every != earlier.rule.every:
            return self
        return replace(self, rule=replace(self.rule, anchor=earlier.rule.anchor))

    def _on(self, day: date) -> Occurrence | None:
        """The occurrence of a day, unless that day was left out of the zone's calendar."""
        at = resolve(datetime.combine(day, self.at), self.zone)
        return Occurrence(day, at.astimezone(UTC)) if day_at(at, self.zone) == day else None


def to_json(schedule: Schedule) -> str:
    """The schedule as one line for a database, the same for equal schedules."""
    rule = schedule.rule
    fields: dict[str, object] = {"every": rule.every, "anchor": rule.anchor.isoformat()}
    match rule:
        case Weekly():
            kind, fields = "weekly", {"days": list(rule.days), **fields}
        case Monthly():
            kind, fields = "monthly", {"nth": list(rule.nth), "day": rule.day, **fields}
    at = schedule.at.strftime("%H:%M")
    return json.dumps({"version": _VERSION, kind: fields, "at": at, "zone": schedule.zone})


def from_json(text: str) -> Schedule:
    """The schedule that `to_json` wrote; ValueError says what is wrong with anything else."""
    _check(len(text) <= 500, "a stored schedule is short")
    stored = _fields(json.loads(text))
    _check(stored.get("version") == _VERSION, f"a schedule of version {stored.get('version')!r}")
    rule: Weekly | Monthly
    if "weekly" in stored:
        weekly = _fields(stored["weekly"])
        days = _wholes(weekly.get("days"))
        rule = Weekly(days, _whole(weekly.get("every")), _date(weekly.get("anchor")))
    else:
        monthly = _fields(stored.get("monthly"))
        nth, day = _wholes(monthly.get("nth")), _whole(monthly.get("day"))
        rule = Monthly(nth, day, _whole(monthly.get("every")), _date(monthly.get("anchor")))
    return Schedule(rule, time.fromisoformat(_text(stored.get("at"))), _text(stored.get("zone")))


def _check(right: bool, otherwise: str) -> None:
    if not right:
        raise ValueError(otherwise)


def _in_order(nth: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(nth, key=lambda one: one if one != LAST else 5))


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _fields(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"a table of fields was expected, not {value!r}")
    return {str(key): field for key, field in value.items()}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a text was expected, not {value!r}")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"a whole number was expected, not {value!r}")
    return value


def _wholes(value: object) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise ValueError(f"a list of whole numbers was expected, not {value!r}")
    return tuple(_whole(one) for one in value)


def _date(value: object) -> date:
    return date.fromisoformat(_text(value))
