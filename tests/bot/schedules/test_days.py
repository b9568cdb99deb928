"""Until when somebody is away: the first day on which they are back."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedules.construct import NotUnderstood
from bot.schedules.days import understand_until
from bot.schedules.phrases import Reason

TODAY = date(2026, 11, 24)  # a Tuesday

UNDERSTOOD = [
    # A day of the calendar: the next such day.
    ("until 6 Jan", "2027-01-06"),
    ("until Jan 6", "2027-01-06"),
    ("till 6th January", "2027-01-06"),
    ("until the 6th of January", "2027-01-06"),
    ("6 jan.", "2027-01-06"),
    ("until 30 November", "2026-11-30"),
    ("until 24 November", "2027-11-24"),
    ("until Wed 6 Jan", "2027-01-06"),
    # With its year.
    ("until 6 January 2027", "2027-01-06"),
    ("Jan. 6th, 2028", "2028-01-06"),
    ("2027-01-06", "2027-01-06"),
    ("until 2027-1-6", "2027-01-06"),
    # The day that most years don't have.
    ("until 29 Feb", "2027-03-01"),
    ("until 29 Feb 2028", "2028-02-29"),
    # A day of the week: the next there is, and never today.
    ("until Monday", "2026-11-30"),
    ("next monday", "2026-11-30"),
    ("back on Friday", "2026-11-27"),
    ("until Tuesday", "2026-12-01"),
    ("until this Wednesday", "2026-11-25"),
    # So long from today.
    ("for 2 weeks", "2026-12-08"),
    ("2 weeks", "2026-12-08"),
    ("two weeks", "2026-12-08"),
    ("for a fortnight", "2026-12-08"),
    ("a couple of weeks", "2026-12-08"),
    ("in 3 days", "2026-11-27"),
    ("3 days", "2026-11-27"),
    ("for a day", "2026-11-25"),
    ("for a week", "2026-12-01"),
    ("for a month", "2026-12-24"),
    ("for 3 months", "2027-02-24"),
    ("half a year", "2027-05-24"),
    ("for a year", "2027-11-24"),
    ("for 5 years", "2031-11-24"),
    # Near by, and the ends of things.
    ("until tomorrow", "2026-11-25"),
    ("until the day after tomorrow", "2026-11-26"),
    ("this week", "2026-11-30"),
    ("until next week", "2026-11-30"),
    ("for the rest of the week", "2026-11-30"),
    ("until next month", "2026-12-01"),
    ("until the end of the month", "2026-12-01"),
    ("until February", "2027-02-01"),
    ("until the end of February", "2027-03-01"),
    ("until the end of November", "2026-12-01"),
    ("until March 2028", "2028-03-01"),
    ("until May", "2027-05-01"),
    ("until May 5", "2027-05-05"),
    ("until the end of the year", "2027-01-01"),
    ("untill: Monday,", "2026-11-30"),
    ("pause until Monday", "2026-11-30"),
]


@pytest.mark.parametrize(("text", "back"), UNDERSTOOD, ids=[text for text, _ in UNDERSTOOD])
def test_back_on(text: str, back: str) -> None:
    """The day that somebody names, or counts off, is the day on which they are back."""
    assert understand_until(text, today=TODAY) == date.fromisoformat(back)


@pytest.mark.parametrize(
    ("today", "text", "back"),
    [
        # A month later, where that month is shorter, is its last day.
        ("2027-01-31", "for a month", "2027-02-28"),
        ("2028-02-29", "for a year", "2029-02-28"),
        # Over the year's end.
        ("2026-12-31", "until tomorrow", "2027-01-01"),
        ("2026-12-31", "for a week", "2027-01-07"),
        ("2026-12-31", "until next month", "2027-01-01"),
        # 29 February in a leap year, before and after.
        ("2028-01-10", "until 29 Feb", "2028-02-29"),
        ("2028-02-29", "until 29 Feb", "2029-03-01"),
        ("2027-02-28", "until 29 Feb", "2027-03-01"),
        ("2027-03-01", "until 29 Feb", "2028-02-29"),
        # On a Monday, and on a Sunday.
        ("2026-11-30", "until Monday", "2026-12-07"),
        ("2026-11-29", "until Monday", "2026-11-30"),
        ("2026-11-30", "this week", "2026-12-07"),
    ],
)
def test_on_other_days(today: str, text: str, back: str) -> None:
    """The same words on another day."""
    found = understand_until(text, today=date.fromisoformat(today))
    assert found == date.fromisoformat(back)


REFUSED = [
    # Nothing, or no day.
    ("", "empty"),
    ("until", "empty"),
    ("until further notice", "left_over"),
    ("a few weeks", "left_over"),
    ("for ever", "left_over"),
    ("someday", "left_over"),
    ("in 1e309 days", "left_over"),
    ("5", "number"),
    # Over.
    ("yesterday", "past"),
    ("today", "past"),
    ("last Monday", "past"),
    ("2 weeks ago", "past"),
    ("in -5 minutes", "past"),
    ("for -3 days", "past"),
    ("0 days", "past"),
    ("2026-11-24", "past"),
    ("1 March 2026", "past"),
    ("0001-01-01", "past"),
    # Out of sight.
    ("in 6 years", "too_far"),
    ("for 2000 days", "too_far"),
    ("2031-11-25", "too_far"),
    ("9999-12-31", "too_far"),
    ("for 99999999999999999999 days", "too_far"),
    ("for 999999 months", "too_far"),
    # Shorter than a day, or a time of the day.
    ("for 5 minutes", "too_short"),
    ("an hour", "too_short"),
    ("24:00", "has_time"),
    ("tomorrow at 25", "has_time"),
    ("tomorrow 3pm", "has_time"),
    ("2026-03-29 02:30 Europe/Berlin", "has_time"),
    # No such day, or two.
    ("30 Feb", "no_such_day"),
    ("29 Feb 2027", "no_such_day"),
    ("31 November", "no_such_day"),
    ("0 January", "no_such_day"),
    ("2027-13-01", "no_such_day"),
    ("0000-01-01", "no_such_day"),
    ("6/1", "ambiguous_date"),
    ("6.1.2027", "ambiguous_date"),
    ("01/06/27", "ambiguous_date"),
    ("Monday 6 January", "wrong_weekday"),
    ("until Monday or Tuesday", "left_over"),
    ("x" * 501, "too_long"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=[text[:40] for text, _ in REFUSED])
def test_refused(text: str, reason: str) -> None:
    """What names no day to come back on is refused with the reason."""
    with pytest.raises(NotUnderstood) as refusal:
        understand_until(text, today=TODAY)
    assert refusal.value.reason == reason


PIECES = """until for in 6 29 31 Jan Feb monday next week weeks month years end of the a 2027 - / .
: 2027-01-06 tomorrow at 99999999999 1e309 half days \x00"""
lines = st.lists(st.sampled_from(PIECES.split()), max_size=8).map(" ".join)


def answered(text: str, today: date) -> date | NotUnderstood:
    """The day that was understood, or why none was; anything else is a crash."""
    try:
        return understand_until(text, today=today)
    except NotUnderstood as refusal:
        return refusal


@given(st.one_of(st.text(max_size=520), lines), st.dates())
def test_any_line_is_a_coming_day_or_refused(text: str, today: date) -> None:
    """No line crashes the bot, and no line ever means a day that is over or far away."""
    answer = answered(text, today)
    if isinstance(answer, NotUnderstood):
        assert answer.reason in get_args(Reason)
    else:
        assert today < answer <= today + timedelta(days=5 * 366)
