"""Killed at any moment: each prompt is sent once, each answer kept, each digest posted once.

A process can be told apart from a dead one only by what it wrote. So it dies right before each of
its writes, one after the other, with all that it has done on the platform until then.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.app import Bot
from bot.chat.message import Message
from bot.chat.platform import Address, Payload, Receipt
from bot.checkins.store.answers import answer
from bot.checkins.store.responses import response
from bot.clock import SetClock
from bot.database import Database, Transaction
from bot.inbox.patience import Patience
from tests.bot.checkins.made import DONE, STANDUP, latest
from tests.stage import Stage
from tests.town import MONDAY, Town, migrated, said

TEN, SIX = MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=10)


@dataclass
class Life:
    """So many writes are left of it; None: it does not end. `written` counts those it did."""

    left: int | None = None
    written: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.ended.is_set()

    async def write(self) -> None:
        """One write more, or none ever again."""
        if self.left == self.written:
            self.ended.set()
        await self.go_on()
        self.written += 1

    async def go_on(self) -> None:
        """The dead do nothing more, not even fail."""
        if self.over:
            await asyncio.Event().wait()

    async def spend(self, deed: Coroutine[object, object, None]) -> bool:
        """Do it, or die of it: whether it was done."""
        doing, ending = asyncio.ensure_future(deed), asyncio.ensure_future(self.ended.wait())
        await asyncio.wait({doing, ending}, return_when=asyncio.FIRST_COMPLETED)
        if self.over:
            doing.cancel()
        ending.cancel()
        await asyncio.gather(doing, return_exceptions=self.over)
        return not self.over


class MortalDatabase(Database):
    """A database under a process that may die before it writes."""

    life = Life()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """A transaction that may write, as long as there is life."""
        await self.life.write()
        async with super().write() as tx:
            yield tx


@dataclass
class MortalStage(Stage):
    """A stage that hears nothing from the dead, and keeps what it has heard."""

    life: Life = field(default_factory=Life)

    async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
        """Carry it, as long as there is life."""
        await self.life.go_on()
        return await super().deliver(workspace, to, payload, key)


@asynccontextmanager
async def living(
    folder: Path, stage: MortalStage, clock: SetClock, life: Life
) -> AsyncIterator[Town]:
    """A process over the town's database, for as long as it lives."""
    database = await MortalDatabase.open(f"sqlite+aiosqlite:///{folder / 'town.db'}")
    assert isinstance(database, MortalDatabase)
    database.life = stage.life = life
    bot = Bot(database, clock, rng=Random(1), patience=Patience(at_once=1_000_000))
    bot.platforms["stage"] = stage
    try:
        await life.spend(_recover(bot))
        yield Town(bot, stage, clock, database)
    finally:
        await database.close()


async def _recover(bot: Bot) -> None:
    await bot.recover()


async def _make(town: Town) -> None:
    form = await town.says("Olga", "/checkin create", organises=True)
    await town.sends("Olga", form, STANDUP, organises=True, event="made")


def _join(name: str) -> Callable[[Town], Coroutine[object, object, None]]:
    async def join(town: Town) -> None:
        await town.says(name, "/checkin join", event=f"{name} joins")

    return join


async def _deliver(town: Town) -> None:
    await town.bot.deliver()


async def _ask(town: Town) -> None:
    town.clock.set(TEN)
    await town.bot.tick()


def _answer(label: str, words: str) -> Callable[[Town], Coroutine[object, object, None]]:
    async def answers(town: Town) -> None:
        form = await town.presses("Ann", latest(town, "Ann"), label, channel=None)
        values = DONE | {"q1": words}
        await town.sends("Ann", form, values, event=words, channel=None)

    return answers


async def _skip(town: Town) -> None:
    asked = town.stage.to_person("ben")[1]
    await town.presses("Ben", asked, "Skip today", event="Ben skips", channel=None)


async def _close(town: Town) -> None:
    town.clock.set(SIX)
    await town.bot.tick()


SCRIPT: tuple[Callable[[Town], Coroutine[object, object, None]], ...] = (
    _make,
    _deliver,
    _join("Ann"),
    _join("Ben"),
    _deliver,
    _ask,
    _deliver,
    _answer("Answer", "Wrote a guide"),
    _deliver,
    _answer("Change my answer", "Wrote two guides"),
    _skip,
    _deliver,
    _close,
    _deliver,
)


async def play(folder: Path, life: Life) -> MortalStage:
    """The whole day; whoever has died is started again and told once more what was under way."""
    folder.mkdir()
    await (await migrated(folder / "town.db")).close()
    stage, clock, todo = MortalStage(), SetClock(MONDAY), list(SCRIPT)
    while todo:
        async with living(folder, stage, clock, life) as town:
            while todo and not life.over and await life.spend(todo[0](town)):
                todo.pop(0)
            if not todo:
                await check(town, stage)
        life = life if not life.over else Life()
    return stage


async def check(town: Town, stage: MortalStage) -> None:
    """What holds of the day, wherever somebody died in it."""
    asked = [
        each.key for each in stage.carried if ":asking:" in each.key and "edit" not in each.key
    ]
    assert set(asked) == {"prompt:1:asking:2", "prompt:1:asking:3"}
    again = Counter(each.key for each in stage.carried if isinstance(each.payload, Message))
    assert max(again.values()) <= 2, "what perhaps arrived is said once more, under its own key"
    hello, digest = stage.in_channel("lunch")
    assert "new check-in" in said(hello)
    assert "Ann: Wrote two guides" in said(digest)
    assert "1 of 2 answered." in said(digest)
    assert ": noted" in said(stage.to_person("ann")[1])
    assert "you sit it out" in said(stage.to_person("ben")[1])
    async with town.database.read() as tx:
        kept = {row["value"] for row in await tx.all(answer.select())}
        states = sorted(row["state"] for row in await tx.all(response.select()))
    assert kept == {"Wrote two guides", DONE["q2"]}
    assert states == ["answered", "skipped"]


async def test_killed_before_each_write(tmp_path: Path) -> None:
    """Every write of the day is once the one that the process did not live to do."""
    whole = Life()
    await play(tmp_path / "whole", whole)
    assert whole.written > 20
    for left in range(whole.written):
        life = Life(left)
        await play(tmp_path / f"killed before {left}", life)
        assert life.over, left
