"""Understands a pasted line of days with their names, as calendars have it: "Fri, 25 Dec, Xmas"."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.schedules.construct import NotUnderstood
from bot.schedules.ranges import understand_range
from bot.schedules.vocabulary import MONTH, tidy

_MOST = 60  # words of a line that are looked at
_LONGEST = 8  # words of a day, or of a range
_MARKS = str.maketrans({"(": " ", ")": " ", "\u2022": " ", "*": " ", "\t": " ", ",": ", "})
_DATED = re.compile(rf"(?=.*[0-9])(?:.*(?<![^\W\d_])(?:{MONTH})(?![^\W\d_])|.*[0-9][-./])", re.I)
_ORDINAL = re.compile(r"[0-9]+(?:st|nd|rd|th)", re.IGNORECASE)
_ANOTHER = frozenset({"left_over", "number", "empty", "has_time"})  # fewer words may be a day
_DAY = timedelta(days=1)


def understand_days(line: str, *, today: date) -> set[date]:
    """Every day that a line names; what stands beside a day is its name, and is not read.

    Commas part the days of a line. What is over already is left out. NotUnderstood where a line
    names no day, or holds numbers that are none.
    """
    said = tidy(line.translate(_MARKS)).strip(" -.:,")
    if not said:
        return set()
    try:
        return _all_of(*understand_range(said, today=today))
    except NotUnderstood as wrong:
        if wrong.reason == "past":
            return set()
    found: set[date] = set()
    words, start, named, reads = said.split()[:_MOST], 0, False, True
    while start < len(words):
        end = start + 1
        if reads and (day := _longest(words[start : start + _LONGEST], today)):
            days, used = day
            found |= days
            end, named, reads = start + used, True, False
        elif reads and re.search("[0-9]", words[start]) and not _ORDINAL.match(words[start]):
            raise NotUnderstood("left_over", line.strip())
        reads = reads or words[end - 1].endswith(",")
        start = end
    if not named:
        raise NotUnderstood("left_over", line.strip())
    return found


def _longest(words: Sequence[str], today: date) -> tuple[set[date], int] | None:
    """The date or range with which these words begin, and how many of them it takes."""
    for end in range(len(words), 0, -1):
        said = " ".join(words[:end])
        if not _DATED.match(said):
            continue
        try:
            return _all_of(*understand_range(said, today=today)), end
        except NotUnderstood as wrong:
            if wrong.reason == "past":
                return set(), end
            if wrong.reason not in _ANOTHER:
                raise
    return None


def _all_of(first: date, last: date) -> set[date]:
    return {first + n * _DAY for n in range((last - first).days + 1)}
