"""Looking ahead at tables of three and more: whole drawings that leave room for others.

The same thought as for pairs: when people have few new faces left, find as many drawings without a
repeat as possible that have no pair in common, and play one of them.
"""

from collections.abc import Sequence
from functools import partial
from itertools import combinations
from random import Random

from bot.pairing.ahead import beside_each_other
from bot.pairing.chance import shuffle
from bot.pairing.cost import Prices
from bot.pairing.tabu import Room, improve

LARGEST = 128
"""Beyond so many people the search would take longer than it is worth."""

IDLE = 14
"""So many drawings in a row may fail to lengthen the list."""

MOVES = 1000


def rounds_left(costs: Prices, size: int) -> int:
    """How many rounds without a repeat counting still allows, where that takes care; else 0."""
    count = len(costs.past)
    strict = costs.wishes is not None and costs.wishes.strict
    if strict or not size * size <= count <= LARGEST:  # else no second table is all new
        return 0
    left = (count - 1 - max(map(len, costs.past))) // (size - 1)
    return left if 1 < left <= (count - 1) // (size - 1) // 2 + 1 else 0


def disjoint(
    costs: Prices, sizes: Sequence[int], wanted: int, rng: Random
) -> list[list[list[int]]]:
    """Drawings without a repeat and without a pair in common, as many of those as are found."""
    units, nothing = costs.units, [0] * len(costs.past)
    scratch = Prices(units, [dict(row) for row in costs.past], None, nothing, nothing)
    draw = partial(_without_repeat, scratch, sizes, rng)
    take, put_back = partial(_take, scratch), partial(_put_back, scratch)
    return beside_each_other(draw, take, put_back, wanted, IDLE, rng)


def _without_repeat(costs: Prices, sizes: Sequence[int], rng: Random) -> list[list[int]] | None:
    guests = list(range(len(costs.past)))
    shuffle(rng, guests)
    tables, start = [], 0
    for size in sizes:
        tables.append(guests[start : start + size])
        start += size
    room = Room(tables, [], [False] * len(tables))
    room = improve(costs, room, MOVES, rng)
    return None if any(costs.table(table) for table in room.tables) else room.tables


def _take(costs: Prices, tables: list[list[int]]) -> None:
    for table in tables:
        for one, other in combinations(table, 2):
            costs.past[one][other] = costs.past[other][one] = costs.units.repeat


def _put_back(costs: Prices, tables: list[list[int]]) -> None:
    for table in tables:
        for one, other in combinations(table, 2):
            del costs.past[one][other], costs.past[other][one]
