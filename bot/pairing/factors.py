"""Looking ahead: a drawing after which the small circle can still go on without repeats.

When people have few new faces left, the best drawing of today may be one that leaves somebody
without a new partner tomorrow. So the pairs that are still new are parted into as many whole
drawings (perfect matchings, "factors") as can be found, and one of those is played: the others
remain for later.
"""

from functools import partial
from random import Random

from bot.pairing.ahead import beside_each_other
from bot.pairing.blossom import SINGLE, bits, enlarge
from bot.pairing.chance import below

LARGEST = 128
"""Beyond so many people the search would take longer than it is worth."""


def tight(near: list[int], guests: int) -> int:
    """How many drawings without a repeat there can still be, where that takes care; else 0.

    While everybody has more than half of the others left, any drawing leaves another (Dirac).
    """
    people = guests.bit_count()
    if people > LARGEST:
        return 0
    left = min((near[v] & guests).bit_count() for v in bits(guests))
    return left if 1 < left < people // 2 + 1 else 0


def factors(near: list[int], guests: int, wanted: int, rng: Random) -> list[list[int]]:
    """Disjoint perfect matchings of the graph, up to ``wanted`` of them, as many as are found."""
    rest = list(near)
    toggle = partial(_toggle, rest)
    draw = partial(_random_matching, rest, guests, rng)
    return beside_each_other(draw, toggle, toggle, wanted, 12 * wanted + 60, rng)


def _random_matching(near: list[int], guests: int, rng: Random) -> list[int] | None:
    """A perfect matching, a different one each time, or none if there is none."""
    mate = [SINGLE] * len(near)
    free = guests
    order = list(bits(guests))
    start = below(rng, len(order))
    for vertex in order[start:] + order[:start]:
        choice = near[vertex] & free if free >> vertex & 1 else 0
        if choice:
            turn = below(rng, len(near))
            later = choice >> turn << turn
            choice = later or choice
            other = (choice & -choice).bit_length() - 1
            mate[vertex], mate[other] = other, vertex
            free &= ~(1 << vertex | 1 << other)
    if free and enlarge(near, mate, bits(free), guests):
        return None
    return mate


def _toggle(near: list[int], mate: list[int]) -> None:
    """Take the pairs of a matching out of the graph, or put them back."""
    for vertex, other in enumerate(mate):
        if other != SINGLE:
            near[vertex] ^= 1 << other
