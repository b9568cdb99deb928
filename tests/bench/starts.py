"""Measures how evenly it goes around who starts, over rounds that are really drawn.

`python -m tests.bench.starts` takes some minutes.
"""

from collections import Counter
from itertools import combinations
from random import Random

from bot.circles.model import starter
from bot.circles.store.past_rounds import SPREAD
from bot.pairing.draw import draw
from bot.pairing.seating import Pair, Past, Seating

PEOPLE = (8, 9, 12, 15, 20, 25, 32, 40)
ROUNDS, SEEDS, WINDOW = 60, 3, 10


def spreads(people: int, size: int, seed: int) -> list[int]:
    """How far apart the starts of a circle lie over each ten rounds of sixty."""
    rng = Random(seed)
    everybody = tuple(range(1, people + 1))
    met: dict[Pair, tuple[int, int]] = {}
    burden: Counter[int] = Counter()
    started: list[set[int]] = []
    for number in range(1, ROUNDS + 1):
        past = {pair: Past(times, number - last) for pair, (times, last) in met.items()}
        seating = Seating(everybody, size, largest=8, cooldown=4, burden=burden)
        drawn = draw(seating, past, rng.getrandbits(60))
        burden.update(drawn.odd)
        for table in drawn.tables:
            for pair in combinations(table, 2):
                met[pair] = met.get(pair, (0, 0))[0] + 1, number
        starts = {
            each: tuple(sum(each in s for s in started[-n:]) for n in range(SPREAD, 0, -1))
            for each in everybody
        }
        started.append({starter(table, starts, bytes([number])) for table in drawn.tables})
    times = [
        [sum(each in s for s in started[end - WINDOW : end]) for each in everybody]
        for end in range(WINDOW, ROUNDS + 1)
    ]
    return [max(each) - min(each) for each in times]


def main() -> None:
    """Print the share of ten rounds in which the starts lay so far apart."""
    for size in (2, 3, 4):
        found = Counter(
            spread
            for people in PEOPLE
            if people >= 2 * size
            for seed in range(SEEDS)
            for spread in spreads(people, size, seed)
        )
        shares = {apart: f"{found[apart] / found.total():.1%}" for apart in sorted(found)}
        print(f"tables of {size}: {shares}")  # noqa: T201  # a command line speaks


if __name__ == "__main__":
    main()
