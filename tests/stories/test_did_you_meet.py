"""After the table: a question a day before the round ends, one answer for all, and what follows."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.chat.answer import Reply, Settle
from bot.chat.message import Message
from bot.meetings.store import meeting
from tests.town import MONDAY, Town, said
from tests.town import town as opened

NOON = MONDAY + timedelta(days=1, hours=4)
ASKED = NOON + timedelta(days=6)


async def asked(town: Town, *names: str) -> Message:
    """Tables of these people are set on Tuesday; the first question that they get."""
    await town.opens()
    await town.joins(*names)
    await town.wind_to(ASKED + timedelta(minutes=1))
    return town.stage.questions[0]


async def met(town: Town) -> list[tuple[int, int]]:
    """How often each pair may have met, and did."""
    async with town.database.read() as tx:
        rows = await tx.all(select(meeting).order_by(meeting.c.a, meeting.c.b))
    return [(row["times"], row["met"]) for row in rows]


async def test_a_table_is_asked_and_one_answer_settles_it(town: Town) -> None:
    """A day before the next date each table is asked once; any one of it answers, for all."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind_to(ASKED - timedelta(minutes=1))
    assert town.stage.questions == []
    await town.wind_to(ASKED + timedelta(minutes=1))
    (question,) = town.stage.questions
    assert "[Some of us]" not in said(question), "of two"

    settled = await town.presses("Ben", question, "We met")
    assert isinstance(settled, Settle), "for everybody who has the message"
    assert settled.aside is None
    assert said(settled.message).startswith("You met\nBen said so.\n")
    assert "[Change]" in said(settled.message)
    assert await met(town) == [(1, 1)]

    again = await town.presses("Ann", settled, "Change")
    assert "Did you meet?" in said(again)
    await town.wind(days=3)
    assert len(town.stage.questions) == 1, "it is asked once"


async def test_said_early_and_by_mistake(town: Town) -> None:
    """Who says on the introduction that they met can change it there, and it says what stands."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind_to(NOON + timedelta(minutes=1))
    (hello,) = town.stage.introductions
    dated = await town.dates("Ann", hello, "Thu 12:00")
    yes = await town.presses("Ann", dated, "We met")
    asked_anew = await town.presses("Ann", yes, "Change")
    assert isinstance(asked_anew, Reply), "to her alone: the introduction stays what it is"
    await town.presses("Ann", asked_anew, "It's planned")
    await town.bot.deliver()
    now = said(town.stage.by_now(hello))
    assert "@ann and @ben, this is your table." in now
    assert "You have a date, Ann says. You meet on Thu 19 Nov 12:00." in now
    assert await met(town) == [(1, 0)]


async def test_who_says_that_they_met_is_believed(town: Town) -> None:
    """Of two answers that contradict each other the one that says "met" stands."""
    question = await asked(town, "Ann", "Ben")
    no = await town.presses("Ann", question, "We didn't")
    assert "It did not happen\nAnn said so." in said(no)
    assert await met(town) == []
    yes = await town.presses("Ben", question, "We met")
    assert "You met\nBen said so." in said(yes)
    no = await town.presses("Ann", question, "We didn't")
    assert "You met\nBen said so." in said(no)
    assert "Ben said that you met, and that is what I go by" in said(no)
    assert await met(town) == [(1, 1)]
    await town.presses("Ben", question, "We didn't")
    assert await met(town) == [], "now both of them say no"
    await town.presses("Ben", question, "It's planned")
    assert await met(town) == [(1, 0)], "the latest word, while nobody says that they met"


async def test_why_not_is_asked_of_one_person_alone(town: Town) -> None:
    """The table reads that it did not happen; the reason is asked and kept in private."""
    question = await asked(town, "Ann", "Ben")
    no = await town.presses("Ann", question, "We didn't")
    assert isinstance(no, Settle)
    assert [control.label for control in no.message.controls if hasattr(control, "label")] == [
        "Change"
    ]
    assert no.aside is not None
    kept = await town.presses("Ann", no.aside, "No time")
    assert "Nobody reads it with your name" in said(kept)
    assert "too old, or it was not made for you" in said(
        await town.presses("Ben", no.aside, "No time")
    )


async def test_some_of_a_larger_table(town: Town) -> None:
    """Of three, some may have met: who of them did is not known, and counts as such."""
    question = await asked(town, "Ann", "Ben", "Cem")
    some = await town.presses("Cem", question, "Some of us")
    assert "Some of you met\nCem said so." in said(some)
    assert await met(town) == [(1, 0)] * 3


async def test_who_did_not_meet_is_first_in_line_for_each_other(town: Town) -> None:
    """They sit together next time, out of all there are; after that everything goes on as ever."""
    names = [f"P{n}" for n in range(10)]
    await town.opens()
    await town.joins(*names)
    await town.wind_to(ASKED + timedelta(minutes=1))
    tables = list(town.stage.tables)
    for question, table in zip(town.stage.questions, tables, strict=True):
        answer = "We didn't" if table == tables[2] else "We met"
        await town.presses(table[0].title(), question, answer)
    await town.wind(days=1)
    assert [table for table in town.stage.tables[5:] if table in tables] == [tables[2]]
    await town.wind(days=7)
    assert tables[2] not in town.stage.tables[10:]


async def test_either_can_pass_and_nobody_is_told(town: Town) -> None:
    """Who would rather meet somebody new says so with a press or a word, and only they know."""
    names = [f"P{n}" for n in range(10)]
    await town.opens()
    await town.joins(*names)
    await town.wind_to(ASKED + timedelta(minutes=1))
    tables = list(town.stage.tables)
    pressed, typed, *_ = tables
    for question, table in zip(town.stage.questions, tables, strict=True):
        no = await town.presses(table[0].title(), question, "We didn't")
        assert isinstance(no, Settle)
        assert no.aside is not None
        if table == pressed:
            told = await town.presses(table[0].title(), no.aside, "Rather somebody new")
            assert "Nobody is told" in said(told)
        if table == typed:
            assert "Nobody is told" in said(await town.says(table[1].title(), "/lunch pass"))
    await town.wind(days=1)
    assert set(town.stage.tables[5:]) & set(tables) == set(tables) - {pressed, typed}
    assert "nothing to pass on" in said(await town.says("P0", "/lunch pass"))


async def test_an_answer_stands_once_the_next_round_has_begun(town: Town) -> None:
    """Old questions settle themselves: no press changes what the next drawing went by."""
    question = await asked(town, "Ann", "Ben")
    assert "Nobody has said" not in said(question)
    await town.wind(days=1)
    late = await town.presses("Ann", question, "We didn't")
    assert said(late) == ("This round is over\nNobody has said whether you met, and that is fine.")
    assert await met(town) == [(2, 0)]


@pytest.mark.parametrize("ends", ["pause", "archive", "run"])
async def test_nobody_is_asked_of_a_round_that_ended_otherwise(town: Town, ends: str) -> None:
    """A circle that is paused or ends, or whose next round comes early, asks about nothing old."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind_to(NOON + timedelta(days=2))
    answer = await town.says("Olga", f"/circle {ends}", organises=True)
    if ends == "archive":
        await town.presses("Olga", answer, "End the circle", organises=True)
    if ends == "run":
        await town.presses("Olga", answer, "Draw now", organises=True)
    await town.wind_to(ASKED + timedelta(hours=12))
    assert town.stage.questions == []
    await town.wind(days=7)
    assert len(town.stage.questions) == (1 if ends == "run" else 0), "of the round drawn by hand"


