"""Tables of three and more: as few repeats as a search finds in a bounded number of moves."""

from random import Random

from bot.pairing.chance import below, shuffle
from bot.pairing.cost import Prices
from bot.pairing.seating import Seating
from bot.pairing.several import disjoint, rounds_left
from bot.pairing.tabu import Room, improve

WHOLE = 128
"""Up to so many people are searched all at once; above, parts in which somebody sits badly."""

MOVES = 4000

PART, PART_MOVES = 64, 300


def seat(costs: Prices, seating: Seating, rng: Random) -> Room:
    """The tables, with as few left out and then as few repeats as the search can manage."""
    count = len(costs.past)
    if room := _looking_ahead(costs, seating, rng):
        return room
    options = [sitting for sitting in range(count, 1, -1) if seating.sizes(sitting)] + [0]
    fails, fits = -1, 0
    room = arrange(costs, seating, options[fits], rng)
    while not _allowed(costs, room):
        fails, fits = fits, min(len(options) - 1, 2 * fits + 1)
        room = arrange(costs, seating, options[fits], rng)
    while fits - fails > 1:
        middle = (fails + fits) // 2
        other = arrange(costs, seating, options[middle], rng)
        if _allowed(costs, other):
            fits, room = middle, other
        else:
            fails = middle
    return room


def _looking_ahead(costs: Prices, seating: Seating, rng: Random) -> Room | None:
    """One of several drawings without a repeat, where it takes care that there are several."""
    wanted = rounds_left(costs, seating.size)
    sizes = seating.sizes(len(costs.past))
    odd = [size != seating.size and seating.size in sizes for size in sizes]
    found = disjoint(costs, sizes, wanted, rng) if wanted and sizes else []
    if not found:
        return None
    bills = [sum(map(_cost, [costs] * len(odd), tables, odd)) for tables in found]
    best = [tables for tables, bill in zip(found, bills, strict=True) if bill == min(bills)]
    return Room(best[below(rng, len(best))], [], odd, settled=True)


def arrange(costs: Prices, seating: Seating, sitting: int, rng: Random) -> Room:
    """Seat so many of the guests, as cheaply as found; nobody if they make no tables."""
    sizes = seating.sizes(sitting)
    guests = sorted(range(len(costs.past)), key=lambda guest: -costs.out[guest])
    tables, start = [], 0
    for size in sizes:
        tables.append(guests[start : start + size])
        start += size
    odd = [size != seating.size and seating.size in sizes for size in sizes]
    room = Room(tables, guests[start:], odd)
    if len(tables) < 2 and not room.out:
        return room
    if len(guests) <= WHOLE:
        return improve(costs, room, MOVES, rng)
    return _in_parts(costs, room, rng)


def least_repeats(costs: Prices, room: Room) -> int:
    """A number of repeats that no drawing can go below: people who have met too many others."""
    sitting = [guest for table in room.tables for guest in table]
    company = min((len(table) for table in room.tables), default=1) - 1
    short = 0
    for guest in sitting:
        known = len(costs.past[guest])
        short += max(0, company - (len(costs.past) - 1 - known))
    return (short + 1) // 2


def _allowed(costs: Prices, room: Room) -> bool:
    """Whether nobody sits against a rule."""
    return all(costs.table(table) < costs.units.rule for table in room.tables)


def _in_parts(costs: Prices, room: Room, rng: Random) -> Room:
    """Search a few tables at a time: some where it costs something, and some others."""
    tables, out = [list(table) for table in room.tables], room.out
    size = max(map(len, tables))
    several = max(4, PART // size)
    dear = [t for t in range(len(tables)) if _cost(costs, tables[t], room.odd[t])]
    for _ in range(8 + 6 * len(dear) // several):
        if not dear:
            break
        shuffle(rng, dear)
        chosen = set(dear[: several // 3])
        while len(chosen) < min(several, len(tables)):
            chosen.add(below(rng, len(tables)))
        part = sorted(chosen)
        some = Room([tables[t] for t in part], out, [room.odd[t] for t in part])
        better = improve(costs, some, PART_MOVES, rng)
        out = better.out
        for t, table in zip(part, better.tables, strict=True):
            tables[t] = table
        dear = [t for t in dear if t not in chosen]
        dear += [t for t in part if _cost(costs, tables[t], room.odd[t])]
    return Room(tables, out, room.odd)


def _cost(costs: Prices, table: list[int], odd: bool) -> int:
    return costs.table(table) + (sum(costs.odd[guest] for guest in table) if odd else 0)
