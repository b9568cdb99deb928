"""Another way to the best tables of two and one three, for ours to be held against.

It shares no code with ours: rustworkx matches the pairs, once for any two guests who may be two of
the three, with one more vertex that stands for the third place at their table.
"""

from collections.abc import Collection, Mapping
from itertools import combinations

import rustworkx

from bot.pairing.seating import Pair
from tests.bot.pairing.circles import pairs

Bill = tuple[int, int]
"""People left out, and pairs that meet again."""

TABLE = 10_000
"""What a pair weighs. A repeat takes 1 off, so that no repeat is worth a table."""

PLACE = -1
"""The third place, where somebody has to sit: it weighs more than all tables together."""


def best_pairs(members: Collection[int], again: frozenset[Pair], never: frozenset[Pair]) -> Bill:
    """The best bill in pairs only."""
    weights = {pair: TABLE - (pair in again) for pair in pairs(members) if pair not in never}
    matched = _matched(members, weights)
    return len(members) - 2 * len(matched), len(again.intersection(matched))


def at_best(
    bill: Bill, members: Collection[int], again: frozenset[Pair], never: frozenset[Pair]
) -> Bill:
    """The best bill in pairs and at most one three, if it is better than this one; else this one.

    Whoever stands up from a three leaves pairs. So a guest without whom even pairs alone have no
    better bill than this one is at no three that has a better one.
    """
    alone = best_pairs(members, again, never)
    best = min(bill, alone)
    if alone[0] == 0 or best <= (alone[0] - 1, alone[1]):
        return best
    worth = [
        guest
        for guest in sorted(members)
        if best_pairs([other for other in members if other != guest], again, never) < best
    ]
    for one, two in combinations(worth, 2):
        rest = [guest for guest in members if guest not in (one, two)]
        threes = {third: frozenset(pairs((one, two, third))) for third in worth if third > two}
        allowed = {third: three for third, three in threes.items() if not three & never}
        if not allowed:
            continue
        weights = {pair: TABLE - (pair in again) for pair in pairs(rest) if pair not in never}
        for third, three in allowed.items():
            weights[PLACE, third] = TABLE * TABLE - len(three & again)
        matched = _matched([PLACE, *rest], weights)
        third = next(third for place, third in matched if place == PLACE)
        repeats = len(again.intersection(matched)) + len(allowed[third] & again)
        best = min(best, (len(rest) + 1 - 2 * len(matched), repeats))
    return best


def _matched(vertices: Collection[int], weights: Mapping[Pair, int]) -> list[Pair]:
    """The pairs of the heaviest matching, the smaller number first."""
    graph = rustworkx.PyGraph()
    names = sorted(vertices)
    graph.add_nodes_from(names)
    place = {name: i for i, name in enumerate(names)}
    graph.add_edges_from([(place[a], place[b], weight) for (a, b), weight in weights.items()])
    matched = rustworkx.max_weight_matching(graph, weight_fn=int)
    return [(names[min(pair)], names[max(pair)]) for pair in matched]
