"""Nobody is left sitting alone: who can't come frees the others, and they have another seat."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.answer import Settle
from bot.chat.message import Message
from bot.chat.platform import Adding, Edit, Opening, Traits
from bot.circles import starters
from bot.circles.store import without
from bot.members import store as members
from bot.texts.catalogue import Say
from tests.stage import Stage
from tests.town import MONDAY, Town, plain, said
from tests.town import town as opened

NOON = MONDAY + timedelta(days=1, hours=4)
SAY = Say("en", MONDAY.date())
CANT = "I can't this time"
ADDS = Traits(seats=8, adds=True, tells_zone=True)


@pytest.fixture(params=["in its conversation", "in a new one"])
async def town(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Town]:
    """A town whose platform lets people into a conversation that is there, and one that can't."""
    adds = request.param == "in its conversation"
    stage = Stage(ADDS) if adds else Stage()
    async with opened(tmp_path, stage) as there:
        yield there


async def seated(town: Town, *names: str, size: int = 2) -> None:
    """The tables of these people are set on Tuesday at noon, and it is a little later."""
    await town.opens(construct=f"every week on Tuesday at 12:00 in tables of {size}")
    await town.joins(*names)
    await town.wind_to(NOON + timedelta(hours=1))


def hello_of(town: Town, name: str) -> Message:
    """The last introduction in which somebody is called."""
    called = [each for each in town.stage.introductions if name.casefold() in each.mentions()]
    return called[-1]


def conversation_of(town: Town, name: str) -> tuple[str, ...]:
    """Who is in the conversation that somebody was brought to last."""
    people: dict[str, tuple[str, ...]] = {}
    last = ""
    for each in town.stage.carried:
        if isinstance(each.payload, Opening):
            people[each.key] = each.payload.people
            last = each.key if name.casefold() in each.payload.people else last
        elif isinstance(each.payload, Adding):
            key = next(key for key in people if each.to.opening == key)  # type: ignore[union-attr]  # a table
            people[key] += each.payload.people
            last = key if name.casefold() in each.payload.people else last
    return tuple(sorted(people[last]))


async def test_two_who_are_left_sit_together(town: Town) -> None:
    """One of each of two tables can't: within a minute the others sit with each other."""
    await seated(town, "Ann", "Ben", "Cem", "Dora")
    (one, gone), (other, away) = town.stage.tables
    freed = await town.presses(gone.title(), hello_of(town, gone), CANT)
    assert isinstance(freed, Settle), "the table reads it where it was pressed"
    assert said(freed.message) == (
        f"This table is not to be\n{gone.title()} can't come this time.\n"
        f"@{one}, I look for another seat for you now, and write to you either way."
    )
    assert freed.aside is not None
    assert f"I tell {one.title()}, and look for another seat for them." in said(freed.aside)
    await town.presses(away.title(), hello_of(town, away), CANT)
    await town.wind(minutes=1)
    assert set(conversation_of(town, one)) == {one, other}
    hello = said(hello_of(town, one))
    assert "You were without a table in this round, so I have set this one for you." in hello
    status = said(await town.says(one.title(), "/lunch history"))
    assert other.title() in status
    assert gone.title() not in status


async def test_nobody_else_waits(town: Town) -> None:
    """Whoever is left joins the table with the fewest people, and both read why."""
    await seated(town, "Ann", "Ben", "Cem", "Dora")
    (one, gone), table = town.stage.tables
    await town.presses(gone.title(), hello_of(town, gone), CANT)
    await town.wind(minutes=1)
    assert conversation_of(town, one) == tuple(sorted((one, *table)))
    why = f"@{one} had no table in this round, and sits at yours."
    if town.stage.traits.adds:
        (told,) = [each for each in words(town) if why in said(each)]
        assert {one, *table} <= set(told.mentions())
    else:
        assert why in said(hello_of(town, one))
        assert any("This one is over." in said(each) for each in words(town))
        assert "sits at your table now" in said(edited(town)[-1])
    await town.wind(days=5, hours=23)
    (question,) = town.stage.questions
    assert "[Some of us]" in said(question), "it is asked as a table of three"
    answer = await town.presses(one.title(), question, "We met")
    assert "You met" in said(answer)
    history = said(await town.says(one.title(), "/lunch history"))
    assert all(each.title() in history for each in table)


async def test_how_they_stand_and_why(town: Town) -> None:
    """`/lunch status` and `/lunch why` tell of the table as it is, to all who sit there."""
    await seated(town, "Ann", "Ben", "Cem", "Dora")
    (one, gone), table = town.stage.tables
    await town.presses(gone.title(), hello_of(town, gone), CANT)
    alone = said(await town.says(one.title(), "/lunch why"))
    assert "your table was not to be. You are the first in line for another seat." in alone
    await town.wind(minutes=1)
    mates = " and ".join(each.title() for each in table)
    status = said(await town.says(one.title(), "/lunch status"))
    assert f"Your table: with {mates}" in status
    why = said(await town.says(one.title(), "/lunch why"))
    assert f"you sat with {mates}." in why
    assert "You had no table at first, and had this seat while the round was on." in why
    assert len(why.splitlines()) <= 5 + 1, "five lines and a title"
    stayed = said(await town.says(table[0].title(), "/lunch why"))
    assert one.title() in stayed
    assert "You had no table" not in stayed
    assert "you could not come, as you told me." in said(
        await town.says(gone.title(), "/lunch why")
    )
    assert "Your table" not in said(await town.says(gone.title(), "/lunch status"))


