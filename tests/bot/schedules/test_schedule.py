"""When a programme comes round: every occurrence once, in order, on its own local date."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedules.local import day_at
from bot.schedules.schedule import LAST, Monthly, Occurrence, Schedule, Weekly, from_json, to_json
from bot.schedules.zones import zone_time
from tests.bot.schedules.made import moments, mondays, schedules, times, zones

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
NOON = time(12)


def weekly(days: str, at: str, zone: str, every: int = 1, anchor: str = "2024-01-01") -> Schedule:
    """A weekly schedule, written for the tables below."""
    named = tuple(DAYS.index(day) for day in days.split())
    rule = Weekly(named, every, date.fromisoformat(anchor))
    return Schedule(rule, time.fromisoformat(at), zone)


def coming(schedule: Schedule, after: str, n: int) -> list[str]:
    """The next few occurrences, as clocks there show them."""
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    found = islice(schedule.following(moment), n)
    return [zone_time(one.at, schedule.zone).strftime("%a %d %b %Y %H:%M") for one in found]


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        # Every week keeps its local time when the clocks change.
        (
            weekly("sun", "09:00", "Europe/Berlin"),
            "2026-10-17",
            ["Sun 18 Oct 2026 09:00", "Sun 25 Oct 2026 09:00", "Sun 01 Nov 2026 09:00"],
        ),
        # In the hour that comes twice, once.
        (
            weekly("sun", "01:30", "Europe/London"),
            "2026-10-24",
            ["Sun 25 Oct 2026 01:30", "Sun 01 Nov 2026 01:30"],
        ),
        # In the hour that is left out, all the same.
        (
            weekly("sun", "02:30", "America/New_York"),
            "2026-03-07",
            ["Sun 08 Mar 2026 03:30", "Sun 15 Mar 2026 02:30"],
        ),
        # Every second week is every second week, past a week 53 too.
        (
            weekly("mon", "12:00", "Europe/Berlin", every=2, anchor="2026-12-14"),
            "2026-12-14",
            ["Mon 14 Dec 2026 12:00", "Mon 28 Dec 2026 12:00", "Mon 11 Jan 2027 12:00"],
        ),
        # Weeks are counted backwards from the anchor as well.
        (
            weekly("mon", "12:00", "Europe/Berlin", every=2, anchor="2027-01-11"),
            "2026-12-14",
            ["Mon 14 Dec 2026 12:00", "Mon 28 Dec 2026 12:00", "Mon 11 Jan 2027 12:00"],
        ),
        # Several days in the same week.
        (
            weekly("tue fri", "12:30", "UTC", every=3, anchor="2026-11-23"),
            "2026-11-25",
            ["Fri 27 Nov 2026 12:30", "Tue 15 Dec 2026 12:30", "Fri 18 Dec 2026 12:30"],
        ),
        # First, last, and both.
        (
            Schedule(Monthly((1,), 0), NOON, "Europe/Berlin"),
            "2026-11-24",
            ["Mon 07 Dec 2026 12:00", "Mon 04 Jan 2027 12:00", "Mon 01 Feb 2027 12:00"],
        ),
        (
            Schedule(Monthly((LAST,), 4), time(17), "Europe/Berlin"),
            "2026-11-24",
            ["Fri 27 Nov 2026 17:00", "Fri 25 Dec 2026 17:00", "Fri 29 Jan 2027 17:00"],
        ),
        (
            Schedule(Monthly((1, LAST), 6), NOON, "UTC"),
            "2026-11-24",
            ["Sun 29 Nov 2026 12:00", "Sun 06 Dec 2026 12:00", "Sun 27 Dec 2026 12:00"],
        ),
        # The fourth that is the last comes once: February 2027 has four Mondays.
        (
            Schedule(Monthly((4, LAST), 0), NOON, "UTC"),
            "2027-02-01",
            ["Mon 22 Feb 2027 12:00", "Mon 22 Mar 2027 12:00", "Mon 29 Mar 2027 12:00"],
        ),
        # Every third month, over the year's end.
        (
            Schedule(Monthly((2,), 2, every=3, anchor=date(2026, 11, 1)), NOON, "UTC"),
            "2026-11-24",
            ["Wed 10 Feb 2027 12:00", "Wed 12 May 2027 12:00", "Wed 11 Aug 2027 12:00"],
        ),
        # A day that is left out of the calendar has no round, and the next week has its own.
        (
            weekly("fri", "12:00", "Pacific/Apia"),
            "2011-12-22",
            ["Fri 23 Dec 2011 12:00", "Fri 06 Jan 2012 12:00"],
        ),
    ],
)
def test_what_comes_next(schedule: Schedule, after: str, expected: list[str]) -> None:
    """The dates that an organiser would write into a calendar by hand."""
    assert coming(schedule, after, len(expected)) == expected


def test_next_is_strictly_after() -> None:
    """At the very moment of a round, the next is the one after it."""
    schedule = weekly("tue", "12:00", "UTC")
    round_ = next(schedule.following(datetime(2026, 11, 24, 11, 59, 59, tzinfo=UTC)))
    assert round_ == Occurrence(date(2026, 11, 24), datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert next(schedule.following(round_.at)).period == date(2026, 12, 1)


@given(schedules, moments)
def test_next_grows_and_stays_on_its_date(schedule: Schedule, moment: datetime) -> None:
    """Each occurrence comes after the one before, in time and in date, on its own local date."""
    previous = Occurrence(date.min, moment)
    for _ in range(8):
        following = next(schedule.following(previous.at))
        assert following.at > previous.at
        assert following.period > previous.period
        assert following.period == day_at(following.at, schedule.zone)
        previous = following


@given(schedules, moments)
def test_between_is_next_again_and_again(schedule: Schedule, after: datetime) -> None:
    """What came in between is what would have come by waiting for each."""
    waited = list(islice(schedule.following(after), 6))
    until = waited[-1].at
    assert schedule.between(after, until) == waited
    assert schedule.between(after, until - timedelta(seconds=1)) == waited[:-1]
    assert schedule.between(until, after) == []

    moment, one_by_one = after, []
    while (one := next(schedule.following(moment))).at <= until:
        one_by_one.append(one)
        moment = one.at
    assert one_by_one == waited


def test_the_day_that_had_begun_and_begins_again() -> None:
    """When clocks go back over midnight, a round that was is the latest, and comes only once."""
    first_sundays = Schedule(Monthly((1,), 6), time(0), "America/St_Johns")
    saturday_again = datetime(2009, 11, 1, 2, 45, tzinfo=UTC)
    assert day_at(saturday_again, "America/St_Johns") == date(2009, 10, 31)
    (latest,) = first_sundays.between(saturday_again - timedelta(days=1), saturday_again)
    assert latest == Occurrence(date(2009, 11, 1), datetime(2009, 11, 1, 2, 30, tzinfo=UTC))
    assert next(first_sundays.following(saturday_again)).period == date(2009, 12, 6)


@given(st.integers(0, 6), st.integers(1, 12), mondays, times, zones, moments)
def test_every_n_weeks_is_n_weeks(
    day: int, every: int, anchor: date, at: time, zone: str, moment: datetime
) -> None:
    """Two rounds of an every-n-weeks rule are n weeks apart by the calendar, at any year's end."""
    schedule = Schedule(Weekly((day,), every, anchor), at, zone)
    periods = [one.period for one in islice(schedule.following(moment), 60)]
    left_out = date(2011, 12, 30) if zone == "Pacific/Apia" else None
    for one, other in pairwise(periods):
        apart = timedelta(weeks=every)
        assert other - one == apart or (one + apart == left_out and other - one == 2 * apart)


