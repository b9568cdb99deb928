"""The three for one table beside pairs, proven: no other leaves fewer out or repeats less.

A bill says how many are left out and how many pairs meet again. Anybody can stand up from a three,
and what remains are pairs; so no three has a better bill than the best pairs without that guest,
nor a better one than the best pairs of all, less one who is left out. Where the fairest threes miss
that bound, any two guests are looked at with whom a third may sit: the largest matchings of the
others, by new pairs and by allowed ones, say how good the bill can be at best, and only where that
is better than the best so far the others are matched at the least price.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.pairing.blossom import SINGLE, bits, enlarge, spared
from bot.pairing.cost import Prices
from bot.pairing.optimum import cheapest
from bot.pairing.partners import Graphs, Seated

Bill = tuple[int, int]
"""How many are left out, and how many pairs meet again."""


def bill_of(costs: Prices, seated: Seated) -> Bill:
    """How many a seating leaves out, and how many of its pairs meet again."""
    return len(seated.out), sum(costs.met(table) for table in seated.tables)


def best_trio(costs: Prices, graphs: Graphs, fair: Sequence[int], found: Seated) -> Seated:
    """The best seating of all with pairs and at most one three; ``found`` if none is better.

    Of equals it takes the first in the order ``fair``. Its repeats are proven to be the least.
    """
    everyone = (1 << len(fair)) - 1
    may = graphs.may or [everyone & ~(1 << guest) for guest in range(len(fair))]
    whole = _Rest.of(graphs.unmet, may, everyone)
    pairs = _matched(whole, {})
    best = min(found, pairs, key=lambda seated: bill_of(costs, seated))
    bill, (out, again) = bill_of(costs, best), bill_of(costs, pairs)
    bound = max(0, out - 1), again
    hopeful = [guest for guest in fair if whole.without(guest).bill() < bill]
    for place, one in enumerate(hopeful):
        sitting = whole.without(one)
        thirds = may[one] & sum(1 << guest for guest in hopeful[place + 1 :])
        for two in hopeful[place + 1 :]:
            if bill <= bound:
                break
            if thirds >> two & 1:
                thirds &= ~(1 << two)
                if guests := sitting.thirds(one, two, thirds & may[two], bill):
                    rest = _matched(sitting.without(two), guests)
                    first, *others = rest.tables
                    seated = Seated([[one, two, *first], *others], rest.out)
                    if bill_of(costs, seated) < bill:
                        best, bill = seated, bill_of(costs, seated)
    return Seated(best.tables, best.out, bill[1])


class _Rest(NamedTuple):
    """Guests who are still to sit in pairs, and the largest matchings of them in each graph."""

    unmet: Sequence[int]
    may: Sequence[int]
    guests: int
    new: list[int]
    allowed: list[int]

    @staticmethod
    def of(unmet: Sequence[int], may: Sequence[int], guests: int) -> "_Rest":
        new, allowed = [SINGLE] * len(unmet), [SINGLE] * len(may)
        enlarge(unmet, new, bits(guests), guests)
        enlarge(may, allowed, bits(guests), guests)
        return _Rest(unmet, may, guests, new, allowed)

    def without(self, guest: int) -> "_Rest":
        guests = self.guests & ~(1 << guest)
        new = _without(self.unmet, self.new, guests, guest)
        return self._replace(
            guests=guests, new=new, allowed=_without(self.may, self.allowed, guests, guest)
        )

    def bill(self) -> Bill:
        """No seating of these guests in pairs has a better one."""
        pairs = _pairs(self.allowed)
        return self.guests.bit_count() - 2 * pairs, pairs - _pairs(self.new)

    def thirds(self, one: int, two: int, thirds: int, bill: Bill) -> dict[int, int]:
        """Those with whom these two may have a better bill than this one, and how many pairs of the
        three have met. One of the two has left these guests already.
        """
        rest, mine, theirs = self.without(two), self.unmet[one], self.unmet[two]
        met = 1 - (mine >> two & 1)
        fewest = met if thirds & mine & theirs else met + 1 if thirds & (mine | theirs) else met + 2
        out, again = rest.bill()
        if not thirds or (out - 1, again + fewest) >= bill:
            return {}
        # a third whom the allowed pairs can't spare would leave more out than pairs alone do
        thirds &= spared(self.may, rest.allowed, rest.guests)
        new = spared(self.unmet, rest.new, rest.guests)
        found = {}
        for third in bits(thirds):
            together = met + 2 - (mine >> third & 1) - (theirs >> third & 1)
            lost = 1 - (new >> third & 1)
            if (out - 1, again + lost + together) < bill:
                found[third] = together
        return found


def _matched(rest: _Rest, thirds: Mapping[int, int]) -> Seated:
    """The best pairs of these guests; if there are thirds, one of them alone at the first table."""
    guests = list(bits(rest.guests))
    count, seats = len(guests), len(guests) + bool(thirds)
    seats += seats % 2  # whoever gets the last one then stays without a partner
    out = seats + 1
    bar = 4 * seats * out
    prices = [[bar] * seats for _ in range(seats)]
    for i, one in enumerate(guests):
        for j in range(i):
            unmet, may = rest.unmet[one] >> guests[j] & 1, rest.may[one] >> guests[j] & 1
            prices[i][j] = prices[j][i] = 0 if unmet else 1 if may else 2 * out
        if seats > count:
            prices[i][-1] = prices[-1][i] = out
        if thirds:
            prices[i][count] = prices[count][i] = thirds.get(one, bar)
    mate = cheapest(prices)
    tables = [[guests[mate[count]]]] if thirds else []
    left = []
    for i, one in enumerate(guests):
        if thirds and mate[i] == count:
            continue
        if prices[i][mate[i]] >= out:
            left.append(one)
        elif i < mate[i]:
            tables.append([one, guests[mate[i]]])
    return Seated(tables, left)


def _without(near: Sequence[int], mate: list[int], alive: int, guest: int) -> list[int]:
    """A largest matching once a guest has gone: only their partner can find somebody else."""
    mate = list(mate)
    partner, mate[guest] = mate[guest], SINGLE
    if partner != SINGLE:
        mate[partner] = SINGLE
        if any(mate[v] == SINGLE for v in bits(alive & ~(1 << partner))):
            enlarge(near, mate, (partner,), alive)
    return mate


def _pairs(mate: list[int]) -> int:
    return (len(mate) - mate.count(SINGLE)) // 2
