"""A search for the cheapest way to seat some people at tables of given sizes.

Tabu search: again and again somebody who sits badly changes places with whoever suits best, even
if that is a step back, and for some moves may not return to the table they left. F. Glover, "Tabu
search", 1989; for tables, I. Dotú and P. Van Hentenryck, "Scheduling social golfers locally", 2005.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bot.pairing.chance import below
from bot.pairing.cost import Prices


@dataclass(frozen=True, slots=True)
class Room:
    """Tables of guests; who is left out sits, so to speak, at a last table where nobody meets."""

    tables: list[list[int]]
    out: list[int]
    odd: list[bool]
    """Which tables are not of the circle's size."""


def improve(costs: Prices, room: Room, moves: int, rng: Random) -> Room:
    """The best room found in so many moves."""
    search = _Search.start(costs, room)
    best, snapshot = search.total, list(search.at)
    for move in range(moves):
        if not search.step(move, best, rng):
            break
        if search.total < best:
            best, snapshot = search.total, list(search.at)
    return search.room(room, snapshot)


@dataclass(slots=True)
class _Search:
    guests: list[int]
    prices: list[list[int]]
    """Of any two of them."""
    at: list[int]
    near: list[list[int]]
    """For each guest and table, what the guest costs there with all who sit there."""
    total: int
    outside: int
    """The number of the table where nobody meets."""
    until: dict[tuple[int, int], int]
    """Up to which move a guest may not return to a table."""

    @staticmethod
    def start(costs: Prices, room: Room) -> "_Search":
        seats = [(v, t) for t, table in enumerate([*room.tables, room.out]) for v in table]
        seats.sort()
        guests = [guest for guest, _ in seats]
        at = [table for _, table in seats]
        outside = len(room.tables)
        between = costs.between
        prices = [[0] * len(guests) for _ in guests]
        for i, one in enumerate(guests):
            row = prices[i]
            for j in range(i):
                row[j] = prices[j][i] = between(one, guests[j])
        near = []
        for i, guest in enumerate(guests):
            sums = [costs.odd[guest] if odd else 0 for odd in room.odd] + [costs.out[guest]]
            for table, price in zip(at, prices[i], strict=True):
                if price and table != outside:
                    sums[table] += price
            near.append(sums)
        total = sum(costs.table(table) for table in room.tables)
        total += sum(
            costs.odd[v] for t, table in enumerate(room.tables) if room.odd[t] for v in table
        )
        total += sum(costs.out[v] for v in room.out)
        return _Search(guests, prices, at, near, total, outside, {})

    def step(self, move: int, best: int, rng: Random) -> bool:
        """Let somebody who sits badly change places; false when everybody sits well."""
        at, near = self.at, self.near
        unhappy = [v for v, table in enumerate(at) if near[v][table]]
        if not unhappy:
            return False
        mover = unhappy[below(rng, len(unhappy))]
        here, costs, mine = at[mover], near[mover], self.prices[mover]
        leaving, until = costs[here], self.until
        lowest = -1
        choices: list[int] = []
        for other, there in enumerate(at):
            if there == here:
                continue
            theirs = near[other]
            change = costs[there] - leaving + theirs[here] - theirs[there]
            if price := mine[other]:
                change -= price if self.outside in (here, there) else 2 * price
            if choices and change > lowest:
                continue
            barred = until.get((mover, there), -1) > move or until.get((other, here), -1) > move
            if barred and self.total + change >= best:
                continue
            if not choices or change < lowest:
                lowest, choices = change, [other]
            else:
                choices.append(other)
        if choices:
            other = choices[below(rng, len(choices))]
            until[mover, here] = until[other, at[other]] = move + 3 + below(rng, 8)
            self._swap(mover, other)
            self.total += lowest
        return True

    def _swap(self, one: int, other: int) -> None:
        here, there = self.at[one], self.at[other]
        for sums, mine, theirs in zip(self.near, self.prices[one], self.prices[other], strict=True):
            if mine != theirs:
                if here != self.outside:
                    sums[here] += theirs - mine
                if there != self.outside:
                    sums[there] += mine - theirs
        self.at[one], self.at[other] = there, here

    def room(self, before: Room, at: Sequence[int]) -> Room:
        tables: list[list[int]] = [[] for _ in range(self.outside + 1)]
        for guest, table in zip(self.guests, at, strict=True):
            tables[table].append(guest)
        return Room(tables[:-1], tables[-1], before.odd)
