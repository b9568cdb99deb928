"""Lines of holidays, as people paste them from calendars, spreadsheets and web pages."""

from datetime import date

import pytest

from bot.schedules.construct import NotUnderstood
from bot.schedules.pasted import understand_days

MONDAY = date(2026, 11, 30)
XMAS_EVE, XMAS = "2026-12-24", "2026-12-25"

UNDERSTOOD = {
    # a day, and its name on either side
    "25 Dec": [XMAS],
    "25 Dec - Christmas Day": [XMAS],
    "Christmas Day: 25 Dec": [XMAS],
    "Christmas (25 Dec)": [XMAS],
    "25.12.2026 Christmas": [XMAS],
    "2nd Christmas Day 26 Dec": ["2026-12-26"],
    "May Day 3 May": ["2027-05-03"],
    "24 Dec 9:00-12:00 half a day": [XMAS_EVE],
    # with commas, as calendars and spreadsheets write it
    "Fri, 25 Dec": [XMAS],
    "Friday, December 25, 2026": [XMAS],
    "Dec 25, 2026": [XMAS],
    "Labor Day, Monday, September 6, 2027": ["2027-09-06"],
    "2026-12-25,Christmas Day": [XMAS],
    "25 Dec,Friday,Christmas": [XMAS],
    "25 December\tFriday\tChristmas Day": [XMAS],
    # several
    "24 Dec, 25 Dec": [XMAS_EVE, XMAS],
    "24 Dec Christmas Eve, 25 Dec Christmas Day": [XMAS_EVE, XMAS],
    "24 to 25 Dec closed": [XMAS_EVE, XMAS],
    "24.-25. Dec": [XMAS_EVE, XMAS],
    "Company retreat 24-25 Dec 2026, Lisbon": [XMAS_EVE, XMAS],
    # a list
    "- 25 Dec": [XMAS],
    "* 25 Dec": [XMAS],
    "\u2022 25 Dec": [XMAS],
    # words alone, where there is nothing else
    "Friday": ["2026-12-04"],
    "24 Dec until 25 Dec": [XMAS_EVE, XMAS],
    # over, or nothing
    "1 Jan 2026 New Year": [],
    "": [],
    " - ": [],
}
REFUSED = {
    "Christmas": "left_over",
    "May Day": "left_over",
    "24 Dezember": "left_over",
    "24 Dec, 25 Dxc": "left_over",
    "1. 24 Dec": "ambiguous_date",
    "6/1 Epiphany": "ambiguous_date",
    "Friday, 24 Dec": "wrong_weekday",
    "30 Feb party": "no_such_day",
    "24 Dec to 20 Dec": "reversed",
    "24 Dec to 20 Dec closed": "reversed",
    "24 Dec 2035": "too_far",
}


@pytest.mark.parametrize("line", UNDERSTOOD)
def test_understood(line: str) -> None:
    """It names exactly these days."""
    found = understand_days(line, today=MONDAY)
    assert sorted(day.isoformat() for day in found) == UNDERSTOOD[line]


@pytest.mark.parametrize("line", REFUSED)
def test_refused(line: str) -> None:
    """It says what it stumbled over, rather than keep a day that nobody meant."""
    with pytest.raises(NotUnderstood) as stumbled:
        understand_days(line, today=MONDAY)
    assert stumbled.value.reason == REFUSED[line]
