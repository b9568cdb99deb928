"""Over the wire: whoever has a table in one circle is passed over by another that day, and told."""

from pathlib import Path

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack.fake import FakeSlack
from tests.wire import on_discord, on_slack
from tests.wire.running import eventually, running
from tests.wire.words import by_day, named

TOLD = f"is in another circle, so {named('Salad')} seated the others."


async def test_on_slack(tmp_path: Path) -> None:
    """Their direct conversation with the bot says so, once."""
    async with FakeSlack() as slack, running(tmp_path, slack=slack):
        soup, salad = on_slack.Circle(slack, "Soup"), on_slack.Circle(slack, "Salad")
        for circle in (soup, salad):
            await circle.make()
            await circle.join(2)
        eve = soup.newcomer(tz=by_day())
        for circle in (soup, salad):
            await circle.says(eve, f"/lunch join {circle.name}")
        soup.people.append(eve)
        await soup.draw()
        await soup.seated()
        await salad.draw()
        (table,) = await salad.seated()
        assert eve.id not in table.people
        (told,) = await eventually(lambda: salad.told(eve))
        assert TOLD in told.reading
        why = await salad.says(eve, f"/lunch why {salad.name}")
        assert "you sat in another circle" in why.text


async def test_on_discord(tmp_path: Path) -> None:
    """The same by direct message."""
    async with FakeDiscord() as discord, running(tmp_path, discord=discord):
        soup, salad = on_discord.Circle(discord, "Soup"), on_discord.Circle(discord, "Salad")
        for circle in (soup, salad):
            await circle.make()
            await circle.join(2)
        eve = soup.newcomer()
        await soup.says(eve, "/lunch zone", zone=by_day())
        for circle in (soup, salad):
            await circle.says(eve, "/lunch join", circle=circle.name)
        soup.people.append(eve)
        await soup.draw()
        await soup.seated()
        await salad.draw()
        (table,) = await salad.seated()
        assert eve.id not in table.people
        (told,) = await eventually(lambda: discord.directs(eve))
        assert TOLD in told.text
        why = await salad.says(eve, "/lunch why", circle=salad.name)
        assert "you sat in another circle" in why.text
