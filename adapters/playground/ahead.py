"""The moments that the clock can be wound to, as the head of the page offers them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from adapters.playground import render
from adapters.playground.render import Reader
from bot.chat.text import Text

SHOWN = 2  # of the bot's own moments: the head has room for one more, a day on
Ahead = Sequence[tuple[datetime, Text]]


@dataclass(frozen=True, slots=True)
class Coming:
    """A moment that the clock can be wound to."""

    at: datetime
    when: str
    what: str
    main: bool = False


def coming(now: datetime, zone: str, ahead: Ahead, reader: Reader) -> tuple[Coming, ...]:
    """The next moments in order, each once and the first of its kind; the bot's very next is main.

    Of many that read the same, such as a word to each silent table, the later ones would hide
    what else there is to see.
    """
    found: list[Coming] = []
    for at, text in ahead:
        what = render.plain(text, reader)
        offered = any(at == one.at or what == one.what for one in found)
        if len(found) < SHOWN and not offered:
            found.append(Coming(at, _when(now, at, zone), what, main=not found))
    for label, days in (("In a day", 1), ("In a week", 7)):
        later = now + timedelta(days=days)
        if later not in {one.at for one in found} and (days == 1 or not ahead):
            there = later.astimezone(ZoneInfo(zone))
            found.append(Coming(later, label, f"{there:%a} {there:%H:%M}"))
    return tuple(sorted(found, key=lambda one: one.at))


def _when(now: datetime, at: datetime, zone: str) -> str:
    here, there = now.astimezone(ZoneInfo(zone)), at.astimezone(ZoneInfo(zone))
    days = (there.date() - here.date()).days
    if days == 0:
        return f"Today {there:%H:%M}"
    if days <= 7:  # a week on, the day alone would be today
        return f"{'Next ' if days == 7 else ''}{there:%A} {there:%H:%M}"
    return f"{there:%a} {there.day} {there:%b} {there:%H:%M}"
