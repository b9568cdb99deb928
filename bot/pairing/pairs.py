"""Tables of two: whoever can sit does, and not one pair more meets again than must."""

from random import Random

from bot.pairing.chance import below, shuffle
from bot.pairing.cost import Prices, masks
from bot.pairing.factors import LARGEST, factors, tight
from bot.pairing.partners import Graphs, Seated, at_no_cost, fewest_repeats, lowest_price
from bot.pairing.trios import trio_at_no_cost, with_trio

EXACT = 200
"""Up to so many people the cheapest drawing is found, above only the fewest repeats for certain."""

PART = 48
"""So many people at a time are seated anew, at their cheapest, in a larger circle."""

SWEEPS = 4


def seat(costs: Prices, trios: bool, rng: Random) -> Seated:
    """Seat the guests in pairs, and three at one table where that leaves fewer out."""
    count = len(costs.past)
    even = count % 2 == 0
    if even and (seated := _looking_ahead(costs, rng)):
        return seated
    if even and (tables := at_no_cost(costs, range(count), rng)):
        return Seated(tables, [])
    if not even and trios and (seated := trio_at_no_cost(costs, rng)):
        return seated
    graphs = Graphs.of(costs)
    seated = fewest_repeats(graphs, (1 << count) - 1)
    if seated.out and trios:
        seated = with_trio(costs, graphs, seated)
    return _cheaper(costs, seated, rng)


def _looking_ahead(costs: Prices, rng: Random) -> Seated | None:
    """The drawing that leaves most drawings without a repeat for later, where that takes care."""
    if len(costs.past) > LARGEST:
        return None
    unmet, everyone = masks(costs, costs.units.repeat), (1 << len(costs.past)) - 1
    wanted = tight(unmet, everyone)
    found = [
        [[v, partner] for v, partner in enumerate(mate) if v < partner]
        for mate in (factors(unmet, everyone, wanted, rng) if wanted else [])
    ]
    if not found:
        return None
    if costs.wishes is not None:
        bills = [sum(costs.table(table) for table in tables) for tables in found]
        found = [tables for tables, bill in zip(found, bills, strict=True) if bill == min(bills)]
    return Seated(found[below(rng, len(found))], [], settled=True)


def _cheaper(costs: Prices, seated: Seated, rng: Random) -> Seated:
    """The same three, if there is one, and the pairs at their cheapest."""
    trio = [table for table in seated.tables if len(table) == 3]
    pairs = [table for table in seated.tables if len(table) == 2]
    if not seated.out and not any(costs.table(table) for table in pairs):
        return seated
    guests = [guest for table in pairs for guest in table] + seated.out
    if len(guests) <= EXACT:
        pairs, out = lowest_price(costs, guests)
        least = seated.least if trio else sum(costs.met(table) for table in pairs)
        return Seated(trio + pairs, out, least)
    for _ in range(SWEEPS):
        order = list(range(len(pairs)))
        shuffle(rng, order)
        mixed = [pairs[i] for i in order]
        pairs = []
        for start in range(0, len(mixed), PART // 2):
            part = mixed[start : start + PART // 2]
            if any(costs.table(table) for table in part):
                part, _ = lowest_price(costs, [guest for table in part for guest in table])
            pairs += part
    return Seated(trio + pairs, seated.out, seated.least)
