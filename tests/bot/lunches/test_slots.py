"""Times that suit a table: inside everybody's hours, in any zone, on any day of the year."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.circles.outcome import LENGTH
from bot.lunches.slots import Diner, Frame, slots, why_none
from bot.schedules.spans import Span, understand_hours

TWELVE = (
    *("Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles"),
    *("America/St_Johns", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo"),
    *("Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham"),
)
NOON, DAY = time(12), (time(8), time(20))
MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
QUARTER = timedelta(minutes=15)
# a fortnight around each change of clocks, in the north and in the south
CHANGES = [datetime(2027, month, day, tzinfo=UTC) for month, day in ((3, 7), (3, 24), (10, 24))]
CHANGES += [datetime(2026, month, day, tzinfo=UTC) for month, day in ((9, 24), (10, 28), (4, 1))]

zones = st.sampled_from(TWELVE)
moments = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-3 * 1440, 3 * 1440),
)
hours = st.sampled_from(["any", "12-14", "11:30 to 13", "after 15", "9-10, 18-20", "any", "any"])
diners = st.lists(st.builds(Diner, zones, hours.map(understand_hours)), min_size=2, max_size=4)


def frame(at: datetime = MONDAY, lasts: timedelta = WEEK, **more: object) -> Frame:
    """A round that begins then, of a circle that meets at noon in Berlin."""
    given = {"hour": NOON, "zone": "Europe/Berlin", "holidays": frozenset[date]()} | more
    return Frame(at, at + lasts, **given)  # type: ignore[arg-type]  # each by its name


def suits(diner: Diner, start: datetime) -> bool:
    """Whether all of a lunch is in somebody's hours, on their own clock."""
    clock = ZoneInfo(diner.zone)
    spans = diner.hours or (Span(*DAY),)
    local = [(start + timedelta(minutes=n)).astimezone(clock) for n in (0, 15, 30, 45, 59)]
    return any(
        all(span.opens <= at.time() < span.closes for at in local)
        and len({at.date() for at in local}) == 1
        for span in spans
    )


@settings(deadline=None)
@given(diners, moments, st.integers(1, 14))
@example([Diner("America/New_York"), Diner("Europe/London")], CHANGES[0], 7)
@example([Diner("Europe/Berlin"), Diner("Europe/London")], CHANGES[1], 7)
def test_every_slot_is_inside_everybodys_hours(
    there: list[Diner], now: datetime, days: int
) -> None:
    """In twelve zones, over both changes of clocks: by day for all, from beginning to end."""
    looked = frame(now, timedelta(days=days))
    found = slots(there, looked)
    for start in found:
        assert now <= start <= looked.ends - LENGTH
        assert all(suits(diner, start) for diner in there)
    if not found:
        every = int(timedelta(days=days) / QUARTER)
        first = now.replace(minute=0, second=0, microsecond=0)
        missed = [first + n * QUARTER for n in range(1, every)]
        inside = [at for at in missed if now <= at <= looked.ends - LENGTH]
        assert not [at for at in inside if all(suits(diner, at) for diner in there)]


@settings(deadline=None)
@given(diners, moments)
def test_no_two_slots_are_alike(there: list[Diner], now: datetime) -> None:
    """There are as many as can be, and none overlaps another."""
    found = slots(there, frame(now))
    assert len(found) == len(set(found)) <= 3
    for one, other in combinations(found, 2):
        assert abs(one - other) >= LENGTH
    if len(found) < 3:
        more = slots(there, frame(now, timedelta(days=27)))
        assert len(more) >= len(found)


@settings(deadline=None)
@given(diners, moments, st.integers(0, 4))
def test_other_times_are_others(there: list[Diner], now: datetime, pages: int) -> None:
    """Asked again and again, no time comes twice, until there are none."""
    seen: list[datetime] = []
    for _ in range(pages):
        page = slots(there, frame(now), seen)
        for start in page:
            assert all(abs(start - other) >= LENGTH for other in seen)
            assert all(suits(diner, start) for diner in there)
        seen += page


def shown(there: list[Diner], looked: Frame) -> list[str]:
    """The slots in the circle's own time."""
    zone = ZoneInfo(looked.zone)
    return [f"{start.astimezone(zone):%a %d %b %H:%M}" for start in slots(there, looked)]


