"""Who without a table sits where, while a round is on: by the rules of the drawing itself.

Those who wait are drawn with each other, as a small round of their own. Whoever is left joins the
table with the fewest people, and among these the one where the least stands against it.
"""

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from bot.pairing.cost import Prices, prices
from bot.pairing.draw import draw
from bot.pairing.seating import Drawing, Pair, Past, Seating

MOST = 8  # people at a table, however few other tables there are


@dataclass(frozen=True, slots=True)
class Laid:
    """A table that is set: its pairing, and who sits there."""

    pairing: int
    people: tuple[int, ...]


def together(seating: Seating, past: Mapping[Pair, Past], lot: bytes) -> Drawing:
    """Draw tables for those who wait; in a circle of larger tables, smaller ones will do."""
    return draw(seating, past, int.from_bytes(lot, "big"))


def joined(
    seating: Seating,
    past: Mapping[Pair, Past],
    who: Sequence[int],
    tables: Collection[Laid],
    most: Mapping[int, int],
    lot: bytes,
) -> tuple[dict[int, tuple[int, ...]], tuple[int, ...]]:
    """Which table takes in whom, by its pairing, and whom none does.

    `seating` and `past` are of all these people together. `most`: how many may sit at a table once
    each of `who` has joined it.
    """
    people = sorted(seating.people)
    place = {person: guest for guest, person in enumerate(people)}
    costs = prices(replace(seating, largest=max(seating.largest or 0, MOST)), people, past)
    sit = {table.pairing: tuple(table.people) for table in tables}
    joins: dict[int, tuple[int, ...]] = {}
    without: list[int] = []
    for person in who:
        free = [
            (len(there), cost, _lot(lot, person, pairing), pairing)
            for pairing, there in sit.items()
            if len(there) < most[person]
            for cost in [_cost(costs, place, person, there)]
            if cost < costs.units.rule
        ]
        if not free:
            without.append(person)
            continue
        pairing = min(free)[-1]
        sit[pairing] = (*sit[pairing], person)
        joins[pairing] = (*joins.get(pairing, ()), person)
    return joins, tuple(without)


def again(lot: bytes, changes: int) -> bytes:
    """The lot by which seats are found after so many changes: made from the round's own."""
    return hmac.digest(lot, f"again|{changes}".encode(), "sha256")[:16]


def pairs(people: Collection[int]) -> list[Pair]:
    """Every two of them, the smaller id first."""
    return list(combinations(sorted(people), 2))


def _cost(costs: Prices, place: Mapping[int, int], person: int, there: Sequence[int]) -> int:
    return sum(costs.between(place[person], place[other]) for other in there)


def _lot(lot: bytes, person: int, pairing: int) -> bytes:
    return hmac.digest(lot, f"{person}|{pairing}".encode(), "sha256")
