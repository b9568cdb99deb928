"""What people do in a year, as a list made by chance: plain values that are played in order."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

ZONES = (
    *("Pacific/Auckland", "Australia/Lord_Howe", "Asia/Tokyo", "Asia/Kolkata"),
    *("Europe/Berlin", "Europe/London", "America/St_Johns", "America/New_York"),
    *("America/Sao_Paulo", "America/Los_Angeles", "Asia/Tehran", "Africa/Nairobi"),
)
"""Twelve, in which clocks change on four days, by an hour and by half of one, or never."""

OFTEN: dict[str, int] = {
    "join": 8,
    "leave": 3,
    "pause": 2,
    "pause for": 4,
    "pause range": 3,
    "resume": 5,
    "skip": 4,
    "unskip": 1,
    "date": 4,
    "cant": 2,
    "outcome": 4,
    "coming": 5,
    "silence": 2,
    "anything": 12,
    "news": 12,
    "gone": 1,
    "restart": 1,
    "standup join": 2,
    "standup leave": 1,
    "standup away": 1,
    "standup back": 1,
}


@dataclass(frozen=True, slots=True)
class Doing:
    """Somebody does something of `OFTEN`; `n` chooses the circle, the days and the like."""

    at: datetime
    who: int
    what: str
    n: int


def doings(rng: Random, start: datetime, days: int, people: int, each_day: float) -> list[Doing]:
    """What so many people do in so many days. Everybody begins by joining, some of them later."""
    found: list[Doing] = []
    for who in range(people):
        soon = start + timedelta(minutes=who + 1)
        for n in range(2):
            late = timedelta(days=rng.uniform(0, days / 2)) if rng.random() < 0.15 else timedelta(0)
            found.append(Doing(soon + late, who, "join", n))
        if rng.random() < 0.5:
            found.append(Doing(soon, who, "standup join", 0))
    kinds, weights = list(OFTEN), list(OFTEN.values())
    for _ in range(round(days * each_day)):
        at = start + timedelta(days=rng.uniform(0.1, days))
        what = rng.choices(kinds, weights)[0]
        found.append(Doing(at, rng.randrange(people), what, rng.randrange(1000)))
    return sorted(found, key=lambda each: each.at)


async def shrunk(
    all_of_them: Sequence[Doing], fails: Callable[[Sequence[Doing]], Awaitable[bool]]
) -> list[Doing]:
    """Fewer of them with which it still fails: halves are left out first, then single ones."""
    left = list(all_of_them)
    size = len(left) // 2
    while size:
        at = 0
        while at < len(left):
            without = left[:at] + left[at + size :]
            if await fails(without):
                left = without
            else:
                at += size
        size //= 2
    return left
