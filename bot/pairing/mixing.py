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
    if costs.wishes is None and not out and all(len(table) == 2 for table in tables):
        past = costs.past
        if not any(two in past[one] for one, two in tables):
            _mix_pairs(past, tables, swaps, rng)
            return
    _mix_all(costs, tables, out, size, swaps, rng)


def _mix_pairs(
    past: list[dict[int, int]], tables: list[list[int]], swaps: int, rng: Random
) -> None:
    """The same for pairs that cost nothing, which is nearly always: several times as fast."""
    random, count = rng.random, len(tables)
    for _ in range(swaps):
        one, two = tables[int(random() * count)], tables[int(random() * count)]
        a, b = one
        c, d = two if random() < 0.5 else (two[1], two[0])
        if d not in past[a] and b not in past[c] and one is not two:
            one[1] = d
            two[0], two[1] = c, b


def _mix_all(
    costs: Prices, tables: list[list[int]], out: list[int], size: int, swaps: int, rng: Random
) -> None:
    room = [*tables, out] if out else tables
    seats = [(t, seat) for t, table in enumerate(room) for seat in range(len(table))]
    usual = any(len(table) == size for table in tables)
    extra = [costs.odd if usual and len(table) != size else None for table in tables]
    if out:
        extra.append(costs.out)
    between, random, count, meet = costs.between, rng.random, len(seats), len(tables)
    for _ in range(swaps):
        t, mine = seats[int(random() * count)]
        u, theirs = seats[int(random() * count)]
        if t == u:
            continue
        here, there = room[t], room[u]
        a, b = here[mine], there[theirs]
        change = 0
        if t < meet:
            change += sum(between(b, x) - between(a, x) for x in here if x != a)
        if u < meet:
            change += sum(between(a, x) - between(b, x) for x in there if x != b)
        if (price := extra[t]) is not None:
            change += price[b] - price[a]
        if (price := extra[u]) is not None:
            change += price[a] - price[b]
        if change <= 0:
            here[mine], there[theirs] = b, a