async def test_why_says_when_no_seat_was_found(town: Town) -> None:
    """Nobody is promised another seat who was told that there is none."""
    await seated(town, "Ann", "Ben")
    await town.presses("Ben", hello_of(town, "ben"), CANT)
    await town.wind(minutes=2)
    why = said(await town.says("Ann", "/lunch why"))
    assert "I found no other seat for you. You are the first in line next time." in why


async def test_why_knows_of_a_seat_that_was_given_up(town: Town) -> None:
    """Whoever left the circle and is back has not come late: they had a table."""
    await seated(town, "Ann", "Ben", "Cem")
    await town.says("Ann", "/lunch leave")
    await town.wind(minutes=2)
    await town.says("Ann", "/lunch join")
    why = said(await town.says("Ann", "/lunch why"))
    assert "You had a table on Tue 17 Nov, and gave up your seat" in why


async def test_three_go_on_as_two(town: Town) -> None:
    """At a table of three the others go on, are told so, and are asked as a table of two."""
    await seated(town, "Ann", "Ben", "Cem")
    (table,) = town.stage.tables
    hello = hello_of(town, "ann")
    freed = await town.presses("Cem", hello, CANT)
    assert isinstance(freed, Settle)
    assert "@ann and @ben, this is your table." in said(freed.message)
    assert freed.aside is not None
    assert "I tell Ann and Ben, and they go on without you." in said(freed.aside)
    await town.wind(minutes=1)
    assert any(
        "Cem can't come this time. @ann and @ben, you go on." in said(e) for e in words(town)
    )
    assert town.stage.tables == [table], "nobody moves"
    await town.wind(days=5, hours=23)
    (question,) = town.stage.questions
    assert "[Some of us]" not in said(question)


async def test_nobody_is_there(town: Town) -> None:
    """Where there is no other table, it is said plainly, and when the next round is."""
    await seated(town, "Ann", "Ben")
    await town.presses("Ben", hello_of(town, "ben"), CANT)
    await town.wind(minutes=1)
    (told,) = town.stage.to_person("ann")
    assert "I found no other seat for you. You are the first in line next time." in said(told)
    assert "The next round: Tue 24 Nov 12:00" in said(told)
    async with town.database.read() as tx:
        waited = await without.waited(tx, 1)
        known = await members.members_with(tx, waited)
    assert {known[each].ref: times for each, times in waited.items()} == {"ann": 1}


async def test_pressed_twice_and_by_whoever_is_not_there(town: Town) -> None:
    """A second press changes nothing, a stranger's is refused, and so is one after they met."""
    await seated(town, "Ann", "Ben", "Cem", "Dora")
    _, gone = town.stage.tables[0]
    hello = hello_of(town, gone)
    stranger = town.stage.tables[1][0].title()
    assert "for the people of that table" in said(await town.presses(stranger, hello, CANT))
    await town.presses(gone.title(), hello, CANT)
    again = said(await town.presses(gone.title(), hello, CANT))
    assert "You have given up your seat at this table." in again
    met = hello_of(town, stranger)
    dated = await town.dates(stranger, met)
    await town.presses(stranger, dated, "We met")
    assert "said that you met" in said(await town.presses(stranger, met, CANT))


async def test_both_press_at_the_same_moment(town: Town) -> None:
    """Of a table of two both can't: neither waits, though there are other tables."""
    await seated(town, "Ann", "Ben", "Cem", "Dora")
    one, other = town.stage.tables[0]
    hello = hello_of(town, one)
    await town.presses(one.title(), hello, CANT)
    free = said(await town.presses(other.title(), hello, CANT))
    assert "I look for no other seat for you in this round. You are in the next" in free
    await town.wind(minutes=1)
    assert len(town.stage.tables) == 2
    assert not any(isinstance(each.payload, Adding) for each in town.stage.carried)


@pytest.mark.parametrize("how_many", [1, 2])
async def test_nobody_begins_with_the_same_question_again(
    town: Town, monkeypatch: pytest.MonkeyPatch, how_many: int
) -> None:
    """Whoever sits at a second table in a round has read the question of the first one."""
    first, other = starters.every()[:2]
    monkeypatch.setattr(starters, "every", lambda: (first,))
    await seated(town, "Ann", "Ben", "Cem", "Dora")
    monkeypatch.setattr(starters, "every", lambda: (first, other))
    tables = list(town.stage.tables)
    for _, gone in tables[:how_many]:
        await town.presses(gone.title(), hello_of(town, gone), CANT)
    await town.wind(minutes=1)
    begins = plain(SAY(f"starter.{first}")), plain(SAY(f"starter.{other}"))
    now = said(town.stage.by_now(hello_of(town, tables[1][0])))
    assert begins[1] in now
    assert begins[0] not in now
    if how_many == 2:  # the four sit as they sat at first, and not with what they read then
        await town.wind(days=7)
        for people, hello in zip(
            town.stage.tables[-2:], town.stage.introductions[-2:], strict=True
        ):
            if people in tables:
                assert begins[0] not in said(hello)


async def test_after_the_round(town: Town) -> None:
    """An old button after the next round has begun changes nothing."""
    await seated(town, "Ann", "Ben")
    hello = hello_of(town, "ann")
    await town.wind(days=7)
    assert "is over" in said(await town.presses("Ann", hello, CANT))
    assert len(town.stage.tables) == 2


def words(town: Town) -> list[Message]:
    """Everything that was said to anybody."""
    return [each.payload for each in town.stage.carried if isinstance(each.payload, Message)]


def edited(town: Town) -> list[Message]:
    """What earlier messages became."""
    return [each.payload.message for each in town.stage.carried if isinstance(each.payload, Edit)]
