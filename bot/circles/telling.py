"""What a circle sends to whom: messages and openings, addressed and keyed, for the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat.message import Message
from bot.chat.platform import Address, Channel, Closing, Direct, Opening, Payload, Table
from bot.chat.text import Text
from bot.circles import messages, questions, wording
from bot.circles.messages import Ended, Guest, Lots
from bot.circles.model import Circle
from bot.circles.outcome import ask_at
from bot.database import Transaction
from bot.members import communities
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from bot.programmes.telling import delivery, organiser
from bot.schedules.local import day_at
from bot.texts.catalogue import Say

QUESTION = ":outcome"  # how the keys of the questions end
OVER = "the round is over"  # why a question is not asked any more


@dataclass(frozen=True, slots=True)
class Set:
    """A table that is set: its pairing, who sits there, and who of them starts.

    `why`: what there is to say of how it came about, where it was not drawn with the others.
    """

    pairing: int
    guests: tuple[Guest, ...]
    starts: str
    topic: Text = ()
    why: Text = ()


def in_channel(circle: Circle, key: str, message: Message, now: datetime, on_end: str) -> Delivery:
    """A message to the circle's whole channel: never twice, rather looked at by the organiser."""
    to = Channel(circle.channel)
    return _delivery(circle, key, to, message, now, on_end, circle.id, again=False)


def to_person(
    circle: Circle, ref: str, key: str, payload: Payload, now: datetime, *, asked: bool = False
) -> Delivery:
    """A message to somebody in the circle alone, by day and while they are not away from it."""
    told = to_anybody(circle, ref, key, payload, now)
    return replace(told, asked=asked, programme=circle.subject)


def without_table(
    circle: Circle, round_id: int, member: int, ref: str, why: str, message: Message, now: datetime
) -> Delivery:
    """Tells somebody why they have no table in a round: left_over, or elsewhere."""
    told = to_person(circle, ref, f"round:{round_id}:{why}:{member}", message, now)
    return replace(told, member=member, about=round_id, anew=f"circles.{why}")


def to_anybody(circle: Circle, ref: str, key: str, payload: Payload, now: datetime) -> Delivery:
    """A message to one person alone, by day, who need not be in the circle."""
    return replace(_delivery(circle, key, Direct(ref), payload, now), asked=False, at_once=False)


def announcing(
    say: Say,
    circle: Circle,
    round_id: int,
    tables: Sequence[Sequence[Guest]],
    lots: Lots,
    now: datetime,
    *,
    named: bool,
    left_over: int,
    before: Ended | None = None,
) -> list[Delivery]:
    """The announcement of a round, in as many messages as it takes."""
    pages = messages.announcements(
        say,
        circle,
        circle.number,
        tables,
        lots,
        named=named,
        left_over=left_over,
        before=before,
    )
    return [
        in_channel(circle, f"round:{round_id}:announcement:{n}", page, now, "circles.announced")
        for n, page in enumerate(pages)
    ]


def question_key(pairing: int) -> str:
    """Under which a table is asked whether it met."""
    return f"pairing:{pairing}{QUESTION}"


def opening_key(pairing: int) -> str:
    """Under which a table's conversation is opened."""
    return f"pairing:{pairing}:opening"


def introduction_key(pairing: int) -> str:
    """Under which a table is introduced."""
    return f"pairing:{pairing}:introduction"


def conversation(say: Say, circle: Circle, pairing: int, people: Sequence[str]) -> Opening:
    """A table's conversation, for people by the platform's own ids."""
    name = str(say.label("table.name", circle=wording.name(circle)))
    return Opening(name, f"T{pairing}", circle.channel, tuple(people))


def at_table(
    circle: Circle,
    pairing: int,
    conversation: str,
    key: str,
    payload: Payload,
    now: datetime,
    on_end: str = "",
    about: int = 0,
) -> Delivery:
    """Something for a table's conversation; "" for one that is not open yet."""
    to = Table(opening_key(pairing), conversation)
    return _delivery(circle, f"pairing:{pairing}:{key}", to, payload, now, on_end, about)


def opening(say: Say, circle: Circle, tables: Sequence[Set], now: datetime) -> list[Delivery]:
    """A conversation for each table, its introduction once that is open, and its question later."""
    asks = ask_at(now, circle.next_at, circle.schedule.zone) if circle.next_at else None
    deliveries: list[Delivery] = []
    for table in tables:
        key = opening_key(table.pairing)
        made = conversation(say, circle, table.pairing, [guest.ref for guest in table.guests])
        hello = messages.introduction(
            say,
            circle,
            table.guests,
            table.starts,
            pairing=table.pairing,
            topic=table.topic,
            why=table.why,
        )
        deliveries.append(
            _delivery(circle, key, Table(key), made, now, "circles.opened", table.pairing)
        )
        deliveries.append(
            _delivery(circle, introduction_key(table.pairing), Table(key), hello, now)
        )
        if asks is not None:
            asked = questions.asked(say, table.pairing, len(table.guests))
            question = _delivery(
                circle,
                question_key(table.pairing),
                Table(key),
                asked,
                asks,
                "circles.asked",
                table.pairing,
            )
            deliveries.append(replace(question, at_once=False, programme=circle.subject))
    return deliveries


def closing(
    circle: Circle,
    conversations: Mapping[int, str],
    now: datetime,
    later: Mapping[int, datetime],
) -> list[Delivery]:
    """The conversations of the round before are put away; some of them `later`."""
    return [
        _delivery(
            circle,
            f"pairing:{pairing}:closing",
            Table(opening_key(pairing), conversation),
            Closing(),
            later.get(pairing, now),
        )
        for pairing, conversation in conversations.items()
    ]


def _delivery(
    circle: Circle,
    key: str,
    to: Address,
    payload: Payload,
    now: datetime,
    on_end: str = "",
    about: int = 0,
    *,
    again: bool = True,
) -> Delivery:
    told = delivery(circle, key, to, payload, now, on_end, about)
    return replace(told, asked=True, at_once=True, again=again, zone=circle.schedule.zone)


async def speech(tx: Transaction, circle: Circle, now: datetime, prefix: str = "") -> Say:
    """The circle's language, on its day; `prefix` is for messages that name a command."""
    community = await communities.with_id(tx, circle.community)
    assert community is not None
    return Say(community.language, day_at(now, circle.schedule.zone), prefix)


async def to_organiser(
    tx: Transaction,
    circle: Circle,
    key: str,
    message: Message,
    now: datetime,
    *,
    answer: bool = False,
    anew: str = "",
    about: int = 0,
) -> None:
    """Tell whoever made the circle, once for each key; `answer`: to what they just did.

    `anew` draws it again when it goes, with `about`.
    """
    if creator := await organiser(tx, circle):
        told = to_anybody(circle, creator.ref, f"{circle.subject}:{key}", message, now)
        told = replace(told, asked=answer, at_once=answer, anew=anew, about=about)
        await outbox.put(tx, [told])
