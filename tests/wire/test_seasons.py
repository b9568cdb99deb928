"""A season over the wire: announced, joined by a press, and a group in its conversation."""

import sqlite3
from datetime import timedelta
from pathlib import Path

from bot.clock import SystemClock
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack.fake import FakeSlack
from tests.wire import on_discord, on_slack
from tests.wire.running import Running, eventually, running


def form() -> dict[str, str]:
    """The season as an organiser fills it in."""
    day = SystemClock().now().date() + timedelta(days=7)
    return {
        "size": "3",
        "weeks": "6",
        "pack": "accountability",
        "when": "every Monday at 9:30",
        "starts": day.isoformat(),
    }


async def its_day_comes(bot: Running, folder: Path) -> None:
    """Stop the bot, let the season's day come, and start it again."""
    assert await bot.stop() == 0
    past = (SystemClock().now() - timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M:%S.000000")
    with sqlite3.connect(folder / "bot.db") as database:
        database.execute("UPDATE season SET starts_at = ?", (past,))
    database.close()
    await bot.start()


def channels(folder: Path) -> list[str]:
    """Where the digests of the groups go."""
    with sqlite3.connect(folder / "bot.db") as database:
        rows = database.execute("SELECT channel FROM check_in WHERE closed").fetchall()
    database.close()
    return [channel for (channel,) in rows if channel]


async def test_on_slack(tmp_path: Path) -> None:
    """Those who said yes, and nobody else, are where the group's digests go."""
    async with FakeSlack() as slack, running(tmp_path, slack=slack) as bot:
        circle = on_slack.Circle(slack, "Porridge")
        await circle.make()
        await circle.join(4)
        seen = await circle.says(circle.ann, "/circle season")
        assert seen.form is not None
        assert "is announced" in (await slack.submit(seen.form, form())).text
        (invitation,) = await eventually(
            lambda: [one for one in circle.channel.messages if "[I am in]" in one.reading]
        )
        ready = circle.people[:3]
        for person in ready:
            assert "You are in." in (await slack.press(person, invitation, "I am in")).text
        await its_day_comes(bot, tmp_path)
        (place,) = await eventually(lambda: channels(tmp_path))
        group = slack.api.conversation(place)
        hello = (await eventually(lambda: group.messages))[0]
        assert set(group.members) == {person.id for person in ready}
        assert "you are a group for this season" in hello.reading


async def test_on_discord(tmp_path: Path) -> None:
    """The same, in a private thread under the circle's channel."""
    async with FakeDiscord() as discord, running(tmp_path, discord=discord) as bot:
        circle = on_discord.Circle(discord, "Pancakes")
        await circle.make()
        await circle.join(4)
        seen = await circle.says(circle.ann, "/circle season")
        assert seen.form is not None
        assert "is announced" in (await discord.submit(seen.form, {**form()})).text
        (invitation,) = await eventually(
            lambda: [one for one in circle.channel.messages if "I am in" in one.labels]
        )
        ready = circle.people[:3]
        for person in ready:
            assert "You are in." in (await discord.press(person, invitation, "I am in")).text
        await its_day_comes(bot, tmp_path)
        (place,) = await eventually(lambda: channels(tmp_path))
        group = discord.world.channels[place]
        hello = (await eventually(lambda: group.messages))[0]
        me = discord.world.application
        assert set(group.members) - {me} == {person.id for person in ready}
        assert "you are a group for this season" in hello.text
