"""`tablemates results`: what a check-in's organisers may read of its prompts, as CSV or JSON.

What was for the person alone, or for those in the check-in, is not in it. Of anonymous answers
there is only what was released.
"""

import asyncio
import csv
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TextIO

from adapters.cli import exits, place
from adapters.cli.exits import Stop
from bot.checkins.reports import Line, report
from bot.checkins.store import checkins
from bot.config import Config
from bot.database import Database, Unusable
from bot.migrations.upgrade import head

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = ("day", "question", "kind", "audience", "who", "answer", "late", "people")


def results(config: Config, check_in: str, *, as_json: bool, out: TextIO) -> None:
    """Write all that there is to read of this check-in, the oldest prompt first."""
    lines = asyncio.run(_lines(config, check_in))
    if as_json:
        json.dump([asdict(line) for line in lines], out, ensure_ascii=False, indent=2, default=str)
        out.write("\n")
        return
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(COLUMNS)
    for line in lines:
        fields = asdict(line)
        sheet.writerow([_safe(str(fields[name] or "")) for name in COLUMNS])


async def _lines(config: Config, check_in: str) -> Sequence[Line]:
    path = config.storage.path
    place.look(path)
    if not path.exists():
        raise Stop(exits.STORAGE, f"there is no database {path}")
    try:
        database = await Database.open(config.storage.url)
    except Unusable as unusable:
        raise Stop(exits.STORAGE, str(unusable)) from None
    try:
        if await database.revision() != head():
            raise Stop(exits.CONFIG, f"{path} is of another version; run the bot once, or that one")
        async with database.read() as tx:
            named = await checkins.named(tx, check_in)
            if not named:
                raise Stop(exits.USAGE, f"no check-in is called {check_in!r}")
            return [line for each in named for line in await report(tx, each)]
    finally:
        await database.close()


def _safe(words: str) -> str:
    """A field that no spreadsheet takes for a formula (OWASP ASVS 5.0, 1.2.10)."""
    return f"'{words}" if words.startswith(_FORMULA) else words
