"""One drawing in a fresh process, with the least it could cost beside it; prints a line of JSON.

The least is to read the members and shuffle them: no drawing can do without.
"""

import json
import sqlite3
import sys
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from bot.pairing.seating import Seating
from tests.bench.history import ask, members


def peak() -> float:
    """The most memory of this process, in MiB; ``ru_maxrss`` would count its parent's as well."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def main(path: str, size: str, seed: str) -> None:
    """Measure both, in turns that the seed decides."""
    file = sqlite3.connect(Path(path))
    took: dict[str, float] = {}

    def floor() -> None:
        start = process_time()
        everybody = members(file)
        Random(int(seed)).shuffle(everybody)
        took["floor"] = process_time() - start

    def ours() -> None:
        start, wall = process_time(), perf_counter()
        drawn = ask(file, Seating(tuple(members(file)), size=int(size)), int(seed))
        took["ours"] = process_time() - start
        took["wall"] = perf_counter() - wall
        took["repeats"] = drawn.repeats

    for measure in (floor, ours) if int(seed) % 2 else (ours, floor):
        measure()
    took["peak_mib"] = peak()
    sys.stdout.write(json.dumps(took) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
