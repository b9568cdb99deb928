"""What is to be done about a circle whose time has come, at every boundary."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.circles.model import Draw, Wait, due, following
from bot.schedules.schedule import Schedule, Weekly
from tests.bot.circles.made import CIRCLE, circle

DAILY = Weekly((0, 1, 2, 3, 4, 5, 6))
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PERIOD = date(2026, 11, 24)
MINUTE = timedelta(minutes=1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=30), timedelta(minutes=10)])
@pytest.mark.parametrize("hour", [0, 3, 7, 12, 20, 23])
def test_on_time_means_at_any_hour(hour: int, late: timedelta) -> None:
    """A circle that meets at three at night is drawn at three, up to ten minutes late."""
    schedule = Schedule(Weekly((1,)), time(hour), "UTC")
    moment = datetime(2026, 11, 24, hour, tzinfo=UTC)
    assert due(circle(schedule, moment, PERIOD), moment + late) == Draw(PERIOD)


@pytest.mark.parametrize(
    ("now", "what"),
    [
        (at(24, 12, 10), Draw(PERIOD)),
        (at(24, 12, 11), Draw(PERIOD)),
        (at(24, 19, 59), Draw(PERIOD)),
        (at(24, 20, 0), Wait(at(25, 8))),
        (at(24, 23, 59), Wait(at(25, 8))),
        (at(25, 0, 0), Wait(at(25, 8))),
        (at(25, 7, 59), Wait(at(25, 8))),
        (at(25, 8, 0), Draw(PERIOD)),
        (at(25, 19, 59), Draw(PERIOD)),
    ],
)
def test_a_late_round_minds_the_hour(now: datetime, what: Draw | Wait) -> None:
    """More than ten minutes late, a round comes between 08:00 and 20:00 only."""
    assert due(CIRCLE, now) == what


def test_ten_minutes_to_the_second() -> None:
    """Ten minutes are not late yet; a second more is."""
    schedule = Schedule(Weekly((1,)), time(20), "UTC")
    late = circle(schedule, at(24, 20), PERIOD)
    assert due(late, at(24, 20, 10)) == Draw(PERIOD)
    assert due(late, at(24, 20, 10) + timedelta(seconds=1)) == Wait(at(25, 8))


def test_only_the_latest_of_those_that_were_missed() -> None:
    """After three weeks the last Tuesday's round is drawn, and the two before it are named."""
    away = due(CIRCLE, at(24, 12) + timedelta(days=16))
    assert away == Draw(date(2026, 12, 8), (PERIOD, date(2026, 12, 1)))


def test_after_a_long_night_the_ones_before_are_still_named() -> None:
    """A round that was put off to the morning knows of those that went by."""
    night = at(24, 23) + timedelta(days=14)
    put_off = due(CIRCLE, night)
    assert put_off == Wait(datetime(2026, 12, 9, 8, tzinfo=UTC))
    assert isinstance(put_off, Wait)
    morning = due(replace(CIRCLE, next_at=put_off.until), put_off.until)
    assert morning == Draw(date(2026, 12, 8), (PERIOD, date(2026, 12, 1)))


def test_put_off_and_away_again() -> None:
    """A round that was put off to 08:00, and missed there too, still minds the hour."""
    put_off = replace(CIRCLE, next_at=at(25, 8))
    assert due(put_off, at(25, 8, 10)) == Draw(PERIOD)
    assert due(put_off, at(25, 22)) == Wait(at(26, 8))
    assert due(put_off, at(25, 19)) == Draw(PERIOD)


@pytest.mark.parametrize("hour", [3, 9, 23])
def test_drawn_by_hand_means_now(hour: int) -> None:
    """Whoever organises may draw the coming round at any hour, long before its date."""
    forward = replace(CIRCLE, next_at=at(20, hour))
    assert due(forward, at(20, hour)) == Draw(PERIOD)


def test_a_late_round_drawn_by_hand_at_night() -> None:
    """Also one that waits for the morning: they asked for it."""
    forward = replace(CIRCLE, next_at=at(24, 23))
    assert due(forward, at(24, 23)) == Draw(PERIOD)


