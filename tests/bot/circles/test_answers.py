"""What members are told: privately, the new state and the next date, in at most six lines."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.answer import Answer, Reply
from bot.chat.message import Facts, Message
from bot.chat.platform import Traits
from bot.chat.request import Request
from bot.chat.text import Moment, Span
from tests.stage import Stage
from tests.town import MONDAY, Town, said, shown_in
from tests.town import town as opened

# Every verb of a member, with what was typed before it, and whether it can name a next date.
VERBS = {
    "join": ("/lunch join", True),
    "join again": ("/lunch join Harbour lunch", True),
    "leave": ("/lunch leave", False),
    "pause": ("/lunch pause", False),
    "pause until a day": ("/lunch pause until 2 Dec", True),
    "pause for a while": ("/lunch pause for 2 weeks", True),
    "pause, back before the next round": ("/lunch pause until tomorrow", True),
    "resume": ("/lunch resume", True),
    "skip": ("/lunch skip", True),
    "unskip": ("/lunch unskip", True),
    "status": ("/lunch status", True),
    "bare": ("/lunch", True),
    "next": ("/lunch next", True),
    "history": ("/lunch history", False),
    "zone": ("/lunch zone Berlin", False),
}
BEFORE = {
    "join": (),
    "resume": ("/lunch join", "/lunch pause"),
    "unskip": ("/lunch join", "/lunch skip"),
}


def spans(message: Message) -> list[Span]:
    """Everything that is said, span by span."""
    return [span for text in message.texts() for span in text]


def lines(message: Message) -> int:
    """The lines that a message takes when each of its parts has one; buttons are no lines."""
    rows = sum(len(block.rows) if isinstance(block, Facts) else 1 for block in message.body)
    breaks = str(spans(message)).count("\\n")
    return rows + breaks + bool(message.title) + bool(message.foot)


@pytest.mark.parametrize("circles", [1, 3, 12])
@pytest.mark.parametrize("verb", VERBS)
async def test_six_lines_and_the_next_date(tmp_path: Path, verb: str, circles: int) -> None:
    """However many circles somebody is in, an answer stays short; it says when, where it can."""
    line, dated = VERBS[verb]
    async with opened(tmp_path, Stage(Traits(seats=8, under_channel=True))) as town:
        names = ["Harbour lunch", *(f"Circle {n}" for n in range(1, circles))]
        for name in names:
            await town.opens(name=name)
            if verb != "join":
                await town.says("Ann", f"/lunch join {name}")
        before = BEFORE.get(verb, ())
        for each in before[1:]:
            await town.says("Ann", f"{each} Harbour lunch" if circles > 1 else each)
        answer = await town.says("Ann", line, channel="elsewhere")
        if circles > 1 and said(answer).startswith("Which circle"):
            chosen = await town.presses("Ann", answer, "Choose a circle", choice="1")
            answer = chosen
        assert isinstance(answer, Reply), "privately"
        message = answer.message
        assert lines(message) <= 6, said(message)
        assert message.title, "it says what is the case now"
        if dated:
            assert any(isinstance(span, Moment) for span in spans(message)), said(message)


@pytest.mark.parametrize(("channel", "told"), [("lunch", False), ("elsewhere", True)])
async def test_where_tables_open(tmp_path: Path, channel: str, told: bool) -> None:
    """Whoever joins from another channel reads which one to look into; in it that goes unsaid."""
    async with opened(tmp_path, Stage(Traits(seats=8, under_channel=True))) as town:
        await town.opens()
        answer = said(await town.says("Ann", "/lunch join", channel=channel))
        assert ("Tables open under #lunch" in answer) == told, answer


async def test_a_long_history_is_short(town: Town) -> None:
    """Of many tables the latest five are told, with who sat there."""
    await town.opens(construct="Tuesdays at 12:00 in tables of 4")
    await town.joins(*(f"Person{n}" for n in range(8)))
    await town.wind(weeks=8)
    history = shown_in(await town.says("Person1", "/lunch history"))
    assert lines(history) == 6
    assert "Person1" not in said(history)
    assert "Jan" in said(history).splitlines()[1] or "Tue" in said(history).splitlines()[1]


async def test_help_names_every_verb(town: Town) -> None:
    """Help is the one longer answer: a line for each verb, from the same declarations."""
    for command in town.bot.commands:
        told = said(await town.says("Ann", f"/{command.name} help"))
        for verb in command.verbs:
            assert f"/{command.name} {verb.name} {verb.description}" in told


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("/lunch jion", "/lunch join"),
        ("/lunch Leave!", "/lunch leave"),
        ("/lunch skp", "/lunch skip"),
        ("/circle crate", "/circle create"),
        ("/circle setings", "/circle settings"),
    ],
)
async def test_a_slip_is_answered_with_the_nearest_verb(town: Town, line: str, near: str) -> None:
    """A verb that is not understood gets the help, and the nearest one first."""
    told = said(await town.says("Ann", line)).splitlines()
    assert told[1].startswith("I do not know")
    assert near in told[1]
    assert len(told) > 10


async def test_nonsense_is_answered_with_help_alone(town: Town) -> None:
    """Where nothing is near, nothing is suggested."""
    told = said(await town.says("Ann", "/lunch 💥💥💥💥"))
    assert "I do not know 💥💥💥💥." in told
    assert "Did you mean" not in told


async def test_before_any_circle_exists(town: Town) -> None:
    """Every verb about circles says that there is none yet, and who can make one."""
    for verb, (line, _) in VERBS.items():
        if verb in ("history", "zone"):
            continue
        told = said(await town.says("Ann", line))
        assert "No circles yet" in told, verb
        assert "/circle create" in told, verb
    assert "Nobody yet" in said(await town.says("Ann", "/lunch history"))


@pytest.mark.parametrize("verb", ["leave", "pause", "resume", "skip", "unskip"])
async def test_in_none_of_them(town: Town, verb: str) -> None:
    """Who is in no circle hears how to join one, and so does who names one that they are not in."""
    await town.opens()
    assert "You are in no circle yet" in said(await town.says("Ann", f"/lunch {verb}"))
    await town.opens(name="Other")
    await town.says("Ann", "/lunch join Other")
    other = said(await town.says("Ann", f"/lunch {verb} Harbour lunch"))
    assert other == "You are not in Harbour lunch. /lunch join puts you in."


# Which circle


async def test_one_circle_needs_no_name(town: Town) -> None:
    """Where there is only one that it can mean, nobody is asked."""
    await town.opens()
    await town.opens(name="Other")
    await town.says("Ann", "/lunch join Other")
    assert "You sit out one round of Other" in said(await town.says("Ann", "/lunch skip"))
    assert "You are in Harbour lunch\n" in said(await town.says("Ann", "/lunch join"))


@pytest.mark.parametrize(
    "typed", ["Harbour lunch", "harbour LUNCH", "  harbour   lunch ", "Harbour lunch, and thanks"]
)
async def test_a_name_as_people_type_it(town: Town, typed: str) -> None:
    """Capitals and blanks make no difference."""
    await town.opens()
    await town.opens(name="Harbour")
    told = said(await town.says("Ann", f"/lunch join {typed}"))
    assert "You are in Harbour" in told
    assert ("lunch" in told.splitlines()[0]) is ("," not in typed)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Harbor lunch", "Did you mean Harbour lunch?"),
        ("Xyzzy", "I know Harbour lunch and Other."),
        ("x" * 2000, "I know Harbour lunch and Other."),
        ("<@U1> @everyone", "I know Harbour lunch and Other."),
    ],
)
async def test_a_name_that_nobody_knows(town: Town, typed: str, told: str) -> None:
    """The nearest name is suggested, or those that there are are named."""
    await town.opens()
    await town.opens(name="Other")
    answer = said(await town.says("Ann", f"/lunch join {typed}"))
    assert answer.startswith("I know no circle called")
    assert told in answer
    assert len(answer) < 200


async def test_a_choice_brings_back_what_was_typed(town: Town) -> None:
    """Until when somebody is away is not asked again when they choose the circle."""
    await town.opens()
    await town.opens(name="Other")
    for name in ("Harbour lunch", "Other"):
        await town.says("Ann", f"/lunch join {name}")
    asked = await town.says("Ann", "/lunch pause until 2 Dec")
    paused = await town.presses("Ann", asked, "Choose a circle", choice="2")
    assert "You are away from Other" in said(paused)
    assert "2 Dec" in said(paused)
    status = said(await town.says("Ann", "/lunch status"))
    assert "Other: away" in status
    assert "Harbour lunch: in the next round" in status


@pytest.mark.parametrize("choice", ["99", "-1", "9" * 30, "1 OR 1=1", "²", "1e3", "💥"])
async def test_a_choice_that_was_never_offered(town: Town, choice: str) -> None:
    """What comes back from a select is looked up like anything else, and never trusted."""
    await town.opens()
    await town.opens(name="Other")
    asked = await town.says("Ann", "/lunch join")
    told = said(await town.presses("Ann", asked, "Choose a circle", choice=choice))
    assert "This circle has ended" in told


async def test_completion_offers_what_begins_like_it_first(town: Town) -> None:
    """While a name is typed, the circles that begin like it come before those that hold it."""
    for name in ("Harbour lunch", "Lunch", "Old harbour"):
        await town.opens(name=name)
    ask = await town.says("Ann", "/lunch help")
    assert ask
    for typed, offered in (
        ("h", "Harbour lunch, Lunch, Old harbour"),
        ("har", "Harbour lunch, Old harbour"),
        ("LUN", "Lunch, Harbour lunch"),
        ("xyz", ""),
        ("%", ""),
        ("", "Harbour lunch, Lunch, Old harbour"),
    ):
        assert said(await completes(town, typed)) == offered, typed


async def completes(town: Town, typed: str) -> Answer:
    """What is offered while this is typed."""
    ask = Request("stage", "town", town.person("Ann"), "C1", "circles.complete", {"typed": typed})
    return await town.bot.handle(ask)


# Being away


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("until 31 Nov", "There is no day"),
        ("until yesterday", "is over"),
        ("for 3 hours", "I go by days"),
        ("until 6/1", "can be read in two ways"),
        ("until 2099-01-01", "five years"),
        ("whenever", "I do not understand whenever. Write for example: until 6 Jan"),
    ],
)
async def test_a_day_that_is_not_understood(town: Town, typed: str, told: str) -> None:
    """Somebody who can't be understood hears why, and stays as they are."""
    await town.opens()
    await town.joins("Ann")
    assert told in said(await town.says("Ann", f"/lunch pause {typed}"))
    assert "in the next round" in said(await town.says("Ann", "/lunch status"))


