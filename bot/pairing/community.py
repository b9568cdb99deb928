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

SHARE, SHARES = 400, 20
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
    hall.learn((yield hall.together()))
    again = hall.repeating()
    for _ in range(QUESTIONS):
        if 0 < 3 * len(again) < hall.tables:
            again = yield from _swap_repeats(hall, again, rng)
    hall.calm = not again
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
    out = nsmallest(len(order) - sitting, order, key=lambda guest: waited.get(people[guest], 0))
    odd = sum(size for size in sizes if size != seating.size) if seating.size in sizes else 0
    if out or (odd and burden):
        gone = set(out)
        order = [guest for guest in order if guest not in gone]
        first = nsmallest(odd, order, key=lambda guest: burden.get(people[guest], 0))
        chosen = set(first)
        rest = [guest for guest in order if guest not in chosen]
        order = rest + first if sizes[0] == seating.size else first + rest
    hall = Hall(seating, people, order, sizes)
    hall.out = out
    return hall


def _grant_wishes(hall: Hall, rng: Random) -> None:
    """Swap people of tables that go against a wish with others, while that grants more of them."""
    weight, table, seats = hall.weight, hall.table, len(hall.seats)
    patience = TRIES
    queue = [t for t in range(hall.tables) if weight(t, table(t))]
    for t in queue:
        cost, tries = weight(t, table(t)), 0
        while cost and tries < patience:
            tries += 1
            seat = below(rng, seats)
            u = hall.at(seat)
            if u == t:
                continue
            mine, theirs = hall.swapped(t, hall.worst(t), seat)
            before, after = weight(u, table(u)), weight(u, theirs)
            lower = weight(t, mine)
            if lower + after < cost + before:
                hall.set(t, mine)
                hall.set(u, theirs)
                cost, tries = lower, 0
                if after > before:
                    queue.append(u)
        patience = max(patience // 2, 8) if cost else TRIES


def _swap_repeats(
    hall: Hall, again: list[int], rng: Random
) -> Generator[Question, Mapping[Pair, Past], list[int]]:
    """Ask about some swaps for each table that repeats, make the best; return which still do."""
    busy, seats = set(again), len(hall.seats)
    each = min(AT_ONCE, (hall.tables - len(again)) // (2 * len(again)))
    swaps: list[tuple[int, int, list[int], list[int]]] = []
    for t in again:
        place = hall.worst(t)
        for _ in range(each):
            seat = below(rng, seats)
            u = hall.at(seat)
            if u not in busy:
                busy.add(u)
                swaps.append((t, u, *hall.swapped(t, place, seat)))
    asked = sorted(
        {
            pair
            for _, _, mine, theirs in swaps
            for table in (mine, theirs)
            for pair in combinations(sorted(table), 2)
        }
    )
    people = hall.people
    hall.learn((yield Candidates([people[a] for a, _ in asked], [people[b] for _, b in asked])))
    best: dict[int, tuple[int, int, list[int], list[int]]] = {}
    for t, u, mine, theirs in swaps:
        gain = hall.weight(t, hall.table(t)) + hall.weight(u, hall.table(u))
        gain -= hall.weight(t, mine) + hall.weight(u, theirs)
        if gain > best.get(t, (0,))[0]:
            best[t] = gain, u, mine, theirs
    for t, (_, u, mine, theirs) in best.items():
        hall.set(t, mine)
        hall.set(u, theirs)
    touched = {*again, *(u for _, u, _, _ in best.values())}
    return [t for t in sorted(touched) if hall.repeats(t)]


def _seat_anew(
    hall: Hall, again: list[int], exact: Exact, rng: Random
) -> Generator[Question, Mapping[Pair, Past], list[int]]:
    """Seat some tables that repeat, and as many others, all anew; return which still repeat."""
    size, people = hall.seating.size, hall.people
    chosen = again[: SHARE // (2 * size)]
    taken = set(again)
    while len(chosen) < SHARE // size and len(taken) < hall.tables:
        u = below(rng, hall.tables)
        if u not in taken and len(hall.table(u)) == size:
            chosen.append(u)
        taken.add(u)
    some = sorted(people[guest] for t in chosen for guest in hall.table(t))
    known = yield Everyone(tuple(some))
    tables, out = exact(replace(hall.seating, people=tuple(some)), known, rng)
    together = (pair for table in tables for pair in combinations(sorted(table), 2))
    hall.learn({pair: known[pair] for pair in together if pair in known})
    anew = [[hall.guest(person) for person in table] for table in tables]
    anew += [[]] * (len(chosen) - len(anew))
    chosen.sort(key=lambda t: -len(hall.table(t)))
    anew.sort(key=lambda table: -len(table))
    later = again[SHARE // (2 * size) :]
    if any(len(table) > len(hall.table(t)) for t, table in zip(chosen, anew, strict=True)):
        return later
    before = sum(hall.weight(t, hall.table(t)) for t in chosen)
    after = sum(hall.weight(t, table) for t, table in zip(chosen, anew, strict=True))
    # a rule that stays broken costs both their seats at a table of two, and one of them at others
    after += len(out) * (hall.units.rule // 2 if size == 2 else hall.units.rule)
    if after >= before:
        return later
    hall.out += [hall.guest(person) for person in out]
    for t, table in zip(chosen, anew, strict=True):
        hall.set(t, table)
    return later + [t for t in sorted(chosen) if hall.repeats(t)]
