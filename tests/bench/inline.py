"""The database without a thread of its own, so that a simulation runs as fast as its rows go in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from sqlite3 import Connection as Driver
from time import perf_counter

from sqlalchemy import CursorResult, Executable, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import Database, Transaction, Values


class Inline(Database):
    """The same stores over the standard library's driver, in the thread of whoever asks.

    `longest` is how many seconds the longest transaction held the writer.
    """

    def __init__(self, path: Path, writer: AsyncEngine, reader: AsyncEngine) -> None:
        super().__init__(path, writer, reader)
        self.longest = 0.0
        self._engine = create_engine(f"sqlite:///{path}")

        @event.listens_for(self._engine, "connect")
        def _(driver: Driver, _record: object) -> None:
            driver.isolation_level = None
            for pragma in ("journal_mode=WAL", "synchronous=OFF", "foreign_keys=ON"):
                driver.execute(f"PRAGMA {pragma}")

        @event.listens_for(self._engine, "begin")
        def _(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """A transaction that may write."""
        with self._engine.begin() as connection:
            began = perf_counter()
            yield _transaction(connection)
        self.longest = max(self.longest, perf_counter() - began)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A transaction that only reads."""
        with self._engine.begin() as connection:
            yield _transaction(connection)

    async def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()
        await super().close()


def _transaction(connection: Connection) -> Transaction:
    async def execute(statement: Executable, values: Values) -> CursorResult[object]:
        return connection.execute(statement, values)

    return Transaction(execute, "sqlite")