async def test_a_circle_that_is_taken_up_again_asks_after_all(town: Town) -> None:
    """A pause in the midst of a round costs no table its question; a table that is not any more
    gets none.
    """
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora", "Eva", "Finn")
    await town.wind_to(NOON + timedelta(days=1))
    given_up, *_ = town.stage.tables
    hello, *_ = town.stage.introductions
    answer = await town.says("Olga", "/circle pause", organises=True)
    await town.presses(given_up[0].title(), hello, "I can't this time")
    await town.wind(hours=1)
    await town.presses("Olga", answer, "Take it up again", organises=True)
    await town.wind_to(ASKED - timedelta(minutes=1))
    assert town.stage.questions == []
    await town.wind_to(ASKED + timedelta(minutes=1))
    assert len(town.stage.questions) == 2
    await town.wind(days=5)
    assert len(town.stage.questions) == 2, "of that round"


async def test_a_circle_that_was_away_for_longer_asks_about_nothing_old(town: Town) -> None:
    """Taken up after the question was due, it leaves the round before alone."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind_to(NOON + timedelta(days=1))
    answer = await town.says("Olga", "/circle pause", organises=True)
    await town.wind_to(NOON + timedelta(days=20))
    await town.presses("Olga", answer, "Take it up again", organises=True)
    await town.wind_to(NOON + timedelta(days=21, hours=-1))
    assert town.stage.questions == []


async def test_the_question_moves_with_the_date(town: Town) -> None:
    """When the next date becomes another one, the question comes a day before that."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind_to(NOON + timedelta(days=1))
    form = await town.says("Olga", "/circle edit", organises=True)
    changed = {"name": "Harbour lunch", "container": "x", "construct": "Saturdays at 15:00"}
    await town.sends("Olga", form, changed, organises=True)
    await town.wind_to(datetime(2026, 11, 20, 14, 59, tzinfo=UTC))
    assert town.stage.questions == []
    await town.wind(minutes=2)
    assert len(town.stage.questions) == 1


async def test_only_the_table_answers(town: Town) -> None:
    """Whoever does not sit there changes nothing, whatever they press."""
    question = await asked(town, "Ann", "Ben")
    for label in ("We met", "We didn't", "It's planned"):
        refused = said(await town.presses("Zoe", question, label))
        assert "for the people of that table" in refused
    assert await met(town) == [(1, 0)]


async def test_a_restart_forgets_neither_question_nor_answer(tmp_path: Path) -> None:
    """The question waits in the database, and so does what was answered."""
    async with opened(tmp_path) as town:
        await town.opens()
        await town.joins("Ann", "Ben")
        await town.wind_to(NOON + timedelta(minutes=1))
    async with opened(tmp_path, at=ASKED + timedelta(minutes=1)) as town:
        await town.bot.deliver()
        (question,) = town.stage.questions
        first = await town.presses("Ann", question, "We met", event="twice")
        again = await town.presses("Ann", question, "We met", event="twice")
        assert first == again, "the same event has one effect"
