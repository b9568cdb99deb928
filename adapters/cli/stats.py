"""`tablemates stats`: how the rounds of circles went, as CSV or JSON. Counts, never people."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import TextIO

from adapters.cli import exits, sheet
from adapters.cli.exits import Stop
from adapters.cli.reading import reading
from bot.circles.reports import Line, report
from bot.circles.store import circles
from bot.config import Config

COLUMNS = tuple(each.name for each in fields(Line))


def stats(config: Config, circle: str, *, as_json: bool, out: TextIO) -> None:
    """Write the figures of the circles of this name; of all of them without one."""
    lines = asyncio.run(_lines(config, circle))
    rows = [asdict(line) for line in lines]
    if as_json:
        json.dump(rows, out, ensure_ascii=False, indent=2, default=str)
        out.write("\n")
    else:
        sheet.write(COLUMNS, rows, out)


async def _lines(config: Config, circle: str) -> Sequence[Line]:
    async with reading(config) as tx:
        found = await (circles.named(tx, circle) if circle else circles.every(tx))
        if circle and not found:
            raise Stop(exits.USAGE, f"no circle is called {circle!r}")
        return [line for each in found for line in await report(tx, each)]
