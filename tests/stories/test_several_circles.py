"""One person in several circles: met is met, and one lunch a day is enough unless they want two."""

from datetime import timedelta

from tests.town import Town, said

WEDNESDAYS = "every week on Wednesday at 12:00 in tables of 2"
SAME = "every week on Tuesday at 13:00 in tables of 2"


async def test_a_lunch_in_one_circle_counts_in_all(town: Town) -> None:
    """Six people in two circles meet everybody once before anybody twice, wherever they met."""
    await town.opens()
    await town.opens(name="Book club", construct=WEDNESDAYS)
    names = ("Ann", "Ben", "Cem", "Dora", "Eva", "Finn")
    await town.joins(*names, circle="Harbour lunch")
    await town.joins(*names, circle="Book club")
    await town.wind(days=15, hours=6)
    pairs = [frozenset(table) for table in town.stage.tables]
    assert len(pairs) == 15
    assert len(set(pairs)) == 15


async def test_the_table_of_one_circle_is_passed_on_whatever_the_other_did(town: Town) -> None:
    """Whose latest table is another circle's can still pass on the one that did not meet."""
    await town.opens()
    await town.opens(name="Book club", construct=WEDNESDAYS)
    await town.joins("Ann", "Ben", circle="Harbour lunch")
    await town.joins("Ann", "Cem", circle="Book club")
    await town.wind(days=7, hours=5)
    assert "nothing to pass on" in said(await town.says("Ann", "/lunch pass"))
    assert "first in line" in said(await town.presses("Ben", town.stage.questions[0], "We didn't"))
    for _ in range(2):
        assert "Nobody is told" in said(await town.says("Ann", "/lunch pass"))
    assert "nothing to pass on" in said(await town.says("Cem", "/lunch pass"))


async def test_why_knows_nothing_of_what_came_later(town: Town) -> None:
    """Two who sat together first here, and then elsewhere, read that here it was new."""
    await town.opens()
    await town.opens(name="Book club", construct=WEDNESDAYS)
    await town.joins("Ann", "Ben", circle="Harbour lunch")
    await town.joins("Ann", "Ben", circle="Book club")
    await town.wind(days=2, hours=5)
    assert "None of you had shared" in said(await town.says("Ann", "/lunch why Harbour lunch"))
    assert "Some of you had shared" in said(await town.says("Ann", "/lunch why Book club"))


async def both(town: Town) -> None:
    """Two circles on one day. Ann is in both; Ben and Cem, Dora and Eva are in one each."""
    await town.opens()
    await town.opens(name="Book club", construct=SAME)
    await town.joins("Ann", "Ben", "Cem", circle="Harbour lunch")
    await town.joins("Ann", "Dora", "Eva", circle="Book club")


async def test_one_lunch_a_day(town: Town) -> None:
    """Whoever has a table at noon is not seated again at one: they are told, and why says so."""
    await both(town)
    await town.wind(days=2)
    assert sorted(map(sorted, town.stage.tables)) == [["ann", "ben", "cem"], ["dora", "eva"]]
    (told,) = town.stage.to_person("ann")
    assert "so Book club seated the others. You are the first in line next time" in said(told)
    why = said(await town.says("Ann", "/lunch why Book club"))
    assert "you sat in another circle" in why
    assert town.stage.to_person("dora") == []


async def test_two_for_whoever_wants_two(town: Town) -> None:
    """A member's own word, kept in the form of how they like to meet; it can be taken back."""
    await both(town)
    form = await town.says("Ann", "/lunch prefer")
    kept = said(await town.sends("Ann", form, {"same_day": ("yes",)}))
    assert "on one day: a table in each" in kept
    await town.wind(days=2)
    assert [sorted(table) for table in town.stage.tables if "ann" in table] == [
        ["ann", "ben", "cem"],
        ["ann", "dora", "eva"],
    ]
    form = await town.says("Ann", "/lunch prefer")
    assert "a table in the first" in said(await town.sends("Ann", form, {}))
    await town.wind(weeks=1)
    assert len([table for table in town.stage.tables if "ann" in table]) == 3


async def test_first_in_line_the_next_time(town: Town) -> None:
    """Where one of two has to be left over then, it is not whoever was passed over: here Ann and
    Gus can sit with Hal only, who met Ann more often.
    """
    await town.opens(name="Monday club", construct="every Monday at 12:00 in tables of 2")
    await town.opens(construct="every 2 weeks on Tuesday at 12:00 in tables of 2")
    await town.opens(name="Book club", construct=SAME)
    await town.joins("Ann", "Hal", circle="Monday club")
    await town.joins("Ann", "Ben", circle="Harbour lunch")
    await town.joins("Ann", "Gus", "Hal", circle="Book club")
    await town.says("Ann", "/lunch avoid <@gus>")
    await town.wind(days=2)
    tables = [{"ann", "hal"}, {"ann", "ben"}, {"gus", "hal"}]
    assert [set(table) for table in town.stage.tables] == tables
    await town.wind(weeks=1)
    assert [set(table) for table in town.stage.tables[3:]] == [{"ann", "hal"}] * 2


async def test_a_round_that_comes_later_that_day_may_have_too_few(town: Town) -> None:
    """Then it is not held, as whenever too few are there, and nobody sits alone."""
    await town.opens()
    await town.opens(name="Book club", construct=SAME)
    await town.joins("Ann", "Ben", circle="Harbour lunch")
    await town.joins("Ann", "Dora", circle="Book club")
    await town.wind_to(town.clock.now() + timedelta(days=1, hours=8))
    assert town.stage.tables == [("ann", "ben")]
