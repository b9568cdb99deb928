"""The two matchings against those of rustworkx, which were written by others."""

from random import Random

import rustworkx

from bot.pairing.blossom import SINGLE, bits, enlarge, spared
from bot.pairing.optimum import cheapest
from tests.bot.pairing.circles import cases


def graph(rng: Random, count: int, share: float) -> list[int]:
    """A random graph, as bits."""
    near = [0] * count
    for a in range(count):
        for b in range(a):
            if rng.random() < share:
                near[a] |= 1 << b
                near[b] |= 1 << a
    return near


def largest(near: list[int]) -> int:
    """The number of pairs in a largest matching, by rustworkx."""
    theirs = rustworkx.PyGraph()
    theirs.add_nodes_from(range(len(near)))
    theirs.add_edges_from([(a, b, 1) for a in range(len(near)) for b in bits(near[a]) if b < a])
    return len(rustworkx.max_weight_matching(theirs, max_cardinality=True))


def test_the_largest_matching_is_the_largest() -> None:
    """On any graph, sparse or dense, as many are matched as can be, and only neighbours."""
    rng = Random(11)
    for _ in range(cases(1500, 20_000)):
        count = rng.randint(1, 40)
        near = graph(rng, count, rng.choice([0.02, 0.05, 0.1, 0.2, 0.5, 0.9]))
        mate = [SINGLE] * count
        single = enlarge(near, mate, range(count), (1 << count) - 1)
        assert all(w == SINGLE or (mate[w] == v and near[v] >> w & 1) for v, w in enumerate(mate))
        assert single == [v for v in range(count) if mate[v] == SINGLE]
        assert count - len(single) == 2 * largest(near)


def test_the_first_in_line_are_served_first() -> None:
    """Whoever comes first among the roots stays single only if no matching could help them."""
    rng = Random(12)
    for _ in range(200):
        count = rng.randint(2, 9)
        near = graph(rng, count, 0.25)
        order = list(range(count))
        rng.shuffle(order)
        mate = [SINGLE] * count
        enlarge(near, mate, order, (1 << count) - 1)
        if near[order[0]]:
            assert mate[order[0]] != SINGLE


def test_who_can_be_spared_is_known() -> None:
    """Exactly those are named without whom a matching of the same size remains."""
    rng = Random(13)
    for _ in range(200):
        count = rng.randint(1, 12)
        near = graph(rng, count, 0.3)
        mate = [SINGLE] * count
        enlarge(near, mate, range(count), (1 << count) - 1)
        found = spared(near, mate, (1 << count) - 1)
        for v in range(count):
            others = [0 if u == v else near[u] & ~(1 << v) for u in range(count)]
            assert bool(found >> v & 1) == (largest(others) == largest(near))


def test_the_cheapest_matching_is_the_cheapest() -> None:
    """For prices small and huge, tied or all different, the sum is that of rustworkx."""
    rng = Random(14)
    for _ in range(cases(500, 10_000)):
        count = 2 * rng.randint(0, 15)
        top = rng.choice([1, 2, 3, 10, 1000, 10**30])
        prices = [[0] * count for _ in range(count)]
        for a in range(count):
            for b in range(a):
                prices[a][b] = prices[b][a] = rng.randint(0, top)
        mate = cheapest(prices)
        assert all(mate[mate[v]] == v != mate[v] for v in range(count))
        theirs = rustworkx.PyGraph()
        theirs.add_nodes_from(range(count))
        theirs.add_edges_from([(a, b, -prices[a][b]) for a in range(count) for b in range(a)])
        best = rustworkx.max_weight_matching(theirs, max_cardinality=True, weight_fn=int)
        assert (
            sum(prices[a][b] for a, b in best) == sum(prices[v][mate[v]] for v in range(count)) // 2
        )
