"""What the messages of a circle consist of: to its channel, to its tables, to whoever organises."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.chat import limits
from bot.chat.message import Button, Control, Facts, Message
from bot.chat.text import Mention, Quote, Text
from bot.circles import in_common, questions, wording
from bot.circles.in_common import Told
from bot.circles.model import Circle
from bot.circles.outcome import Outcome
from bot.members.model import shorten
from bot.programme import button
from bot.schedules.zones import label
from bot.texts.catalogue import Say

ELSEWHERE = "elsewhere"  # what the button of who can't come carries that is no introduction's
_NAME = 40  # characters of a name at its table


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody at a table: the platform's id, the name, and the zone they live in."""

    ref: str
    name: str
    zone: str | None
    told: Told = field(default_factory=dict)  # what they agreed to show at their tables


@dataclass(frozen=True, slots=True)
class Lots:
    """What makes a round's chance open to checking: its lot, and the next one's SHA-256."""

    drawn: str
    next_seal: str


@dataclass(frozen=True, slots=True)
class Ended:
    """How a round went: its tables, how many of them met, and who met for the first time."""

    tables: int
    met: int
    new: int


def opening(say: Say, circle: Circle, seal: str = "") -> Message:
    """The circle's first message in its channel, with the seal of its first lot."""
    charter = circle.charter
    rows: list[tuple[Text, Text]] = [(say("charter.container"), (Quote(charter.container),))]
    if charter.conversation:
        rows.append((say("charter.conversation"), (Quote(charter.conversation),)))
    if charter.community:
        rows.append((say("charter.community"), (Quote(charter.community),)))
    rows.append((say("charter.construct"), wording.rhythm(say, circle.schedule, circle.size)))
    if circle.next_at:
        first = say("fact.next" if circle.number else "fact.first")
        rows.append((first, say("moment", at=circle.next_at)))
    return Message(
        title=say("opening.title", circle=wording.name(circle)),
        body=(say("opening.body"), Facts(tuple(rows))),
        controls=(_join(say, circle),),
        foot=say("opening.foot") + (say("lot.first", seal=Quote(seal)) if seal else ()),
    )


def invitation(say: Say, circle: Circle, members: int) -> Message:
    """Says what the circle is and asks who would like to come along."""
    facts = [(say("charter.construct"), wording.rhythm(say, circle.schedule, circle.size))]
    if circle.next_at:
        facts.append((say("fact.next"), say("moment", at=circle.next_at)))
    return Message(
        title=say("invitation.title", circle=wording.name(circle)),
        body=((Quote(circle.charter.container),), Facts(tuple(facts))),
        controls=(_join(say, circle),),
        foot=say("invitation.foot", n=members),
    )


def introduction(
    say: Say,
    circle: Circle,
    guests: Sequence[Guest],
    starts: str,
    *,
    pairing: int = 0,
    topic: Text = (),
    stands: tuple[Outcome, str] | None = None,
    meets: datetime | None = None,
    why: Text = (),
) -> Message:
    """What a table reads when its conversation opens: who they are, what about, and who starts.

    `stands`: what one of them has said came of it, and their name; "" where they have left since.
    `meets`: when, where that is known. `why`: how the table came about, where that is another way
    than the drawing.
    """
    everybody = wording.mentioned(say, [guest.ref for guest in guests])
    body: list[Text | Facts] = [say("table.hello", everybody=everybody)]
    rows = tuple(who(say, guest) for guest in guests[: limits.FACTS])
    body.append(Facts(rows))
    if why:
        body.append(why)
    if circle.charter.conversation:
        body.append(say("table.about", about=Quote(circle.charter.conversation)))
    body += in_common.lines(say, [(guest.name, guest.told) for guest in guests])
    if topic:
        body.append(say("table.topic", topic=topic))
    controls: list[Control] = []
    if stands is None:
        body.append(say("table.starts", who=Mention(starts)))
    else:
        outcome, by = stands
        what = say(f"settled.{outcome}")
        said = say("table.stands_still", outcome=what)
        if by:
            said = say("table.stands", outcome=what, who=Quote(by))
        if outcome == "scheduled" and meets is not None:
            said += say("table.meets", at=meets)
        body.append(said)
    if stands is not None and stands[0] in ("met", "some_met"):
        body.append(say("settled.after"))
        controls += questions.after(say, pairing, len(guests))
        change = (str(pairing), questions.ON_HELLO)
        controls.append(Button(say.label("button.change"), "circles.change", change))
    elif pairing:
        dated = stands is not None and stands[0] == "scheduled"
        table = (str(pairing),)
        if dated:
            met, state = say.label("button.met"), (*table, "met", questions.ON_HELLO)
            controls.append(Button(met, "circles.outcome", state, "main"))
        else:
            controls.append(Button(say.label("button.date"), "lunches.date", table, "main"))
        times = say.label("button.another_time" if dated else "button.suggest")
        controls.append(Button(times, "lunches.suggest", table))
        controls.append(Button(say.label("button.cant"), "lunches.cant", (str(pairing),)))
    if pairing and stands is not None and stands[0] == "scheduled" and meets is None:
        off = Button(say.label("button.off"), "lunches.off", (str(pairing),))
        controls.append(off)  # of a date with a time it stands where that is told
    else:
        controls.append(button(say.label("button.pause"), "circles.pause", circle))
    controls.append(button(say.label("button.leave"), "circles.leave", circle))
    message = Message(
        title=say("table.title", circle=wording.name(circle)),
        body=tuple(body),
        controls=tuple(controls),
        foot=say("table.foot"),
    )
    room = limits.MESSAGE - sum(limits.length(text) for text in message.texts())
    lines = in_common.of_each(say, [guest.told for guest in guests], room)
    more = tuple((who, where + said) for (who, where), said in zip(rows, lines, strict=False))
    return replace(message, body=(message.body[0], Facts(more), *message.body[2:]))


