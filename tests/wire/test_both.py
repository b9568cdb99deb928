"""Discord and Slack in one process at the same time: two communities, and nothing crosses."""

import asyncio
from pathlib import Path

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack.fake import FakeSlack
from tests.wire import on_discord, on_slack
from tests.wire.running import eventually, running
from tests.wire.tables import check_seats


async def test_two_communities_in_one_process(tmp_path: Path) -> None:
    """Both draw a round at once: each has its own people and tables, and hears of no other."""
    async with (
        FakeSlack() as slack,
        FakeDiscord() as discord,
        running(tmp_path, slack=slack, discord=discord),
    ):
        here, there = on_slack.Circle(slack, "Porridge"), on_discord.Circle(discord, "Pancakes")
        await asyncio.gather(here.make(), there.make())
        await asyncio.gather(here.join(4), there.join(4))
        for seen in (
            await here.says(here.people[0], f"/lunch join {there.name}"),
            await here.says(here.ann, f"/circle show {there.name}"),
            await there.says(there.people[0], "/lunch join", circle=here.name),
            await there.says(there.ann, "/circle show", circle=here.name),
        ):
            assert "I know no circle called" in seen.text
        await asyncio.gather(here.draw(), there.draw())
        check_seats(await here.seated(), here.ids)
        check_seats(await there.seated(), there.ids)
        assert len(await eventually(here.announcements)) == 1
        assert len(await eventually(there.announcements)) == 1

        on_slack_said = [
            one.reading for place in slack.api.conversations.values() for one in place.messages
        ]
        on_discord_said = [
            one.text for place in discord.world.channels.values() for one in place.messages
        ]
        assert any(here.name in one for one in on_slack_said)
        assert any(there.name in one for one in on_discord_said)
        assert not any(there.name in one for one in on_slack_said)
        assert not any(here.name in one for one in on_discord_said)
