"""The days on which a circle does not meet, as its organiser pastes them, and what then happens."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from bot.chat.answer import Answer, Invalid, Open, Reply
from bot.chat.form import ChoiceField, Form, TextField
from bot.chat.message import Option
from bot.chat.text import Quote, Text
from bot.circles import choosing
from bot.circles.model import Circle
from bot.circles.organising import rescheduled, understood
from bot.circles.settings import HOLIDAYS, SETTINGS, choice, holidays
from bot.circles.store import circles
from bot.members.model import clean
from bot.programmes.noting import note
from bot.programmes.settings import named
from bot.programmes.wording import no_day
from bot.schedules.construct import NotUnderstood
from bot.schedules.local import day_at
from bot.schedules.pasted import understand_days
from bot.turn import Turn

_MOST = 150  # days of one circle
_TEXT = 3000  # characters of the field
_SHOWN = 10  # of them, or of times of several in a row, that are listed once they are kept
_DAY = timedelta(days=1)


async def ask(turn: Turn) -> Answer:
    """Open the form with the circle's holidays."""
    circle = await choosing.own_one(turn)
    known = "\n".join(day.isoformat() for day in sorted(holidays(circle.settings)))
    return Open(_form(turn, circle, known, choice(circle.settings, "holidays")))


async def kept(turn: Turn) -> Answer:
    """Keep them, and move the next round where it falls on one."""
    if not turn.request.values:
        return await ask(turn)
    circle = await choosing.own_one(turn)
    setting = named(SETTINGS, "holidays")
    assert setting is not None
    typed, what = turn.request.value("days"), turn.request.value("holidays")
    what = what if what in setting.options else choice(circle.settings, "holidays")
    days, wrong = _read(turn, circle, typed)
    if wrong:
        return Invalid(_form(turn, circle, typed, what), (("days", wrong),))
    value = ",".join(day.isoformat() for day in sorted(days))
    await circles.set_setting(turn.tx, circle.id, HOLIDAYS, value)
    await circles.set_setting(turn.tx, circle.id, "holidays", what)
    settings = {**circle.settings, HOLIDAYS: value, "holidays": what}
    changed = await rescheduled(turn, circle, replace(circle, settings=settings))
    await circles.update(turn.tx, changed)
    await note(turn, "circles.holidays", circle)
    listed = (turn.say("fact.holidays"), _listed(turn, days))
    return Reply(understood(turn, changed, "holidays.kept", listed))


def _form(turn: Turn, circle: Circle, days: str, what: str) -> Form:
    say = turn.say
    options = tuple(Option(say.label(f"choice.holidays_{each}"), each) for each in ("move", "skip"))
    return Form(
        say.label("holidays.form"),
        say.label("form.save"),
        "circles.kept_holidays",
        (
            TextField(
                "days",
                say.label("holidays.days"),
                hint=say.label("holidays.days_hint"),
                value=days[:_TEXT],
                required=False,
                long=True,
                most=_TEXT,
            ),
            ChoiceField("holidays", say.label("holidays.what"), options, value=what),
        ),
        (str(circle.id),),
    )


def _read(turn: Turn, circle: Circle, typed: str) -> tuple[set[date], Text]:
    """The days that a pasted text names, line by line, and what it stumbled over."""
    today = day_at(turn.now, circle.schedule.zone)
    found: set[date] = set()
    for line in typed.replace(";", "\n").splitlines():
        try:
            found |= understand_days(line, today=today)
        except NotUnderstood as wrong:
            return found, _unclear(turn, wrong)
        if len(found) > _MOST:
            return found, turn.say("holidays.too_many", n=_MOST)
    return found, ()


def _unclear(turn: Turn, wrong: NotUnderstood) -> Text:
    if wrong.reason == "left_over":
        return turn.say("holidays.unclear", fragment=Quote(clean(wrong.fragment, 60)))
    return no_day(turn.say, wrong)


def _listed(turn: Turn, days: Collection[date]) -> Text:
    """The days as they were understood, those in a row by their ends."""
    say = turn.say
    spans: list[tuple[date, date]] = []
    for day in sorted(days):
        if spans and day - spans[-1][1] == _DAY:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    told = [
        say("holidays.day", day=first)
        if first == last
        else say("holidays.several", first=first, last=last)
        for first, last in spans
    ]
    if len(told) > _SHOWN:
        told[_SHOWN:] = [say("holidays.others", n=len(told) - _SHOWN)]
    return say.listed(told) if told else say("holidays.none")
