"""The database: the transaction that stores see, and instants that are always UTC."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Column,
    CursorResult,
    DateTime,
    Executable,
    Integer,
    MetaData,
    RowMapping,
    Select,
    String,
    Table,
    event,
    func,
    make_url,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.types import TypeDecorator

from bot.sqlite import Unusable, check, engine, is_fault

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers only INTEGER keys by itself
STAYS = "stays"  # in a column's `info`: a row that names a member stays when they are forgotten
Value = str | int | float | bool | bytes | datetime | None
Question = Select[tuple[datetime]]
"""One moment out of the database, or NULL: `select(func.min(...))`, read off an index."""


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC and given back aware."""

    impl = DateTime
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], object] | None:
        """For SQLite as text, as SQLAlchemy writes it, but in one step."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC, and without the zone that a database would drop in silence."""
        return None if value is None else _in_utc(value).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware, in UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def _as_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is not UTC:
        value = _in_utc(value)
    return value.replace(tzinfo=None).isoformat(" ", "microseconds")


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return value.astimezone(UTC)


note = Table(
    "note",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)


Values = Mapping[str, object] | Sequence[Mapping[str, object]] | None


class Transaction:
    """What a store sees of the database: statements in, rows out, all of it or nothing.

    A statement that is asked often is built once, with `bindparam`, and given its values here.
    """

    def __init__(
        self,
        execute: Callable[[Executable, Values], Awaitable[CursorResult[object]]],
        dialect: str,
    ) -> None:
        self._execute = execute
        self._dialect = dialect

    async def all(self, statement: Executable, **values: object) -> Sequence[RowMapping]:
        """Every row."""
        return (await self._execute(statement, values or None)).mappings().all()

    async def first(self, statement: Executable, **values: object) -> RowMapping | None:
        """The first row, or None."""
        return (await self._execute(statement, values or None)).mappings().first()

    async def moments(self, questions: tuple[Question, ...]) -> list[datetime | None]:
        """The answer to each of these questions, out of one statement."""
        (row,) = (await self._execute(_together(questions), None)).all()
        return list(row)  # type: ignore[arg-type]  # every question is about a moment

    async def run(
        self, statement: Executable, rows: Sequence[Mapping[str, object]] | None = None
    ) -> int:
        """Carry it out, once for each of `rows` where they are given; how many rows it changed."""
        if rows is not None and not rows:
            return 0
        return (await self._execute(statement, rows)).rowcount

    async def add(self, table: Table, **values: object) -> int:
        """Insert one row; its id."""
        key = (await self._execute(table.insert().values(**values), None)).inserted_primary_key
        return int(key[0])  # type: ignore[index]  # an insert of one row always has its key

    async def put(
        self,
        table: Table,
        rows: Sequence[Mapping[str, object]],
        *,
        on: Sequence[str],
        change: Sequence[str] = (),
        grow: Sequence[str] = (),
    ) -> int:
        """Insert rows; where `on` is taken, set the columns `change` and add to the columns `grow`.

        With neither, a row that is there already stays as it is. How many rows were touched.
        """
        if not rows:
            return 0
        statement = _putting(self._dialect, table, tuple(on), tuple(change), tuple(grow))
        return (await self._execute(statement, rows)).rowcount


class Database:
    """The engines over one address, `sqlite+aiosqlite:///FILE`. `open` one, and `close` it."""

    def __init__(self, path: Path, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self.path = path
        self.on_fault: Callable[[], None] = lambda: None  # the disk or the file: carry on no more
        self._writer = writer
        self._reader = reader
        for each in (writer, reader):
            event.listen(each.sync_engine, "handle_error", self._failed)

    @classmethod
    async def open(cls, url: str) -> "Database":
        """Connect, and check that the file is sound.

        Raises `Unusable` with what an operator needs to know.
        """
        address = make_url(url)
        if address.get_backend_name() != "sqlite" or not address.database:
            raise Unusable("storage.url must be sqlite+aiosqlite:///FILE")
        path = Path(address.database)
        if path.exists() and not path.is_file():
            raise Unusable(f"{path} is not a file that a database can be kept in")
        try:
            await asyncio.to_thread(check, path)
        except sqlite3.DatabaseError as wrong:
            raise Unusable(f"{path} can't be used as a database: {wrong}") from wrong
        return cls(path, engine(url, writer=True), engine(url, writer=False))

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """A transaction that may write; it is committed at the end, or leaves no trace."""
        async with self._writer.begin() as connection:
            yield _transaction(connection)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """One view of the database at one moment, which never waits for a writer."""
        async with self._reader.begin() as connection:
            yield _transaction(connection)

    async def recall(self, name: str) -> str:
        """What an adapter remembered under this name; "" for nothing."""
        async with self.read() as tx:
            row = await tx.first(select(note.c.value).where(note.c.name == name))
        return row["value"] if row else ""

    async def remember(self, name: str, value: str) -> None:
        """Keep a short word for an adapter."""
        async with self.write() as tx:
            await tx.put(note, [{"name": name, "value": value}], on=["name"], change=["value"])

    async def trouble(self) -> str:
        """Why it can't be read; "" when it can."""
        try:
            await self.recall("")
        except DBAPIError as wrong:
            return f"the database can't be read ({type(wrong.orig).__name__})"
        return ""

    async def revision(self) -> str:
        """The migration that the tables are at; "" for none."""
        async with self._writer.connect() as connection:
            return await connection.run_sync(_revision)

    async def close(self) -> None:
        """Let go of every connection."""
        await self._reader.dispose()
        await self._writer.dispose()

    def _failed(self, context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        if isinstance(error, DBAPIError) and is_fault(error):
            self.on_fault()

    async def change_schema(self, change: Callable[[Connection], None]) -> None:
        """Carry out a change of the tables, all of it or nothing."""
        async with self._writer.begin() as connection:
            await connection.run_sync(change)

    async def copy_to(self, path: Path) -> None:
        """A whole and sound copy of the database as a new file."""
        async with self._writer.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None
            await raw.execute("VACUUM INTO ?", (str(path),))


def these(ids: Iterable[int]) -> Select[tuple[int]]:
    """The ids as rows that a statement can look into, however many they are."""
    each = func.json_each(json.dumps(sorted(ids))).table_valued("value")
    return select(each.c.value)


def _transaction(connection: AsyncConnection) -> Transaction:
    async def execute(statement: Executable, values: Values) -> CursorResult[object]:
        return await connection.execute(statement, values)

    return Transaction(execute, connection.dialect.name)


# Building a statement costs more than SQLite takes to carry it out.


@cache
def _together(questions: tuple[Question, ...]) -> Select[tuple[datetime, ...]]:
    return select(*(each.scalar_subquery().label(f"q{n}") for n, each in enumerate(questions)))


@cache
def _putting(
    dialect: str,
    table: Table,
    on: tuple[str, ...],
    change: tuple[str, ...],
    grow: tuple[str, ...],
) -> sqlite.Insert | postgresql.Insert:
    insert: sqlite.Insert | postgresql.Insert
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    if not (change or grow):
        return insert.on_conflict_do_nothing(index_elements=on)
    changed = {name: insert.excluded[name] for name in change}
    grown = {name: table.c[name] + insert.excluded[name] for name in grow}
    return insert.on_conflict_do_update(index_elements=on, set_=changed | grown)


def _revision(connection: Connection) -> str:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
