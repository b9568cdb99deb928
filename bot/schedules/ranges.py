"""Understands a day or a range of days: "24 Dec", "20 Dec to 6 Jan", both ends included."""

import re
from datetime import date, timedelta

from bot.schedules.construct import NotUnderstood, checked
from bot.schedules.days import understand_until
from bot.schedules.phrases import words
from bot.schedules.vocabulary import MONTH

_BETWEEN = re.compile(
    r"\s+(?:to|til|till|until|through|-)\s+|\s*(?:\.\.|[\u2013\u2014])\s*"
    r"|(?<=[^\W\d])-(?=[0-9])|(?<=[0-9])-(?=[^\W\d])",  # "20 Dec-6 Jan", "Dec 20-Jan 6"
    re.IGNORECASE,
)
_NUMBER = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_SHORT = re.compile(rf"(?P<first>{_NUMBER})\s*-\s*(?P<last>{_NUMBER}\s+[^\W\d].*)", re.IGNORECASE)
_SHORT_AFTER = re.compile(
    rf"(?P<first>[^\W\d]{{3,}}\.?\s+{_NUMBER})\s*-\s*(?P<last>{_NUMBER})", re.IGNORECASE
)
_ONLY_NUMBER = re.compile(rf"{_NUMBER}\.?", re.IGNORECASE)
_LEAD = words("(?:away |pause |skip )?(?:from|on|in|during)")
_MONTH = re.compile(r"[^\W\d]{3,}")
_TODAY = words("today")
_DATE = words(rf"[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}|(?=.*[0-9]).*(?:{MONTH}).*")
_WHOLE = words(rf"next week|next month|(?:{MONTH})(?: [0-9]{{4}})?")
_DAY, _WEEK, _HALF_A_YEAR = timedelta(days=1), timedelta(days=7), timedelta(days=183)


def understand_range(text: str, *, today: date) -> tuple[date, date]:
    """The first and the last day that a line names; the same day twice where it names one.

    A date without a year is the next such day, which may be today; the last one is counted from
    the first. "20 to 24 Dec" takes the month from its end. A range that is under way goes on from
    today, unless it is longer than half a year. "Next week" and "December" are all of their days.
    NotUnderstood says what a line stumbled over.
    """
    line = checked(text)
    said = _without_lead(line)
    if said.casefold() == "this week":
        return today, understand_until(said, today=today) - _DAY
    if _WHOLE.fullmatch(said):
        return _whole(said, today)
    parts = _parts(said)
    if len(parts) == 2:
        if _ONLY_NUMBER.fullmatch(parts[0]) and (month := _MONTH.search(parts[1])):
            parts[0] = f"{parts[0]} {month[0]}"
        elif _ONLY_NUMBER.fullmatch(parts[1]) and (month := _MONTH.search(parts[0])):
            parts[1] = f"{month[0]} {parts[1]}"
        if ends := _under_way(parts[0], parts[1], today):
            return today, ends
    first = today if _TODAY.fullmatch(parts[0]) else _day(parts[0], today)
    if len(parts) == 1 or parts[0] == parts[1]:
        return first, first
    last = understand_until(parts[1], today=first)
    if last - first > timedelta(days=366):
        raise NotUnderstood("too_far", line)
    return first, last


def names_range(text: str) -> bool:
    """Whether a line has two ends, or is about a whole week or month, rather than one day."""
    said = _without_lead(text.strip())
    return bool(_WHOLE.fullmatch(said)) or len(_parts(said)) == 2


def _without_lead(line: str) -> str:
    lead = _LEAD.match(line)
    return line[lead.end() if lead else 0 :].strip(" .,:")


def _parts(said: str) -> list[str]:
    """Its two ends, or the one day that it is."""
    short = _SHORT.fullmatch(said) or _SHORT_AFTER.fullmatch(said)
    return [short["first"], short["last"]] if short else _BETWEEN.split(said, maxsplit=1)


def _day(said: str, today: date) -> date:
    """The next such day; a date may be today's, while a weekday is never today."""
    return understand_until(said, today=today - _DAY if _DATE.fullmatch(said) else today)


def _under_way(first: str, last: str, today: date) -> date | None:
    """The last day of a range between two dates that has begun and is not over; else None."""
    if not (_DATE.fullmatch(first) and _DATE.fullmatch(last)):
        return None
    try:
        began = understand_until(first, today=today - _HALF_A_YEAR)
        ends = understand_until(last, today=today - _DAY)
    except NotUnderstood:
        return None  # what it stumbled over is said of the line as it stands
    return ends if began <= today and ends - began < _HALF_A_YEAR else None


def _whole(said: str, today: date) -> tuple[date, date]:
    """All days of the next week, of the next month, or of a month that is named."""
    if said.casefold() == "next week":
        first = understand_until(said, today=today)
        return first, first + _WEEK - _DAY
    if said.casefold() == "next month":
        first = understand_until(said, today=today)
        return first, understand_until("next month", today=first) - _DAY
    end = understand_until(f"end of {said}", today=today) - _DAY
    return max(today, end.replace(day=1)), end
