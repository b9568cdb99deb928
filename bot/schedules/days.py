"""Understands until when somebody is away: "until 6 Jan" means that they are back on 6 January."""

import re
from calendar import monthrange
from datetime import date, timedelta

from bot.schedules.construct import NotUnderstood, checked
from bot.schedules.phrases import words
from bot.schedules.vocabulary import DAY, MONTH, NUMBER, day_of, month_of, number

MOST_YEARS = 5
_MONTHS = 12

_LEAD = words("(?:away |pause |paused )?(?:untill?|till|'?til|back on|back|for|in|on)")
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_NUMBERS_ONLY = re.compile(r"[0-9]{1,4}([./-])[0-9]{1,2}(?:\1(?:[0-9]{1,4})?)?")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})([./])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})")
_NUMERIC = words(
    rf"(?:(?P<weekday>{DAY}),? )?"
    r"(?P<one>[0-9]{1,2})(?:(?P<mark>[./]) ?(?P<other>[0-9]{1,2})(?:(?P=mark) ?(?P<year>[0-9]{4}))?"
    r"|-(?P<other_dashed>[0-9]{1,2})-(?P<year_dashed>[0-9]{4}))"
)
_OF_ANY_MONTH = words(r"(?:the )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)")
_CALENDAR = words(
    rf"(?:(?P<weekday>{DAY}),? )?(?:the )?"
    rf"(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|\.)?[ -]?(?:of )?(?P<month>{MONTH})"
    rf"|(?P<month_first>{MONTH})\.? (?:the )?(?P<day_after>[0-9]{{1,2}})(?:st|nd|rd|th)?)\.?"
    r"(?:(?:,? |-)(?P<year>[0-9]{4}))?"
)
_WEEKDAY = words(rf"(?:on )?(?:next |this |coming |the coming )?(?P<weekday>{DAY})")
_MONTH_ONLY = words(
    rf"(?P<end>(?:the )?end of )?(?:next |the )?(?P<month>{MONTH})(?: (?P<year>[0-9]{{4}}))?"
)
_SPAN = words(
    rf"(?:about )?(?P<n>an?|{NUMBER}|a couple of|half an?)[ -]?"
    r"(?P<unit>days?|weeks?|fortnights?|months?|years?|hours?|minutes?|mins?|seconds?)"
    r"(?: from (?:now|today))?"
)
_TIME_OF_DAY = words(r"[0-9]{1,2}:[0-9]{2}.*|.* at [0-9].*|.* [0-9]{1,2}:[0-9]{2}.*|.*[0-9] ?[ap]m")
_TOMORROW = words("tomorrow")
_DAY_AFTER = words("(?:the )?day after tomorrow|overmorrow")
_WEEK_ENDS = words("(?:this|next) week|(?:the )?(?:rest|end) of (?:the|this) week")
_MONTH_ENDS = words("(?:this|next) month|(?:the )?(?:rest|end) of (?:the|this) month")
_YEAR_ENDS = words("(?:this|next) year|(?:the )?(?:rest|end) of (?:the|this) year|new year")
_PAST = words("yesterday|today|now|last .*|.* ago|-[0-9].*")


def understand_until(text: str, *, today: date) -> date:
    """The first day on which somebody is back: after today, and at most five years away.

    `until 6 Jan` and `until Monday` are back on that day, so are `6 January 2027` and `2027-01-06`.
    A day without a year is the next such day, and "next Monday" the next there is. `for 2 weeks` is
    back two weeks from today, on the same weekday; `for a month` on the same day of the next month,
    or on its last. `this week` and `until next week` are back on Monday, `until February` on its
    first, `until the end of February` on 1 March. 29 February, in a year that has none, is 1 March,
    unless that year was named. Days in numbers only that mean different days to different people,
    such as 6/1, are refused: 24.12. and 12/24 are one day to everybody. NotUnderstood says what a
    line stumbled over. An empty line, or "until further notice", names no day: what it means is for
    the caller to know.
    """
    line = checked(text)
    lead = _LEAD.match(line)
    said = line[lead.end() if lead else 0 :].strip(" .,:")
    if not said:
        raise NotUnderstood("empty", line)
    try:
        back = _day(said, today)
        furthest = _months_later(today, 12 * MOST_YEARS)
    except OverflowError as beyond:
        raise NotUnderstood("too_far", line) from beyond
    if back <= today:
        raise NotUnderstood("past", line)
    if back > furthest:
        raise NotUnderstood("too_far", line)
    return back


def names_date(text: str) -> bool:
    """Whether a line is one date of the calendar, or so long a time, hyphens and all."""
    return any(each.fullmatch(text) for each in (_ISO, _YEAR_FIRST, _NUMERIC, _CALENDAR, _SPAN))


