"""Which question a table begins with: deeper as a pair meets again, and never one that is worn."""

import hmac
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.members.model import clean, short_enough
from bot.texts.catalogue import catalogue

DEPTHS = ("light", "real", "deep")
ROUNDS = 20  # in which nobody gets the same one again
MOST = 60  # of a circle's own
LONGEST = 200  # characters of one of these
_PREFIX = "starter."
_OWN = re.compile(r"\.own([0-9]{1,18})$")
_LINE = re.compile(r"(?P<text>.*?)\s*(?:\[(?P<tags>[^\[\]]*)\])?\s*")

Wrong = Literal["no_text", "too_long", "tag", "depths", "topics", "bracket", "twice"]


@dataclass(frozen=True, slots=True)
class Own:
    """A starter that organisers wrote for their circle."""

    text: str
    depth: str = "light"
    topic: str = ""


class NotRead(ValueError):
    """A line was not understood: its number, a short stable reason, and the words in question."""

    def __init__(self, line: int, reason: Wrong, fragment: str) -> None:
        super().__init__(f"line {line}, {reason}: {fragment!r}")
        self.line, self.reason, self.fragment = line, reason, fragment


def read(typed: str, known: Collection[str]) -> list[Own]:
    """Starters that are typed one a line, such as `What did you last build? [real, work]`.

    How deep one is and what it is about may stand behind it, in brackets and in either order; a
    light one needs neither. `known` are the texts that are there already. Raises `NotRead`.
    """
    there, found = {_key(each) for each in known}, list[Own]()
    for number, line in enumerate(typed.splitlines(), 1):
        if not clean(line):
            continue
        own = _read(number, clean(line, 10 * LONGEST))
        if _key(own.text) in there:
            raise NotRead(number, "twice", own.text)
        there.add(_key(own.text))
        found.append(own)
    return found


def name(number: int, own: Own) -> str:
    """The name of a circle's own starter, beside those of `every`: deep.work.own7."""
    return f"{own.depth}.{own.topic or 'any'}.own{number}"


def number_of(topic: str) -> int | None:
    """The number of a circle's own starter; None for one of those that everybody has."""
    found = _OWN.search(topic)
    return int(found[1]) if found else None


@cache
def topics() -> tuple[str, ...]:
    """What starters are about: food, work, and so on."""
    return tuple(sorted({each.split(".")[1] for each in every()}))


@cache
def shipped() -> frozenset[str]:
    """The texts of all that everybody has."""
    found = (catalogue("en")[_PREFIX + each] for each in every())
    return frozenset(each for each in found if isinstance(each, str))


@cache
def every() -> tuple[str, ...]:
    """The names of all there are, such as light.food.1."""
    keys = (key for key in catalogue("en") if key.startswith(_PREFIX))
    return tuple(sorted(key.removeprefix(_PREFIX) for key in keys))


def choose(
    among: Sequence[str],
    *,
    before: int,
    theirs: Collection[str],
    recent: Collection[str],
    lot: bytes,
) -> str:
    """One for a table whose people sat together so many times `before`.

    Never one of `theirs`, which a pair of them had already, nor a `recent` one of any of them,
    while there are others. `lot` decides among those that are left.
    """
    wanted = min(before, len(DEPTHS) - 1)
    nearest = sorted(DEPTHS, key=lambda depth: abs(DEPTHS.index(depth) - wanted))
    for worn in ({*theirs, *recent}, {*theirs}, frozenset[str]()):
        for depth in nearest:
            free = [t for t in among if t not in worn and t.partition(".")[0] == depth]
            if free:
                drawn = hmac.digest(lot, ",".join(free).encode(), "sha256")
                return free[int.from_bytes(drawn, "big") % len(free)]
    raise ValueError("there is no starter at all")


def _read(number: int, line: str) -> Own:
    parts = _LINE.fullmatch(line)
    if parts is None or set(parts["text"]) & set("[]"):
        raise NotRead(number, "bracket", line)
    text, depths, about = parts["text"], list[str](), list[str]()
    for tag in re.split(r"[\s,;]+", (parts["tags"] or "").casefold()):
        if tag in DEPTHS:
            depths.append(tag)
        elif tag in topics():
            about.append(tag)
        elif tag:
            raise NotRead(number, "tag", tag)
    if len(depths) > 1:
        raise NotRead(number, "depths", ", ".join(depths))
    if len(about) > 1:
        raise NotRead(number, "topics", ", ".join(about))
    if not any(letter.isalnum() for letter in text):
        raise NotRead(number, "no_text", line)
    if not short_enough(text, LONGEST):
        raise NotRead(number, "too_long", text)
    return Own(text, depths[0] if depths else "light", about[0] if about else "")


def _key(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
