"""Each member is asked once per logical day, at their own hour, wherever they live."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checkins.model import (
    AT,
    Asking,
    CheckIn,
    Enrolment,
    coming,
    deadline,
    due,
    first_after,
    next_reminder,
    planned,
    reminders,
    schedule,
)
from bot.checkins.questions import Question
from bot.members.model import Pause
from bot.schedules.hours import is_quiet
from bot.schedules.local import day_at
from bot.schedules.schedule import Monthly, Occurrence, Weekly
from bot.schedules.zones import is_zone, zone_time
from tests.bot.checkins.made import at

DAILY = Weekly((0, 1, 2, 3, 4, 5, 6))
WEEKDAYS = Weekly((0, 1, 2, 3, 4))
CHECK_IN = CheckIn(
    id=1,
    community=1,
    platform="stage",
    workspace="town",
    channel="lunch",
    name="Standup",
    state="active",
    creator=1,
    rule=DAILY,
    at=AT,
    purpose="",
    when="every day at 9:30",
    questions=(Question("How are you?"),),
)
ZONES = sorted(zone for zone in available_timezones() if is_zone(zone))


def member(
    zone: str,
    *,
    at: time | None = None,
    days: tuple[int, ...] = (),
    pause: Pause | None = None,
    last: date | None = None,
) -> Enrolment:
    """Somebody who lives there."""
    return Enrolment(1, 1, 1, zone, at, days, pause=pause, last=last)


def asked_between(
    one: Enrolment, start: datetime, end: datetime, check_in: CheckIn = CHECK_IN
) -> list[Occurrence]:
    """What this member is asked from one moment to another, ticked at the minute it is due."""
    now, found = start, list[Occurrence]()
    one = planned(check_in, one, now)
    while one.next_at is not None and one.next_at <= end:
        now = one.next_at
        times = schedule(check_in, one)
        asking = due(times, one, now)
        assert asking.occurrence is not None
        assert not asking.late
        assert asking.missed == 0
        found.append(asking.occurrence)
        following = first_after(times, asking.last)
        one = replace(one, last=asking.last, next_at=following.at, next_period=following.period)
    return found


# The places, over both weekends of the year in which clocks change there, and what an offset from
# UTC they have on each day. A change that does not happen at 09:30 changes nothing but the offset.
PLACES = [
    # place, from, days, hours from UTC of 09:30 on each of them
    ("Pacific/Kiritimati", (2026, 3, 28), [14, 14, 14]),
    ("Pacific/Auckland", (2026, 4, 4), [13, 12, 12]),
    ("Pacific/Auckland", (2026, 9, 26), [12, 13, 13]),
    ("Australia/Lord_Howe", (2026, 4, 4), [11, 10.5, 10.5]),
    ("Australia/Lord_Howe", (2026, 10, 3), [10.5, 11, 11]),
    ("Asia/Kathmandu", (2026, 3, 28), [5.75, 5.75, 5.75]),
    ("Europe/London", (2026, 3, 28), [0, 1, 1]),
    ("Europe/London", (2026, 10, 24), [1, 0, 0]),
    ("America/Sao_Paulo", (2026, 2, 14), [-3, -3, -3]),
    ("America/Sao_Paulo", (2018, 11, 3), [-3, -2, -2]),  # its last summers
    ("America/Sao_Paulo", (2019, 2, 16), [-2, -3, -3]),
    ("America/New_York", (2026, 3, 7), [-5, -4, -4]),
    ("America/New_York", (2026, 10, 31), [-4, -5, -5]),
    ("America/Los_Angeles", (2026, 3, 7), [-8, -7, -7]),
    ("America/Los_Angeles", (2026, 10, 31), [-7, -8, -8]),
    ("Pacific/Honolulu", (2026, 3, 7), [-10, -10, -10]),
]


@pytest.mark.parametrize(("zone", "first", "hours"), PLACES)
def test_half_past_nine_wherever_they_live(
    zone: str, first: tuple[int, int, int], hours: list[float]
) -> None:
    """Over the weekend in which clocks change, 09:30 on the wall is 09:30 on the wall."""
    days = [date(*first) + timedelta(days=n) for n in range(len(hours))]
    start = at(*first) - timedelta(days=1)
    found = {
        each.period: each.at
        for each in asked_between(member(zone), start, start + timedelta(days=6))
    }
    for day, offset in zip(days, hours, strict=True):
        expected = datetime.combine(day, AT, UTC) - timedelta(hours=offset)
        assert found[day] == expected
        assert zone_time(found[day], zone).time() == AT


def test_one_logical_day_around_the_date_line() -> None:
    """The same Monday begins in Kiritimati a day before it does in Honolulu: it is one prompt."""
    monday = date(2026, 11, 16)
    east, west = (
        first_after(schedule(CHECK_IN, member(zone)), monday - timedelta(days=1))
        for zone in ("Pacific/Kiritimati", "Pacific/Honolulu")
    )
    assert east.period == west.period == monday
    assert east.at == at(2026, 11, 15, 19, 30)
    assert west.at == at(2026, 11, 16, 19, 30)


# An hour that a change of clocks leaves out, or brings twice: still once a day.
NIGHTS = [
    ("Europe/London", time(1, 30), date(2026, 3, 29), at(2026, 3, 29, 1, 30)),  # is 02:30 there
    ("Europe/London", time(1, 30), date(2026, 10, 25), at(2026, 10, 25, 0, 30)),  # the first of two
    ("Australia/Lord_Howe", time(2, 15), date(2026, 10, 4), at(2026, 10, 3, 15, 45)),
    ("Africa/Cairo", time(0, 0), date(2026, 4, 24), at(2026, 4, 23, 22, 0)),  # begins at 01:00
    ("Asia/Beirut", time(0, 30), date(2026, 3, 29), at(2026, 3, 28, 22, 0)),
]


@pytest.mark.parametrize(("zone", "hour", "day", "moment"), NIGHTS)
def test_an_hour_that_never_comes_or_comes_twice(
    zone: str, hour: time, day: date, moment: datetime
) -> None:
    """A prompt at night moves with the clock on the night of the change, and is never doubled."""
    found = asked_between(
        member(zone, at=hour), moment - timedelta(days=2), moment + timedelta(days=2)
    )
    assert [each.at for each in found if each.period == day] == [moment]
    assert len({each.period for each in found}) == len(found)


def test_a_day_that_was_left_out_is_not_asked_for() -> None:
    """Samoa went without 30 December 2011: nobody is asked for it, and for no other day twice."""
    found = asked_between(member("Pacific/Apia"), at(2011, 12, 27), at(2012, 1, 2))
    assert date(2011, 12, 30) not in {each.period for each in found}
    assert len({each.period for each in found}) == len(found) == 6


@settings(deadline=None, max_examples=60)
@given(
    zone=st.sampled_from(ZONES),
    minutes=st.integers(0, 24 * 60 - 1),
    start=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
)
def test_once_per_day_in_any_zone(zone: str, minutes: int, start: date) -> None:
    """At any hour, in any zone, for any two weeks: each day once, on that day, in order."""
    hour = time(minutes // 60, minutes % 60)
    begin = datetime.combine(start, time(), UTC)
    found = asked_between(member(zone, at=hour), begin, begin + timedelta(days=14))
    days = [each.period for each in found]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    assert [day_at(each.at, zone) for each in found] == days
    assert len(days) >= 13


def _clocks() -> list[list[str]]:
    """All zones, those together whose clocks show the same at every sixth hour of two years."""
    moments = [at(2024, 12, 30) + timedelta(hours=6 * n) for n in range(4 * 740)]
    alike: dict[tuple[timedelta | None, ...], list[str]] = {}
    for zone in ZONES:
        tz = ZoneInfo(zone)
        offsets = tuple(moment.astimezone(tz).utcoffset() for moment in moments)
        alike.setdefault(offsets, []).append(zone)
    return list(alike.values())


def test_every_zone_for_two_years() -> None:
    """In every zone of the database, for two years: once for each day, and at 09:30 each time."""
    start, end = at(2025, 1, 1), at(2027, 1, 1)
    clocks = _clocks()
    assert sum(map(len, clocks)) == len(ZONES) > 500
    for zone, *_ in clocks:
        found = asked_between(member(zone), start, end)
        days = [each.period for each in found]
        assert days == [days[0] + timedelta(days=n) for n in range(len(days))], zone
        assert len(days) in (729, 730, 731), zone
        odd = [each for each in found if zone_time(each.at, zone).time() != AT]
        assert odd == [], zone


# Downtime


def overdue(zone: str, period: date, now: datetime, check_in: CheckIn = CHECK_IN) -> Asking:
    """What is due for somebody whose prompt of that day was not sent until now."""
    one = member(zone)
    times = schedule(check_in, one)
    first = first_after(times, period - timedelta(days=1))
    return due(times, replace(one, next_at=first.at, next_period=first.period), now)


def test_todays_prompt_comes_late() -> None:
    """The bot was away in the morning: the prompt comes at noon, with time to answer it."""
    monday = date(2026, 11, 16)
    now = at(2026, 11, 16, 16, 30)
    asking = overdue("UTC", monday, now)
    own = Occurrence(monday, at(2026, 11, 16, 9, 30))
    assert asking == Asking(own, monday, 0, late=True)
    assert deadline(own, 8, now, late=True) == now + timedelta(hours=2)
    assert deadline(own, 8, at(2026, 11, 16, 10), late=True) == at(2026, 11, 16, 17, 30)


def test_past_days_are_dropped() -> None:
    """The bot was away for three days: only today's prompt comes, and says so."""
    now = at(2026, 11, 19, 11)
    asking = overdue("UTC", date(2026, 11, 16), now)
    assert asking.occurrence == Occurrence(date(2026, 11, 19), at(2026, 11, 19, 9, 30))
    assert (asking.missed, asking.late) == (3, True)


