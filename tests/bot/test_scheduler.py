"""What drives the bot: at once when there is something to do, one at a time, and a clean end."""

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app import Bot
from bot.chat.platform import Address, Payload, Receipt
from bot.scheduler import Loop
from tests.stage import Stage
from tests.town import Town
from tests.town import town as opened


class Slow(Stage):
    """A stage that holds each delivery until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.go_on = asyncio.Event(), asyncio.Event()

    async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
        """Wait, then carry it."""
        self.began.set()
        await self.go_on.wait()
        return await super().deliver(workspace, to, payload, key)


class Counting(Bot):
    """A bot that counts its ticks, and may have a fault in them."""

    ticks = 0
    at_the_same_time = 0
    fault = False

    async def tick(self) -> None:
        """Count, and take a moment."""
        self.ticks += 1
        self.at_the_same_time += 1
        assert self.at_the_same_time == 1
        await asyncio.sleep(0.01)
        self.at_the_same_time -= 1
        if self.fault:
            raise RuntimeError("a tick with a fault")


async def settled(loop: Loop) -> None:
    """Until nothing that was started runs any more."""
    while loop._running:
        await asyncio.wait(set(loop._running.values()))
        await asyncio.sleep(0)


async def test_what_waits_is_sent_without_waiting_for_the_next_look(town: Town) -> None:
    """A delivery goes out as soon as the request that made it is committed."""
    loop = Loop(town.bot)
    loop.start()
    await settled(loop)
    await town.opens()
    await settled(loop)
    assert len(town.stage.in_channel("lunch")) == 1
    await loop.stop()


async def test_one_tick_at_a_time_and_none_forgotten(town: Town) -> None:
    """However often it is asked meanwhile, it runs once more when the running one has ended."""
    bot = Counting(town.database, town.clock)
    loop = Loop(bot)
    loop.start()
    for _ in range(5):
        loop.work()
    await settled(loop)
    assert bot.ticks == 2
    await loop.stop()


async def test_a_fault_in_a_tick_is_logged_and_the_next_one_comes(town: Town) -> None:
    """Nothing that breaks in one job keeps it from being done the next time."""
    bot = Counting(town.database, town.clock)
    bot.fault = True
    loop = Loop(bot)
    with capture_logs() as logs:
        loop.start()
        await settled(loop)
        loop.work()
        await settled(loop)
    assert bot.ticks == 2
    assert [(each["event"], each["job"]) for each in logs] == [("a fault of ours", "tick")] * 2
    await loop.stop()


async def test_the_end_waits_for_what_is_on_its_way(tmp_path: Path) -> None:
    """A message that is being sent is finished and written down; no new one is begun."""
    slow = Slow()
    async with opened(tmp_path, slow) as town:
        await town.opens()
        await town.opens(name="Other")
        loop = Loop(town.bot)
        loop.start()
        await slow.began.wait()
        stopping = asyncio.create_task(loop.stop())
        await asyncio.sleep(0.01)
        assert not stopping.done()
        slow.go_on.set()
        async with asyncio.timeout(5):
            await stopping
        assert len(slow.carried) == 1, "the other one waits in the same lane"
    async with opened(tmp_path, Stage()) as town:
        await town.bot.deliver()
        assert len(town.stage.carried) == 1


async def test_the_end_does_not_wait_for_ever(tmp_path: Path) -> None:
    """After the grace, it ends; what was on its way is in doubt, and known to be."""
    slow = Slow()
    async with opened(tmp_path, slow) as town:
        await town.opens()
        loop = Loop(town.bot)
        loop.start()
        await slow.began.wait()
        async with asyncio.timeout(5):
            await loop.stop(grace=0.05)
    async with opened(tmp_path, Stage()) as town:
        await town.bot.deliver()
        assert town.stage.in_channel("lunch") == [], "an announcement is never sent twice"
        await town.bot.deliver()
        assert len(town.stage.to_person("olga")) == 1, "its organiser is asked to look"


@pytest.mark.parametrize("again", [1, 3])
async def test_after_the_end_nothing_begins(town: Town, again: int) -> None:
    """Whatever still asks for work after the end asks in vain."""
    bot = Counting(town.database, town.clock)
    bot.platforms["stage"] = town.stage
    loop = Loop(bot)
    loop.start()
    await settled(loop)
    await loop.stop()
    before = bot.ticks
    for _ in range(again):
        bot.on_work()
    await asyncio.sleep(0.02)
    assert bot.ticks == before
