"""When people may be written to: by day where they live, also on the days when clocks change."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.schedules.hours import by_day, by_day_for_all, evening, is_quiet

WEEK = timedelta(days=7)
DAYLONG = timedelta(days=1)


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "day"),
    [
        ("2026-11-16 07:59", "UTC", "2026-11-16 08:00"),
        ("2026-11-16 08:00", "UTC", "2026-11-16 08:00"),
        ("2026-11-16 19:59", "UTC", "2026-11-16 19:59"),
        ("2026-11-16 20:00", "UTC", "2026-11-17 08:00"),
        ("2026-11-16 12:00", "Asia/Tokyo", "2026-11-16 23:00"),
        ("2026-11-16 12:00", "America/Los_Angeles", "2026-11-16 16:00"),
        # clocks go forward, back, and forward in the south
        ("2027-03-27 22:00", "Europe/Berlin", "2027-03-28 06:00"),
        ("2027-10-30 22:00", "Europe/Berlin", "2027-10-31 07:00"),
        ("2026-10-03 10:00", "Australia/Lord_Howe", "2026-10-03 21:00"),
    ],
)
def test_a_night_ends_at_eight(now: str, zone: str, day: str) -> None:
    """What comes by night waits for 08:00 of that zone; what comes by day does not wait."""
    assert by_day(at(now), zone) == at(day)
    assert not is_quiet(at(day), zone)
    assert is_quiet(at(now), zone) == (now != day)


def test_an_hour_that_is_day_for_all_of_them() -> None:
    """The first such moment; none where their days never meet."""
    noon = at("2026-11-16 12:00")
    some = ["Europe/Berlin", "America/New_York"]
    assert by_day_for_all(noon, some, DAYLONG) == at("2026-11-16 13:00")
    assert by_day_for_all(at("2026-11-16 19:30"), some, DAYLONG) == at("2026-11-17 13:00")
    far = ["Asia/Tokyo", "America/New_York"]
    assert by_day_for_all(noon, far, DAYLONG) == at("2026-11-16 23:00")
    assert by_day_for_all(noon, far, timedelta(hours=11)) == at("2026-11-16 23:00"), "the last"
    assert by_day_for_all(noon, far, timedelta(hours=10)) is None
    assert by_day_for_all(noon, ["Asia/Bangkok", "America/New_York"], WEEK) is None
    assert by_day_for_all(noon, [], DAYLONG) == noon


def test_the_evening_that_comes_first() -> None:
    """Whoever lives furthest east goes to bed first."""
    noon = at("2026-11-16 12:00")
    assert evening(noon, ["Europe/London", "Asia/Kolkata"]) == at("2026-11-16 14:30")
    assert evening(noon, ["Europe/London", "Asia/Tokyo"]) == noon, "it is night there already"
