"""The drawing of a large community, which asks about the pairs it has in mind instead of all pairs.

However many people there are, a random drawing after R rounds repeats only about R/2 pairs: each
person has met R others, out of n. So the people are shuffled, the wishes are seen to, which needs
no history, then what is known of just these tables is asked for, and the few that repeat are
repaired.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from heapq import nsmallest
from itertools import combinations
from random import Random

from bot.pairing.chance import below, shuffle
from bot.pairing.hall import Hall
from bot.pairing.seating import Candidates, Everyone, Pair, Past, Question, Seating

TRIES = 200
"""So many swaps are tried for a table that goes against a wish, while such swaps still succeed."""

AT_ONCE = 12
"""So many swaps are asked about together for a table that repeats a pair."""

QUESTIONS = 8

SHARE, SHARES = 600, 8
"""When swaps don't help, so many people at a time, at most so often, are seated all anew."""

Exact = Callable[[Seating, Mapping[Pair, Past], Random], tuple[list[list[int]], list[int]]]
"""Seats a few people with all that is known of them: the tables, and who is left out."""


def seat(
    seating: Seating, exact: Exact, rng: Random
) -> Generator[Question, Mapping[Pair, Past], Hall]:
    """Seat everybody, asking only about the pairs that are about to sit together."""
    people = sorted(seating.people)
    order = list(range(len(people)))
    shuffle(rng, order)
    hall = _shuffled(seating, people, order)
    if hall.choosy:
        _grant_wishes(hall, rng)
    hall.learn((yield _candidates(hall)))
    again = hall.repeating()
    for _ in range(QUESTIONS):
        if again:
            again = yield from _swap_repeats(hall, again, rng)
    for _ in range(SHARES):
        if again:
            again = yield from _seat_anew(hall, again, exact, rng)
    hall.excuse()
    return hall


def _shuffled(seating: Seating, people: list[int], order: list[int]) -> Hall:
    """Cut the shuffled people into tables; the odd places go to those who had the fewest."""
    waited, burden = seating.waited, seating.burden
    sitting = len(order)
    while not (sizes := seating.sizes(sitting)):
        sitting -= 1
    out = nsmallest(len(order) - sitting, order, key=lambda i: waited.get(people[i], 0))
    usual = seating.size in sizes
    odd = sum(size for size in sizes if usual and size != seating.size)
    if out or (odd and burden):
        gone = set(out)
        order = [guest for guest in order if guest not in gone]
        first = nsmallest(odd, order, key=lambda i: burden.get(people[i], 0))
        chosen = set(first)
        rest = [guest for guest in order if guest not in chosen]
        order = rest + first if sizes[0] == seating.size else first + rest
    tables, start = [], 0
    for size in sizes:
        tables.append(order[start : start + size])
        start += size
    return Hall.of(seating, people, tables, out)


def _candidates(hall: Hall) -> Candidates:
    """The pairs at the tables, in ascending order."""
    people = hall.people
    if len(hall.tables[0]) == 2:  # then all are: the larger tables come first
        partner = [-1] * len(people)
        for one, other in hall.tables:
            partner[one], partner[other] = other, one
        first = [people[i] for i, other in enumerate(partner) if i < other]
        return Candidates(first, [people[j] for i, j in enumerate(partner) if i < j])
    pairs = sorted(pair for table in hall.tables for pair in combinations(sorted(table), 2))
    return Candidates([people[a] for a, _ in pairs], [people[b] for _, b in pairs])


