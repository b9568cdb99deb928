"""Brings the tables of a database up to date: all of it or nothing, a backup before any change."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.database import Database, Unusable

HERE = Path(__file__).parent


class NewerSchema(Unusable):
    """The tables were written by a newer version than this one."""


async def upgrade(database: Database, folder: Path = HERE) -> str:
    """Bring the tables up to date; the revision that they are at then.

    `folder` holds the migrations. Raises `NewerSchema` for a database that they do not know.
    """
    scripts = ScriptDirectory.from_config(_config(folder))
    head = scripts.get_current_head()
    assert head is not None
    now = await database.revision()
    if now == head:
        return head
    if now and now not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerSchema(
            f"{database.path} was written by a newer version (its tables are at {now}): "
            "run that version, or restore a backup made before the upgrade"
        )
    if now:
        backup = database.path.with_name(f"{database.path.name}.before-{head}")
        if not backup.exists():
            await database.copy_to(backup)
    await database.change_schema(lambda connection: _run(connection, folder))
    return head


def head() -> str:
    """The revision that this version brings tables to."""
    return ScriptDirectory.from_config(_config(HERE)).get_current_head() or ""


def _run(connection: Connection, folder: Path) -> None:
    config = _config(folder)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    return config
