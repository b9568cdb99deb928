"""What a circle may wish of two people at a table, and which rules can't be kept."""

import pytest

from bot.pairing.draw import draw
from bot.pairing.impossible import impossible
from bot.pairing.seating import Seating, Tags, Wish
from tests.bot.pairing.circles import pairs, people, seated


def tags(**told: str) -> Tags:
    """Tags written short: the values of each, divided by spaces."""
    return {tag: frozenset(values.split()) for tag, values in told.items()}


@pytest.mark.parametrize(
    ("wish", "one", "other", "holds"),
    [
        (Wish("different", "team"), tags(team="red"), tags(team="blue"), True),
        (Wish("different", "team"), tags(team="red"), tags(team="red"), False),
        (Wish("different", "team"), tags(team="red blue"), tags(team="blue"), False),
        (Wish("shared", "place"), tags(place="Bonn"), tags(place="Bonn Kiel"), True),
        (Wish("shared", "place"), tags(place="Bonn"), tags(place="Kiel"), False),
        # hours awake are shared when there are enough of them
        (Wish("shared", "awake", least=2), tags(awake="8 9 10"), tags(awake="9 10 11"), True),
        (Wish("shared", "awake", least=2), tags(awake="8 9 10"), tags(awake="10 11"), False),
        # asks meet offers in either direction
        (Wish("answered", "asks", offers="gives"), tags(asks="go"), tags(gives="go art"), True),
        (Wish("answered", "asks", offers="gives"), tags(gives="go"), tags(asks="go"), True),
        (Wish("answered", "asks", offers="gives"), tags(asks="go"), tags(asks="go"), False),
        (Wish("answered", "asks", offers="gives"), tags(asks="go"), tags(gives="art"), False),
        # who has said nothing fits with everybody
        (Wish("different", "team"), tags(), tags(team="red"), True),
        (Wish("shared", "place"), tags(place="Bonn"), tags(), True),
        (Wish("shared", "place"), tags(place=""), tags(place="Bonn"), True),
        (Wish("answered", "asks", offers="gives"), tags(), tags(gives="art"), True),
    ],
)
def test_a_wish_holds_or_not(wish: Wish, one: Tags, other: Tags, holds: bool) -> None:
    """It is the same seen from either side."""
    assert wish.holds(one, other) is wish.holds(other, one) is holds


def test_wishes_are_granted_by_their_weight() -> None:
    """Where only one of two wishes can be granted, the heavier one is."""
    members = people(4)
    told = dict(
        zip(
            members,
            [
                tags(team="a", place="x"),
                tags(team="a", place="y"),
                tags(team="b", place="x"),
                tags(team="b", place="y"),
            ],
            strict=True,
        )
    )
    for heavy, light in (("team", "place"), ("place", "team")):
        wishes = (Wish("shared", heavy, weight=5), Wish("shared", light, weight=4))
        for seed in range(10):
            drawn = draw(Seating(members, wishes=wishes, tags=told), {}, seed)
            assert all(told[a][heavy] == told[b][heavy] for a, b in seated(drawn))
            assert drawn.cost == 2 * 4


def test_a_department_that_is_most_of_the_circle_mixes_as_far_as_it_can() -> None:
    """Six of ten in one department: four of five tables are mixed, and nobody is left out."""
    members = people(100)
    told = {p: tags(team="big" if i < 60 else str(i % 4)) for i, p in enumerate(members)}
    drawn = draw(Seating(members, wishes=(Wish("different", "team"),), tags=told), {}, 5)
    assert drawn.left_out == ()
    assert sum(told[a] != told[b] for a, b in seated(drawn)) == 40
    groups = draw(Seating(members, size=4, wishes=(Wish("different", "team"),), tags=told), {}, 5)
    alike = sum(told[a] == told[b] for a, b in seated(groups))
    assert alike <= 52  # 15 tables of three and one, or two and two, hold 45; chance holds 63


def test_a_rule_that_cannot_be_kept_is_told_with_all_whom_it_concerns() -> None:
    """Three of one team and one of another can't sit in mixed pairs: it concerns the three."""
    members = people(4)
    told = {p: tags(team="a" if i < 3 else "b", place="x") for i, p in enumerate(members)}
    rule = Wish("different", "team", must=True)
    fine = Wish("shared", "place", must=True)
    seating = Seating(members, wishes=(rule, fine), tags=told)
    (found,) = impossible(seating)
    assert found.wishes == (rule,)
    assert found.people == members[:3]
    assert found.left_out == 2


def test_rules_that_only_together_cannot_be_kept_are_told_together() -> None:
    """Same place and another team: each can be kept, both can't."""
    members = people(4)
    told = {p: tags(team="ab"[i % 2], place="xy"[i % 2]) for i, p in enumerate(members)}
    rules = (Wish("different", "team", must=True), Wish("shared", "place", must=True))
    (found,) = impossible(Seating(members, wishes=rules, tags=told))
    assert found.wishes == rules
    assert found.people == members
    assert found.left_out == 4


def test_nothing_is_told_of_who_must_never_meet() -> None:
    """Private wishes leave no trace in what is reported; nor do wishes that are no rules."""
    members = people(4)
    never = frozenset(pairs(members))
    told = {p: tags(team="a") for p in members}
    wish = Wish("different", "team")
    assert impossible(Seating(members, never=never, wishes=(wish,), tags=told)) == ()
    teams = {p: tags(team="a" if i < 2 else "b") for i, p in enumerate(members)}
    apart = frozenset(
        pair for pair in pairs(members) if members[0] in pair and pair[1] > members[1]
    )
    rule = Wish("different", "team", must=True)
    seating = Seating(members, never=apart, wishes=(rule,), tags=teams)
    assert draw(seating, {}, 1).left_out != ()
    assert impossible(seating) == ()


def test_a_circle_too_small_for_its_tables_is_no_rule_that_cannot_be_kept() -> None:
    """One person alone is left out with or without rules."""
    rule = Wish("different", "team", must=True)
    assert impossible(Seating(people(1), wishes=(rule,), tags={})) == ()
