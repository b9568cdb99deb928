"""What organisers type for how their circle meets: what is understood by it, what is refused."""

import inspect
from datetime import date, time, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedules import construct, days, phrases, ranges
from bot.schedules.construct import (
    Construct,
    Described,
    NotUnderstood,
    describe,
    understand,
)
from bot.schedules.phrases import Reason
from bot.schedules.schedule import LAST, Monthly, Schedule, Weekly

TODAY = date(2026, 11, 24)  # a Tuesday
THIS_WEEK, NEXT_WEEK = date(2026, 11, 23), date(2026, 11, 30)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
NOON = time(12)


def understood(text: str) -> Construct:
    """As typed on TODAY, in a circle whose clock hangs in Berlin."""
    return understand(text, zone="Europe/Berlin", today=TODAY)


def weekly(*days_: int, at: time = NOON, size: int | None = None, zone: str = "") -> Construct:
    """Every week on these days."""
    return Construct(Schedule(Weekly(days_), at, zone or "Europe/Berlin"), size)


def every(
    weeks: int, *days_: int, anchor: date = THIS_WEEK, at: time = NOON, size: int | None = None
) -> Construct:
    """Every so many weeks on these days."""
    return Construct(Schedule(Weekly(days_, weeks, anchor), at, "Europe/Berlin"), size)


def monthly(
    *nth: int,
    day: int,
    months: int = 1,
    anchor: date = date(2024, 1, 1),
    at: time = NOON,
    size: int | None = None,
) -> Construct:
    """On the nth such day of every so many months."""
    return Construct(Schedule(Monthly(nth, day, months, anchor), at, "Europe/Berlin"), size)


