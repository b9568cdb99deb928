"""What two processes could do at the same moment is done once."""

from datetime import timedelta

from bot.checkins.store import asks, prompts
from tests.bot.checkins.made import makes
from tests.town import MONDAY, Town


async def test_a_prompt_closes_once(town: Town) -> None:
    """Whoever comes second does not settle its anonymous answers anew."""
    await makes(town)
    async with town.database.write() as tx:
        opened = await prompts.open_on(tx, 1, MONDAY.date(), 1, MONDAY + timedelta(hours=8))
        assert await prompts.open_on(tx, 1, MONDAY.date(), 1, MONDAY) == opened
        assert [await prompts.close(tx, opened.id) for _ in range(2)] == [True, False]


async def test_an_offer_is_made_once(town: Town) -> None:
    """A second press tells nobody a second time, and a stranger's is none."""
    await makes(town)
    async with town.database.write() as tx:
        opened = await prompts.open_on(tx, 1, MONDAY.date(), 1, MONDAY + timedelta(hours=8))
        ask = await asks.note(tx, (opened.id, 1, 1), 1, "A ladder", MONDAY)
        assert ask is not None
        await asks.call(tx, ask, [1])
        assert [await asks.answer(tx, ask, 1, "yes") for _ in range(2)] == [True, False]
        assert not await asks.answer(tx, ask, 2, "yes")
