"""What a table reads about its time: what it is offered, who chose what, and its date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.chat.form import Form, TextField
from bot.chat.message import Button, Facts, Message
from bot.chat.text import Link, Quote, Text
from bot.circles import wording
from bot.circles.model import Circle
from bot.circles.store.outcomes import Laid, Sitting
from bot.lunches.calendars import CALENDARS, Entry, link
from bot.lunches.slots import Why
from bot.lunches.store.times import Page
from bot.members.model import shorten
from bot.schedules import moments
from bot.texts.catalogue import Say


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of times as its table reads it. `stands`: the date that they have until they agree."""

    pairing: int
    people: Mapping[int, Sitting]
    page: Page
    stands: datetime | None = None


@dataclass(frozen=True, slots=True)
class Off:
    """Why a date is off: by whose word (`said`), or because of whom. `goes_on`: the table does."""

    by: str
    said: bool = False
    goes_on: bool = False


def asked(say: Say, shown: Asked) -> Message:
    """Asks which of some times suits all of them, and says who has chosen which."""
    rows: list[tuple[Text, Text]] = []
    buttons: list[Button] = []
    for place, (number, at) in enumerate(shown.page.times.items(), 1):
        who = [shown.people[each].name for each in shown.page.who(number) if each in shown.people]
        chosen = say("times.chosen", who=wording.names(say, who)) if who else ()
        rows.append((say("number", n=place), say("moment", at=at) + chosen))
        label = say.label("button.time", n=place)
        state = (str(shown.pairing), str(number))
        buttons.append(Button(label, "lunches.choose", state, "plain"))
    body: list[Text | Facts] = [Facts(tuple(rows))]
    body.append(say("times.two") if len(shown.people) == 2 else say("times.all"))
    if shown.stands is not None:
        body.append(say("times.stands", at=shown.stands))
    unknown = [who.name for who in shown.people.values() if who.zone is None]
    foot = say("times.foot")
    if unknown:
        foot += say("times.no_zone", who=wording.names(say, unknown))
    more = Button(
        say.label("button.other_times"),
        "lunches.other_times",
        (str(shown.pairing), str(shown.page.number)),
    )
    own = Button(say.label("button.own_time"), "lunches.date", (str(shown.pairing),))
    return Message(say("times.title"), tuple(body), (*buttons, more, own), foot)


def agreed(say: Say, shown: Asked, at: datetime) -> Message:
    """What stands in place of the times once all have chosen the same one."""
    who = wording.names(say, [each.name for each in shown.people.values()])
    state = (str(shown.pairing), str(shown.page.number))
    more = Button(say.label("button.other_times"), "lunches.other_times", state)
    return Message(say("agreed.title"), (say("agreed.body", at=at, who=who),), (more,))


def dated(say: Say, laid: Laid, entry: Entry, *, moved: bool, file: bool) -> Message:
    """Tells a table its date, with all that sets it in a calendar."""
    everybody = wording.mentioned(say, [who.ref for who in laid.people.values()])
    links = [(Link(link(each, entry), str(say.label(f"calendar.{each}"))),) for each in CALENDARS]
    body = [
        say("dated.body", everybody=everybody, at=entry.at),
        say("dated.links", calendars=say.listed(links)),
    ]
    title = say("dated.moved") if moved else say("dated.title")
    buttons = _of_a_date(say, laid.pairing, entry.sequence)
    return Message(title, tuple(body), buttons, say("dated.file") if file else ())


def soon(say: Say, laid: Laid, at: datetime, sequence: int) -> Message:
    """Reminds a table of its date, some hours before."""
    everybody = wording.mentioned(say, [who.ref for who in laid.people.values()])
    body = (say("soon.body", everybody=everybody, at=at),)
    return Message(say("soon.title"), body, _of_a_date(say, laid.pairing, sequence))


def was(say: Say, at: datetime, *, moved: bool) -> Message:
    """What stands in place of a date that has moved, or is off."""
    return Message(say("dated.was_moved" if moved else "off.was"), (say("moment", at=at),))


def off(say: Say, laid: Laid, at: datetime | None, why: Off, *, file: bool) -> Message:
    """Tells a table, or one of it alone, that its date is off, and how it leaves their calendar."""
    who = Quote(shorten(why.by, wording.NAMED))
    if at is None:
        body = [say("off.said_elsewhere", who=who)]
    else:
        body = [say("off.said" if why.said else "off.left", at=at, who=who)]
        body.append(say("off.file" if file else "off.no_file"))
    controls: tuple[Button, ...] = ()
    if why.goes_on:
        body.append(say("off.again"))
        table = (str(laid.pairing),)
        controls = (
            Button(say.label("button.suggest"), "lunches.suggest", table, "main"),
            Button(say.label("button.date"), "lunches.date", table),
        )
    return Message(say("off.title"), tuple(body), controls)


def stands(say: Say, at: datetime | None) -> Message:
    """Tells whoever would call an old date off which one the table has; None: set elsewhere."""
    body = say("off.stands", at=at) if at else say("off.stands_elsewhere")
    return Message(say("times.yours"), (body,))


def entry(say: Say, circle: Circle, laid: Laid) -> tuple[str, str]:
    """A date's title and words in a calendar: names, and nothing else of anybody."""
    people = wording.names(say, [who.name for who in laid.people.values()])
    title = say.label("dated.entry", people=people)
    return str(title), str(say.label("dated.words", circle=wording.name(circle)))


def no_time(say: Say, why: Why, topic: Text) -> Message:
    """Says that there is no hour for all of them, and why; and that a lunch can be in writing."""
    body = [say(f"no_time.{why}"), say("no_time.write")]
    if topic:
        body.append(say("table.topic", topic=topic))
    return Message(say("no_time.title"), tuple(body))


def form(say: Say, pairing: int, typed: str = "") -> Form:
    """Asks for the date that they have found by themselves."""
    field = TextField(
        "when",
        say.label("when.field"),
        hint=say.label("when.hint"),
        value=typed,
        required=False,
        most=moments.LONGEST,
    )
    title, save = say.label("when.form"), say.label("form.save")
    return Form(title, save, "lunches.dated", (field,), (str(pairing),))


def told(say: Say, key: str) -> Message:
    """A short word to whoever pressed, alone."""
    return Message(say("times.yours"), (say(f"times.{key}"),))


def _of_a_date(say: Say, pairing: int, sequence: int) -> tuple[Button, ...]:
    """What a table can do about a date that stands."""
    return (
        Button(say.label("button.another_time"), "lunches.suggest", (str(pairing),)),
        Button(say.label("button.off"), "lunches.off", (str(pairing), str(sequence))),
    )
