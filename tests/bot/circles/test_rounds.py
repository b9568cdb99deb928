"""Rounds, from the moment they are due: once, for whoever is there, and on the right day."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.app import Bot
from bot.chat.platform import (
    Channel,
)
from bot.chat.platform import Table as At
from bot.circles.store import calendar, circles
from bot.circles.store.circles import circle as circle_rows
from bot.circles.store.rounds import round_, seat
from bot.database import Database
from tests.bot.circles.drawing import NOON, TUESDAY, at_other_times, rows
from tests.town import MONDAY, Town, said
from tests.town import town as opened

# Once


async def test_two_bots_on_one_database_draw_a_round_once(town: Town) -> None:
    """A second process needs no lock: the claim is one update, and one of them gets it."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    other = await Database.open(f"sqlite+aiosqlite:///{town.database.path}")
    second = Bot(other, town.clock)
    second.platforms["stage"] = town.stage
    town.clock.set(NOON)
    await asyncio.gather(*(bot.tick() for bot in (town.bot, second) * 4))
    assert [row["state"] for row in await rows(town, round_)] == ["drawn"]
    assert len(await rows(town, seat)) == 4
    await asyncio.gather(town.bot.deliver(), second.deliver())
    await asyncio.gather(town.bot.deliver(), second.deliver())
    keys = [each.key for each in town.stage.carried]
    assert len(keys) == len(set(keys)) == 6, "a hello, an announcement, two tables, two greetings"
    await other.close()


async def test_what_is_due_is_claimed_by_one(town: Town) -> None:
    """Of all who saw a circle as it was, one gets it, to draw it or to put it off."""
    await town.opens()
    async with town.database.write() as tx:
        (seen,) = await circles.of_community(tx, 1, "active")
        week = NOON + timedelta(days=7)
        assert await calendar.claim(tx, seen, week, week.date(), drawn=True)
        assert not await calendar.claim(tx, seen, week, week.date(), drawn=True)
        assert not await calendar.put_off(tx, seen, week)
        (now,) = await circles.of_community(tx, 1, "active")
    assert (now.next_period, now.number) == (week.date(), 1)


async def test_a_roster_that_changes_while_it_is_drawn(tmp_path: Path) -> None:
    """Who leaves in the middle of a drawing is not seated, and who joins is: it is drawn anew."""
    async with opened(tmp_path) as town:
        await town.opens()
        await town.joins("Ann", "Ben", "Cem", "Dora")
        drawings = 0

        async def think(work: Callable[[], None]) -> None:
            nonlocal drawings
            drawings += 1
            if drawings == 1:
                await town.says("Dora", "/lunch leave")
                await town.says("Eva", "/lunch join")
            work()

        slow = Bot(town.database, town.clock, think=think)
        slow.platforms["stage"] = town.stage
        town.clock.set(NOON)
        await slow.tick()
        await slow.deliver()
        assert {p for table in town.stage.tables for p in table} == {"ann", "ben", "cem", "eva"}
        assert drawings > 2
        assert len(await rows(town, round_)) == 1


@pytest.mark.parametrize(
    "change",
    ["/circle pause", "/circle settings size 3", "/circle settings channel here", "/circle run"],
)
async def test_a_circle_that_changes_while_it_is_drawn(tmp_path: Path, change: str) -> None:
    """What an organiser decides in the middle of a drawing holds for that round already."""
    async with opened(tmp_path) as town:
        await town.opens()
        await town.joins("Ann", "Ben", "Cem", "Dora", "Eva", "Finn")
        town.clock.set(NOON)
        drawings = 0

        async def think(work: Callable[[], None]) -> None:
            nonlocal drawings
            drawings += 1
            if drawings == 1:
                await town.says("Olga", change, organises=True, channel="dinner")
            work()

        slow = Bot(town.database, town.clock, think=think)
        slow.platforms["stage"] = town.stage
        await slow.tick()
        await slow.tick()
        await slow.deliver()
        tables = sorted(len(table) for table in town.stage.tables)
        match change.split()[1:]:
            case ["pause"]:
                assert tables == []
            case ["settings", "size", _]:
                assert tables == [3, 3]
            case ["settings", "channel", _]:
                assert len(town.stage.in_channel("dinner")) == 1
            case _:
                assert tables == [2, 2, 2]