@pytest.mark.parametrize("hour", [20, 23])
def test_nothing_comes_late_in_the_evening(hour: int) -> None:
    """Who would have been asked in the morning is not asked at night."""
    asking = overdue("UTC", date(2026, 11, 16), at(2026, 11, 16, hour))
    assert asking == Asking(None, date(2026, 11, 16), 1)


def test_a_day_that_is_over_where_they_are() -> None:
    """The bot comes back on Tuesday before Tuesday's hour: Monday is dropped, Tuesday waits."""
    asking = overdue("Pacific/Auckland", date(2026, 11, 16), at(2026, 11, 16, 19))
    assert asking == Asking(None, date(2026, 11, 16), 1)


def test_a_prompt_of_the_evening_is_on_time_at_its_own_hour() -> None:
    """Whoever chose 23:55 is asked then, also when the tick comes after midnight."""
    one = member("UTC", at=time(23, 55))
    times = schedule(CHECK_IN, one)
    monday = Occurrence(date(2026, 11, 16), at(2026, 11, 16, 23, 55))
    one = replace(one, next_at=monday.at, next_period=monday.period)
    assert due(times, one, at(2026, 11, 17, 0, 1)) == Asking(monday, monday.period)


# Their own days and times


def test_their_own_weekdays() -> None:
    """Only on those of the check-in's days that are theirs."""
    check_in = replace(CHECK_IN, rule=WEEKDAYS)
    one = member("UTC", days=(0, 2))
    found = asked_between(one, at(2026, 11, 15), at(2026, 11, 28), check_in)
    assert [each.period.weekday() for each in found] == [0, 2, 0, 2]


