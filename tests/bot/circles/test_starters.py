"""What a table begins with: starters that nobody gets twice too soon, and who starts."""

from datetime import timedelta
from itertools import product
from random import Random

import pytest

from bot.chat.request import Value
from bot.circles import in_common, starters
from bot.circles.model import starter
from bot.circles.store import past_rounds, rounds
from bot.circles.store import topics as topic_rows
from bot.texts.catalogue import Say
from tests.town import MONDAY, Town, plain, said

SAY = Say("en", MONDAY.date())
FIRST = MONDAY + timedelta(days=1, hours=4, minutes=1)  # of a year of rounds


def topic(before: int = 0, theirs: set[str] | None = None, recent: set[str] | None = None) -> str:
    """One for a table."""
    return starters.choose(
        starters.every(), before=before, theirs=theirs or set(), recent=recent or set(), lot=b"lot"
    )


def test_there_are_enough_of_each_depth() -> None:
    """At least 150, and so many light ones that two people never run out of them in 20 rounds."""
    every = starters.every()
    assert len(every) >= 150
    assert {each.partition(".")[0] for each in every} == set(starters.DEPTHS)
    light = [each for each in every if each.startswith("light.")]
    assert len(light) > 3 * starters.ROUNDS, "nor do three"


def test_deeper_as_they_meet_again() -> None:
    """Light at first, real the second time, deep from then on."""
    depths = [topic(before).partition(".")[0] for before in range(5)]
    assert depths == ["light", "real", "deep", "deep", "deep"]


def test_worn_ones_are_left_alone() -> None:
    """Neither what a pair had, nor what one of them had lately; what a pair had, longest."""
    every = set(starters.every())
    last = sorted(every)[0]
    assert topic(theirs=every - {last}) == last
    assert topic(recent=every - {last}) == last
    assert topic(recent=every, theirs=every - {last}) == last, "never twice for a pair"
    assert topic(recent=every, theirs=every) in every, "a table never goes without"
    real = {each for each in every if each.startswith("real.")}
    assert topic(1, recent=real).startswith(("light.", "deep."))


def test_the_lot_decides() -> None:
    """The same lot gives the same one, other lots give all of them."""
    drawn = {
        starters.choose(starters.every(), before=0, theirs=(), recent=(), lot=bytes([n]))
        for n in range(256)
    }
    assert len(drawn) > 50


async def test_nobody_gets_one_twice(town: Town) -> None:
    """Over a year of weekly rounds: none twice for a pair, none twice in 20 rounds for anybody."""
    await town.opens()
    await town.joins(*(f"P{n}" for n in range(7)))
    for week in range(52):  # nothing else matters here, so nothing else is looked at
        await town.leap_to(FIRST + timedelta(weeks=week))
    async with town.database.read() as tx:
        pairings = await tx.all(rounds.pairing.select().order_by(rounds.pairing.c.id))
        seats = await tx.all(rounds.seat.select())
    people: dict[int, list[int]] = {}
    for seat in seats:
        people.setdefault(seat["pairing_id"], []).append(seat["member_id"])
    had: dict[int, list[str]] = {}
    for each in pairings:
        for member in people[each["id"]]:
            had.setdefault(member, []).append(each["topic"])
    assert [len(topics) for topics in had.values()] == [52] * 7
    for topics in had.values():
        for at in range(len(topics)):
            window = topics[max(0, at - starters.ROUNDS + 1) : at + 1]
            assert len(window) == len(set(window))
    tables = [(frozenset(people[each["id"]]), each["topic"]) for each in pairings]
    for (one, first), (other, second) in (
        (a, b) for n, a in enumerate(tables) for b in tables[:n] if len(a[0] & b[0]) > 1
    ):
        assert first != second, (one, other)


@pytest.mark.parametrize(("people", "size"), [(6, 2), (20, 2), (21, 3), (20, 4)])
def test_who_starts_goes_around(people: int, size: int) -> None:
    """Over any ten rounds nobody started three times more often than another, but for a few."""
    assert past_rounds.SPREAD + 1 == 10, "with the round that is drawn"
    spreads = play(people, size)
    assert max(spreads) <= 3
    assert spreads.count(3) <= len(spreads) // 50
    assert size == 2 or spreads.count(1) > len(spreads) // 2


