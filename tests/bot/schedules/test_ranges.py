"""Lines that name a day or a range of days, as people write them."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedules.construct import NotUnderstood
from bot.schedules.phrases import Reason
from bot.schedules.ranges import names_range, understand_range

MONDAY = date(2026, 11, 16)
CHRISTMAS_EVE = "2026-12-24"

UNDERSTOOD = {
    # one day
    "24 Dec": (CHRISTMAS_EVE, CHRISTMAS_EVE),
    "on 24 Dec": (CHRISTMAS_EVE, CHRISTMAS_EVE),
    "Dec 24": (CHRISTMAS_EVE, CHRISTMAS_EVE),
    "2026-12-24": (CHRISTMAS_EVE, CHRISTMAS_EVE),
    "today": ("2026-11-16", "2026-11-16"),
    "tomorrow": ("2026-11-17", "2026-11-17"),
    "next Tuesday": ("2026-11-17", "2026-11-17"),
    "16 Nov": ("2026-11-16", "2026-11-16"),
    # in numbers only, where nothing else can be meant
    "24.12.": (CHRISTMAS_EVE, CHRISTMAS_EVE),
    "24. 12. 2026": (CHRISTMAS_EVE, CHRISTMAS_EVE),
    "24/12": (CHRISTMAS_EVE, CHRISTMAS_EVE),
    "12/24/2026": (CHRISTMAS_EVE, CHRISTMAS_EVE),
    "2026/12/24": (CHRISTMAS_EVE, CHRISTMAS_EVE),
    "Thu, 24.12.": (CHRISTMAS_EVE, CHRISTMAS_EVE),
    "12/12": ("2026-12-12", "2026-12-12"),
    # with hyphens, as spreadsheets write it
    "24-Dec": (CHRISTMAS_EVE, CHRISTMAS_EVE),
    "24-Dec-2026": (CHRISTMAS_EVE, CHRISTMAS_EVE),
    "24-12-2026": (CHRISTMAS_EVE, CHRISTMAS_EVE),
    # of any month, and so long from now
    "the 24th": ("2026-11-24", "2026-11-24"),
    "on the 16th": ("2026-11-16", "2026-11-16"),
    "in two weeks": ("2026-11-30", "2026-11-30"),
    # until a day on which they are back
    "until 6 Jan": ("2026-11-16", "2027-01-05"),
    "till Friday": ("2026-11-16", "2026-11-19"),
    # the days of a week, or of so long a time
    "this week": ("2026-11-16", "2026-11-22"),
    "the rest of the month": ("2026-11-16", "2026-11-30"),
    "two weeks": ("2026-11-16", "2026-11-29"),
    "for a week": ("2026-11-16", "2026-11-22"),
    "the next 3 days": ("2026-11-16", "2026-11-18"),
    # two ends, both of them included
    "20 Dec to 6 Jan": ("2026-12-20", "2027-01-06"),
    "from 20 Dec until 6 Jan": ("2026-12-20", "2027-01-06"),
    "December 20 – January 6": ("2026-12-20", "2027-01-06"),  # as phones write it
    "2026-12-20 to 2027-01-06": ("2026-12-20", "2027-01-06"),
    "today to 20 Nov": ("2026-11-16", "2026-11-20"),
    "2026-11-16..2026-11-20": ("2026-11-16", "2026-11-20"),
    "between 20 Dec and 6 Jan": ("2026-12-20", "2027-01-06"),
    "20.12. to 24.12.": ("2026-12-20", CHRISTMAS_EVE),
    "20.12.-24.12.": ("2026-12-20", CHRISTMAS_EVE),
    "20-Dec to 6-Jan": ("2026-12-20", "2027-01-06"),
    "the 20th to the 3rd": ("2026-11-20", "2026-12-03"),
    "Friday to Monday": ("2026-11-20", "2026-11-23"),
    "Wed-Fri": ("2026-11-18", "2026-11-20"),
    "tomorrow to the day after tomorrow": ("2026-11-17", "2026-11-18"),
    "20 Dec to the end of January": ("2026-12-20", "2027-01-31"),
    "today until the end of the month": ("2026-11-16", "2026-11-30"),
    "24 Dec to 24 December": (CHRISTMAS_EVE, CHRISTMAS_EVE),
    "1 Jan to 31 Oct": ("2027-01-01", "2027-10-31"),
    "20 Dec to 20 Sep 2027": ("2026-12-20", "2027-09-20"),
    # the month at the end only
    "20 to 24 Dec": ("2026-12-20", CHRISTMAS_EVE),
    "20-24 Dec": ("2026-12-20", CHRISTMAS_EVE),
    "20th to 24th December": ("2026-12-20", CHRISTMAS_EVE),
    "20th-24th Dec": ("2026-12-20", CHRISTMAS_EVE),
    "Dec 20-24": ("2026-12-20", CHRISTMAS_EVE),
    "Dec 20 to 24": ("2026-12-20", CHRISTMAS_EVE),
    # without blanks
    "20 Dec-6 Jan": ("2026-12-20", "2027-01-06"),
    "20 Dec–6 Jan": ("2026-12-20", "2027-01-06"),
    "Dec 20-Jan 6": ("2026-12-20", "2027-01-06"),
    # today, by its date
    "16 Nov to 20 Nov": ("2026-11-16", "2026-11-20"),
    # under way: it goes on from today
    "10 Nov to 20 Nov": ("2026-11-16", "2026-11-20"),
    "10 to 16 Nov": ("2026-11-16", "2026-11-16"),
    "2026-11-10 to 2026-11-20": ("2026-11-16", "2026-11-20"),
    # over: the next one is meant
    "1 to 5 Nov": ("2027-11-01", "2027-11-05"),
    # a whole week, month or year
    "next week": ("2026-11-23", "2026-11-29"),
    "next month": ("2026-12-01", "2026-12-31"),
    "next year": ("2027-01-01", "2027-12-31"),
    "in December": ("2026-12-01", "2026-12-31"),
    "November": ("2026-11-16", "2026-11-30"),
    "February 2027": ("2027-02-01", "2027-02-28"),
}
REFUSED = {
    "Harbour": "left_over",
    "6.12.": "ambiguous_date",
    "12.30": "ambiguous_date",
    "20.12. to 6.1.": "ambiguous_date",
    "31.11.": "no_such_day",
    "25/25": "no_such_day",
    "Fri 24.12.": "wrong_weekday",
    "yesterday": "past",
    "2026-11-01 to 2026-11-05": "past",
    "24 Dec to 20 Dec": "reversed",
    "20 to 6 Jan": "reversed",
    "20 Dec to 6": "reversed",
    "24 Dec 2026 to 20 Dec 2026": "reversed",
    "24 Dec to tomorrow": "reversed",
    "from 20 Dec": "left_over",
    "the end of December": "left_over",
    "24 Dezember": "left_over",
    "30 Feb to 6 Mar": "no_such_day",
    "6 Jan to Harbour": "left_over",
    "1 Dec to 2028-12-01": "long_range",
    "x" * 5000: "too_long",
    "": "empty",
}


@pytest.mark.parametrize("line", UNDERSTOOD)
def test_understood(line: str) -> None:
    """It means exactly these two days."""
    first, last = understand_range(line, today=MONDAY)
    assert (first.isoformat(), last.isoformat()) == UNDERSTOOD[line]


@pytest.mark.parametrize("line", REFUSED)
def test_refused(line: str) -> None:
    """It says what it stumbled over."""
    with pytest.raises(NotUnderstood) as stumbled:
        understand_range(line, today=MONDAY)
    assert stumbled.value.reason == REFUSED[line]


def test_two_ends() -> None:
    """What has two ends or is a whole time, is told from a day of coming back."""
    lines = list(UNDERSTOOD)
    days = [*lines[: lines.index("until 6 Jan")], "until 6 Jan", "till Friday"]
    assert [line for line in UNDERSTOOD if not names_range(line)] == days
    assert not any(names_range(line) for line in ("until 6-Jan", "until Monday", ""))


PIECES = """until for in from to - .. between and 6 29 31 24th Jan Feb-2 monday next week this year
end of the a 2027 / . 24.12. 2027-01-06 tomorrow today 99999 half days 20-Dec"""
lines = st.lists(st.sampled_from(PIECES.split()), max_size=8).map(" ".join)


def answered(text: str, today: date) -> tuple[date, date] | NotUnderstood:
    """The days that were understood, or why none were; anything else is a crash."""
    try:
        return understand_range(text, today=today)
    except NotUnderstood as refusal:
        return refusal


@given(st.one_of(st.text(max_size=520), lines), st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_any_line_is_a_range_to_come_or_refused(text: str, today: date) -> None:
    """No line crashes the bot, ends before it begins, or is over, or longer than a year."""
    answer = answered(text, today)
    if isinstance(answer, NotUnderstood):
        assert answer.reason in get_args(Reason)
    else:
        first, last = answer
        assert today <= first <= last <= first + timedelta(days=366)
    names_range(text)
