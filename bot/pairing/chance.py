"""Chance that falls the same way on every Python: all of it comes from ``Random.random()``.

Python promises the numbers of ``random()`` for a seed, for ever, and promises nothing about
``shuffle`` and ``choice``.
"""

from random import Random


def below(rng: Random, limit: int) -> int:
    """A number from 0 to ``limit`` - 1, each as likely as the others."""
    return int(rng.random() * limit)


def shuffle(rng: Random, things: list[int]) -> None:
    """Put the list into an order that is as likely as any other (Fisher and Yates)."""
    random = rng.random
    for last in range(len(things) - 1, 0, -1):
        other = int(random() * (last + 1))
        things[last], things[other] = things[other], things[last]
