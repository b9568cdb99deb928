"""Whoever leaves, pauses or is gone while a round is on leaves nobody sitting alone."""

from datetime import timedelta

import pytest

from bot.chat.request import Person, Request
from bot.circles.store import circles
from bot.circles.verifying import verify as drawn_again
from tests.stories.test_another_seat import CANT, conversation_of, edited, hello_of, seated, words
from tests.stories.test_another_seat import town as town
from tests.town import Town, said


async def gone(town: Town, name: str) -> None:
    """The platform tells that somebody is no longer there."""
    person = Person(name.casefold(), name)
    await town.bot.handle(Request("stage", "town", person, f"gone-{name}", "members.gone"))


@pytest.mark.parametrize("how", ["/lunch leave", "/lunch pause", "gone"])
async def test_whoever_leaves_frees_the_other(town: Town, how: str) -> None:
    """Leaving the circle, being away and leaving the place: the other has a seat in a minute."""
    await seated(town, "Ann", "Ben", "Cem", "Dora")
    (one, left), table = town.stage.tables
    if how == "gone":
        await gone(town, left.title())
    else:
        await town.says(left.title(), how)
    await town.wind(minutes=1)
    assert conversation_of(town, one) == tuple(sorted((one, *table)))
    told = said(edited(town)[0])
    assert f"This table is not to be\n{left.title()} can't come this time." in told
    assert "[" not in told, "and there is nothing to press at it"


async def test_who_leaves_while_the_circle_is_paused(town: Town) -> None:
    """Their seat is free once it is taken up again: nobody is left alone at a table for that."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    await town.wind(days=2)
    answer = await town.says("Olga", "/circle pause", organises=True)
    leaver, other = town.stage.tables[0]
    await town.says(leaver.title(), "/lunch leave")
    await town.wind(minutes=5)
    await town.presses("Olga", answer, "Take it up again", organises=True)
    await town.wind(minutes=1)
    why = said(await town.says(other.title(), "/lunch why"))
    assert "had this seat while the round was on" in why


async def test_a_table_with_a_date_is_left_alone(town: Town) -> None:
    """Whoever pauses after their table has said something keeps their seat."""
    await seated(town, "Ann", "Ben", "Cem", "Dora")
    _, left = town.stage.tables[0]
    await town.dates(left.title(), hello_of(town, left))
    before = edited(town)
    await town.says(left.title(), "/lunch pause")
    await town.wind(minutes=1)
    assert len(town.stage.tables) == 2
    assert edited(town) == before


async def test_two_of_four_leave_at_once(town: Town) -> None:
    """Both are gone from the introduction, however close to each other they left."""
    await seated(town, "Ann", "Ben", "Cem", "Dora", size=4)
    (hello,) = town.stage.introductions
    for name in ("Ann", "Cem"):
        await town.says(name, "/lunch leave")
    await town.wind(minutes=1)
    now = said(town.stage.by_now(hello))
    assert "@ben and @dora, this is your table." in now


async def test_a_time_away_that_begins_later(town: Town) -> None:
    """A seat is free from the day on which somebody is away, not from when they said so."""
    await seated(town, "Ann", "Ben", "Cem", "Dora")
    _, left = town.stage.tables[0]
    await town.says(left.title(), "/lunch pause 20 Nov to 6 Jan")
    await town.wind(days=1)
    assert edited(town) == []
    await town.wind(days=2)
    assert "can't come this time" in said(edited(town)[0])


async def test_gone_between_the_drawing_and_the_opening(town: Town) -> None:
    """Nobody is brought to a table with somebody who left a moment after it was drawn."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora", "Eli")
    town.clock.set(town.clock.now() + timedelta(days=1, hours=4))
    await town.bot.tick()
    async with town.database.read() as tx:
        rows = await circles.of_community(tx, 1, "active")
        drawn = await drawn_again(tx, rows[0], 1)
    assert drawn is not None
    await gone(town, "Ann")
    await town.bot.tick()
    await town.bot.tick()
    await town.wind(minutes=1)
    everybody = {person for table in town.stage.tables for person in table}
    assert everybody == {"ben", "cem", "dora", "eli"}
    for name in everybody:
        assert len(conversation_of(town, name)) > 1
        assert "ann" not in conversation_of(town, name)
    assert not any("@ann" in said(each) for each in words(town))


async def test_the_platform_can_not_bring_somebody_to_their_table(town: Town) -> None:
    """Known from the delivery that fails: the other has another seat, and both read why."""
    town.stage.unreachable.add("ben")
    await seated(town, "Ann", "Ben", "Cem", "Dora")
    await town.wind(minutes=1)
    mates = [name for name in ("ann", "cem", "dora") if "ben" not in conversation_of(town, name)]
    assert mates == ["ann", "cem", "dora"]
    assert all(len(conversation_of(town, name)) == 3 for name in mates)
    (told,) = town.stage.to_person("ben")
    assert "I could not bring you to your table" in said(told)


async def test_a_round_is_verified_as_it_was_drawn(town: Town) -> None:
    """Whoever changes seats afterwards, the drawing stays what it was, and can be drawn again."""
    await seated(town, "Ann", "Ben", "Cem", "Dora", "Eli")
    for name in ("Ann", "Cem"):
        await town.presses(name, hello_of(town, name.casefold()), CANT)
        await town.wind(minutes=1)
    async with town.database.read() as tx:
        (circle,) = await circles.of_community(tx, 1, "active")
        checked = await drawn_again(tx, circle, 1)
    assert checked is not None
    assert checked.same is True
