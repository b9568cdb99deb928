"""A table where nobody has pressed anything gets a word after two days, and one half-way."""

from datetime import timedelta

import pytest

from bot.chat.answer import Open
from bot.chat.message import Message
from bot.chat.platform import Table, Undeliverable
from bot.lunches.nudging import moments
from tests.town import MONDAY, Town, said

NOON = MONDAY + timedelta(days=1, hours=4)
FIRST, MIDDLE, ASKED = (NOON + timedelta(hours=hours) for hours in (48, 84, 144))
MINUTE = timedelta(minutes=1)


def nudges(town: Town) -> list[Message]:
    """What silent tables were told."""
    return [
        each.payload
        for each in town.stage.carried
        if ":nudge:" in each.key and isinstance(each.payload, Message)
    ]


async def seated(town: Town, *names: str, zones: dict[str, str] | None = None) -> None:
    """Tables of two are set on Tuesday at noon."""
    await town.opens()
    await town.joins(*names)
    for name, zone in (zones or {}).items():
        await town.says(name, f"/lunch zone {zone}")
    await town.wind_to(NOON + MINUTE)
    assert town.stage.introductions


async def test_a_silent_table_hears_twice_and_no_more(town: Town) -> None:
    """After two days it reads who starts and with what, and in the middle that there is time."""
    await seated(town, "Ann", "Ben")
    await town.wind_to(FIRST - MINUTE)
    assert nudges(town) == []
    await town.wind_to(FIRST + 2 * MINUTE)
    (first,) = nudges(town)
    lines = said(first).splitlines()
    assert lines[0] == "A first word, if there was none"
    assert "I can't see what you write here" in lines[1]
    starts = said(town.stage.introductions[0])
    assert lines[2] in starts, "the one who starts, as before"
    assert lines[3].startswith("To begin with: ")
    assert lines[3] in starts, "the starter of this table"
    assert lines[4:] == ["[We have a date]", "[Suggest times]", "[I can't this time]"]
    sent = next(each for each in town.stage.carried if ":nudge:" in each.key)
    assert isinstance(sent.to, Table), "to the table together"

    await town.wind_to(MIDDLE - MINUTE)
    assert len(nudges(town)) == 1
    await town.wind_to(MIDDLE + timedelta(hours=12))
    assert [said(each).splitlines()[0] for each in nudges(town)] == [
        *("A first word, if there was none", "Half of the time is left"),
    ]
    assert "Tue 24 Nov 12:00" in said(nudges(town)[1])
    await town.wind_to(ASKED + MINUTE)
    assert len(nudges(town)) == 2
    assert len(town.stage.questions) == 1


@pytest.mark.parametrize("label", ["We have a date", "Pause", "Leave"])
async def test_any_press_ends_it(town: Town, label: str) -> None:
    """Whoever pressed anything is there: their table hears nothing more of this."""
    await seated(town, "Ann", "Ben", "Cem", "Dora")
    await town.presses(town.stage.tables[0][1].title(), town.stage.introductions[0], label)
    await town.wind_to(ASKED)
    told = [each.to for each in town.stage.carried if ":nudge:" in each.key]
    tables = {to.opening for to in told if isinstance(to, Table)}
    assert len(tables) == 1, "the other table, or the one that came of it"
    assert "pairing:1:opening" not in tables


async def test_one_that_is_held_up_is_not_said_after_a_press(town: Town) -> None:
    """While the platform is out of reach somebody presses: what waits is not said."""
    await seated(town, "Ann", "Ben")
    town.stage.faults.extend([Undeliverable("out of reach")] * 9)
    await town.wind_to(FIRST + MINUTE)
    assert nudges(town) == []
    await town.presses("Ben", town.stage.introductions[0], "We have a date")
    town.stage.faults.clear()
    await town.wind(hours=2)
    assert nudges(town) == []


