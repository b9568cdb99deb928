"""Random circles against the exact best, found by trying everything or by rustworkx."""

from functools import cache
from itertools import combinations
from random import Random

from bot.pairing.draw import draw
from bot.pairing.seating import Drawing, Pair, Past, Seating, Wish
from tests.bot.pairing.circles import cases, met, pairs, people, seated, some_of
from tests.bot.pairing.rival import Bill, at_best, best_pairs


def by_trying(seating: Seating, past: dict[Pair, Past]) -> Bill:
    """The best bill of a small circle in pairs and at most one three, by trying all of them."""
    place = {person: i for i, person in enumerate(sorted(seating.people))}
    met = {(place[a], place[b]) for a, b in past}
    never = {(place[a], place[b]) for a, b in seating.never}
    count = len(place)

    @cache
    def in_pairs(there: int) -> Bill:
        if not there:
            return 0, 0
        one = there.bit_length() - 1
        rest = there & ~(1 << one)
        out, repeats = in_pairs(rest)
        best = out + 1, repeats
        for other in range(one):
            if rest >> other & 1 and (other, one) not in never:
                out, repeats = in_pairs(rest & ~(1 << other))
                best = min(best, (out, repeats + ((other, one) in met)))
        return best

    everyone = (1 << count) - 1
    best = in_pairs(everyone)
    for trio in combinations(range(count), 3):
        three = set(combinations(trio, 2))
        if not three & never:
            out, repeats = in_pairs(everyone & ~sum(1 << v for v in trio))
            best = min(best, (out, repeats + len(three & met)))
    return best


def check(drawn: Drawing, seating: Seating) -> None:
    """Everybody is somewhere, once; nobody sits alone or with somebody they must not meet."""
    there = [person for table in drawn.tables for person in table] + list(drawn.left_out)
    assert sorted(there) == sorted(seating.people)
    assert all(len(table) >= 2 for table in drawn.tables)
    assert not seating.never & set(seated(drawn))


def random_circle(rng: Random, most: int) -> tuple[Seating, dict[Pair, Past]]:
    """Some people with some past, and some who must never sit together."""
    members = people(rng.randint(1, most))
    again = some_of(rng, pairs(members), rng.choice([0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 1]))
    never = some_of(rng, pairs(members), rng.choice([0, 0, 0.02, 0.1, 0.3, 0.6, 0.9]))
    past = {pair: Past(rng.randint(1, 3), rng.randint(1, 9), rng.random() < 0.5) for pair in again}
    cooldown = rng.choice([None, 3, 10])
    return Seating(members, never=never, cooldown=cooldown), past


def test_small_circles_are_seated_as_well_as_can_be() -> None:
    """Even or odd, with any past and any rules: fewest left out, then fewest repeats."""
    rng = Random(21)
    for seed in range(cases(1000, 40_000)):
        seating, past = random_circle(rng, 11)
        drawn = draw(seating, past, seed)
        check(drawn, seating)
        assert (len(drawn.left_out), drawn.repeats) == by_trying(seating, past)


def test_an_odd_circle_with_many_rules_is_weighed_person_by_person() -> None:
    """One that the simple search for a table of three gets wrong by one repeat."""
    members = people(9)
    never = "12 15 16 23 24 25 26 28 29 35 37 38 46 47 49 58 59 67 78 79"
    again = "12 16 17 18 26 27 28 34 35 37 38 45 49 58 59 79"

    def named(numbers: str) -> frozenset[Pair]:
        return frozenset((members[int(n[0]) - 1], members[int(n[1]) - 1]) for n in numbers.split())

    seating, past = Seating(members, never=named(never)), met(named(again))
    for seed in range(590, 600):
        drawn = draw(seating, past, seed)
        assert (len(drawn.left_out), drawn.repeats) == by_trying(seating, past)


