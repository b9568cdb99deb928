"""The database's place: kept by one process, private, and its faults told."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from adapters.cli import place, storage
from adapters.cli.exits import Stop
from bot.database import Database
from bot.sections import Storage


def at(path: Path) -> Storage:
    """The setting for a file."""
    return Storage(url=f"sqlite+aiosqlite:///{path}")


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    """What a crash leaves behind keeps nobody out: only a lock that somebody holds does."""
    path = tmp_path / "bot.db"
    with place.alone(path), pytest.raises(Stop) as second, place.alone(path):
        raise AssertionError("two at once")

    assert second.value.code == 75
    with place.alone(path):
        assert stat.S_IMODE((tmp_path / "bot.db.lock").stat().st_mode) == 0o600


def test_a_lock_that_can_not_be_made(tmp_path: Path) -> None:
    """A place where nothing can be written is told as such."""
    (tmp_path / "bot.db.lock").mkdir()
    with pytest.raises(Stop) as stop, place.alone(tmp_path / "bot.db"):
        raise AssertionError("locked a folder")

    assert stop.value.code == 74
    assert "can't be written (Is a directory)" in stop.value.lines[0]


async def test_a_database_of_a_newer_version(tmp_path: Path) -> None:
    """Tables that this version does not know are left alone: code 78, and what to do."""
    path = tmp_path / "bot.db"
    async with storage.opened(at(path)):
        pass
    with closing(sqlite3.connect(path)) as later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
        later.commit()

    with pytest.raises(Stop) as stop:
        await storage.connect(at(path))
    assert stop.value.code == 78
    assert "was written by a newer version" in stop.value.lines[0]


async def test_a_database_that_is_damaged(tmp_path: Path) -> None:
    """Damage is found at the start, before anything is written on top of it."""
    path = tmp_path / "bot.db"
    async with storage.opened(at(path)):
        pass
    whole = bytearray(path.read_bytes())
    whole[4096:] = b"\xff" * len(whole[4096:])
    path.write_bytes(whole)

    with pytest.raises(Stop) as stop:
        await storage.connect(at(path))
    assert stop.value.code == 74


async def test_a_fault_of_the_file_is_reported(tmp_path: Path) -> None:
    """When the file turns bad while the bot runs, the bot hears of it and can stop."""
    path = tmp_path / "bot.db"
    async with storage.opened(at(path)):
        pass
    faults: list[str] = []
    database = await Database.open(at(path).url)
    try:
        database.on_fault = lambda: faults.append("fault")
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (path.stat().st_size - 4096))

        assert "can't be read" in await database.trouble()
        assert faults
    finally:
        await database.close()
