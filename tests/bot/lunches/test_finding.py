"""Times are found before anything is written: nobody waits for that, and nothing old is offered."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from bot.app import Bot
from bot.chat.message import Facts, Message
from bot.chat.text import Moment
from bot.inbox.patience import Patience
from tests.town import MONDAY, Town, said, shown_in

NOON = MONDAY + timedelta(days=1, hours=4)


async def seated(town: Town) -> Message:
    """A table of two; its introduction."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind_to(NOON + timedelta(minutes=1))
    return town.stage.introductions[0]


def pondering(town: Town, meanwhile: Callable[[], Awaitable[object]]) -> Town:
    """The same town with a bot beside its own, in which something happens while it thinks, once."""
    once = [meanwhile]

    async def think(work: Callable[[], None]) -> None:
        if once:
            await once.pop()()
        work()

    bot = Bot(town.database, town.clock, think=think, patience=Patience(at_once=1_000_000))
    bot.platforms["stage"] = town.stage
    return Town(bot, town.stage, town.clock, town.database)


def offers(town: Town) -> list[Message]:
    """What the table was offered, each as it was delivered."""
    return [
        each.payload
        for each in town.stage.carried
        if ":times:" in each.key and isinstance(each.payload, Message)
    ]


def times_in(message: Message) -> list[datetime]:
    """The times that a message offers."""
    rows = [row for block in message.body if isinstance(block, Facts) for row in block.rows]
    return [span.at for _, value in rows for span in value if isinstance(span, Moment)]


async def test_others_write_meanwhile(town: Town) -> None:
    """While times are found the database is free: somebody else does something that is written."""
    hello = await seated(town)
    there = pondering(town, lambda: town.says("Zoe", "/lunch join"))
    await there.presses("Ann", hello, "Suggest times")
    await town.bot.deliver()
    assert len(offers(town)) == 1
    assert "You are in" in said(await town.says("Zoe", "/lunch status")), "and that is done"


async def test_two_press_at_once(town: Town) -> None:
    """The other one was faster: the table has one offer, and both read so."""
    hello = await seated(town)
    there = pondering(town, lambda: town.presses("Ben", hello, "Suggest times"))
    answer = await there.presses("Ann", hello, "Suggest times")
    assert "There are times to choose from" in said(answer)
    await town.bot.deliver()
    assert len(offers(town)) == 1


async def test_two_want_others_at_once(town: Town) -> None:
    """Nothing is offered twice, and nothing is left out: both read the page that is newest."""
    hello = await seated(town)
    await town.presses("Ann", hello, "Suggest times")
    await town.bot.deliver()
    (offered,) = offers(town)
    shown: list[Message] = []

    async def ben_does() -> None:
        shown.append(shown_in(await town.presses("Ben", offered, "Other times")))

    answer = await pondering(town, ben_does).presses("Ann", offered, "Other times")
    assert times_in(shown_in(answer)) == times_in(shown[0])
    assert not set(times_in(offered)) & set(times_in(shown[0]))


@pytest.mark.parametrize("change", ["/lunch zone Tokyo", "/lunch zone Los Angeles"])
async def test_somebody_moves_meanwhile(town: Town, change: str) -> None:
    """The times are those that suit them by now."""
    hello = await seated(town)
    there = pondering(town, lambda: town.says("Ben", change))
    await there.presses("Ann", hello, "Suggest times")
    await town.bot.deliver()
    (offered,) = offers(town)
    fresh = await town.presses("Ann", offered, "Other times")
    hours = {at.hour for at in times_in(offered) + times_in(shown_in(fresh))}
    day = range(8, 12) if "Tokyo" in change else range(16, 20)
    assert hours <= set(day), "where it is day for both, on the clock of UTC"
