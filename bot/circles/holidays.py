"""The days on which a circle does not meet, as its organiser pastes them, and what then happens."""

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
from bot.schedules.construct import NotUnderstood
from bot.schedules.local import day_at
from bot.schedules.ranges import understand_range
from bot.turn import Turn

_MOST = 150  # days of one circle
_TEXT = 3000  # characters of the field
_WORDS = 8  # of a line that are looked at: the day, and what it is called
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
    return Reply(understood(turn, changed, "holidays.kept"))


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
    """The days that a pasted text names, line by line, and what it stumbled over.

    What follows a day is its name, and is not read; what is over already is left out.
    """
    today = day_at(turn.now, circle.schedule.zone)
    found: set[date] = set()
    for line in typed.replace(";", "\n").replace(",", "\n").splitlines():
        words = line.split()[:_WORDS]
        days = _days(words, today)
        if days is None:
            return found, turn.say("holidays.unclear", fragment=Quote(clean(line, 60)))
        found |= days
        if len(found) > _MOST:
            return found, turn.say("holidays.too_many", n=_MOST)
    return found, ()


def _days(words: list[str], today: date) -> set[date] | None:
    """The days that a line begins with; None where it begins with none."""
    if not words:
        return set()
    for end in range(len(words), 0, -1):
        try:
            first, last = understand_range(" ".join(words[:end]), today=today)
        except NotUnderstood as wrong:
            if wrong.reason == "past":
                return set()
        else:
            return {first + n * _DAY for n in range((last - first).days + 1)}
    return None