def test_the_hour_is_that_of_the_circles_clock() -> None:
    """In Auckland it is morning when it is night in UTC."""
    there = ZoneInfo("Pacific/Auckland")
    schedule = Schedule(Weekly((1,)), time(12), "Pacific/Auckland")
    noon = datetime(2026, 11, 24, 12, tzinfo=there).astimezone(UTC)
    away = circle(schedule, noon, PERIOD)
    assert due(away, datetime(2026, 11, 24, 19, 59, tzinfo=there).astimezone(UTC)) == Draw(PERIOD)
    eight = datetime(2026, 11, 25, 8, tzinfo=there).astimezone(UTC)
    assert due(away, datetime(2026, 11, 24, 20, tzinfo=there).astimezone(UTC)) == Wait(eight)


@pytest.mark.parametrize(
    ("zone", "night", "opens"),
    [
        # clocks go forward in the night: 08:00 comes an hour sooner
        (
            "Europe/Berlin",
            datetime(2026, 3, 28, 22, tzinfo=UTC),
            datetime(2026, 3, 29, 6, tzinfo=UTC),
        ),
        # clocks go back: an hour later
        (
            "Europe/Berlin",
            datetime(2026, 10, 24, 22, tzinfo=UTC),
            datetime(2026, 10, 25, 7, tzinfo=UTC),
        ),
        (
            "America/New_York",
            datetime(2026, 3, 8, 4, tzinfo=UTC),
            datetime(2026, 3, 8, 12, tzinfo=UTC),
        ),
        (
            "Australia/Lord_Howe",
            datetime(2026, 10, 3, 14, tzinfo=UTC),
            datetime(2026, 10, 3, 21, tzinfo=UTC),
        ),
    ],
)
def test_eight_in_the_morning_after_clocks_have_changed(
    zone: str, night: datetime, opens: datetime
) -> None:
    """A late round comes when the clocks there show 08:00, whatever happened in the night."""
    now = night
    schedule = Schedule(DAILY, time(12), zone)
    latest = schedule.between(now - timedelta(days=1), now)[-1]
    assert due(circle(schedule, latest.at, latest.period), now) == Wait(opens)


@pytest.mark.parametrize(
    ("zone", "clock", "first"),
    [
        ("Europe/London", time(1, 30), date(2026, 10, 24)),  # an hour that comes twice
        ("America/New_York", time(2, 30), date(2026, 3, 7)),  # an hour that never comes
        ("Africa/Cairo", time(0, 30), date(2026, 4, 23)),  # midnight that never comes
        ("America/Santiago", time(0, 30), date(2026, 9, 5)),
    ],
)
def test_one_round_a_day_when_clocks_change(zone: str, clock: time, first: date) -> None:
    """Ticking all the time over such a night draws each day's round once, in its order."""
    schedule = Schedule(DAILY, clock, zone)
    start = datetime.combine(first, time(), ZoneInfo(zone)).astimezone(UTC)
    coming = following(schedule, start, None)
    stands = circle(schedule, coming.at, coming.period)
    drawn: list[date] = []
    now = start
    end = datetime.combine(first + timedelta(days=3), time(), ZoneInfo(zone))
    while now < end:
        assert stands.next_at is not None
        if stands.next_at <= now:
            work = due(stands, now)
            assert isinstance(work, Draw)
            assert work.missed == ()
            drawn.append(work.period)
            coming = following(schedule, now, work.period)
            stands = replace(stands, next_at=coming.at, next_period=coming.period)
        now += timedelta(minutes=5)
    assert drawn == [first + timedelta(days=n) for n in range(3)]


def test_a_clock_that_goes_back_makes_no_second_round() -> None:
    """What was drawn is not drawn again when the clock of the machine is set back two hours."""
    coming = following(CIRCLE.schedule, NOON, PERIOD)
    drawn = replace(CIRCLE, next_at=coming.at, next_period=coming.period)
    assert coming.period == date(2026, 12, 1)
    assert coming.at > NOON - timedelta(hours=2)
    assert due(drawn, coming.at) == Draw(coming.period)
