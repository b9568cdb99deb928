"""Those who are expected together sit together: before all wishes, and after all rules."""

from itertools import combinations
from random import Random

import pytest

from bot.circles import wishes
from bot.circles.inputs import again, dump
from bot.pairing.draw import draw
from bot.pairing.seating import MOST_REPEATS, Pair, Past, Seating, Wish


def seating(people: int, pairs: set[Pair], size: int, **more: object) -> Seating:
    """So many people, of whom these pairs would both like another."""
    everybody = tuple(range(1, people + 1))
    tags = wishes.once_more(pairs, everybody)
    wanted = {"largest": 8, "cooldown": 4, "wishes": (wishes.ONCE_MORE,), "tags": tags}
    return Seating(everybody, size, **{**wanted, **more})  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize("size", [2, 3, 4, 6])
def test_they_sit_together_whatever_everybody_has_met(size: int) -> None:
    """In circles new and old, with few and with many faces left, at tables of every size."""
    rng = Random(size)
    for _ in range(25):
        people = rng.randint(2 * size + 2, 24)
        share = rng.random()
        past = {
            pair: Past(rng.randint(1, 5), rng.randint(1, 20), rng.random() < 0.5)
            for pair in combinations(range(1, people + 1), 2)
            if rng.random() < share
        }
        one, other = sorted(rng.sample(range(1, people + 1), 2))
        seats = seating(people, {(one, other)}, size)
        expected = wishes.expected(seats)
        past.pop((one, other), None)
        drawn = draw(seats, wishes.as_if_met(seats, expected, past), rng.getrandbits(60))
        assert any({one, other} <= set(table) for table in drawn.tables)
        assert drawn.left_out == ()


def test_a_rule_or_a_word_in_private_comes_first() -> None:
    """Whom a rule keeps apart, or one of them avoids, is not expected together at all."""
    assert wishes.expected(seating(6, {(1, 2)}, 2)) == {(1, 2)}
    assert wishes.expected(seating(6, {(1, 2)}, 2, never=frozenset({(1, 2)}))) == frozenset()
    tags = wishes.once_more({(1, 2)}, range(1, 7))
    told = {n: {**tags[n], "team": frozenset({"quay" if n < 3 else "dock"})} for n in tags}
    rule = Wish("different", "team", must=True)
    ruled = seating(6, {(1, 2)}, 2, wishes=(rule, wishes.ONCE_MORE), tags=told)
    assert wishes.expected(ruled) == frozenset()


def test_somebody_whom_two_would_like_to_meet_sits_with_one_of_them() -> None:
    """Whoever has several wishes open is at the table of one of these, and no worse off."""
    seats = seating(10, {(1, 2), (1, 3)}, 2)
    drawn = draw(seats, wishes.as_if_met(seats, wishes.expected(seats), {}), 7)
    assert {(1, 2), (1, 3)} & set(drawn.tables)


def test_it_is_kept_with_what_a_round_was_drawn_from() -> None:
    """So that the round can be drawn again."""
    seats = seating(8, {(1, 2)}, 2)
    past = wishes.as_if_met(seats, wishes.expected(seats), {(3, 4): Past(2, 1)})
    assert past[1, 3].repeats == MOST_REPEATS
    lot = bytes(32)
    assert again(dump(seats, past), lot) == draw(seats, past, 0)
