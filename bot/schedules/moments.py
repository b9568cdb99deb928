"""Understands when people have a date: "Thu 12:30", "tomorrow at noon", "26 Nov at 1pm"."""

import re
from datetime import date, datetime

from bot.schedules.construct import NotUnderstood, checked
from bot.schedules.days import understand_until
from bot.schedules.phrases import words
from bot.schedules.spans import CLOCK, clock

LONGEST = 80  # characters of a line

_TIME_LAST = re.compile(
    rf"(?:(?P<day>(?!at |@).+?)[ ,]+)?(?P<at>at |@ ?)?(?P<clock>{CLOCK})", re.IGNORECASE
)
_TIME_FIRST = re.compile(
    rf"(?P<at>at |@ ?)?(?P<clock>{CLOCK})[ ,]+(?:on )?(?P<day>\D.*|[0-9-]+ ?\D*)", re.IGNORECASE
)
_TODAY = words("today|this (?:noon|afternoon|evening)|tonight")
_NAMED = re.compile(
    r".*(?:today|tomorrow|mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?",
    re.IGNORECASE,
)


def understand_moment(text: str, *, today: date) -> datetime:
    """The day and the time that a line names, on the wall of whoever wrote it.

    A day without a year is the next such day, and "Thu" the next there is; a small hour without am
    or pm is one of the afternoon. Raises NotUnderstood: "no_day" and "no_time" where one is
    missing, "bad_time" for a time that there is not, else what the day stumbled over.
    """
    line = checked(text[: LONGEST + 1])
    if len(text) > LONGEST:
        raise NotUnderstood("too_long", line[:40])
    found = _TIME_LAST.fullmatch(line)
    if found is None or _is_no_time(found):
        found = _TIME_FIRST.fullmatch(line)
    if found is None or _is_no_time(found):
        raise NotUnderstood("no_time", line)
    if not found["day"]:
        raise NotUnderstood("no_day", line)
    at = clock(found["clock"])
    if at is None:
        raise NotUnderstood("bad_time", found["clock"])
    return datetime.combine(_day(found["day"].strip(" ,."), today), at)


def _day(said: str, today: date) -> date:
    if _TODAY.fullmatch(said) or said == today.isoformat():
        return today
    return understand_until(said, today=today)


def _is_no_time(found: re.Match[str]) -> bool:
    """A bare number is a time after "at" or the name of a day; else it is part of a date."""
    return (
        found["clock"].isdigit()
        and not found["at"]
        and not (found["day"] and _NAMED.fullmatch(found["day"]))
    )
