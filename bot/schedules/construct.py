"""Understands the line that says how a circle meets: "every week on Tuesday at 12:00 in pairs".

What is understood is taken out of the line, one kind of thing after the other: the size of the
tables, which of a month's weekdays, the rhythm, the days, the zone, the time. What is left over and
more than a filler word is refused, so that nothing is ever guessed at.
"""

import re
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import count
from typing import Literal

from bot.schedules import phrases
from bot.schedules.phrases import Reason
from bot.schedules.schedule import MOST_TURNS, Monthly, Schedule, Weekly
from bot.schedules.vocabulary import LONGEST, Line, day_of, number, tidy
from bot.schedules.zones import UnknownZone, spoken, zone_named

NOON = time(12)
SMALLEST, LARGEST = 2, 8


class NotUnderstood(ValueError):
    """A line was not understood: a short stable reason, and the words in question."""

    def __init__(self, reason: Reason, fragment: str) -> None:
        super().__init__(f"{reason}: {fragment!r}")
        self.reason: Reason = reason
        self.fragment = fragment


@dataclass(frozen=True, slots=True)
class Construct:
    """How a circle meets: when, and how many to a table, if the line said so."""

    schedule: Schedule
    size: int | None


@dataclass(frozen=True, slots=True)
class Described:
    """What there is to say about a construct, for the catalogue to put into words.

    `pattern` is the kind of sentence: "daily" and "weekdays" need no list of days; "weekly" has
    `days` (0 is Monday); "monthly" has `nth` (1 to 4, -1 for the last) and one day. `every` counts
    weeks, or months.
    """

    pattern: Literal["daily", "weekdays", "weekly", "monthly"]
    every: int
    days: tuple[int, ...]
    nth: tuple[int, ...]
    at: time
    zone: str
    size: int | None


def understand(text: str, *, zone: str, today: date) -> Construct:
    """The schedule and table size that a line describes; NotUnderstood says what it stumbled over.

    A line without a time means noon. A zone in the line ("Berlin time", "Europe/Berlin") goes
    before the one given. Every second week begins with the first of its days that comes after
    today, and quarters are the calendar's.
    """
    line = Line(checked(text))
    for reason, pattern in phrases.NEVER:
        if found := line.first(pattern):
            raise NotUnderstood(reason, found[0])
    size = _take_size(line)
    rhythm = _Rhythm(of_months=line.first(phrases.OF_MONTHS) is not None)
    _take_nth(line, rhythm)
    _take_turns(line, rhythm)
    _take_days(line, rhythm)
    zones = _take_marked_zones(line)
    at = _take_time(line)
    zones |= _take_rest(line)
    if len(zones) > 1:
        raise NotUnderstood("two_zones", ", ".join(sorted(zones)))
    rule = rhythm.rule(today, tidy(text))
    return Construct(Schedule(rule, at, zones.pop() if zones else zone), size)


def describe(schedule: Schedule, size: int | None) -> Described:
    """The schedule and size as plain data, to be worded in somebody's language."""
    rule, at, zone = schedule.rule, schedule.at, schedule.zone
    match rule:
        case Monthly():
            return Described("monthly", rule.every, (rule.day,), rule.nth, at, zone, size)
        case Weekly(days=(0, 1, 2, 3, 4, 5, 6), every=1):
            return Described("daily", 1, rule.days, (), at, zone, size)
        case Weekly(days=(0, 1, 2, 3, 4), every=1):
            return Described("weekdays", 1, rule.days, (), at, zone, size)
        case Weekly():
            return Described("weekly", rule.every, rule.days, (), at, zone, size)


def checked(text: str) -> str:
    """The tidied line, if it says anything and is short enough to be read."""
    line = tidy(text[: LONGEST + 1])
    if len(text) > LONGEST or len(line) > LONGEST:  # tidying writes some letters out as several
        raise NotUnderstood("too_long", line[:40])
    if not line:
        raise NotUnderstood("empty", "")
    return line