async def test_nobody_sits_twice(town: Town) -> None:
    """In one round, a member has one seat: the database itself would refuse a second."""
    await town.opens(construct="Tuesdays at 12:00 in tables of 3")
    await town.joins(*(f"Person{n}" for n in range(11)))
    await town.wind_to(NOON)
    seats = await rows(town, seat)
    assert len(seats) == len({row["member_id"] for row in seats}) == 11
    assert sorted(p for table in town.stage.tables for p in table) == sorted(
        f"person{n}" for n in range(11)
    )
    assert {len(table) for table in town.stage.tables} == {2, 3}


# The next date


async def test_the_same_day_is_not_drawn_twice(town: Town) -> None:
    """After its round, moving a circle to later on the same day brings no second one."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind_to(NOON + timedelta(minutes=5))
    form = await town.says("Olga", "/circle edit", organises=True)
    later = at_other_times("Tuesdays at 18:00")
    edited = said(await town.sends("Olga", form, later, organises=True))
    assert "Tue 24 Nov 18:00" in edited
    assert "Tue 17 Nov" not in edited
    await town.wind(days=1)
    assert len(town.stage.tables) == 1


async def test_drawn_early_and_then_moved(town: Town) -> None:
    """A round that was drawn now stays drawn: its day has none any more, whatever the hour."""
    await town.opens()
    await town.joins("Ann", "Ben")
    asked = await town.says("Olga", "/circle run", organises=True)
    await town.presses("Olga", asked, "Draw now", organises=True)
    await town.wind(minutes=1)
    form = await town.says("Olga", "/circle edit", organises=True)
    edited = said(
        await town.sends("Olga", form, at_other_times("Tuesdays at 18:00"), organises=True)
    )
    assert "Tue 24 Nov 18:00" in edited
    assert "Tue 17 Nov" not in edited
    await town.wind(days=2)
    assert len(town.stage.tables) == 1


async def test_a_skip_moves_along(town: Town) -> None:
    """Who sits out the next round sits it out on its new day."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem")
    await town.says("Ann", "/lunch skip")
    form = await town.says("Olga", "/circle edit", organises=True)
    await town.sends("Olga", form, at_other_times("Thursdays at 9:30"), organises=True)
    assert "sitting out Thu 19 Nov 09:30" in said(await town.says("Ann", "/lunch status"))
    await town.wind(days=4)
    assert town.stage.tables == [("ben", "cem")]
    await town.wind(days=7)
    assert sorted(town.stage.tables[-1]) == ["ann", "ben", "cem"]


async def test_a_paused_circle_has_no_rounds(town: Town) -> None:
    """Paused, nothing is due; taken up again, the next date comes and none is caught up."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.says("Olga", "/circle pause", organises=True)
    assert "paused" in said(await town.says("Ann", "/lunch skip"))
    assert "paused" in said(await town.says("Ann", "/lunch next"))
    await town.wind(weeks=3)
    assert town.stage.tables == []
    assert "Tue 08 Dec" in said(await town.says("Olga", "/circle resume", organises=True))
    await town.wind(days=2)
    assert len(town.stage.tables) == 1
    assert town.stage.to_person("olga") == []


async def test_an_archived_circle_ends_and_can_be_taken_up(town: Town) -> None:
    """Ended, it is in no list and has no rounds; nothing is deleted."""
    await town.opens()
    await town.joins("Ann", "Ben")
    asked = await town.says("Olga", "/circle archive", organises=True)
    ended = await town.presses("Olga", asked, "End the circle", organises=True)
    await town.wind(weeks=2)
    assert town.stage.tables == []
    assert "No circles yet" in said(await town.says("Ann", "/lunch status"))
    await town.presses("Olga", ended, "Take it up again", organises=True)
    await town.wind(weeks=1)
    assert len(town.stage.tables) == 1, "Ann and Ben are in it still"


async def test_a_late_draw_by_hand_is_not_put_off(town: Town) -> None:
    """Draw now means now, also at night, for a round that the bot was away for."""
    await town.opens()
    await town.joins("Ann", "Ben")
    town.clock.set(MONDAY + timedelta(days=1, hours=15))  # Tuesday at 23:00
    await town.bot.tick()
    await town.bot.deliver()
    assert town.stage.tables == []
    asked = await town.says("Olga", "/circle run", organises=True)
    await town.presses("Olga", asked, "Draw now", organises=True)
    await town.bot.tick()
    await town.bot.deliver()
    assert len(town.stage.tables) == 1


async def test_a_button_of_another_day(town: Town) -> None:
    """Draw now asks again when the round that it was about has moved to another day."""
    await town.opens()
    await town.joins("Ann", "Ben")
    asked = await town.says("Olga", "/circle run", organises=True)
    form = await town.says("Olga", "/circle edit", organises=True)
    await town.sends("Olga", form, at_other_times("Thursdays at 9:30"), organises=True)
    again = await town.presses("Olga", asked, "Draw now", organises=True)
    assert "Thu 19 Nov 09:30" in said(again)
    assert "[Draw now]" in said(again)
    await town.bot.tick()
    assert await rows(town, round_) == []


# Too few


async def test_fewer_than_the_circle_wants(town: Town) -> None:
    """Below the circle's own minimum there is no round, and /circle run says so before."""
    await town.opens()
    await town.says("Olga", "/circle settings minimum 4", organises=True)
    await town.joins("Ann", "Ben", "Cem")
    asked = said(await town.says("Olga", "/circle run", organises=True))
    assert "3 people would be there, and it takes 4" in asked
    assert "[Draw now]" not in asked
    assert "no tables to set with 3 people" in said(
        await town.says("Olga", "/circle preview", organises=True)
    )
    await town.wind_to(NOON)
    assert town.stage.tables == []
    (told,) = town.stage.to_person("olga")
    assert "3 people were there, and it takes 4" in said(told)
    await town.joins("Dora")
    await town.wind(weeks=1)
    assert len(town.stage.tables) == 2


