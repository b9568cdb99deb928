"""The database: nothing is lost, nobody waits for nothing, and what can't be used says why."""

import asyncio
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from bot.database import Database, UTCDateTime, note
from bot.members.communities import community
from bot.members.store import member
from bot.sqlite import Unusable
from tests.town import MONDAY, migrated


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database with its tables."""
    opened = await migrated(tmp_path / "town.db")
    yield opened
    await opened.close()


async def a_community(database: Database) -> int:
    """A row of its own."""
    async with database.write() as tx:
        return await tx.add(
            community,
            zone="UTC",
            language="en",
            secret=b"s",
            secret_since=MONDAY,
            lot_secret=b"l",
            created_at=MONDAY,
        )


async def test_no_update_is_lost(database: Database) -> None:
    """Twenty who read, think and write at the same time all have their effect."""
    await database.remember("count", "0")

    async def count_up() -> None:
        async with database.write() as tx:
            row = await tx.first(select(note.c.value).where(note.c.name == "count"))
            assert row is not None
            await asyncio.sleep(0)
            value = str(int(row["value"]) + 1)
            await tx.run(update(note).where(note.c.name == "count").values(value=value))

    await asyncio.gather(*(count_up() for _ in range(20)))
    assert await database.recall("count") == "20"


async def test_a_second_process_waits_for_its_turn(tmp_path: Path, database: Database) -> None:
    """Two connections that write at once take turns: nobody reads what is about to change."""
    other = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'town.db'}")
    began = asyncio.Event()

    async def slow() -> None:
        async with database.write() as tx:
            began.set()
            await asyncio.sleep(0.2)
            await tx.put(note, [{"name": "who", "value": "first"}], on=["name"], change=["value"])

    async def fast() -> str:
        await began.wait()
        async with other.write() as tx:
            row = await tx.first(select(note.c.value).where(note.c.name == "who"))
            return row["value"] if row else ""

    _, seen = await asyncio.gather(slow(), fast())
    assert seen == "first"
    await other.close()


async def test_readers_do_not_wait_for_the_writer(database: Database) -> None:
    """While somebody writes, others read what was there before, at once."""
    await database.remember("word", "before")
    async with database.write() as tx:
        await tx.run(update(note).values(value="after"))
        async with asyncio.timeout(2):
            assert await database.recall("word") == "before"
    assert await database.recall("word") == "after"


async def test_a_reader_sees_one_moment(database: Database) -> None:
    """What is read in one transaction belongs together, whatever is written meanwhile."""
    await database.remember("word", "before")
    async with database.read() as tx:
        first = await tx.all(select(note.c.value))
        await database.remember("word", "after")
        assert await tx.all(select(note.c.value)) == first


async def test_a_reader_can_not_write(database: Database) -> None:
    """An action that only reads can change nothing, even by mistake."""
    with pytest.raises(DBAPIError, match="readonly"):
        async with database.read() as tx:
            await tx.run(note.insert(), [{"name": "a", "value": "b"}])
    assert await database.recall("a") == ""


async def test_all_or_nothing(database: Database) -> None:
    """What fails half-way leaves no trace."""

    async def half_way() -> None:
        async with database.write() as tx:
            await tx.put(note, [{"name": "a", "value": "b"}], on=["name"])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await half_way()
    assert await database.recall("a") == ""


async def test_rows_need_what_they_point_to(database: Database) -> None:
    """Foreign keys are on: no member of a community that is not there."""
    with pytest.raises(IntegrityError):
        async with database.write() as tx:
            await tx.add(member, community_id=99, name="Ann", created_at=MONDAY)


async def test_instants_are_utc(database: Database) -> None:
    """An instant of any zone comes back as the same one, in UTC; one without a zone is refused."""
    there = datetime(2026, 11, 24, 12, 0, tzinfo=timezone(timedelta(hours=5)))
    community_id = await a_community(database)
    async with database.write() as tx:
        ann = await tx.add(member, community_id=community_id, name="Ann", created_at=there)
        row = await tx.first(select(member.c.created_at).where(member.c.id == ann))
        assert row is not None
        assert row["created_at"] == there
        assert row["created_at"].tzinfo is UTC
    naive = datetime(2026, 11, 24)  # noqa: DTZ001  # the point of it
    with pytest.raises(StatementError, match="an instant needs its zone"):
        async with database.write() as tx:
            await tx.add(member, community_id=community_id, name="Ben", created_at=naive)
    assert UTCDateTime().process_result_value(None, None) is None  # type: ignore[arg-type]  # no dialect is asked


async def test_what_is_committed_is_on_the_disk(database: Database) -> None:
    """The writer's commits are durable, its foreign keys and journal as they have to be."""
    wanted = {"synchronous": 2, "foreign_keys": 1, "journal_mode": "wal", "busy_timeout": 15000}
    async with database.write() as tx:
        for pragma, value in wanted.items():
            row = await tx.first(text(f"PRAGMA {pragma}"))
            assert row is not None
            assert next(iter(row.values())) == value, pragma


