"""A table that has a date is asked whether it met when that is over, and once in all."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.chat.message import Message
from bot.chat.platform import Closing, Traits
from bot.circles.store.rounds import pairing
from bot.meetings.store import meeting
from tests.stage import Stage
from tests.town import CHARTER, MONDAY, Town, said
from tests.town import town as opened

NOON = MONDAY + timedelta(days=1, hours=4)  # of Tuesday the 17th: the round
USUAL = NOON + timedelta(days=6)  # Monday the 23rd at noon
NEXT = NOON + timedelta(days=7)  # the next round


async def seated(town: Town, *names: str) -> Message:
    """One table of these people in a circle that meets on Tuesdays; its introduction."""
    await town.opens()
    await town.joins(*names)
    await town.wind_to(NOON + timedelta(minutes=1))
    return town.stage.introductions[0]


def asked(town: Town, number: int = 1) -> list[Message]:
    """What this table was asked, in its conversation."""
    return [
        each.payload
        for each in town.stage.carried
        if each.key == f"pairing:{number}:outcome" and isinstance(each.payload, Message)
    ]


async def outcome(town: Town, number: int = 1) -> str:
    """What came of this table."""
    async with town.database.read() as tx:
        (row,) = await tx.all(select(pairing.c.outcome).where(pairing.c.id == number))
    return str(row["outcome"])


async def met(town: Town) -> int:
    """How often the first pair has met."""
    async with town.database.read() as tx:
        rows = await tx.all(select(meeting.c.met).order_by(meeting.c.a, meeting.c.b))
    return sum(row["met"] for row in rows)


@pytest.mark.parametrize(
    ("when", "at", "late"),
    [
        ("Thu 19 Nov 12:30", USUAL, False),  # well before: at the usual time
        ("Mon 23 Nov 12:30", USUAL + timedelta(hours=2, minutes=30), False),  # that afternoon
        ("Mon 23 Nov 18:30", USUAL + timedelta(hours=20), False),  # in the morning
        ("Tue 24 Nov 10:00", NEXT + timedelta(days=1), True),  # over too late to be asked before
        ("Thu 26 Nov 12:30", NEXT + timedelta(days=3), True),  # beyond the round
    ],
)
async def test_once_it_is_over(town: Town, when: str, at: datetime, late: bool) -> None:
    """Not before, on the hour that suits the circle, by day; and the question names the date."""
    hello = await seated(town, "Ann", "Ben")
    await town.dates("Ann", hello, when)
    await town.wind_to(at - timedelta(minutes=1))
    assert asked(town) == []
    await town.wind_to(at + timedelta(minutes=1))
    (question,) = asked(town)
    assert f"You had {when} in mind." in said(question)
    assert ("for a week" in said(question)) is late
    await town.wind(days=9)
    assert len(asked(town)) == 1


@pytest.mark.parametrize(("word", "counts"), [("We met", 1), ("We didn't", 0)])
async def test_an_answer_after_the_round_counts(town: Town, word: str, counts: int) -> None:
    """The next tables are drawn meanwhile; what they say of their date counts all the same."""
    hello = await seated(town, "Ann", "Ben", "Cem", "Dora")
    table = town.stage.tables[0]
    await town.dates(table[0].title(), hello, "Thu 26 Nov 12:30")
    await town.wind_to(NEXT + timedelta(days=3, minutes=1))
    assert len(town.stage.tables) == 4, "of two rounds"
    (question,) = asked(town)
    before = await met(town)
    answer = await town.presses(table[1].title(), question, word)
    assert "round is over" not in said(answer)
    assert "first in line" not in said(answer), "the next tables are set"
    assert await met(town) - before == counts
    assert await outcome(town) == ("met" if counts else "not_met")


async def test_it_can_be_changed_for_a_week(town: Town) -> None:
    """And then it stands."""
    hello = await seated(town, "Ann", "Ben")
    await town.dates("Ann", hello, "Thu 26 Nov 12:30")
    await town.wind_to(NEXT + timedelta(days=3, minutes=1))
    (question,) = asked(town)
    answer = await town.presses("Ann", question, "We didn't")
    await town.wind(days=6)
    again = await town.presses("Ben", answer, "Change")
    assert "You had Thu 26 Nov 12:30 in mind." in said(again)
    await town.presses("Ben", again, "We met")
    assert await outcome(town) == "met"
    await town.wind(days=2)
    over = await town.presses("Ben", again, "We didn't")
    assert "The next round has begun, so this stands." in said(over)
    assert await outcome(town) == "met"


async def test_a_table_without_such_a_date_is_over_with_its_round(town: Town) -> None:
    """A date in the midst of a round keeps nothing open."""
    hello = await seated(town, "Ann", "Ben")
    await town.dates("Ann", hello, "Thu 19 Nov 12:30")
    await town.wind_to(NEXT + timedelta(minutes=1))
    (question,) = asked(town)
    await town.presses("Ann", question, "We met")
    assert await outcome(town) == "scheduled"


async def test_a_date_that_moves_takes_the_question_along(town: Town) -> None:
    """To after the new date, and back where it comes sooner."""
    hello = await seated(town, "Ann", "Ben")
    await town.dates("Ann", hello, "Thu 26 Nov 12:30")
    await town.dates("Ben", hello, "Wed 18 Nov 12:30")
    await town.wind_to(USUAL + timedelta(minutes=1))
    (question,) = asked(town)
    assert "You had Wed 18 Nov 12:30 in mind." in said(question)


async def test_a_date_that_is_off_gives_the_question_back(town: Town) -> None:
    """At the usual time, and of no date; after the round not at all."""
    hello = await seated(town, "Ann", "Ben")
    await town.dates("Ann", hello, "Thu 26 Nov 12:30")
    date = next(each.payload for each in town.stage.carried if each.key == "pairing:1:date:0")
    assert isinstance(date, Message)
    await town.presses("Ann", date, "Call it off")
    await town.wind_to(USUAL + timedelta(minutes=1))
    (question,) = asked(town)
    assert "in mind" not in said(question)
    await town.wind(days=9)
    assert len(asked(town)) == 1


async def test_called_off_after_the_round(town: Town) -> None:
    """Both read so, the file takes it out of calendars, and nobody is asked."""
    hello = await seated(town, "Ann", "Ben")
    await town.dates("Ann", hello, "Thu 26 Nov 12:30")
    await town.wind_to(NEXT + timedelta(days=1))
    await town.presses("Ben", hello, "I can't this time")
    await town.bot.deliver()
    assert any("Your date is off" in _said(each.payload) for each in town.stage.carried)
    assert b"METHOD:CANCEL" in town.stage.files[-1].content
    await town.wind(days=9)
    assert asked(town) == []
    assert await outcome(town) == "unknown"


async def test_a_date_moves_after_its_round(town: Town) -> None:
    """As long as it is to come they can have another time."""
    hello = await seated(town, "Ann", "Ben")
    await town.dates("Ann", hello, "Thu 26 Nov 12:30")
    await town.wind_to(NEXT + timedelta(days=1))
    answer = await town.presses("Ben", town.stage.by_now(hello), "Another time")
    assert "I asked your table" in said(answer)


async def test_made_after_the_question(town: Town) -> None:
    """They were asked already, and are not asked again; they can still say it."""
    hello = await seated(town, "Ann", "Ben")
    await town.wind_to(USUAL + timedelta(minutes=1))
    (question,) = asked(town)
    await town.dates("Ann", hello, "Thu 26 Nov 12:30")
    await town.wind_to(NEXT + timedelta(days=4))
    assert len(asked(town)) == 1
    await town.presses("Ann", question, "We met")
    assert await outcome(town) == "met"


async def test_where_one_is_away_by_then(town: Town) -> None:
    """The others are asked alone, of the same date; whoever is away is left alone."""
    hello = await seated(town, "Ann", "Ben", "Cem")
    await town.dates("Ann", hello, "Thu 26 Nov 12:30")
    await town.wind_to(NEXT + timedelta(days=2, hours=2))
    await town.says("Cem", "/lunch pause 2 weeks")
    await town.wind_to(NEXT + timedelta(days=3, minutes=1))
    assert asked(town) == []
    (question,) = [each for each in town.stage.to_person("ann") if "Did you meet" in said(each)]
    assert "You had Thu 26 Nov 12:30 in mind." in said(question)
    assert not any("Did you meet" in said(each) for each in town.stage.to_person("cem"))
    await town.presses("Ann", question, "We met")
    assert await outcome(town) == "met"


async def test_another_schedule_in_between(town: Town) -> None:
    """The circle meets sooner: whoever has a date is still asked after it."""
    hello = await seated(town, "Ann", "Ben")
    await town.dates("Ann", hello, "Sat 21 Nov 12:30")
    form = await town.says("Olga", "/circle edit", organises=True)
    changed = {"name": "Harbour lunch", "container": "x", "construct": "Saturdays at 15:00"}
    await town.sends("Olga", form, changed, organises=True)
    await town.wind_to(datetime(2026, 11, 21, 14, 0, tzinfo=NOON.tzinfo))
    assert asked(town) == []
    await town.wind_to(datetime(2026, 11, 22, 15, 1, tzinfo=NOON.tzinfo))
    assert len(asked(town)) == 1


async def test_drawn_by_hand_in_between(town: Town) -> None:
    """The next round comes early: the table that has a date is asked after it nevertheless."""
    hello = await seated(town, "Ann", "Ben")
    await town.dates("Ann", hello, "Fri 20 Nov 12:30")
    answer = await town.says("Olga", "/circle run", organises=True)
    await town.presses("Olga", answer, "Draw now", organises=True)
    await town.wind_to(USUAL + timedelta(minutes=1))
    (question,) = asked(town)
    await town.presses("Ann", question, "We met")
    assert await outcome(town) == "met"


async def test_their_conversation_stays_open(tmp_path: Path) -> None:
    """It is put away with its round, but not before a date that they have."""
    stage = Stage(Traits(seats=8, tells_zone=True, under_channel=True))
    async with opened(tmp_path, stage) as town:
        hello = await seated(town, "Ann", "Ben", "Cem", "Dora")
        await town.dates(town.stage.tables[0][0].title(), hello, "Thu 26 Nov 12:30")
        await town.wind_to(NEXT + timedelta(days=3, minutes=1))
        closed = [each.key for each in stage.carried if isinstance(each.payload, Closing)]
        assert closed == ["pairing:2:closing"]
        assert len(asked(town)) == 1
        await town.wind(days=8)
        closed = [each.key for each in stage.carried if isinstance(each.payload, Closing)]
        assert "pairing:1:closing" in closed


async def test_a_restart_in_between(tmp_path: Path) -> None:
    """The moment stands in the database."""
    async with opened(tmp_path) as town:
        hello = await seated(town, "Ann", "Ben")
        await town.dates("Ann", hello, "Mon 23 Nov 12:30")
    async with opened(tmp_path, at=USUAL + timedelta(hours=1)) as town:
        await town.wind(hours=1)
        assert asked(town) == []
        await town.wind(hours=1)
        assert len(asked(town)) == 1


def _said(payload: object) -> str:
    return said(payload) if isinstance(payload, Message) else ""


async def test_where_one_sees_it(town: Town) -> None:
    """In the status with whom, in why beside the table; as long as it is to come."""
    hello = await seated(town, "Ann", "Ben")
    assert "Your date" not in said(await town.says("Ben", "/lunch status"))
    now = await town.dates("Ann", hello, "Thu 26 Nov 12:30")
    assert "You have a date, Ann says. You meet on Thu 26 Nov 12:30." in said(now)
    for name, other in (("Ann", "Ben"), ("Ben", "Ann")):
        status = said(await town.says(name, "/lunch status"))
        assert f"Your date: Thu 26 Nov 12:30, with {other}" in status
        why = said(await town.says(name, "/lunch why"))
        assert f"On Tue 17 Nov you sat with {other}. You meet on Thu 26 Nov 12:30." in why
    await town.wind_to(NEXT + timedelta(days=1))
    assert "Your date: Thu 26 Nov 12:30, with Ben" in said(await town.says("Ann", "/lunch status"))
    assert "Thu 26 Nov" not in said(await town.says("Ann", "/lunch why")), "of the latest table"
    await town.wind_to(NEXT + timedelta(days=2, hours=1))
    assert "Your date" not in said(await town.says("Ann", "/lunch status"))


async def test_where_one_sees_it_in_several_circles(town: Town) -> None:
    """Beside the circle that it is of."""
    hello = await seated(town, "Ann", "Ben")
    await town.opens(name="Quay lunch", construct="every week on Friday at 12:00 in tables of 2")
    await town.joins("Ann", circle="Quay lunch")
    await town.dates("Ann", hello, "Thu 19 Nov 12:30")
    status = said(await town.says("Ann", "/lunch status"))
    (line,) = [each for each in status.splitlines() if "You meet" in each]
    assert line.startswith("Harbour lunch")
    assert line.endswith("You meet Ben on Thu 19 Nov 12:30.")


async def test_another_circle_keeps_its_own_questions(town: Town) -> None:
    """An organiser moves one circle's round: the tables of another are asked as they would be."""
    hello = await seated(town, "Ann", "Ben")
    await town.dates("Ann", hello, "Thu 19 Nov 12:30")
    await town.opens(name="Quay lunch", construct="every week on Friday at 12:00 in tables of 2")
    await town.joins("Cem", "Dora", circle="Quay lunch")
    await town.wind_to(NOON + timedelta(days=3, hours=1))
    for construct in ("every week on Saturday at 12:00", "every 2 weeks on Saturday at 12:00"):
        form = await town.says("Olga", "/circle edit Quay lunch", organises=True)
        lines = CHARTER | {"name": "Quay lunch", "construct": construct}
        assert "Quay lunch" in said(await town.sends("Olga", form, lines, organises=True))
    await town.wind_to(USUAL - timedelta(minutes=1))
    assert asked(town) == []
    await town.wind_to(USUAL + timedelta(minutes=1))
    assert len(asked(town)) == 1