@dataclass(slots=True)
class _Rhythm:
    """What the line has said so far of its days and of how often they come."""

    of_months: bool
    weeks: set[int] = field(default_factory=set)
    months: set[int] = field(default_factory=set)
    nth: set[int] = field(default_factory=set)
    days: set[int] = field(default_factory=set)
    twice_or_every_second: str = ""
    quarters: bool = False

    def rule(self, today: date, line: str) -> Weekly | Monthly:
        """The one rule that all of it makes together."""
        days = tuple(sorted(self.days))
        every = next(iter(self.weeks | self.months), 1)
        if len(self.weeks) + len(self.months) > 1 or (self.weeks and self.nth):
            raise NotUnderstood("two_rhythms", line)
        if not days:
            raise NotUnderstood("no_day", line)
        if not 1 <= every <= MOST_TURNS:
            raise NotUnderstood("too_rare" if every else "number", line)
        if not self.nth and not self.of_months:
            return self._weekly(days, every, today)
        if not self.nth:
            raise NotUnderstood("no_nth", line)
        if 5 in self.nth:
            raise NotUnderstood("fifth", line)
        if len(days) > 1:
            raise NotUnderstood("two_days", line)
        return self._monthly(days[0], every, today)

    def _weekly(self, days: tuple[int, ...], every: int, today: date) -> Weekly:
        if self.twice_or_every_second and len(days) > 1:
            raise NotUnderstood("ambiguous", self.twice_or_every_second)
        if every == 1:
            return Weekly(days)
        first = _first_after(Weekly(days), today)
        return Weekly(days, every, anchor=first - timedelta(days=first.weekday()))

    def _monthly(self, day: int, every: int, today: date) -> Monthly:
        nth = tuple(sorted(self.nth - {-1})) + ((-1,) if -1 in self.nth else ())
        if every == 1 or self.quarters:
            return Monthly(nth, day, every)
        first = _first_after(Monthly(nth, day), today)
        return Monthly(nth, day, every, anchor=first.replace(day=1))


def _first_after(rule: Weekly | Monthly, today: date) -> date:
    days = (day for turn in count(rule.turn(today)) for day in rule.dates(turn))
    return next(day for day in days if day > today)


def _take_size(line: Line) -> int | None:
    found = line.take(phrases.SIZE)
    sizes = {_size_of(match) for match in found}
    if len(sizes) > 1 or any(match["or"] for match in found):
        raise NotUnderstood("two_sizes", ", ".join(match[0] for match in found))
    if not sizes:
        return None
    size = sizes.pop()
    if not SMALLEST <= size <= LARGEST:
        raise NotUnderstood("size_range", found[0][0])
    return size


def _size_of(match: re.Match[str]) -> int:
    if match["one_to_one"]:
        return 2
    if match["word"]:
        return phrases.SIZES[f"{match['word'].lower().removesuffix('s')}s"]
    return number(match["of"] or match["people"] or match["at"])


def _take_nth(line: Line, rhythm: _Rhythm) -> None:
    for match in line.take(phrases.NTH):
        which = {number(one[0]) for one in phrases.ORDINALS.finditer(match["nth"])}
        rhythm.days.add(day_of(match["day"]))
        if match["every"] and not rhythm.of_months and which == {2}:
            rhythm.weeks.add(2)
        elif match["every"] and not rhythm.of_months and which in ({3}, {4}):
            raise NotUnderstood("ambiguous", match[0])  # every three weeks, or third of the month?
        else:
            rhythm.nth |= which


_UNITS = {"week": 1, "fortnight": 2, "month": 1, "quarter": 3}
_ADVERBS = {"weekly": "week", "biweekly": "fortnight", "fortnightly": "fortnight"}
_ADVERBS |= {"monthly": "month", "quarterly": "quarter"}


def _take_turns(line: Line, rhythm: _Rhythm) -> None:
    for match in line.take(phrases.RHYTHM):
        adverb = (match["adverb"] or "").lower().replace("-", "")
        unit = _ADVERBS.get(adverb) or match["unit"] or match["alternate"] or match["one"]
        unit = (unit or match["of_the"] or "week").lower()
        turns = number(match["n"]) if match["n"] else 1
        if match["alternate"] or match["every_other"]:
            turns = 2
        if adverb == "biweekly":
            rhythm.twice_or_every_second = match[0]
        rhythm.quarters |= unit == "quarter" and turns == 1
        if unit in {"month", "quarter"}:
            # "Of the month" says that there is a first and a last, not how often it comes round.
            rhythm.months |= set() if match["of_the"] == "month" else {turns * _UNITS[unit]}
        else:
            rhythm.weeks.add(turns * _UNITS[unit])


