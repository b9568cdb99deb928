"""Over the wire: what the preview shows is set, or nothing is, and it says what changed."""

from collections.abc import Iterable
from pathlib import Path

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack.fake import FakeSlack
from tests.wire import on_discord, on_slack
from tests.wire.running import running
from tests.wire.tables import Table

PUBLISH = "Publish exactly this"


def shown(text: str) -> set[frozenset[str]]:
    """The tables that a preview tells of, by names."""
    return {
        frozenset(line.split(" and ")) for line in text.splitlines() if line.count(" and ") == 1
    }


def seated(tables: Iterable[Table], names: dict[str, str]) -> set[frozenset[str]]:
    """The tables that were set, by names."""
    return {frozenset(names[person] for person in table.people) for table in tables}


async def test_on_slack(tmp_path: Path) -> None:
    """Somebody joins: nothing is set, and they are named; the next preview is what happens."""
    async with FakeSlack() as slack, running(tmp_path, slack=slack):
        circle = on_slack.Circle(slack, "Soup")
        await circle.make()
        await circle.join(3)
        looked = await circle.says(circle.ann, "/circle preview")
        assert looked.message is not None
        await circle.join(1)
        refused = await slack.press(circle.ann, looked.message, PUBLISH)
        assert f"{circle.people[-1].name} came since you looked." in refused.text
        assert refused.message is not None
        assert refused.message.to == circle.ann.id
        again = await slack.press(circle.ann, refused.message, "Preview")
        assert circle.tables() == []
        assert again.message is not None
        tables = shown(again.text)
        assert len(tables) == 2
        told = await slack.press(circle.ann, again.message, PUBLISH)
        assert "They open within a minute" in told.text
        names = {one.id: one.name for one in circle.people}
        assert seated(await circle.seated(), names) == tables


async def test_on_discord(tmp_path: Path) -> None:
    """Somebody leaves: nothing is set, and they are named; the next preview is what happens."""
    async with FakeDiscord() as discord, running(tmp_path, discord=discord):
        circle = on_discord.Circle(discord, "Soup")
        await circle.make()
        await circle.join(5)
        looked = await circle.says(circle.ann, "/circle preview", circle=circle.name)
        assert looked.message is not None
        gone = circle.people.pop()
        await circle.says(gone, "/lunch leave", circle=circle.name)
        refused = await discord.press(circle.ann, looked.message, PUBLISH)
        assert f"{gone.global_name} is not there any more." in refused.text
        assert refused.message is not None
        assert refused.message.seen_by is circle.ann
        again = await discord.press(circle.ann, refused.message, "Preview")
        assert circle.tables() == []
        assert again.message is not None
        tables = shown(again.text)
        assert len(tables) == 2
        told = await discord.press(circle.ann, again.message, PUBLISH)
        assert "They open within a minute" in told.text
        names = {one.id: one.global_name or "" for one in circle.people}
        assert seated(await circle.seated(), names) == tables
