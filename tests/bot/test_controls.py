"""Controls that are not ours, or not yours: the same words, no change, a row in the audit log."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.audit.store import audit
from bot.chat.request import Person, Request
from bot.members.communities import community
from bot.members.store import member
from tests.bot.doing import STALE, how_many, press, sealed
from tests.town import MONDAY, Town, said
from tests.town import town as opened

# Controls that are not ours, or not yours


def _forgeries(sound: str) -> Mapping[str, str]:
    version, _, rest = sound.partition("|")
    return {
        "one letter changed": sound[:-1] + ("A" if sound[-1] != "A" else "B"),
        "cut short": sound[:-4],
        "only the beginning": f"{version}|",
        "another row": sound.replace("|1|", "|2|", 2),
        "another action": sound.replace("circles.join", "circles.archived"),
        "another state": sound.replace("|circles.join|1|", "|circles.join|7|"),
        "another day": sound.rsplit("|", 2)[0] + "|fff|" + sound.rsplit("|", 1)[1],
        "another version": f"9a|{rest}",
        "another community": sound.replace("|1|", "|99|", 1),
        "no community at all": sound.replace("|1|", "|x|", 1),
        "a community that no database could hold": sound.replace("|1|", f"|{'9' * 19}|", 1),
        "more parts": sound + "|more",
        "a MAC of other letters": sound[:-3] + "é💥x",
        "blanks around it": f" {sound} ",
        "small letters": sound.lower() if sound.lower() != sound else sound.upper(),
        "a hundred letters": "x" * 100,
        "a hundred and one": "x" * 101,
        "a million": "x" * 1_000_000,
        "a number": "1",
        "JSON": '{"member_id":2,"role":"organiser"}',
        "SQL": "checkin:1 OR 1=1",
        "a path": "../../admin",
        "NUL": "a\x00b",
        "half a letter": "\ud800",
    }


@pytest.mark.parametrize("kind", sorted(_forgeries("1a|1|circles.join|1|3e8|xxxxxxxxxxx")))
async def test_a_forged_control(town: Town, kind: str) -> None:
    """Whatever was forged and however: the same words, no change, and a row in the audit log."""
    await town.opens()
    forged = _forgeries(await sealed(town, "circles.join", "1"))[kind]
    answer = await press(town, "eve", forged)
    assert answer == await press(town, "eve", await sealed(town, "circles.join", "1", age=91))
    assert said(answer) == STALE
    assert await how_many(town, member, member.c.name == "Eve") == 0
    assert await how_many(town, audit, audit.c.action == "refused", audit.c.actor == "eve") == 2


@pytest.mark.parametrize(("age", "works"), [(0, True), (90, True), (91, False), (3000, False)])
async def test_a_button_works_for_ninety_days(town: Town, age: int, works: bool) -> None:
    """Long enough for a message that somebody finds again; not for ever."""
    await town.opens()
    answer = await press(town, "ann", await sealed(town, "circles.join", "1", age=age))
    assert ("You are in" in said(answer)) is works


async def test_an_action_that_is_no_more_is_stale(town: Town) -> None:
    """A button of a version that could do more gets the same words as a forgery."""
    await town.opens()
    answer = await press(town, "ann", await sealed(town, "circles.dissolve", "1"))
    assert said(answer) == STALE


async def test_buttons_survive_a_restart_and_a_new_secret(tmp_path: Path) -> None:
    """State rides in the button: the process that made it may be long gone."""
    async with opened(tmp_path) as town:
        await town.opens()
        await town.bot.deliver()
        (hello,) = town.stage.in_channel("lunch")
    async with opened(tmp_path, at=MONDAY + timedelta(days=89)) as town:
        assert "You are in" in said(await town.presses("Ann", hello, "Join"))
        town.clock.set(MONDAY + timedelta(days=90, hours=1))
        await town.bot.tidy()
        assert await how_many(town, community, community.c.secret_before.is_not(None)) == 1
        late = await town.presses("Ben", hello, "Join")
        assert "You are in" in said(late), "90 days, and sealed with the secret before"
        again = await press(town, "ben", await sealed(town, "circles.skip", "1"))
        assert "You sit out" in said(again), "sealed with the new one"
        town.clock.set(MONDAY + timedelta(days=91, hours=1))
        assert said(await town.presses("Cem", hello, "Join")) == STALE


async def test_a_forgery_in_a_direct_conversation_is_written_down_for_who_is_known(
    town: Town,
) -> None:
    """Where no workspace is named, the community that the control claims keeps the row."""
    await town.opens()
    await town.joins("Ann")
    old = await sealed(town, "circles.skip", "1", age=91, person="ann")
    assert said(await press(town, "ann", old, workspace="")) == STALE
    assert said(await press(town, "eve", old, workspace="")) == STALE
    assert await how_many(town, audit, audit.c.action == "refused") == 1


async def test_nothing_can_be_typed_without_a_place(town: Town) -> None:
    """A command that names no server gets an answer and makes no community."""
    ask = Request("stage", "", Person("ann", "Ann"), "E1", "circles.status")
    assert said(await town.bot.handle(ask)) == STALE
    assert await how_many(town, community) == 0
