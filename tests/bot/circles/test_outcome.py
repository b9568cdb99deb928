"""What several answers of a table come to, and when its people are asked."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.circles.outcome import LENGTH, Outcome, Said, ask_after, ask_at, settled
from bot.schedules.hours import is_quiet
from bot.schedules.local import day_at

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)

# What was said, one after the other, by Ann (1), Ben (2) and Cem (3); and what stands, by whom.
CASES: list[tuple[list[tuple[int, Outcome]], tuple[int, Outcome]]] = [
    # any one settles it
    ([(1, "met")], (1, "met")),
    ([(2, "not_met")], (2, "not_met")),
    ([(3, "scheduled")], (3, "scheduled")),
    # whoever says that they met is believed, the first of them
    ([(1, "not_met"), (2, "met")], (2, "met")),
    ([(1, "met"), (2, "met"), (3, "not_met")], (1, "met")),
    ([(1, "some_met"), (2, "met")], (2, "met")),
    ([(1, "some_met"), (2, "not_met"), (3, "scheduled")], (1, "some_met")),
    # of all else the latest word
    ([(1, "scheduled"), (2, "not_met")], (2, "not_met")),
    ([(1, "not_met"), (2, "scheduled")], (2, "scheduled")),
]


@pytest.mark.parametrize(("said", "stands"), CASES)
def test_what_stands(said: list[tuple[int, Outcome]], stands: tuple[int, Outcome]) -> None:
    """One answer is for all; contradictions are settled towards "met", whatever their order."""
    rows = [Said(who, what, NOON + timedelta(hours=n)) for n, (who, what) in enumerate(said)]
    for order in (rows, rows[::-1]):
        found = settled(order)
        assert found is not None
        assert (found.member, found.outcome) == stands


def test_nothing_said() -> None:
    """Silence settles nothing."""
    assert settled([]) is None


@pytest.mark.parametrize(
    ("hours", "asked"),
    [
        (7 * 24, 6 * 24),  # a day before
        (48, 24),
        (14, 7),  # half-way
        (24, 8),  # half-way is midnight: the evening before
        (40, 20),
    ],
)
def test_when_it_is_asked(hours: int, asked: int) -> None:
    """A day before the round ends; in a short round half-way, and not by night."""
    at = ask_at(NOON, NOON + timedelta(hours=hours), "UTC")
    assert at - NOON == timedelta(hours=asked)


@given(
    minutes=st.integers(0, 60 * 24 * 30),
    days=st.integers(1, 28),
    hour=st.times(),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Auckland", "America/St_Johns"]),
)
def test_after_a_date(minutes: int, days: int, hour: time, zone: str) -> None:
    """Never before the lunch is over, by day, on its day or the one after, with time to answer.

    Where there is none before the next tables are drawn, it is asked on the day after all the same.
    """
    meets, ends = NOON + timedelta(minutes=minutes), NOON + timedelta(days=days)
    usual = ask_at(NOON, ends, zone)
    at = ask_after(meets, usual, ends, hour, zone)
    assert at >= meets + LENGTH
    if meets + LENGTH <= usual:
        assert at == usual
        return
    after = day_at(at, zone) - day_at(meets, zone)
    assert after <= timedelta(days=1)
    assert not is_quiet(at, zone)
    assert after or at + timedelta(hours=3) <= ends
