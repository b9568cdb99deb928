"""When people say that they have a date, in the many ways in which they write it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedules.construct import NotUnderstood
from bot.schedules.moments import understand_moment

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("line", "understood"),
    [
        ("Thu 12:30", "2026-11-26 12:30"),
        ("thursday, 12.30", "2026-11-26 12:30"),
        ("on Thursday at 1", "2026-11-26 13:00"),
        ("Thu 12", "2026-11-26 12:00"),
        ("Thu at noon", "2026-11-26 12:00"),
        ("Thursday noon", "2026-11-26 12:00"),
        ("12:30 on Thursday", "2026-11-26 12:30"),
        ("1pm Thu", "2026-11-26 13:00"),
        ("tomorrow at noon", "2026-11-25 12:00"),
        ("tomorrow 9am", "2026-11-25 09:00"),
        ("today 18:00", "2026-11-24 18:00"),
        ("tonight at 7pm", "2026-11-24 19:00"),
        ("26 Nov 12:30", "2026-11-26 12:30"),
        ("26 Nov at 1 pm", "2026-11-26 13:00"),
        ("Nov 26, 12:30", "2026-11-26 12:30"),
        ("Nov 26 at 12", "2026-11-26 12:00"),
        ("2026-11-26 12:30", "2026-11-26 12:30"),
        ("2026-11-24 15:00", "2026-11-24 15:00"),
        ("Thursday 26 November at 12:30", "2026-11-26 12:30"),
        ("12:30, 26 Nov", "2026-11-26 12:30"),
        ("6 Jan 12h30", "2027-01-06 12:30"),
        ("Tue 12:00", "2026-12-01 12:00"),
    ],
)
def test_dates_that_are_understood(line: str, understood: str) -> None:
    """Each line means the day and the time that whoever wrote it has in mind."""
    assert f"{understand_moment(line, today=TODAY):%Y-%m-%d %H:%M}" == understood


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "empty"),
        ("12:30", "no_day"),
        ("at noon", "no_day"),
        ("Thursday", "no_time"),
        ("26 Nov", "no_time"),
        ("Nov 12", "no_time"),
        ("2026-11-26", "no_time"),
        ("soon", "no_time"),
        ("Thu 12:75", "bad_time"),
        ("Thu at 25", "bad_time"),
        ("30 Feb 12:00", "no_such_day"),
        ("6/1 at 12:00", "ambiguous_date"),
        ("Monday 26 Nov 12:00", "wrong_weekday"),
        ("yesterday 12:00", "past"),
        ("somewhen 12:00", "left_over"),
        ("x" * 200, "too_long"),
    ],
)
def test_dates_that_are_not(line: str, reason: str) -> None:
    """Nothing is guessed at: it says what it stumbled over."""
    with pytest.raises(NotUnderstood) as wrong:
        understand_moment(line, today=TODAY)
    assert wrong.value.reason == reason


@given(st.text(max_size=100))
def test_whatever_is_typed(line: str) -> None:
    """It is a day from today on, or refused."""
    try:
        found = understand_moment(line, today=TODAY)
    except NotUnderstood:
        return
    assert found.date() >= TODAY
