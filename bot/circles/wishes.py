"""What a circle wishes of its tables: its settings as wishes, its members' words as tags.

Tags are compared without regard to case. Hours are quarters of an hour of the day in UTC: those
at which lunch suits a member, else those of their own day, on the very day of the meeting.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from itertools import combinations

from bot.circles.settings import choice
from bot.members.about import hours
from bot.pairing.cost import MOST
from bot.pairing.seating import MOST_REPEATS, Pair, Past, Seating, Tags, Wish
from bot.schedules.local import resolve
from bot.schedules.spans import Span

QUARTERS = 4  # that two people's hours have to share: a lunch takes an hour
AWAKE = Span(time(8, 30), time(19, 30))  # a lunch is not at the very end of anybody's day
HEAVIEST = 10
_WAITING, _AGAIN, _FOR_NOBODY = "waiting", "again", frozenset({"-"})
FIRST_IN_LINE = Wish("shared", _WAITING, weight=100)  # above all that a circle can prefer
ONCE_MORE = Wish("shared", _AGAIN, weight=80)  # so is this, which can wait for another round
_LONG_AGO = Past(times=1, last=MOST, known=False)
_ALIKE = {"different": "different", "differ": "different", "same": "same"}
_TAGS = ("department", "team", "place")

NAMES = (*_TAGS, "hours", "medium", "asks")


def read(name: str, words: str) -> str | None:
    """A wish as it is kept: "off", "must different", "prefer same 3"; None when it is none.

    Tags take must or prefer, different or same; hours and medium take must or prefer, to share;
    asks take prefer. A weight from 1 to 10 may follow prefer.
    """
    parts = words.casefold().split()
    if parts in (["off"], ["no"], ["none"]):
        return "off"
    if not parts or parts[0] not in ("must", "prefer") or (name == "asks" and parts[0] == "must"):
        return None
    kept, rest = [parts[0]], parts[1:]
    if rest[:1] == ["be"]:
        rest = rest[1:]
    if name in _TAGS:
        if not rest or rest[0] not in _ALIKE:
            return None
        kept, rest = [*kept, _ALIKE[rest[0]]], rest[1:]
    if rest and kept[0] == "prefer" and rest[0].isascii() and rest[0].isdigit():
        if not 1 <= int(rest[0][:3]) <= HEAVIEST:
            return None
        kept, rest = [*kept, str(int(rest[0]))], rest[1:]
    return None if rest else " ".join(kept)


def takes(name: str) -> str:
    """What kind of wish it is: of a tag, something to share, or an ask."""
    return "tag" if name in _TAGS else "ask" if name == "asks" else "share"


def wishes(settings: Mapping[str, str]) -> tuple[Wish, ...]:
    """The wishes that stand in a circle's settings."""
    found = (_wish(name, choice(settings, name)) for name in NAMES)
    return tuple(wish for wish in found if wish is not None)


def tags(
    wanted: Iterable[Wish],
    told: Mapping[int, Mapping[str, frozenset[str]]],
    zones: Mapping[int, str | None],
    day: date,
) -> dict[int, Tags]:
    """What these wishes have to know of each member: what they told, and when they are free.

    What they ask for and offer comes from elsewhere, too, and is added in `said`.
    """
    names = {wish.tag for wish in wanted if wish.kind != "answered"}
    found: dict[int, dict[str, frozenset[str]]] = {}
    for member, tags in told.items():
        said = {name: values for name, values in tags.items() if name in names - {"hours"}}
        if said:
            found[member] = {
                name: frozenset(value.casefold() for value in values)
                for name, values in said.items()
            }
    if "hours" in names:
        for member, zone in zones.items():
            if zone is not None:
                suits = hours(told.get(member, {}))
                found.setdefault(member, {})["hours"] = free(zone, day, suits)
    return dict(found)


