"""Prompts, from the moment they are due to the outbox: each member once, whatever dies."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import RowMapping, Table, select

from bot.app import Bot
from bot.checkins import closing
from bot.checkins.model import PAGE, Enrolment, planned
from bot.checkins.store import checkins, enrolments, prompts
from bot.checkins.store.answers import answer
from bot.checkins.store.enrolments import enrolment
from bot.checkins.store.prompts import prompt
from bot.checkins.store.responses import response
from bot.database import Database
from bot.members.store import account, member
from tests.bot.checkins.made import DONE, answers, joins, latest, lives, makes
from tests.stage import Stage
from tests.town import MONDAY, Town, said
from tests.town import town as opened


async def rows(town: Town, table: Table) -> list[RowMapping]:
    """All that is stored there."""
    async with town.database.read() as tx:
        return list(await tx.all(select(table)))


def asked(town: Town) -> list[str]:
    """The keys of all prompts that arrived."""
    return [
        each.key
        for each in town.stage.carried
        if ":asking:" in each.key and ":edit:" not in each.key
    ]


async def many_join(town: Town, people: int) -> None:
    """So many people are in the check-in, each by their own word, as far as the rows tell."""
    async with town.database.write() as tx:
        ids = range(100, 100 + people)
        born = {"community_id": 1, "zone": "UTC", "created_at": MONDAY}
        await tx.run(member.insert(), [{"id": n, "name": f"Person {n}", **born} for n in ids])
        await tx.run(
            account.insert(), [{"member_id": n, "workspace_id": 1, "ref": f"p{n}"} for n in ids]
        )
        (check_in,) = await checkins.active(tx)
        for n in ids:
            one = planned(check_in, Enrolment(0, check_in.id, n, "UTC"), MONDAY)
            await enrolments.enrol(tx, one, "command", 1, MONDAY)


async def test_two_bots_on_one_database_ask_everybody_once(town: Town) -> None:
    """A second process needs no lock: what one has claimed, the other does not see."""
    await makes(town)
    await many_join(town, 2 * PAGE + 7)
    other = await Database.open(f"sqlite+aiosqlite:///{town.database.path}")
    second = Bot(other, town.clock)
    second.platforms["stage"] = town.stage
    town.clock.set(MONDAY + timedelta(hours=2))
    await asyncio.gather(*(bot.tick() for bot in (town.bot, second) * 3))
    await asyncio.gather(town.bot.deliver(), second.deliver())
    assert len(asked(town)) == len(set(asked(town))) == 2 * PAGE + 7
    assert len(await rows(town, prompt)) == 1
    await other.close()


@pytest.mark.parametrize("steps", range(6))
async def test_restarted_at_any_step(tmp_path: Path, steps: int) -> None:
    """Whatever the process had done when it died, each prompt is sent once, each answer kept."""
    stage = Stage()
    at = MONDAY
    for life in range(2):
        async with opened(tmp_path, stage, at) as town:
            what: list[Callable[[], Awaitable[object]]] = [
                lambda: makes(town),
                lambda: joins(town, "Ann"),
                town.bot.deliver,
                lambda: town.wind_to(MONDAY + timedelta(hours=2)),
                lambda: answers(town, "Ann"),
                town.bot.deliver,
                lambda: town.wind_to(MONDAY + timedelta(hours=10)),
            ]
            for step in what[:steps] if life == 0 else what[steps:]:
                await step()
            at = town.clock.now()
    assert len(asked_of(stage)) == 1
    hello, digest = stage.in_channel("lunch")
    assert "new check-in" in said(hello)
    assert f"Ann: {DONE['q1']}" in said(digest)


def asked_of(stage: Stage) -> list[str]:
    """The keys of all prompts that arrived on a stage."""
    return [e.key for e in stage.carried if ":asking:" in e.key and ":edit:" not in e.key]


async def test_an_event_that_comes_three_times(town: Town) -> None:
    """A form that is delivered again changes nothing, and is told the same."""
    await makes(town)
    await joins(town, "Ann")
    await town.wind_to(MONDAY + timedelta(hours=2))
    form = await town.presses("Ann", latest(town, "Ann"), "Answer", channel=None)
    told = [
        said(await town.sends("Ann", form, DONE | {"q1": f"try {n}"}, event="once", channel=None))
        for n in range(3)
    ]
    assert len(set(told)) == 1
    assert {row["value"] for row in await rows(town, answer)} == {"try 0", "Print it"}
    assert [row["revision"] for row in await rows(town, response)] == [1]


async def test_who_moves_is_asked_by_their_new_clock(town: Town) -> None:
    """From the next prompt on, and for no day twice."""
    await makes(town)
    await joins(town, "Ann")
    await town.wind_to(MONDAY + timedelta(hours=2))
    await lives(town, "Ann", "Honolulu")
    await town.wind(minutes=1)
    (row,) = await rows(town, enrolment)
    assert (row["zone"], str(row["next_period"])) == ("Pacific/Honolulu", "2026-11-17")
    assert row["next_at"] == MONDAY + timedelta(days=1, hours=11, minutes=30)
    await lives(town, "Ann", "Kiritimati")
    await town.wind(minutes=1)
    await town.wind(days=2)
    days = [str(each["period"]) for each in await rows(town, prompt)]
    assert len(days) == len(set(days))
    assert len(asked(town)) == len(set(asked(town))) == 3


async def test_who_is_gone_is_not_asked_and_holds_nobody_up(town: Town) -> None:
    """The digest does not wait for somebody who left the place."""
    await makes(town)
    await joins(town, "Ann", "Gus")
    await lives(town, "Gus", "Honolulu")
    await town.wind_to(MONDAY + timedelta(hours=2))
    async with town.database.write() as tx:
        await tx.run(
            account.update().where(account.c.ref == "gus").values(gone_at=town.clock.now())
        )
    await answers(town, "Ann")
    await town.wind_to(MONDAY + timedelta(hours=10))
    assert len(asked(town)) == 1
    assert "1 of 1 answered" in said(town.stage.in_channel("lunch")[-1])


async def test_while_the_platform_is_not_connected_nothing_is_asked(town: Town) -> None:
    """It waits, and comes late when there is somebody to carry it."""
    await makes(town)
    await joins(town, "Ann")
    await town.bot.deliver()
    platform = town.bot.platforms.pop("stage")
    town.clock.set(MONDAY + timedelta(hours=3))
    await town.bot.tick()
    assert await rows(town, prompt) == []
    town.bot.platforms["stage"] = platform
    await town.bot.tick()
    await town.bot.deliver()
    assert len(asked(town)) == 1


async def test_a_prompt_nobody_answers_makes_no_noise(town: Town) -> None:
    """There is no digest of nothing; a late answer makes one."""
    await makes(town)
    await joins(town, "Ann")
    await town.wind_to(MONDAY + timedelta(hours=2))
    late = latest(town, "Ann")
    await town.wind(hours=20)
    assert len(town.stage.in_channel("lunch")) == 1
    await answers(town, "Ann", message=late)
    await town.bot.deliver()
    assert "Ann: Print it (said on Tue 17 Nov)" in said(town.stage.in_channel("lunch")[-1])


async def test_a_prompt_of_long_ago_is_over(town: Town) -> None:
    """After two weeks there is nothing to add."""
    await makes(town)
    await joins(town, "Ann")
    await town.wind_to(MONDAY + timedelta(hours=2))
    late = latest(town, "Ann")
    await town.wind(days=15)
    told = said(await town.presses("Ann", late, "Answer", channel=None))
    assert told == "Standup of Mon 16 Nov is over. The next one comes."


async def test_what_is_said_while_a_digest_is_drafted_stands_in_it(town: Town) -> None:
    """A digest is drafted before its prompt closes; it is posted only if it is still true."""
    await makes(town)
    await joins(town, "Ann", "Ben")
    await town.wind_to(MONDAY + timedelta(hours=2))
    await answers(town, "Ann")
    now = MONDAY + timedelta(hours=10)
    town.clock.set(now)
    async with town.database.read() as tx:
        (check_in,) = await checkins.active(tx)
        (over,) = await prompts.to_close(tx, now)
        drafted = await closing.draft(over, tx, check_in, "", now)
    assert drafted is not None
    assert "Ben" not in "".join(said(each) for each in drafted.messages)
    await answers(town, "Ben", DONE | {"q1": "Painted the boat"})
    async with town.database.write() as tx:
        await closing.close(over, drafted, tx, check_in, "", now)
    await town.bot.deliver()
    digest = said(town.stage.in_channel("lunch")[-1])
    assert "Ann: Wrote the harbour guide" in digest
    assert "Ben: Painted the boat" in digest