def _day(said: str, today: date) -> date:
    """The day that is said, which may also be over or too far away."""
    if span := _SPAN.fullmatch(said):
        return _after_span(span, today)
    if iso := _ISO.fullmatch(said):
        return _date(int(iso["year"]), int(iso["month"]), int(iso["day"]), said)
    if first := _YEAR_FIRST.fullmatch(said):
        return _date(int(first["year"]), int(first["month"]), int(first["day"]), said)
    if numeric := _NUMERIC.fullmatch(said):
        return _numeric_day(numeric, today)
    if calendar := _CALENDAR.fullmatch(said):
        return _calendar_day(calendar, today)
    if ordinal := _OF_ANY_MONTH.fullmatch(said):
        return _next_of_any_month(int(ordinal["day"]), today, said)
    if weekday := _WEEKDAY.fullmatch(said):
        return today + timedelta(days=(day_of(weekday["weekday"]) - today.weekday() - 1) % 7 + 1)
    if month := _MONTH_ONLY.fullmatch(said):
        return _month_start(month, today)
    if _TOMORROW.fullmatch(said):
        return today + timedelta(days=1)
    if _DAY_AFTER.fullmatch(said):
        return today + timedelta(days=2)
    if _WEEK_ENDS.fullmatch(said):
        return today + timedelta(days=7 - today.weekday())
    if _MONTH_ENDS.fullmatch(said):
        return _months_later(today.replace(day=1), 1)
    if _YEAR_ENDS.fullmatch(said):
        return _months_later(today.replace(month=1, day=1), 12)
    if _PAST.fullmatch(said):
        raise NotUnderstood("past", said)
    if _NUMBERS_ONLY.fullmatch(said):
        raise NotUnderstood("ambiguous_date", said)
    if _TIME_OF_DAY.fullmatch(said):
        raise NotUnderstood("has_time", said)
    raise NotUnderstood("number" if said.isdigit() else "left_over", said)


def _after_span(span: re.Match[str], today: date) -> date:
    amount, unit = span["n"].lower(), span["unit"].lower().removesuffix("s")
    if unit in {"hour", "minute", "min", "second"}:
        raise NotUnderstood("too_short", span[0])
    if amount.startswith("half"):
        if unit != "year":
            raise NotUnderstood("left_over", span[0])
        return _months_later(today, 6)
    many = {"a": 1, "an": 1, "a couple of": 2}.get(amount) or number(amount)
    if unit in {"month", "year"}:
        return _months_later(today, many * (12 if unit == "year" else 1))
    return today + timedelta(days=many * {"day": 1, "week": 7, "fortnight": 14}[unit])


def _calendar_day(said: re.Match[str], today: date) -> date:
    month = month_of(said["month"] or said["month_first"])
    day = int(said["day"] or said["day_after"])
    return _of_the_calendar(said, month, day, said["year"], today)


def _numeric_day(said: re.Match[str], today: date) -> date:
    """A day in numbers only, where just one of the two can be the month; 12.30 may be a time."""
    one, other = int(said["one"]), int(said["other"] or said["other_dashed"])
    timely = said["mark"] == "." and not said["year"]
    if one != other and one <= _MONTHS and (other <= _MONTHS or timely):
        raise NotUnderstood("ambiguous_date", said[0])
    month, day = (one, other) if one <= _MONTHS else (other, one)
    return _of_the_calendar(said, month, day, said["year"] or said["year_dashed"], today)


def _of_the_calendar(
    said: re.Match[str], month: int, day: int, year: str | None, today: date
) -> date:
    """The day of that name; refuses one that falls on another weekday than was said."""
    if year:
        found = _date(int(year), month, day, said[0])
    else:
        found = _next_such(month, day, today, said[0])
    if said["weekday"] and day_of(said["weekday"]) != found.weekday():
        raise NotUnderstood("wrong_weekday", said[0])
    return found


def _next_of_any_month(day: int, today: date, said: str) -> date:
    """The next such day of a month, in the next month that has one."""
    first = today.replace(day=1)
    for later in range(_MONTHS):
        month = _months_later(first, later)
        if 1 <= day <= monthrange(month.year, month.month)[1]:
            found = month.replace(day=day)
            if found > today:
                return found
    raise NotUnderstood("no_such_day", said)


def _next_such(month: int, day: int, today: date, said: str) -> date:
    """The next day of this name after today; 1 March is 29 February's name in a year without."""
    for year in (today.year, today.year + 1):
        missing = (month, day) == (2, 29) and monthrange(year, 2)[1] == 28
        found = _date(year, 3, 1, said) if missing else _date(year, month, day, said)
        if found > today:
            return found
    raise NotUnderstood("no_such_day", said)


def _month_start(said: re.Match[str], today: date) -> date:
    """The first of a month; until its end is until the first of the one after."""
    month, later = month_of(said["month"]), 1 if said["end"] else 0
    if said["year"]:
        return _months_later(_date(int(said["year"]), month, 1, said[0]), later)
    this_year = _months_later(date(today.year, month, 1), later)
    return this_year if this_year > today else _months_later(this_year, 12)


def _months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last that this month has."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if years > date.max.year:
        raise OverflowError("beyond the calendar")
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def _date(year: int, month: int, day: int, said: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as no_such:
        raise NotUnderstood("no_such_day", said) from no_such