async def test_today_is_where_somebody_lives(tmp_path: Path) -> None:
    """Tomorrow, said late in the evening in UTC, is the day after that in Tokyo."""
    late = MONDAY.replace(hour=20)
    async with opened(tmp_path, at=late) as town:
        await town.opens(construct="every day at 12:00")
        await town.joins("Ann")
        await town.says("Ann", "/lunch zone Tokyo")
        told = said(await town.says("Ann", "/lunch pause until tomorrow"))
        assert "Wed 18 Nov" in told.replace(",", "")


async def test_once_they_are_back_the_buttons_are_those_of_every_day(town: Town) -> None:
    """After a pause has ended by itself, nobody is asked to say that they are back."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem")
    away = said(await town.says("Ann", "/lunch pause until 20 Nov"))
    assert "Tue 24 Nov 12:00" in away, "the first round after it"
    assert "[I am back]" in said(await town.says("Ann", "/lunch status"))
    await town.wind(days=4)
    status = said(await town.says("Ann", "/lunch status"))
    assert "in the next round, Tue 24 Nov 12:00" in status
    assert "[I am back]" not in status
    assert "[Skip the next round]" in status


async def test_sitting_one_out_says_when_the_next_one_is(town: Town) -> None:
    """Who skips reads which round they miss, and when they sit down again."""
    await town.opens()
    await town.joins("Ann")
    told = said(await town.says("Ann", "/lunch skip"))
    assert "sitting out Tue 17 Nov 12:00" in told
    assert "Tue 24 Nov 12:00" in told
    await town.says("Ann", "/lunch pause until 26 Nov")
    told = said(await town.says("Ann", "/lunch status"))
    assert "Tue 01 Dec 12:00" in told


async def test_who_is_away_hears_nothing(tmp_path: Path) -> None:
    """Paused, skipped or left: no message, no seat, no mention, in all those weeks."""
    stage = Stage(Traits(seats=8, tables=1))
    async with opened(tmp_path, stage) as town:
        await town.opens()
        await town.says("Olga", "/circle settings names on", organises=True)
        await town.joins("Ann", "Ben", "Cem", "Dora", "Eva", "Finn", "Gus")
        await town.says("Ann", "/lunch pause")
        await town.says("Ben", "/lunch pause until 20 Dec")
        await town.says("Cem", "/lunch leave")
        await town.wind(weeks=4)
        assert len(stage.carried) > 4
        for each in stage.carried:
            assert "'ann'" not in repr(each), each
            assert "'ben'" not in repr(each), each
            assert "'cem'" not in repr(each), each
        await town.wind(weeks=2)
        assert "'ben'" in repr(stage.carried[-1]) + repr(stage.carried)


# Zones


async def test_the_zone_is_echoed_with_the_time_there(town: Town) -> None:
    """A city, a zone or hours from UTC: what was understood comes back with the time there."""
    for typed, zone, clock in (
        ("Berlin", "Europe/Berlin", "09:00"),
        ("utc+2", "UTC+2", "10:00"),
        ("America/New_York", "America/New York", "03:00"),
        ("São Paulo", "America/Sao Paulo", "05:00"),
    ):
        told = said(await town.says("Ann", f"/lunch zone {typed}"))
        assert f"I keep {zone} for you" in told
        assert clock in told


@pytest.mark.parametrize("typed", ["Mars/Olympus", "Berln", "x" * 500, "💥", "\x00"])
async def test_a_zone_that_nobody_knows(town: Town, typed: str) -> None:
    """It is refused with what may have been meant, and nothing is kept."""
    await town.says("Ann", "/lunch zone Berlin")
    told = said(await town.says("Ann", f"/lunch zone {typed}"))
    assert "I know no city or zone" in told or told == "Your time zone"
    assert len(told) < 250
    form = await town.says("Ann", "/lunch zone")
    assert form.form.fields[0].value == "Europe/Berlin"  # type: ignore[union-attr]  # it opens a form


async def test_no_zone_opens_a_form(tmp_path: Path) -> None:
    """Asked once by a button at the first join, where the platform does not tell."""
    stage = Stage(Traits(seats=8, tells_zone=False))
    async with opened(tmp_path, stage) as town:
        town.person = lambda name, organises=False: replace(  # type: ignore[method-assign, misc]  # nobody tells a zone
            Town.person(town, name, organises=organises), zone=None
        )
        await town.opens()
        joined = await town.says("Ann", "/lunch join")
        assert "[Set my time zone]" in said(joined)
        form = await town.presses("Ann", joined, "Set my time zone")
        told = said(await town.sends("Ann", form, {"zone": "Lisbon"}))
        assert "I keep Europe/Lisbon for you" in told
        await town.says("Ann", "/lunch leave")
        assert "[Set my time zone]" not in said(await town.says("Ann", "/lunch join"))


async def test_nobody_is_told_when_somebody_leaves(town: Town) -> None:
    """Leaving is between them and the bot."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.bot.deliver()
    before = len(town.stage.carried)
    await town.says("Ann", "/lunch leave")
    await town.bot.deliver()
    assert len(town.stage.carried) == before


async def test_an_introduction_lets_people_pause_and_leave(town: Town) -> None:
    """Both are within reach at every table, and both work from there."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind_to(MONDAY + timedelta(days=1, hours=4))
    (hello,) = town.stage.introductions
    assert "You are away" in said(await town.presses("Ann", hello, "Pause"))
    assert "You have left" in said(await town.presses("Ben", hello, "Leave"))
