"""From the introduction to a date in the calendar, over the wire: suggested, chosen, confirmed.

The real bot as a process; the file that arrives is read back by a calendar's own parser.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from icalendar import Calendar, Event

from bot.clock import SystemClock
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Attached, Message
from tests.fakes.slack.api import SCOPES
from tests.fakes.slack.fake import FakeSlack
from tests.fakes.slack.workspace import Conversation, Posted, User
from tests.wire import on_discord, on_slack
from tests.wire.running import eventually, running


def event_in(content: bytes, method: str | None = None) -> Event:
    """The one event of a file, which is of this METHOD (RFC 5546), or an event to keep."""
    calendar = Calendar.from_ical(content)
    assert calendar.get("method") == method
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    return event


def moments(posted: Posted) -> list[datetime]:
    """The moments of a message on Slack, in their order."""
    found = [
        datetime.fromtimestamp(element["timestamp"], UTC)
        for block in posted.blocks
        if block["type"] == "rich_text"
        for section in block["elements"]
        for element in section["elements"]
        if element["type"] == "date"
    ]
    assert found, posted.reading
    return found


def stamps(message: Message) -> list[datetime]:
    """The moments of a message on Discord, in their order."""
    found = [datetime.fromtimestamp(int(at), UTC) for at in re.findall(r"<t:(\d+):", message.text)]
    assert found, message.text
    return found


async def at_a_table(slack: FakeSlack) -> tuple[User, User, Conversation]:
    """A table of two, and its conversation with the introduction in it."""
    circle = on_slack.Circle(slack, "Soup")
    await circle.make()
    await circle.join(2)
    await circle.draw()
    await circle.seated()
    one, other = circle.people
    (room,) = [
        place for place in slack.api.conversations.values() if place.members == {one.id, other.id}
    ]
    return one, other, room


def reading(room: Conversation, words: str) -> Posted | None:
    """The newest message there that says this."""
    return next((one for one in reversed(room.messages) if words in one.reading), None)


async def agreed(slack: FakeSlack, one: User, other: User, room: Conversation) -> list[datetime]:
    """They are offered times, and agree on the first; the times."""
    seen = await slack.press(one, room.messages[0], "Suggest times")
    assert "I asked your table" in seen.text
    offered = await eventually(lambda: reading(room, "When suits you all?"))
    times = moments(offered)
    await slack.press(one, offered, "Time 1")
    await eventually(lambda: f", suits {one.name}" in offered.reading)
    await slack.press(other, offered, "Time 1")
    await eventually(lambda: "said yes" in offered.reading)
    return times


async def test_on_slack(tmp_path: Path) -> None:
    """The file stands in their conversation; a change of mind brings another, of the same event."""
    async with FakeSlack() as slack, running(tmp_path, slack=slack):
        one, other, room = await at_a_table(slack)
        times = await agreed(slack, one, other, room)
        assert all(SystemClock().now() < at for at in times)

        (file,) = await eventually(lambda: [each.file for each in room.messages if each.file])
        assert file.content is not None
        first = event_in(file.content)
        assert (first.start, first.end) == (times[0], times[0] + timedelta(hours=1))
        date = await eventually(lambda: reading(room, "Keep it in Google Calendar"))
        assert f"@{one.id} and @{other.id}, you meet on" in date.reading
        assert await eventually(lambda: reading(room, "[We met] [Another time]"))

        seen = await slack.press(one, room.messages[0], "Another time")
        assert "Times for your table" in seen.text
        pressed = await eventually(lambda: reading(room, "stands."))
        moved = moments(pressed)
        await slack.press(other, pressed, "Time 1")
        await slack.press(one, pressed, "Time 1")
        files = await eventually(
            lambda: (found := [each.file for each in room.messages if each.file])[1:] and found
        )
        assert files[1].content is not None
        second = event_in(files[1].content)
        assert (second.start, second.uid) == (moved[0], first.uid)
        assert (first.sequence, second.sequence) == (0, 1)
        assert await eventually(lambda: "This date has moved" in date.reading)
        assert "[" not in date.reading
        date = await eventually(lambda: reading(room, "Your date has moved"))

        await slack.press(other, date, "Call it off")
        assert await eventually(lambda: reading(room, "Your date is off"))
        files = await eventually(
            lambda: (found := [each.file for each in room.messages if each.file])[2:] and found
        )
        assert files[2].content is not None
        off = event_in(files[2].content, "CANCEL")
        assert (off.start, off.uid, off["status"]) == (moved[0], first.uid, "CANCELLED")
        assert off.sequence == 2
        await eventually(lambda: "This date is off" in date.reading)
        assert "[" not in date.reading
        await eventually(lambda: "[We have a date]" in room.messages[0].reading)
        assert slack.violations == []


async def test_whoever_leaves_a_table_of_three_on_slack(tmp_path: Path) -> None:
    """The date stands for the others; a file in their own messages takes it out of theirs."""
    async with FakeSlack() as slack, running(tmp_path, slack=slack):
        circle = on_slack.Circle(slack, "Soup")
        await circle.make()
        await circle.join(3)
        await circle.draw()
        await circle.seated()
        who = {each.id for each in circle.people}
        (room,) = [place for place in slack.api.conversations.values() if place.members == who]
        leaver = circle.people[2]
        seen = await slack.press(circle.people[0], room.messages[0], "We have a date")
        assert seen.form is not None
        await slack.submit(seen.form, {"when": "tomorrow at noon"})
        await eventually(lambda: [each for each in room.messages if each.file])
        await slack.press(leaver, room.messages[0], "I can't this time")
        assert await eventually(lambda: reading(room, "Your date stands"))
        mine = [place for place in slack.api.conversations.values() if place.members == {leaver.id}]
        (file,) = await eventually(
            lambda: [each.file for place in mine for each in place.messages if each.file]
        )
        assert file.content is not None
        assert event_in(file.content, "CANCEL")["status"] == "CANCELLED"
        assert len([each for each in room.messages if each.file]) == 1
        assert slack.violations == []


async def test_on_slack_without_the_scope_for_files(tmp_path: Path) -> None:
    """The date comes with links alone, and nothing is asked for that was not granted."""
    async with (
        FakeSlack(scopes=tuple(set(SCOPES) - {"files:write"})) as slack,
        running(tmp_path, slack=slack),
    ):
        one, other, room = await at_a_table(slack)
        await agreed(slack, one, other, room)
        date = await eventually(lambda: reading(room, "Keep it in Google Calendar"))
        assert "file" not in date.reading
        assert slack.called("files.getUploadURLExternal") == []
        assert slack.violations == []


async def test_on_discord(tmp_path: Path) -> None:
    """The same in their private thread; and a date of their own by the form."""
    async with FakeDiscord() as discord, running(tmp_path, discord=discord):
        circle = on_discord.Circle(discord, "Soup")
        await circle.make()
        await circle.join(2)
        one, other = circle.people
        await circle.draw()
        await circle.seated()
        (thread,) = discord.world.threads()
        hello = thread.messages[0]

        seen = await discord.press(one, hello, "Suggest times")
        assert "I asked your table" in seen.text
        offered = await eventually(
            lambda: next((each for each in thread.messages if "When suits" in each.text), None)
        )
        times = stamps(offered)
        await discord.press(one, offered, "Time 1")
        await eventually(lambda: "Time 1" in offered.labels and ", suits " in offered.text)
        await discord.press(other, offered, "Time 1")
        await eventually(lambda: "said yes" in offered.text)
        (file,) = await eventually(lambda: [f for each in thread.messages for f in each.files])
        assert (file.name, file.kind) == ("lunch.ics", "text/calendar")
        first = event_in(file.content)
        assert first.start == times[0]
        date = next(each for each in thread.messages if "you meet on" in each.text)
        assert "(https://calendar.google.com/calendar/render?action=TEMPLATE&text=" in date.text
        assert sorted(date.pings) == sorted((one.id, other.id))
        await eventually(lambda: "We met" in hello.labels and "Another time" in hello.labels)

        await discord.press(one, hello, "I can't this time")
        await eventually(lambda: [each for each in thread.messages if "is not coming" in each.text])
        (_, off) = await eventually(
            lambda: (found := [f for each in thread.messages for f in each.files])[1:] and found
        )
        assert (off.name, off.kind) == ("lunch-is-off.ics", "text/calendar")
        cancelled = event_in(off.content, "CANCEL")
        assert (cancelled.start, cancelled.uid) == (first.start, first.uid)
        assert cancelled.sequence > first.sequence
        assert discord.violations == []


async def test_moved_and_called_off_on_discord(tmp_path: Path) -> None:
    """Each change is the next number of the same event, and the buttons of what was are gone."""
    async with FakeDiscord() as discord, running(tmp_path, discord=discord):
        circle = on_discord.Circle(discord, "Soup")
        await circle.make()
        await circle.join(2)
        one, other = circle.people
        await circle.draw()
        await circle.seated()
        (thread,) = discord.world.threads()

        def files() -> list[Attached]:
            return [file for each in thread.messages for file in each.files]

        def heard(words: str) -> Message | None:
            return next((one for one in reversed(thread.messages) if words in one.text), None)

        seen = await discord.press(one, thread.messages[0], "We have a date")
        assert seen.form is not None
        await discord.submit(seen.form, {"when": "tomorrow at 12:35"})
        first = await eventually(lambda: heard("you meet on"))
        await eventually(lambda: files()[0:])
        await discord.press(other, first, "Another time")
        offered = await eventually(lambda: heard("When suits you all?"))
        for person in (one, other):
            await discord.press(person, offered, "Time 1")
        second = await eventually(lambda: heard("Your date has moved"))
        await eventually(lambda: files()[1:])
        await eventually(lambda: "This date has moved" in first.text)
        assert first.labels == []

        pressed = await discord.press(other, second, "Call it off")
        assert pressed.message is second, "so both read it"
        await eventually(lambda: files()[2:])
        await eventually(lambda: "This date is off" in second.text)
        assert second.labels == []
        assert heard("Your date is off") is not None
        events = [
            event_in(file.content, method)
            for file, method in zip(files(), (None, None, "CANCEL"), strict=True)
        ]
        assert [event.sequence for event in events] == [0, 1, 2]
        assert len({event.uid for event in events}) == 1
        assert events[1].start == events[2].start == stamps(second)[0] != events[0].start
        assert [event["status"] for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        await eventually(lambda: "We have a date" in thread.messages[0].labels)
        assert discord.violations == []


async def test_a_date_of_their_own_on_discord(tmp_path: Path) -> None:
    """What can't be understood comes back in the form; what can is a file at their table."""
    async with FakeDiscord() as discord, running(tmp_path, discord=discord):
        circle = on_discord.Circle(discord, "Soup")
        await circle.make()
        await circle.join(2)
        one, _ = circle.people
        await circle.draw()
        await circle.seated()
        (thread,) = discord.world.threads()
        seen = await discord.press(one, thread.messages[0], "We have a date")
        assert seen.form is not None
        wrong = await discord.submit(seen.form, {"when": "soon"})
        assert "At what time is soon?" in wrong.text
        seen = await discord.press(one, thread.messages[0], "We have a date")
        assert seen.form is not None
        kept = await discord.submit(seen.form, {"when": "tomorrow at noon"})
        assert "I told your table" in kept.text
        (file,) = await eventually(lambda: [f for each in thread.messages for f in each.files])
        noon = event_in(file.content).start
        assert isinstance(noon, datetime)
        assert (noon.hour, noon.minute) == (12, 0)
        assert discord.violations == []
