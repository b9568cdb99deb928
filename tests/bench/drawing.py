"""Measures the drawing: how fast beside others, how small, how good.

Run ``python -m tests.bench.drawing``. Only ratios are judged: they hold on any machine. ``--quick``
takes a minute and writes nothing; ``--million`` adds a community of a million people, whose history
alone takes minutes to make up.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench import quality
from tests.bench.history import build
from tests.bench.peers import Compared, compare

DOCS = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

IMPORT = """
import bisect, collections.abc, dataclasses, heapq, itertools, random, typing
from time import process_time
start = process_time()
import bot.pairing.draw
print(1000 * (process_time() - start))
"""


@dataclass(frozen=True, slots=True)
class Target:
    """What is owed, what would be wonderful, and what was measured."""

    number: str
    what: str
    accept: float
    moonshot: float
    ours: float
    more_is_better: bool = False

    def reached(self, goal: float) -> bool:
        """Whether the measured figure is as good."""
        return self.ours >= goal if self.more_is_better else self.ours <= goal


@dataclass(frozen=True, slots=True)
class Cold:
    """A community drawn in fresh processes: medians of seconds, and the most memory."""

    people: int
    size: int
    floor: float
    ours: float
    peak_mib: float
    repeats: int

    @property
    def ratio(self) -> float:
        """How many times the least possible it took."""
        return self.ours / self.floor


def cold(path: Path, people: int, size: int, times: int) -> Cold:
    """Draw so often, each time in a process of its own."""
    runs = [
        json.loads(
            subprocess.run(  # noqa: S603  # our own interpreter and module
                [sys.executable, "-m", "tests.bench.cold", str(path), str(size), str(seed)],
                stdout=subprocess.PIPE,
                check=True,
                text=True,
            ).stdout
        )
        for seed in range(1, times + 1)
    ]
    return Cold(
        people,
        size,
        floor=median(run["floor"] for run in runs),
        ours=median(run["ours"] for run in runs),
        peak_mib=max(run["peak_mib"] for run in runs),
        repeats=sum(run["repeats"] for run in runs),
    )


def import_time(times: int) -> float:
    """Milliseconds to import the matcher, compiled, the standard library's own modules apart."""
    with TemporaryDirectory() as compiled:
        own = {
            name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
        }
        took = [
            float(
                subprocess.run(  # noqa: S603  # our own interpreter and lines
                    [sys.executable, "-c", IMPORT],
                    env={**own, "PYTHONPYCACHEPREFIX": compiled},
                    stdout=subprocess.PIPE,
                    check=True,
                    text=True,
                ).stdout
            )
            for _ in range(times + 1)
        ]
    return median(took[1:])  # the first one compiles


