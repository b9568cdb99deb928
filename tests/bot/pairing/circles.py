"""Make-believe circles and what came of their rounds, for the tests of the drawing."""

import os
from collections.abc import Iterable, Mapping
from itertools import combinations
from random import Random

from bot.pairing.draw import draw
from bot.pairing.seating import Drawing, Pair, Past, Seating

FULL = os.environ.get("TABLEMATES_ORACLE") == "full"
"""Whether the oracles are asked about every case, which takes minutes, or about some."""


def cases(some: int, full: int) -> int:
    """How many random cases to try."""
    return full if FULL else some


def people(count: int) -> tuple[int, ...]:
    """So many people; their numbers have gaps, as in a database."""
    return tuple(7 * i + 3 for i in range(count))


def pairs(members: Iterable[int]) -> list[Pair]:
    """All pairs of them, the smaller number first."""
    return list(combinations(sorted(members), 2))


def some_of(rng: Random, of: Iterable[Pair], share: float) -> frozenset[Pair]:
    """About this share of the pairs."""
    return frozenset(pair for pair in of if rng.random() < share)


def met(of: Iterable[Pair], times: int = 1, last: int = 1) -> dict[Pair, Past]:
    """A past in which just these pairs have met."""
    return dict.fromkeys(of, Past(times, last))


def seated(drawn: Drawing) -> list[Pair]:
    """The pairs that sit together."""
    return [pair for table in drawn.tables for pair in pairs(table)]


def after(past: Mapping[Pair, Past], drawn: Drawing) -> dict[Pair, Past]:
    """What is known once the drawing has been held."""
    later = {pair: Past(known.times, known.last + 1) for pair, known in past.items()}
    for pair in seated(drawn):
        later[pair] = Past(past[pair].times + 1 if pair in past else 1, 1)
    return later


def first_repeat(count: int, size: int, rounds: int, seed: int) -> int:
    """The first round in which a pair meets again; one more than all rounds if none does."""
    past: dict[Pair, Past] = {}
    for number in range(1, rounds + 1):
        drawn = draw(Seating(people(count), size=size), past, seed * 1_000 + number)
        if drawn.repeats:
            return number
        past = after(past, drawn)
    return rounds + 1
