"""Three at one table of a circle that sits in pairs: the odd place, and how it goes around."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice
from random import Random

from bot.pairing.best_trio import best_trio
from bot.pairing.blossom import SINGLE, bits, enlarge, spared
from bot.pairing.cost import Prices
from bot.pairing.partners import Graphs, Seated, at_no_cost, fewest_repeats

FAIR = 40
"""So many threes are tried in the order of fairness before the search turns to any that fits."""

ANY = 24_000
"""So many people in all may be seated anew while those are tried, of each sort."""

FEW = 12
"""When so few are still to have their turn at the odd table, their turns are planned together."""

EXACT = 64
"""Up to so many people the best three is found for certain, above only nearly always."""

Trio = tuple[int, int, int]


def trio_at_no_cost(costs: Prices, rng: Random) -> Seated | None:
    """One of the fairest threes with pairs beside it, where all of it costs nothing."""
    fair = fairest_first(costs)
    for trio in islice(_fair_threes(costs, fair), 4):
        rest = [guest for guest in range(len(fair)) if guest not in trio]
        tables = at_no_cost(costs, rest, rng)
        if tables is not None:
            return Seated([list(trio), *tables], [])
    return None


def fairest_first(costs: Prices) -> list[int]:
    """The guests by how rarely they sat at an odd table; chance, their number, decides ties."""
    return sorted(range(len(costs.past)), key=costs.odd.__getitem__)


def _fair_threes(costs: Prices, fair: Sequence[int]) -> Iterator[Trio]:
    """Threes who have not met and whose turn it is, first those after whom the others fit too."""
    next_ones = [guest for guest in fair if costs.odd[guest] == 0]
    if 3 < len(next_ones) <= FEW:
        for trio in combinations(next_ones, 3):
            rest = tuple(guest for guest in next_ones if guest not in trio)
            if _new(costs, trio) and _part_in_threes(costs, rest):
                yield trio
    yield from (trio for trio in combinations(fair[:FAIR], 3) if _new(costs, trio))


def _part_in_threes(costs: Prices, guests: tuple[int, ...]) -> bool:
    """Whether they can have their turns without a repeat; one left over goes with any others."""
    if len(guests) < 3:
        return _new(costs, guests)
    return any(
        _new(costs, trio) and _part_in_threes(costs, tuple(g for g in guests if g not in trio))
        for trio in combinations(guests, 3)
    )


def _new(costs: Prices, guests: Sequence[int]) -> bool:
    return all(costs.between(a, b) < costs.units.repeat for a, b in combinations(guests, 2))


def with_trio(costs: Prices, graphs: Graphs, whole: Seated) -> Seated:
    """One three beside the pairs, so that one more can sit, with the fewest repeats.

    ``whole`` is the best without one. In a circle of up to ``EXACT`` people the fewest are proven.
    In a larger one where everybody may sit with everybody, the least number of repeats is that of
    ``whole`` or one or two more, and which of them can nearly always be told from the graph.
    """
    fair = fairest_first(costs)
    everyone = (1 << len(fair)) - 1
    left = len(whole.out) - 1
    best, bill = whole, (len(whole.out), 0, 0)
    small = len(fair) <= EXACT
    for extra, trios in _fairest(costs, fair) if small else _trios(costs, graphs, whole, fair):
        for trio in trios:
            if bill[:2] <= (left, whole.least + extra):
                break
            rest = fewest_repeats(graphs, everyone & ~sum(1 << guest for guest in trio))
            tables = [list(trio), *rest.tables]
            repeats = sum(costs.met(table) for table in tables)
            price = len(rest.out), repeats, sum(costs.odd[guest] for guest in trio)
            if price < bill:
                best, bill = Seated(tables, rest.out, whole.least), price
    if small:
        return best_trio(costs, graphs, fair, best)
    return best if graphs.may else Seated(best.tables, best.out, bill[1])


Threes = Iterator[tuple[int, Iterable[Trio]]]
"""Threes worth trying, with how many repeats above the least they can only be."""


def _fairest(costs: Prices, fair: Sequence[int]) -> Threes:
    yield 0, islice(_fair_threes(costs, fair), FAIR)


def _trios(costs: Prices, graphs: Graphs, whole: Seated, fair: Sequence[int]) -> Threes:
    """The fairest first, then any that fit."""
    any_ = ANY // len(fair)
    unmet, everyone = graphs.unmet, (1 << len(fair)) - 1
    may = graphs.may or [everyone & ~(1 << guest) for guest in range(len(fair))]
    yield from _fairest(costs, fair)
    yield 0, islice(_triangles(unmet, fair, fair, each=3), FAIR)
    for near, extra in ((may, 0), (unmet, 0)) if graphs.may else ((unmet, 0),):
        mate = [SINGLE] * len(fair)
        single = enlarge(near, mate, range(len(fair)), everyone)
        free = spared(near, mate, everyone)
        first = [guest for guest in fair if free >> guest & 1]
        yield extra, islice(_triangles(near, first, fair, each=len(fair)), any_)
    beside = (
        (one, two, mate[two])
        for one in single
        for two in bits(unmet[one])
        if may[one] >> mate[two] & 1 and may[two] >> mate[two] & 1
    )
    yield 1, islice(beside, any_)
    yield 1, islice(_triangles(unmet, fair, fair, each=len(fair)), any_)
    joined = (
        (one, two, three)
        for one in whole.out
        for two, three in whole.tables
        if may[one] >> two & may[one] >> three & 1
    )
    yield 2, islice(joined, any_)


def _triangles(
    near: list[int], first: Sequence[int], others: Sequence[int], each: int
) -> Iterator[Trio]:
    """Threes in which any two are near, at most so many with the same two."""
    place = {guest: i for i, guest in enumerate(others)}
    for one in first:
        friends = [guest for guest in others if near[one] >> guest & 1]
        for two in friends:
            thirds = (v for v in friends if place[v] > place[two] and near[two] >> v & 1)
            for three in islice(thirds, each):
                yield one, two, three