def measure(quick: bool, million: bool) -> tuple[list[Target], list[Compared], list[Cold]]:
    """Everything, the clocks first."""
    sizes = [50, 100, 200, 500, 1000]
    _say("beside others")
    compared = [compare(people, 3 if quick else 7 if people < 1000 else 5) for people in sizes]
    communities = []
    with TemporaryDirectory() as folder:
        for people in [10_000, 100_000] + [1_000_000] * million:
            _say(f"{people} people: a year of history")
            path = Path(folder) / f"{people}.db"
            build(path, people)
            for size in (2, 4) if quick else (2, 3, 4, 5):
                _say(f"{people} people at tables of {size}")
                times = (3 if quick else 9) if people < 1_000_000 else 3
                communities.append(cold(path, people, size, times))
    imported = import_time(3 if quick else 9)
    at = {(c.people, c.size): c for c in communities}
    by = {c.people: c for c in compared}
    _say("quality")
    tried, short = quality.beyond_the_optimum(200 if quick else 2000)
    played, clean = quality.full_cycles(2 if quick else 20)
    stable, lively = quality.partners()
    likely, wide, others = quality.fairness(4000 if quick else 60_000)
    soft = [quality.soft_wishes(people) for people in (50, 100, 200)]
    mixed = [quality.departments(n, share) for n in (100, 500, 10_000) for share in (0.1, 0.6)]
    _say("groups")
    first = quality.groups(1 if quick else 5)
    ten, hundred, fours = at[10_000, 2], at[100_000, 2], at[100_000, 4]
    targets = [
        Target("1", "100,000 people in pairs, over the floor", 4.5, 2.5, hundred.ratio),
        Target("2", "100,000 people in fours, over the floor", 8.5, 4, fours.ratio),
        Target("3", "growth from 10,000 to 100,000 people", 13, 10.5, hundred.ours / ten.ours),
        Target("5", "networkx over ours, 200 people", 12, 40, by[200].beside_networkx, True),
        Target("5", "networkx over ours, 1,000 people", 55, 200, by[1000].beside_networkx, True),
        Target("6", f"short of the optimum, of {tried} random circles", 0, 0, short),
        Target("7", f"cycles without a repeat, of {played}", 1, 1, clean / played, True),
        Target("8", "different people met over possible, stable 100", 1, 1, stable, True),
        Target("8", "the same with 5 % leaving and 20 % skipping", 0.99, 1, lively, True),
        Target("9", "uniformity: least p of four circles", 0.01, 0.01, likely, True),
        Target("9", "uniformity: widest deviation of a pair", 0.05, 0.05, wide),
        Target("9", "uniformity: least p, odd or with people apart", 0, 0.01, others, True),
        Target("10", "odd places, most less least, 101 people, a year", 1, 1, quality.odd_places()),
        Target("11", "three wishes: gain over optimum, 50-200 people", 0.98, 0.999,
               min(gain for gain, _ in soft), True),
        Target("11", "three wishes: milliseconds, 200 people", 50, 50, soft[-1][1]),
        Target("12", "mixed departments over possible", 1, 1, min(mixed), True),
        Target("13", "first repeat over bound, 24 people in threes", 0.9, 0.95, first[24, 3], True),
        Target("13", "first repeat over bound, 30 in fours", 0.85, 0.95, first[30, 4], True),
        Target("13", "first repeat over bound, 48 in fours", 0.7, 0.85, first[48, 4], True),
        Target("13", "first repeat over bound, 100 in fours", 0.7, 0.85, first[100, 4], True),
        Target("14", "peak memory, 100,000 people in pairs, MiB", 80, 50, hundred.peak_mib),
        Target("14", "import of the matcher, ms", 10, 10, imported),
    ]  # fmt: skip
    if million:
        most = at[1_000_000, 2]
        targets.append(Target("15", "1,000,000 people in pairs, seconds", 6, 2, most.ours))
        targets.append(Target("15", "1,000,000 people in pairs, MiB", 300, 300, most.peak_mib))
    return targets, compared, communities


def table(targets: list[Target], compared: list[Compared], communities: list[Cold]) -> str:
    """What was measured, in Markdown."""
    lines = ["| Target | accept | moonshot | ours | |", "|---|---|---|---|---|"]
    for t in targets:
        word = (
            "moonshot" if t.reached(t.moonshot) else "accept" if t.reached(t.accept) else "missed"
        )
        sign = "≥" if t.more_is_better else "≤"
        lines.append(
            f"| {t.number}. {t.what} | {sign} {t.accept:g} | {sign} {t.moonshot:g} "
            f"| {_figure(t.ours)} | {word} |"
        )
    lines += [
        "",
        "One round after ten, milliseconds of processor time, building the graph included:",
        "",
        "| People | ours | plain shuffle | rustworkx | networkx | networkx over ours |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {c.people} | {c.ours:.2f} | {c.shuffle:.2f} | {c.rustworkx:.2f} | {c.networkx:.1f} "
        f"| {c.beside_networkx:.0f} |"
        for c in compared
    ]
    lines += [
        "",
        "One round after 52, in a fresh process, with the history in SQLite:",
        "",
        "| People | tables of | floor, s | ours, s | over the floor | peak MiB | repeats |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {c.people:,} | {c.size} | {c.floor:.4f} | {c.ours:.4f} | {c.ratio:.2f} "
        f"| {c.peak_mib:.0f} | {c.repeats} |"
        for c in communities
    ]
    return "\n".join(lines)


def _figure(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 10 else f"{value:.1f}"


def _say(what: str) -> None:
    sys.stderr.write(f"measuring: {what}\n")


def main(arguments: list[str]) -> int:
    """Print the table and the figures; keep the table in the docs unless it was a quick look."""
    quick = "--quick" in arguments
    targets, compared, communities = measure(quick, "--million" in arguments)
    written = table(targets, compared, communities)
    told = {
        "targets": [asdict(target) for target in targets],
        "compared": [asdict(row) for row in compared],
        "communities": [asdict(row) for row in communities],
    }
    sys.stdout.write(f"{written}\n\n{json.dumps(told)}\n")
    if not quick:
        before, _, rest = DOCS.read_text().partition(BEGIN)
        _, _, after = rest.partition(END)
        DOCS.write_text(f"{before}{BEGIN}\n{written}\n{END}{after}")
    return int(any(not target.reached(target.accept) for target in targets))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
