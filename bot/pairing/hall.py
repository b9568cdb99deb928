"""The tables of a large community, with what is known so far of the people at them.

Guests are places in the sorted list of people, and all seats stand in one long list: with a hundred
thousand people, a list for each table would cost more than the drawing.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, compress, count

from bot.pairing.cost import MOST, Units, wishes_of
from bot.pairing.seating import Candidates, Pair, Past, Seating

EMPTY = -1


class Hall:
    """A large room. Its larger tables come first, their sizes differ by at most one."""

    def __init__(
        self, seating: Seating, people: list[int], seats: list[int], sizes: Sequence[int]
    ) -> None:
        self.seating = seating
        self.people = people
        self.seats = seats
        self.tables = len(sizes)
        self.large = sizes[0]
        self.larger = sizes.count(sizes[0])
        self.small = sizes[-1]
        self.out: list[int] = []
        self.units = Units.of(seating)
        self.wishes = wishes_of(seating, people, self.units.rule)
        self.met: dict[Pair, int] = {}
        """What it costs that two meet again, of those that were asked about."""
        self.never: dict[Pair, int] = {}
        self.asked = Candidates([], [])
        self.led: list[tuple[int, ...]] = []
        """For the first guest of each table, the table; both as of the last question about all."""
        self.changed: set[int] = set()
        """The tables that have changed since."""
        self.calm = False
        """Nobody at any table has met before."""
        self.fewest = 0
        if len(seating.burden) >= len(people):
            self.fewest = min(seating.burden.values())
        for one, other in seating.never:
            pair = self.guest(one), self.guest(other)
            if min(pair) >= 0:
                self.never[pair] = self.units.rule

    @property
    def choosy(self) -> bool:
        """Whether anything but the past speaks against a table."""
        return self.wishes is not None or bool(self.never)

    def guest(self, person: int) -> int:
        """The place of a person, or -1 for somebody who isn't there."""
        place = bisect_left(self.people, person)
        return place if place < len(self.people) and self.people[place] == person else -1

    def start(self, t: int) -> int:
        """Where the seats of a table begin; at the table after the last, where they all end."""
        behind = t - self.larger
        return self.large * t if behind <= 0 else self.large * self.larger + self.small * behind

    def at(self, seat: int) -> int:
        """The table to which a seat belongs."""
        behind = seat - self.large * self.larger
        return seat // self.large if behind < 0 else self.larger + behind // self.small

    def table(self, t: int) -> list[int]:
        """Who sits at a table."""
        guests = self.seats[self.start(t) : self.start(t + 1)]
        return [guest for guest in guests if guest != EMPTY] if self.out else guests

    def set(self, t: int, guests: Sequence[int]) -> None:
        """Seat these people at a table."""
        start, end = self.start(t), self.start(t + 1)
        self.seats[start:end] = [*guests, *[EMPTY] * (end - start - len(guests))]
        self.changed.add(t)

    def odd(self, t: int) -> bool:
        """Whether a table is not of the circle's size, where others are."""
        size = self.seating.size
        if size not in (self.large, self.small):
            return False
        return (self.large if t < self.larger else self.small) != size

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
        if self.seating.burden and self.odd(t):
            burden = self.seating.burden
            for guest in table:
                times = burden.get(self.people[guest], 0) - self.fewest
                cost += self.units.odd * min(MOST, times)
        return cost

    def worst(self, t: int) -> int:
        """The place at the table of whoever costs most with the others there."""
        table = self.table(t)
        costs = [sum(self.between(a, b) for b in table if b != a) for a in table]
        return costs.index(max(costs))

    def swapped(self, t: int, place: int, seat: int) -> tuple[list[int], list[int]]:
        """How two tables would look if one guest of the first and this seat changed places."""
        u = self.at(seat)
        mine, theirs = self.table(t), self.table(u)
        other = seat - self.start(u)
        mine[place], theirs[other] = theirs[other], mine[place]
        return mine, theirs

    def repeats(self, t: int) -> bool:
        """Whether anybody at the table has met before, or may not sit there."""
        repeat = self.units.repeat
        return any(self.between(a, b) >= repeat for a, b in combinations(self.table(t), 2))

    def repeating(self) -> list[int]:
        """The tables where anybody has."""
        if self.choosy:
            return [t for t in range(self.tables) if self.repeats(t)]
        again = {guest for pair in self.met for guest in pair}
        near: set[int] = set()
        for size, columns, first in self._blocks() if again else ():
            for column in columns[: size - 1]:  # two who have met don't both have the last seat
                near.update(compress(count(first), map(again.__contains__, column)))
        return [t for t in sorted(near) if self.repeats(t)]

    def _blocks(self) -> Iterator[tuple[int, list[list[int]], int]]:
        """The tables of either size: it, the first guests of all, the second ones, and so on; and
        the number of the first table.
        """
        split = self.large * self.larger
        yield self.large, [self.seats[i : split : self.large] for i in range(self.large)], 0
        if split < len(self.seats):
            rest = [self.seats[split + i :: self.small] for i in range(self.small)]
            yield self.small, rest, self.larger

    def together(self) -> Candidates:
        """All pairs at the tables."""
        self.changed.clear()
        person = self.people.__getitem__
        if self.seating.size == 2:
            first, second = self._pairs(0 if self.large == 2 else self.large)
            self.asked = Candidates(list(map(person, first)), list(map(person, second)))
            return self.asked
        nobody: tuple[int, ...] = ()
        after = [nobody] * len(self.people)
        self.led = [nobody] * len(self.people)
        for size, columns, _ in self._blocks():
            for guests in zip(*columns, strict=True):
                table = tuple(sorted(guests))
                self.led[table[0]] = table
                for seat in range(1, size):
                    after[table[seat - 1]] = table[seat:]
        ones = [one for one, others in zip(self.people, after, strict=True) for _ in others]
        return Candidates(ones, [person(other) for others in after for other in others])

    def _pairs(self, start: int) -> tuple[list[int], list[int]]:
        """The same for tables of two, from this seat on, and a larger one before it."""
        partner = [EMPTY] * len(self.people)
        for one, other in zip(self.seats[start::2], self.seats[start + 1 :: 2], strict=True):
            partner[one], partner[other] = other, one
        first = [guest for guest, other in enumerate(partner) if guest < other]
        second = [partner[guest] for guest in first]
        for one, other in combinations(sorted(self.seats[:start]), 2):
            place = bisect_right(first, one)
            first.insert(place, one)
            second.insert(place, other)
        return first, second

    def named(self) -> tuple[tuple[int, ...], ...]:
        """The tables by people, the larger ones first, otherwise in ascending order.

        They are what was asked about, but for the few tables that have changed since.
        """
        person = self.people.__getitem__
        if self.seating.size > 2:
            anew = [sorted(self.table(t)) for t in self.changed]
            for table in anew:
                for guest in table:
                    self.led[guest] = ()
            for guest in self.out:
                self.led[guest] = ()
            for table in anew:
                if table:
                    self.led[table[0]] = tuple(table)
            tables = [tuple(map(person, table)) for table in self.led if table]
            tables.sort(key=len, reverse=True)
            return tuple(tables)
        changed = self.changed.union(range(self.larger if self.large > 2 else 0))
        others = [tuple(sorted(map(person, self.table(t)))) for t in changed]
        moved = {one for table in others for one in table}
        moved.update(map(person, self.out))
        pairs: list[tuple[int, ...]] = list(self.asked)
        if moved:
            pairs = [pair for pair in pairs if pair[0] not in moved]
        for other in others:
            if len(other) == 2:
                insort(pairs, other)
        return tuple(sorted(other for other in others if len(other) > 2) + pairs)

    def excuse(self) -> None:
        """Leave out those whom a rule still keeps from their table."""
        if not self.choosy:
            return
        rule = self.units.rule
        for t in range(self.tables):
            table = self.table(t)
            broken = [pair for pair in combinations(table, 2) if self.between(*pair) >= rule]
            if not broken:
                continue
            while broken:
                guests = [guest for pair in broken for guest in pair]
                gone = max(table, key=guests.count)
                table.remove(gone)
                self.out.append(gone)
                broken = [pair for pair in broken if gone not in pair]
            if len(table) == 1:
                self.out.append(table.pop())
            self.set(t, table)
