"""How a circle's rounds went, in counts, and why one sat at one's table, or at none."""

from datetime import timedelta

from bot.chat.answer import Settle
from tests.town import MONDAY, Town, said

NOON = MONDAY + timedelta(days=1, hours=4)


async def met(town: Town, *answers: str) -> None:
    """A round of six comes to its last day, and its tables answer this."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora", "Eva", "Finn")
    await town.wind_to(NOON + timedelta(days=6, minutes=1))
    tables = town.stage.tables
    for question, table, answer in zip(town.stage.questions, tables, answers, strict=False):
        await town.presses(table[0].title(), question, answer)


async def test_the_channel_reads_how_the_round_went(town: Town) -> None:
    """Three lines with the next announcement: who met in counts, who is new, the next date."""
    await met(town, "We met", "We met", "We didn't")
    assert "last time" not in said(town.stage.in_channel("lunch")[-1])
    await town.wind(days=1)
    announced = said(town.stage.in_channel("lunch")[-1])
    assert (
        "Tables that met last time: 2 of 3\nNew acquaintances: 2\nNext round: Tue 01 Dec 12:00"
    ) in announced
    await town.wind(days=7)
    assert "last time" not in said(town.stage.in_channel("lunch")[-1]), "nobody said anything"


async def test_a_round_that_no_other_follows(town: Town) -> None:
    """Where too few are left for the next one, the channel reads all the same how it went, once."""
    await met(town, "We met")
    for name in ("Ann", "Ben", "Cem", "Dora", "Eva"):
        await town.says(name, "/lunch leave")
    await town.wind(days=15)
    over = [said(each) for each in town.stage.in_channel("lunch")][-1]
    assert "Round 1 of Harbour lunch is over\nTables that met last time: 1 of 3" in over
    assert len(town.stage.in_channel("lunch")) == 3


async def test_the_organiser_reads_the_figures(town: Town) -> None:
    """Over one, four and twelve rounds, as far as there are any; counts of tables and pairs."""
    await met(town, "We met", "It's planned")
    assert said(await town.says("Olga", "/circle stats", organises=True)) == (
        "How Harbour lunch is going\nTables that met: 1 of 3\nTables that answered: 2 of 3\n"
        "New acquaintances: 1\nPeople without a table: 0\n"
        "Pairs that have met, of all there could be: 1 of 15\n"
        "In the last round. Counts only, never people."
    )
    await town.wind(days=1)
    two = said(await town.says("Olga", "/circle stats", organises=True))
    assert "Tables that met: 0 of 3 and 1 of 6" in two
    assert "In the last round and the last 4." in two
    assert "Only whoever made a circle" in said(await town.says("Ann", "/circle stats"))


async def test_why_one_sat_there(town: Town) -> None:
    """With whom, whether that was new, what the circle minds, and the lot: five lines at most."""
    await town.opens()
    await town.joins("Ann", "Ben")
    assert "no round yet" in said(await town.says("Ann", "/lunch why"))
    await town.says("Olga", "/circle settings team prefer different", organises=True)
    await town.wind_to(NOON + timedelta(minutes=1))
    why = said(await town.says("Ann", "/lunch why"))
    assert "On Tue 17 Nov you sat with Ben." in why
    assert "None of you had shared a table before" in why
    assert "the circle minds team" in why
    assert "which nobody could choose" in why
    assert len(why.splitlines()) == 5
    await town.wind(days=7)
    assert "Some of you had shared a table before" in said(await town.says("Ann", "/lunch why"))


async def test_why_one_had_no_table(town: Town) -> None:
    """Late, away, sitting it out, or too few: each reads their own reason."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    await town.says("Ann", "/lunch skip")
    await town.says("Ben", "/lunch pause until 1 Dec")
    await town.wind_to(NOON + timedelta(minutes=1))
    await town.joins("Eva")
    assert "sat the round of Tue 17 Nov out" in said(await town.says("Ann", "/lunch why"))
    assert "you were away" in said(await town.says("Ben", "/lunch why"))
    assert "before you joined" in said(await town.says("Eva", "/lunch why"))
    for name in ("Ben", "Cem", "Dora", "Eva"):
        await town.says(name, "/lunch leave")
    await town.wind(days=7)
    assert "too few of you" in said(await town.says("Ann", "/lunch why"))


async def test_what_came_between_is_told_from_five_answers_on(town: Town) -> None:
    """The organiser reads how often each reason was given, and of fewer than five nothing."""
    await town.opens()
    await town.joins(*(f"P{n}" for n in range(10)))
    await town.wind_to(NOON + timedelta(days=6, minutes=1))
    given = ["No time", "No time", "Time zones", "No answer", "No time"]
    for n, (question, reason) in enumerate(zip(town.stage.questions, given, strict=True)):
        assert "came between" not in said(await town.says("Olga", "/circle stats", organises=True))
        name = town.stage.tables[n][0].title()
        no = await town.presses(name, question, "We didn't")
        assert isinstance(no, Settle)
        assert no.aside is not None
        await town.presses(name, no.aside, reason)
    stats = said(await town.says("Olga", "/circle stats", organises=True))
    assert "What came between: No time: 3, No answer: 1 and Time zones: 1" in stats


async def test_no_reason_counts_where_they_met_after_all(town: Town) -> None:
    """Where somebody of the table said that they met, nothing came between."""
    await town.opens()
    await town.joins(*(f"P{n}" for n in range(10)))
    await town.wind_to(NOON + timedelta(days=6, minutes=1))
    for question, table in zip(town.stage.questions, town.stage.tables, strict=True):
        no = await town.presses(table[0].title(), question, "We didn't")
        assert isinstance(no, Settle)
        assert no.aside is not None
        await town.presses(table[0].title(), no.aside, "No time")
    stats = said(await town.says("Olga", "/circle stats", organises=True))
    assert "What came between: No time: 5" in stats
    await town.presses(town.stage.tables[0][1].title(), town.stage.questions[0], "We met")
    assert "came between" not in said(await town.says("Olga", "/circle stats", organises=True))


async def test_why_a_table_that_did_not_meet_is_set_again(town: Town) -> None:
    """It says so, and the same whether or not one of them would rather have met somebody new."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind_to(NOON + timedelta(days=6, minutes=1))
    await town.presses("Ann", town.stage.questions[0], "We didn't")
    await town.wind(days=1)
    why = said(await town.says("Ben", "/lunch why"))
    assert "Some of you had a table last time that did not meet" in why
    await town.wind(days=6)
    await town.presses("Ann", town.stage.questions[1], "We didn't")
    await town.says("Ann", "/lunch pass")
    await town.wind(days=1)
    again = said(await town.says("Ben", "/lunch why"))
    assert again.splitlines()[2:-1] == why.splitlines()[2:-1]


async def test_why_of_a_seat_that_was_given_up(town: Town) -> None:
    """Whoever went away after the tables were set reads that they had one."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    await town.wind_to(NOON + timedelta(days=1))
    await town.says("Ann", "/lunch pause until 25 Nov")
    await town.wind_to(NOON + timedelta(days=5))
    told = "You had a table on Tue 17 Nov, and gave up your seat"
    assert told in said(await town.says("Ann", "/lunch why"))
    await town.says("Ann", "/lunch resume")
    assert told in said(await town.says("Ann", "/lunch why"))


async def test_pairs_that_there_could_be(town: Town) -> None:
    """Whoever has left the place is not counted among them any more."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    town.stage.left.add("dora")
    await town.wind_to(NOON + timedelta(minutes=1))
    assert "0 of 3" in said(await town.says("Olga", "/circle stats", organises=True))
