"""Any schedule, moment and zone, for the properties; the zones are those with unusual clocks."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from bot.schedules.schedule import LAST, Monthly, Schedule, Weekly

ZONES = [
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Dublin",  # its winter is the exception to its summer
    "America/New_York",
    "America/Los_Angeles",
    "America/Havana",  # clocks go forward at midnight
    "America/Santiago",  # clocks go forward at midnight
    "America/Sao_Paulo",  # clocks went forward at midnight until 2018
    "America/St_Johns",  # half an hour off, and until 2011 changing at one minute past midnight
    "America/Nuuk",  # clocks go forward in the last hour of a day
    "Africa/Cairo",  # clocks go forward at midnight
    "Africa/Casablanca",  # goes back for Ramadan
    "Asia/Beirut",  # clocks go forward at midnight
    "Asia/Kathmandu",  # 5:45 from UTC
    "Asia/Tehran",  # changed at midnight until 2022
    "Australia/Lord_Howe",  # changes by half an hour
    "Pacific/Apia",  # left out 30 December 2011
    "Pacific/Chatham",  # 12:45 from UTC
    "Pacific/Kiritimati",  # 14 hours from UTC
]
FIRST = datetime.fromisoformat("1995-02-01")
LATEST = datetime.fromisoformat("2060-01-01")

# From when Kiritimati had crossed the date line.
moments = st.datetimes(min_value=FIRST, max_value=LATEST, timezones=st.just(UTC))
walls = st.datetimes(min_value=FIRST, max_value=LATEST)
zones = st.sampled_from(ZONES)
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
mondays = st.integers(-1_500, 1_500).map(lambda weeks: date(2024, 1, 1) + timedelta(weeks=weeks))


def _in_order(numbers: set[int]) -> tuple[int, ...]:
    return tuple(sorted(numbers, key=lambda one: 9 if one == LAST else one))


weekly = st.builds(
    Weekly, st.sets(st.integers(0, 6), min_size=1).map(_in_order), st.integers(1, 12), mondays
)
monthly = st.builds(
    Monthly,
    st.sets(st.sampled_from([1, 2, 3, 4, LAST]), min_size=1).map(_in_order),
    st.integers(0, 6),
    st.integers(1, 12),
    st.builds(date, st.integers(2000, 2040), st.integers(1, 12), st.just(1)),
)
schedules = st.builds(Schedule, st.one_of(weekly, monthly), times, zones)
