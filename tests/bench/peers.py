"""Our drawing beside others on the same circle: in turns, in one process, by processor time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random
from statistics import median
from time import process_time

import networkx  # type: ignore[import-untyped]  # it ships no types
import rustworkx

from bot.pairing.draw import draw
from bot.pairing.seating import Pair, Past, Seating

ROUNDS = 10
"""So many rounds without a repeat lie behind every circle that is measured."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Milliseconds for one round of a circle, graph and all, by whoever draws it."""

    people: int
    ours: float
    networkx: float
    rustworkx: float
    shuffle: float

    @property
    def beside_networkx(self) -> float:
        """How many times our time networkx takes."""
        return self.networkx / self.ours


def compare(people: int, repeats: int) -> Compared:
    """Measure each as often, one after the other, and take the medians."""
    past = history(people)
    members = list(range(people))
    seating = Seating(tuple(members))
    rng = Random(1)
    measured: dict[str, list[float]] = {}

    def measure(name: str, drawn: Callable[[], object]) -> None:
        start = process_time()
        drawn()
        measured.setdefault(name, []).append(1000 * (process_time() - start))

    for number in range(repeats):
        measure("ours", lambda number=number: draw(seating, past, number))  # type: ignore[misc]  # a default
        measure("networkx", lambda: by_networkx(members, past))
        measure("rustworkx", lambda: by_rustworkx(members, past))
        measure("shuffle", lambda: by_shuffling(members, rng))
    return Compared(people, **{name: median(times) for name, times in measured.items()})


def history(people: int, rounds: int = ROUNDS) -> dict[Pair, Past]:
    """So many rounds of ours, none of which repeats a pair."""
    past: dict[Pair, Past] = {}
    for number in range(rounds):
        for table in draw(Seating(tuple(range(people))), past, number).tables:
            for pair in combinations(table, 2):
                past[pair] = Past(1, rounds - number)
    return past


def by_networkx(members: Sequence[int], past: Mapping[Pair, Past]) -> int:
    """A largest matching of those who have not met, as others draw their rounds."""
    graph = networkx.Graph()
    graph.add_nodes_from(members)
    graph.add_edges_from(pair for pair in combinations(members, 2) if pair not in past)
    return len(networkx.max_weight_matching(graph, maxcardinality=True))


def by_rustworkx(members: Sequence[int], past: Mapping[Pair, Past]) -> int:
    """The same, compiled."""
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(members)
    graph.add_edges_from([(a, b, 1) for a, b in combinations(members, 2) if (a, b) not in past])
    return len(rustworkx.max_weight_matching(graph, max_cardinality=True))


def by_shuffling(members: Sequence[int], rng: Random) -> int:
    """Neighbours in a shuffled list, without any memory."""
    order = list(members)
    rng.shuffle(order)
    return len(list(zip(order[::2], order[1::2], strict=False)))