@lru_cache(maxsize=2000)
def free(zone: str, day: date, suits: tuple[Span, ...] = ()) -> frozenset[str]:
    """The quarters of an hour, in UTC, in which lunch suits somebody who lives there on that day.

    `suits`: the hours that they named; with none they are free while they are awake.
    """
    found: set[str] = set()
    for span in suits or (AWAKE,):
        ends = (
            _quarter(resolve(datetime.combine(day, at), zone)) for at in (span.opens, span.closes)
        )
        found.update(str(quarter % 96) for quarter in range(*ends))
    return frozenset(found)


def first_in_line(
    tables: Mapping[int, frozenset[int]], people: Iterable[int]
) -> dict[int, dict[str, frozenset[str]]]:
    """A tag for everybody by which the people of these tables fit with each other alone.

    Nothing where none of the tables has two people left who are there.
    """
    return _grouped(_WAITING, {str(table): sat for table, sat in tables.items()}, people)


def once_more(pairs: Iterable[Pair], people: Iterable[int]) -> dict[int, dict[str, frozenset[str]]]:
    """A tag for everybody by which these pairs, who both would like another, fit with each other.

    Nothing where there are none.
    """
    return _grouped(_AGAIN, {f"{one}-{other}": {one, other} for one, other in pairs}, people)


def expected(seats: Seating) -> frozenset[Pair]:
    """Who is to sit together: first in line for each other, or both would like another.

    Without those whom a rule of their circle or a word in private keeps apart.
    """
    tags, rules = seats.tags, [wish for wish in seats.wishes if wish.must]

    def groups(member: int) -> frozenset[tuple[str, str]]:
        told = tags.get(member, {})
        found = ((tag, group) for tag in (_WAITING, _AGAIN) for group in told.get(tag, ()))
        return frozenset(each for each in found if each[1] not in _FOR_NOBODY)

    wanted = {member: mine for member in sorted(seats.people) if (mine := groups(member))}
    return frozenset(
        (one, other)
        for one, other in combinations(wanted, 2)
        if wanted[one] & wanted[other]
        and (one, other) not in seats.never
        and all(rule.holds(tags[one], tags[other]) for rule in rules)
    )


def as_if_met(
    seats: Seating, pairs: Collection[Pair], past: Mapping[Pair, Past]
) -> dict[Pair, Past]:
    """This past, by which nobody is as new to these people as those they are expected with.

    So they sit together wherever no rule speaks against it: in a drawing in which they don't, one
    of them and a neighbour of the other can change places, and that weighs less.
    """
    members = {member for pair in pairs for member in pair}
    others = ((min(a, b), max(a, b)) for a in members for b in seats.people if a != b)
    known = {
        pair: replace(past.get(pair, _LONG_AGO), repeats=MOST_REPEATS)
        for pair in others
        if pair not in pairs
    }
    return {**past, **known}


def _grouped(
    tag: str, groups: Mapping[str, Collection[int]], people: Iterable[int]
) -> dict[int, dict[str, frozenset[str]]]:
    """A tag whose values are the groups somebody is in; for all others one that fits no group."""
    there = frozenset(people)
    found: dict[int, set[str]] = {}
    for name, group in groups.items():
        if len(there.intersection(group)) > 1:
            for member in there.intersection(group):
                found.setdefault(member, set()).add(name)
    return {each: {tag: frozenset(found.get(each, _FOR_NOBODY))} for each in there if found}


def _wish(name: str, kept: str) -> Wish | None:
    words = kept.split()
    if words == ["off"]:
        return None
    must = words[0] == "must"
    weight = int(words[-1]) if words[-1].isdigit() else 1
    if name in _TAGS:
        if words[1] == "different":
            return Wish("different", name, must=must, weight=weight)
        return Wish("shared", name, must=must, weight=weight)
    if name == "hours":
        return Wish("shared", "hours", must=must, weight=weight, least=QUARTERS)
    if name == "medium":
        return Wish("shared", "medium", must=must, weight=weight)
    return Wish("answered", "asks", weight=weight, offers="offers")


def _quarter(moment: datetime) -> int:
    return int(moment.timestamp()) // 900
