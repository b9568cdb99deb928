"""Whatever somebody does about lunch is noted, at their table where it has to do with one."""

from datetime import timedelta

from bot.lunches.store import signs
from bot.lunches.store.signs import lunch_sign
from tests.town import MONDAY, Town, said

NOON = MONDAY + timedelta(days=1, hours=4)


async def at_tables(town: Town) -> dict[int, frozenset[int]]:
    """Who gave a sign at which of the first tables."""
    async with town.database.read() as tx:
        return await signs.given_at(tx, range(1, 9))


async def seated(town: Town) -> None:
    """Two tables of two: Ann, Ben, Cem and Dora are the members 2 to 5."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    await town.wind_to(NOON + timedelta(minutes=1))


async def test_a_press_at_a_table_is_a_sign_there(town: Town) -> None:
    """Any press on a table's message counts, once for each of the people there."""
    await seated(town)
    assert await at_tables(town) == {}
    one, other = town.stage.tables
    first = town.stage.introductions[0]
    await town.dates(one[0].title(), first)
    await town.dates(one[0].title(), first)
    assert {table: len(who) for table, who in (await at_tables(town)).items()} == {1: 1}
    await town.presses(other[1].title(), town.stage.introductions[1], "Pause")
    assert sorted(await at_tables(town)) == [1, 2]


async def test_whoever_does_not_sit_there_gives_no_sign(town: Town) -> None:
    """A press that is refused, and one by somebody from another table, leave nothing there."""
    await seated(town)
    stranger = town.stage.tables[1][0].title()
    refused = await town.presses(stranger, town.stage.introductions[0], "We have a date")
    assert "for the people of that table" in said(refused)
    await town.presses("Zoe", town.stage.introductions[0], "Pause")
    assert await at_tables(town) == {}


async def test_a_word_about_lunch_is_a_sign_of_its_member(town: Town) -> None:
    """The latest moment is kept of whoever joins, skips or answers; who only looks gives none."""
    await seated(town)
    async with town.database.read() as tx:
        before = await signs.latest(tx, [2, 3])
    assert before == {2: MONDAY, 3: MONDAY}, "they joined then"
    await town.says("Ann", "/lunch skip")
    await town.says("Ben", "/lunch status")
    async with town.database.read() as tx:
        after = await signs.latest(tx, [2, 3])
        rows = await tx.all(lunch_sign.select())
    assert after == {2: NOON + timedelta(minutes=1), 3: MONDAY}
    assert len(rows) == 4, "Olga made the circle, and is in none"
