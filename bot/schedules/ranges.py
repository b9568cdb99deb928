"""Understands a day or a range of days: "24 Dec", "20 Dec to 6 Jan", both ends included."""

import re
from datetime import date, timedelta

from bot.schedules.construct import NotUnderstood, checked
from bot.schedules.days import names_date, understand_until
from bot.schedules.phrases import words
from bot.schedules.vocabulary import DAY, MONTH, NUMBER

_APART = re.compile(
    r"\s+(?:to|till?|'til|until|through|thru|-|->)\s+|\s*(?:\.\.|[\u2013\u2014])\s*", re.IGNORECASE
)
_TIGHT = re.compile(  # "20 Dec-6 Jan", "Dec 20-Jan 6", "20.12.-6.1.", "Mon-Wed"
    r"(?<=[^\W\d])-(?=\w)|(?<=[0-9])-(?=[^\W\d])|(?<=\.)-(?=[0-9])"
)
_BOTH = re.compile(r"between\s+(?P<first>.+?)\s+and\s+(?P<last>.+)", re.IGNORECASE)
_NUMBER = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_SHORT = re.compile(rf"(?P<first>{_NUMBER})\s*-\s*(?P<last>{_NUMBER}\s+[^\W\d].*)", re.IGNORECASE)
_SHORT_AFTER = re.compile(
    rf"(?P<first>[^\W\d]{{3,}}\.?\s+{_NUMBER})\s*-\s*(?P<last>{_NUMBER})", re.IGNORECASE
)
_ONLY_NUMBER = re.compile(rf"{_NUMBER}\.?", re.IGNORECASE)
_LEAD = words("(?:away |pause |skip )?(?:from|on|in|during)")
_FROM = words("(?:away |pause |skip )?from")
_UNTIL = words("(?:away |pause |skip )?(?:untill?|till?|'?til)")
_SO_LONG = words(
    rf"(?:for )?(?:the )?(?:next |coming )?((?:an?|{NUMBER}|a couple of|half an?)[ -]?"
    r"(?:days?|weeks?|fortnights?|months?|years?))"
)
_MONTH = re.compile(r"[^\W\d]{3,}")
_TODAY = words("today")
_DATE = words(
    rf"[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}|(?=.*[0-9]).*(?:{MONTH}).*"
    r"|[0-9]{1,4}[./] ?[0-9]{1,2}(?:[./] ?[0-9]{1,4})?"
)
_OF_ANY_MONTH = words(r"(?:the )?[0-9]{1,2}(?:st|nd|rd|th)")
_YEAR = words(r"[0-9]{4}")
_FROM_THE_FIRST = words(rf".*(?:{DAY}|{MONTH}|[0-9](?:st|nd|rd|th)).*")
_WHOLE = words(rf"next (?:week|month|year)|(?:{MONTH})(?: [0-9]{{4}})?")
_REST = words("this (?:week|month|year)|(?:the )?rest of (?:the|this) (?:week|month|year)")
_END = words(rf"(?:the )?end of (?:(?:the|this) (?:week|month|year)|(?:{MONTH})(?: [0-9]{{4}})?)")
_DAY, _WEEK, _HALF_A_YEAR = timedelta(days=1), timedelta(days=7), timedelta(days=183)
_YEARS_DAYS = timedelta(days=366)


def understand_range(text: str, *, today: date) -> tuple[date, date]:
    """The first and the last day that a line names; the same day twice where it names one.

    A date without a year is the next such day, which may be today; the last one is counted from
    the first. "20 to 24 Dec" takes the month from its end. A range that is under way goes on from
    today, unless it is longer than half a year. "Next week" and "December" are all of their days,
    "two weeks" begin today, and "until 6 Jan" ends the day before. Where the second date would have
    to be one of the next year, more than half a year on, the two were given the wrong way round.
    NotUnderstood says what a line stumbled over.
    """
    line = checked(text)
    first, last = _ends(line, today)
    if last - first > _YEARS_DAYS:
        raise NotUnderstood("long_range", line)
    return first, last


def names_range(text: str) -> bool:
    """Whether a line has two ends, or is about a whole week or month, rather than one day."""
    line = text.strip()
    if _UNTIL.match(line):
        return False
    said = _without_lead(line)
    whole = _WHOLE.fullmatch(said) or _REST.fullmatch(said) or _SO_LONG.fullmatch(line)
    return bool(whole) or len(_parts(said)) == 2


def _ends(line: str, today: date) -> tuple[date, date]:
    """The first and the last day of a line."""
    if lead := _UNTIL.match(line):
        return today, understand_until(line[lead.end() :], today=today) - _DAY
    if so_long := _SO_LONG.fullmatch(line):
        return today, understand_until(so_long[1], today=today) - _DAY
    said = _without_lead(line)
    if _REST.fullmatch(said):
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
    elif _FROM.match(line) or _END.fullmatch(said):
        raise NotUnderstood("left_over", line)
    first = today if _TODAY.fullmatch(parts[0]) else _day(parts[0], today)
    if len(parts) == 1 or parts[0] == parts[1]:
        return first, first
    return first, _last(parts[1], first, today, line)


def _without_lead(line: str) -> str:
    lead = _LEAD.match(line)
    return line[lead.end() if lead else 0 :].strip(" .,:")


def _parts(said: str) -> list[str]:
    """Its two ends, or the one day that it is."""
    if names_date(said):
        return [said]
    if short := _BOTH.fullmatch(said) or _SHORT.fullmatch(said) or _SHORT_AFTER.fullmatch(said):
        return [short["first"], short["last"]]
    apart = _APART.split(said, maxsplit=1)
    return apart if len(apart) == 2 else _TIGHT.split(said, maxsplit=1)


def _day(said: str, today: date) -> date:
    """The next such day; a date may be today's, while a weekday is never today."""
    dated = _DATE.fullmatch(said) or _OF_ANY_MONTH.fullmatch(said)
    return understand_until(said, today=today - _DAY if dated else today)


def _last(said: str, first: date, today: date, line: str) -> date:
    """The last day of a range, its first one included: a date or a weekday comes after that."""
    if _END.fullmatch(said) or _REST.fullmatch(said):
        last = understand_until(said, today=first) - _DAY
    elif _DATE.fullmatch(said):
        try:
            last = understand_until(said, today=first - _DAY)
        except NotUnderstood as wrong:
            if wrong.reason != "past":
                raise
            raise NotUnderstood("reversed", line) from wrong
    else:
        last = understand_until(said, today=first if _FROM_THE_FIRST.fullmatch(said) else today)
    wraps = last.year > first.year and last - first > _HALF_A_YEAR and not _YEAR.search(said)
    if last < first or wraps:
        raise NotUnderstood("reversed", line)
    return last


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
    """All days of the next week, month or year, or of a month that is named."""
    if said.casefold().startswith("next "):
        first = understand_until(said, today=today)
        last = _WEEK if said.casefold() == "next week" else None
        return first, first + last - _DAY if last else understand_until(said, today=first) - _DAY
    end = understand_until(f"end of {said}", today=today) - _DAY
    return max(today, end.replace(day=1)), end
