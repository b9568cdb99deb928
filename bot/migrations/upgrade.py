"""Brings the tables of a database up to date: all of it or nothing, a backup before any change.

A migration is a file `versions/NNNN_what_it_does.py`; its number is its revision. Alembic takes
most of a second to import, so it only is when there is something to do.
"""

from pathlib import Path

from sqlalchemy import Connection

from bot.database import Database
from bot.sqlite import Unusable

HERE = Path(__file__).parent


class NewerSchema(Unusable):
    """The tables were written by a newer version than this one."""


async def upgrade(database: Database, folder: Path = HERE) -> str:
    """Bring the tables up to date; the revision that they are at then.

    `folder` holds the migrations. Raises `NewerSchema` for a database that they do not know.
    """
    known = _revisions(folder)
    now = await database.revision()
    if now == known[-1]:
        return now
    if now and now not in known:
        raise NewerSchema(
            f"{database.path} was written by a newer version (its tables are at {now}): "
            "run that version, or restore a backup made before the upgrade"
        )
    if now:
        backup = database.path.with_name(f"{database.path.name}.before-{known[-1]}")
        if not backup.exists():
            await database.copy_to(backup)
    await database.change_schema(lambda connection: _run(connection, folder))
    return known[-1]


def head() -> str:
    """The revision that this version brings tables to."""
    return _revisions(HERE)[-1]


def _revisions(folder: Path) -> list[str]:
    """Every revision there is, in order."""
    return sorted(path.name.partition("_")[0] for path in (folder / "versions").glob("[0-9]*.py"))


def _run(connection: Connection, folder: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
