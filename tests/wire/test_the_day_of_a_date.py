"""Over the wire: a table reads of its date on the day, and is asked whether it met once it is over.

The real bot as a process. The date is two days ahead, on a clock by which it is day now; the days
pass over the database while the bot is stopped.
"""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Channel, Message
from tests.fakes.slack.fake import FakeSlack
from tests.wire import on_discord, on_slack
from tests.wire.later import its_time_comes
from tests.wire.running import eventually, running
from tests.wire.test_outcome import outcomes
from tests.wire.test_times import moments, reading, stamps
from tests.wire.words import by_day

REMINDER, QUESTION = ":soon", ":outcome"


def lunch(zone: str, days: int) -> datetime:
    """So many days from now at noon there."""
    noon = SystemClock().now().astimezone(ZoneInfo(zone)) + timedelta(days=days)
    return noon.replace(hour=12, minute=0, second=0, microsecond=0)


async def test_on_slack(tmp_path: Path) -> None:
    """Reminded in their conversation; afterwards asked of that date, and an answer settles it."""
    async with FakeSlack() as slack, running(tmp_path, slack=slack) as bot:
        zone = by_day()
        circle = on_slack.Circle(slack, "Soup")
        await circle.make()
        await circle.join(2, tz=zone)
        await circle.draw()
        await circle.seated()
        one, other = circle.people
        (room,) = [place for place in slack.api.conversations.values() if place.id.startswith("G")]
        at = lunch(zone, 2)
        seen = await slack.press(one, room.messages[0], "We have a date")
        assert seen.form is not None
        seen = await slack.submit(seen.form, {"when": f"{at:%Y-%m-%d} at 12:00"})
        assert "I told your table" in seen.text
        await eventually(lambda: reading(room, "you meet on"))
        assert reading(room, "Your lunch is today") is None

        await its_time_comes(bot, tmp_path, REMINDER)
        reminder = await eventually(lambda: reading(room, "Your lunch is today"))
        assert f"@{one.id} and @{other.id}, you meet on" in reminder.reading
        assert "[Another time] [Call it off]" in reminder.reading
        assert moments(reminder) == [at]
        assert reading(room, "Did you meet?") is None

        await its_time_comes(bot, tmp_path, QUESTION)
        question = await eventually(lambda: reading(room, "Did you meet?"))
        assert "in mind" in question.reading
        assert moments(question) == [at]
        assert outcomes(tmp_path) == [("scheduled", 0)]
        await slack.press(other, question, "We met")
        await eventually(lambda: "You met" in question.reading)
        assert outcomes(tmp_path) == [("met", 1)]
        assert sum("Your lunch is today" in each.reading for each in room.messages) == 1


async def test_on_discord(tmp_path: Path) -> None:
    """The same of a date that has moved: the day is the new one's, and they did not meet."""
    async with FakeDiscord() as discord, running(tmp_path, discord=discord) as bot:
        zone = by_day()
        circle = on_discord.Circle(discord, "Soup")
        await circle.make()
        await circle.join(2)
        one, other = circle.people
        for person in circle.people:
            await circle.says(person, "/lunch zone", zone=zone)
        await circle.draw()
        await circle.seated()
        (thread,) = discord.world.threads()
        at = lunch(zone, 2)
        seen = await discord.press(one, thread.messages[0], "We have a date")
        assert seen.form is not None
        for when in (f"{at:%Y-%m-%d} at 15:00", f"{at:%Y-%m-%d} at 12:00"):
            assert "I told your table" in (await discord.submit(seen.form, {"when": when})).text
        date = await eventually(lambda: heard(thread, "Your date has moved"))

        await its_time_comes(bot, tmp_path, REMINDER)
        await discord.connected()
        reminder = await eventually(lambda: heard(thread, "Your lunch is today"))
        assert sorted(reminder.pings) == sorted((one.id, other.id))
        assert reminder.labels == ["Another time", "Call it off"]
        assert stamps(reminder) == stamps(date) == [at]
        assert heard(thread, "Did you meet?") is None

        await its_time_comes(bot, tmp_path, QUESTION)
        await discord.connected()
        question = await eventually(lambda: heard(thread, "Did you meet?"))
        assert "in mind" in question.text
        assert stamps(question) == [at]
        await discord.press(other, question, "We didn't")
        await eventually(lambda: "Change" in question.labels)
        assert [outcome for outcome, _ in outcomes(tmp_path)] == ["not_met"]
        assert sum("Your lunch is today" in each.text for each in thread.messages) == 1
        assert heard(thread, "Your date is off") is None, "it has been"


def heard(thread: Channel, words: str) -> Message | None:
    """The newest message there that says this."""
    return next((one for one in reversed(thread.messages) if words in one.text), None)
