"""Bringing the tables up to date: all of it or nothing, with a backup, never backwards."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError

from bot.database import Database, metadata, note
from bot.migrations.upgrade import HERE, NewerSchema, head, upgrade

NEXT = '''
"""A newer version adds a column, and then something that may fail."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    op.add_column("note", sa.Column("added", sa.String()))
    op.execute("UPDATE note SET added = 'yes'")
    {more}
'''


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A database without any tables."""
    opened = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'town.db'}")
    yield opened
    await opened.close()


def newer(folder: Path, more: str = "") -> Path:
    """The migrations of a version after this one."""
    scripts = folder / "migrations"
    shutil.copytree(HERE, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    text = NEXT.format(head=head(), more=more)
    scripts.joinpath("versions", "9999_a_column.py").write_text(text)
    return scripts


async def columns(database: Database) -> list[str]:
    """The columns of one table."""
    found: list[str] = []

    def look(connection: Connection) -> None:
        rows = connection.exec_driver_sql("PRAGMA table_info(note)").all()
        found.extend(row[1] for row in rows)

    await database.change_schema(look)
    return found


async def test_an_empty_database_upgraded_is_what_the_stores_expect(database: Database) -> None:
    """Migrations and tables in the code never drift apart."""
    assert await database.revision() == ""
    assert await upgrade(database) == head()
    assert await database.revision() == head()
    differences: list[object] = []

    def compare(connection: Connection) -> None:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        differences.extend(compare_metadata(context, metadata))

    await database.change_schema(compare)
    assert differences == []


async def test_upgrading_again_changes_nothing(tmp_path: Path, database: Database) -> None:
    """A database that is up to date is left alone, and no backup is made of it."""
    await upgrade(database)
    await upgrade(database)
    assert list(tmp_path.glob("*.before-*")) == []


async def test_a_backup_is_made_before_anything_changes(tmp_path: Path, database: Database) -> None:
    """What was there before an upgrade is kept as a whole file, and the rows live on."""
    await upgrade(database)
    await database.remember("word", "kept")
    assert await upgrade(database, newer(tmp_path)) == "9999"
    assert "added" in await columns(database)
    assert await database.recall("word") == "kept"

    (backup,) = tmp_path.glob("*.before-9999")
    before = sqlite3.connect(backup)
    assert before.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert before.execute("SELECT name, value FROM note").fetchall() == [("word", "kept")]
    assert before.execute("SELECT version_num FROM alembic_version").fetchall() == [(head(),)]
    before.close()


async def test_a_migration_that_fails_half_way_leaves_nothing(
    tmp_path: Path, database: Database
) -> None:
    """Old or new, never between: the column that was added before the failure is gone again."""
    await upgrade(database)
    await database.remember("word", "kept")
    failing = newer(tmp_path, more='op.execute("INSERT INTO nowhere VALUES (1)")')
    with pytest.raises(OperationalError, match="nowhere"):
        await upgrade(database, failing)
    assert await database.revision() == head()
    assert await columns(database) == ["name", "value"]
    async with database.read() as tx:
        assert [row["value"] for row in await tx.all(select(note))] == ["kept"]


async def test_a_newer_schema_is_refused(tmp_path: Path, database: Database) -> None:
    """A version that does not know the tables does not touch them, and says what to do."""
    await upgrade(database)
    await upgrade(database, newer(tmp_path))
    with pytest.raises(NewerSchema) as refused:
        await upgrade(database)
    (line,) = str(refused.value).splitlines()
    assert "newer version" in line
    assert "9999" in line
    assert await database.revision() == "9999"


def test_each_file_is_named_by_its_revision_and_follows_the_one_before() -> None:
    """The number of a migration's file is its revision, so that Alembic and a glance agree."""
    before: str | None = None
    for path in sorted((HERE / "versions").glob("[0-9]*.py")):
        script = ScriptDirectory(str(HERE)).get_revision(path.name.partition("_")[0])
        assert script.down_revision == before
        before = script.revision
    assert before == head()
