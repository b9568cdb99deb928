"""Opens the database and brings it up to date, or says in one line what is in the way."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.cli import exits
from adapters.cli.exits import Stop
from bot.database import Database
from bot.sections import Storage
from bot.sqlite import Unusable


@asynccontextmanager
async def opened(storage: Storage) -> AsyncIterator[Database]:
    """The database as long as the context lasts; for who is `alone` with it. Raises `Stop`."""
    database = await connect(storage)
    try:
        yield database
    finally:
        await database.close()


async def connect(storage: Storage) -> Database:
    """The database, brought up to date. Raises `Stop`."""
    try:
        database = await Database.open(storage.url)
    except Unusable as unusable:
        raise Stop(exits.STORAGE, str(unusable)) from None
    try:
        await _migrated(database)
    except BaseException:
        await database.close()
        raise
    return database


async def _migrated(database: Database) -> None:
    from bot.migrations.upgrade import NewerSchema, upgrade  # Alembic: most of a second

    try:
        await upgrade(database)
    except NewerSchema as newer:
        raise Stop(exits.CONFIG, str(newer)) from None