def _grant_wishes(hall: Hall, rng: Random) -> None:
    """Swap people of tables that go against a wish with others, while that grants more of them."""
    tables, weight = hall.tables, hall.weight
    patience = TRIES
    queue = [t for t, table in enumerate(tables) if weight(t, table)]
    for t in queue:
        cost, tries = weight(t, tables[t]), 0
        while cost and tries < patience:
            tries += 1
            u = below(rng, len(tables))
            if u == t:
                continue
            mine, theirs = hall.swapped(t, hall.worst(t), u, below(rng, len(tables[u])))
            before, after = weight(u, tables[u]), weight(u, theirs)
            lower = weight(t, mine)
            if lower + after < cost + before:
                tables[t], tables[u] = mine, theirs
                cost, tries = lower, 0
                if after > before:
                    queue.append(u)
        patience = max(patience // 2, 8) if cost else TRIES


def _swap_repeats(
    hall: Hall, again: list[int], rng: Random
) -> Generator[Question, Mapping[Pair, Past], list[int]]:
    """Ask about some swaps for each table that repeats, make the best; return which still do."""
    tables, busy = hall.tables, set(again)
    each = min(AT_ONCE, (len(tables) - len(again)) // (2 * len(again)))
    swaps: list[tuple[int, int, list[int], list[int]]] = []
    for t in again:
        place = hall.worst(t)
        for _ in range(each):
            u = below(rng, len(tables))
            if u not in busy:
                busy.add(u)
                swaps.append((t, u, *hall.swapped(t, place, u, below(rng, len(tables[u])))))
    asked = {
        pair
        for _, _, mine, theirs in swaps
        for table in (mine, theirs)
        for pair in combinations(sorted(table), 2)
    }
    hall.learn((yield _naming(hall, asked)))
    best: dict[int, tuple[int, int, list[int], list[int]]] = {}
    for t, u, mine, theirs in swaps:
        gain = hall.weight(t, tables[t]) + hall.weight(u, tables[u])
        gain -= hall.weight(t, mine) + hall.weight(u, theirs)
        if gain > best.get(t, (0,))[0]:
            best[t] = gain, u, mine, theirs
    for t, (_, u, mine, theirs) in best.items():
        tables[t], tables[u] = mine, theirs
    touched = {*again, *(u for _, u, _, _ in best.values())}
    return [t for t in sorted(touched) if hall.repeats(t)]


def _naming(hall: Hall, pairs: set[Pair]) -> Candidates:
    inside = sorted(pairs)
    people = hall.people
    return Candidates([people[a] for a, _ in inside], [people[b] for _, b in inside])


def _seat_anew(
    hall: Hall, again: list[int], exact: Exact, rng: Random
) -> Generator[Question, Mapping[Pair, Past], list[int]]:
    """Seat some tables that repeat, and as many others, all anew; return which still repeat."""
    size, people = hall.seating.size, hall.people
    chosen = again[: SHARE // (2 * size)]
    taken = set(again)
    while len(chosen) < min(SHARE // size, len(hall.tables) - len(again)):
        u = below(rng, len(hall.tables))
        if u not in taken and len(hall.tables[u]) == size:
            chosen.append(u)
        taken.add(u)
        if len(taken) == len(hall.tables):
            break
    some = sorted(people[guest] for t in chosen for guest in hall.tables[t])
    known = yield Everyone(tuple(some))
    tables, out = exact(replace(hall.seating, people=tuple(some)), known, rng)
    hall.learn(known)
    seats = [[hall.guest(person) for person in table] for table in tables]
    seats += [[]] * (len(chosen) - len(seats))
    chosen.sort(key=lambda t: -len(hall.tables[t]))
    seats.sort(key=lambda table: -len(table))
    before = sum(hall.weight(t, hall.tables[t]) for t in chosen)
    after = sum(hall.weight(t, table) for t, table in zip(chosen, seats, strict=True))
    # a rule that stays broken costs both their seats at a table of two, and one of them at others
    after += len(out) * (hall.units.rule // 2 if size == 2 else hall.units.rule)
    later = again[SHARE // (2 * size) :]
    if after >= before:
        return later
    for t, table in zip(chosen, seats, strict=True):
        hall.tables[t] = table
    hall.out += [hall.guest(person) for person in out]
    return later + [t for t in sorted(chosen) if hall.repeats(t)]
