"""Whoever gives no sign in three rounds is asked, then has a rest; their partner comes first."""

from datetime import datetime, timedelta

import pytest

from bot.circles.store import without
from bot.members import store as members
from tests.stories.test_another_seat import hello_of
from tests.stories.test_true_when_read import news, reads, rows
from tests.town import MONDAY, Town, said

NOON = MONDAY + timedelta(days=1, hours=4)
WEEK = timedelta(days=7)
ASKED = NOON + 3 * WEEK - timedelta(days=1)  # a day before the fourth round
BUSY = ("Ben", "Cem", "Dora")


async def three_rounds(
    town: Town,
    until: datetime = ASKED + timedelta(minutes=1),
    *,
    full: datetime | None = None,
) -> None:
    """Ann has a table in each of three rounds and does nothing; the others say that they met.

    `full`: before the third, when she reads all that may be said to her in a week.
    """
    town.looks_in = False
    await town.opens()
    await town.joins("Ann", *BUSY)
    for n in range(3):
        if full is not None and n == 2:
            await reads(town, "Ann", full)
        await town.wind_to(NOON + n * WEEK + timedelta(hours=1))
        for name in BUSY:
            await town.presses(name, hello_of(town, name), "We have a date")
    await town.wind_to(until)


def direct(town: Town, name: str) -> list[str]:
    """What somebody was told alone, without the news."""
    every = [said(each) for each in town.stage.to_person(name.casefold())]
    return [each for each in every if each != "news"]


def fourth(town: Town) -> set[str]:
    """Who sits in the fourth round."""
    return {name for table in town.stage.tables[6:] for name in table}


async def test_asked_and_then_away(town: Town) -> None:
    """A day before the next round they are asked; without an answer that round goes on without."""
    await three_rounds(town)
    (asked,) = direct(town, "Ann")
    assert "Harbour lunch: do you still want to come?" in asked
    assert "You had a table in the last 3 rounds, and I have not heard from you." in asked
    assert "No answer by Tue 08 Dec 12:00 means that you have a rest." in asked
    assert all(direct(town, name) == [] for name in BUSY), "who gives signs is not asked"
    await town.wind(days=1, hours=1)
    assert fourth(town) == {"ben", "cem", "dora"}
    _, away = town.stage.to_person("ann")
    assert "You have a rest from Harbour lunch" in said(away)
    await town.wind(days=7)
    assert len(direct(town, "Ann")) == 2, "and there is silence"
    back = said(await town.presses("Ann", away, "I am back"))
    assert "in the next round" in back
    await town.wind(days=7)
    assert "ann" in {name for table in town.stage.tables[-2:] for name in table}


@pytest.mark.parametrize("sign", ["I stay in", "/lunch status", "/lunch skip"])
async def test_any_sign_keeps_them_in(town: Town, sign: str) -> None:
    """The answer, and whatever else they do about lunch, looking at it included."""
    await three_rounds(town)
    (asked,) = town.stage.to_person("ann")
    if sign.startswith("/"):
        await town.says("Ann", sign)
    else:
        stays = said(await town.presses("Ann", asked, sign))
        assert "You are in Harbour lunch, in every round" in stays
    await town.wind(days=1, hours=1)
    assert len(direct(town, "Ann")) == 1, "nothing more is said of it"
    if sign != "/lunch skip":
        assert "ann" in fourth(town)
    await town.wind(days=7)
    assert "ann" in {name for table in town.stage.tables[-2:] for name in table}


async def test_ask_me_each_time(town: Town) -> None:
    """They alone are asked the day before each round, and no answer means that they sit it out."""
    await three_rounds(town)
    (asked,) = town.stage.to_person("ann")
    each_time = await town.presses("Ann", asked, "Ask me each time")
    assert "I ask you before each round of Harbour lunch" in said(each_time)
    await town.wind(days=1, hours=1)
    assert "ann" not in fourth(town), "they have not said yes to this one"
    await town.wind(days=6)
    coming = town.stage.to_person("ann")[-1]
    assert "No answer means that you sit it out" in said(coming)
    assert all(len(direct(town, name)) == 0 for name in BUSY)
    await town.presses("Ann", coming, "I'm in")
    await town.wind(days=1)
    assert "ann" in {name for table in town.stage.tables[-2:] for name in table}
    status = await town.says("Ann", "/lunch status")
    assert "no answer means that you sit it out" in said(status)
    every = await town.presses("Ann", status, "In every round")
    assert "in every round" in said(every)
    await town.wind(days=7)
    assert "ann" in {name for table in town.stage.tables[-2:] for name in table}


