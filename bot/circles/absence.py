"""Which days somebody means when they are away, or sit rounds out: as typed, pressed or chosen."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import takewhile

from bot.chat.answer import Refusal
from bot.circles import choosing, wording
from bot.circles.kind import CIRCLES
from bot.circles.model import Circle
from bot.members.actions import Here
from bot.members.model import Pause
from bot.programmes import naming
from bot.programmes.naming import Meant
from bot.programmes.wording import no_day
from bot.schedules.construct import NotUnderstood
from bot.schedules.days import understand_until
from bot.schedules.local import day_at, midnight
from bot.schedules.ranges import names_range, understand_range
from bot.turn import Turn

_MOST = 60  # rounds that somebody sits out with one word
_DAY = timedelta(days=1)


def pause(turn: Turn, who: Here, when: str) -> Pause:
    """The pause that is meant: until a day, from one day to another, or open where none is named.

    The last day of a range is one of being away; "until" names the first day back.
    """
    if not when:
        return Pause()
    try:
        if not names_range(when):
            return Pause(understand_until(when, today=_today(turn, who)))
        today = _today(turn, who)
        first, last = understand_range(when, today=today)
    except NotUnderstood as wrong:
        raise Refusal(no_day(turn.say, wrong)) from wrong
    return Pause(last + _DAY, first if first > today else None)


def carried(pause: Pause) -> str:
    """The same as words that a button can bring back."""
    if pause.until is None:
        return ""
    if pause.since is None:
        return pause.until.isoformat()
    return f"{pause.since.isoformat()}..{(pause.until - _DAY).isoformat()}"


def days(
    turn: Turn, who: Here, found: Meant[Circle], among: Sequence[Circle]
) -> tuple[date, date] | None:
    """The days that a line names beside a circle's name; None for the coming round alone.

    Refuses what is neither a day nor the name of one of the circles `among` which it could be.
    """
    when = turn.request.value("day") or found.rest
    if not when:
        return None
    try:
        return understand_range(when, today=_today(turn, who))
    except NotUnderstood as wrong:
        if not any(letter.isdigit() for letter in when):
            naming.no_more_words(turn, CIRCLES, found, among)
        raise Refusal(no_day(turn.say, wrong)) from wrong


def rounds(turn: Turn, circle: Circle, named: tuple[date, date] | None) -> list[date]:
    """The days of the circle's rounds in that time; refuses where there are none."""
    period, at = choosing.coming(turn, circle)
    if named is None:
        return [period]
    first, last = named
    later = circle.calendar.following(midnight(max(first, period), circle.schedule.zone) - _DAY)
    until = takewhile(lambda each: each.period <= last, later)
    found = [each.period for each in until if each.period >= max(first, period)]
    if first <= period <= last and period not in found:  # its day was moved
        found.insert(0, period)
    if not found:
        raise Refusal(turn.say("skip.no_round", circle=wording.name(circle), at=at))
    return found[:_MOST]


def _today(turn: Turn, who: Here) -> date:
    return day_at(turn.now, who.member.zone or who.community.zone)