UNDERSTOOD = [
    # One day, every week. A line without a time means noon.
    ("Tuesday", weekly(TUE)),
    ("tuesdays", weekly(TUE)),
    ("Every Tuesday.", weekly(TUE)),
    ("every week on Tuesday", weekly(TUE)),
    ("weekly on tue", weekly(TUE)),
    ("once a week, on Tuesdays", weekly(TUE)),
    ("we meet for lunch each Tuesday", weekly(TUE)),
    ("WEDNESDAY", weekly(WED)),
    # Sizes beside it.
    ("every week on Tuesday at 12:00 in tables of 2", weekly(TUE, size=2)),
    ("weekly, Monday, 12:00, trios", weekly(MON, size=3)),
    ("in pairs every Tuesday", weekly(TUE, size=2)),
    ("random pairs, Tuesday", weekly(TUE, size=2)),
    ("Tuesday in twos", weekly(TUE, size=2)),
    ("Tuesday, quartets", weekly(TUE, size=4)),
    ("Tuesday, groups of four people", weekly(TUE, size=4)),
    ("Tuesday, tables of eight", weekly(TUE, size=8)),
    ("Tuesday, 3 people", weekly(TUE, size=3)),
    ("Tuesday, 4 people per table", weekly(TUE, size=4)),
    ("Tuesday, 5 at a table", weekly(TUE, size=5)),
    ("Tuesday, three-person tables", weekly(TUE, size=3)),
    ("Tuesday, table size 6", weekly(TUE, size=6)),
    ("one-on-one on Fridays", weekly(FRI, size=2)),
    ("1:1s every Friday at 15:00", weekly(FRI, at=time(15), size=2)),
    ("1-on-1, Friday", weekly(FRI, size=2)),
    # Times.
    ("Tuesday at noon", weekly(TUE)),
    ("Tuesday, 12 noon", weekly(TUE)),
    ("Tuesday at 12", weekly(TUE)),
    ("Tuesday @ 12", weekly(TUE)),
    ("Tuesday, 12 o'clock", weekly(TUE)),
    ("Tuesday at lunchtime", weekly(TUE)),
    ("noon (12:00) on Tuesday", weekly(TUE)),
    ("tue 9:30", weekly(TUE, at=time(9, 30))),
    ("tue 09.30", weekly(TUE, at=time(9, 30))),
    ("tue 12h30", weekly(TUE, at=time(12, 30))),
    ("tue at 0930", weekly(TUE, at=time(9, 30))),
    ("tue 9am", weekly(TUE, at=time(9))),
    ("tue 12 am", weekly(TUE, at=time(0))),
    ("tue 12:15 pm", weekly(TUE, at=time(12, 15))),
    ("tue 1.30 p.m.", weekly(TUE, at=time(13, 30))),
    ("tue 00:30", weekly(TUE, at=time(0, 30))),
    ("tue 01:30", weekly(TUE, at=time(1, 30))),
    ("tue 23:59", weekly(TUE, at=time(23, 59))),
    ("tue \N{FULLWIDTH DIGIT ONE}2:30", weekly(TUE, at=time(12, 30))),
    # Several days.
    ("Tuesdays and Fridays at 12.30", weekly(TUE, FRI, at=time(12, 30))),
    ("fri, tue", weekly(TUE, FRI)),
    ("Mon/Wed/Fri", weekly(MON, WED, FRI)),
    ("mon & thurs", weekly(MON, THU)),
    ("weekdays at 9", weekly(MON, TUE, WED, THU, FRI, at=time(9))),
    ("every working day at 9", weekly(MON, TUE, WED, THU, FRI, at=time(9))),
    ("Monday to Thursday", weekly(MON, TUE, WED, THU)),
    ("Mon–Thu", weekly(MON, TUE, WED, THU)),
    ("Sun-Thu", weekly(MON, TUE, WED, THU, SUN)),
    ("weekends at 10:00", weekly(SAT, SUN, at=time(10))),
    ("daily at 00:30", weekly(*range(7), at=time(0, 30))),
    ("every day at 9", weekly(*range(7), at=time(9))),
    # Every so many weeks, from the first of its days that comes after today.
    ("fortnightly wed 9:30, groups of 3", every(2, WED, at=time(9, 30), size=3)),
    ("every fortnight on Monday", every(2, MON, anchor=NEXT_WEEK)),
    ("every other Thursday 1pm", every(2, THU, at=time(13))),
    ("every-other Thursday", every(2, THU)),
    ("every other Tuesday", every(2, TUE, anchor=NEXT_WEEK)),
    ("alternate Mondays", every(2, MON, anchor=NEXT_WEEK)),
    ("on alternate weeks, Friday", every(2, FRI)),
    ("every second Thursday", every(2, THU)),
    ("every 2nd week on Thursday", every(2, THU)),
    ("every two weeks on Tuesday and Friday", every(2, TUE, FRI)),
    ("biweekly on Friday", every(2, FRI)),
    ("bi-weekly on Friday", every(2, FRI)),
    ("every 3 weeks on fri at 9am in pairs", every(3, FRI, at=time(9), size=2)),
    ("once every three weeks, Friday", every(3, FRI)),
    ("every twelve weeks on Friday", every(12, FRI)),
    # Months.
    ("first Monday of the month at noon", monthly(1, day=MON)),
    ("the first Monday of each month", monthly(1, day=MON)),
    ("monthly, first Monday", monthly(1, day=MON)),
    ("first Monday at noon", monthly(1, day=MON)),
    ("every first Monday", monthly(1, day=MON)),
    ("every month on the second Wednesday", monthly(2, day=WED)),
    ("every second Thursday of the month", monthly(2, day=THU)),
    ("every third Friday of the month", monthly(3, day=FRI)),
    ("1st and 3rd Tuesday of every month", monthly(1, 3, day=TUE)),
    ("first Monday and third Monday", monthly(1, 3, day=MON)),
    ("every second and fourth Thursday", monthly(2, 4, day=THU)),
    ("last Friday monthly at 17:00 tables of four", monthly(LAST, day=FRI, at=time(17), size=4)),
    ("first & last Friday", monthly(1, LAST, day=FRI)),
    ("quarterly on the first Tuesday", monthly(1, day=TUE, months=3)),
    ("first Tuesday of the quarter", monthly(1, day=TUE, months=3)),
    (
        "last Friday of every second month",
        monthly(LAST, day=FRI, months=2, anchor=date(2026, 11, 1)),
    ),
    ("every 2 months on the first Monday", monthly(1, day=MON, months=2, anchor=date(2026, 12, 1))),
    # Zones.
    ("tue 12:00 Europe/Berlin", weekly(TUE, zone="Europe/Berlin")),
    ("tue 12:00 (New York time)", weekly(TUE, zone="America/New_York")),
    ("tue 12:00 New York time", weekly(TUE, zone="America/New_York")),
    ("tue 12:00 Berlin", weekly(TUE, zone="Europe/Berlin")),
    ("tuesdays in Lisbon at noon", weekly(TUE, zone="Europe/Lisbon")),
    ("tue 12:00 in pairs, Paris time", weekly(TUE, size=2, zone="Europe/Paris")),
    (
        "tue 12:00 america/argentina/buenos_aires",
        weekly(TUE, zone="America/Argentina/Buenos_Aires"),
    ),
    ("tue 12:00 Eastern Time", weekly(TUE, zone="America/New_York")),
    ("tue 12:00 (San Francisco)", weekly(TUE, zone="America/Los_Angeles")),
    ("tue 12:00 UTC+2", weekly(TUE, zone="Etc/GMT-2")),
    ("tue 12:00 UTC", weekly(TUE, zone="UTC")),
    ("tue 12:00 CET", weekly(TUE, zone="CET")),
    ("tue 12:00 Port of Spain", weekly(TUE, zone="America/Port_of_Spain")),
    ("tue 12:00 local time", weekly(TUE)),
]


