"""Whether anything is due is one statement, read off indexes; what it says is never too late."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.dialects import sqlite

from bot import routes
from bot.chat.request import Person, Request
from bot.duty import Duty, Watch, due
from bot.lunches.store import promises
from bot.members.store import account
from bot.turn import at_once
from tests.bot.checkins.made import DONE, answers, joins, lives, makes
from tests.stories.test_a_season import begun
from tests.town import MONDAY, Town, migrated
from tests.town import town as opened

FEW = (
    "circle",
    "circle_setting",
    "check_in",
    "community",
    "workspace",
    "season",
)  # a scan of these is short


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town in which there is something of everything."""
    async with opened(tmp_path) as there:
        await there.opens()
        await there.says("Olga", "/circle settings consent ask", organises=True)
        await there.joins("Ann", "Ben", "Cleo")
        await makes(there)
        await joins(there, "Ann", "Ben", "Cleo")
        await lives(there, "Cleo", "Honolulu")
        yield there


async def test_before_its_first_moment_a_duty_finds_nothing_to_do(town: Town) -> None:
    """For five days, tick by tick: what is not looked at would have had nothing to do."""
    looked, spared = set(), set()
    for hour in range(24 * 5):
        watch = Watch(town.database, town.clock.now(), {"stage": town.stage.traits}, at_once)
        now = await due(town.database, routes.DUTIES, watch.now)
        for each in routes.DUTIES:
            if each in now:
                looked.add(each)
            else:
                spared.add(each)
                assert list(await each.look(watch)) == []
        await town.bot.tick()
        await town.bot.deliver()
        if hour == 4:
            await answers(town, "Ann", DONE)
        if hour == 30:
            await lives(town, "Ben", "Kathmandu")
        town.clock.set(MONDAY + timedelta(hours=hour, minutes=30))
    own = {each for each in routes.DUTIES if each.first is not None}
    assert spared >= own
    assert len(looked) >= 6


async def test_a_tick_with_nothing_to_do_is_one_statement(town: Town) -> None:
    """However many duties there are."""
    await town.bot.tick()
    said: list[str] = []

    @event.listens_for(Engine, "before_cursor_execute")
    def _(*about: object) -> None:
        said.append(str(about[2]))

    await town.bot.tick()
    event.remove(Engine, "before_cursor_execute", _)
    assert [line.partition(" ")[0] for line in said] == ["BEGIN", "SELECT"], said


@pytest.mark.parametrize("duty", [each for each in routes.DUTIES if each.first is not None])
async def test_a_first_moment_stands_at_the_end_of_an_index(tmp_path: Path, duty: Duty) -> None:
    """No table that grows with the people, the prompts or the messages is read through."""
    assert duty.first is not None
    asked = str(
        duty.first.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    )
    database = await migrated(tmp_path / "town.db")
    async with database.read() as tx:
        plan = [row["detail"] for row in await tx.all(text(f"EXPLAIN QUERY PLAN {asked}"))]
    await database.close()
    tables = [line.split() for line in plan if line.startswith(("SCAN", "SEARCH"))]
    read_through = [line for line in tables if line[0] == "SCAN" or "USING" not in line]
    assert [line for line in read_through if line[1] not in FEW] == [], plan


async def everything_gone(town: Town, how: str) -> None:
    """Everybody has left the place, one after the other; or the bot was removed from it."""
    if how == "workspace":
        request = Request("stage", "town", town.person("Olga"), "gone", "communities.gone")
        await town.bot.handle(request)
        return
    async with town.database.read() as tx:
        refs = [row["ref"] for row in await tx.all(select(account.c.ref))]
    for ref in refs:
        await town.bot.handle(
            Request("stage", "town", Person(ref, ref), f"gone-{ref}", "members.gone")
        )


async def ticks(town: Town, **by: float) -> None:
    """Time goes on by that much, and the bot looks what is due."""
    town.clock.set(town.clock.now() + timedelta(**by))
    await town.bot.tick()
    await town.bot.deliver()


@pytest.mark.parametrize("how", ["workspace", "accounts"])
@pytest.mark.parametrize("hours", [2, 29, 31, 24 * 8])
async def test_a_year_after_everything_is_gone_nothing_is_due(
    tmp_path: Path, how: str, hours: int
) -> None:
    """Whatever waited as they went, or was under way, has given up its moment for good."""
    async with opened(tmp_path) as town:
        await begun(town, "Ann", "Ben", "Cem", "Dora")
        await makes(town)
        await joins(town, "Ann", "Ben", "Cem")
        await town.says("Olga", "/circle settings consent ask", organises=True)
        async with town.database.write() as tx:
            await promises.add(tx, 1, "Send the book", MONDAY.date(), MONDAY + timedelta(days=20))
        await town.wind(hours=hours)
        await everything_gone(town, how)
        for _ in range(366):
            await ticks(town, days=1)
        for _ in range(3):
            await ticks(town, hours=7)
            still = await due(town.database, routes.DUTIES, town.clock.now())
            assert still == [], [each.look for each in still]
