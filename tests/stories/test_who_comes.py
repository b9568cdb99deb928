"""Before the table: circles that ask before each round, days that people skip, times away."""

from datetime import timedelta

from bot.chat.request import Person, Request
from tests.town import MONDAY, Town, said

NOON = MONDAY + timedelta(days=1, hours=4)


async def asking(town: Town, silence: str, *names: str) -> None:
    """A circle that asks before each round, with these people in it."""
    await town.opens()
    answer = said(await town.says("Olga", "/circle settings consent ask", organises=True))
    assert "asked the day before" in answer
    await town.says("Olga", f"/circle settings silence {silence}", organises=True)
    await town.joins(*names)
    await town.wind_to(NOON + timedelta(days=6) - timedelta(minutes=1))
    town.stage.carried.clear()


async def test_everybody_is_asked_the_day_before(town: Town) -> None:
    """Once, a day before, by day; who says "not this time" is not seated, silence means yes."""
    await asking(town, "yes", "Ann", "Ben", "Cem", "Dora")
    await town.says("Dora", "/lunch skip")
    await town.wind(minutes=2)
    asked = {name: town.stage.to_person(name) for name in ("ann", "ben", "cem", "dora")}
    assert [len(each) for each in asked.values()] == [1, 1, 1, 0]
    assert said(asked["ann"][0]) == (
        "Harbour lunch: are you coming?\nThe next tables are set Tue 24 Nov 12:00.\n"
        "No answer means that you are in.\n[I'm in]\n[Not this time]"
    )
    no = said(await town.presses("Ann", asked["ann"][0], "Not this time"))
    assert "You sit out one round of Harbour lunch" in no
    yes = said(await town.presses("Ben", asked["ben"][0], "I'm in"))
    assert "in the next round, Tue 24 Nov 12:00" in yes
    await town.wind(days=1)
    assert town.stage.tables == [("ben", "cem")]
    late = said(await town.presses("Ann", asked["ann"][0], "I'm in"))
    assert "has no round then" in late


async def test_silence_may_mean_no(town: Town) -> None:
    """Where the circle says so, only those sit down who said yes to this very round."""
    await asking(town, "no", "Ann", "Ben", "Cem", "Dora")
    await town.wind(minutes=2)
    for name in ("Ann", "Ben", "Cem"):
        assert "I'm in" in said(await town.says(name, "/lunch status"))
        (question,) = town.stage.to_person(name.casefold())
        await town.presses(name, question, "I'm in")
    (question,) = town.stage.to_person("cem")
    await town.presses("Cem", question, "Not this time")
    await town.wind(days=1)
    assert town.stage.tables == [("ann", "ben")]
    assert "no answer means that you sit it out" in said(await town.says("Dora", "/lunch status"))


async def test_joining_says_what_will_be_asked(town: Town) -> None:
    """Whoever joins reads how this circle asks; joining on the last day is a yes."""
    await asking(town, "no", "Ann")
    await town.wind(minutes=2)
    joined = said(await town.says("Ben", "/lunch join"))
    assert "I ask you the day before each round. No answer means that you sit it out." in joined
    (question,) = town.stage.to_person("ann")
    await town.presses("Ann", question, "I'm in")
    await town.wind(days=1)
    assert town.stage.tables == [("ann", "ben")]


async def test_nobody_is_asked_by_night(town: Town) -> None:
    """Whoever lives where it is night reads it in their morning."""
    await asking(town, "yes", "Ann")
    honolulu = Person("kai", "Kai", zone="Pacific/Honolulu")
    await town.bot.handle(Request("stage", "town", honolulu, "e", "circles.join"))
    await town.wind(minutes=2)  # 02:00 there
    assert town.stage.to_person("kai") == []
    await town.wind(hours=7)
    assert len(town.stage.to_person("kai")) == 1


