"""The bad inputs of the project's own list that schedules and days have to withstand."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from bot.schedules.construct import NotUnderstood, understand
from bot.schedules.days import understand_until
from bot.schedules.schedule import Occurrence, Schedule, Weekly
from bot.schedules.zones import UnknownZone, is_zone, zone_named, zone_time

LISTED = json.loads(Path(__file__).parents[2].joinpath("bad_inputs.json").read_text())["cases"]
CASES = {case["id"]: case for case in LISTED if case["field"] in {"schedule", "reminder.when"}}
TODAY = date(2026, 11, 24)


def occurrences(text: str, zone: str, first: date, last: date) -> list[Occurrence]:
    """What a construct brings between two dates."""
    schedule = understand(text, zone=zone, today=first).schedule
    midnight = time(tzinfo=UTC)
    found = schedule.between(datetime.combine(first, midnight), datetime.combine(last, midnight))
    return [one for one in found if first < one.period < last]


def shown(one: Occurrence, zone: str) -> str:
    """How clocks there show it."""
    return zone_time(one.at, zone).strftime("%Y-%m-%d %H:%M %Z")


def _fold_in_london() -> None:
    (one,) = occurrences("Sun 01:30", "Europe/London", date(2026, 10, 20), date(2026, 10, 30))
    assert shown(one, "Europe/London") == "2026-10-25 01:30 BST"


def _gap_in_new_york() -> None:
    (one,) = occurrences("Sun 02:30", "America/New_York", date(2026, 3, 3), date(2026, 3, 13))
    assert shown(one, "America/New_York") == "2026-03-08 03:30 EDT"


def _midnight_gap_in_cairo() -> None:
    (one,) = occurrences("Fri 00:30", "Africa/Cairo", date(2026, 4, 20), date(2026, 4, 29))
    assert shown(one, "Africa/Cairo") == "2026-04-24 01:00 EEST"


def _midnight_gap_in_beirut() -> None:
    (one,) = occurrences("Sun 00:15", "Asia/Beirut", date(2026, 3, 25), date(2026, 4, 3))
    assert shown(one, "Asia/Beirut") == "2026-03-29 01:00 EEST"


def _daily_in_santiago() -> None:
    found = occurrences("daily 00:30", "America/Santiago", date(2026, 9, 4), date(2026, 9, 8))
    assert [one.period.day for one in found] == [5, 6, 7]
    assert shown(found[1], "America/Santiago") == "2026-09-06 01:00 -03"


def _no_such_friday_in_apia() -> None:
    found = occurrences("Fri 12:00", "Pacific/Apia", date(2011, 12, 20), date(2012, 1, 9))
    assert [one.period for one in found] == [date(2011, 12, 23), date(2012, 1, 6)]


def _half_hour_gap_on_lord_howe() -> None:
    zone = "Australia/Lord_Howe"
    (one,) = occurrences("Sun 02:15", zone, date(2026, 9, 30), date(2026, 10, 9))
    assert shown(one, zone) == "2026-10-04 02:45 +11"


def _clock_set_back() -> None:
    noon = Schedule(Weekly((1,)), time(12), "UTC")
    made = next(noon.following(datetime(2026, 11, 24, 11, 59, tzinfo=UTC)))
    assert next(noon.following(datetime(2026, 11, 24, 10, 1, tzinfo=UTC))) == made


def _three_weeks_away() -> None:
    schedule = understand("Tuesday", zone="UTC", today=TODAY).schedule
    went, back = datetime(2026, 11, 24, 11, tzinfo=UTC), datetime(2026, 12, 15, 11, tzinfo=UTC)
    *skipped, _ = schedule.between(went, back)
    assert len(skipped) == 2


def _zone_on_mars() -> None:
    assert not is_zone("Mars/Olympus")
    with pytest.raises(UnknownZone):
        zone_named("Mars/Olympus")
    with pytest.raises(ValueError, match="Mars/Olympus"):
        Schedule(Weekly((1,)), time(12), "Mars/Olympus")
    assert refusal("Tuesday 12:00 Mars/Olympus").fragment == "Mars/Olympus"


def _weekdays_are_words() -> None:
    assert refusal("cron dow 0").reason == "cron"
    assert refusal("on 0 at 12:00").reason == "numeric_day"
    assert understand("monday", zone="UTC", today=TODAY).schedule.rule == Weekly((0,))


def _the_day_most_years_lack() -> None:
    assert refusal("29 Feb yearly").reason == "too_rare"
    assert understand_until("until 29 Feb", today=TODAY) == date(2027, 3, 1)


def refusal(text: str) -> NotUnderstood:
    """Why a construct is refused."""
    with pytest.raises(NotUnderstood) as refused:
        understand(text, zone="UTC", today=TODAY)
    return refused.value


MET: dict[str, Callable[[], None]] = {
    "304": _fold_in_london,
    "305": _gap_in_new_york,
    "306": _midnight_gap_in_cairo,
    "307": _midnight_gap_in_beirut,
    "308": _daily_in_santiago,
    "309": _no_such_friday_in_apia,
    "310": _half_hour_gap_on_lord_howe,
    "311": _clock_set_back,
    "313": _three_weeks_away,
    "315": _zone_on_mars,
    "316": _weekdays_are_words,
    "318": _the_day_most_years_lack,
}
WHEN = sorted(case_id for case_id, case in CASES.items() if case["field"] == "reminder.when")


def test_every_listed_case_is_here() -> None:
    """A case that is added to the list is added here, too."""
    assert sorted([*MET, *WHEN]) == sorted(CASES)


@pytest.mark.parametrize(
    "case_id", MET, ids=[f"{case_id} {CASES[case_id]['value']}" for case_id in MET]
)
def test_schedule(case_id: str) -> None:
    """The schedule does what the list expects of it."""
    MET[case_id]()


@pytest.mark.parametrize("case_id", WHEN, ids=[CASES[case_id]["value"] for case_id in WHEN])
def test_when(case_id: str) -> None:
    """A day that can't be, or that asks for a time, is refused with a reason, and never crashes."""
    text = CASES[case_id]["value"]
    with pytest.raises(NotUnderstood) as refused:
        understand_until(text, today=TODAY)
    assert refused.value.reason in {"past", "left_over", "has_time"}
    with pytest.raises(NotUnderstood):
        understand(text, zone="UTC", today=TODAY)


@pytest.mark.parametrize("case", LISTED, ids=[f"{case['id']} {case['field']}" for case in LISTED])
def test_every_listed_value(case: dict[str, str]) -> None:
    """Whatever was thought up for any field is no schedule, no day and no key of a zone."""
    text = str(case["value"])
    with pytest.raises(NotUnderstood):
        understand(text, zone="UTC", today=TODAY)
    with pytest.raises(NotUnderstood):
        understand_until(text, today=TODAY)
    assert not is_zone(text)
