"""What a circle wishes of its tables: its settings as wishes, its members' words as tags.

Tags are compared without regard to case. Waking hours are quarters of an hour of the day in UTC,
from 08:00 to 20:00 of each member on the very day of the meeting.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import lru_cache

from bot.circles.settings import choice
from bot.pairing.seating import Pair, Tags, Wish
from bot.schedules.local import resolve

AWAKE = time(8), time(20)
QUARTERS = 8  # that two people's waking hours have to share: two hours
HEAVIEST = 10
_WAITING, _FOR_NOBODY = "waiting", frozenset({"-"})
FIRST_IN_LINE = Wish("shared", _WAITING, weight=100)  # above all that a circle can prefer
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
    """What these wishes have to know of each member: what they told, and when they are awake.

    What they ask for and offer comes from elsewhere, too, and is added in `said`.
    """
    names = {wish.tag for wish in wanted if wish.kind != "answered"}
    found: dict[int, dict[str, frozenset[str]]] = {}
    for member, tags in told.items():
        said = {name: values for name, values in tags.items() if name in names}
        if said:
            found[member] = {
                name: frozenset(value.casefold() for value in values)
                for name, values in said.items()
            }
    if "hours" in names:
        for member, zone in zones.items():
            if zone is not None:
                found.setdefault(member, {})["hours"] = awake(zone, day)
    return dict(found)


@lru_cache(maxsize=2000)
def awake(zone: str, day: date) -> frozenset[str]:
    """The quarters of an hour of the day, in UTC, in which somebody there is awake on that day."""
    opens, closes = (_quarter(resolve(datetime.combine(day, at), zone)) for at in AWAKE)
    return frozenset(str(quarter % 96) for quarter in range(opens, closes))


def first_in_line(
    tables: Mapping[int, frozenset[int]], people: Iterable[int]
) -> dict[int, dict[str, frozenset[str]]]:
    """A tag for everybody by which the people of these tables fit with each other alone.

    Nothing where none of the tables has two people left who are there.
    """
    there = frozenset(people)
    found = {
        member: {_WAITING: frozenset({str(table)})}
        for table, sat in tables.items()
        if len(sat & there) > 1
        for member in sat & there
    }
    nobody = {_WAITING: _FOR_NOBODY}
    return {each: found.get(each, nobody) for each in there} if found else {}


def waiting(tags: Mapping[int, Tags], pair: Pair) -> bool:
    """Whether these two are first in line for each other."""
    one, other = (tags.get(each, {}).get(_WAITING, _FOR_NOBODY) for each in pair)
    return one == other != _FOR_NOBODY


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