async def test_putting_twice(database: Database) -> None:
    """A row that is there stays, is changed, or grows, as it is asked."""
    async with database.write() as tx:
        await tx.put(note, [{"name": "a", "value": "1"}], on=["name"])
        await tx.put(note, [{"name": "a", "value": "2"}], on=["name"])
        assert [row["value"] for row in await tx.all(select(note))] == ["1"]
        await tx.put(note, [{"name": "a", "value": "3"}], on=["name"], change=["value"])
        assert [row["value"] for row in await tx.all(select(note))] == ["3"]
        assert await tx.put(note, [], on=["name"]) == 0
        assert await tx.run(note.insert(), []) == 0


def _folder(path: Path) -> None:
    path.mkdir()


def _text(path: Path) -> None:
    path.write_text("not a database at all, only words " * 100)


def _cut_short(path: Path) -> None:
    _sound(path)
    path.write_bytes(path.read_bytes()[:9000])


def _overwritten(path: Path) -> None:
    _sound(path)
    whole = bytearray(path.read_bytes())
    whole[4096 * 2 : 4096 * 4] = b"\x5a" * 4096 * 2
    path.write_bytes(whole)


def _sound(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE many (word TEXT)")
    connection.executemany("INSERT INTO many VALUES (?)", [("word" * 50,)] * 500)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("make", [_folder, _text, _cut_short, _overwritten])
async def test_what_is_no_database_is_told_in_one_line(tmp_path: Path, make: object) -> None:
    """Each stops the start with one line that names the file."""
    path = tmp_path / "broken.db"
    assert callable(make)
    make(path)
    with pytest.raises(Unusable) as refused:
        await Database.open(f"sqlite+aiosqlite:///{path}")
    (line,) = str(refused.value).splitlines()
    assert str(path) in line


@pytest.mark.parametrize("place", ["/dev/full", "/dev/null/town.db", "/nowhere/at/all/town.db"])
async def test_no_place_for_a_database(place: str) -> None:
    """A device, and a folder that is not there, are told in one line that names them."""
    with pytest.raises(Unusable) as refused:
        await Database.open(f"sqlite+aiosqlite:///{place}")
    (line,) = str(refused.value).splitlines()
    assert place in line


@pytest.mark.parametrize("url", ["postgresql+asyncpg://host/db", "sqlite+aiosqlite://"])
async def test_an_address_that_is_no_file(url: str) -> None:
    """Only a file can be named yet; anything else says how to name one."""
    with pytest.raises(Unusable, match=r"sqlite\+aiosqlite:///FILE"):
        await Database.open(url)


READ_ONLY = """
import asyncio, os, sys
from bot.database import Database
from bot.sqlite import Unusable

async def main():
    sound = await Database.open("sqlite+aiosqlite:///" + sys.argv[1] + ".sound")
    await sound.close()  # every library is loaded by now
    if os.geteuid() == 0:
        os.setuid(65534)  # root may write everywhere, so become nobody
    try:
        await Database.open("sqlite+aiosqlite:///" + sys.argv[1])
    except Unusable as why:
        print(why)

asyncio.run(main())
"""


def test_a_file_that_may_not_be_written() -> None:
    """It is told at the start, and not to the first member who writes."""
    with tempfile.TemporaryDirectory() as name:  # readable by everybody, as pytest's own is not
        folder, path = Path(name), Path(name) / "town.db"
        folder.chmod(0o777)
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE a (b)")
        connection.close()
        path.chmod(0o444)
        root = Path(__file__).parents[2]
        done = subprocess.run(  # noqa: S603  # our own interpreter
            [sys.executable, "-c", READ_ONLY, str(path)],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
    (line,) = done.stdout.splitlines()
    assert line == f"{path} can't be used as a database: attempt to write a readonly database"
