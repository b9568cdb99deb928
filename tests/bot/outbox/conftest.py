"""What every test of the outbox can ask for."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from bot.chat.action import Key
from bot.chat.message import Message
from bot.chat.platform import Platform
from bot.clock import SetClock
from bot.database import Transaction
from bot.members import store as members
from bot.outbox.courier import Courier
from bot.outbox.model import Delivery, Ended
from bot.outbox.policy import Drop, Reader, Wait
from bot.texts.catalogue import Say
from tests.bot.outbox.post import SECRET, Post, there
from tests.stage import Stage
from tests.town import MONDAY, migrated


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    """An empty outbox in front of the stage."""
    database = await migrated(tmp_path / "town.db")
    async with database.write() as tx:
        at = await members.found(tx, "stage", "town", zone="UTC", language="en", now=MONDAY)
    clock, stage = SetClock(MONDAY), Stage()
    platforms: dict[str, Platform] = {"stage": stage}
    told: list[tuple[str, Ended]] = []
    readers: dict[str, Reader] = {}
    in_programme: dict[tuple[str, str], Reader] = {}

    async def keys(_: Transaction, community: int) -> Key:
        return Key(SECRET, community, MONDAY.date())

    async def tell(_: Transaction, action: str, ended: Ended) -> None:
        if action == "fails":
            raise RuntimeError("whoever is told has a fault")
        told.append((action, ended))

    async def reads(
        _: Transaction, these: Sequence[Delivery], now: datetime
    ) -> list[Sequence[Reader]]:
        return [
            [
                in_programme.get((each, what.programme), readers[each])
                for each in there(what)
                if each in readers
            ]
            for what in these
        ]

    async def speaks(_: Transaction, what: Delivery) -> Say:
        return Say("en", MONDAY.date())

    fresh: dict[str, Message | Wait | Drop] = {}

    async def anew(_: Transaction, __: Say, what: Delivery, now: datetime) -> Message | Wait | Drop:
        return fresh[what.key]

    courier = Courier(
        database,
        clock,
        platforms,
        keys=keys,
        tell=tell,
        reads=reads,
        speaks=speaks,
        anew=anew,
        rng=Random(1),
    )
    yield Post(
        database, clock, stage, platforms, courier, at.community, told, readers, in_programme, fresh
    )
    await database.close()
