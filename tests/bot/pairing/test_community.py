"""Large communities: asked about few pairs, and seated as well as a small circle."""

from collections.abc import Mapping
from random import Random

from bot.pairing.draw import draw, drawing
from bot.pairing.seating import Candidates, Drawing, Everyone, Pair, Past, Question, Seating, Wish
from tests.bot.pairing.circles import after, met, pairs, people, seated, some_of


def answered(
    seating: Seating, past: Mapping[Pair, Past], seed: int
) -> tuple[Drawing, list[Question]]:
    """The drawing, and what it asked on the way."""
    questions: list[Question] = []
    asking = drawing(seating, seed)
    try:
        questions.append(next(asking))
        while True:
            asked = questions[-1]
            if isinstance(asked, Everyone):
                there = set(asked.people)
                known = {p: past[p] for p in past if there.issuperset(p)}
            else:
                assert list(asked) == sorted(set(asked))
                assert len(list(asked)) == len(asked)
                known = {pair: past[pair] for pair in asked if pair in past}
            questions.append(asking.send(known))
    except StopIteration as done:
        drawn: Drawing = done.value
        return drawn, questions


def check(drawn: Drawing, seating: Seating) -> None:
    """Everybody is somewhere, once, at tables of the right sizes."""
    there = [person for table in drawn.tables for person in table]
    assert sorted([*there, *drawn.left_out]) == sorted(seating.people)
    assert tuple(map(len, drawn.tables)) == seating.sizes(len(there))


def test_small_circles_ask_for_everything_large_ones_for_the_tables_at_hand() -> None:
    """Up to 2000 people all meetings are asked for, above only pairs that may sit together."""
    assert [type(q) for q in answered(Seating(people(2000)), {}, 1)[1]] == [Everyone]
    for size in (2, 5):
        _, questions = answered(Seating(people(2001), size=size), {}, 1)
        assert [type(q) for q in questions] == [Candidates]


def test_a_large_community_has_a_year_without_repeats() -> None:
    """2,501 people, week after week, in pairs and in fours: nobody meets twice."""
    for size, rounds in ((2, 12), (4, 8)):
        past: dict[Pair, Past] = {}
        burden: dict[int, int] = {}
        for seed in range(rounds):
            seating = Seating(people(2501), size=size, burden=burden)
            drawn, questions = answered(seating, past, seed)
            check(drawn, seating)
            assert drawn.repeats == 0
            assert drawn.cost == 0
            assert all(isinstance(question, Candidates) for question in questions)
            assert sum(len(q) for q in questions if isinstance(q, Candidates)) < 12_000
            past = after(past, drawn)
            for person in drawn.odd:
                burden[person] = burden.get(person, 0) + 1
        assert set(burden.values()) == {1}


def test_a_dense_past_is_handed_over_to_the_exact_search() -> None:
    """Where nearly everybody has met nearly everybody, there are still pairs that have not."""
    members = people(2002)
    rng = Random(4)
    groups = [frozenset(members[i::7]) for i in range(7)]
    inside = [pair for group in groups for pair in pairs(group)]
    past = met(some_of(rng, pairs(members), 0.97).difference(inside))
    drawn, questions = answered(Seating(members), past, 1)
    check(drawn, Seating(members))
    assert any(isinstance(question, Everyone) for question in questions)
    assert drawn.repeats == sum(pair in past for pair in seated(drawn)) <= 5


def test_everybody_has_met_everybody_and_still_sits() -> None:
    """The worst case ends, with as many repeats as there are tables."""
    members = people(2001)
    drawn = draw(Seating(members), met(pairs(members)), 1)
    check(drawn, Seating(members))
    assert drawn.repeats == 999 + 3
    assert drawn.left_out == ()


def test_wishes_and_rules_hold_in_a_large_community_too() -> None:
    """Departments are mixed as far as there are others; who must not meet does not."""
    members = people(4000)
    rng = Random(9)
    tags = {p: {"team": frozenset([rng.choice("aaaaabcde")])} for p in members}
    never = frozenset((members[i], members[i + 1]) for i in range(0, 4000, 2))
    past = met(some_of(rng, pairs(members[:400]), 0.05))
    for must in (False, True):
        wishes = (Wish("different", "team", must=must),)
        seating = Seating(members, never=never, wishes=wishes, tags=tags)
        drawn = draw(seating, past, 2)
        check(drawn, seating)
        assert not never.intersection(seated(drawn))
        assert drawn.repeats == 0
        most = sum(tags[p]["team"] == frozenset("a") for p in members)
        alike = sum(tags[a] == tags[b] for a, b in seated(drawn))
        if must:
            assert alike == 0
            assert len(drawn.left_out) <= (2 * most - 4000) * 1.05
        else:
            assert drawn.left_out == ()
            assert 2 * alike <= (2 * most - 4000) * 1.05


def test_wishes_do_not_move_the_odd_places() -> None:
    """The table of three seats those whose turn it is, whatever else is wished for."""
    members = people(2001)
    tags = {person: {"team": frozenset(["ab"[i % 3 == 0]])} for i, person in enumerate(members)}
    burden = dict.fromkeys(members[3:], 1)
    for seed in range(5):
        wishes = (Wish("different", "team"),)
        drawn = draw(Seating(members, burden=burden, wishes=wishes, tags=tags), {}, seed)
        assert drawn.odd == members[:3]


def test_who_is_left_out_of_a_large_community_has_waited_least() -> None:
    """Tables of exactly four can't seat 2,003 people; the three who stay out have not waited."""
    members = people(2003)
    waited = dict.fromkeys(members[:2000], 1)
    seating = Seating(members, size=4, smallest=4, largest=4, waited=waited)
    drawn = draw(seating, {}, 1)
    assert drawn.left_out == members[2000:]
    assert {len(table) for table in drawn.tables} == {4}
