"""Tables of three and more: as few repeats as a search finds in a bounded number of moves."""

from random import Random

from bot.pairing.cost import Prices
from bot.pairing.seating import Seating
from bot.pairing.tabu import Room, improve

WHOLE = 128
"""Up to so many people are searched all at once; above, parts in which somebody sits badly."""

MOVES = 2000


def seat(costs: Prices, seating: Seating, rng: Random) -> Room:
    """The tables, with the fewest left out that the search can manage."""
    count = len(costs.past)
    missing, step = 0, 1
    fits: tuple[int, Room] | None = None
    while fits is None:
        room = arrange(costs, seating, count - missing, rng)
        if not _ruled(costs, room):
            fits = missing, room
        elif missing >= count:
            break
        else:
            missing, step = min(count, missing + step), 2 * step
    assert fits is not None
    return fits[1]


def arrange(costs: Prices, seating: Seating, sitting: int, rng: Random) -> Room:
    """Seat so many of the guests, as cheaply as found."""
    count = len(costs.past)
    sizes = seating.sizes(sitting)
    guests = list(range(count))
    tables = []
    for size in sizes:
        tables.append([guests.pop() for _ in range(size)])
    odd = [size != seating.size and seating.size in sizes for size in sizes]
    room = Room(tables, guests, odd)
    if count <= WHOLE:
        return improve(costs, room, MOVES, 1, rng)
    return room


def _ruled(costs: Prices, room: Room) -> bool:
    return any(costs.table(table) >= costs.units.rule for table in room.tables)