def test_even_circles_of_up_to_60_are_seated_as_well_as_can_be() -> None:
    """Against the exact optimum of rustworkx, where a three may leave one fewer out."""
    rng = Random(22)
    for seed in range(cases(60, 10_000)):
        seating, past = random_circle(rng, 60)
        drawn = draw(seating, past, seed)
        check(drawn, seating)
        bill = len(drawn.left_out), drawn.repeats
        if len(seating.people) % 2 == 0 and all(len(table) == 2 for table in drawn.tables):
            assert bill == best_pairs(seating.people, frozenset(past), seating.never)
        else:
            assert bill == at_best(bill, seating.people, frozenset(past), seating.never)


def kept_apart(rng: Random, members: tuple[int, ...]) -> frozenset[Pair]:
    """Rules of some shape that makes an odd circle hard, up to those that force people out."""
    shape = rng.choice(["any", "any", "islands", "sides", "hubs", "loners"])
    share = rng.choice([0, 0.02, 0.1, 0.3, 0.6, 0.8, 0.9, 0.95])
    part = {member: rng.randint(1, rng.choice([2, 3, 9])) for member in members}
    if shape == "islands":  # only people of one part may meet
        return frozenset(pair for pair in pairs(members) if part[pair[0]] != part[pair[1]])
    if shape == "sides":  # hardly anybody may meet within a part, so that threes are rare
        near = frozenset(pair for pair in pairs(members) if part[pair[0]] == part[pair[1]])
        return near - some_of(rng, near, 0.05)
    if shape == "hubs":  # people meet a few only
        return frozenset(pair for pair in pairs(members) if min(part[m] for m in pair) > 1)
    if shape == "loners":  # some may meet nobody
        return frozenset(pair for pair in pairs(members) if max(part[m] for m in pair) > 8)
    return some_of(rng, pairs(members), share)


def test_odd_circles_of_up_to_59_are_seated_as_well_as_can_be() -> None:
    """With any past and any rules no other pairs and no other three leave fewer out or repeat less.

    What is called avoidable is so: none of the repeats.
    """
    rng = Random(23)
    for seed in range(cases(50, 10_000)):
        members = people(2 * rng.randint(2, 29) + 1)
        share = rng.choice([0.02, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1])
        seating = Seating(members, never=kept_apart(rng, members))
        past = met(some_of(rng, pairs(members), share))
        drawn = draw(seating, past, seed)
        check(drawn, seating)
        bill = len(drawn.left_out), drawn.repeats
        assert bill == at_best(bill, members, frozenset(past), seating.never)
        assert drawn.avoidable_repeats == 0


def test_unavoidable_repeats_are_the_cheapest_for_certain() -> None:
    """Up to 200 people in pairs, even what is not promised is exact: the whole price."""
    rng = Random(24)
    for seed in range(cases(15, 1000)):
        members = people(2 * rng.randint(1, 4))
        again = some_of(rng, pairs(members), 0.9)
        past = {p: Past(rng.randint(1, 3), rng.randint(1, 9), rng.random() < 0.5) for p in again}
        tags = {person: {"team": frozenset([rng.choice("abc")])} for person in members}
        wishes = (Wish("different", "team", weight=3),)
        seating = Seating(members, cooldown=4, wishes=wishes, tags=tags)
        drawn = draw(seating, past, seed)
        others = [draw(seating, past, 1000 + other).cost for other in range(3)]
        assert others == [drawn.cost] * 3
        assert drawn.cost == min(cost_of(seating, past, tables) for tables in all_pairs(members))


def all_pairs(members: tuple[int, ...]) -> list[list[Pair]]:
    """Every way to seat an even number of people in pairs."""
    if not members:
        return [[]]
    first, rest = members[0], members[1:]
    return [
        [(first, other), *tables]
        for other in rest
        for tables in all_pairs(tuple(person for person in rest if person != other))
    ]


def cost_of(seating: Seating, past: dict[Pair, Past], tables: list[Pair]) -> int:
    """What these tables would cost: that of a circle in which nothing else is allowed."""
    only = frozenset(pair for pair in pairs(seating.people) if pair not in tables)
    forced = Seating(
        seating.people,
        never=only,
        cooldown=seating.cooldown,
        wishes=seating.wishes,
        tags=seating.tags,
    )
    return draw(forced, past, 0).cost