@given(schedules)
def test_a_schedule_survives_the_database(schedule: Schedule) -> None:
    """A schedule read back is equal, and equal schedules are written the same."""
    assert from_json(to_json(schedule)) == schedule
    assert to_json(from_json(to_json(schedule))) == to_json(schedule)


def test_what_is_stored_is_readable_by_hand() -> None:
    """The stored form is a promise to every later version."""
    assert to_json(weekly("tue fri", "09:05", "Europe/Berlin", 2, "2026-11-23")) == (
        '{"version": 1, "weekly": {"days": [1, 4], "every": 2, "anchor": "2026-11-23"},'
        ' "at": "09:05", "zone": "Europe/Berlin"}'
    )
    assert to_json(Schedule(Monthly((1, LAST), 0), NOON, "UTC")) == (
        '{"version": 1, "monthly": {"nth": [1, -1], "day": 0, "every": 1, "anchor": "2024-01-01"},'
        ' "at": "12:00", "zone": "UTC"}'
    )


STORED = to_json(weekly("tue", "12:00", "UTC"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "null",
        "{}",
        "[" * 499,
        "9" * 10_000,
        STORED.replace('"version": 1', '"version": 2'),
        STORED.replace('"version": 1', '"version": "1"'),
        STORED.replace("[1]", "[]"),
        STORED.replace("[1]", "[7]"),
        STORED.replace("[1]", "[-1]"),
        STORED.replace("[1]", "[true]"),
        STORED.replace("[1]", "[1, 1]"),
        STORED.replace("[1]", '"1"'),
        STORED.replace('"every": 1', '"every": 0'),
        STORED.replace('"every": 1', '"every": 13'),
        STORED.replace('"every": 1', '"every": 1.5'),
        STORED.replace('"every": 1', '"every": null'),
        STORED.replace("2024-01-01", "2024-01-02"),
        STORED.replace("2024-01-01", "some day"),
        STORED.replace("12:00", "24:00"),
        STORED.replace("12:00", "12:00:30"),
        STORED.replace("12:00", "12:00+01:00"),
        STORED.replace("UTC", "Mars/Olympus"),
        STORED.replace("UTC", "../../etc/passwd"),
    ],
)
def test_a_damaged_schedule_is_a_value_error(text: str) -> None:
    """Whatever stands in the database, reading it is a schedule or one kind of error."""
    with pytest.raises(ValueError, match=r"."):
        from_json(text)


