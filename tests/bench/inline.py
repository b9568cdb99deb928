"""Databases that measure how long each transaction held the writer, with a thread and without."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from sqlite3 import Connection as Driver
from time import perf_counter

from sqlalchemy import CursorResult, Executable, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import Database, Transaction, Values


class Timed(Database):
    """The database as it is, and in `held` the seconds that each transaction held the writer."""

    def __init__(self, path: Path, writer: AsyncEngine, reader: AsyncEngine) -> None:
        super().__init__(path, writer, reader)
        self.held: list[float] = []

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """A transaction that may write, from its BEGIN to the end of its COMMIT."""
        began = 0.0
        async with super().write() as tx:
            began = perf_counter()
            yield tx
        self.held.append(perf_counter() - began)


class Inline(Timed):
    """The same stores over the standard library's driver, in the thread of whoever asks.

    So a simulation runs as fast as its rows go in. Commits wait for the disk, as they always do.
    """

    def __init__(self, path: Path, writer: AsyncEngine, reader: AsyncEngine) -> None:
        super().__init__(path, writer, reader)
        self._engine = create_engine(f"sqlite:///{path}")

        @event.listens_for(self._engine, "connect")
        def _(driver: Driver, _record: object) -> None:
            driver.isolation_level = None
            for pragma in (
                *("journal_mode=WAL", "synchronous=FULL"),
                *("foreign_keys=ON", "secure_delete=ON"),
            ):
                driver.execute(f"PRAGMA {pragma}")

        @event.listens_for(self._engine, "begin")
        def _(connection: Connection) -> None:
            writes = connection.get_execution_options().get("writes", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

        self._writes = self._engine.execution_options(writes=True)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """A transaction that may write, from its BEGIN to the end of its COMMIT."""
        with self._writes.begin() as connection:
            began = perf_counter()
            yield _transaction(connection)
        self.held.append(perf_counter() - began)

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
