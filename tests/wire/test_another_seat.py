"""Over the wire: who can't come frees the others, who have another seat, on both platforms."""

from pathlib import Path

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Channel
from tests.fakes.slack.fake import FakeSlack
from tests.fakes.slack.workspace import Conversation
from tests.wire import on_discord, on_slack
from tests.wire.running import eventually, running

CANT = "I can't this time"
WAITED = "You were without a table in this round, so I have set this one for you."


async def test_on_slack(tmp_path: Path) -> None:
    """With somebody who waits in a new conversation; at another table in a new one with all."""
    async with FakeSlack() as slack, running(tmp_path, slack=slack):
        circle = on_slack.Circle(slack, "Soup")
        await circle.make()
        await circle.join(4)
        await circle.draw()
        one, two = [table.people for table in await circle.seated()]
        users = slack.api.users

        def between(*people: str) -> Conversation | None:
            every = slack.api.conversations.values()
            found = [each for each in every if each.id.startswith("G")]
            return next((each for each in found if each.members == set(people)), None)

        left, stays = sorted(one)
        late = circle.newcomer()
        assert circle.opening is not None
        joined = await slack.press(late, circle.opening, "Join")
        assert "You may have a seat in it yet" in joined.text
        first = between(*one)
        assert first is not None
        await slack.press(users[left], first.messages[0], CANT)
        assert "This table is not to be" in first.messages[0].reading
        assert f"@{stays}, I look for another seat for you" in first.messages[0].reading
        new = await eventually(lambda: between(stays, late.id))
        await eventually(lambda: new.messages)
        assert WAITED in new.messages[0].reading

        gone, joins = sorted(two)
        second = between(*two)
        assert second is not None
        await slack.press(users[gone], second.messages[0], CANT)
        all_of_them = await eventually(lambda: between(stays, late.id, joins))
        await eventually(lambda: all_of_them.messages)
        hello = all_of_them.messages[0].reading
        assert f"@{joins} had no table in this round, and sits at yours." in hello
        assert all(f"@{each}" in hello for each in (stays, late.id, joins))
        await eventually(lambda: len(new.messages) == 2)
        assert "This one is over." in new.messages[1].reading
        await eventually(lambda: "This one is over." in new.messages[0].reading)
        assert "[" not in new.messages[0].reading, "and nothing can be pressed there any more"
        assert len(all_of_them.messages) == 1


async def test_on_discord(tmp_path: Path) -> None:
    """With somebody who waits in a thread of their own; at another table in its thread."""
    async with FakeDiscord() as discord, running(tmp_path, discord=discord):
        circle = on_discord.Circle(discord, "Soup")
        await circle.make()
        await circle.join(4)
        await circle.draw()
        one, two = [table.people for table in await circle.seated()]
        world = discord.world

        def between(*people: str) -> Channel | None:
            every = [*world.threads(), *world.threads(archived=True)]
            wanted = {*people, world.application}
            return next((each for each in every if set(each.members) == wanted), None)

        left, stays = sorted(one)
        late = circle.newcomer()
        assert circle.opening is not None
        joined = await discord.press(late, circle.opening, "Join")
        assert "You may have a seat in it yet" in joined.text
        first = between(*one)
        assert first is not None
        await discord.press(world.people[left], first.messages[0], CANT)
        assert "This table is not to be" in first.messages[0].text
        new = await eventually(lambda: between(stays, late.id))
        await eventually(lambda: new.messages)
        assert WAITED in new.messages[0].text

        gone, joins = sorted(two)
        second = between(*two)
        assert second is not None
        await discord.press(world.people[gone], second.messages[0], CANT)
        await eventually(lambda: joins in new.members)
        await eventually(lambda: len(new.messages) > 1)
        told = new.messages[1]
        assert f"<@{joins}> had no table in this round, and sits at yours." in told.text
        assert set(told.pings) == {stays, late.id, joins}
        await eventually(lambda: f"<@{joins}>" in new.messages[0].text)
        assert between(stays, late.id, joins) is new
