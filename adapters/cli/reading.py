"""Looks into the database without changing it, beside a bot that runs on it or not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.cli import exits, place
from adapters.cli.exits import Stop
from bot.config import Config
from bot.database import Database, Transaction
from bot.migrations.upgrade import head
from bot.sqlite import Unusable


@asynccontextmanager
async def reading(config: Config) -> AsyncIterator[Transaction]:
    """One view of the database that the config names. Raises `Stop`."""
    path = config.storage.path
    place.look(path)
    if not path.exists():
        raise Stop(exits.STORAGE, f"there is no database {path}")
    try:
        database = await Database.open(config.storage.url)
    except Unusable as unusable:
        raise Stop(exits.STORAGE, str(unusable)) from None
    try:
        if await database.revision() != head():
            raise Stop(exits.CONFIG, f"{path} is of another version; run the bot once, or that one")
        async with database.read() as tx:
            yield tx
    finally:
        await database.close()
