"""The door: each event has one effect, a refusal is an answer, and floods are kept out."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import Bot
from bot.audit.store import audit
from bot.chat.answer import Reply
from bot.chat.message import Button
from bot.chat.platform import Traits
from bot.chat.request import Person, Request
from bot.circles.store.enrolments import enrolment
from bot.database import Database
from bot.inbox.patience import AT_ONCE, Patience
from bot.inbox.store import inbox
from bot.members.store import member
from bot.outbox.store import delivery
from tests.bot.doing import STALE, how_many, press
from tests.stage import Stage
from tests.town import MONDAY, Town, pressed, said
from tests.town import town as opened

# Each event has one effect


async def test_an_event_that_comes_three_times_has_one_effect(town: Town) -> None:
    """A repeat is told what was answered the first time, and changes nothing."""
    await town.opens()
    first = await town.says("Ann", "/lunch join", event="E1")
    await town.says("Ann", "/lunch leave", event="E2")
    for _ in range(2):
        assert await town.says("Ann", "/lunch join", event="E1") == first
    assert await how_many(town, enrolment, enrolment.c.left_at.is_(None)) == 0


async def test_an_event_that_comes_five_times_at_once_has_one_effect(town: Town) -> None:
    """Also while the first is still being worked on, by this bot or by another on the same file."""
    await town.opens()
    other = await Database.open(f"sqlite+aiosqlite:///{town.database.path}")
    second = Town(Bot(other, town.clock), town.stage, town.clock, other)
    second.bot.platforms["stage"] = town.stage
    asked = await town.says("Olga", "/circle invite", event="E1", organises=True)
    before = await how_many(town, delivery)
    answers = await asyncio.gather(
        *(
            each.says("Olga", "/circle invite", event="E2", organises=True)
            for each in (town, second, town, second, town)
        )
    )
    assert {said(answer) for answer in answers} == {said(asked)}
    assert len({str(answer) for answer in answers}) == 1
    assert await how_many(town, delivery) == before + 1
    assert await how_many(town, audit, audit.c.action == "circles.invite") == 2
    await other.close()


async def test_another_event_is_another_press(town: Town) -> None:
    """Pressing twice is not a repeat: it is answered for itself."""
    await town.opens()
    assert "You are in Harbour lunch\n" in said(await town.says("Ann", "/lunch join"))
    again = said(await town.says("Ann", "/lunch join Harbour lunch"))
    assert "You are in Harbour lunch already" in again


async def test_what_looks_only_is_not_kept(town: Town) -> None:
    """Questions are answered anew each time, and leave nothing in the inbox."""
    await town.opens()
    before = await how_many(town, inbox)
    await town.says("Ann", "/lunch status", event="E1")
    await town.says("Ann", "/lunch help", event="E1")
    assert await how_many(town, inbox) == before


async def test_a_refusal_is_an_answer_and_leaves_nothing(town: Town) -> None:
    """A rule that says no is a private reply; not even the newcomer is written down."""
    answer = await town.says("Ann", "/lunch join")
    assert isinstance(answer, Reply)
    assert "No circles yet" in said(answer)
    assert await how_many(town, member) == 0


async def test_a_question_is_an_answer_and_what_was_noted_stays(town: Town) -> None:
    """Where two circles could be meant, the same event asks the same, whatever came between."""
    await town.opens()
    await town.opens(name="Book club")
    before = await how_many(town, member)
    which = await town.says("Ann", "/lunch join", event="E1")
    assert "Which circle do you mean?" in said(which)
    assert await how_many(town, member) == before + 1
    await town.says("Ann", "/lunch join Book club")
    assert await town.says("Ann", "/lunch join", event="E1") == which


async def test_a_fault_changes_nothing(town: Town, tmp_path: Path) -> None:
    """What breaks on our side is raised, and the half that was done is undone."""
    await town.opens()
    town.stage.traits = None  # type: ignore[assignment]  # a platform with a fault
    with pytest.raises(AttributeError):
        await town.says("Ann", "/lunch join")
    town.stage.traits = Traits(seats=8)
    assert await how_many(town, enrolment) == 0
    assert "You are in" in said(await town.says("Ann", "/lunch join"))


# Words


async def test_commands_are_called_what_they_are_called_here(tmp_path: Path) -> None:
    """Where /lunch is taken, every message names the command that there is."""
    stage = Stage(Traits(seats=8, prefix="tm-"))
    async with opened(tmp_path, stage) as town:
        none = said(await town.says("Ann", "/lunch status"))
        assert "/tm-circle create" in none
        stale = said(await press(town, "ann", "forged"))
        assert "/tm-lunch" in stale
        await town.opens()
        await town.joins("Ann", "Ben")
        await town.wind(days=1, hours=4)
        everything = "\n".join(
            said(each) for each in (*town.stage.in_channel("lunch"), *town.stage.introductions)
        )
        assert everything.count("/tm-lunch") >= 3
        assert "/lunch" not in everything.replace("/tm-lunch", "")


async def test_what_is_said_when_something_broke(town: Town) -> None:
    """The apology says that nothing was changed; strangers hear that they are strangers here."""
    assert "nothing was changed" in said(town.bot.apology)
    assert "workspace" in said(town.bot.foreign)


# Floods


async def test_a_hundred_commands_in_a_second(tmp_path: Path) -> None:
    """One person's flood is answered kindly and kept from the database; others do not notice."""
    async with opened(tmp_path) as town:
        await town.opens()
        bot = Bot(town.database, town.clock)
        bot.platforms["stage"] = town.stage
        flooded = Town(bot, town.stage, town.clock, town.database)
        answers = [
            said(await flooded.says("Ann", "/lunch join" if n % 2 else "/lunch leave"))
            for n in range(100)
        ]
        slow = [answer for answer in answers if "a lot at once" in answer]
        assert AT_ONCE <= 100 - len(slow) <= AT_ONCE + 20, "a few come back meanwhile"
        assert len(slow[0].splitlines()) == 1
        assert "You are in" in said(await flooded.says("Ben", "/lunch join"))


