"""What it costs that two people sit at one table, as one number that keeps the order of the rules.

A broken rule is dearer than all repeats together, one repeat dearer than any number of recent ones,
and so on down to the wishes: each unit is larger than everything below it can add up to in one
drawing, so that comparing two sums compares the rules in their order.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.pairing.seating import MOST_REPEATS, Pair, Past, Seating, Tags, Wish

MOST = 100
"""Meetings beyond so many, rounds beyond so many and burdens beyond so many all count alike."""

MANY = 500
"""Up to so many kinds of people, what each kind costs with all others is kept in a row."""


class Units(NamedTuple):
    """One step of each rule, dearest first; see the module's text."""

    rule: int
    repeat: int
    recent: int
    odd: int
    known: int
    times: int
    recency: int

    @staticmethod
    def of(seating: Seating) -> "Units":
        """Just large enough for the pairs that can sit at the tables of this drawing."""
        people = len(seating.people)
        widest = max(seating.sizes(people), default=seating.size)
        pairs = people * (widest - 1) // 2 + 1
        weights = sum(wish.weight for wish in seating.wishes if not wish.must)
        recency = 1 + pairs * weights
        times = 1 + recency + pairs * MOST * recency
        known = 1 + times + pairs * MOST * times
        odd = 1 + known + pairs * known
        recent = 1 + odd + people * MOST * odd
        repeat = 1 + recent + pairs * recent
        rule = 1 + repeat + pairs * MOST_REPEATS * repeat
        return Units(rule, repeat, recent, odd, known, times, recency)

    def of_past(self, past: Past, cooldown: int, recency: bool) -> int:
        """What it costs that these two meet again."""
        times, last = past.times, past.last
        cost = self.repeat * past.repeats + self.times * (times if times < MOST else MOST)
        if last <= cooldown:
            cost += self.recent
        if past.known:
            cost += self.known
        if recency and last < MOST:
            cost += self.recency * (MOST - last)
        return cost


class Wishes:
    """What the wishes say of two guests, asked once for each two kinds of people.

    Two people with the same tags are of one kind. Most circles have few kinds; where they have
    many, each tag by itself still has few values, and each wish is asked once for two of these.
    """

    def __init__(
        self, wishes: Sequence[Wish], told: Sequence[Tags], kind: list[int], rule: int
    ) -> None:
        self.kind = kind
        """Of each guest."""
        self.kinds = len(told)
        self.strict = any(wish.must for wish in wishes)
        self._each = [_OneWish(wish, told, rule) for wish in wishes]
        self._rows: dict[int, list[int]] = {}
        self._asked: dict[tuple[int, int], int] = {}

    def between(self, one: int, other: int) -> int:
        """The weights of the wishes that these two kinds leave open, a broken rule among them."""
        row = self._rows.get(one)
        if row is None:
            if self.kinds > MANY:
                return self._between_many(one, other)
            rows = [wish.row(one) for wish in self._each]
            row = self._rows[one] = list(map(sum, zip(*rows, strict=True)))
        return row[other]

    def _between_many(self, one: int, other: int) -> int:
        pair = (one, other) if one < other else (other, one)
        if pair not in self._asked:
            self._asked[pair] = sum(wish.between(one, other) for wish in self._each)
        return self._asked[pair]


class _OneWish:
    """One wish, and what it says of any two values of its tags."""

    def __init__(self, wish: Wish, told: Sequence[Tags], rule: int) -> None:
        self.wish = wish
        self.weight = rule if wish.must else wish.weight
        nothing: frozenset[str] = frozenset()
        numbers: dict[tuple[frozenset[str], frozenset[str]], int] = {}
        self.value = [
            numbers.setdefault(
                (tags.get(wish.tag, nothing), tags.get(wish.offers, nothing)), len(numbers)
            )
            for tags in told
        ]
        """Of each kind."""
        self.shown: list[Tags] = [{wish.tag: tag, wish.offers: offers} for tag, offers in numbers]
        self._asked: dict[tuple[int, int], int] = {}
        self._rows: dict[int, list[int]] = {}

    def between(self, one: int, other: int) -> int:
        """What it costs to bring these two kinds together."""
        values = self.value[one], self.value[other]
        if values not in self._asked:
            holds = self.wish.holds(self.shown[values[0]], self.shown[values[1]])
            self._asked[values] = 0 if holds else self.weight
        return self._asked[values]

    def row(self, one: int) -> list[int]:
        """What it costs to bring this kind together with each."""
        value = self.value[one]
        if value not in self._rows:
            self._rows[value] = [self.between(one, other) for other in range(len(self.value))]
        return self._rows[value]


