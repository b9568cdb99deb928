"""From the introduction to the outcome, over the wire: asked at the table, answered for everybody.

The real bot as a process. The question comes days later: between stopping and starting it again,
the database is told that its day has come.
"""

import sqlite3
from datetime import timedelta
from pathlib import Path

from bot.clock import SystemClock
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack.fake import FakeSlack
from tests.wire import on_discord, on_slack
from tests.wire.running import Running, eventually, running
from tests.wire.words import CANARY


async def the_day_comes(bot: Running, folder: Path) -> None:
    """Stop the bot, let the moment of the question come, and start it again."""
    assert await bot.stop() == 0
    past = (SystemClock().now() - timedelta(minutes=5)).strftime("%Y-%m-%d %H:%M:%S.000000")
    with sqlite3.connect(folder / "bot.db") as database:
        moved = database.execute(
            "UPDATE delivery SET not_before = ? WHERE key LIKE '%:outcome'", (past,)
        )
        assert moved.rowcount == 1
    database.close()
    await bot.start()


def outcomes(folder: Path) -> list[tuple[str, int]]:
    """What came of the tables, and how many of their pairs met."""
    with sqlite3.connect(folder / "bot.db") as database:
        found: list[tuple[str, int]] = database.execute(
            "SELECT pairing.outcome, (SELECT sum(met) FROM meeting) FROM pairing"
        ).fetchall()
    database.close()
    return found


async def test_on_slack(tmp_path: Path) -> None:
    """Ben says that they met; the message in their conversation says so to both, and can change."""
    async with FakeSlack() as slack, running(tmp_path, slack=slack) as bot:
        circle = on_slack.Circle(slack, "Soup")
        await circle.make()
        await circle.join(2)
        ann, ben = circle.people
        await circle.draw()
        (table,) = await circle.seated()
        assert "We have a date" in table.said[0]

        await the_day_comes(bot, tmp_path)
        (room,) = [
            place
            for place in slack.api.conversations.values()
            if place.members >= {ann.id, ben.id} and place.id.startswith("G")
        ]
        question = await eventually(
            lambda: next((one for one in room.messages if "Did you meet?" in one.reading), None)
        )
        await slack.press(ben, question, "We met")
        await eventually(lambda: "You met" in question.reading)
        assert f"{ben.name} said so" in question.reading
        assert outcomes(tmp_path) == [("met", 1)]

        seen = await slack.press(ann, question, "Something I promised")
        assert seen.form is not None
        seen = await slack.submit(seen.form, {"text": f"{CANARY}: the guide", "day": "soonish"})
        assert list(seen.errors) == ["day"]
        assert seen.form is not None
        kept = {"text": f"{CANARY}: the guide", "day": "in two weeks"}
        seen = await slack.submit(seen.form, kept)
        assert "I remind you on" in seen.text
        assert seen.message is not None
        assert seen.message.to == ann.id
        seen = await slack.press(ann, question, "I'd like another")
        assert "You would like another with" in seen.text
        assert not any("the guide" in one.reading for one in room.messages)

        await slack.press(ann, question, "Change")
        await eventually(lambda: "[We didn't]" in question.reading)
        await slack.press(ann, question, "We didn't")
        await eventually(lambda: f"{ben.name} said that you met" in slack.api.private[-1].reading)
        assert slack.api.private[-1].to == ann.id
        assert outcomes(tmp_path) == [("met", 1)]
        stats = await circle.says(circle.ann, f"/circle stats {circle.name}")
        assert "1 of 1" in stats.text


async def test_on_discord(tmp_path: Path) -> None:
    """The same in their private thread."""
    async with FakeDiscord() as discord, running(tmp_path, discord=discord) as bot:
        circle = on_discord.Circle(discord, "Soup")
        await circle.make()
        await circle.join(2)
        ann, ben = circle.people
        await circle.draw()
        (table,) = await circle.seated()
        (thread,) = discord.world.threads()
        assert "We have a date" in thread.messages[0].labels
        assert table.people == {ann.id, ben.id}

        await the_day_comes(bot, tmp_path)
        await discord.connected()
        question = await eventually(
            lambda: next((one for one in thread.messages if "Did you meet?" in one.text), None)
        )
        await discord.press(ben, question, "We met")
        await eventually(lambda: "You met" in question.text)
        assert outcomes(tmp_path) == [("met", 1)]

        seen = await discord.press(ann, question, "Something I promised")
        assert seen.form is not None
        seen = await discord.submit(seen.form, {"text": "The guide", "day": "in two weeks"})
        assert "I remind you on" in seen.text
        assert seen.message is not None
        assert seen.message.seen_by is ann
        seen = await discord.press(ann, question, "I'd like another")
        assert "You would like another with" in seen.text
        assert not any("The guide" in one.text for one in thread.messages)

        await discord.press(ann, question, "Change")
        await eventually(lambda: "We didn't" in question.labels)
        seen = await discord.press(ann, question, "We didn't")
        await eventually(lambda: seen.message is not None and "said that you met" in seen.text)
        assert outcomes(tmp_path) == [("met", 1)]
        stats = await circle.says(circle.ann, "/circle stats", circle=circle.name)
        assert "1 of 1" in stats.text