async def test_completions_and_news_are_never_slowed_down(tmp_path: Path) -> None:
    """What a platform sends by itself while somebody types is no flood of theirs."""
    async with opened(tmp_path) as town:
        await town.opens()
        bot = Bot(town.database, town.clock, patience=Patience(at_once=1, a_second=0.0))
        bot.platforms["stage"] = town.stage
        ann = Person("ann", "Ann")
        for n in range(5):
            ask = Request("stage", "town", ann, f"C{n}", "circles.complete", {"typed": "h"})
            assert said(await bot.handle(ask)) == "Harbour lunch"
            await bot.handle(Request("stage", "town", ann, f"N{n}", "members.changed"))
        assert "next tables" in said(
            await bot.handle(Request("stage", "town", ann, "S1", "circles.next"))
        )
        assert "a lot at once" in said(
            await bot.handle(Request("stage", "town", ann, "S2", "circles.next"))
        )


async def test_joining_and_leaving_all_the_time(town: Town) -> None:
    """Five hundred times in and out is one seat at most, and no message at all."""
    await town.opens()
    await town.joins("Ben")
    await town.bot.deliver()
    for _ in range(250):
        await town.says("Ann", "/lunch join")
        await town.says("Ann", "/lunch leave")
    await town.says("Ann", "/lunch join")
    await town.wind(days=1, hours=4)
    assert [sorted(table) for table in town.stage.tables] == [["ann", "ben"]]
    assert town.stage.to_person("ann") == []


# The night


async def test_by_night_what_is_kept_for_a_while_only_is_forgotten(town: Town) -> None:
    """Answers go after a week, words that were sent after a month, the audit log after a year."""
    await town.opens()
    await town.joins("Ann")
    await town.bot.deliver()
    assert await how_many(town, inbox) == 2
    town.clock.set(MONDAY + timedelta(days=8))
    await town.bot.tidy()
    assert await how_many(town, inbox) == 0
    assert await how_many(town, delivery, delivery.c.payload.is_not(None)) > 0
    town.clock.set(MONDAY + timedelta(days=40))
    await town.bot.tidy()
    assert await how_many(town, delivery, delivery.c.payload.is_not(None)) == 0
    assert await how_many(town, audit) > 0
    town.clock.set(MONDAY + timedelta(days=370))
    await town.bot.tidy()
    assert await how_many(town, audit) == 0


async def test_what_comes_next(town: Town) -> None:
    """The next rounds of all circles, in their order, with what they are."""
    await town.opens(name="Second", construct="Wednesdays at 12:00")
    await town.opens(name="First", construct="Tuesdays at 12:00")
    ahead = await town.bot.ahead()
    assert [at for at, _ in ahead] == sorted(at for at, _ in ahead)
    assert "First" in str(ahead[0])
    assert "Second" in str(ahead[1])


async def test_a_work_is_announced(town: Town) -> None:
    """Whoever drives the bot hears of it when something waits to be sent."""
    heard: list[str] = []
    town.bot.on_work = lambda: heard.append("work")
    await town.says("Ann", "/lunch status")
    assert heard == []
    await town.opens()
    assert heard == ["work"]


async def test_a_control_in_an_answer_is_for_whoever_asked(town: Town) -> None:
    """The buttons of a private answer are of no use to anybody else."""
    await town.opens()
    answer = await town.says("Ann", "/lunch join")
    button = pressed(answer, "Leave")
    assert isinstance(button, Button)
    assert said(await press(town, "ben", button.carried)) == STALE
    assert "You have left" in said(await press(town, "ann", button.carried))
