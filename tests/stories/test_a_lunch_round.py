"""From "somebody joins" to "everybody sits in a conversation with their tablemates"."""

from datetime import timedelta

from tests.town import CHARTER, Town, said


async def test_a_circle_opens_people_join_and_tables_are_set(town: Town) -> None:
    """A circle's first round comes by itself, at its hour, and everybody sits at one table."""
    assert "every Tuesday at 12:00 (UTC), tables of 2" in said(await town.opens())
    await town.bot.deliver()
    (hello,) = town.stage.in_channel("lunch")
    assert CHARTER["container"] in said(hello)

    assert "You are in Harbour lunch" in said(await town.presses("Ann", hello, "Join"))
    await town.joins("Ben", "Cem", "Dora", "Eva")
    await town.wind(days=1, hours=3)
    assert town.stage.tables == [], "nothing happens before the hour"

    await town.wind(hours=1)
    assert sorted(len(table) for table in town.stage.tables) == [2, 3]
    seated = sorted(person for table in town.stage.tables for person in table)
    assert seated == ["ann", "ben", "cem", "dora", "eva"]

    announced = said(town.stage.in_channel("lunch")[1])
    assert "Round 1 of Harbour lunch is set" in announced
    assert "2 tables, 5 people. Nobody is left over" in announced
    assert "ann" not in announced, "the channel reads counts, unless the circle wants names"

    assert len(town.stage.introductions) == 2
    for table, hello in zip(town.stage.tables, town.stage.introductions, strict=True):
        for person in table:
            assert f"@{person}" in said(hello)
        assert "What about: What are you building?" in said(hello)
        assert "[Pause]" in said(hello)
        assert "[Leave]" in said(hello)


async def test_people_who_met_meet_somebody_new(town: Town) -> None:
    """With six people, five rounds pass before anybody sits with the same person again."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora", "Eva", "Finn")
    await town.wind(weeks=5)
    assert len(town.stage.tables) == 15
    assert len({frozenset(table) for table in town.stage.tables}) == 15


async def test_who_skips_pauses_or_leaves_is_not_seated(town: Town) -> None:
    """A skip is for one round, a pause until its day, leaving for good; nobody is told."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora", "Eva", "Finn", "Gus")
    assert "sitting out" in said(await town.says("Ann", "/lunch skip"))
    assert "Wed 2 Dec" in said(await town.says("Ben", "/lunch pause until 2 Dec"))
    assert "You have left" in said(await town.says("Cem", "/lunch leave"))

    await town.wind(days=1, hours=4)
    assert {p for table in town.stage.tables for p in table} == {"dora", "eva", "finn", "gus"}
    await town.wind(weeks=1)
    assert {p for table in town.stage.tables[2:] for p in table} == {
        *("ann", "dora", "eva", "finn", "gus")
    }
    await town.wind(weeks=2)
    assert {p for table in town.stage.tables[-3:] for p in table} == {
        *("ann", "ben", "dora", "eva", "finn", "gus")
    }


async def test_a_round_for_nobody_is_left_out_and_the_organiser_told_why(town: Town) -> None:
    """One person alone makes no table; the organiser reads why, and when the next one is."""
    await town.opens()
    await town.joins("Ann")
    await town.wind(days=1, hours=4)
    assert town.stage.tables == []
    (told,) = town.stage.to_person("olga")
    assert "1 person was there, and it takes 2" in said(told)
    assert "Tue 24 Nov 12:00" in said(told)


async def test_the_next_round_can_be_drawn_now_and_only_once(town: Town) -> None:
    """Draw now takes the place of the coming date; a second press makes no second round."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem")
    asked = await town.says("Olga", "/circle run", organises=True)
    assert "3 people sit down" in said(asked)
    pressed = await town.presses("Olga", asked, "Draw now", organises=True)
    assert "I am setting the tables" in said(pressed)
    again = await town.presses("Olga", asked, "Draw now", organises=True)
    assert "drawn already" in said(again)
    await town.wind(minutes=1)
    assert len(town.stage.tables) == 1
    assert "drawn already" in said(await town.presses("Olga", asked, "Draw now", organises=True))
    await town.wind(days=2)
    assert len(town.stage.tables) == 1, "it took the place of Tuesday's round"
    asked = await town.says("Olga", "/circle run", organises=True)
    assert "less than a day ago" not in said(asked)
    await town.wind(days=7)
    assert len(town.stage.tables) == 2


async def test_the_bot_was_away_and_catches_up_with_the_latest_round_only(town: Town) -> None:
    """After three weeks away, one round is drawn, by day; the organiser hears of the others."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    await town.bot.deliver()
    town.clock.set(town.clock.now() + timedelta(days=19, hours=15))  # a Saturday at 23:00
    await town.bot.tick()
    await town.bot.deliver()
    assert town.stage.tables == [], "nobody is woken for a late round"
    await town.wind(hours=9)
    assert len(town.stage.tables) == 2
    assert "2 rounds went by" in said(town.stage.to_person("olga")[0])
    await town.wind(days=2)
    assert len(town.stage.tables) == 2