def _take_days(line: Line, rhythm: _Rhythm) -> None:
    for match in line.take(phrases.DAYS):
        if match["daily"]:
            rhythm.days |= set(range(7))
        elif match["weekdays"]:
            rhythm.days |= set(range(5))
        elif match["weekend"]:
            rhythm.days |= {5, 6}
        else:
            first = day_of(match["first"])
            last = day_of(match["last"] or match["first"])
            rhythm.days |= {(first + ahead) % 7 for ahead in range((last - first) % 7 + 1)}


def _take_marked_zones(line: Line) -> set[str]:
    """Zones that can be nothing else: hours from UTC, a key with a slash, or a name in brackets."""
    marked = [match[0] for match in line.take(phrases.OFFSET) + line.take(phrases.ZONE_KEY)]
    zones = {_zone(text) for text in marked}
    for match in line.all(phrases.IN_BRACKETS):
        try:
            zones.add(zone_named(match[1], suggest=False))
        except UnknownZone as unknown:
            if unknown.several:
                raise NotUnderstood("unknown_zone", match[1]) from unknown
        else:
            line.cut(match)
    return zones


def _zone(text: str, *, otherwise: str = "") -> str:
    """The zone of this name; what else the words would be, when they need not be a zone."""
    try:
        return zone_named(text, suggest=False)
    except UnknownZone as unknown:
        if otherwise and not unknown.several:
            raise NotUnderstood("left_over", otherwise) from unknown
        raise NotUnderstood("unknown_zone", text) from unknown


def _take_time(line: Line) -> time:
    found = line.take(phrases.NOON)
    times = {NOON} if found else set()
    for match in line.take(phrases.CLOCK):
        times.add(_clock(match))
        found.append(match)
    if len(times) > 1:
        raise NotUnderstood("two_times", ", ".join(match[0].strip() for match in found))
    return times.pop() if times else NOON


def _clock(match: re.Match[str]) -> time:
    before, clock = (match["before"] or "").lower(), match["clock"].rstrip(".:")
    said_at = before in {"at", "@"}
    hour = phrases.HOUR.fullmatch(clock) or (said_at and phrases.FOUR_DIGITS.fullmatch(clock))
    if clock.lstrip("+-").isdigit() and not said_at:
        raise NotUnderstood("numeric_day" if before else "number", match[0].strip())
    if not hour:
        ordinal = clock[-2:].lower() in {"st", "nd", "rd", "th"}
        raise NotUnderstood("day_of_month" if ordinal else "bad_time", match[0].strip())
    hours, minutes = int(hour["hour"]), int(hour["minute"] or 0)
    if hour["half"]:
        if not 1 <= hours <= 12:
            raise NotUnderstood("bad_time", match[0].strip())
        hours = hours % 12 + (12 if hour["half"].lower() == "p" else 0)
    elif hour["hour"] in {"1", "2", "3", "4", "5", "6"}:
        raise NotUnderstood("am_or_pm", match[0].strip())
    if hours > 23 or minutes > 59:
        raise NotUnderstood("bad_time", match[0].strip())
    return time(hours, minutes)


def _take_rest(line: Line) -> set[str]:
    """The zones among what is left over, when all the rest of it is filler words."""
    zones = set()
    for piece in line.pieces():
        words = piece.split(" ")
        if words[-1].lower() in {"at", "@"}:
            raise NotUnderstood("no_time", piece)
        while words and phrases.FILLER.fullmatch(words[-1]):
            words.pop()
        while words and phrases.FILLER.fullmatch(words[0]):
            words.pop(0)
        if not words:
            continue
        place = phrases.PLACE.fullmatch(piece)
        if place and place["time"]:
            zones.add(_zone(place["name"]))
        elif place and spoken(place["name"]) not in phrases.NOT_ALONE:
            zones.add(_zone(place["name"], otherwise=" ".join(words)))
        else:
            raise NotUnderstood("left_over", " ".join(words))
    return zones
