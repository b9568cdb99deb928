"""A check-in, who is in it, and the rules of time that need nothing but plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from bot.checkins.questions import Question
from bot.members.model import Pause
from bot.programme import State
from bot.schedules.hours import is_quiet
from bot.schedules.local import day_at, midnight
from bot.schedules.schedule import Monthly, Occurrence, Schedule, Weekly

AT = time(9, 30)  # when people are asked, unless they or the check-in say otherwise
ON_TIME = timedelta(minutes=10)  # later than this, a prompt is late and minds the hour
AT_LEAST = timedelta(hours=2)  # that somebody has for a prompt that came late
PAGE = 100  # members in one transaction, so that nobody else waits for long

Rule = Weekly | Monthly


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A programme that asks its members something again and again, each at their own local time.

    `version` counts the wordings of its questions: a prompt keeps the one that it was opened with.
    `closed`: it belongs to those who were brought together in it, and its channel is their own
    conversation, "" before there is one. It stands in no list of others, and nobody looks after it.
    """

    id: int
    community: int
    platform: str
    workspace: str
    channel: str
    name: str
    state: State
    creator: int
    rule: Rule
    at: time
    purpose: str
    when: str
    questions: tuple[Question, ...]
    version: int = 1
    settings: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False

    @property
    def subject(self) -> str:
        """The check-in, as its deliveries and the audit log call it."""
        return f"check_in:{self.id}"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Somebody in a check-in, by their own word, and when they are asked next.

    `at`, `days` and `reminders` are their own choice, None or empty where the check-in decides.
    `last` is the latest day that they were asked for, or that went by: no day comes twice.
    `missed` counts the days that the bot was away for and has not yet spoken of.
    `thread` is the conversation in which they are asked, where direct messages are closed to us.
    """

    id: int
    check_in: int
    member: int
    zone: str
    at: time | None = None
    days: tuple[int, ...] = ()
    reminders: int | None = None
    pause: Pause | None = None
    next_at: datetime | None = None
    next_period: date | None = None
    last: date | None = None
    missed: int = 0
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is due for one member: a prompt, if one, and how many went by unasked.

    `last` is the latest day that this settles.
    """

    occurrence: Occurrence | None
    last: date
    missed: int = 0
    late: bool = False


def schedule(check_in: CheckIn, enrolment: Enrolment) -> Schedule:
    """When this member is asked: on the check-in's days that are theirs, by their own clock."""
    return _schedule(check_in.rule, enrolment.days, enrolment.at or check_in.at, enrolment.zone)


def days_of(rule: Rule) -> tuple[int, ...]:
    """The weekdays on which a check-in can ask, 0 being Monday."""
    return rule.days if isinstance(rule, Weekly) else (rule.day,)


def coming(check_in: CheckIn, enrolment: Enrolment, now: datetime) -> Occurrence | None:
    """The next prompt for this member; None while they are away without saying until when."""
    if check_in.state != "active":
        return None
    pause = enrolment.pause
    if pause is not None and pause.until is None:
        return None
    for each in schedule(check_in, enrolment).following(now):
        if enrolment.last is not None and each.period <= enrolment.last:
            continue
        if pause is None or not pause.covers(each.period):
            return each
    return None


def planned(check_in: CheckIn, enrolment: Enrolment, now: datetime) -> Enrolment:
    """The same member with their next prompt written down."""
    following = coming(check_in, enrolment, now)
    if following is None:
        return replace(enrolment, next_at=None, next_period=None)
    return replace(enrolment, next_at=following.at, next_period=following.period)


@lru_cache(maxsize=8192)
def first_after(times: Schedule, period: date) -> Occurrence:
    """The first prompt of a later day than this one."""
    day_before = midnight(period, times.zone) - timedelta(seconds=1)
    return next(each for each in times.following(day_before) if each.period > period)


def due(times: Schedule, enrolment: Enrolment, now: datetime) -> Asking:
    """What to ask a member whose time has come.

    After downtime the prompts of past days are dropped, and today's comes late: but not in the
    evening or at night. A prompt whose own hour has not come was brought forward.
    """
    next_at, period = enrolment.next_at, enrolment.next_period
    assert next_at is not None
    assert period is not None
    if now - next_at <= ON_TIME:
        own = first_after(times, period - timedelta(days=1))
        return Asking(own if own.period == period else Occurrence(period, next_at), period)
    start = midnight(period, times.zone) - timedelta(seconds=1)
    came = [each for each in times.between(start, now) if each.period >= period]
    if not came:
        own = first_after(times, period - timedelta(days=1))
        return Asking(own, own.period)
    latest = came[-1]
    if now - latest.at <= ON_TIME:
        return Asking(latest, latest.period, len(came) - 1)
    if latest.period == day_at(now, times.zone) and not is_quiet(now, times.zone):
        return Asking(latest, latest.period, len(came) - 1, late=True)
    return Asking(None, latest.period, len(came))


def deadline(asking: Occurrence, hours: int, now: datetime, *, late: bool) -> datetime:
    """Until when an answer to this prompt is in time."""
    usual = asking.at + timedelta(hours=hours)
    return max(usual, now + AT_LEAST) if late else usual


def reminders(opens: datetime, closes: datetime, how_many: int, zone: str) -> list[datetime]:
    """When to remind somebody of a prompt: at even steps, and never at night."""
    step = (closes - opens) / (how_many + 1)
    moments = [opens + n * step for n in range(1, how_many + 1)]
    return [each for each in moments if not is_quiet(each, zone)]


def next_reminder(moments: list[datetime], now: datetime) -> datetime | None:
    """The first of them that is still to come."""
    return next((each for each in moments if each > now), None)


@lru_cache(maxsize=8192)
def _schedule(rule: Rule, days: tuple[int, ...], at: time, zone: str) -> Schedule:
    if isinstance(rule, Weekly) and days:
        rule = replace(rule, days=tuple(day for day in rule.days if day in days) or rule.days)
    return Schedule(rule, at, zone)
