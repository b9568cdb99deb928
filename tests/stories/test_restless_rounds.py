"""Rounds in which people come, go, pause, can't and agree at random: nobody sits alone, ever."""

from datetime import timedelta
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot.chat.platform import Traits
from bot.chat.request import Person, Request
from bot.circles.store import circles
from bot.circles.store.enrolments import enrolled
from bot.circles.store.rounds import left_over, pairing, round_, seat
from bot.circles.verifying import verify
from bot.lunches.store.waiting import waiting
from bot.meetings.store import meeting
from bot.members.store import account
from tests.stage import Stage
from tests.stories.test_another_seat import CANT, NOON
from tests.town import Town
from tests.town import town as opened

PEOPLE = [f"P{n}" for n in range(11)]
ROUNDS = 2


async def something(town: Town, rng: Random) -> None:
    """Somebody does something, sensible or not."""
    name = rng.choice(PEOPLE)
    what = rng.choice([CANT, CANT, CANT, "leave", "join", "pause", "resume", "gone", "date"])
    called = [each for each in town.stage.introductions if name.casefold() in each.mentions()]
    if what == "gone":
        event = f"gone-{name}-{town.clock.now().isoformat()}"
        person = Person(name.casefold(), name)
        await town.bot.handle(Request("stage", "town", person, event, "members.gone"))
    elif what in (CANT, "date"):
        if called:
            await town.presses(name, called[-1], CANT if what == CANT else "We have a date")
    else:
        await town.says(name, f"/lunch {what}")


async def check(town: Town) -> None:
    """What holds in the latest round, a moment after anything."""
    async with town.database.read() as tx:
        (circle,) = await circles.of_community(tx, 1, "active")
        last = await tx.first(select(round_.c.id).order_by(round_.c.period.desc()).limit(1))
        assert last is not None
        where = seat.c.round_id == last["id"]
        seats = [
            (row["pairing_id"], row["member_id"]) for row in await tx.all(select(seat).where(where))
        ]
        said = {row["id"]: row["outcome"] for row in await tx.all(select(pairing))}
        waits = {
            row["member_id"]
            for row in await tx.all(select(waiting).where(waiting.c.round_id == last["id"]))
        }
        over = {
            row["member_id"]
            for row in await tx.all(select(left_over).where(left_over.c.round_id == last["id"]))
        }
        there = {each.member: each for each in await enrolled(tx, circle.id)}
        every = [(row["pairing_id"], row["member_id"]) for row in await tx.all(select(seat))]
        kept = {(row["a"], row["b"]): row["times"] for row in await tx.all(select(meeting))}
        checked = await verify(tx, circle, circle.number)
        refs = {row["member_id"]: row["ref"] for row in await tx.all(select(account))}
    assert checked is not None
    assert checked.same, "the drawing is what it was"
    tables: dict[int, list[int]] = {}
    for table, member in seats:
        tables.setdefault(table, []).append(member)
    assert all(2 <= len(table) <= 8 for table in tables.values()), "nobody sits alone"
    assert not {member for _, member in seats} & waits, "whoever waits has no seat"
    for table, member in seats:
        if said[table] == "unknown":
            assert member in there, "whoever has left sits at no table that has said nothing"
            assert not there[member].enrolment.away_in(town.clock.now().date())
    told = {member for member in waits | over if town.stage.to_person(refs[member])}
    assert {each for each in over if each not in told} == set()
    counted: dict[tuple[int, int], int] = {}
    whole: dict[int, list[int]] = {}
    for table, member in every:
        whole.setdefault(table, []).append(member)
    for people in whole.values():
        for pair in combinations(sorted(people), 2):
            counted[pair] = counted.get(pair, 0) + 1
    assert kept == counted, "who met whom is what their tables say"


@pytest.mark.parametrize("adds", [True, False], ids=["added", "elsewhere"])
@pytest.mark.parametrize("seed", [1, 2])
async def test_nobody_sits_alone(tmp_path: Path, seed: int, *, adds: bool) -> None:
    """However restless: a minute after each step every table has two, and everybody is told."""
    rng = Random(seed)
    size = 2 + seed % 2
    async with opened(tmp_path, Stage(Traits(seats=8, adds=adds, tells_zone=True))) as town:
        await town.opens(construct=f"every week on Tuesday at 12:00 in tables of {size}")
        await town.joins(*PEOPLE)
        for week in range(ROUNDS):
            await town.wind_to(NOON + timedelta(weeks=week, minutes=5))
            for _ in range(8):
                for _ in range(rng.randint(1, 3)):
                    await something(town, rng)
                await town.wind(minutes=rng.choice([1, 5, 300]))
                await town.wind(minutes=1)
                await check(town)
