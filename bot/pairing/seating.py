"""What a drawing is given and what it gives back: plain values, checked when they are made."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

Pair = tuple[int, int]
"""Two people, the smaller number first."""

Tags = Mapping[str, frozenset[str]]
"""What a person has told about themselves: each tag with its values, most with just one."""

MOST_REPEATS = 4
"""Repeats as which one can count: more than half of what seven people at a table can weigh."""

NOBODY: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of two people who have met, or may have met."""

    times: int
    last: int
    """Rounds ago; the last round is 1."""
    known: bool = True
    """They said that they met. Unknown weighs less than met, and more than no past at all."""
    repeats: int = 1
    """As how many repeats it counts that they meet again, up to four."""

    def __post_init__(self) -> None:
        if self.times < 1:
            raise ValueError(f"a past holds at least one meeting, not {self.times}")
        if self.last < 1:
            raise ValueError(f"the last meeting lies at least 1 round back, not {self.last}")
        if not 1 <= self.repeats <= MOST_REPEATS:
            raise ValueError(
                f"meeting again counts as 1 to {MOST_REPEATS} repeats, not {self.repeats}"
            )


@dataclass(frozen=True, slots=True)
class Wish:
    """What a circle would like of any two people at one table, told by a tag.

    ``different``: they have no value of the tag in common. ``shared``: they have at least ``least``
    values in common, such as a place, a medium or quarters of an hour awake. ``answered``: what one
    of them asks for (the tag) the other one offers (the tag ``offers``).

    A person without the tag fits with everybody: nobody is shut out for having said nothing.
    """

    kind: Literal["different", "shared", "answered"]
    tag: str
    must: bool = False
    """A rule rather than a wish: the drawing leaves somebody out before it breaks one."""
    weight: int = 1
    least: int = 1
    offers: str = ""

    def __post_init__(self) -> None:
        if not self.tag:
            raise ValueError("a wish names a tag")
        if not 1 <= self.weight <= 1000:
            raise ValueError(f"the weight of a wish is 1 to 1000, not {self.weight}")
        if self.least < 1:
            raise ValueError(f"a wish to share asks for at least 1 value, not {self.least}")
        if (self.kind == "answered") != bool(self.offers):
            raise ValueError("a wish for answers names a second tag, the offers, and no other does")

    def holds(self, one: Tags, other: Tags) -> bool:
        """Whether two people with these tags sit well together."""
        if self.kind == "answered":
            asks, offers = one.get(self.tag), other.get(self.offers)
            back, gives = other.get(self.tag), one.get(self.offers)
            if not asks and not back:
                return True
            return bool((asks and offers and asks & offers) or (back and gives and back & gives))
        mine, theirs = one.get(self.tag), other.get(self.tag)
        if not mine or not theirs:
            return True
        if self.kind == "different":
            return mine.isdisjoint(theirs)
        return len(mine & theirs) >= self.least


@dataclass(frozen=True, slots=True)
class Seating:
    """Who is there, and all that is asked of the drawing except what is known of the past."""

    people: tuple[int, ...]
    size: int = 2
    never: frozenset[Pair] = NOBODY
    burden: Mapping[int, int] = field(default_factory=dict)
    """How often somebody has sat at an odd table: one that was not of the circle's size."""
    waited: Mapping[int, int] = field(default_factory=dict)
    """How many rounds in a row somebody has been left out."""
    cooldown: int | None = None
    """Rounds for which a meeting counts as recent; without it every meeting weighs the same."""
    wishes: tuple[Wish, ...] = ()
    tags: Mapping[int, Tags] = field(default_factory=dict)
    smallest: int = 2
    largest: int | None = None

    def __post_init__(self) -> None:
        if len(set(self.people)) != len(self.people):
            twice = next(p for p, times in Counter(self.people).items() if times > 1)
            raise ValueError(f"person {twice} is there twice")
        if not 2 <= self.size <= 8:
            raise ValueError(f"a table seats 2 to 8 people, not {self.size}")
        if not 2 <= self.smallest <= self.size:
            raise ValueError(
                f"the smallest table seats 2 to {self.size} people, not {self.smallest}"
            )
        if self.largest is not None and self.largest < self.size:
            raise ValueError(
                f"the largest table seats at least {self.size} people, not {self.largest}"
            )
        if self.cooldown is not None and self.cooldown < 0:
            raise ValueError(f"a cool-down is 0 rounds or more, not {self.cooldown}")
        if any(a >= b for a, b in self.never):
            raise ValueError("a pair is two different people, the smaller number first")
        if any(n < 0 for n in self.burden.values()) or any(n < 0 for n in self.waited.values()):
            raise ValueError("odd tables and rounds left out are counted from 0")

    def sizes(self, people: int) -> tuple[int, ...]:
        """How many sit at each table when so many people sit down; empty where they can't.

        The number of tables is the nearest to people over size, their sizes differ by at most one,
        and nobody sits alone.
        """
        if people < 2:
            return ()
        tables = max(1, min(people // 2, (2 * people + self.size) // (2 * self.size)))
        tables = min(tables, people // self.smallest)
        if self.largest is not None:
            tables = max(tables, -(-people // self.largest))
        if tables < 1 or people // tables < self.smallest:
            return ()
        few, more = divmod(people, tables)
        return (few + 1,) * more + (few,) * (tables - more)

    def recent(self) -> int:
        """The rounds for which a meeting counts as recent here: never so many that a small circle
        runs out of people.
        """
        if self.cooldown is None:
            return 0
        return max(0, min(self.cooldown, (len(self.people) - 1) // (self.size - 1) - 1))


@dataclass(frozen=True, slots=True)
class Drawing:
    """Who sits with whom: the larger tables first, otherwise in ascending order."""

    tables: tuple[tuple[int, ...], ...]
    left_out: tuple[int, ...]
    repeats: int
    """Pairs at the tables that have met or may have met, each counted once."""
    avoidable_repeats: int
    """How many of them lie above what is proven to be the least possible."""
    cost: int
    """What all pairs and odd places cost together, comparable between drawings of one seating."""
    odd: tuple[int, ...] = ()
    """The people at a table that is not of the circle's size, where others are."""
    recent: int = 0
    """How many of the repeats lie inside the cool-down."""


@dataclass(frozen=True, slots=True)
class Everyone:
    """A drawing asks: what is known of all meetings among these people? They come ascending."""

    people: tuple[int, ...]

    def __iter__(self) -> Iterator[Pair]:
        return combinations(self.people, 2)


@dataclass(frozen=True, slots=True)
class Candidates:
    """A drawing asks: what is known of just these pairs? They come in ascending order."""

    first: Sequence[int]
    second: Sequence[int]

    def __iter__(self) -> Iterator[Pair]:
        return zip(self.first, self.second, strict=True)

    def __len__(self) -> int:
        return len(self.first)


Question = Everyone | Candidates
