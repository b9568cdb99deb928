"""On the day of its date a table reads of it once more, where that is of use and of no trouble."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.message import Message
from bot.outbox import ledger
from tests.stage import Carried
from tests.town import MONDAY, Town, said

NOON = MONDAY + timedelta(days=1, hours=4)  # of Tuesday: the round
DATE = NOON + timedelta(days=2, minutes=30)  # of Thursday, 12:30
SOON = DATE - timedelta(hours=4)


async def with_a_date(town: Town, *names: str, when: str = "Thu 12:30") -> Message:
    """One table of these people, and its date; the introduction."""
    await town.opens()
    await town.joins(*names)
    await town.wind_to(NOON + timedelta(minutes=1))
    (hello,) = town.stage.introductions
    await town.dates(names[0], hello, when)
    return hello


def reminders(town: Town) -> list[Carried]:
    """What tables read on the day of their date."""
    return [each for each in town.stage.carried if each.key.endswith(":soon")]


def words(each: Carried) -> str:
    """What it says."""
    assert isinstance(each.payload, Message)
    return said(each.payload)


async def test_some_hours_before(town: Town) -> None:
    """In their conversation, once, with what can be done about it; and it counts."""
    await with_a_date(town, "Ann", "Ben")
    await town.wind_to(SOON - timedelta(minutes=1))
    assert reminders(town) == []
    await town.wind_to(SOON + timedelta(minutes=1))
    (reminder,) = reminders(town)
    assert words(reminder) == (
        "Your lunch is today\n@ann and @ben, you meet on Thu 19 Nov 12:30.\n"
        "[Another time]\n[Call it off]"
    )
    async with town.database.read() as tx:
        spent = await ledger.spent(tx, [1, 2, 3], town.clock.now())
    assert sorted(len(each) for each in spent.values()) == [0, 1, 1], "of the two"
    assert isinstance(reminder.payload, Message)
    await town.presses("Ben", reminder.payload, "Call it off")
    await town.bot.deliver()
    assert b"METHOD:CANCEL" in town.stage.files[-1].content


@pytest.mark.parametrize("when", ["today 13:30", "tomorrow 8:15"])
async def test_not_of_a_date_that_is_new(town: Town, when: str) -> None:
    """Whoever has just made it knows; and nobody is written to by night."""
    await with_a_date(town, "Ann", "Ben", when=when)
    await town.wind(days=3)
    assert reminders(town) == []


async def test_at_an_hour_that_is_day_for_all(town: Town) -> None:
    """Where it is early for one of them, it comes later."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.says("Ann", "/lunch zone Halifax")
    await town.wind_to(NOON + timedelta(minutes=1))
    (hello,) = town.stage.introductions
    form = await town.presses("Ben", hello, "We have a date")
    await town.sends("Ben", form, {"when": "Thu 15:00"})
    await town.wind_to(DATE)
    (reminder,) = reminders(town)
    assert town.clock.now() == DATE
    assert "Thu 19 Nov 15:00" in words(reminder)
    at = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)  # 08:00 in Halifax
    async with town.database.read() as tx:
        spent = await ledger.spent(tx, [1, 2, 3], town.clock.now())
    assert {when for each in spent.values() for when in each.values()} == {at}


@pytest.mark.parametrize("what", ["moved", "off", "met", "away"])
async def test_not_where_it_is_of_no_use(town: Town, what: str) -> None:
    """The date has moved or is off, they have met already, or one of them is away."""
    hello = await with_a_date(town, "Ann", "Ben")
    date = next(each.payload for each in town.stage.carried if each.key == "pairing:1:date:0")
    assert isinstance(date, Message)
    await town.wind(hours=12)
    match what:
        case "moved":
            await town.dates("Ben", hello, "Fri 12:30")
        case "off":
            await town.presses("Ben", date, "Call it off")
        case "met":
            await town.presses("Ben", town.stage.by_now(hello), "We met")
        case _:
            await town.says("Ben", "/lunch pause 1 week")
    await town.wind_to(DATE)
    assert reminders(town) == []
    await town.wind_to(DATE + timedelta(days=1))
    assert len(reminders(town)) == (1 if what == "moved" else 0)


async def test_those_who_still_come(town: Town) -> None:
    """Somebody has got up since: it calls the others."""
    hello = await with_a_date(town, "Ann", "Ben", "Cem")
    await town.presses("Cem", hello, "I can't this time")
    await town.wind_to(DATE)
    (reminder,) = reminders(town)
    assert "@ann and @ben, you meet" in words(reminder)


async def test_an_empty_form_leaves_a_date_alone(town: Town) -> None:
    """Nothing in the form means that they have a date; the one that is known stands."""
    hello = await with_a_date(town, "Ann", "Ben")
    form = await town.presses("Ben", hello, "We have a date")
    answer = said(await town.sends("Ben", form, {"when": ""}))
    assert "Thu 19 Nov 12:30 stands." in answer
    await town.bot.deliver()
    assert len(town.stage.files) == 1
