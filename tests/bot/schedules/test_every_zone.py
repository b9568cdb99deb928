"""Twenty zones, ten years, four rules: one occurrence for every local date that there is."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.schedules.local import day_at
from bot.schedules.schedule import LAST, Monthly, Schedule, Weekly
from bot.schedules.zones import zone_time
from tests.bot.schedules.made import ZONES

FROM, YEARS = 2019, 10
LEFT_OUT = {("Pacific/Apia", date(2011, 12, 30))}

# Each rule beside what it says, put in the plainest way there is.
RULES: list[tuple[Weekly | Monthly, time, Callable[[date], bool]]] = [
    (Weekly((0, 1, 2, 3, 4, 5, 6)), time(0, 30), lambda day: True),
    (Weekly((6,)), time(2, 15), lambda day: day.weekday() == 6),
    (
        Weekly((3, 5), every=2, anchor=date(2024, 1, 8)),
        time(23, 45),
        lambda day: day.weekday() in {3, 5} and (day - date(2024, 1, 8)).days % 14 < 7,
    ),
    (
        Monthly((1, LAST), 4),
        time(12),
        lambda day: (
            day.weekday() == 4 and (day.day <= 7 or (day + timedelta(weeks=1)).month != day.month)
        ),
    ),
]


@pytest.mark.parametrize("first_year", [FROM, 2009], ids=["now", "when days were left out"])
@pytest.mark.parametrize("zone", ZONES)
def test_one_occurrence_a_date(zone: str, first_year: int) -> None:
    """Whatever clocks do, each date that the rule names comes once, on that date, in order."""
    years = YEARS if first_year == FROM else 4
    begin, end = date(first_year, 1, 1), date(first_year + years, 1, 1)
    every_day = [begin + timedelta(days=n) for n in range((end - begin).days)]
    start = datetime(first_year, 1, 1, tzinfo=UTC) - timedelta(days=2)
    stop = datetime(first_year + years, 1, 1, tzinfo=UTC) + timedelta(days=2)
    for rule, at, says in RULES:
        found = Schedule(rule, at, zone).between(start, stop)
        within = [one for one in found if begin <= one.period < end]
        expected = [day for day in every_day if says(day) and (zone, day) not in LEFT_OUT]
        assert [one.period for one in within] == expected
        assert [one.at for one in within] == sorted({one.at for one in within})
        assert all(day_at(one.at, zone) == one.period for one in within)


@pytest.mark.parametrize("zone", ZONES)
def test_the_time_on_the_wall_is_kept(zone: str) -> None:
    """At noon, when no clocks change, every occurrence shows noon, summer and winter."""
    noon = Schedule(Weekly((0, 3)), time(12), zone)
    found = noon.between(datetime(FROM, 1, 1, tzinfo=UTC), datetime(FROM + YEARS, 1, 1, tzinfo=UTC))
    assert {zone_time(one.at, zone).time() for one in found} == {time(12)}
