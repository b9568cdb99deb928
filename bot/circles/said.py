"""What people said in check-ins and agreed to show: which table may read it, whom it may help.

A line goes to a table only where everybody else there may read it, and an ask brings two people
together only where each may read what the other said.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.circles.in_common import Told
from bot.database import Transaction
from bot.members import lines as member_lines
from bot.members import tags as tag_rows
from bot.members.about import shown
from bot.members.lines import Line
from bot.members.topics import named, topics
from bot.pairing.seating import Tags, Wish

FRESH = timedelta(weeks=4)  # what was said longer ago is told to no table

Sides = Mapping[int, Sequence[tuple[str, int | None]]]  # what each said, and among whom


@dataclass(frozen=True, slots=True)
class Heard:
    """The lines that each person shows, and the check-ins that each of them is in."""

    lines: Mapping[int, Sequence[Line]]
    readers: Mapping[int, frozenset[int]]


async def heard(tx: Transaction, people: Collection[int], day: date) -> Heard:
    """What these people show on that day."""
    lines = await member_lines.shown(tx, people, day - FRESH)
    among = any(line.among is not None for of in lines.values() for line in of)
    return Heard(lines, await member_lines.readers(tx, people) if among else {})


async def told_at(tx: Transaction, tables: Iterable[Collection[int]], day: date) -> dict[int, Told]:
    """What everybody at these tables shows there: of themselves, and of what they said."""
    seated = [list(table) for table in tables]
    people = [person for table in seated for person in table]
    tags = await tag_rows.of(tx, people)
    said = await heard(tx, people, day)
    found: dict[int, Told] = {}
    for table in seated:
        for person in table:
            found[person] = {**shown(tags.get(person, {})), **_lines(said, person, table)}
    return found


def with_asks(
    wanted: tuple[Wish, ...],
    tags: Mapping[int, Tags],
    told: Mapping[int, Tags],
    said: Heard,
) -> tuple[tuple[Wish, ...], dict[int, Tags]]:
    """The same wishes and tags, with all that people ask for and offer.

    Where no ask meets an offer there is nothing to wish for.
    """
    if not any(wish.kind == "answered" for wish in wanted):
        return wanted, dict(tags)
    found = asks_and_offers(told, said)
    if not found:
        return tuple(wish for wish in wanted if wish.kind != "answered"), dict(tags)
    everybody = tags.keys() | found.keys()
    return wanted, {each: {**tags.get(each, {}), **found.get(each, {})} for each in everybody}


def asks_and_offers(told: Mapping[int, Tags], said: Heard) -> dict[int, dict[str, frozenset[str]]]:
    """The topics that one person asks for and another offers, for each of them.

    A topic of what was said to those in a check-in stands for them alone: `4|rust`.
    """
    asks, offers = _side(told, said, "asks", "ask"), _side(told, said, "offers", "offer")
    if not asks or not offers:
        return {}
    among = {line.among for of in said.lines.values() for line in of}
    scopes = frozenset(each for each in among if each is not None)
    asked = _topics(asks, _every(offers), said, scopes)
    offered = _topics(offers, _every(asks), said, scopes)
    both = frozenset().union(*asked.values()) & frozenset().union(*offered.values())
    found: dict[int, dict[str, frozenset[str]]] = {}
    for name, of in (("asks", asked), ("offers", offered)):
        for person, values in of.items():
            if values & both:
                found.setdefault(person, {})[name] = values & both
    return found


def _lines(said: Heard, person: int, table: Sequence[int]) -> dict[str, frozenset[str]]:
    """The newest line of each kind that everybody else at this table may read."""
    found: dict[str, frozenset[str]] = {}
    for line in said.lines.get(person, ()):
        others = [said.readers.get(each, frozenset()) for each in table if each != person]
        if line.among is None or all(line.among in each for each in others):
            found.setdefault(line.role, frozenset({line.text}))
    return found


def _side(told: Mapping[int, Tags], said: Heard, name: str, role: str) -> Sides:
    found: dict[int, list[tuple[str, int | None]]] = {}
    for person, tags in told.items():
        for topic in tags.get(name, ()):
            found.setdefault(person, []).append((topic, None))
    for person, lines in said.lines.items():
        for line in lines:
            if line.role == role:
                found.setdefault(person, []).append((line.text, line.among))
    return found


def _every(side: Sides) -> frozenset[str]:
    return frozenset(topic for of in side.values() for text, _ in of for topic in topics(text))


def _topics(
    side: Sides, wanted: frozenset[str], said: Heard, scopes: frozenset[int]
) -> dict[int, frozenset[str]]:
    """What each person is good for, or needs, in terms that both sides share."""
    found: dict[int, frozenset[str]] = {}
    for person, of in side.items():
        values: set[str] = set()
        for text, among in of:
            here = topics(text) | (named(text) & wanted)
            if among is None:
                values |= here
                within = said.readers.get(person, frozenset()) & scopes
            else:
                within = frozenset({among})
            values |= {f"{scope}|{topic}" for scope in within for topic in here}
        found[person] = frozenset(values)
    return found