async def test_nobody_at_all(town: Town) -> None:
    """With nobody in it, /circle run says so rather than draw an empty round."""
    await town.opens()
    asked = said(await town.says("Olga", "/circle run", organises=True))
    assert "0 people would be there" in asked
    assert "[Draw now]" not in asked


# Chance


async def test_a_round_is_found_again(town: Town) -> None:
    """Rounds are numbered, each with its day, and skipped ones have their reason."""
    await town.opens()
    await town.wind_to(NOON)
    await town.joins("Ann", "Ben")
    await town.wind(weeks=1)
    town.clock.set(town.clock.now() + timedelta(weeks=3))
    await town.wind(minutes=1)
    found = [(row["period"], row["state"], row["number"]) for row in await rows(town, round_)]
    assert found == [
        (TUESDAY, "too_few", None),
        (date(2026, 11, 24), "drawn", 1),
        (date(2026, 12, 1), "away", None),
        (date(2026, 12, 8), "away", None),
        (date(2026, 12, 15), "drawn", 2),
    ]


@pytest.mark.parametrize(
    ("zone", "first"),
    [("Europe/Berlin", date(2026, 10, 20)), ("America/New_York", date(2026, 10, 27))],
)
async def test_noon_stays_noon_when_clocks_change(tmp_path: Path, zone: str, first: date) -> None:
    """A circle that meets at noon meets at noon on its clock, before the change and after it."""
    start = datetime(2026, 10, 18, 8, tzinfo=UTC)
    async with opened(tmp_path, at=start) as town:
        await town.opens(construct=f"Tuesdays at 12:00 ({zone})")
        await town.joins("Ann", "Ben")
        await town.wind(weeks=4)
        moments = [row["at"] for row in await rows(town, round_)]
        assert len(moments) == 4
        gaps = {later - earlier for earlier, later in pairwise(moments)}
        assert gaps == {timedelta(days=7), timedelta(days=7, hours=1)}


async def test_every_skip_of_the_past_is_harmless(town: Town) -> None:
    """A skip is for its day: the round after it finds everybody again."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem")
    for _ in range(3):
        await town.says("Ann", "/lunch skip")
        await town.wind(weeks=1)
    assert all("ann" not in table for table in town.stage.tables)
    await town.wind(weeks=1)
    assert "ann" in town.stage.tables[-1]
    (row,) = await rows(town, circle_rows)
    assert row["number"] == 4


async def test_what_goes_where(town: Town) -> None:
    """An announcement goes to the channel, a table's greeting to the table, and nowhere else."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind_to(NOON)
    places = [(type(each.to), each.workspace) for each in town.stage.carried]
    assert places == [(Channel, "town"), (Channel, "town"), (At, "town"), (At, "town")]
