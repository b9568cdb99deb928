"""What people said in check-ins: whose ask meets whose offer, and how much a table reads of it."""

from collections.abc import Mapping, Sequence

import pytest

from bot.circles import messages
from bot.circles.messages import Guest
from bot.circles.said import Heard, asks_and_offers, with_asks
from bot.circles.wishes import wishes
from bot.members.lines import LINE, Line
from bot.members.topics import common
from bot.pairing.seating import Tags
from bot.texts.catalogue import Say
from tests.bot.circles.made import CIRCLE
from tests.town import MONDAY

ANN, BEN, CEM = 1, 2, 3
CREW = 4  # a check-in that Ann and Ben are in
(ASKS,) = wishes({})


def ask(text: str, among: int | None = None) -> Line:
    """Somebody asks for something."""
    return Line("ask", text, among)


def offer(text: str, among: int | None = None) -> Line:
    """Somebody offers something."""
    return Line("offer", text, among)


# what is asked for, what is offered, and whether the two meet
TOPICS = [
    ("Rust", "rust", True),
    ("My first Rust, in a boat", "Rust", True),
    ("Rust", "Rust and tax; baking", True),
    ("A boat.", "a  BOAT", True),
    ("a boat", "boats", False),
    ("trust", "rust", False),
    ("sail making", "making sail", False),
    ("how do I file my tax return", "tax return", True),
    ("", "", False),
    (", ;", "-", False),
]


@pytest.mark.parametrize(("asked", "offered", "meets"), TOPICS)
def test_an_ask_meets_an_offer(asked: str, offered: str, meets: bool) -> None:
    """Where one names a topic of the other, whole words and in order, in any case."""
    assert bool(common(asked, offered)) is meets


# what everybody shows, what they told in their own form, and the pairs that suit each other
PAIRS: list[tuple[Mapping[int, Sequence[Line]], Mapping[int, Tags], set[tuple[int, int]]]] = [
    ({ANN: [ask("Rust")], BEN: [offer("Rust, tax")]}, {}, {(ANN, BEN)}),
    ({ANN: [ask("Rust")]}, {CEM: {"offers": frozenset({"rust"})}}, {(ANN, CEM)}),
    ({}, {ANN: {"asks": frozenset({"tax"})}, CEM: {"offers": frozenset({"Tax"})}}, {(ANN, CEM)}),
    ({ANN: [ask("Rust")], BEN: [ask("Rust")]}, {}, set()),
    ({ANN: [ask("Rust")], BEN: [offer("tax")]}, {}, set()),
    # for those in the crew alone: Cem is not among them
    ({ANN: [ask("Rust", CREW)], BEN: [offer("Rust")]}, {}, {(ANN, BEN)}),
    ({ANN: [ask("Rust", CREW)], CEM: [offer("Rust")]}, {}, set()),
    ({ANN: [ask("Rust", CREW)]}, {CEM: {"offers": frozenset({"Rust"})}}, set()),
    ({ANN: [ask("Rust", CREW)], BEN: [offer("in Rust", CREW)]}, {}, {(ANN, BEN)}),
    ({ANN: [ask("Rust")], BEN: [offer("Rust", CREW)], CEM: [ask("Rust")]}, {}, {(ANN, BEN)}),
]


@pytest.mark.parametrize(("lines", "told", "expected"), PAIRS)
def test_who_suits_whom(
    lines: Mapping[int, Sequence[Line]],
    told: Mapping[int, Tags],
    expected: set[tuple[int, int]],
) -> None:
    """Nobody is brought together by what one of them may not read."""
    said = Heard(lines, {ANN: frozenset({CREW, 9}), BEN: frozenset({CREW}), CEM: frozenset({9})})
    found = asks_and_offers(told, said)
    suits = {
        (one, other)
        for one, other in ((ANN, BEN), (ANN, CEM), (BEN, CEM))
        if {one, other} <= found.keys() and ASKS.holds(found[one], found[other])
    }
    assert suits == expected


def test_a_wish_that_nobody_has_costs_nothing() -> None:
    """Where no ask meets an offer the drawing is what it would be without the wish."""
    nothing = Heard({ANN: [ask("Rust")], BEN: [offer("tax")]}, {})
    assert with_asks((ASKS,), {}, {}, nothing) == ((), {})
    something = Heard({ANN: [ask("tax")], BEN: [offer("tax")]}, {})
    wanted, tags = with_asks((ASKS,), {ANN: {"team": frozenset({"q"})}}, {}, something)
    assert wanted == (ASKS,)
    assert tags[ANN] == {"team": frozenset({"q"}), "asks": frozenset({"tax"})}
    assert with_asks((), {}, {}, something) == ((), {}), "the circle does not wish for it"


@pytest.mark.parametrize("letter", ["x", "&", "*"])
def test_the_longest_introduction_fits(letter: str) -> None:
    """Eight people with the longest names, and as much to say of each, make one message."""
    long = letter * (LINE // 2)
    told = {
        name: frozenset({long})
        for name in ("department", "team", "place", "working", "ask", "offer", "asks", "offers")
    }
    guests = [Guest(f"p{n}", letter * 80, "Europe/Berlin", told) for n in range(8)]
    say = Say("en", MONDAY.date())
    messages.introduction(say, CIRCLE, guests, "p0", pairing=1, topic=say("starter.light.food.1"))