class Prices(NamedTuple):
    """What any two guests cost at one table; a guest is a place in the shuffled list of people."""

    units: Units
    past: list[dict[int, int]]
    """For each guest: those who are not free to sit with them, and what it would cost."""
    wishes: Wishes | None
    odd: list[int]
    """What it costs to seat this guest at an odd table."""
    out: list[int]
    """What it costs to leave this guest out, beyond that somebody is."""

    def between(self, one: int, other: int) -> int:
        """What these two cost at one table."""
        cost = self.past[one].get(other, 0)
        if self.wishes is not None:
            kind = self.wishes.kind
            cost += self.wishes.between(kind[one], kind[other])
        return cost

    def table(self, guests: Sequence[int]) -> int:
        """What all the pairs at one table cost."""
        return sum(self.between(a, b) for i, a in enumerate(guests) for b in guests[:i])

    def wished(self, guests: Sequence[int]) -> int:
        """What the wishes that stay open at one table weigh."""
        if self.wishes is None:
            return 0
        kinds = [self.wishes.kind[guest] for guest in guests]
        return sum(self.wishes.between(a, b) for i, a in enumerate(kinds) for b in kinds[:i])

    def met(self, guests: Sequence[int]) -> int:
        """How many pairs at one table have met, or may have."""
        repeat, rule = self.units.repeat, self.units.rule
        pasts = (self.past[a].get(b, 0) for i, a in enumerate(guests) for b in guests[:i])
        return sum(1 for cost in pasts if repeat <= cost % rule)

    @property
    def ruled(self) -> bool:
        """Whether any two guests may be forbidden to sit together."""
        if self.wishes is not None and self.wishes.strict:
            return True
        rule = self.units.rule
        return any(cost >= rule for row in self.past for cost in row.values())


def prices(seating: Seating, guests: Sequence[int], past: Mapping[Pair, Past]) -> Prices:
    """The prices for people in this order; the past of people who aren't there is passed over."""
    place = {person: guest for guest, person in enumerate(guests)}
    units = Units.of(seating)
    rows: list[dict[int, int]] = [{} for _ in guests]
    cooldown, recency = seating.recent(), seating.cooldown is not None
    of_past = units.of_past
    for (first, second), known in past.items():
        if first in place and second in place:
            one, other = place[first], place[second]
            rows[one][other] = rows[other][one] = of_past(known, cooldown, recency)
    for first, second in seating.never:
        if first in place and second in place:
            one, other = place[first], place[second]
            rows[one][other] = rows[other][one] = rows[one].get(other, 0) + units.rule
    odd = _counted(seating.burden, guests, units.odd)
    out = _counted(seating.waited, guests, units.odd)
    return Prices(units, rows, wishes_of(seating, guests, units.rule), odd, out)


def _counted(times: Mapping[int, int], guests: Sequence[int], unit: int) -> list[int]:
    """So many units for each guest as they are above the one with the fewest."""
    if not times:
        return [0] * len(guests)
    counts = [times.get(person, 0) for person in guests]
    least = min(counts, default=0)
    return [unit * min(MOST, count - least) for count in counts]


def wishes_of(seating: Seating, guests: Sequence[int], rule: int) -> Wishes | None:
    """What the wishes say of people in this order; None where there are none or nobody told."""
    if not seating.wishes or not seating.tags:
        return None
    asked = sorted({tag for wish in seating.wishes for tag in (wish.tag, wish.offers) if tag})
    kinds: dict[tuple[frozenset[str], ...], int] = {}
    kind = []
    nothing: frozenset[str] = frozenset()
    for person in guests:
        tags = seating.tags.get(person, {})
        told = tuple(tags.get(tag, nothing) for tag in asked)
        kind.append(kinds.setdefault(told, len(kinds)))
    tags_of: list[Tags] = [dict(zip(asked, told, strict=True)) for told in kinds]
    return Wishes(seating.wishes, tags_of, kind, rule)


def masks(costs: Prices, below: int) -> list[int]:
    """For each guest, as bits, the others with whom they cost less than this; of the wishes only
    those count that are rules.
    """
    everyone = (1 << len(costs.past)) - 1
    strict = costs.wishes is not None and costs.wishes.strict
    barred = _barred(costs) if strict else None
    near = []
    for guest, row in enumerate(costs.past):
        far = 1 << guest
        for other, cost in row.items():
            if cost >= below:
                far |= 1 << other
        if barred is not None and costs.wishes is not None:
            far |= barred[costs.wishes.kind[guest]]
        near.append(everyone & ~far)
    return near


def _barred(costs: Prices) -> list[int]:
    """For each kind, as bits, the guests whom a rule keeps away from it."""
    wishes = costs.wishes
    if wishes is None:
        return []
    of_kind = [0] * wishes.kinds
    for guest, kind in enumerate(wishes.kind):
        of_kind[kind] |= 1 << guest
    barred = []
    for one in range(len(of_kind)):
        away = 0
        for other in range(len(of_kind)):
            if wishes.between(one, other) >= costs.units.rule:
                away |= of_kind[other]
        barred.append(away)
    return barred
