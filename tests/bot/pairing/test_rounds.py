"""Many rounds one after another: no repeats while there are new faces, and odd places in turn."""

import pytest

from bot.pairing.draw import draw
from bot.pairing.seating import Pair, Past, Seating
from tests.bot.pairing.circles import FULL, after, cases, first_repeat, people


@pytest.mark.parametrize("count", range(4, 101, 2) if FULL else [4, 6, 8, 10, 12, 16, 24, 30, 50])
def test_everybody_meets_everybody_before_anybody_meets_twice(count: int) -> None:
    """An even circle that stays together has n - 1 rounds without a repeat, every time."""
    seeds = cases(1 if count > 24 else 10, 100 if count <= 50 else 10)
    assert [first_repeat(count, 2, count - 1, seed) for seed in range(seeds)] == [count] * seeds


def odd_places(count: int, rounds: int, seed: int) -> tuple[int, int]:
    """The widest spread of odd places during these rounds, and that at their end."""
    burden = dict.fromkeys(people(count), 0)
    past: dict[Pair, Past] = {}
    widest = spread = 0
    for number in range(rounds):
        drawn = draw(Seating(people(count), burden=burden), past, 100 * seed + number)
        past = after(past, drawn)
        assert len(drawn.odd) == 3
        for person in drawn.odd:
            burden[person] += 1
        spread = max(burden.values()) - min(burden.values())
        widest = max(widest, spread)
    return widest, spread


@pytest.mark.parametrize("count", [21, 31, 51, 101])
def test_the_odd_place_goes_around(count: int) -> None:
    """Until people have met a quarter of the others, nobody is two odd places ahead of another."""
    for seed in range(cases(2, 20)):
        assert odd_places(count, count // 4, seed)[0] == 1


@pytest.mark.parametrize("count", [5, 7, 9, 15])
def test_the_odd_place_has_gone_around_by_the_end_of_the_year(count: int) -> None:
    """Where repeats can't be avoided they come first, and yet a year ends evenly."""
    assert odd_places(count, 52, 3)[1] <= 1


@pytest.mark.parametrize(("count", "repeats"), [(7, 239), (15, 363), (31, 419)])
def test_an_odd_circle_repeats_no_more_than_it_must_in_a_year(count: int, repeats: int) -> None:
    """52 rounds hold so many seats beside somebody, and there are only so many pairs.

    Each round seats (n - 3) / 2 pairs and a three, (n + 3) / 2 pairs in all, of n (n - 1) / 2.
    """
    past: dict[Pair, Past] = {}
    total = 0
    for seed in range(52):
        drawn = draw(Seating(people(count)), past, seed)
        total += drawn.repeats
        past = after(past, drawn)
    assert total == repeats == 52 * (count + 3) // 2 - count * (count - 1) // 2


@pytest.mark.parametrize(
    ("count", "size", "round_"),
    [(24, 3, 10), (24, 4, 6), (30, 4, 8), *([(48, 4, 11), (100, 4, 24)] if FULL else [])],
)
def test_tables_of_several_stay_new_for_long(count: int, size: int, round_: int) -> None:
    """A circle that stays together sees its first repeated pair no sooner than this round."""
    rounds = (count - 1) // (size - 1)
    for seed in range(cases(1, 5)):
        assert first_repeat(count, size, rounds, seed) >= round_


def test_odd_tables_of_a_larger_size_go_around_too() -> None:
    """Twelve at tables of five: two of six each time, so nobody is singled out; 11: 6 and 5."""
    burden = dict.fromkeys(people(11), 0)
    for seed in range(22):
        drawn = draw(Seating(people(11), size=5, burden=burden), {}, seed)
        assert len(drawn.odd) == 6
        for person in drawn.odd:
            burden[person] += 1
    assert max(burden.values()) - min(burden.values()) <= 1
    assert draw(Seating(people(12), size=5), {}, 1).odd == ()