def test_a_rhythm_of_two_weeks_is_kept() -> None:
    """Their own days do not change in which weeks it asks."""
    fortnightly = Weekly((0, 4), 2, date(2026, 11, 16))
    one = member("UTC", days=(4,))
    found = asked_between(
        one, at(2026, 11, 15), at(2026, 12, 14), replace(CHECK_IN, rule=fortnightly)
    )
    assert [each.period for each in found] == [date(2026, 11, 20), date(2026, 12, 4)]
    monthly = replace(CHECK_IN, rule=Monthly((1,), 0))
    (first, *_) = asked_between(one, at(2026, 11, 15), at(2026, 12, 14), monthly)
    assert first.period == date(2026, 12, 7)


def test_away() -> None:
    """Until a day, nothing comes before it; without a day, nothing comes."""
    now = at(2026, 11, 16)
    back = coming(CHECK_IN, member("UTC", pause=Pause(date(2026, 11, 20))), now)
    assert back is not None
    assert back.period == date(2026, 11, 20)
    assert coming(CHECK_IN, member("UTC", pause=Pause()), now) is None
    assert coming(replace(CHECK_IN, state="paused"), member("UTC"), now) is None


def test_a_day_is_never_asked_twice_after_a_move() -> None:
    """From Auckland to Honolulu on a Monday that was asked for: the next one is Tuesday."""
    one = member("Pacific/Honolulu", last=date(2026, 11, 16))
    following = coming(CHECK_IN, one, at(2026, 11, 16, 5))
    assert following is not None
    assert following.period == date(2026, 11, 17)


# Reminders


def test_reminders_come_at_even_steps_and_never_at_night() -> None:
    """Half-way for one, at the thirds for two, and not between 20:00 and 08:00 of theirs."""
    opens, closes = at(2026, 11, 16, 9, 30), at(2026, 11, 16, 17, 30)
    assert reminders(opens, closes, 0, "UTC") == []
    assert reminders(opens, closes, 1, "UTC") == [at(2026, 11, 16, 13, 30)]
    assert reminders(opens, closes, 2, "UTC") == [
        at(2026, 11, 16, 12, 10),
        at(2026, 11, 16, 14, 50),
    ]
    evening = at(2026, 11, 16, 18), at(2026, 11, 17, 2)
    assert reminders(*evening, 2, "UTC") == []
    assert next_reminder(reminders(opens, closes, 2, "UTC"), at(2026, 11, 16, 13)) == at(
        2026, 11, 16, 14, 50
    )


@settings(deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    opens=st.datetimes(at(2025, 1, 1).replace(tzinfo=None), at(2027, 1, 1).replace(tzinfo=None)),
    hours=st.integers(1, 48),
    how_many=st.integers(0, 2),
)
def test_no_reminder_at_night(zone: str, opens: datetime, hours: int, how_many: int) -> None:
    """Whatever the window, each reminder falls into the day and before the deadline."""
    opens = opens.replace(tzinfo=UTC)
    closes = opens + timedelta(hours=hours)
    for moment in reminders(opens, closes, how_many, zone):
        assert opens < moment < closes
        assert not is_quiet(moment, zone)
        assert 8 <= zone_time(moment, zone).hour < 20
