"""Somebody would rather not sit with somebody: honoured always, and seen by nobody else."""

import pytest

from tests.town import Town, said


async def test_they_never_share_a_table(town: Town) -> None:
    """It is enough that one of them says so; everybody else goes on meeting everybody."""
    await town.opens()
    await town.joins(*(f"P{n}" for n in range(6)), "Ann", "Ben")
    told = said(await town.says("Ann", "/lunch avoid @Ben"))
    assert "You and @ben are never seated at one table. Nobody else learns of it" in told
    assert "never meeting shows in the end" in told
    await town.wind(weeks=16)
    pairs = {frozenset(table) for table in town.stage.tables}
    assert frozenset({"ann", "ben"}) not in pairs
    assert len(pairs) == 8 * 7 // 2 - 1
    assert town.stage.to_person("ben") == [], "and Ben reads nothing about it"
    for line in ("status", "avoid", "next"):
        assert "ann" not in said(await town.says("Ben", f"/lunch {line}")).casefold()


async def test_taking_it_back(town: Town) -> None:
    """Only whoever said it reads it, and takes it back with one word."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.says("Ann", "/lunch avoid <@ben>")
    assert "@ben. Nobody else learns of it" in said(await town.says("Ann", "/lunch avoid"))
    assert "Nobody." in said(await town.says("Ben", "/lunch avoid"))
    await town.wind(days=2)
    assert town.stage.tables == []
    assert "may be seated at one table" in said(await town.says("Ann", "/lunch unavoid Ben"))
    await town.wind(days=7)
    assert town.stage.tables == [("ann", "ben")]


async def test_who_can_be_named(town: Town) -> None:
    """A mention of anybody, or the name of somebody who is known; never oneself."""
    await town.says("Ann", "/lunch status")
    assert "That is you" in said(await town.says("Ann", "/lunch avoid <@ann>"))
    assert "I do not know whom you mean" in said(await town.says("Ann", "/lunch avoid Nobody"))
    assert "never seated" in said(await town.says("Ann", "/lunch avoid <@U77|newcomer>"))
    assert "Say whom" in said(await town.says("Ann", "/lunch unavoid"))


@pytest.mark.parametrize("typed", ["Özgür", "özgür", "@ÖZGÜR"])
async def test_a_name_is_known_by_small_and_large_letters(town: Town, typed: str) -> None:
    """Of whatever alphabet they are."""
    await town.opens()
    await town.joins("Ann", "Özgür")
    assert "never seated at one table" in said(await town.says("Ann", f"/lunch avoid {typed}"))
