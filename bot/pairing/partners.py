"""Who gets whom as the one partner: the two ways to it, by numbers of repeats and by prices."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from bot.pairing.blossom import SINGLE, bits, enlarge
from bot.pairing.cost import Prices, masks
from bot.pairing.optimum import cheapest

TRIES = 40
"""So many swaps with others are tried for two who should not sit together."""


class Seated(NamedTuple):
    """Tables of guests, whom they leave out, and the least number of repeats that is proven."""

    tables: list[list[int]]
    out: list[int]
    least: int = 0
    settled: bool = False
    """Not to be mixed: it was chosen for what it leaves for later."""


class Graphs(NamedTuple):
    """Who may sit with whom, as bits for each guest."""

    unmet: list[int]
    may: list[int] | None
    """None where everybody may sit with everybody."""

    @staticmethod
    def of(costs: Prices) -> "Graphs":
        """Read off the prices."""
        may = masks(costs, costs.units.rule) if costs.ruled else None
        return Graphs(masks(costs, costs.units.repeat), may)


def at_no_cost(costs: Prices, guests: Sequence[int], rng: Random) -> list[list[int]] | None:
    """Pairs that cost nothing, where most are free for each other and a few swaps lead there."""
    tables = [[one, other] for one, other in zip(guests[::2], guests[1::2], strict=True)]
    between, random, count = costs.between, rng.random, len(tables)
    for table in tables:
        tries = 0
        while between(table[0], table[1]):
            if tries == TRIES:
                return None
            tries += 1
            other = tables[int(random() * count)]
            if other is not table:
                (a, b), (c, d) = table, other
                if not between(a, d) and not between(c, b):
                    table[1], other[1] = d, b
    return tables


def fewest_repeats(graphs: Graphs, guests: int) -> Seated:
    """The fewest left out, then few repeats: the fewest where everybody may sit with everybody."""
    mate = [SINGLE] * len(graphs.unmet)
    single = enlarge(graphs.unmet, mate, bits(guests), guests)
    new = (guests.bit_count() - len(single)) // 2
    if graphs.may is not None:
        single = enlarge(graphs.may, mate, single, guests) if single else []
    else:
        for one, other in zip(single[::2], single[1::2], strict=False):
            mate[one], mate[other] = other, one
        single = single[len(single) // 2 * 2 :]
    tables = [[v, partner] for v, partner in enumerate(mate) if v < partner]
    return Seated(tables, single, (guests.bit_count() - len(single)) // 2 - new)


def lowest_price(costs: Prices, guests: Sequence[int]) -> tuple[list[list[int]], list[int]]:
    """The pairs that cost least of all, and who is left out: exact for every rule and wish."""
    rule, out, between = costs.units.rule, costs.out, costs.between
    alone = len(guests) % 2  # then one more seat, where nobody sits, makes the number even
    prices = [[0] * (len(guests) + alone) for _ in range(len(guests) + alone)]
    for i, one in enumerate(guests):
        row = prices[i]
        for j in range(i):
            other = guests[j]
            price = between(one, other)
            if price >= rule:
                price = rule + out[one] + out[other]
            row[j] = prices[j][i] = price
        if alone:
            row[-1] = prices[-1][i] = out[one]
    mate = cheapest(prices)
    tables, left = [], []
    for i, one in enumerate(guests):
        if mate[i] == len(guests) or prices[i][mate[i]] >= rule:
            left.append(one)
        elif i < mate[i]:
            tables.append([one, guests[mate[i]]])
    return tables, left