async def test_whoever_sat_with_them_comes_first(town: Town) -> None:
    """The one who shared a table with them last has waited for longer than all others."""
    await three_rounds(town)
    (last,) = [table for table in town.stage.tables[4:] if "ann" in table]
    async with town.database.read() as tx:
        waited = await without.waited(tx, 1)
        known = await members.members_with(tx, waited)
    assert {known[each].ref: times for each, times in waited.items()} == {
        name: 1 for name in last if name != "ann"
    }


async def test_being_told_no_is_a_sign(town: Town) -> None:
    """Whoever presses something at a table that is not theirs is there, if not at that table."""
    await three_rounds(town)
    await town.wind(hours=1)
    (others,) = (each for each in town.stage.introductions[-2:] if "@ann" not in said(each))
    refused = said(await town.presses("Ann", others, "We have a date"))
    assert "This is for the people of that table" in refused
    await town.wind(days=1)
    assert "ann" in fourth(town)
    assert len(direct(town, "Ann")) == 1


async def test_nobody_rests_who_was_not_asked(town: Town) -> None:
    """Where the question waits until their week has room, the round has them; asked later, it is
    about the one that comes next, and only from that one on are they away.
    """
    await three_rounds(town, ASKED - timedelta(days=2))
    await reads(town, "Ann", town.clock.now())
    await town.wind_to(NOON + 3 * WEEK + timedelta(days=1))
    assert "ann" in fourth(town)
    assert direct(town, "Ann") == []
    await town.wind_to(ASKED - timedelta(days=2) + WEEK + timedelta(minutes=1))
    (asked,) = direct(town, "Ann")
    assert "No answer by Tue 15 Dec 12:00 means that you have a rest." in asked
    await town.wind_to(NOON + 4 * WEEK + timedelta(hours=1))
    assert "ann" not in {name for table in town.stage.tables[8:] for name in table}
    assert "You have a rest from Harbour lunch" in direct(town, "Ann")[-1]


async def test_a_question_that_leaves_no_time_to_answer(town: Town) -> None:
    """Where their week has room only some hours before the round, it is about the next one."""
    room = NOON + 3 * WEEK - timedelta(hours=4)
    await three_rounds(town, room + timedelta(hours=1), full=room - WEEK)
    assert direct(town, "Ann") == []
    await town.wind_to(NOON + 3 * WEEK + timedelta(hours=1))
    assert "ann" in fourth(town)
    (asked,) = direct(town, "Ann")
    assert "No answer by Tue 15 Dec 12:00 means that you have a rest." in asked


async def test_a_question_that_does_not_arrive(town: Town) -> None:
    """It has said nothing: they sit as ever, and are asked before another round."""
    town.stage.closed_directs.add("ann")
    await three_rounds(town)
    town.stage.closed_directs.clear()
    await town.wind_to(NOON + 3 * WEEK + timedelta(hours=1))
    assert "ann" in fourth(town)
    assert direct(town, "Ann") == []
    await town.wind_to(ASKED + WEEK + timedelta(minutes=1))
    (asked,) = direct(town, "Ann")
    assert "You had a table in the last 3 rounds" in asked
    await town.wind_to(NOON + 4 * WEEK + timedelta(hours=1))
    assert "ann" not in {name for table in town.stage.tables[8:] for name in table}


async def test_asked_together_with_other_things(town: Town) -> None:
    """The last message of a week says it too, with its buttons, and it counts as asked."""
    await three_rounds(town, ASKED - timedelta(days=2))
    await reads(town, "Ann", town.clock.now(), times=2)
    await town.wind_to(ASKED - timedelta(minutes=1))
    await news(town, "Ann", ASKED)
    await town.wind_to(ASKED + timedelta(minutes=1))
    (asked,) = direct(town, "Ann")
    assert "2 things, in one message" in asked
    assert "[2: I stay in]" in asked
    assert [row["state"] for row in await rows(town, ":silence:")] == ["merged", "pending"]
    await town.wind_to(NOON + 3 * WEEK + timedelta(hours=1))
    assert "ann" not in fourth(town)


async def test_a_sign_before_the_question_goes(town: Town) -> None:
    """Whoever does anything about lunch while it waits is not asked at all."""
    await three_rounds(town, ASKED - timedelta(days=2))
    await reads(town, "Ann", town.clock.now())
    await town.wind_to(NOON + 3 * WEEK + timedelta(hours=1))
    await town.says("Ann", "/lunch next")
    await town.wind(days=6)
    assert direct(town, "Ann") == []
    (row,) = await rows(town, ":silence:")
    assert (row["state"], row["reason"]) == ("failed", "they gave a sign")
