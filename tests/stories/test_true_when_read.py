"""What waits for a morning, or for another week, is true when it is read, or is not said."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, select

from bot.chat.message import Message
from bot.chat.platform import Direct
from bot.chat.text import Words
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from tests.bot.checkins.made import answers, joins, makes
from tests.stories.test_another_seat import CANT, hello_of, seated
from tests.stories.test_checkins_asks import WISHES, offers
from tests.stories.test_coming_late import SEAT_YET
from tests.town import MONDAY, Town, said

NOON = MONDAY + timedelta(days=1, hours=4)
WEEK = timedelta(days=7)


async def reads(town: Town, name: str, at: datetime, times: int = 3) -> None:
    """Somebody reads so many things that nobody asked for, from that moment on."""
    await town.wind_to(at)
    await news(town, name, at, times)
    await town.bot.deliver()


async def news(town: Town, name: str, at: datetime, times: int = 1) -> None:
    """So many things that nobody asked for are to be said to somebody then."""
    words, to = Message(body=((Words("news"),),)), Direct(name.casefold())
    told = [
        Delivery(f"news:{name}:{at}:{n}", 1, "stage", "town", to, words, at) for n in range(times)
    ]
    async with town.database.write() as tx:
        await outbox.put(tx, [replace(each, asked=False, at_once=False) for each in told])


async def rows(town: Town, part: str) -> list[RowMapping]:
    """What is written down of the deliveries with this in their keys."""
    async with town.database.read() as tx:
        which = outbox.delivery.c.key.contains(part)
        return list(await tx.all(select(outbox.delivery).where(which)))


def told(town: Town, name: str) -> list[str]:
    """What somebody read alone, without the news."""
    every = [said(each) for each in town.stage.to_person(name.casefold())]
    return [each for each in every if each != "news"]


async def cem_is_left_over(town: Town, **lines: str) -> None:
    """Cem, in Tokyo, sits with neither Ann nor Ben; at noon it is 21:00 there."""
    await town.opens(**lines)
    await town.joins("Ann", "Ben", "Cem")
    await town.says("Cem", "/lunch zone Tokyo")
    await town.says("Cem", "/lunch avoid <@ann>")
    await town.says("Cem", "/lunch avoid <@ben>")


async def test_left_over_by_night_and_seated_before_the_morning(town: Town) -> None:
    """Nobody reads that they have no table when they have one."""
    await cem_is_left_over(town)
    await town.wind_to(NOON + timedelta(hours=1))
    await town.joins("Dora")
    await town.wind(days=1)
    assert town.stage.tables == [("ann", "ben"), ("cem", "dora")]
    assert told(town, "Cem") == []
    (row,) = await rows(town, ":left_over:")
    assert (row["state"], row["reason"]) == ("failed", "they have a table by now")


async def test_left_over_and_told_the_next_morning(town: Town) -> None:
    """The day is named: "today" would be another one by then."""
    await cem_is_left_over(town)
    await town.wind_to(NOON + timedelta(days=1))
    (left,) = told(town, "Cem")
    assert "Harbour lunch set its tables of Tue 17 Nov, and it did not come out even." in left
    assert "You are the first in line next time. The next round: Tue 24 Nov 12:00." in left


async def test_left_over_and_told_when_the_circle_rests(town: Town) -> None:
    """Nobody is first in line for a round of which nobody knows whether it comes."""
    await cem_is_left_over(town)
    await town.wind_to(NOON + timedelta(hours=1))
    await town.says("Olga", "/circle pause", organises=True)
    await town.wind_to(NOON + timedelta(days=1))
    (left,) = told(town, "Cem")
    assert "Harbour lunch set its tables of Tue 17 Nov, and it did not come out even." in left
    assert "first in line" not in left
    assert "The next round" not in left


async def test_left_over_and_told_after_another_round(town: Town) -> None:
    """Who has sat since is told why they did not, but is first in line no more."""
    await cem_is_left_over(town, construct="every week on Tuesday and Thursday at 12:00")
    await reads(town, "Cem", NOON - timedelta(hours=2))
    await town.wind_to(NOON + timedelta(days=1, hours=23))
    await town.joins("Dora")
    await town.wind_to(NOON + timedelta(days=6))
    assert ("cem", "dora") in town.stage.tables, "on Thursday"
    assert told(town, "Cem") == [], "three a week are enough"
    await town.wind_to(NOON + timedelta(days=8))
    (left,) = told(town, "Cem")
    assert "Harbour lunch set its tables of Tue 17 Nov, and it did not come out even." in left
    assert "first in line" not in left
    assert "The next round: Tue 24 Nov 12:00." in left


async def test_no_seat_is_an_answer_and_comes_within_a_day(town: Town) -> None:
    """It was promised, and so is neither counted nor held back for another week."""
    await seated(town, "Ann", "Ben")
    await town.dates("Ann", hello_of(town, "ann"))
    await reads(town, "Cem", town.clock.now())
    assert SEAT_YET in said(await town.says("Cem", "/lunch join"))
    await town.wind(days=1)
    (none,) = told(town, "Cem")
    assert "I found no seat for you in Harbour lunch in the round of Tue 17 Nov." in none


async def test_no_seat_by_night_and_one_before_the_morning(town: Town) -> None:
    """Ann's table falls through late at night of hers; before her morning somebody comes."""
    await seated(town, "Ann", "Ben")
    await town.says("Ann", "/lunch zone Tokyo")
    await town.presses("Ben", hello_of(town, "ben"), CANT)
    await town.wind(minutes=5)
    await town.joins("Cem")
    await town.wind(days=1)
    assert town.stage.tables == [("ann", "ben"), ("ann", "cem")]
    assert told(town, "Ann") == []


