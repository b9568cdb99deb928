"""Time that passes: the bot is stopped, all that it remembers gets older, and it starts again."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SystemClock
from tests.wire.running import Running

_MOMENTS = """
    SELECT found.name, part.name FROM sqlite_master AS found, pragma_table_info(found.name) AS part
    WHERE found.type = 'table' AND part.type = 'DATETIME'
"""


async def its_time_comes(bot: Running, folder: Path, ending: str) -> None:
    """Let so much time pass that the one delivery whose key ends so has been due for a minute."""
    await bot.stop()
    with closing(sqlite3.connect(folder / "bot.db")) as database, database:
        ((due,),) = database.execute(
            "SELECT not_before FROM delivery WHERE state = 'pending' AND key LIKE ?",
            (f"%{ending}",),
        )
        wait = datetime.fromisoformat(due).replace(tzinfo=UTC) - SystemClock().now()
        seconds = (wait + timedelta(minutes=1)).total_seconds()
        assert seconds > 0, "it is to come"
        for table, column in database.execute(_MOMENTS).fetchall():
            database.execute(
                f"UPDATE {table} SET {column} = "  # noqa: S608  # our own names
                f"strftime('%Y-%m-%d %H:%M:%f', {column}, ?) || '000' WHERE {column} IS NOT NULL",
                (f"-{seconds} seconds",),
            )
    await bot.start()
