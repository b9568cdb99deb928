"""A search for the cheapest way to seat some people at tables of given sizes.

Tabu search: again and again somebody who sits badly changes places with whoever suits best, even
if that is a step back, and for some moves may not return to the table they left. F. Glover, "Tabu
search", 1989; for tables, I. Dotú and P. Van Hentenryck, "Scheduling social golfers locally", 2005.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from bot.pairing.chance import below
from bot.pairing.cost import Prices


class Room(NamedTuple):
    """Tables of guests; who is left out sits, so to speak, at a last table where nobody meets."""

    tables: list[list[int]]
    out: list[int]
    odd: list[bool]
    """Which tables are not of the circle's size."""
    settled: bool = False
    """Not to be mixed: it was chosen for what it leaves for later."""


def improve(costs: Prices, room: Room, moves: int, rng: Random) -> Room:
    """The best room found in so many moves."""
    search = _Search(costs, room)
    best, snapshot = search.total, list(search.at)
    for move in range(moves):
        if not search.step(move, best, rng):
            break
        if search.total < best:
            best, snapshot = search.total, list(search.at)
    return search.room(room, snapshot)


class _Search:
    """The people of a room on the move."""

    def __init__(self, costs: Prices, room: Room) -> None:
        seats = [(v, t) for t, table in enumerate([*room.tables, room.out]) for v in table]
        seats.sort()
        self.guests = [guest for guest, _ in seats]
        self.at = [table for _, table in seats]
        self.outside = len(room.tables)
        """The number of the table where nobody meets."""
        self.prices = [[0] * len(seats) for _ in seats]
        """Of any two of them."""
        self.near: list[list[int]] = []
        """For each guest and table, what the guest costs there with all who sit there."""
        self.until: dict[tuple[int, int], int] = {}
        """Up to which move a guest may not return to a table."""
        between = costs.between
        for i, one in enumerate(self.guests):
            row = self.prices[i]
            for j in range(i):
                row[j] = self.prices[j][i] = between(one, self.guests[j])
        for guest, prices in zip(self.guests, self.prices, strict=True):
            sums = [costs.odd[guest] if odd else 0 for odd in room.odd] + [costs.out[guest]]
            for table, price in zip(self.at, prices, strict=True):
                if price and table != self.outside:
                    sums[table] += price
            self.near.append(sums)
        self.total = sum(costs.table(table) for table in room.tables)
        for sitting, odd in zip(room.tables, room.odd, strict=True):
            self.total += sum(costs.odd[guest] for guest in sitting) if odd else 0
        self.total += sum(costs.out[guest] for guest in room.out)

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
