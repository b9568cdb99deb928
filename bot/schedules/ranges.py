"""Understands a day or a range of days: "24 Dec", "20 Dec to 6 Jan", both ends included."""

import re
from datetime import date, timedelta

from bot.schedules.construct import NotUnderstood, checked
from bot.schedules.days import understand_until
from bot.schedules.phrases import words

_BETWEEN = re.compile(
    r"\s+(?:to|til|till|until|through|-)\s+|\s*(?:\.\.|[\u2013\u2014])\s*", re.IGNORECASE
)
_SHORT = re.compile(r"(?P<first>[0-9]{1,2})\s*-\s*(?P<last>[0-9]{1,2}\s+[^\W\d].*)")
_LEAD = words("(?:away |pause |skip )?(?:from|on)")
_MONTH = re.compile(r"[^\W\d]{3,}")
_TODAY = words("today")


def understand_range(text: str, *, today: date) -> tuple[date, date]:
    """The first and the last day that a line names; the same day twice where it names one.

    A day without a year is the next such day, the last one counted from the first. "20 to 24 Dec"
    takes the month from its end. NotUnderstood says what a line stumbled over.
    """
    line = checked(text)
    lead = _LEAD.match(line)
    said = line[lead.end() if lead else 0 :].strip(" .,:")
    short = _SHORT.fullmatch(said)
    parts = [short["first"], short["last"]] if short else _BETWEEN.split(said, maxsplit=1)
    if len(parts) == 2 and parts[0].isdigit() and (month := _MONTH.search(parts[1])):
        parts[0] = f"{parts[0]} {month[0]}"
    now = _TODAY.fullmatch(parts[0]) or parts[0] == today.isoformat()
    first = today if now else understand_until(parts[0], today=today)
    if len(parts) == 1:
        return first, first
    if parts[0] == parts[1]:
        return first, first
    last = understand_until(parts[1], today=first)
    if last - first > timedelta(days=366):
        raise NotUnderstood("too_far", line)
    return first, last


def names_range(text: str) -> bool:
    """Whether a line has two ends, rather than one."""
    said = _LEAD.sub("", text.strip(), count=1).strip()
    return bool(_SHORT.fullmatch(said)) or len(_BETWEEN.split(said, maxsplit=1)) == 2
