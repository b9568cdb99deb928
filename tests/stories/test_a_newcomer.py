"""Somebody new: from "what is this?" to a first lunch, and out again when they like."""

from pathlib import Path

from bot.chat.platform import Traits
from tests.stage import Stage
from tests.town import Town, said
from tests.town import town as opened


async def test_before_there_is_anything(town: Town) -> None:
    """Whoever is curious too early hears what is missing, and who can change that."""
    told = said(await town.says("Ann", "/lunch"))
    assert "No circles yet" in told
    assert "/circle create" in told
    assert "whoever manages this place" in said(await town.says("Ann", "/circle create")).casefold()


async def test_from_the_invitation_to_the_table(town: Town) -> None:
    """An invitation in the channel, one press, and on Tuesday somebody to have lunch with."""
    await town.opens()
    await town.joins("Ben")
    await town.says("Olga", "/circle invite", organises=True)
    await town.bot.deliver()
    invitation = town.stage.in_channel("lunch")[-1]
    assert "Would you like to join Harbour lunch?" in said(invitation)

    joined = await town.presses("Ann", invitation, "Join")
    assert "Your first table is set Tue 17 Nov 12:00" in said(joined)
    assert town.stage.to_person("ann") == [], "nothing before the first table"

    await town.wind(days=1, hours=5)
    (hello,) = town.stage.introductions
    assert "@ann" in said(hello)
    assert "@ben" in said(hello)
    assert "starts: suggest a day and a place" in said(hello)
    assert "Tue 17 Nov, Harbour lunch: Ben" in said(await town.says("Ann", "/lunch history"))

    left = await town.presses("Ann", hello, "Leave")
    assert "Nobody is told" in said(left)
    before = len(town.stage.carried)
    await town.bot.deliver()
    assert len(town.stage.carried) == before, "and nobody is"
    assert "You are in Harbour lunch" in said(await town.presses("Ann", left, "Join again"))


async def test_asked_once_where_they_live(tmp_path: Path) -> None:
    """Where the platform does not tell, a button asks; a city is enough, and is echoed."""
    async with opened(tmp_path, Stage(Traits(seats=8, tells_zone=False))) as town:
        await town.opens()
        form = await town.says("Ann", "/lunch zone")
        told = said(await town.sends("Ann", form, {"zone": "lisbon"}))
        assert "I keep Europe/Lisbon for you" in told
        assert "08:00 there now" in told


async def test_nobody_is_put_into_a_circle_by_somebody_else(town: Town) -> None:
    """There is no way to name another person; an organiser invites, and people say yes."""
    await town.opens()
    for line in ("join Ben", "join @ben", "join <@U0BEN>"):
        assert "I know no circle called" in said(await town.says("Ann", f"/lunch {line}"))
    for line in ("invite Ben", "invite @ben"):
        asked = said(await town.says("Olga", f"/circle {line}", organises=True))
        assert "I know no circle called" in asked
    assert "0 people" in said(await town.says("Ann", "/circle show"))
