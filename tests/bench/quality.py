"""How good the drawings are, beside what is possible: each figure from fixed seeds, none timed."""

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from random import Random
from time import process_time

import rustworkx

from bot.pairing.draw import draw
from bot.pairing.seating import Pair, Past, Seating, Tags, Wish
from bot.pairing.simulate import Plan, simulate
from tests.bench.peers import history
from tests.bot.pairing.circles import after, first_repeat, met, pairs, people, seated
from tests.bot.pairing.rival import at_best
from tests.bot.pairing.test_fairness import best_of, likelihood
from tests.bot.pairing.test_oracle import by_trying, check, random_circle


def beyond_the_optimum(cases: int) -> tuple[int, int]:
    """Random circles of up to 60, even and odd: how many, and how many fall short."""
    rng = Random(31)
    tried = short = 0
    for seed in range(cases):
        seating, past = random_circle(rng, 60 if seed % 4 else 11)
        drawn = draw(seating, past, seed)
        check(drawn, seating)
        bill = len(drawn.left_out), drawn.repeats
        if len(seating.people) <= 11:
            best = by_trying(seating, past)
        else:
            best = at_best(bill, seating.people, frozenset(past), seating.never)
        tried += 1
        short += bill > best
    return tried, short


def full_cycles(seeds: int) -> tuple[int, int]:
    """How many cycles of n - 1 rounds were played, and how many without a repeat."""
    played = clean = 0
    for count in (4, 6, 8, 10, 16, 24, 50, 100):
        for seed in range(seeds if count < 50 else max(1, seeds // 10)):
            played += 1
            clean += first_repeat(count, 2, count - 1, 500 + seed) == count
    return played, clean


def partners() -> tuple[float, float]:
    """Different people met, over those possible: a stable hundred, and one that comes and goes."""
    stable = simulate(Plan(100, 52))
    lively = simulate(Plan(100, 52, attendance=0.8, churn=0.05))
    return stable.partners / stable.possible_partners, lively.partners / lively.possible_partners


def fairness(seeds: int) -> tuple[float, float, float]:
    """The least likelihood over four circles, the widest deviation of a pair, and the same least
    likelihood over an odd circle and one with people who must not meet.
    """
    plain = [uniform(*circle, seeds) for circle in ((6, 1, 0), (8, 0, 0), (8, 2, 0), (10, 3, 0))]
    others = [uniform(*circle, seeds) for circle in ((7, 1, 0), (9, 1, 0), (8, 1, 2))]
    return min(p for p, _ in plain), max(wide for _, wide in plain), min(p for p, _ in others)


def uniform(count: int, rounds: int, barred: int, seeds: int) -> tuple[float, float]:
    """How likely chance alone is as uneven, and how far the frequency of a pair lies off."""
    members = people(count)
    past: dict[Pair, Past] = {}
    for number in range(rounds):
        past = after(past, draw(Seating(members), past, number))
    never = frozenset((members[2 * i], members[2 * i + 1]) for i in range(barred))
    seating = Seating(members, never=never)
    best = best_of(seating, past)
    drawn = Counter(draw(seating, past, 10**6 + seed).tables for seed in range(seeds))
    found: Counter[Pair] = Counter()
    expected: Counter[Pair] = Counter()
    for tables in best:
        for table in tables:
            for pair in combinations(table, 2):
                found[pair] += drawn[tables]
                expected[pair] += 1
    wide = max(abs(found[p] * len(best) / (seeds * expected[p]) - 1) for p in expected)
    return likelihood([drawn[tables] for tables in best]), wide


def odd_places() -> int:
    """The widest spread of odd places in a circle of 101 over 52 rounds."""
    outcome = simulate(Plan(101, 52))
    return outcome.most_odd - outcome.least_odd


def soft_wishes(count: int) -> tuple[float, float]:
    """What three wishes at once gain, over what is possible, and milliseconds for a drawing."""
    rng = Random(count)
    members = tuple(range(count))
    awake = [frozenset(str((zone + hour) % 24) for hour in range(14)) for zone in range(0, 24, 2)]
    tags: dict[int, Tags] = {
        person: {
            "department": frozenset([rng.choice("aaaaabbbccd")]),
            "place": frozenset([rng.choice("wxyz")]),
            "awake": rng.choice(awake),
        }
        for person in members
    }
    wishes = (
        Wish("different", "department", weight=3),
        Wish("shared", "place", weight=2),
        Wish("shared", "awake", weight=1, least=8),
    )
    past = history(count)
    seating = Seating(members, wishes=wishes, tags=tags)
    open_wishes = {
        (a, b): sum(wish.weight for wish in wishes if not wish.holds(tags[a], tags[b]))
        for a, b in combinations(members, 2)
    }
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(members)
    graph.add_edges_from(
        [(a, b, 100 - w) for (a, b), w in open_wishes.items() if (a, b) not in past]
    )
    best = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    least = sum(open_wishes[min(pair), max(pair)] for pair in best)
    took, costs, random = [], [], []
    for seed in range(5):
        start = process_time()
        drawn = draw(seating, past, seed)
        took.append(1000 * (process_time() - start))
        costs.append(_open(drawn.tables, open_wishes))
        random.append(_open(draw(Seating(members), past, seed).tables, open_wishes))
    gain = (sum(random) - sum(costs)) / (sum(random) - 5 * least)
    return gain, sorted(took)[2]


def _open(tables: tuple[tuple[int, ...], ...], weights: Mapping[Pair, int]) -> int:
    return sum(weights[pair] for table in tables for pair in combinations(table, 2))


def departments(count: int, share: float) -> float:
    """Mixed pairs over those possible, where one department is this share of ten."""
    rng = Random(5)
    members = tuple(range(count))
    tags: dict[int, Tags] = {
        person: {
            "department": frozenset(["a" if rng.random() < share else rng.choice("bcdefghij")])
        }
        for person in members
    }
    wish = Wish("different", "department")
    past = history(count) if count <= 1000 else met(pairs(members[:200]))
    drawn = draw(Seating(members, wishes=(wish,), tags=tags), past, 1)
    largest = sum(told["department"] == frozenset("a") for told in tags.values())
    possible = min(count // 2, count - largest)
    mixed = sum(tags[a] != tags[b] for a, b in seated(drawn))
    return mixed / possible if not drawn.left_out else 0.0


def groups(seeds: int) -> dict[tuple[int, int], float]:
    """The first round with a repeated pair, over the number of rounds that counting allows."""
    found = {}
    for count, size in ((24, 3), (30, 4), (48, 4), (100, 4)):
        bound = (count - 1) // (size - 1)
        rounds = [first_repeat(count, size, bound, seed) for seed in range(seeds)]
        found[count, size] = sum(rounds) / seeds / bound
    return found