async def test_pressed_on_a_nudge(town: Town) -> None:
    """Who can't this time may say so there: the introduction tells who sits there, as ever."""
    await town.opens(construct="every week on Tuesday at 12:00 in tables of 3")
    await town.joins("Ann", "Ben", "Cem")
    await town.wind_to(FIRST + 2 * MINUTE)
    (hello,), (nudge,) = town.stage.introductions, nudges(town)
    answer = await town.presses("Cem", nudge, "I can't this time")
    assert said(answer).startswith("You are free this time"), "the nudge stays what it is"
    await town.bot.deliver()
    assert "@ann and @ben, this is your table." in said(town.stage.by_now(hello))
    assert "@cem" not in said(town.stage.by_now(hello))
    await town.presses("Ben", nudge, "I can't this time")
    await town.bot.deliver()
    assert said(town.stage.by_now(hello)).startswith("This table is not to be")


async def test_a_press_between_the_two_ends_it(town: Town) -> None:
    """A press on the first word is enough for there to be no second."""
    await seated(town, "Ann", "Ben")
    await town.wind_to(FIRST + 2 * MINUTE)
    form = await town.presses("Ben", nudges(town)[0], "We have a date")
    assert isinstance(form, Open), "the form is not even sent"
    await town.wind_to(ASKED)
    assert len(nudges(town)) == 1


@pytest.mark.parametrize("away", ["/lunch pause", "/lunch leave", "/lunch pause 18 Nov to 20 Nov"])
async def test_a_table_with_somebody_who_is_away_is_left_alone(town: Town, away: str) -> None:
    """Nobody who is away or has left hears of it; typed words are no press on anything here."""
    await seated(town, "Ann", "Ben")
    await town.says("Ann", away)
    await town.wind_to(FIRST + timedelta(hours=30))
    assert nudges(town) == []


async def test_it_is_day_for_all_of_them(town: Town) -> None:
    """The hour is the first that is quiet for neither; the day of one alone is not enough."""
    zones = {"Ann": "Asia/Tokyo", "Ben": "America/New_York"}
    await seated(town, "Ann", "Ben", zones=zones)
    await town.wind_to(FIRST + timedelta(hours=11) - MINUTE)
    assert nudges(town) == []
    await town.wind_to(FIRST + timedelta(hours=11) + MINUTE)
    assert len(nudges(town)) == 1, "08:00 in Tokyo, 18:00 in New York"


async def test_where_days_never_meet_there_is_none(town: Town) -> None:
    """Twelve hours apart, any hour would be somebody's night."""
    zones = {"Ann": "Asia/Bangkok", "Ben": "America/New_York"}
    await seated(town, "Ann", "Ben", zones=zones)
    await town.wind_to(ASKED + MINUTE)
    assert nudges(town) == []
    assert len(town.stage.questions) == 1


async def test_a_bot_that_was_away_does_not_make_up_for_it(town: Town) -> None:
    """What was due while it was not there is not said days later."""
    await seated(town, "Ann", "Ben")
    town.clock.set(FIRST + timedelta(hours=25))
    await town.wind(minutes=1)
    assert nudges(town) == []


async def test_a_nudge_that_is_late_is_not_said_by_night(town: Town) -> None:
    """A platform that is down until the evening gets it no more."""
    await seated(town, "Ann", "Ben")
    town.clock.set(FIRST + 2 * MINUTE)
    await town.bot.tick()
    town.clock.set(FIRST + timedelta(hours=9))
    await town.wind_to(FIRST + timedelta(hours=20))
    assert nudges(town) == []


async def test_twice_at_once_is_once(town: Town) -> None:
    """Ticks that come close together nudge no table twice."""
    await seated(town, "Ann", "Ben")
    town.clock.set(FIRST + MINUTE)
    for _ in range(3):
        await town.bot.tick()
    await town.bot.deliver()
    assert len(nudges(town)) == 1


@pytest.mark.parametrize(
    ("days", "hours"),
    [(2, []), (3, []), (4, [48]), (5, [48]), (6, [48, 72]), (7, [48, 84]), (14, [48, 168])],
)
def test_the_moments_of_a_round(days: int, hours: list[int]) -> None:
    """A day apart at least, and a day before the question: a short round has room for none."""
    found = moments(NOON, NOON + timedelta(days=days), "UTC")
    assert [(each.at - NOON) // timedelta(hours=1) for each in found] == hours