def announcements(
    say: Say,
    circle: Circle,
    number: int,
    tables: Sequence[Sequence[Guest]],
    lots: Lots,
    *,
    named: bool,
    left_over: int = 0,
    before: Ended | None = None,
) -> list[Message]:
    """What the channel reads: counts, and the tables too where they are `named`.

    `before`: how the round before went, which ends with this one.
    Split so that no message mentions more than a hundred people.
    """
    people = sum(len(table) for table in tables)
    counts = say(
        "round.counts", tables=say("tables.n", n=len(tables)), people=say("people.n", n=people)
    )
    counts += say("round.left_over", n=left_over) if left_over else say("round.nobody_left")
    rows = _ended(say, circle, before)
    facts = (Facts(rows),) if rows else ()
    title = say("round.title", n=number, circle=wording.name(circle))
    foot = say("round.foot") + say("lot.line", lot=Quote(lots.drawn), seal=Quote(lots.next_seal))
    if not named:
        yours = counts + say("round.yours")
        return [Message(title, (yours, *facts), foot=foot)]
    pages = [_lines(say, page) for page in _pages(tables)]
    return [
        Message(
            title if n == 0 else (),
            ((counts, page, *facts) if n == 0 else (page,)),
            foot=foot if n == len(pages) - 1 else (),
        )
        for n, page in enumerate(pages)
    ]


def over(say: Say, circle: Circle, before: Ended) -> Message:
    """What the channel reads at the end of a round that no other follows at once."""
    title = say("over.title", n=circle.number, circle=wording.name(circle))
    return Message(title, (Facts(_ended(say, circle, before)),))


def elsewhere(say: Say, circle: Circle, day: date, first: bool = True) -> Message:
    """Tells somebody that another circle of theirs has seated them that day."""
    body = say("elsewhere.body", circle=wording.name(circle), day=day)
    body += next_time(say, circle, first)
    return Message(title=say("elsewhere.title"), body=(body, say("elsewhere.both")))


def left_over(say: Say, circle: Circle, day: date, first: bool = True) -> Message:
    """Tells somebody that no table had a place for them that day, and when the next chance is."""
    body = say("left_over.body", circle=wording.name(circle), day=day)
    return Message(say("left_over.title"), (body + next_time(say, circle, first),))


def next_time(say: Say, circle: Circle, first: bool) -> Text:
    """Whether somebody who had no table comes first now, and when the next round is."""
    said = say("left_over.first") if first else ()
    return said + (say("left_over.next", at=circle.next_at) if circle.next_at else ())


def not_opened(say: Say, circle: Circle, guests: Sequence[str]) -> Message:
    """Said in the channel when a table's own conversation could not be opened."""
    everybody = wording.mentioned(say, guests)
    return Message(body=(say("not_opened", circle=wording.name(circle), everybody=everybody),))


def _ended(say: Say, circle: Circle, before: Ended | None) -> tuple[tuple[Text, Text], ...]:
    """How the round before went, in two lines, and when the next one is."""
    rows: list[tuple[Text, Text]] = []
    if before is not None:
        rows.append((say("over.met"), say("stats.of", n=before.met, all=before.tables)))
        rows.append((say("over.new"), say("number", n=before.new)))
    if circle.next_at:
        rows.append((say("fact.next"), say("moment", at=circle.next_at)))
    return tuple(rows)


def _join(say: Say, circle: Circle) -> Button:
    return button(say.label("button.join"), "circles.join", circle, "main")


def who(say: Say, guest: Guest) -> tuple[Text, Text]:
    """Somebody's name, and where they live, and what else they agreed to show."""
    where = say("table.no_zone")
    if guest.zone:
        where = say("table.zone", place=Quote(label(guest.zone).rpartition("/")[2]))
    told = [
        (Quote(shorten(value, wording.NAMED)),)
        for name in ("department", "team", "place")
        for value in sorted(guest.told.get(name, ()))
    ]
    if told:
        where = say("table.shown", where=where, shown=say.listed(told))
    return (Quote(shorten(guest.name, _NAME)),), where


def _lines(say: Say, tables: Sequence[Sequence[Guest]]) -> Text:
    lines: list[Text] = [wording.mentioned(say, [g.ref for g in table]) for table in tables]
    break_ = say("line")
    text = lines[0]
    for line in lines[1:]:
        text = text + break_ + line
    return text


def _pages(tables: Sequence[Sequence[Guest]]) -> list[list[Sequence[Guest]]]:
    """As many tables to a page as its mentions and its length allow."""
    pages: list[list[Sequence[Guest]]] = [[]]
    people = 0
    for table in tables:
        if people + len(table) > _PEOPLE_TO_A_PAGE:
            pages.append([])
            people = 0
        pages[-1].append(table)
        people += len(table)
    return pages


_PEOPLE_TO_A_PAGE = 80  # mentioned in a message; 100 are allowed, their length allows this many
