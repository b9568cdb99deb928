"""Crashes, outages and closed doors: nothing vanishes, and nobody is told twice."""

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.chat.platform import Address, Payload, Receipt, Undeliverable
from tests.stage import Stage
from tests.town import MONDAY, Town, said
from tests.town import town as opened

NOON = MONDAY + timedelta(days=1, hours=4)


class Dying(Stage):
    """A stage whose process dies in the middle of the call that comes after so many."""

    def __init__(self, calls: int, *, arrived: bool) -> None:
        super().__init__()
        self.calls, self.arrived = calls, arrived
        self.died = asyncio.Event()

    async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
        """Carry it; or never come back, before or after it arrived."""
        self.calls -= 1
        if self.calls >= 0:
            return await super().deliver(workspace, to, payload, key)
        if self.arrived:
            await super().deliver(workspace, to, payload, key)
        self.died.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody sets it")


async def test_a_crash_in_the_middle_of_a_round(tmp_path: Path) -> None:
    """Wherever the process dies, the next one finishes the round, and seats nobody twice."""
    for after in range(7):
        for arrived in (True, False):
            folder = tmp_path / f"{after} {arrived}"
            folder.mkdir()
            async with opened(folder) as town:
                await town.opens()
                await town.joins("Ann", "Ben", "Cem", "Dora")
                await town.bot.deliver()
                town.clock.set(NOON)
                await town.bot.tick()
                dying = Dying(after, arrived=arrived)
                town.bot.platforms["stage"] = dying
                await until_it_dies(town, dying)
            stage = Stage()
            async with opened(folder, stage, at=NOON + timedelta(minutes=1)) as town:
                await town.wind(minutes=2)
                carried = [each.key for each in (*dying.carried, *stage.carried)]
                whole = {
                    "round:1:announcement:0",
                    *(
                        f"pairing:{n}:{what}"
                        for n in (1, 2)
                        for what in ("opening", "introduction")
                    ),
                }
                missing = whole - set(carried)
                assert missing <= {"round:1:announcement:0"}, (after, arrived)
                assert carried.count("round:1:announcement:0") <= 1
                if missing:
                    assert "did it arrive?" in said(stage.to_person("olga")[0])
                twice = {key for key in carried if carried.count(key) > 1}
                assert len(twice) <= 4, "at most those that were on their way"


async def until_it_dies(town: Town, dying: Dying) -> None:
    """The bot delivers until its process is gone, or all is delivered."""
    work = asyncio.create_task(town.bot.deliver())
    death = asyncio.create_task(dying.died.wait())
    await asyncio.wait({work, death}, return_when=asyncio.FIRST_COMPLETED)
    for each in (work, death):
        each.cancel()
    await asyncio.gather(work, death, return_exceptions=True)


async def test_an_outage_of_half_an_hour(town: Town) -> None:
    """While the platform answers nothing, everything waits; afterwards it arrives, once."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    await town.bot.deliver()
    town.clock.set(NOON)
    await town.bot.tick()
    town.stage.faults.extend([Undeliverable("503")] * 1000)
    for _ in range(60):
        await town.bot.deliver()
        town.clock.set(town.clock.now() + timedelta(seconds=30))
    assert town.stage.tables == []
    assert 1000 - len(town.stage.faults) < 60, "and it is not hammered"
    town.stage.faults.clear()
    for _ in range(20):
        await town.bot.deliver()
        town.clock.set(town.clock.now() + timedelta(minutes=1))
    keys = [each.key for each in town.stage.carried]
    assert len(keys) == len(set(keys)) == 6


async def test_a_closed_channel(town: Town) -> None:
    """The tables meet all the same; whoever organises reads what to do about the channel."""
    await town.opens()
    await town.bot.deliver()
    await town.joins("Ann", "Ben")
    town.stage.closed_channels.add("lunch")
    await town.wind(days=1, hours=5)
    assert len(town.stage.tables) == 1
    (told,) = town.stage.to_person("olga")
    assert "Invite me there, let me write, and try again" in said(told)


async def test_a_machine_whose_clock_is_set_back(town: Town) -> None:
    """Two hours back in the middle of a round make no second one."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind_to(NOON + timedelta(minutes=1))
    town.clock.set(NOON - timedelta(hours=2))
    await town.wind(hours=5)
    assert len(town.stage.tables) == 1