async def test_asked_by_night_whether_they_come(town: Town) -> None:
    """Who has said so before their morning is not asked any more."""
    await town.opens()
    await town.says("Olga", "/circle settings consent ask", organises=True)
    await town.joins("Ann", "Ben", "Cem")
    for name in ("Ann", "Ben"):
        await town.says(name, "/lunch zone Tokyo")
    await town.wind_to(NOON - timedelta(hours=23))
    await town.says("Ann", "/lunch skip")
    await town.wind_to(NOON - timedelta(hours=1))
    assert told(town, "Ann") == []
    assert "are you coming?" in told(town, "Ben")[0]
    assert {row["reason"] for row in await rows(town, ":coming:") if row["state"] == "failed"} == {
        "they have said it"
    }


async def test_the_organiser_reads_of_a_day_not_of_today(town: Town) -> None:
    """Olga sleeps while there are too few: the next morning it says which round that was."""
    await town.opens()
    await town.says("Olga", "/lunch zone Tokyo")
    await town.joins("Ann")
    await town.wind_to(NOON + timedelta(days=1))
    (few,) = told(town, "Olga")
    assert "No round of Harbour lunch on Tue 17 Nov" in few
    assert "The round after it: Tue 24 Nov 12:00." in few


async def test_asked_to_help_with_what_is_settled(town: Town) -> None:
    """Who sleeps as somebody asks for help is not asked in the morning where it is over by then."""
    await makes(town, WISHES)
    await joins(town, "Ann", "Ben", "Cem")
    await offers(town, "Ben", "rust")
    await town.says("Ben", "/lunch zone Auckland")
    await town.wind_to(MONDAY + timedelta(hours=2))  # 23:00 there
    await answers(town, "Ann", {"q1": "My first Rust", "q2": ""})
    await town.bot.deliver()
    (row,) = await rows(town, ":call:")
    assert row["state"] == "pending"
    mine = await town.says("Ann", "/checkin asks")
    await town.presses("Ann", mine, "Close one that is over", choice="1")
    await town.wind(hours=12)
    (row,) = await rows(town, ":call:")
    assert (row["state"], row["reason"]) == ("failed", "what was asked for is settled")
