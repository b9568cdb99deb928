"""One drawing: who sits with whom, for these people, this past and this seed.

``drawing`` knows no database: it yields what it wants to know and is sent what is known of it.
"""

from collections.abc import Generator, Mapping, Sequence
from itertools import combinations
from random import Random

from bot.pairing import community, groups, pairs
from bot.pairing.chance import shuffle
from bot.pairing.cost import Prices, prices
from bot.pairing.hall import Hall
from bot.pairing.mixing import mix
from bot.pairing.seating import Drawing, Everyone, Pair, Past, Question, Seating

LARGE = 2000
"""Above so many people only the pairs that are about to sit together are asked about."""

SWAPS, ENOUGH = 20, 600
"""Swaps for each person that make a drawing fair, and how many always are."""


def drawing(seating: Seating, seed: int) -> Generator[Question, Mapping[Pair, Past], Drawing]:
    """Draw the tables, asking for the past where it matters.

    The same people, past and seed give the same tables, whatever order they come in.
    """
    rng = Random(seed)  # noqa: S311  # the caller keeps the seed secret until it has been used
    if len(seating.people) > LARGE:
        hall = yield from community.seat(seating, _few, rng)
        return _of_hall(hall)
    people = sorted(seating.people)
    past = yield Everyone(tuple(people))
    shuffle(rng, people)
    costs = prices(seating, people, past)
    tables, out, least = _seat(seating, costs, rng)
    return _of_guests(seating, people, costs, tables, out, least)


def draw(seating: Seating, past: Mapping[Pair, Past], seed: int) -> Drawing:
    """Draw the tables with the past at hand."""
    asking = drawing(seating, seed)
    try:
        question = next(asking)
        while True:
            if isinstance(question, Everyone) and len(question.people) == len(seating.people):
                question = asking.send(past)
            else:
                question = asking.send({pair: past[pair] for pair in question if pair in past})
    except StopIteration as done:
        drawn: Drawing = done.value
        return drawn


def _seat(seating: Seating, costs: Prices, rng: Random) -> tuple[list[list[int]], list[int], int]:
    """The tables of guests, who is left out, and the least number of repeats."""
    count = len(costs.past)
    if count < 2:
        return [], list(range(count)), 0
    swaps = min(SWAPS * count, ENOUGH)
    if seating.size == 2:
        seated = pairs.seat(costs, seating.largest != 2, rng)
        if not seated.settled:
            mix(costs, seated.tables, seated.out, 2, swaps, rng)
        return seated.tables, seated.out, seated.least
    room = groups.seat(costs, seating, rng)
    if not room.settled:
        mix(costs, room.tables, room.out, seating.size, swaps, rng)
    return room.tables, room.out, groups.least_repeats(costs, room)


def _few(
    seating: Seating, past: Mapping[Pair, Past], rng: Random
) -> tuple[list[list[int]], list[int]]:
    """Seat some people of a large community, all of whose past is known."""
    people = list(seating.people)
    shuffle(rng, people)
    tables, out, _ = _seat(seating, prices(seating, people, past), rng)
    return [[people[guest] for guest in table] for table in tables], [people[g] for g in out]


def _of_guests(
    seating: Seating,
    people: Sequence[int],
    costs: Prices,
    tables: list[list[int]],
    out: list[int],
    least: int,
) -> Drawing:
    """The drawing in terms of people instead of guests."""
    usual = any(len(table) == seating.size for table in tables)
    odd = [guest for table in tables if usual and len(table) != seating.size for guest in table]
    met = [costs.past[a].get(b, 0) for table in tables for a, b in combinations(table, 2)]
    again = [price for price in met if price >= costs.units.repeat]
    price = sum(again) + sum(costs.odd[guest] for guest in odd)
    price += sum(costs.wished(table) for table in tables) if costs.wishes is not None else 0
    return Drawing(
        tables=_named(tables, people),
        left_out=tuple(sorted(people[guest] for guest in out)),
        repeats=len(again),
        avoidable_repeats=len(again) - least,
        cost=price,
        odd=tuple(sorted(people[guest] for guest in odd)),
        recent=sum(1 for price in again if price % costs.units.repeat >= costs.units.recent),
    )


def _of_hall(hall: Hall) -> Drawing:
    """The drawing of a large community, all of whose tables have been asked about."""
    people, numbers = hall.people, range(hall.tables)
    again: list[int] = []
    if not hall.calm:
        together = (pair for t in numbers for pair in combinations(sorted(hall.table(t)), 2))
        again = [hall.met[pair] for pair in together if pair in hall.met]
    odd: list[int] = []
    if hall.large != hall.small or hall.out:
        tables = [hall.table(t) for t in numbers]
        usual = any(len(table) == hall.seating.size for table in tables)
        odd = [g for table in tables if usual and len(table) != hall.seating.size for g in table]
    price = sum(again)
    if hall.choosy or (odd and hall.seating.burden):
        price = sum(hall.weight(t, hall.table(t)) for t in numbers)
    return Drawing(
        tables=hall.named(),
        left_out=tuple(sorted(people[guest] for guest in hall.out)),
        repeats=len(again),
        avoidable_repeats=len(again),
        cost=price,
        odd=tuple(sorted(people[guest] for guest in odd)),
        recent=sum(1 for price in again if price >= hall.units.repeat + hall.units.recent),
    )


def _named(tables: list[list[int]], people: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    named = [tuple(sorted(people[guest] for guest in table)) for table in tables]
    named.sort(key=lambda table: (-len(table), table))
    return tuple(named)
