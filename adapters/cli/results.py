"""`tablemates results`: what a check-in's organisers may read of its prompts, as CSV or JSON.

What was for the person alone, or for those in the check-in, is not in it. Of anonymous answers
there is only what was released.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TextIO

from adapters.cli import exits, sheet
from adapters.cli.exits import Stop
from adapters.cli.reading import reading
from bot.checkins.reports import Line, report
from bot.checkins.store import checkins
from bot.config import Config

COLUMNS = ("day", "question", "kind", "audience", "who", "answer", "late", "people")


def results(config: Config, check_in: str, *, as_json: bool, out: TextIO) -> None:
    """Write all that there is to read of this check-in, the oldest prompt first."""
    rows = [asdict(line) for line in asyncio.run(_lines(config, check_in))]
    if as_json:
        json.dump(rows, out, ensure_ascii=False, indent=2, default=str)
        out.write("\n")
    else:
        sheet.write(COLUMNS, rows, out)


async def _lines(config: Config, check_in: str) -> Sequence[Line]:
    async with reading(config) as tx:
        named = await checkins.named(tx, check_in)
        if not named:
            raise Stop(exits.USAGE, f"no check-in is called {check_in!r}")
        return [line for each in named for line in await report(tx, each)]
