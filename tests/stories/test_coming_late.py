"""Whoever comes when the tables are set has a seat within a day, unless they would rather not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.lunches.store import silence
from bot.members.store import account
from tests.stories.test_another_seat import conversation_of, hello_of, seated, words
from tests.stories.test_another_seat import town as town
from tests.town import Town, said

SEAT_YET = "A round is on. You may have a seat in it yet: I write to you within a day."


async def test_two_who_come_late_sit_together(town: Town) -> None:
    """The second to come sits with the first at once, and both read why."""
    await seated(town, "Ann", "Ben")
    joined = said(await town.says("Cem", "/lunch join"))
    assert SEAT_YET in joined
    assert "[Not in this round]" in joined
    await town.wind(minutes=1)
    assert len(town.stage.tables) == 1, "nobody else waits yet"
    await town.says("Dora", "/lunch join")
    await town.wind(minutes=1)
    assert conversation_of(town, "cem") == ("cem", "dora")
    hello = said(hello_of(town, "cem"))
    assert "You came after the tables were set, so I have set this one for you." in hello


async def test_nobody_else_comes(town: Town) -> None:
    """Within a day, and by day, they join a table of two."""
    await seated(town, "Ann", "Ben")  # 13:00
    await town.says("Cem", "/lunch join")
    await town.wind(hours=18)
    assert "cem" not in {each for table in town.stage.tables for each in table}
    await town.wind(hours=1, minutes=1)
    assert conversation_of(town, "cem") == ("ann", "ben", "cem")
    why = "@cem came after the tables were set, and sits at yours."
    assert any(why in said(each) for each in words(town))


@pytest.mark.parametrize(
    ("days", "after"), [("weekday", 1), ("weekday", 7), ("Mon, Wed and Fri", 20)]
)
async def test_in_a_short_round(town: Town, days: str, after: int) -> None:
    """Whoever is told that they may have a seat yet has one before the tables are asked."""
    await town.opens(construct=f"every {days} at 12:00 in tables of 2")
    await town.joins("Ann", "Ben")
    await town.wind(hours=4 + after)
    assert town.stage.tables == [("ann", "ben")]
    assert SEAT_YET in said(await town.says("Cem", "/lunch join"))
    await town.wind(hours=8)
    assert conversation_of(town, "cem") == ("ann", "ben", "cem")
    assert town.stage.to_person("cem") == []


async def test_somebody_is_left_alone_meanwhile(town: Town) -> None:
    """Whoever waits is there for whoever is left: they sit together within a minute."""
    await seated(town, "Ann", "Ben")
    await town.says("Cem", "/lunch join")
    await town.wind(hours=1)
    await town.presses("Ben", hello_of(town, "ben"), "I can't this time")
    await town.wind(minutes=1)
    assert conversation_of(town, "ann") == ("ann", "cem")


async def test_rather_not(town: Town) -> None:
    """One press, and no seat is looked for in this round; the next one has them."""
    await seated(town, "Ann", "Ben", "Cem", "Dora")
    joined = await town.says("Eli", "/lunch join")
    no = said(await town.presses("Eli", joined, "Not in this round"))
    assert "I look for no seat for you in it. Your first table is set Tue 24 Nov 12:00." in no
    await town.wind(days=2)
    assert "eli" not in {each for table in town.stage.tables for each in table}
    await town.wind(days=5)
    assert "eli" in {each for table in town.stage.tables for each in table}


async def test_in_the_second_half(town: Town) -> None:
    """Whoever comes then begins with the next round, and nothing else is promised."""
    await seated(town, "Ann", "Ben")
    await town.wind(days=3, hours=12)
    assert SEAT_YET not in said(await town.says("Cem", "/lunch join"))
    await town.wind(days=1)
    assert len(town.stage.tables) == 1


async def test_back_from_a_time_away(town: Town) -> None:
    """Coming back counts like joining; whoever still has their seat keeps it."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem")
    await town.says("Cem", "/lunch pause")
    await town.wind(days=1, hours=6)
    assert SEAT_YET in said(await town.says("Cem", "/lunch resume"))
    await town.wind(days=1)
    assert conversation_of(town, "cem") == ("ann", "ben", "cem")


async def test_back_at_the_table_that_they_have(town: Town) -> None:
    """Whoever has a date keeps their seat while they are away, and needs no other."""
    await seated(town, "Ann", "Ben")
    await town.dates("Ann", hello_of(town, "ann"), "Thu 19 Nov 12:30")
    await town.says("Ann", "/lunch pause")
    await town.wind(hours=1)
    assert SEAT_YET not in said(await town.says("Ann", "/lunch resume"))


async def test_who_came_late_and_left_again(town: Town) -> None:
    """Nobody is brought to a table who is not in the circle any more."""
    await seated(town, "Ann", "Ben")
    await town.says("Cem", "/lunch join")
    await town.says("Cem", "/lunch leave")
    await town.wind(days=2)
    assert "cem" not in {each for table in town.stage.tables for each in table}
    assert town.stage.to_person("cem") == []


async def test_no_table_takes_them_in(town: Town) -> None:
    """Where every table has said something already, it is said that there is no seat."""
    await seated(town, "Ann", "Ben")
    form = await town.presses("Ann", hello_of(town, "ann"), "We have a date")
    await town.sends("Ann", form, {"when": "Fri 12:00"})
    await town.says("Cem", "/lunch join")
    await town.wind_to(town.clock.now() + timedelta(days=1))
    (told,) = town.stage.to_person("cem")
    assert (
        "I found no seat for you in Harbour lunch in the round of Tue 17 Nov. The next round"
        in said(told)
    )


async def test_more_to_press_than_fits(town: Town) -> None:
    """Whoever is asked each time, and has said yes to the next round, can still say no to this."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem")
    async with town.database.write() as tx:
        cem = (await tx.all(select(account.c.member_id).where(account.c.ref == "cem")))[0]
        await silence.ask_each_time(tx, 1, cem["member_id"], asks=True)
    await town.says("Cem", "/lunch pause")
    await town.wind(days=1, hours=6)
    await town.says("Cem", "/lunch unskip")
    back = said(await town.says("Cem", "/lunch resume"))
    assert SEAT_YET in back
    assert "[Not in this round]" in back
    assert "[Leave]" in back


async def test_whoever_sits_a_round_out_has_no_seat_in_it(town: Town) -> None:
    """Being back from a time away, or taking back one that is to come, is no coming late to it."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    for name, away in (("Ann", "20 Dec to 6 Jan"), ("Dora", "")):
        await town.says(name, "/lunch skip")
        await town.says(name, f"/lunch pause {away}".strip())
    await town.wind(days=1, hours=5)
    for name in ("Ann", "Dora"):
        assert "You may have a seat in it yet" not in said(await town.says(name, "/lunch resume"))
    await town.wind(days=2)
    assert town.stage.tables == [("ben", "cem")]
