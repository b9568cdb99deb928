"""A circle played before it exists: what organisers are told can be relied on."""

import pytest

from bot.pairing.simulate import Plan, Played, simulate


def test_a_stable_circle_meets_a_new_face_every_week() -> None:
    """A hundred people in pairs, a year: everybody meets 52 different people."""
    outcome = simulate(Plan(members=100, rounds=52))
    assert outcome.fewest_partners == outcome.partners == outcome.possible_partners == 52
    assert outcome.repeats == outcome.avoidable_repeats == outcome.left_out == 0
    assert outcome.coverage == pytest.approx(52 / 99)
    assert outcome.least_odd == outcome.most_odd == 0


def test_people_who_come_and_go_and_skip_still_meet_only_new_faces() -> None:
    """Five of a hundred leave each week and one in five skips: no repeat in a year."""
    outcome = simulate(Plan(members=100, rounds=52, attendance=0.8, churn=0.05, cooldown=10))
    assert outcome.repeats == 0
    assert outcome.partners == outcome.possible_partners
    assert all(60 < played.present < 98 for played in outcome.rounds)


def test_those_who_leave_are_followed_by_others() -> None:
    """Ten people who stay have all met after nine rounds; where one in five leaves, never."""
    assert simulate(Plan(members=10, rounds=12)).coverage == 1
    lively = simulate(Plan(members=10, rounds=12, churn=0.2))
    assert 0 < lively.coverage < 1
    assert all(played.present == 10 for played in lively.rounds)


def test_what_cannot_be_avoided_is_told_apart() -> None:
    """Six people have five rounds; in the seven after that all repeats are unavoidable."""
    outcome = simulate(Plan(members=6, rounds=12, cooldown=9))
    assert outcome.repeats == 7 * 3
    assert outcome.avoidable_repeats == 0
    assert outcome.coverage == 1
    assert [played.recent for played in outcome.rounds] == [0] * 12
    assert outcome.plan.too_small
    assert outcome.plan.keeps == 4


def test_teams_are_mixed() -> None:
    """With teams of which the largest is half, nearly every pair is of two teams."""
    outcome = simulate(Plan(members=60, rounds=6, tags=4))
    assert min(played.wishes for played in outcome.rounds) > 0.8


def test_progress_is_told_round_by_round_and_the_same_plan_ends_the_same() -> None:
    """Whoever waits sees each round as it is done; a seed is a promise."""
    seen: list[Played] = []
    plan = Plan(members=11, rounds=5, size=3, attendance=0.9, churn=0.1, seed=9)
    outcome = simulate(plan, seen.append)
    assert tuple(seen) == outcome.rounds
    assert simulate(plan) == outcome
    assert simulate(Plan(members=11, rounds=5, size=3, attendance=0.9, churn=0.1)) != outcome


@pytest.mark.parametrize("members", [0, 1, 2, 3])
def test_a_circle_of_hardly_anybody_can_be_played(members: int) -> None:
    """No members, or one, or two: there is an outcome, and it says so."""
    outcome = simulate(Plan(members=members, rounds=3, cooldown=5))
    assert [played.tables for played in outcome.rounds] == [int(members > 1)] * 3
    assert outcome.left_out == (3 if members == 1 else 0)
    assert outcome.plan.too_small


def test_no_rounds_and_nobody_there() -> None:
    """An empty plan has an empty outcome."""
    assert simulate(Plan(members=5, rounds=0)).rounds == ()
    assert simulate(Plan(members=5, rounds=1, attendance=0)).rounds[0].present == 0


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("counted from 0", {"members": -1}),
        ("counted from 0", {"rounds": -1}),
        ("2 to 8 people, not 9", {"size": 9}),
        ("shares, from 0 to 1", {"attendance": 1.5}),
        ("shares, from 0 to 1", {"churn": -0.1}),
        ("teams are counted from 0", {"tags": -1}),
        ("0 rounds or more", {"cooldown": -1}),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(text: str, wrong: dict[str, int]) -> None:
    """It says which number is wrong."""
    with pytest.raises(ValueError, match=text):
        Plan(**({"members": 4, "rounds": 1} | wrong))
