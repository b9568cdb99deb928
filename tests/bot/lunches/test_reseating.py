"""Who sits where while a round is on: plain values, by the rules of the drawing."""

from collections.abc import Mapping, Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.lunches.reseating import Laid, again, joined, pairs, together
from bot.pairing.seating import Pair, Past, Seating, Wish

LOT = bytes(16)
MET = Past(1, 1)


def placed(
    who: Sequence[int],
    tables: Sequence[Laid],
    *,
    past: Mapping[Pair, Past] | None = None,
    never: frozenset[Pair] = frozenset(),
    wishes: tuple[Wish, ...] = (),
    tags: Mapping[int, Mapping[str, frozenset[str]]] | None = None,
    most: int = 8,
) -> tuple[dict[int, tuple[int, ...]], tuple[int, ...]]:
    """Who joins which table."""
    people = {*who, *(each for table in tables for each in table.people)}
    seating = Seating(tuple(people), never=never, wishes=wishes, tags=tags or {})
    return joined(seating, past or {}, who, tables, dict.fromkeys(who, most), LOT)


def test_the_table_with_the_fewest_people_comes_first() -> None:
    """However little stands against a larger one."""
    tables = [Laid(1, (1, 2, 3)), Laid(2, (4, 5)), Laid(3, (6, 7, 8))]
    past = dict.fromkeys([(4, 9), (5, 9)], MET)
    assert placed([9], tables, past=past) == ({2: (9,)}, ())


def test_of_equal_tables_the_one_with_new_faces() -> None:
    """Whom they have met counts against a table, as in the drawing."""
    tables = [Laid(1, (1, 2)), Laid(2, (3, 4)), Laid(3, (5, 6))]
    past = dict.fromkeys([(1, 9), (5, 9)], MET)
    assert placed([9], tables, past=past) == ({2: (9,)}, ())


def test_never_and_must_are_kept_even_where_nobody_else_is() -> None:
    """Rather no seat than one beside somebody whom they never sit with, or against a rule."""
    tables = [Laid(1, (1, 2))]
    assert placed([9], tables, never=frozenset({(2, 9)})) == ({}, (9,))
    rule = Wish("different", "team", must=True)
    tags = {each: {"team": frozenset({"blue"})} for each in (1, 9)}
    assert placed([9], tables, wishes=(rule,), tags=tags) == ({}, (9,))


def test_a_full_table_takes_nobody_in() -> None:
    """Eight sit at a table at most; the second to come finds another, or none."""
    full, room = Laid(1, tuple(range(1, 9))), Laid(2, tuple(range(11, 18)))
    assert placed([20, 21], [full, room]) == ({2: (20,)}, (21,))


def test_those_who_wait_are_drawn_with_each_other() -> None:
    """New faces first; and in a circle of larger tables, a smaller one will do."""
    past = {(1, 2): MET, (3, 4): MET}
    drawn = together(Seating((1, 2, 3, 4)), past, LOT)
    assert all(pair not in past for pair in drawn.tables)
    assert together(Seating((1, 2), size=4), {}, LOT).tables == ((1, 2),)
    assert together(Seating((1,)), {}, LOT).left_out == (1,)


def test_every_change_has_a_lot_of_its_own() -> None:
    """Made from the round's, so that whoever knows that one can check it."""
    assert len({again(LOT, n) for n in range(50)}) == 50
    assert again(LOT, 3) == again(LOT, 3)


@settings(deadline=None)
@given(st.lists(st.integers(2, 8), max_size=5), st.integers(0, 6), st.integers(0, 2**32))
def test_nobody_is_lost_and_nobody_sits_twice(sizes: list[int], waiting: int, seed: int) -> None:
    """Whoever looks for a seat has exactly one, or is named; rules and room are kept."""
    ids, rng = iter(range(1, 100)), Random(seed)
    tables = [Laid(n, tuple(next(ids) for _ in range(size))) for n, size in enumerate(sizes, 1)]
    who = [next(ids) for _ in range(waiting)]
    people = [*who, *(each for table in tables for each in table.people)]
    never = frozenset(each for each in pairs(people) if rng.random() < 0.1)
    joins, without = placed(who, tables, never=never)
    seated = [each for joining in joins.values() for each in joining]
    assert sorted([*seated, *without]) == sorted(who)
    for table in tables:
        new = joins.get(table.pairing, ())
        there = (*table.people, *new)
        assert len(there) <= 8
        assert not any(pair in never and set(pair) & set(new) for pair in pairs(there))
