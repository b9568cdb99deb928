"""Over the wire: at the fourth circle somebody is asked which to leave; leaving one lets them in.

The select stands in a message that nobody else sees, and what came of the choice takes its place.
"""

from pathlib import Path

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack.fake import FakeSlack
from tests.wire import on_discord, on_slack
from tests.wire.running import running
from tests.wire.words import named

NAMES = ("Soup", "Salad", "Bread", "Tea")
ASKED = f"You are in {named('Tea')} as soon as you choose what to leave."


async def test_on_slack(tmp_path: Path) -> None:
    """Chosen from their own message in the channel; the circle that was left is free to join."""
    async with FakeSlack() as slack, running(tmp_path, slack=slack):
        circles = [on_slack.Circle(slack, name) for name in NAMES]
        for circle in circles:
            await circle.make()
        *_, tea = circles
        eve = tea.newcomer()
        for circle in circles[:3]:
            seen = await tea.says(eve, f"/lunch join {circle.name}")
            assert f"You are in {circle.name}" in seen.text
        assert tea.opening is not None
        asked = await slack.press(eve, tea.opening, "Join")
        assert ASKED in asked.text
        assert tea.name not in (await tea.says(eve, "/lunch next")).text
        assert asked.message is not None
        assert asked.message.to == eve.id
        assert not any(f"[{name}]" in asked.text for name in NAMES), "a select, and no buttons"
        seen = await slack.press(eve, asked.message, named("Salad"))
        assert f"You are in {tea.name}" in seen.text
        mine = (await tea.says(eve, "/lunch next")).text
        assert [name for name in NAMES if named(name) in mine] == ["Soup", "Bread", "Tea"]


async def test_on_discord(tmp_path: Path) -> None:
    """The same, by the select of an ephemeral message."""
    async with FakeDiscord() as discord, running(tmp_path, discord=discord):
        circles = [on_discord.Circle(discord, name) for name in NAMES]
        for circle in circles:
            await circle.make()
        *_, tea = circles
        eve = tea.newcomer()
        for circle in circles[:3]:
            seen = await tea.says(eve, "/lunch join", circle=circle.name)
            assert f"You are in {circle.name}" in seen.text
        assert tea.opening is not None
        asked = await discord.press(eve, tea.opening, "Join")
        assert ASKED in asked.text
        assert tea.name not in (await tea.says(eve, "/lunch next")).text
        assert asked.message is not None
        assert asked.message.seen_by is eve
        seen = await discord.choose(eve, asked.message, named("Salad"))
        assert f"You are in {tea.name}" in seen.text
        mine = (await tea.says(eve, "/lunch next")).text
        assert [name for name in NAMES if named(name) in mine] == ["Soup", "Bread", "Tea"]