@pytest.mark.parametrize(("text", "means"), UNDERSTOOD, ids=[text for text, _ in UNDERSTOOD])
def test_understood(text: str, means: Construct) -> None:
    """What people write by themselves is understood, and exactly so."""
    assert understood(text) == means


REFUSED = [
    # Nothing to go by.
    ("", "empty", ""),
    ("   \n\t ", "empty", ""),
    ("every week at 12:00", "no_day", "every week at 12:00"),
    ("...", "no_day", "..."),
    # Words that mean nothing here are never passed over.
    ("every Tuseday at noon", "left_over", "Tuseday"),
    ("weekdays except Friday", "left_over", "except"),
    ("not on Monday", "left_over", "not"),
    ("Tuesday or Thursday", "left_over", "or"),
    ("Tuesday in tables", "left_over", "tables"),
    ("Tuesday at 12:00 for an hour", "left_over", "an hour"),
    ("Thursday, every week or two", "left_over", "or two"),
    ("Tuesday at half past twelve", "left_over", "at half past twelve"),
    ("second last Friday of the month", "left_over", "second"),
    ("Christmas lunch on Tuesday", "left_over", "Christmas"),
    ("Tuesday in Paris", "left_over", "Paris"),
    ("@everyone Tuesday", "left_over", "@everyone"),
    ("Robert'); DROP TABLE circle;-- Tuesday", "left_over", "Robert'"),
    # Times.
    ("Tuesday at", "no_time", "at"),
    ("Tuesday at 24:00", "bad_time", "at 24:00"),
    ("Tuesday at 25:00", "bad_time", "at 25:00"),
    ("Tuesday 12:60", "bad_time", "12:60"),
    ("Tuesday 9:5", "bad_time", "9:5"),
    ("Tuesday 12:00:00", "bad_time", "12:00:00"),
    ("Tuesday 13pm", "bad_time", "13pm"),
    ("Tuesday 0 am", "bad_time", "0 am"),
    ("Tuesday at -5", "bad_time", "at -5"),
    ("Tuesday at midnight", "bad_time", "midnight"),
    ("Tuesday at 1e309", "bad_time", "at 1e309"),
    ("Tuesday at 5", "am_or_pm", "at 5"),
    ("Tuesday, 1:30", "am_or_pm", "1:30"),
    ("Tuesday at 12 and 13:00", "two_times", "at 12, 13:00"),
    ("Tuesday 12:00-13:00", "two_times", "12:00, 13:00"),
    ("Tuesday at noon, 12:30", "two_times", "at noon, 12:30"),
    # Numbers that could be anything.
    ("Tuesday 9", "number", "9"),
    ("every week on 2 at 12:00", "numeric_day", "on 2"),
    ("day 2 at 12:00", "numeric_day", "day 2"),
    # Cron.
    ("0 9 * * 1", "cron", "*"),
    ("* * * * *", "cron", "*"),
    ("0 9 1 1 mon", "cron", "0 9 1 "),
    ("cron dow 0", "cron", "cron"),
    ("@weekly", "cron", "@weekly"),
    # Too often, too rarely.
    ("daily every hour", "too_often", "every hour"),
    ("hourly on Tuesday", "too_often", "hourly"),
    ("every 5 minutes", "too_often", "every 5 minutes"),
    ("twice a day", "too_often", "twice a day"),
    ("29 Feb yearly", "too_rare", "yearly"),
    ("once a year on Monday", "too_rare", "a year"),
    ("every 13 weeks on Monday", "too_rare", "every 13 weeks on Monday"),
    ("every 0 weeks on Monday", "number", "every 0 weeks on Monday"),
    ("every other day", "days_apart", "every other day"),
    ("every 3 days", "days_apart", "every 3 days"),
    # Months.
    ("monthly on Monday", "no_nth", "monthly on Monday"),
    ("fifth Monday of the month", "fifth", "fifth Monday of the month"),
    ("monthly on the 15th", "day_of_month", "15th"),
    (
        "first Monday and third Tuesday of the month",
        "two_days",
        "first Monday and third Tuesday of the month",
    ),
    # Two things at once.
    ("weekly, every two weeks, Monday", "two_rhythms", "weekly, every two weeks, Monday"),
    ("weekly on the first Monday", "two_rhythms", "weekly on the first Monday"),
    ("biweekly on Tuesday and Thursday", "ambiguous", "biweekly"),
    ("bimonthly on the first Monday", "ambiguous", "bimonthly"),
    ("every third Friday", "ambiguous", "every third Friday"),
    ("twice a week on Monday", "ambiguous", "twice a week"),
    # Sizes.
    ("tables of 1, Tuesday", "size_range", "tables of 1"),
    ("tables of 9, Tuesday", "size_range", "tables of 9"),
    ("Tuesday, 12 people", "size_range", "12 people"),
    ("tables of 9999999999999999999, Tuesday", "size_range", "tables of 9999999999999999999"),
    ("Tuesday in pairs and trios", "two_sizes", "in pairs, trios"),
    ("Tuesday in tables of 3 or 4", "two_sizes", "in tables of 3 or 4"),
    ("Tuesday (+1)", "number", "+1"),
    ("Tuesday in tables of 3-4", "two_sizes", "in tables of 3-4"),
    ("tables of 2.5, Tuesday", "bad_time", "2.5"),
    ("tables of -3, Tuesday", "number", "-3"),
    # Zones.
    ("Tuesday 12:00 Mars/Olympus", "unknown_zone", "Mars/Olympus"),
    ("Tuesday 12:00 (Mars time)", "unknown_zone", "Mars"),
    ("Tuesday 12:00 (CST)", "unknown_zone", "CST"),
    ("Tuesday 12:00 IST", "unknown_zone", "IST"),
    ("Tuesday 12:00 UTC+5:30", "unknown_zone", "UTC+5:30"),
    ("Tuesday 12:00 ../etc/passwd", "left_over", "etc/passwd"),
    (
        "Tuesday Europe/Berlin (New York time)",
        "two_zones",
        "America/New_York, Europe/Berlin",
    ),
    # Too long to be read.
    ("Tuesday " * 100, "too_long", ("Tuesday " * 5)),
    ("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 400, "too_long", None),
]


@pytest.mark.parametrize(
    ("text", "reason", "fragment"), REFUSED, ids=[text[:40] for text, _, _ in REFUSED]
)
def test_refused(text: str, reason: str, fragment: str | None) -> None:
    """What is not understood is refused with a reason and the very words, and never guessed at."""
    with pytest.raises(NotUnderstood) as refusal:
        understood(text)
    assert refusal.value.reason == reason
    if fragment is not None:
        assert refusal.value.fragment == fragment


def test_a_zone_that_does_not_exist_is_no_default() -> None:
    """The caller's own zone is checked as well, when the line names none."""
    with pytest.raises(ValueError, match="Mars"):
        understand("Tuesday", zone="Mars/Olympus", today=TODAY)


def test_every_reason_is_raised_somewhere() -> None:
    """The catalogue needs a sentence for each reason, and for none that no line can cause."""
    code = inspect.getsource(construct) + inspect.getsource(days) + inspect.getsource(ranges)
    code += inspect.getsource(phrases).partition("def words")[2]
    assert {reason for reason in get_args(Reason) if f'"{reason}"' not in code} == set()


@pytest.mark.parametrize("today", [TODAY + timedelta(days=n) for n in range(30)])
@pytest.mark.parametrize("text", ["every other Thursday", "every 3 weeks on Sun and Mon"])
def test_every_second_week_begins_with_the_next_such_day(text: str, today: date) -> None:
    """Whenever it is typed, the first round comes within a week, and never on the day itself."""
    rule = understand(text, zone="UTC", today=today).schedule.rule
    first = next(day for turn in range(3) for day in rule.dates(turn) if day > today)
    assert first - today <= timedelta(days=7)


DESCRIBED = [
    ("daily", Described("daily", 1, (0, 1, 2, 3, 4, 5, 6), (), NOON, "Europe/Berlin", None)),
    ("weekdays", Described("weekdays", 1, (0, 1, 2, 3, 4), (), NOON, "Europe/Berlin", None)),
    (
        "fortnightly wed 9:30, groups of 3",
        Described("weekly", 2, (WED,), (), time(9, 30), "Europe/Berlin", 3),
    ),
    ("tue, fri", Described("weekly", 1, (TUE, FRI), (), NOON, "Europe/Berlin", None)),
    (
        "first and last Friday of every second month",
        Described("monthly", 2, (FRI,), (1, LAST), NOON, "Europe/Berlin", None),
    ),
    (
        "every two weeks, weekdays",
        Described("weekly", 2, (0, 1, 2, 3, 4), (), NOON, "Europe/Berlin", None),
    ),
]


@pytest.mark.parametrize(("text", "described"), DESCRIBED, ids=[text for text, _ in DESCRIBED])
def test_described(text: str, described: Described) -> None:
    """What was understood can be said back in any language, from plain data."""
    construct_ = understood(text)
    assert describe(construct_.schedule, construct_.size) == described


PIECES = """every other week weeks on Tuesday fri at 12:00 9 am pm noon in pairs tables of 3 first
last monthly and , ( ) / - + UTC+2 Europe/Berlin Berlin time 24:00 * daily hour 1:1 15th the month
quarterly biweekly second people to 99999999999999 1e309 • é \x00"""
lines = st.lists(st.sampled_from(PIECES.split()), max_size=40).map(" ".join)


def answered(text: str) -> Construct | NotUnderstood:
    """What was understood, or why nothing was; anything else is a crash."""
    try:
        return understood(text)
    except NotUnderstood as refusal:
        return refusal


@given(st.one_of(st.text(max_size=520), lines))
def test_any_line_is_understood_or_refused(text: str) -> None:
    """No line crashes the bot: there is a schedule, or a reason and words out of the line."""
    answer = answered(text)
    if isinstance(answer, Construct):
        assert answer.size is None or 2 <= answer.size <= 8
    else:
        assert answer.reason in get_args(Reason)
        assert len(answer.fragment) <= 500


@pytest.mark.parametrize("piece", ["every ", "1", "1:", "(x)", "tue-", "first, ", "a/", "at "])
def test_long_repetitions_are_answered(piece: str) -> None:
    """The longest line of one thing over and over is answered, as any other, without a search."""
    assert answered((piece * 500)[:500])
