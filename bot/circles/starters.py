"""Which question a table begins with: deeper as a pair meets again, and never one that is worn."""

import hmac
from collections.abc import Collection, Sequence
from functools import cache

from bot.texts.catalogue import catalogue

DEPTHS = ("light", "real", "deep")
ROUNDS = 20  # in which nobody gets the same one again
_PREFIX = "starter."


@cache
def every() -> tuple[str, ...]:
    """The names of all there are, such as light.food.1."""
    keys = (key for key in catalogue("en") if key.startswith(_PREFIX))
    return tuple(sorted(key.removeprefix(_PREFIX) for key in keys))


def choose(
    topics: Sequence[str],
    *,
    before: int,
    theirs: Collection[str],
    recent: Collection[str],
    lot: bytes,
) -> str:
    """One for a table whose people sat together so many times `before`.

    Never one of `theirs`, which a pair of them had already, nor a `recent` one of any of them,
    while there are others. `lot` decides among those that are left.
    """
    wanted = min(before, len(DEPTHS) - 1)
    nearest = sorted(DEPTHS, key=lambda depth: abs(DEPTHS.index(depth) - wanted))
    for worn in ({*theirs, *recent}, {*theirs}, frozenset[str]()):
        for depth in nearest:
            free = [t for t in topics if t not in worn and t.partition(".")[0] == depth]
            if free:
                drawn = hmac.digest(lot, ",".join(free).encode(), "sha256")
                return free[int.from_bytes(drawn, "big") % len(free)]
    raise ValueError("there is no starter at all")