async def test_skipping_a_day_and_a_time(town: Town) -> None:
    """Any round can be sat out ahead, alone or several at once, and taken back."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem")
    one = said(await town.says("Ann", "/lunch skip 24 Nov"))
    assert "You sit out Harbour lunch on Tue 24 Nov" in one
    assert "in the next round, Tue 17 Nov 12:00" in one
    several = said(await town.says("Ann", "/lunch skip Harbour lunch 20 Dec to 6 Jan"))
    assert "You sit out 3 rounds of Harbour lunch, from Tue 22 Dec to Tue, 5 Jan 2027" in several
    back = said(await town.says("Ann", "/lunch unskip 29 Dec"))
    assert "You are in Harbour lunch on Tue 29 Dec" in back
    assert "has no round then. The next one is Tue 17 Nov 12:00" in said(
        await town.says("Ann", "/lunch skip 25 Nov")
    )
    assert "I know no circle called Harbor" in said(await town.says("Ann", "/lunch skip Harbor"))
    assert "can be read in two ways" in said(await town.says("Ann", "/lunch skip 6/7"))
    await town.wind(days=51)
    tables = [table for table in town.stage.tables if "ann" not in table]
    assert len(tables) == 3, "24 Nov, 22 Dec and 5 Jan"


async def test_being_away_later(town: Town) -> None:
    """A time away that begins later: nothing changes until then, and it ends by itself."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem")
    away = said(await town.says("Ann", "/lunch pause 1 Dec to 8 Dec"))
    assert "from Tue 1 Dec to Tue 8 Dec. On Wed 9 Dec you are back" in away
    status = said(await town.says("Ann", "/lunch status"))
    assert "in the next round, Tue 17 Nov 12:00; away from Tue 1 Dec to Tue 8 Dec" in status
    await town.wind(days=30)
    assert [len(table) for table in town.stage.tables] == [3, 3, 2, 2, 3]


async def test_being_away_already(town: Town) -> None:
    """A range that has begun counts from now on, and today's round is sat out by its date."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    await town.wind_to(NOON - timedelta(hours=3))
    away = said(await town.says("Ann", "/lunch pause 10 Nov to 25 Nov"))
    assert "You hear nothing from me until Thu 26 Nov" in away
    out = said(await town.says("Ben", "/lunch skip 17 Nov"))
    assert "You sit out one round of Harbour lunch" in out
    week = said(await town.says("Cem", "/lunch skip next week"))
    assert "You sit out Harbour lunch on Tue 24 Nov" in week
    december = said(await town.says("Dora", "/lunch pause December"))
    assert "from Tue 1 Dec to Thu 31 Dec" in december
    await town.wind(hours=4)
    assert town.stage.tables == [("cem", "dora")]
    await town.wind(days=7)
    assert town.stage.tables[1:] == [("ben", "dora")]


async def test_holidays_of_a_circle(town: Town) -> None:
    """An organiser pastes the days; the round that would fall on one moves, or is left out."""
    await town.opens()
    await town.joins("Ann", "Ben")
    form = await town.says("Olga", "/circle holidays", organises=True)
    values = {"days": "1 Jan New Year\n17 Nov, 24 Nov to 26 Nov Harbour days", "holidays": "move"}
    kept = said(await town.sends("Olga", form, values, organises=True))
    assert "Wed 18 Nov 12:00, Fri 27 Nov 12:00 and Tue 01 Dec 12:00" in kept
    assert "Wed 18 Nov 12:00" in said(await town.says("Ann", "/lunch status"))
    await town.wind_to(NOON + timedelta(hours=1))
    assert town.stage.tables == []
    await town.wind(days=1)
    assert len(town.stage.tables) == 1
    left_out = await town.says("Olga", "/circle settings holidays skip", organises=True)
    assert "is left out" in said(left_out)
    assert "Tue 01 Dec 12:00" in said(await town.says("Ann", "/lunch next"))
    await town.wind_to(NOON + timedelta(days=13))
    assert len(town.stage.tables) == 1
    unclear = {"days": "24 Dec\nsometime", "holidays": "move"}
    again = await town.sends("Olga", form, unclear, organises=True)
    assert "I do not understand sometime" in said(again)


async def test_what_somebody_sits_out_is_sat_out_on_another_day_too(town: Town) -> None:
    """A round that a holiday or an organiser moves is the same round to whoever sits it out."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem")
    await town.says("Ann", "/lunch skip 20 Dec to 6 Jan")
    form = await town.says("Olga", "/circle holidays", organises=True)
    kept = await town.sends("Olga", form, {"days": "22 Dec", "holidays": "move"}, organises=True)
    assert "Holidays: Tue 22 Dec" in said(kept)
    form = await town.says("Olga", "/circle edit", organises=True)
    moved = {"name": "Harbour lunch", "container": "x", "construct": "every Monday at 12:00"}
    await town.sends("Olga", form, moved, organises=True)
    await town.wind_to(NOON + timedelta(days=60))
    assert [len(table) for table in town.stage.tables] == [3, 3, 3, 3, 3, 2, 2, 2, 3]
    assert not any("ann" in table for table in town.stage.tables[5:8]), "21 and 28 Dec, and 4 Jan"


