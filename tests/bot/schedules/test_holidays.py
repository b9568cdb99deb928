"""Rounds that would fall on a holiday: moved to a working day, or left out."""

from datetime import UTC, date, datetime, time
from itertools import islice

from bot.schedules.holidays import Calendar
from bot.schedules.schedule import Schedule, Weekly

MONDAY = datetime(2026, 12, 14, 8, tzinfo=UTC)


def days(*holidays: int, weekdays: tuple[int, ...] = (1,), moves: bool = True) -> list[str]:
    """The next four rounds, with these days of December as holidays."""
    schedule = Schedule(Weekly(weekdays), time(12), "Europe/Berlin")
    calendar = Calendar(schedule, frozenset(date(2026, 12, day) for day in holidays), moves)
    found = list(islice(calendar.following(MONDAY), 4))
    assert all(f"{each.at:%H:%M}" == "11:00" for each in found)
    return [f"{each.period:%a %d %b}" for each in found]


def test_without_holidays_nothing_changes() -> None:
    """It is the schedule."""
    assert days() == ["Tue 15 Dec", "Tue 22 Dec", "Tue 29 Dec", "Tue 05 Jan"]
    assert days(16, 17) == days()


def test_the_next_working_day() -> None:
    """Over further holidays and over the weekend, at the same hour."""
    assert days(22) == ["Tue 15 Dec", "Wed 23 Dec", "Tue 29 Dec", "Tue 05 Jan"]
    assert days(25, weekdays=(4,)) == ["Fri 18 Dec", "Mon 28 Dec", "Fri 01 Jan", "Fri 08 Jan"]
    assert days(22, 23, 24, 25)[1] == "Mon 28 Dec"


def test_left_out() -> None:
    """Where the circle says so, and where the next round comes by then anyway."""
    assert days(22, moves=False) == ["Tue 15 Dec", "Tue 29 Dec", "Tue 05 Jan", "Tue 12 Jan"]
    every_day = tuple(range(7))
    assert days(16, weekdays=every_day) == ["Mon 14 Dec", "Tue 15 Dec", "Thu 17 Dec", "Fri 18 Dec"]
    assert days(*range(22, 30), weekdays=(1, 3)) == [
        *("Tue 15 Dec", "Thu 17 Dec", "Wed 30 Dec", "Thu 31 Dec")
    ], "each day once"


def test_one_that_moved_over_this_moment_is_still_to_come() -> None:
    """On the holiday itself, after its hour, the moved round comes next."""
    schedule = Schedule(Weekly((1,)), time(12), "UTC")
    calendar = Calendar(schedule, frozenset({date(2026, 12, 22)}))
    after = datetime(2026, 12, 22, 18, tzinfo=UTC)
    assert next(calendar.following(after)).period == date(2026, 12, 23)
    until = datetime(2026, 12, 23, 12, tzinfo=UTC)
    assert [each.period for each in calendar.between(after, until)] == [date(2026, 12, 23)]
