"""What a drawing may be asked for, and what is refused with a clear word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pairing.seating import Past, Seating, Wish
from tests.bot.pairing.circles import people


@pytest.mark.parametrize(
    ("count", "size", "sizes"),
    [
        # an odd person makes a table of three
        (2, 2, (2,)),
        (3, 2, (3,)),
        (7, 2, (3, 2, 2)),
        (8, 2, (2, 2, 2, 2)),
        # the number of tables is the nearest, so that sizes stay close to what was asked
        (10, 3, (4, 3, 3)),
        (11, 3, (3, 3, 3, 2)),
        (5, 4, (5,)),
        (6, 4, (3, 3)),
        (9, 4, (5, 4)),
        (30, 4, (4, 4, 4, 4, 4, 4, 3, 3)),
        (11, 8, (11,)),
        (12, 8, (6, 6)),
        # nobody sits alone
        (0, 2, ()),
        (1, 2, ()),
        (1, 8, ()),
    ],
)
def test_tables_are_as_even_as_can_be(count: int, size: int, sizes: tuple[int, ...]) -> None:
    """The nearest number of tables, sizes that differ by at most one."""
    assert Seating(people(count), size=size).sizes(count) == sizes


@given(count=st.integers(2, 500), size=st.integers(2, 8))
def test_sizes_follow_the_rule(count: int, size: int) -> None:
    """max(1, min(n // 2, floor(n / g + 1/2))) tables, nobody alone, nobody forgotten."""
    sizes = Seating(people(count), size=size).sizes(count)
    assert len(sizes) == max(1, min(count // 2, int(count / size + 0.5)))
    assert sum(sizes) == count
    assert max(sizes) - min(sizes) <= 1
    assert min(sizes) >= 2


@given(
    count=st.integers(0, 200),
    size=st.integers(2, 8),
    smaller=st.integers(0, 6),
    larger=st.integers(0, 6),
)
def test_limits_of_table_size_are_kept(count: int, size: int, smaller: int, larger: int) -> None:
    """A circle that sets its smallest and largest table gets no other, or no tables."""
    smallest, largest = max(2, size - smaller), size + larger
    seating = Seating(people(count), size=size, smallest=smallest, largest=largest)
    sizes = seating.sizes(count)
    fits = any(-(-count // t) <= largest and count // t >= smallest for t in range(1, count + 1))
    assert bool(sizes) == fits
    assert all(smallest <= places <= largest for places in sizes)


@pytest.mark.parametrize(
    ("text", "make"),
    [
        ("person 3 is there twice", lambda: Seating((3, 10, 3))),
        ("2 to 8 people, not 1", lambda: Seating((), size=1)),
        ("2 to 8 people, not 9", lambda: Seating((), size=9)),
        ("smallest table seats 2 to 4 people, not 5", lambda: Seating((), size=4, smallest=5)),
        ("largest table seats at least 4 people", lambda: Seating((), size=4, largest=3)),
        ("cool-down is 0 rounds or more", lambda: Seating((), cooldown=-1)),
        ("two different people", lambda: Seating((1, 2), never=frozenset({(2, 1)}))),
        ("two different people", lambda: Seating((1, 2), never=frozenset({(1, 1)}))),
        ("counted from 0", lambda: Seating((1, 2), burden={1: -1})),
        ("counted from 0", lambda: Seating((1, 2), waited={1: -1})),
        ("at least one meeting, not 0", lambda: Past(0, 1)),
        ("at least 1 round back, not 0", lambda: Past(1, 0)),
        ("names a tag", lambda: Wish("different", "")),
        ("weight of a wish is 1 to 1000, not 0", lambda: Wish("different", "team", weight=0)),
        ("at least 1 value", lambda: Wish("shared", "place", least=0)),
        ("names a second tag", lambda: Wish("answered", "asks")),
        ("and no other does", lambda: Wish("different", "team", offers="offers")),
    ],
)
def test_what_makes_no_sense_is_refused(text: str, make: type[object]) -> None:
    """Whoever asks for something impossible is told what, and not given some tables."""
    with pytest.raises(ValueError, match=text):
        make()


@pytest.mark.parametrize(
    ("asked", "count", "size", "kept"),
    [(None, 50, 2, 0), (10, 50, 2, 10), (10, 6, 2, 4), (10, 25, 4, 7), (3, 2, 2, 0), (0, 9, 2, 0)],
)
def test_a_small_circle_shortens_its_cooldown(
    asked: int | None, count: int, size: int, kept: int
) -> None:
    """The cool-down is never so long that everybody is somebody's recent company."""
    assert Seating(people(count), size=size, cooldown=asked).recent() == kept