async def test_what_is_left_out_puts_nobody_out_of_another_round(town: Town) -> None:
    """A holiday that takes a round away leaves those in the next one who sat that one out."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.says("Ann", "/lunch skip")
    form = await town.says("Olga", "/circle holidays", organises=True)
    await town.sends("Olga", form, {"days": "17 Nov", "holidays": "skip"}, organises=True)
    await town.wind_to(NOON + timedelta(days=8))
    assert town.stage.tables == [("ann", "ben")]


async def test_whoever_is_away_is_told_so_whatever_they_say_of_a_round(town: Town) -> None:
    """A yes to a round is no return: it says that they are away, and how they are back."""
    await asking(town, "no", "Ann", "Ben", "Cem")
    await town.wind(minutes=2)
    (question,) = town.stage.to_person("ann")
    await town.says("Ann", "/lunch pause")
    answered = await town.presses("Ann", question, "I'm in")
    assert "You are away from Harbour lunch" in said(answered)
    assert "You are away from Harbour lunch" in said(await town.says("Ann", "/lunch unskip"))
    back = await town.presses("Ann", answered, "I am back")
    assert "in the next round, Tue 24 Nov 12:00" in said(back), "their yes holds"


async def test_what_people_read_of_silence_holds_for_that_round(town: Town) -> None:
    """An organiser who turns its meaning round a day before does so for the rounds after."""
    turns = (("yes", "no", 2), ("no", "yes", 0))
    for week, (silence, other, seated) in enumerate(turns, 1):
        await town.opens(name=silence, channel=silence)
        await town.says("Olga", f"/circle settings {silence} consent ask", organises=True)
        await town.says("Olga", f"/circle settings {silence} silence {silence}", organises=True)
        await town.joins("Ann", "Ben", "Cem", "Dora", circle=silence)
        await town.wind_to(NOON + timedelta(weeks=week) - timedelta(days=1, minutes=-2))
        town.stage.carried.clear()
        line = f"/circle settings {silence} silence {other}"
        assert "held to what they read" in said(await town.says("Olga", line, organises=True))
        await town.wind(days=1)
        assert len(town.stage.tables) == seated
        asked = await town.says("Olga", f"/circle archive {silence}", organises=True)
        await town.presses("Olga", asked, "End the circle", organises=True)


async def test_whoever_is_back_when_the_others_were_asked_is_in(town: Town) -> None:
    """Coming back is a yes, as joining is; whoever sits that round out still does."""
    await asking(town, "no", "Ann", "Ben", "Cem", "Dora")
    await town.says("Cem", "/lunch skip")
    for name in ("Ann", "Ben", "Cem"):
        await town.says(name, "/lunch pause")
    await town.wind(minutes=2)
    assert town.stage.to_person("ann") == []
    for name in ("Ann", "Ben"):
        back = said(await town.says(name, "/lunch resume"))
        assert "in the next round, Tue 24 Nov 12:00" in back
    assert "sitting out Tue 24 Nov 12:00" in said(await town.says("Cem", "/lunch resume"))
    await town.wind(days=1)
    assert town.stage.tables == [("ann", "ben")]


async def test_an_organiser_hears_that_nobody_was_asked_yet(town: Town) -> None:
    """Before tables are set ahead of their day in a circle that asks, and not once it has asked."""
    await asking(town, "yes", "Ann", "Ben")
    for line in ("preview", "run"):
        early = said(await town.says("Olga", f"/circle {line}", organises=True))
        assert "Nobody was asked yet whether they come" in early
    await town.wind(minutes=2)
    for line in ("preview", "run"):
        assert "Nobody was asked yet" not in said(
            await town.says("Olga", f"/circle {line}", organises=True)
        )


async def test_being_away_names_a_round_that_is_not_sat_out(town: Town) -> None:
    """The next round is the next for them: what they sit out anyhow is not promised."""
    await town.opens()
    await town.joins("Ann")
    await town.says("Ann", "/lunch skip 24 Nov")
    away = said(await town.says("Ann", "/lunch pause until Monday"))
    assert "Your next round: Tue 01 Dec 12:00" in away
    shorter = said(await town.says("Ann", "/lunch pause until 10 Dec"))
    assert "Your next round: Tue 15 Dec 12:00" in shorter
