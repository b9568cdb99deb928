"""Every best drawing is as likely as another, and the same seed draws the same everywhere."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import erfc, sqrt
from pathlib import Path
from random import Random

import pytest

from bot.pairing.chance import shuffle
from bot.pairing.cost import prices
from bot.pairing.draw import draw
from bot.pairing.mixing import mix
from bot.pairing.seating import Pair, Past, Seating
from tests.bot.pairing.circles import after, cases, people

Tables = tuple[tuple[int, ...], ...]


def all_tables(members: Sequence[int], sizes: Sequence[int]) -> Iterator[list[tuple[int, ...]]]:
    """Every way to seat people at tables of these sizes."""
    if not members:
        yield []
        return
    for size in sorted(set(sizes)):
        left = list(sizes)
        left.remove(size)
        for others in combinations(members[1:], size - 1):
            table = (members[0], *others)
            rest = [person for person in members if person not in table]
            for tables in all_tables(rest, left):
                yield [table, *tables]


def best_of(seating: Seating, past: dict[Pair, Past]) -> list[Tables]:
    """The drawings with the fewest repeats and nobody next to somebody they must not meet."""
    by_cost: dict[int, list[Tables]] = {}
    for tables in all_tables(seating.people, seating.sizes(len(seating.people))):
        together = [pair for table in tables for pair in combinations(table, 2)]
        if not seating.never.intersection(together):
            named = tuple(sorted(tables, key=lambda table: (-len(table), table)))
            by_cost.setdefault(sum(pair in past for pair in together), []).append(named)
    return by_cost[min(by_cost)]


def likelihood(counts: Sequence[int]) -> float:
    """How likely chance alone is to be as uneven as this: chi-square, by Wilson and Hilferty."""
    free = len(counts) - 1
    mean = sum(counts) / len(counts)
    ratio = sum((count - mean) ** 2 for count in counts) / mean / free
    spread = 2 / (9 * free)
    return erfc((ratio ** (1 / 3) - 1 + spread) / sqrt(2 * spread)) / 2


@pytest.mark.parametrize(
    ("count", "size", "rounds", "barred"),
    [
        (6, 2, 1, 0),
        (8, 2, 0, 0),
        (8, 2, 2, 0),
        (10, 2, 3, 0),
        # an odd one, some who must not meet, and tables of several
        (7, 2, 1, 0),
        (8, 2, 1, 2),
        (6, 3, 0, 0),
        (8, 4, 0, 0),
    ],
)
def test_every_best_drawing_is_equally_likely(
    count: int, size: int, rounds: int, barred: int
) -> None:
    """Over many seeds each of them comes up as often as chance would have it, and no other does."""
    members = people(count)
    past: dict[Pair, Past] = {}
    for number in range(rounds):
        past = after(past, draw(Seating(members, size=size), past, number))
    never = frozenset((members[2 * i], members[2 * i + 1]) for i in range(barred))
    seating = Seating(members, size=size, never=never)
    best = best_of(seating, past)
    drawn = Counter(draw(seating, past, seed).tables for seed in range(cases(2000, 20_000)))
    assert set(drawn) <= set(best)
    assert likelihood([drawn[tables] for tables in best]) > 0.01


def test_a_shuffle_prefers_no_order() -> None:
    """Each of the six orders of three things comes up as often."""
    rng = Random(2)
    orders: Counter[tuple[int, ...]] = Counter()
    for _ in range(6000):
        things = [0, 1, 2]
        shuffle(rng, things)
        orders[tuple(things)] += 1
    assert len(orders) == 6
    assert likelihood(list(orders.values())) > 0.01


def test_mixing_forgets_where_it_began() -> None:
    """From one and the same seating, swaps lead to every other one as often, and free of charge."""
    members = people(6)
    costs = prices(Seating(members, size=3), members, {})
    rng = Random(3)
    seen: Counter[frozenset[frozenset[int]]] = Counter()
    for _ in range(3000):
        tables = [[0, 1, 2], [3, 4, 5]]
        mix(costs, tables, [], 3, 60, rng)
        seen[frozenset(map(frozenset, tables))] += 1
    assert len(seen) == 10
    assert likelihood(list(seen.values())) > 0.01


DRAW_SOME = """
import random, sys
sys.path.insert(0, sys.argv[1])
from hashlib import sha256
from bot.pairing.chance import shuffle
from bot.pairing.cost import prices
from bot.pairing.draw import draw
from bot.pairing.mixing import mix
from bot.pairing.seating import Past, Seating, Wish
told = sha256()
for count, size, share in [
    (9, 2, .9), (40, 2, .3), (60, 2, 3), (61, 2, 2), (30, 4, .7), (150, 3, .1), (2101, 2, .01),
]:
    rng = random.Random(count)
    members = list(range(5, 5 + 3 * count, 3))
    def some(number):
        pairs = ((rng.choice(members), rng.choice(members)) for _ in range(int(number)))
        return [(a, b) for a, b in pairs if a < b]
    past = {pair: Past(1, int(rng.random() * 9) + 1) for pair in some(share * count**2)}
    tags = {p: {"team": frozenset({"abcde"[int(rng.random() * 5)]})} for p in members}
    never = frozenset(some(count / 2))
    for wishes in [(), (Wish("different", "team"),)]:
        seating = Seating(tuple(members), size, never, cooldown=5, wishes=wishes, tags=tags)
        for seed in range(2):
            told.update(repr(draw(seating, past, seed)).encode())
print(told.hexdigest())
"""


def pythons() -> list[str]:
    """This Python and any other from 3.11 that lies beside it."""
    beside = Path(sys.base_prefix).parent.glob("3.*/bin/python3")
    others = [str(path) for path in sorted(beside) if int(path.parts[-3].split(".")[1]) >= 11]
    return [sys.executable, *others]


def test_the_same_seed_draws_the_same_everywhere() -> None:
    """Other versions of Python and other hash seeds: the same people at the same tables."""
    root = str(Path(__file__).parents[3])
    here, *others = pythons()
    runs = [
        subprocess.Popen(  # noqa: S603  # our own interpreters and our own lines
            [python, "-c", DRAW_SOME, root],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for python, seed in [(here, "0"), (here, "1"), *((other, "2") for other in others)]
    ]
    told = [run.communicate()[0].strip() for run in runs]
    assert len(set(told)) == 1
    assert len(told[0]) == 64
