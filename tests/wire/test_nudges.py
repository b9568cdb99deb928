"""A silent table is nudged over the wire: once, by day, and no more when somebody gives a sign.

The real bot as a process. Two silent days are hours of nobody's test: between stopping and starting
it again, the database is told that the table opened that long ago.
"""

import sqlite3
from datetime import timedelta
from pathlib import Path

from bot.clock import SystemClock
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack.fake import FakeSlack
from tests.wire import on_discord, on_slack
from tests.wire.running import Running, eventually, running
from tests.wire.words import by_day


async def two_days_pass(bot: Running, folder: Path, *, times: int = 1) -> None:
    """Stop the bot, let the table have been open for so long, and start it again."""
    assert await bot.stop() == 0
    now = SystemClock().now()
    opened = now - times * timedelta(days=2, minutes=5)
    with sqlite3.connect(folder / "bot.db") as database:
        changed = database.execute(
            "UPDATE nudge SET opened_at = ?, at = ? WHERE at IS NOT NULL",
            tuple(f"{at:%Y-%m-%d %H:%M:%S}.000000" for at in (opened, now)),
        )
        assert changed.rowcount == 1, "the table is watched"
    database.close()
    await bot.start()


def given(folder: Path) -> list[tuple[int, bool]]:
    """How often each table was nudged, and whether it is still looked at."""
    with sqlite3.connect(folder / "bot.db") as database:
        rows = database.execute("SELECT given, at IS NOT NULL FROM nudge").fetchall()
    database.close()
    return [(count, bool(watched)) for count, watched in rows]


async def test_on_slack(tmp_path: Path) -> None:
    """Two days after it opened the table reads who starts; a press, and it is left alone."""
    async with FakeSlack() as slack, running(tmp_path, slack=slack) as bot:
        circle = on_slack.Circle(slack, "Soup")
        await circle.make()
        await circle.join(2, tz=by_day())
        await circle.draw()
        await circle.seated()
        (room,) = [place for place in slack.api.conversations.values() if place.id.startswith("G")]
        before = len(room.messages)

        await two_days_pass(bot, tmp_path)
        nudge = (await eventually(lambda: room.messages[before:]))[0]
        assert "starts" in nudge.reading
        assert "[Suggest times]" in nudge.reading
        assert given(tmp_path) == [(1, True)]
        seen = await slack.press(circle.people[0], nudge, "We have a date")
        assert seen.form is not None
        await eventually(lambda: given(tmp_path) == [(1, False)])


async def test_on_discord(tmp_path: Path) -> None:
    """The same in their private thread."""
    async with FakeDiscord() as discord, running(tmp_path, discord=discord) as bot:
        circle = on_discord.Circle(discord, "Soup")
        await circle.make()
        await circle.join(2)
        for person in circle.people:
            await circle.says(person, "/lunch zone", zone=by_day())
        await circle.draw()
        await circle.seated()
        (thread,) = discord.world.threads()
        before = len(thread.messages)

        await two_days_pass(bot, tmp_path)
        await discord.connected()
        nudge = (await eventually(lambda: thread.messages[before:]))[0]
        assert "starts" in nudge.text
        assert "Suggest times" in nudge.labels
        assert given(tmp_path) == [(1, True)]
        seen = await discord.press(circle.people[0], nudge, "We have a date")
        assert seen.form is not None
        await eventually(lambda: given(tmp_path) == [(1, False)])
