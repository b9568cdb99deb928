"""As many whole drawings as can be found that leave room for each other: what looking ahead needs.

One drawing after another is taken out of what is left. Where none is left, a few of those that were
found go back by lot, and the search goes on from there; the longest list of all counts.
"""

from collections.abc import Callable
from random import Random
from typing import TypeVar

from bot.pairing.chance import below

Drawing = TypeVar("Drawing")


def beside_each_other(
    draw: Callable[[], Drawing | None],
    take: Callable[[Drawing], None],
    put_back: Callable[[Drawing], None],
    wanted: int,
    idle_at_most: int,
    rng: Random,
) -> list[Drawing]:
    """Drawings that share nothing, up to ``wanted`` of them, as many as are found.

    ``draw`` makes one out of what is left, or none. The search ends when ``idle_at_most`` draws in
    a row have not lengthened the list.
    """
    found: list[Drawing] = []
    longest: list[Drawing] = []
    idle = 0
    while len(found) < wanted and idle < idle_at_most:
        drawn = draw()
        idle += 1
        if drawn is not None:
            found.append(drawn)
            take(drawn)
            if len(found) > len(longest):
                longest, idle = list(found), 0
            continue
        if not found:
            break
        for _ in range(min(len(found), 1 + below(rng, 5))):
            put_back(found.pop(below(rng, len(found))))
    return longest
