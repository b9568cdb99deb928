"""Swaps of two people between two tables: what makes a good drawing a fair one.

A drawing that was built step by step prefers some of the best drawings over others. Swapping two
random people as long as nothing gets dearer is a walk that prefers none of them.
"""

from random import Random

from bot.pairing.cost import Prices


def mix(
    costs: Prices, tables: list[list[int]], out: list[int], size: int, swaps: int, rng: Random
) -> None:
    """Propose so many swaps of two people and make those that do not raise the cost."""
    room = [*tables, out] if out else tables
    at = [(t, s) for t, table in enumerate(room) for s in range(len(table))]
    if len(room) < 2:
        return
    odd = [
        len(table) != size and t < len(tables) and any(len(x) == size for x in tables)
        for t, table in enumerate(room)
    ]
    between, random, count = costs.between, rng.random, len(at)
    for _ in range(swaps):
        one, mine = at[int(random() * count)]
        two, theirs = at[int(random() * count)]
        if one == two:
            continue
        here, there = room[one], room[two]
        a, b = here[mine], there[theirs]
        change = 0
        if one < len(tables):
            for x in here:
                if x != a:
                    change += between(b, x) - between(a, x)
            if odd[one]:
                change += costs.odd[b] - costs.odd[a]
        if two < len(tables):
            for x in there:
                if x != b:
                    change += between(a, x) - between(b, x)
            if odd[two]:
                change += costs.odd[a] - costs.odd[b]
        if change <= 0:
            here[mine], there[theirs] = b, a
