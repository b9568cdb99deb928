"""A year of a circle, told in the terminal."""

import json
from io import StringIO

from adapters.cli.simulate import simulate
from bot.pairing.simulate import Plan


def written(plan: Plan, as_json: bool) -> str:
    """What the command writes."""
    out = StringIO()
    simulate(plan, as_json=as_json, out=out)
    return out.getvalue()


def test_json_tells_every_round() -> None:
    """Coverage, repeats and which were avoidable, odd places, partners, seconds and memory."""
    told = json.loads(written(Plan(members=9, rounds=4, tags=3, cooldown=2, seed=5), True))
    assert told["members"] == 9
    assert told["repeats"] == told["avoidable_repeats"] == told["left_out"] == 0
    assert 0 < told["coverage"] <= 1
    assert told["odd_places"]["most"] >= told["odd_places"]["least"] >= 0
    assert told["distinct_partners"]["average"] == told["distinct_partners"]["possible"]
    assert not told["too_small_for_cooldown"]
    assert [played["number"] for played in told["rounds"]] == [1, 2, 3, 4]
    assert all(played["seconds"] > 0 and played["peak_mib"] > 1 for played in told["rounds"])
    assert all(played["tables"] == 4 and played["odd"] == 3 for played in told["rounds"])


def test_a_person_reads_a_few_lines() -> None:
    """The same in words, with a warning where the circle is too small for its cool-down."""
    text = written(Plan(members=6, rounds=8, cooldown=10), False)
    assert text.startswith("6 members at tables of 2, 8 rounds.\n")
    assert "Pairs that met again  9, of which 0 might have been avoided\n" in text
    assert "after 5 rounds everybody has met everybody. I keep to 4.\n" in text
    assert "teams" not in text
    assert "cool-down" not in written(Plan(members=30, rounds=1, cooldown=10, tags=2), False)


def test_nobody_and_nothing() -> None:
    """A plan without members or rounds is told as plainly."""
    assert "0 members at tables of 2, 1 round.\n" in written(Plan(members=0, rounds=1), False)
    assert json.loads(written(Plan(members=3, rounds=0), True))["rounds"] == []
