"""The tables of a round: their conversations, what happens where none opens, and who is told."""

from pathlib import Path

import pytest

from bot.chat import limits
from bot.chat.platform import (
    Closing,
    Opening,
    Traits,
    Undeliverable,
)
from bot.chat.platform import Table as At
from bot.members.store import member
from tests.bot.circles.drawing import NOON, Closed, many_join
from tests.stage import Stage
from tests.town import Town, said
from tests.town import town as opened

# Many


@pytest.mark.parametrize("size", [2, 3, 5, 8])
async def test_a_crowd_is_announced_in_the_channel(tmp_path: Path, size: int) -> None:
    """More tables than conversations: nobody is left out, no message mentions over a hundred."""
    stage = Stage(Traits(seats=8, tables=50, under_channel=True))
    async with opened(tmp_path, stage) as town:
        await town.opens(construct=f"Tuesdays at 12:00 in tables of {size}")
        await many_join(town, 51 * size + 1)
        preview = said(await town.says("Olga", "/circle preview", organises=True))
        assert "more tables than the 50 conversations" in preview
        await town.wind_to(NOON)
        assert stage.tables == [], "no conversation opens"
        said_there = stage.in_channel("lunch")[1:]
        mentioned = [user for each in said_there for user in each.mentions()]
        assert len(mentioned) == len(set(mentioned)) == 51 * size + 1
        assert all(len(each.mentions()) <= limits.MENTIONS for each in said_there)
        assert said_there[0].title
        assert not any(each.title for each in said_there[1:])
        assert [bool(each.foot) for each in said_there] == [False] * (len(said_there) - 1) + [True]


async def test_as_many_tables_as_there_are_conversations(tmp_path: Path) -> None:
    """Up to the very number that fits, each table has its own."""
    stage = Stage(Traits(seats=8, tables=50))
    async with opened(tmp_path, stage) as town:
        await town.opens()
        await many_join(town, 100)
        await town.wind_to(NOON)
        assert len(stage.tables) == len(stage.introductions) == 50


@pytest.mark.parametrize("size", range(2, 9))
async def test_a_preview_of_a_large_circle_fits(tmp_path: Path, size: int) -> None:
    """However long the names are, the preview shows what fits and says how many more there are."""
    async with opened(tmp_path) as town:
        await town.opens(construct=f"Tuesdays at 12:00 in tables of {size}")
        await many_join(town, 30 * size)
        async with town.database.write() as tx:
            await tx.run(member.update().where(member.c.id > 99).values(name="&" * 31 + "…"))
        shown = said(await town.says("Olga", "/circle preview", organises=True))
        assert "30 tables" in shown
        tables = shown.count("…") // size
        assert 1 <= tables <= 20
        assert f"and {30 - tables} more" in shown


# Conversations


async def test_the_tables_of_the_round_before_are_put_away(tmp_path: Path) -> None:
    """Where tables open under the channel, last time's are closed as the next ones open."""
    stage = Stage(Traits(seats=8, under_channel=True))
    async with opened(tmp_path, stage) as town:
        await town.opens()
        await town.joins("Ann", "Ben", "Cem", "Dora")
        await town.wind_to(NOON)
        first = [f"room-{each.key}" for each in stage.carried if isinstance(each.payload, Opening)]
        assert stage.closings == []
        await town.wind(weeks=1)
        assert [each.id for each in stage.closings if isinstance(each, At)] == first
        await town.wind(weeks=1)
        assert len(stage.closings) == 4
        assert len({repr(each) for each in stage.closings}) == 4, "each once"


async def test_elsewhere_they_are_left_alone(town: Town) -> None:
    """Where conversations do not run out, nobody's is closed."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind(weeks=3)
    assert [each for each in town.stage.carried if isinstance(each.payload, Closing)] == []


async def test_a_table_that_can_not_be_opened_meets_in_the_channel(town: Town) -> None:
    """Nobody is stranded: where no conversation opens, the channel brings the two together."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    await town.bot.deliver()
    town.clock.set(NOON)
    await town.bot.tick()
    town.bot.platforms["stage"] = closed = Closed()
    await town.bot.deliver()
    await town.bot.deliver()
    assert closed.introductions == []
    brought = closed.in_channel("lunch")[1:]
    assert all("Find each other here" in said(each) for each in brought)
    together = [each.mentions() for each in brought]
    assert [len(table) for table in together] == [2, 2]
    assert {person for table in together for person in table} == {"ann", "ben", "cem", "dora"}


@pytest.mark.parametrize("line", ["/lunch leave", "/lunch pause"])
async def test_who_left_meanwhile_is_not_called_there(town: Town, line: str) -> None:
    """Whoever left or paused before the opening failed is not mentioned to the whole channel."""
    await town.opens(construct="Tuesdays at 12:00 in tables of 3")
    await town.joins("Ann", "Ben", "Cem")
    await town.bot.deliver()
    town.clock.set(NOON)
    await town.bot.tick()
    await town.says("Cem", line)
    town.bot.platforms["stage"] = closed = Closed()
    await town.bot.deliver()
    await town.bot.deliver()
    brought = said(closed.in_channel("lunch")[-1])
    assert "@ann and @ben" in brought
    assert "@cem" not in brought


# What is told to whoever organises


async def test_a_closed_channel_is_told_with_the_remedy(town: Town) -> None:
    """An announcement that can't be posted reaches whoever made the circle, with Try again."""
    await town.opens()
    await town.joins("Ann", "Ben")
    town.stage.closed_channels.add("lunch")
    await town.bot.deliver()
    await town.bot.deliver()
    (told,) = town.stage.to_person("olga")
    assert "I could not post" in said(told)
    assert "not_in_channel" in said(told)
    town.stage.closed_channels.clear()
    pressed = await town.presses("Olga", told, "Try again", organises=True)
    assert "I am posting it in #lunch" in said(pressed)
    await town.bot.deliver()
    assert "[Join]" in said(town.stage.in_channel("lunch")[-1])


async def test_a_post_in_doubt_is_left_to_look_at(town: Town) -> None:
    """Nobody can tell whether the opening message arrived: the organiser is asked, once."""
    town.stage.lost.append(Undeliverable("the connection broke", perhaps=True))
    await town.opens()
    await town.bot.deliver()
    await town.wind(minutes=1)
    await town.wind(minutes=1)
    assert len(town.stage.in_channel("lunch")) == 1, "never twice"
    (told,) = town.stage.to_person("olga")
    assert "did it arrive?" in said(told)


async def test_a_long_reason_does_not_stop_the_news(town: Town) -> None:
    """Whatever a platform says, however long, whoever organises hears of it."""
    await town.opens()
    town.stage.faults.append(Undeliverable("x" * 100_000, forever=True))
    await town.bot.deliver()
    await town.bot.deliver()
    assert len(town.stage.to_person("olga")) == 1
