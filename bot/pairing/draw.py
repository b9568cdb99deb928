"""One drawing: who sits with whom, for these people, this past and this seed.

``drawing`` knows no database: it yields what it wants to know and is sent what is known of it.
"""

from collections.abc import Generator, Mapping
from random import Random

from bot.pairing import groups, pairs
from bot.pairing.chance import shuffle
from bot.pairing.cost import Prices, prices
from bot.pairing.mixing import mix
from bot.pairing.seating import Drawing, Everyone, Pair, Past, Question, Seating


def drawing(seating: Seating, seed: int) -> Generator[Question, Mapping[Pair, Past], Drawing]:
    """Draw the tables, asking for the past where it matters.

    The same people, past and seed give the same tables, whatever order they come in.
    """
    rng = Random(seed)  # noqa: S311  # the seed is a secret until it is drawn with; see the rounds
    people = sorted(seating.people)
    past = yield Everyone(tuple(people))
    shuffle(rng, people)
    costs = prices(seating, people, past)
    sizes = seating.sizes(len(people))
    if not sizes and len(people) < 2:
        return _told(seating, people, costs, [], list(range(len(people))), 0)
    if seating.size == 2:
        seated = pairs.seat(costs, seating.largest != 2, rng)
        tables, out, least = seated.tables, seated.out, seated.least
        settled = seated.settled
    else:
        room = groups.seat(costs, seating, rng)
        tables, out = room.tables, room.out
        least, settled = 0, False
    if not settled:
        mix(costs, tables, out, seating.size, 20 * len(people), rng)
    return _told(seating, people, costs, tables, out, least)


def draw(seating: Seating, past: Mapping[Pair, Past], seed: int) -> Drawing:
    """Draw the tables with the past at hand."""
    asking = drawing(seating, seed)
    try:
        question = next(asking)
        while True:
            if isinstance(question, Everyone):
                question = asking.send(past)
            else:
                question = asking.send({pair: past[pair] for pair in question if pair in past})
    except StopIteration as done:
        drawn: Drawing = done.value
        return drawn


def _told(
    seating: Seating,
    people: list[int],
    costs: Prices,
    tables: list[list[int]],
    out: list[int],
    least: int,
) -> Drawing:
    """The drawing in terms of people instead of guests."""
    named = [tuple(sorted(people[guest] for guest in table)) for table in tables]
    named.sort(key=lambda table: (-len(table), table))
    usual = any(len(table) == seating.size for table in tables)
    odd = [guest for table in tables if usual and len(table) != seating.size for guest in table]
    repeats = sum(costs.met(table) for table in tables)
    return Drawing(
        tables=tuple(named),
        left_out=tuple(sorted(people[guest] for guest in out)),
        repeats=repeats,
        avoidable_repeats=repeats - least,
        cost=sum(costs.table(table) for table in tables) + sum(costs.odd[guest] for guest in odd),
        odd=tuple(sorted(people[guest] for guest in odd)),
    )
