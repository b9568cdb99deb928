"""Understands at which hours somebody likes to have lunch: "12-14", "11:30 to 13", "any"."""

import re
from dataclasses import dataclass
from datetime import time
from typing import Literal

from bot.schedules.hours import DAY
from bot.schedules.vocabulary import tidy

LONGEST = 60  # characters of a line
MOST = 3  # spans of one line
LEAST = 60  # minutes of a span: a lunch takes an hour

Reason = Literal["left_over", "narrow", "night"]

_ANY = re.compile(
    r"(?:at )?(?:any|any ?time|any hours?|all day|always|whenever|all|-|no preference)",
    re.IGNORECASE,
)
CLOCK = r"(?:noon|midday|[0-9]{1,2}(?:[:.h][0-9]{2})?(?: ?(?:[ap]\.?m\.?|o'clock|uhr|hrs|h))?)"
_BETWEEN = re.compile(
    rf"(?:from |between )?(?P<opens>{CLOCK}) ?(?:-|to|till?|until|and) ?(?P<closes>{CLOCK})",
    re.IGNORECASE,
)
_OPEN_ENDED = re.compile(
    rf"(?P<word>from|after|before|until|till?|by) (?P<at>{CLOCK})(?: on(?:wards?)?)?", re.IGNORECASE
)
_LISTED = re.compile(r" ?[,;&] ?| or ", re.IGNORECASE)
_HOUR = re.compile(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))? ?(?:([ap])\.?m\.?|[a-z'].*)?", re.IGNORECASE)
_EARLIEST, _LATEST = DAY
_NOON = 12
_SMALL = 7  # hours below it are of the afternoon


class NotHours(ValueError):
    """A line names no hours for lunch: why, and the words in question."""

    def __init__(self, reason: Reason, fragment: str) -> None:
        super().__init__(f"{reason}: {fragment!r}")
        self.reason: Reason = reason
        self.fragment = fragment


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Hours of a day on somebody's own clock, from one time to a later one."""

    opens: time
    closes: time

    def __str__(self) -> str:
        """As it is kept and shown: 12:00-14:00."""
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


def kept(text: str) -> Span:
    """The span that `str` wrote."""
    opens, _, closes = text.partition("-")
    return Span(time.fromisoformat(opens), time.fromisoformat(closes))


def understand_hours(text: str) -> tuple[Span, ...]:
    """The hours that a line names, in order, within 08:00 to 20:00; none at all for "any".

    A small hour without am or pm is one of the afternoon: lunch at 1 is at 13:00. Raises NotHours.
    """
    line = tidy(text[: 2 * LONGEST]).strip(" .")
    if len(text) > LONGEST:
        raise NotHours("left_over", line[:LONGEST])
    if not line or _ANY.fullmatch(line):
        return ()
    pieces = _LISTED.split(line)
    if len(pieces) > MOST:
        raise NotHours("left_over", line)
    return _merged(sorted(_span(piece) for piece in pieces))


def clock(said: str) -> time | None:
    """A time of day that somebody means for a lunch; None where there is no such time."""
    if said.casefold() in ("noon", "midday"):
        return time(_NOON)
    found = _HOUR.fullmatch(said)
    if found is None:
        return None
    hours, minutes, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
    if half:
        if not 1 <= hours <= _NOON:
            return None
        hours = hours % _NOON + (_NOON if half == "p" else 0)
    elif hours < _SMALL and not found[1].startswith("0"):
        hours += _NOON
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def _span(said: str) -> Span:
    if found := _BETWEEN.fullmatch(said):
        opens, closes = clock(found["opens"]), clock(found["closes"])
    elif found := _OPEN_ENDED.fullmatch(said):
        at = clock(found["at"])
        starts = found["word"].casefold() in ("from", "after")
        opens, closes = (at, _LATEST) if starts else (_EARLIEST, at)
    else:
        raise NotHours("left_over", said)
    if opens is None or closes is None or closes <= opens:
        raise NotHours("left_over", said)
    opens, closes = max(opens, _EARLIEST), min(closes, _LATEST)
    if closes <= opens:
        raise NotHours("night", said)
    if _minutes(closes) - _minutes(opens) < LEAST:
        raise NotHours("narrow", said)
    return Span(opens, closes)


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    """Those that touch become one."""
    found: list[Span] = []
    for span in spans:
        if found and span.opens <= found[-1].closes:
            found[-1] = Span(found[-1].opens, max(found[-1].closes, span.closes))
        else:
            found.append(span)
    return tuple(found)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
