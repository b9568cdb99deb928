"""Asks and blockers live on: who offered in that topic is asked, once, and the asker decides."""

from datetime import timedelta

from sqlalchemy import select

from bot.outbox.store import delivery
from tests.bot.checkins.made import STANDUP, answers, joins, latest, makes
from tests.town import MONDAY, Town, said

WISHES = dict(STANDUP) | {"pack": "ask_and_offer", "name": "Wishes"}


async def offers(town: Town, name: str, topics: str) -> None:
    """Somebody says where they can help."""
    form = await town.says(name, "/lunch about")
    told = {"department": "", "team": "", "asks": "", "offers": topics}
    assert "I keep this for you" in said(await town.sends(name, form, told))


async def test_an_ask_finds_who_offered(town: Town) -> None:
    """Two of those who offered in that topic are asked, nobody else; one helps, and it is over."""
    await makes(town, WISHES)
    await joins(town, "Ann", "Ben", "Cem", "Dora", "Eva")
    for name, topics in (("Ben", "rust"), ("Cem", "Rust, sailing"), ("Dora", "Rust")):
        await offers(town, name, topics)
    await offers(town, "Eva", "trust")
    await town.wind_to(MONDAY + timedelta(hours=2))
    await answers(town, "Ann", {"q1": "My first Rust, in a boat", "q2": ""})
    await town.bot.deliver()
    called = [
        name
        for name in ("ben", "cem", "dora", "eva")
        if "who can help?" in said(town.stage.to_person(name)[-1])
    ]
    assert called == ["ben", "cem"]
    call = said(latest(town, "Ben"))
    assert "Ann could use help with: My first Rust, in a boat" in call
    assert "You offered: rust." in call

    assert "Open: My first Rust" in said(await town.says("Ann", "/checkin asks"))
    assert "Nobody is told" in said(
        await town.presses("Cem", latest(town, "Cem"), "Not this time", channel=None)
    )
    done = await town.presses("Ben", latest(town, "Ben"), "I can help", channel=None)
    assert "I have told them" in said(done)
    await town.bot.deliver()
    found = latest(town, "Ann")
    assert "@ben can help with: My first Rust, in a boat" in said(found)
    assert "Somebody can help: My first Rust" in said(await town.says("Ann", "/checkin asks"))
    assert "Good that it helped" in said(await town.presses("Ann", found, "It helped"))
    assert "You ask for nothing" in said(await town.says("Ann", "/checkin asks"))

    await town.wind(days=3)
    again = [e.key for e in town.stage.carried if e.key.startswith("ask:1:call:")]
    assert len(again) == 2, "only once"


async def test_nobody_is_asked_to_help_themselves_nor_while_they_are_away(town: Town) -> None:
    """Ann offers what she asks for, too, and Ben is away: the two others are asked."""
    await makes(town, WISHES)
    await joins(town, "Ann", "Ben", "Cem", "Dora")
    for name in ("Ann", "Ben", "Cem", "Dora"):
        await offers(town, name, "rust")
    await town.wind_to(MONDAY + timedelta(hours=2))
    await town.says("Ben", "/checkin away")
    await answers(town, "Ann", {"q1": "rust", "q2": ""})
    await town.bot.deliver()
    for name in ("Cem", "Dora"):
        assert "who can help?" in said(latest(town, name))
    async with town.database.read() as tx:
        calls = delivery.c.key.startswith("ask:1:call:")
        assert len(await tx.all(select(delivery.c.key).where(calls))) == 2


async def test_an_ask_goes_to_nobody_whom_it_was_not_meant_for(town: Town) -> None:
    """What only the organisers were to read is told to nobody who might help."""
    form = dict(STANDUP) | {
        "pack": "own",
        "questions": "I need [ask] (organisers)\nMe [ask] (only me)",
    }
    await makes(town, form)
    await joins(town, "Ann", "Ben")
    await offers(town, "Ben", "rust")
    await town.wind_to(MONDAY + timedelta(hours=2))
    await answers(town, "Ann", {"q1": "rust", "q2": "rust"})
    await town.bot.deliver()
    assert "who can help?" not in said(latest(town, "Ben"))


async def test_who_was_asked_least_is_asked_first(town: Town) -> None:
    """Help is asked for in turn."""
    await makes(town, WISHES)
    await joins(town, "Ann", "Ben", "Cem", "Dora")
    for name in ("Ben", "Cem", "Dora"):
        await offers(town, name, "rust")
    for day in range(2):
        await town.wind_to(MONDAY + timedelta(days=day, hours=2))
        await answers(town, "Ann", {"q1": f"rust {day}", "q2": ""})
    await town.bot.deliver()
    called = [e.key for e in town.stage.carried if ":call:" in e.key]
    assert len(called) == 4
    assert len({key.rpartition(":")[2] for key in called}) == 3


async def test_taken_back_it_is_closed(town: Town) -> None:
    """An ask that was changed has its new words; one that was taken back is over."""
    await makes(town, WISHES)
    await joins(town, "Ann")
    await town.wind_to(MONDAY + timedelta(hours=2))
    await answers(town, "Ann", {"q1": "a boat", "q2": ""})
    await town.bot.deliver()
    for words in ("a ship", ""):
        form = await town.presses("Ann", latest(town, "Ann"), "Change my answer", channel=None)
        await town.sends("Ann", form, {"q1": words, "q2": ""}, channel=None)
        await town.bot.deliver()
        listed = said(await town.says("Ann", "/checkin asks"))
        assert ("a ship" in listed) is bool(words)
        assert "a boat" not in listed


async def test_who_offered_in_the_check_in_is_asked_too(town: Town) -> None:
    """An offer that was said in this check-in counts, in whatever words, for some weeks."""
    await makes(town, WISHES)
    await joins(town, "Ann", "Ben", "Cem")
    await town.wind_to(MONDAY + timedelta(hours=2))
    await answers(town, "Ben", {"q1": "", "q2": "Boats, and rust on them"})
    await answers(town, "Cem", {"q1": "", "q2": "Baking"})
    await answers(town, "Ann", {"q1": "Boats", "q2": ""})
    await town.bot.deliver()
    assert "You offered: Boats, and rust on them." in said(latest(town, "Ben"))
    assert "who can help?" not in said(latest(town, "Cem"))