@given(st.text(max_size=600))
def test_any_text_is_a_schedule_or_a_value_error(text: str) -> None:
    """No stored text can bring a process down."""
    with pytest.raises(ValueError, match=r"."):
        from_json(text)


@pytest.mark.parametrize(
    ("nth", "day", "every"),
    [
        ((), 0, 1),
        ((5,), 0, 1),
        ((0,), 0, 1),
        ((2, 1), 0, 1),
        ((LAST, 1), 0, 1),
        ((1, 1), 0, 1),
        ((1,), 7, 1),
        ((1,), -1, 1),
        ((1,), 0, 0),
        ((1,), 0, 13),
    ],
)
def test_no_month_can_do_this(nth: tuple[int, ...], day: int, every: int) -> None:
    """A monthly rule names weekdays that every month has, each once and in order."""
    with pytest.raises(ValueError, match=r"."):
        Monthly(nth, day, every)


def test_an_edited_schedule_stays_in_step() -> None:
    """Another time or day, typed on another day, does not move every second week by a week."""
    before = weekly("tue", "12:00", "UTC", every=2, anchor="2026-11-23")
    retyped = weekly("thu", "12:30", "UTC", every=2, anchor="2026-11-30")
    assert retyped.in_step_with(before) == weekly("thu", "12:30", "UTC", 2, "2026-11-23")

    every_third = weekly("tue", "12:00", "UTC", every=3, anchor="2026-11-30")
    assert every_third.in_step_with(before) == every_third
    first_mondays = Schedule(Monthly((1,), 0, every=2), NOON, "UTC")
    assert first_mondays.in_step_with(before) == first_mondays


@pytest.mark.parametrize(
    ("days_away", "caught_up", "skipped"),
    [
        (timedelta(minutes=5), date(2026, 11, 24), []),
        (timedelta(hours=8), date(2026, 11, 24), []),
        (
            timedelta(weeks=3),
            date(2026, 12, 8),
            [date(2026, 11, 24), date(2026, 12, 1)],
        ),
    ],
)
def test_after_being_away(days_away: timedelta, caught_up: date, skipped: list[date]) -> None:
    """However long the bot was away, there is one latest round to make and a list of the others."""
    schedule = weekly("tue", "12:00", "Europe/Berlin")
    went = datetime(2026, 11, 24, 10, 58, tzinfo=UTC)
    *missed, latest = schedule.between(went, went + days_away)
    assert latest.period == caught_up
    assert [one.period for one in missed] == skipped


def test_a_clock_set_back_makes_no_second_round() -> None:
    """Asked again after the clock was set back, the schedule names the same period."""
    schedule = weekly("tue", "12:00", "UTC")
    made = next(schedule.following(datetime(2026, 11, 24, 11, 59, tzinfo=UTC)))
    again = next(schedule.following(datetime(2026, 11, 24, 10, 1, tzinfo=UTC)))
    assert made == again
