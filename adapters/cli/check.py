"""`tablemates check`: looks at everything that the bot needs, and says a line for each."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import typer

from adapters.cli import place, platforms
from adapters.cli.exits import Stop
from adapters.cli.redaction import redact
from bot.clock import SystemClock
from bot.config import Config
from bot.database import Database
from bot.migrations.upgrade import head
from bot.sqlite import Unusable

Finding = tuple[str, bool, str]
"""What was looked at, whether it is right, and what was found."""

_SAFE = (3, 51, 3)


def check(config: Config) -> bool:
    """Say a line for each thing. Whether all is right."""
    return asyncio.run(look(config))


async def look(config: Config) -> bool:
    """The same, in a loop that runs already."""
    right = True
    async for finding in _findings(config):
        _tell(finding)
        right = right and finding[1]
    return right


def _tell(finding: Finding) -> None:
    what, right, says = finding
    typer.echo(redact(f"{'ok  ' if right else 'FAIL'}  {what}: {says}"))


async def _findings(config: Config) -> AsyncIterator[Finding]:
    yield "config", True, f"runs on {' and '.join(config.adapters)}"
    yield _sqlite()
    for finding in [*await _database(config), *_disk(config.storage.path)]:
        yield finding
    for settings in config.adapters.values():
        async for found in platforms.checks(settings, SystemClock()):
            yield found


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info >= _SAFE:
        return "sqlite", True, version
    note = "before 3.51.3 two processes that write can damage the file; the bot lets in one alone"
    return "sqlite", True, f"{version}; {note}"


async def _database(config: Config) -> list[Finding]:
    path = config.storage.path
    try:
        place.look(path)
    except Stop as stop:
        return [("database", False, line) for line in stop.lines]
    if not path.exists():
        return [("database", True, f"{path} will be made at the first start")]
    try:
        database = await Database.open(config.storage.url)
    except Unusable as unusable:
        return [("database", False, str(unusable))]
    try:
        return [("database", True, f"{path} is sound"), await _schema(database)]
    finally:
        await database.close()


async def _schema(database: Database) -> Finding:
    revision = await database.revision()
    if revision == head():
        return "schema", True, f"{revision}, this version's"
    if revision < head():  # they are numbered
        return "schema", True, f"{revision or 'none'}; brought to {head()} at the next start"
    return "schema", False, f"{revision} is a newer version's; run that one, or restore a backup"


def _disk(path: Path) -> Iterator[Finding]:
    if path.parent.is_dir():
        free = place.room(path)
        yield "disk", free >= place.ROOM, f"{free >> 20} MiB free"
