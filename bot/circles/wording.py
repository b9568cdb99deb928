"""Schedules, refusals of what was typed, and how somebody takes part, put into words."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.chat import limits
from bot.chat.text import Mention, Quote, Text
from bot.circles.model import Circle, Enrolment
from bot.members.model import shorten
from bot.programmes.wording import how_often
from bot.schedules.construct import describe
from bot.schedules.local import midnight
from bot.schedules.schedule import Schedule
from bot.schedules.zones import label
from bot.texts.catalogue import Say

NAMED = 30  # characters of a name among others
ROOM = 2000  # of a message's length, for a list in it; its title, foot and the rest need some too
_BETWEEN = 8  # of it for what stands between two lines


def rhythm(say: Say, schedule: Schedule, size: int) -> Text:
    """How a circle meets: every week on Tuesday at 12:00 (Europe/Berlin), tables of 2."""
    plain = describe(schedule, size)
    when = how_often(say, plain)
    zone = Quote(label(plain.zone))
    return say("rhythm.whole", when=when, at=plain.at, zone=zone, tables=say("tables.of", n=size))


def name(circle: Circle) -> Quote:
    """The circle's name: its organiser's words."""
    return Quote(circle.name)


def names(say: Say, people: Iterable[str]) -> Text:
    """People by their names, each of a length at which a full table fits into a line."""
    return say.listed([(Quote(shorten(name, NAMED)),) for name in people])


def mentioned(say: Say, refs: Iterable[str]) -> Text:
    """People by the platform's own ids, so that each of them is called."""
    return say.listed([(Mention(ref),) for ref in refs])


def next_for(circle: Circle, enrolment: Enrolment) -> datetime | None:
    """When somebody sits down again in this circle; None where that is not known."""
    coming, period, pause = circle.next_at, circle.next_period, enrolment.pause
    for_ever = pause is not None and pause.until is None and pause.since is None
    if coming is None or period is None or for_ever:
        return None
    if enrolment.takes_part(period):
        return coming
    later = circle.calendar.following(midnight(period, circle.schedule.zone))
    return next(
        each.at for each in later if each.period > period and enrolment.takes_part(each.period)
    )


def standing(say: Say, circle: Circle, enrolment: Enrolment) -> Text:
    """How somebody takes part in a circle, in one line."""
    if circle.state == "paused":
        return say("standing.circle_paused")
    if circle.next_at is None or circle.next_period is None:
        return say("standing.no_date")
    pause = enrolment.pause
    if pause is not None and pause.until is None:
        return say("standing.paused")
    back = next_for(circle, enrolment)
    assert back is not None
    if pause is not None and pause.until is not None and pause.covers(circle.next_period):
        return say("standing.paused_until", day=pause.until, at=back)
    if circle.next_period in enrolment.skips:
        return say("standing.skips", at=circle.next_at, back=back)
    if enrolment.must_say(circle.settings) and circle.next_period not in enrolment.coming:
        return say("standing.asked", at=circle.next_at)
    if pause is not None and pause.since and pause.until:
        last = pause.until - timedelta(days=1)
        return say("standing.in_then_away", at=circle.next_at, day=pause.since, last=last)
    return say("standing.in", at=circle.next_at)


def that_fit(texts: Sequence[Sequence[Text]], room: int) -> int:
    """How many of these, each of some texts, fit together into that much of a message."""
    taken = 0
    for count, parts in enumerate(texts):
        taken += sum(limits.length(part) for part in parts) + _BETWEEN
        if taken > room:
            return count
    return len(texts)


def dates(say: Say, moments: list[datetime]) -> Text:
    """Moments, one after the other."""
    return say.listed([say("moment", at=at) for at in moments])
