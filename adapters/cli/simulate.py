"""Plays a year of a circle in the terminal: how many new faces, how many repeats, how fast."""

import json
import resource
import sys
from time import perf_counter
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.pairing.simulate import Outcome, Plan, Played
from bot.pairing.simulate import simulate as play


def simulate(plan: Plan, *, as_json: bool, out: TextIO) -> None:
    """Play the plan and write what became of it; a bar moves along where a person is watching."""
    seconds: list[float] = []
    memory: list[float] = []
    with _bar(out) as bar:
        task = bar.add_task("Rounds", total=plan.rounds)
        before = perf_counter()

        def progress(_: Played) -> None:
            nonlocal before
            now = perf_counter()
            seconds.append(now - before)
            memory.append(_peak())
            bar.advance(task)
            before = now

        outcome = play(plan, progress)
    if as_json:
        _write_json(outcome, seconds, memory, out)
    else:
        _write_text(outcome, seconds, memory, out)


def _bar(out: TextIO) -> Progress:
    """A bar on standard error, so that what is written stays clean; none where nobody looks."""
    watched = sys.stderr.isatty() and out.isatty()
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not watched,
    )


def _peak() -> float:
    """The most memory that this process has held so far, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _write_json(outcome: Outcome, seconds: list[float], memory: list[float], out: TextIO) -> None:
    plan = outcome.plan
    told = {
        "members": plan.members,
        "size": plan.size,
        "attendance": plan.attendance,
        "churn": plan.churn,
        "tags": plan.tags,
        "cooldown": plan.cooldown,
        "seed": plan.seed,
        "coverage": round(outcome.coverage, 4),
        "repeats": outcome.repeats,
        "avoidable_repeats": outcome.avoidable_repeats,
        "left_out": outcome.left_out,
        "odd_places": {"least": outcome.least_odd, "most": outcome.most_odd},
        "distinct_partners": {
            "average": round(outcome.partners, 2),
            "fewest": outcome.fewest_partners,
            "possible": round(outcome.possible_partners, 2),
        },
        "too_small_for_cooldown": plan.too_small,
        "longest_cooldown": plan.keeps,
        "rounds": [
            {
                "number": played.number,
                "present": played.present,
                "tables": played.tables,
                "repeats": played.repeats,
                "avoidable_repeats": played.avoidable_repeats,
                "recent": played.recent,
                "left_out": played.left_out,
                "odd": played.odd,
                "wishes": round(played.wishes, 4),
                "seconds": round(took, 6),
                "peak_mib": round(peak, 1),
            }
            for played, took, peak in zip(outcome.rounds, seconds, memory, strict=True)
        ],
    }
    out.write(json.dumps(told) + "\n")


def _write_text(outcome: Outcome, seconds: list[float], memory: list[float], out: TextIO) -> None:
    plan = outcome.plan
    out.write(
        f"{plan.members} members at tables of {plan.size}, {plan.rounds} "
        f"{'round' if plan.rounds == 1 else 'rounds'}.\n\n"
    )
    partners = (
        f"{outcome.partners:.1f} on average, at least {outcome.fewest_partners}, "
        f"of {outcome.possible_partners:.1f} possible"
    )
    again = f"{outcome.repeats}, of which {outcome.avoidable_repeats} might have been avoided"
    lines = [
        ("Pairs that have met", f"{outcome.coverage:.1%} of all"),
        ("Different people met", partners),
        ("Pairs that met again", again),
        ("Left out", str(outcome.left_out)),
        ("At an odd table", f"{outcome.least_odd} to {outcome.most_odd} times each"),
    ]
    if plan.tags and outcome.rounds:
        mixed = sum(played.wishes for played in outcome.rounds) / len(outcome.rounds)
        lines.append(("Pairs of two teams", f"{mixed:.1%}"))
    if seconds:
        lines.append(
            ("Time for a round", f"{max(seconds):.3f} s at most, {max(memory):.0f} MiB of memory")
        )
    for name, value in lines:
        out.write(f"{name:<22}{value}\n")
    if plan.too_small:
        out.write(
            f"\nA cool-down of {plan.cooldown} rounds is longer than so few people can keep: "
            f"after {plan.keeps + 1} rounds everybody has met everybody. I keep to {plan.keeps}.\n"
        )
