"""Workspaces and people that come and go, and what the bot does about it."""

import asyncio
from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.app import Bot
from bot.chat.platform import Undeliverable
from bot.chat.request import Person, Request
from bot.circles.store.rounds import round_
from bot.members.communities import community, workspace
from bot.members.store import account
from tests.bot.doing import event, how_many, press, sealed
from tests.stage import Stage
from tests.town import MONDAY, Town, said
from tests.town import town as opened

# The first word from somewhere, and the last


async def test_a_new_workspace_has_a_community_of_its_own(tmp_path: Path) -> None:
    """The first thing that anybody does there founds it, with the operator's zone, and once."""
    async with opened(tmp_path) as town:
        bot = Bot(town.database, town.clock, zone="Europe/Berlin")
        bot.platforms["stage"] = town.stage
        asks = [
            Request("stage", name, Person("ann", "Ann"), f"{name}{n}", "circles.status")
            for name in ("one", "two")
            for n in range(3)
        ]
        await asyncio.gather(*(bot.handle(ask) for ask in asks))
        async with town.database.read() as tx:
            rows = await tx.all(select(community.c.zone, community.c.secret))
            assert [row["zone"] for row in rows] == ["Europe/Berlin"] * 2
            assert len({row["secret"] for row in rows}) == 2
        assert await how_many(town, workspace) == 2


async def test_a_platform_tells_of_a_place_that_nobody_knows(town: Town) -> None:
    """It is noted and founds nothing."""
    await event(town, "members.changed", Person("ann", "Ann"), workspace="nowhere")
    assert await how_many(town, community) == 0


async def test_a_bot_that_was_removed_is_silent_until_it_is_back(town: Town) -> None:
    """What waited is dropped and no round is drawn; the next word from there takes it up again."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await event(town, "communities.gone", Person("", ""))
    await town.wind(days=2)
    assert town.stage.carried == []
    assert town.stage.tables == []
    assert "Harbour lunch" in said(await town.says("Ann", "/lunch status"))
    await town.wind(days=6)
    assert len(town.stage.tables) == 1


async def test_a_press_from_there_takes_it_up_again_too(town: Town) -> None:
    """Whoever presses a button of before the removal is heard, and rounds go on."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await event(town, "communities.gone", Person("", ""))
    await press(town, "ann", await sealed(town, "circles.status"))
    await town.wind(days=9)
    assert len(town.stage.tables) == 2


@pytest.mark.parametrize("word", ["/lunch status", "/lunch zone Berlin", "/lunch join Nowhere"])
async def test_who_left_is_not_seated_and_who_comes_back_is(town: Town, word: str) -> None:
    """A deactivated account has no seat; with their next word, heard or refused, they have one."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem")
    await event(town, "members.gone", Person("cem", "Cem"))
    await town.wind(days=1, hours=4)
    assert town.stage.tables == [("ann", "ben")]
    await town.says("Cem", word)
    await town.wind(days=7)
    assert sorted(town.stage.tables[-1]) == ["ann", "ben", "cem"]


async def test_a_look_does_not_outlive_a_leave(town: Town) -> None:
    """Whoever looks and then leaves is gone, though the look is noted after."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem")
    await town.says("Cem", "/lunch status")
    town.clock.set(town.clock.now() + timedelta(seconds=5))
    await event(town, "members.gone", Person("cem", "Cem"))
    await town.wind(days=1, hours=4)
    assert town.stage.tables == [("ann", "ben")]


async def test_who_left_before_they_joined_is_gone(town: Town) -> None:
    """News that overtakes other news makes nobody out of nothing."""
    await event(town, "members.gone", Person("ann", "Ann"))
    await town.opens()
    await event(town, "members.gone", Person("ann", "Ann"))
    await event(town, "members.changed", Person("ann", "Ann"))
    assert await how_many(town, account, account.c.ref == "ann") == 0


async def test_the_roll_is_called_before_a_round_and_once(town: Town) -> None:
    """Half an hour before a round the platform is asked who is there, once for each round."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem")
    asked: list[list[str]] = []

    class Asked(Stage):
        async def gone(self, workspace: str, accounts: Collection[str]) -> set[str]:
            asked.append(sorted(accounts))
            return {"cem"}

    town.bot.platforms["stage"] = stage = Asked()
    town.clock.set(MONDAY + timedelta(days=1, hours=3, minutes=29))
    await town.bot.call_roll()
    assert asked == []
    town.clock.set(MONDAY + timedelta(days=1, hours=3, minutes=30))
    await town.bot.call_roll()
    await town.bot.call_roll()
    assert asked == [["ann", "ben", "cem"]]
    await town.wind(hours=1)
    assert stage.tables == [("ann", "ben")]
    await town.wind(days=7)
    assert asked == [["ann", "ben", "cem"], ["ann", "ben"]]


@pytest.mark.parametrize(("forever", "times"), [(False, 2), (True, 1)])
async def test_the_roll_is_called_again_where_the_platform_could_not_say(
    town: Town, forever: bool, times: int
) -> None:
    """A moment later somebody may well be found to be gone; what it never says is not asked."""
    await town.opens()
    await town.joins("Ann", "Ben")
    asked: list[str] = []

    class Deaf(Stage):
        async def gone(self, workspace: str, accounts: Collection[str]) -> set[str]:
            asked.append(workspace)
            if len(asked) == 1:
                raise Undeliverable("not now", forever=forever)
            return set()

    town.bot.platforms["stage"] = Deaf()
    town.clock.set(MONDAY + timedelta(days=1, hours=3, minutes=30))
    for _ in range(3):
        await town.bot.call_roll()
    assert len(asked) == times


async def test_one_circle_with_a_fault_does_not_hold_up_the_others(town: Town) -> None:
    """Whatever breaks about one round is logged, and the others are drawn."""
    await town.opens(name="Broken")
    await town.opens(name="Sound")
    for name in ("Ann", "Ben"):
        await town.says(name, "/lunch join Broken")
        await town.says(name, "/lunch join Sound")
    async with town.database.write() as tx:
        taken = {"circle_id": 1, "period": date(2026, 11, 17), "state": "drawn", "at": MONDAY}
        await tx.run(round_.insert(), [taken])  # its day is there already, which should never be
    town.clock.set(MONDAY + timedelta(days=1, hours=4))
    with capture_logs() as logs:
        await town.bot.tick()
    assert [each["log_level"] for each in logs] == ["error"]
    await town.bot.deliver()
    assert town.stage.tables == [("ann", "ben")]


async def test_a_platform_that_is_not_connected_is_waited_for(town: Town) -> None:
    """A round of a platform that is not there yet is drawn when it is."""
    await town.opens()
    await town.joins("Ann", "Ben")
    stage = town.bot.platforms.pop("stage")
    town.clock.set(MONDAY + timedelta(days=1, hours=4))
    await town.bot.tick()
    await town.bot.deliver()
    town.bot.platforms["stage"] = stage
    await town.wind(minutes=5)
    assert len(town.stage.tables) == 1
