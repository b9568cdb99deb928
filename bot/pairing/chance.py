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
    for place, thing in enumerate(things):
        other = int(random() * (place + 1))
        things[place] = things[other]
        things[other] = thing
