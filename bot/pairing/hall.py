"""The tables of a large community, with what is known so far of the people at them."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from bot.pairing.cost import MOST, Units, Wishes, wishes_of
from bot.pairing.seating import Pair, Past, Seating


@dataclass(slots=True)
class Hall:
    """Guests are places in the sorted list of people."""

    seating: Seating
    people: Sequence[int]
    tables: list[list[int]]
    out: list[int]
    units: Units
    wishes: Wishes | None
    fewest: int
    """The lowest burden that anybody carries."""
    odd: list[bool]
    """Which tables are not of the circle's size."""
    met: dict[Pair, int] = field(default_factory=dict)
    """What it costs that two meet again, of those that were asked about."""
    never: dict[Pair, int] = field(default_factory=dict)

    @staticmethod
    def of(seating: Seating, people: list[int], tables: list[list[int]], out: list[int]) -> "Hall":
        """The hall before anything is known of the past."""
        units = Units.of(seating)
        usual = any(len(table) == seating.size for table in (tables[0], tables[-1]))
        odd = [usual and len(table) != seating.size for table in tables]
        fewest = min(seating.burden.values(), default=0)
        if len(seating.burden) < len(people):
            fewest = 0
        hall = Hall(
            seating, people, tables, out, units, wishes_of(seating, people, units.rule), fewest, odd
        )
        for one, other in seating.never:
            pair = hall.guest(one), hall.guest(other)
            if min(pair) >= 0:
                hall.never[pair] = units.rule
        return hall

    @property
    def choosy(self) -> bool:
        """Whether anything but the past speaks against a table."""
        return self.wishes is not None or bool(self.never)

    def guest(self, person: int) -> int:
        """The place of a person, or -1 for somebody who isn't there."""
        place = bisect_left(self.people, person)
        return place if place < len(self.people) and self.people[place] == person else -1

    def learn(self, known: Mapping[Pair, Past]) -> None:
        """Keep what an answer says of the pairs."""
        cooldown, recency = self.seating.recent(), self.seating.cooldown is not None
        for (one, other), past in known.items():
            pair = self.guest(one), self.guest(other)
            if min(pair) >= 0:
                self.met[pair] = self.units.of_past(past, cooldown, recency)

    def between(self, one: int, other: int) -> int:
        """What these two cost at one table, as far as is known."""
        pair = (one, other) if one < other else (other, one)
        cost = self.met.get(pair, 0)
        if self.never:
            cost += self.never.get(pair, 0)
        if self.wishes is not None:
            cost += self.wishes.between(self.wishes.kind[one], self.wishes.kind[other])
        return cost

    def weight(self, t: int, table: Sequence[int]) -> int:
        """What these people cost at table number ``t``."""
        cost = sum(self.between(one, other) for one, other in combinations(table, 2))
        if self.odd[t] and self.seating.burden:
            burden = self.seating.burden
            for guest in table:
                times = burden.get(self.people[guest], 0) - self.fewest
                cost += self.units.odd * min(MOST, times)
        return cost

    def worst(self, t: int) -> int:
        """The seat whose guest costs most with the others at the table."""
        table = self.tables[t]
        costs = [sum(self.between(a, b) for b in table if b != a) for a in table]
        return costs.index(max(costs))

    def swapped(self, t: int, seat: int, u: int, other: int) -> tuple[list[int], list[int]]:
        """How two tables would look if the guests on these seats changed places."""
        mine, theirs = list(self.tables[t]), list(self.tables[u])
        mine[seat], theirs[other] = theirs[other], mine[seat]
        return mine, theirs

    def repeats(self, t: int) -> bool:
        """Whether anybody at the table has met before, or may not sit there."""
        repeat = self.units.repeat
        return any(self.between(a, b) >= repeat for a, b in combinations(self.tables[t], 2))

    def repeating(self) -> list[int]:
        """The tables where anybody has."""
        if self.choosy:
            return [t for t in range(len(self.tables)) if self.repeats(t)]
        again = {guest for pair in self.met for guest in pair}
        near = [t for t, table in enumerate(self.tables) if not again.isdisjoint(table)]
        return [t for t in near if self.repeats(t)]

    def excuse(self) -> None:
        """Leave out those whom a rule still keeps from their table."""
        if not self.choosy:
            return
        rule = self.units.rule
        for table in self.tables:
            broken = [p for p in combinations(table, 2) if self.between(*p) >= rule]
            while broken:
                guests = [guest for pair in broken for guest in pair]
                gone = max(table, key=guests.count)
                table.remove(gone)
                self.out.append(gone)
                broken = [pair for pair in broken if gone not in pair]
            if len(table) == 1:
                self.out.append(table.pop())
        self.odd = [odd for odd, table in zip(self.odd, self.tables, strict=True) if table]
        self.tables = [table for table in self.tables if table]
