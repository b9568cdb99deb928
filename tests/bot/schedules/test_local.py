"""A time on the wall becomes one moment, also when clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedules.local import day_at, midnight, resolve
from bot.schedules.zones import zone_time
from tests.bot.schedules.made import moments, walls, zones


@pytest.mark.parametrize(
    ("zone", "wall", "shows"),
    [
        # An ordinary day.
        ("Europe/Berlin", "2026-11-24 12:00", "2026-11-24 12:00 +0100"),
        ("Asia/Kathmandu", "2026-11-24 12:00", "2026-11-24 12:00 +0545"),
        ("Pacific/Kiritimati", "2026-11-24 12:00", "2026-11-24 12:00 +1400"),
        # Clocks go forward in the night: the time moves on by as much.
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 03:30 -0400"),
        ("America/New_York", "2026-03-08 02:00", "2026-03-08 03:00 -0400"),
        ("America/New_York", "2026-03-08 01:59", "2026-03-08 01:59 -0500"),
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 03:30 +0200"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04 02:45 +1100"),
        # Clocks go forward at midnight: the day begins at its first minute.
        ("Africa/Cairo", "2026-04-24 00:30", "2026-04-24 01:00 +0300"),
        ("Asia/Beirut", "2026-03-29 00:15", "2026-03-29 01:00 +0300"),
        ("America/Santiago", "2026-09-06 00:30", "2026-09-06 01:00 -0300"),
        # Clocks go forward in the last hour of a day: its last minute is the one before.
        ("America/Nuuk", "2026-03-28 23:30", "2026-03-28 22:59 -0200"),
        # Clocks go back: the first of the two.
        ("Europe/London", "2026-10-25 01:30", "2026-10-25 01:30 +0100"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 01:30 -0400"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-05 01:45 +1100"),
        # The day was left out: the first minute of the next.
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-31 00:00 +1400"),
        ("Pacific/Apia", "2011-12-29 23:59", "2011-12-29 23:59 -1000"),
        ("Pacific/Apia", "2011-12-31 00:00", "2011-12-31 00:00 +1400"),
    ],
)
def test_a_time_on_the_wall(zone: str, wall: str, shows: str) -> None:
    """Every wall time has one moment, and it is the one that people there would expect."""
    moment = resolve(datetime.fromisoformat(wall), zone)
    assert moment.tzinfo is UTC
    assert zone_time(moment, zone).strftime("%Y-%m-%d %H:%M %z") == shows


@given(moments, zones)
def test_what_clocks_show_is_found_again(moment: datetime, zone: str) -> None:
    """A time that clocks do show is a moment when they show it, and the first of two."""
    wall = zone_time(moment, zone).replace(tzinfo=None, fold=0)
    found = resolve(wall, zone)
    assert zone_time(found, zone).replace(tzinfo=None, fold=0) == wall
    assert found <= moment


@given(walls, zones)
def test_a_time_stays_on_its_day(wall: datetime, zone: str) -> None:
    """No change of clocks moves anything to another date, but for a date that was left out."""
    found = day_at(resolve(wall, zone), zone)
    assert found == wall.date() or (zone, wall.date()) == ("Pacific/Apia", date(2011, 12, 30))


@given(st.dates(date(1995, 2, 1), date(2060, 1, 1)), zones)
def test_a_day_begins_with_its_midnight(day: date, zone: str) -> None:
    """Midnight, where there is none too, is the first moment of its day."""
    begins = midnight(day, zone)
    assert day_at(begins, zone) >= day
    assert day_at(begins - timedelta(seconds=1), zone) < day


def test_the_date_is_the_local_one() -> None:
    """It is tomorrow on Kiritimati while it is still yesterday in New York."""
    moment = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    assert day_at(moment, "Pacific/Kiritimati") == date(2026, 11, 25)
    assert day_at(datetime(2026, 11, 24, 3, 0, tzinfo=UTC), "America/New_York") == date(
        2026, 11, 23
    )