def play(people: int, size: int) -> list[int]:
    """How far apart the starts of a circle lie over each ten rounds out of two hundred."""
    rng, started = Random(4), list[set[int]]()
    for number in range(200):
        starts = {
            each: tuple(
                sum(each in s for s in started[-n:]) for n in range(past_rounds.SPREAD, 0, -1)
            )
            for each in range(people)
        }
        order = rng.sample(range(people), people)
        tables = [order[n : n + size] for n in range(0, people, size)]
        started.append({starter(table, starts, bytes([number])) for table in tables})
    times = [
        [sum(each in s for s in started[end - 10 : end]) for each in range(people)]
        for end in range(10, 201)
    ]
    return [max(each) - min(each) for each in times]


def test_no_rule_can_keep_the_starts_of_four_people_within_one() -> None:
    """Who meets everybody in turn, in pairs: none of all the ways to say who starts does it.

    Ten rounds of two tables have twenty starts, so within one of each other is five for everybody.
    So it is in the ten rounds that begin one later, and whoever starts in a round starts again ten
    rounds after it. Both times there has to be one of them at each table.
    """
    pairs = [((0, 1), (2, 3)), ((0, 2), (1, 3)), ((0, 3), (1, 2))]

    def at_each_table(number: int) -> set[frozenset[int]]:
        tables = pairs[number % 3]
        return {frozenset(each) for each in product(*tables)}

    ways = [at_each_table(number) & at_each_table(number + 10) for number in range(10)]
    assert [len(each) for each in ways] == [2] * 10
    for way in product(*ways):
        times = [sum(person in each for each in way) for person in range(4)]
        assert max(times) - min(times) > 1


def test_what_they_have_in_common() -> None:
    """Who can help whom comes first; nothing that one of them did not show is told."""
    ann = {"offers": frozenset({"Rust", "Tax"}), "team": frozenset({"Search"})}
    ben = {"asks": frozenset({"rust"}), "team": frozenset({"search"})}
    lines = [plain(line) for line in in_common.lines(SAY, [("Ann", ann), ("Ben", ben)])]
    assert lines == ["Ann can help Ben with Rust.", "In common: Search"]
    assert in_common.lines(SAY, [("Ann", ann), ("Ben", {})]) == []
    media = {"medium": frozenset({"video", "phone"})}
    more = [
        plain(line) for line in in_common.lines(SAY, [("Ann", ann | media), ("Ben", ben | media)])
    ]
    assert len(more) == in_common.SHOWN
    assert more[0] == lines[0]
    assert more[1] == "All of you like to meet by video and by phone.", "however much they share"
    both = in_common.lines(SAY, [("Ann", media), ("Ben", media)])
    assert [plain(line) for line in both] == ["All of you like to meet by video and by phone."]


async def test_only_what_they_agreed_to_show_is_shown(town: Town) -> None:
    """By default a table reads nothing of what its people told; what they choose, it does."""
    await town.opens()
    await town.joins("Ann", "Ben")
    for name in ("Ann", "Ben"):
        form = await town.says(name, "/lunch about")
        told: dict[str, Value] = {"department": "Sales", "team": "Quay team", "shown": ("team",)}
        assert "Your tables see: Team." in said(await town.sends(name, form, told))
    await town.wind(days=1, hours=5)
    (hello,) = town.stage.introductions
    assert "In common: Quay team" in said(hello)
    assert "Sales" not in said(hello)
    assert "To begin with: " in said(hello)


async def test_a_date_shows_in_the_introduction(town: Town) -> None:
    """One of them presses, and the message says so to all of them; so does having met."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind(days=1, hours=5)
    (hello,) = town.stage.introductions
    dated = await town.dates("Ben", hello)
    assert "You have a date, Ben says." in said(dated)
    for line in said(hello).splitlines()[:4]:
        assert line in said(dated), "and all the rest is still there"
    met = await town.presses("Ann", dated, "We met")
    assert "You met, Ann says." in said(met)
    await town.wind(days=6)
    assert town.stage.questions == [], "the table has said it already"
    await town.wind(days=2)
    late = await town.presses("Ann", dated, "We met")
    assert said(late).startswith("You met\nAnn said so.\n")
    assert "The next round has begun" in said(late)


async def test_a_starter_may_come_again_after_twenty_tables(town: Town) -> None:
    """Only what somebody had at their latest tables is kept from them."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind(weeks=4)
    async with town.database.read() as tx:
        had = [row["topic"] for row in await tx.all(rounds.pairing.select())]
        (ann, *_) = {row["member_id"] for row in await tx.all(rounds.seat.select())}
        recent = await topic_rows.recent(tx, [ann], 2)
    assert recent == {ann: set(had[-2:])}