BERLIN, LISBON, TOKYO, KOLKATA = (
    Diner(zone) for zone in ("Europe/Berlin", "Europe/Lisbon", "Asia/Tokyo", "Asia/Kolkata")
)


@pytest.mark.parametrize(
    ("there", "looked", "found"),
    [
        # all in one place: at the circle's own hour, as soon as may be
        ([BERLIN, BERLIN], frame(), ["Mon 16 Nov 12:00", "Tue 17 Nov 12:00", "Wed 18 Nov 12:00"]),
        # no weekend while there are working days
        (
            [BERLIN, BERLIN],
            frame(datetime(2026, 11, 19, 12, tzinfo=UTC)),
            ["Fri 20 Nov 12:00", "Mon 23 Nov 12:00", "Tue 24 Nov 12:00"],
        ),
        # never on a holiday
        (
            [BERLIN, BERLIN],
            frame(holidays=frozenset({date(2026, 11, 16), date(2026, 11, 18)})),
            ["Tue 17 Nov 12:00", "Thu 19 Nov 12:00", "Fri 20 Nov 12:00"],
        ),
        # a circle with an hour of its own: that first, then around lunch
        (
            [BERLIN, BERLIN],
            frame(hour=time(15)),
            ["Mon 16 Nov 15:00", "Tue 17 Nov 13:30", "Wed 18 Nov 13:30"],
        ),
        # lunch for both, an hour apart
        (
            [BERLIN, LISBON],
            frame(hour=time(9)),
            ["Mon 16 Nov 09:00", "Tue 17 Nov 12:30", "Wed 18 Nov 12:30"],
        ),
        # half an hour beside the others: lunch for one of them, at a full or half hour for both
        (
            [BERLIN, KOLKATA],
            frame(),
            ["Mon 16 Nov 12:00", "Tue 17 Nov 11:30", "Wed 18 Nov 11:30"],
        ),
        # eight hours apart: the morning of one is the evening of the other
        (
            [BERLIN, TOKYO],
            frame(),
            ["Tue 17 Nov 08:30", "Wed 18 Nov 08:30", "Thu 19 Nov 08:30"],
        ),
        # what they said goes before what is usual
        (
            [Diner("Europe/Berlin", understand_hours("15-17")), BERLIN],
            frame(),
            ["Mon 16 Nov 15:00", "Tue 17 Nov 15:00", "Wed 18 Nov 15:00"],
        ),
        # a round of one day: other hours of it
        (
            [BERLIN, BERLIN],
            frame(lasts=timedelta(hours=12)),
            ["Mon 16 Nov 12:00", "Mon 16 Nov 10:00", "Mon 16 Nov 14:00"],
        ),
        ([BERLIN, BERLIN], frame(lasts=timedelta(minutes=50)), []),
        ([BERLIN, Diner("Pacific/Auckland")], frame(), []),
    ],
)
def test_what_a_table_is_offered(there: list[Diner], looked: Frame, found: list[str]) -> None:
    """Around lunch for as many as possible, on working days, the circle's own hour first."""
    assert shown(there, looked) == found


@pytest.mark.parametrize(
    ("there", "looked", "why"),
    [
        ([BERLIN, Diner("Pacific/Auckland")], frame(), "awake"),
        ([BERLIN, Diner("Europe/Berlin", understand_hours("9-10"))], frame(), "span"),
        (
            [
                Diner("Europe/Berlin", understand_hours("9-10")),
                Diner("Europe/Berlin", understand_hours("12-14")),
            ],
            frame(),
            "hours",
        ),
        ([BERLIN, BERLIN], frame(lasts=timedelta(minutes=50)), "span"),
    ],
)
def test_why_there_is_no_time(there: list[Diner], looked: Frame, why: str) -> None:
    """They sleep while the others are awake, named other hours, or the round ends before."""
    assert why_none(there, looked) == why


def test_the_circles_hour_is_one_of_a_working_day() -> None:
    """From Friday afternoon to Sunday: what is left of Friday comes before noon on a Saturday."""
    friday = MONDAY + timedelta(days=4, hours=5)
    found = slots([Diner("Europe/Berlin")] * 2, frame(friday, timedelta(days=2)))
    assert [at.weekday() for at in found] == [4, 5, 6]
