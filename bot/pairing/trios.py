"""Three at one table of a circle that sits in pairs: the odd place, and how it goes around."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice
from random import Random

from bot.pairing.blossom import SINGLE, bits, enlarge, spared
from bot.pairing.cost import Prices
from bot.pairing.optimum import cheapest
from bot.pairing.partners import Graphs, Seated, at_no_cost, fewest_repeats

FAIR = 40
"""So many threes are tried in the order of fairness before the search turns to any that fits."""

ANY = 24_000
"""So many people in all may be seated anew while those are tried, of each sort."""

FEW = 12
"""When so few are still to have their turn at the odd table, their turns are planned together."""

EXACT = 64
"""Up to so many people every three is weighed where rules keep the simple search from its goal."""

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

    ``whole`` is the best without one. Where everybody may sit with everybody, the least number of
    repeats is that of ``whole`` or one or two more, and which of them can be told from the graph.
    """
    everyone = (1 << len(costs.past)) - 1
    left = len(whole.out) - 1
    best, bill = whole, (len(whole.out), 0, 0)
    for extra, trios in _trios(costs, graphs, whole):
        for trio in trios:
            if bill[:2] <= (left, whole.least + extra):
                break
            rest = fewest_repeats(graphs, everyone & ~sum(1 << guest for guest in trio))
            tables = [list(trio), *rest.tables]
            repeats = sum(costs.met(table) for table in tables)
            price = len(rest.out), repeats, sum(costs.odd[guest] for guest in trio)
            if price < bill:
                best, bill = Seated(tables, rest.out, whole.least), price
    if graphs.may is None:
        return Seated(best.tables, best.out, bill[1])
    if bill[:2] > (left, whole.least) and len(costs.past) <= EXACT:
        return _weighed(costs, graphs, best, bill[:2])
    return best


def _trios(costs: Prices, graphs: Graphs, whole: Seated) -> Iterator[tuple[int, Iterable[Trio]]]:
    """Threes worth trying, the fairest first, with how far above the least they can only be."""
    fair = fairest_first(costs)
    any_ = ANY // len(fair)
    unmet, everyone = graphs.unmet, (1 << len(fair)) - 1
    may = graphs.may or [everyone & ~(1 << guest) for guest in range(len(fair))]
    yield 0, islice(_fair_threes(costs, fair), FAIR)
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


def _weighed(costs: Prices, graphs: Graphs, best: Seated, bill: tuple[int, int]) -> Seated:
    """Better than ``best`` if there is better: each guest in turn joins the pair that suits most.

    For each of them the others are matched as cheaply as can be, and among these matchings one is
    taken that holds a pair to which the guest adds no repeat, or one, or two.
    """
    count = len(costs.past)
    unmet, may = graphs.unmet, graphs.may or []
    for guest in fairest_first(costs):
        others = [v for v in range(count) if v != guest] + [count] * (count % 2 == 0)
        for added in range(3):
            prices = [[0] * len(others) for _ in others]
            for (i, one), (j, two) in combinations(enumerate(others), 2):
                if count in (one, two):
                    continue
                again = 0 if unmet[one] >> two & 1 else 1 if may[one] >> two & 1 else count
                suits = again < count and may[guest] >> one & may[guest] >> two & 1
                new = (unmet[guest] >> one & 1) + (unmet[guest] >> two & 1)
                prices[i][j] = prices[j][i] = again * count - bool(suits and 2 - new <= added)
            mate = cheapest(prices)
            pairs = [[others[i], others[j]] for i, j in enumerate(mate) if i < j]
            tables = [p for p in pairs if count not in p and may[p[0]] >> p[1] & 1]
            hosts = [p for p in tables if may[guest] >> p[0] & may[guest] >> p[1] & 1]
            if not hosts:
                continue
            host = min(hosts, key=lambda p: costs.met([guest, *p]) - costs.met(p))
            seated = [[guest, *host], *(p for p in tables if p is not host)]
            sitting = {v for table in seated for v in table}
            price = count - len(sitting), sum(costs.met(table) for table in seated)
            if price < bill:
                out = [v for v in range(count) if v not in sitting]
                best, bill = Seated(seated, out, best.least), price
            if bill == (bill[0], best.least):
                return best
    return best
