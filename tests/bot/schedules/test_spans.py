"""The hours at which people like to have lunch, in the many ways in which they write them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedules.spans import NotHours, Span, clock, kept, understand_hours


@pytest.mark.parametrize(
    ("line", "understood"),
    [
        # any
        ("any", ""),
        ("", ""),
        ("Any time", ""),
        ("whenever", ""),
        ("always", ""),
        # from here to there
        ("12-14", "12:00-14:00"),
        ("12 – 14", "12:00-14:00"),
        ("12 to 14", "12:00-14:00"),
        ("11:30 to 13", "11:30-13:00"),
        ("11.30-13.00", "11:30-13:00"),
        ("11h30 - 13h", "11:30-13:00"),
        ("noon to 2pm", "12:00-14:00"),
        ("noon - 2 p.m.", "12:00-14:00"),
        ("from 12 until 14", "12:00-14:00"),
        ("between 12 and 14", "12:00-14:00"),
        ("12 Uhr - 13 Uhr", "12:00-13:00"),
        ("9am to 10am", "09:00-10:00"),
        # a small number is an hour of the afternoon
        ("12-2", "12:00-14:00"),
        ("11-1", "11:00-13:00"),
        ("1-3", "13:00-15:00"),
        # open at one end
        ("after 12", "12:00-20:00"),
        ("from 12", "12:00-20:00"),
        ("from noon on", "12:00-20:00"),
        ("before 2pm", "08:00-14:00"),
        ("until 13", "08:00-13:00"),
        # several
        ("12-13, 17-18", "12:00-13:00 17:00-18:00"),
        ("17-18 or 12-13", "12:00-13:00 17:00-18:00"),
        ("12-14; 13-15", "12:00-15:00"),
        # what reaches into the night ends with the day
        ("7-22", "08:00-20:00"),
        ("6am-9am", "08:00-09:00"),
        ("12-23", "12:00-20:00"),
    ],
)
def test_hours_that_are_understood(line: str, understood: str) -> None:
    """Each line means what whoever reads it aloud would take it to mean, within the day."""
    assert " ".join(str(span) for span in understand_hours(line)) == understood


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("soon", "left_over"),
        ("12", "left_over"),
        ("12-", "left_over"),
        ("14-12", "left_over"),
        ("25-26", "left_over"),
        ("12:75-14", "left_over"),
        ("13am-2pm", "left_over"),
        ("10-11, 11-12, 12-13, 13-14", "left_over"),
        ("1" * 100, "left_over"),
        ("12-12:30", "narrow"),
        ("19:30-22", "narrow"),
        ("21-23", "night"),
        ("5am-7am", "night"),
    ],
)
def test_hours_that_are_not(line: str, reason: str) -> None:
    """Nothing is guessed at: it says what it stumbled over."""
    with pytest.raises(NotHours) as wrong:
        understand_hours(line)
    assert wrong.value.reason == reason


@given(st.text(max_size=80))
def test_whatever_is_typed(line: str) -> None:
    """It is understood as hours of the day, or refused; and understood again as it is kept."""
    try:
        spans = understand_hours(line)
    except NotHours:
        return
    for span in spans:
        assert time(8) <= span.opens < span.closes <= time(20)
        assert kept(str(span)) == span
        assert understand_hours(str(span)) == (span,)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        *(("noon", time(12)), ("12", time(12)), ("1", time(13)), ("01:00", time(1))),
        *(
            ("12am", time(0)),
            ("12pm", time(12)),
            ("9.15", time(9, 15)),
            ("7:30", time(7, 30)),
            ("6:30", time(18, 30)),
        ),
        *(("24", None), ("13pm", None), ("x", None)),
    ],
)
def test_a_time_for_lunch(said: str, at: time | None) -> None:
    """Small hours are of the afternoon unless they say am, or are written as in a timetable."""
    assert clock(said) == at


def test_how_a_span_is_written() -> None:
    """As it is kept, and as it is shown."""
    assert str(Span(time(9, 30), time(12))) == "09:30-12:00"
