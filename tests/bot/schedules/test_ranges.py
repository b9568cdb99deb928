"""Lines that name a day or a range of days, as people write them."""

from datetime import date

import pytest

from bot.schedules.construct import NotUnderstood
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
    # the days of a week, of which nobody is back before its end
    "this week": ("2026-11-16", "2026-11-22"),
    # two ends, both of them included
    "20 Dec to 6 Jan": ("2026-12-20", "2027-01-06"),
    "from 20 Dec until 6 Jan": ("2026-12-20", "2027-01-06"),
    "December 20 – January 6": ("2026-12-20", "2027-01-06"),  # as phones write it
    "2026-12-20 to 2027-01-06": ("2026-12-20", "2027-01-06"),
    "today to 20 Nov": ("2026-11-16", "2026-11-20"),
    "2026-11-16..2026-11-20": ("2026-11-16", "2026-11-20"),
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
    # over, or so long that the next one is meant
    "1 to 5 Nov": ("2027-11-01", "2027-11-05"),
    "24 Dec to 20 Dec": (CHRISTMAS_EVE, "2027-12-20"),
    # a whole week or month
    "next week": ("2026-11-23", "2026-11-29"),
    "next month": ("2026-12-01", "2026-12-31"),
    "in December": ("2026-12-01", "2026-12-31"),
    "November": ("2026-11-16", "2026-11-30"),
    "February 2027": ("2027-02-01", "2027-02-28"),
}
REFUSED = {
    "Harbour": "left_over",
    "24.12.": "ambiguous_date",
    "yesterday": "past",
    "2026-11-01 to 2026-11-05": "past",
    "30 Feb to 6 Mar": "no_such_day",
    "6 Jan to Harbour": "left_over",
    "1 Dec to 2028-12-01": "too_far",
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
    assert [line for line in UNDERSTOOD if names_range(line)] == list(UNDERSTOOD)[9:]
    assert not any(names_range(line) for line in ("until 6 Jan", "for 2 weeks", "until Monday", ""))
