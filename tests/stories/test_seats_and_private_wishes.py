"""Another seat by the drawing's own rules: what is private stays so, and a crash loses nobody."""

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.chat.message import Message
from bot.chat.platform import Adding, Direct, Opening, Traits
from bot.chat.request import Value
from tests.stage import Stage
from tests.stories.test_another_seat import CANT, NOON, conversation_of, hello_of, seated
from tests.stories.test_when_things_break import Dying, until_it_dies
from tests.town import Town, said
from tests.town import town as opened


async def left_over_there(town: Town, *, wish: bool) -> tuple[str, str]:
    """Ann and Ben have a table, Cem waits; Ann avoids Cem, or nobody. Then Ben can't come.

    What Ann and what Cem were told alone after that.
    """
    if wish:
        await town.says("Ann", "/lunch avoid <@cem>")
    await seated(town, "Ann", "Ben")
    await town.says("Cem", "/lunch join")
    await town.wind(minutes=1)
    await town.presses("Ben", hello_of(town, "ben"), CANT)
    await town.wind(days=1)
    return told(town, "ann"), told(town, "cem")


def told(town: Town, name: str) -> str:
    """All that somebody was told alone, and the conversations that they were brought to."""
    alone = [said(each) for each in town.stage.to_person(name)]
    with_them = [
        each.payload.people
        for each in town.stage.carried
        if isinstance(each.payload, Opening | Adding) and name in each.payload.people
    ]
    return "\n".join([*alone, *map(str, with_them)])


async def test_who_never_sit_together_are_not_brought_together_now(tmp_path: Path) -> None:
    """Each reads word for word what they read where there is nobody at all to sit with."""
    (tmp_path / "wish").mkdir()
    (tmp_path / "alone").mkdir()
    async with opened(tmp_path / "wish") as town:
        ann, cem = await left_over_there(town, wish=True)
        assert "cem" not in ann
    async with opened(tmp_path / "alone") as town:
        await seated(town, "Ann", "Ben")
        await town.presses("Ben", hello_of(town, "ben"), CANT)
        await town.wind(days=1)
        assert told(town, "ann") == ann, "as if nobody waited"
    assert "I found no seat for you in Harbour lunch in the round of Tue 17 Nov." in cem
    async with opened(tmp_path) as town:
        await left_over_there(town, wish=False)
        assert conversation_of(town, "ann") == ("ann", "cem"), "without the wish they would"


async def test_a_rule_of_the_circle_is_kept(town: Town) -> None:
    """Teams that must differ differ at a table that is set while the round is on, too."""
    town.stage.traits = Traits(seats=8, adds=True, tells_zone=True)
    for name, team in (("Ann", "Blue"), ("Ben", "Red"), ("Cem", "Blue")):
        form = await town.says(name, "/lunch about")
        values: dict[str, Value] = {
            "department": "",
            "team": team,
            "asks": "",
            "offers": "",
            "show": ("team",),
        }
        await town.sends(name, form, values)
    await seated(town, "Ann", "Ben")
    await town.says("Olga", "/circle settings team must be different", organises=True)
    await town.says("Cem", "/lunch join")
    await town.presses("Ben", hello_of(town, "ben"), CANT)
    await town.wind(hours=1)
    assert len(town.stage.tables) == 1
    assert "I found no other seat for you" in said(town.stage.to_person("ann")[0])


async def test_a_crash_at_any_moment(tmp_path: Path) -> None:
    """Wherever the process dies after the press, the next one finds everybody one seat."""
    for after in range(4):
        for arrived in (True, False):
            folder = tmp_path / f"{after} {arrived}"
            folder.mkdir()
            adds = Traits(seats=8, adds=True, tells_zone=True)
            async with opened(folder, Stage(adds)) as town:
                await seated(town, "Ann", "Ben", "Cem", "Dora")
                (one, gone), table = town.stage.tables
                await town.presses(gone.title(), hello_of(town, gone), CANT)
                await town.bot.tick()
                dying = Dying(after, arrived=arrived)
                dying.traits = adds
                town.bot.platforms["stage"] = dying
                await until_it_dies(town, dying)
                at = town.clock.now()
            stage = Stage(adds)
            async with opened(folder, stage, at=at + timedelta(minutes=1)) as town:
                await town.wind(minutes=2)
                carried = [*dying.carried, *stage.carried]
                added = {
                    each.payload.people for each in carried if isinstance(each.payload, Adding)
                }
                assert added == {(one,)}, (after, arrived)
                words = [each for each in carried if isinstance(each.payload, Message)]
                joined = {each.key for each in words if ":joined:" in each.key}
                assert len(joined) == 1
                assert not any(isinstance(each.to, Direct) for each in words)
                history = said(await town.says(one.title(), "/lunch history"))
                assert all(each.title() in history for each in table)


async def test_a_press_as_the_next_round_is_drawn(town: Town) -> None:
    """Whichever comes first, nobody has two seats, and nobody waits in a round that is over."""
    await seated(town, "Ann", "Ben", "Cem", "Dora")
    _, gone = town.stage.tables[0]
    hello = hello_of(town, gone)
    town.clock.set(NOON + timedelta(days=7))
    await asyncio.gather(town.presses(gone.title(), hello, CANT), town.bot.tick())
    await town.wind(hours=1)
    later = [name for table in town.stage.tables[2:] for name in table]
    assert sorted(later) == ["ann", "ben", "cem", "dora"]
