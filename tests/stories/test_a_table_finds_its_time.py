"""A table finds its time: three are offered, all agree, and the date is in their calendars."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar, Event

from bot.chat.answer import Invalid, Settle
from bot.chat.message import Facts, Message
from bot.chat.platform import Traits
from bot.chat.text import Link, Moment
from tests.stage import Stage
from tests.town import MONDAY, Town, said, shown_in
from tests.town import town as opened

NOON = MONDAY + timedelta(days=1, hours=4)  # of Tuesday: the round
ZONES = {"Ann": "Berlin", "Ben": "Kolkata", "Cem": "Lisbon"}


async def seated(town: Town, *names: str, **lines: str) -> Message:
    """One table of these people; its introduction."""
    await town.opens(**lines)
    await town.joins(*names)
    await town.wind_to(NOON + timedelta(minutes=1))
    (hello,) = town.stage.introductions
    return hello


def times_in(message: Message) -> list[datetime]:
    """The times that a message offers, in their order."""
    rows = [row for block in message.body if isinstance(block, Facts) for row in block.rows]
    return [span.at for _, value in rows for span in value if isinstance(span, Moment)]


def offers(town: Town) -> list[Message]:
    """What tables were offered, each as it was delivered."""
    return [
        each.payload
        for each in town.stage.carried
        if ":times:" in each.key and isinstance(each.payload, Message)
    ]


def dates(town: Town) -> list[Message]:
    """The dates that tables were told."""
    return [
        each.payload
        for each in town.stage.carried
        if ":date:" in each.key and isinstance(each.payload, Message)
    ]


def events(town: Town) -> list[Event]:
    """The events in the files that were given, read back."""
    found = [Calendar.from_ical(file.content).walk("VEVENT")[0] for file in town.stage.files]
    assert all(isinstance(event, Event) for event in found)
    return found  # type: ignore[return-value]  # looked at just now


async def test_two_agree_on_a_time(town: Town) -> None:
    """One chooses, the other confirms; both read the date, and it comes as a file with links."""
    hello = await seated(town, "Ann", "Ben")
    assert "I asked your table" in said(await town.presses("Ann", hello, "Suggest times"))
    await town.bot.deliver()
    (offered,) = offers(town)
    noons = [NOON + timedelta(days=n) for n in (1, 2, 3)]
    assert times_in(offered) == noons, "at the circle's hour, on three days"

    chosen = await town.presses("Ann", offered, "Time 2")
    assert isinstance(chosen, Settle), "for everybody who has it"
    assert "2: Thu 19 Nov 12:00, suits Ann\n" in said(chosen)
    assert town.stage.files == [], "nothing is fixed yet"
    agreed = await town.presses("Ben", chosen, "Time 2")
    assert "Agreed\nAnn and Ben said yes to Thu 19 Nov 12:00." in said(agreed)
    await town.bot.deliver()

    (event,) = events(town)
    assert (event.start, event.end) == (noons[1], noons[1] + timedelta(hours=1))
    assert event["sequence"] == 0
    assert str(event["summary"]) == "Lunch: Ann and Ben"
    assert str(event["description"]) == "Harbour lunch, by Tablemates"
    (date,) = dates(town)
    assert "@ann and @ben, you meet on Thu 19 Nov 12:00." in said(date)
    links = [span for text in date.texts() for span in text if isinstance(span, Link)]
    assert [each.label for each in links] == ["Google Calendar", "Outlook at work", "Outlook.com"]
    asked = parse_qs(urlsplit(links[0].url).query)
    assert asked["dates"] == ["20261119T120000Z/20261119T130000Z"]
    now = town.stage.by_now(hello)
    assert "You have a date, Ben says." in said(now)
    assert "[We met]" in said(now)
    assert "[Another time]" in said(now)


async def test_a_table_of_three_needs_all(town: Town) -> None:
    """Two of three are not enough; whoever chooses another one has changed their mind."""
    await town.opens(construct="every week on Tuesday at 12:00 in tables of 3")
    await town.joins("Ann", "Ben", "Cem")
    await town.wind_to(NOON + timedelta(minutes=1))
    (hello,) = town.stage.introductions
    await town.presses("Ann", hello, "Suggest times")
    await town.bot.deliver()
    (offered,) = offers(town)
    await town.presses("Ann", offered, "Time 1")
    second = await town.presses("Ben", offered, "Time 1")
    assert "1: Wed 18 Nov 12:00, suits Ann and Ben\n" in said(second)
    moved = await town.presses("Ann", offered, "Time 3")
    assert "1: Wed 18 Nov 12:00, suits Ben\n" in said(moved)
    await town.presses("Cem", offered, "Time 1")
    await town.bot.deliver()
    assert dates(town) == []
    all_of_them = await town.presses("Ann", offered, "Time 1")
    assert "Ann, Ben and Cem said yes" in said(all_of_them)


async def test_a_change_of_mind_moves_the_date(town: Town) -> None:
    """The date stands until they agree on another one; then the event in the calendars moves."""
    hello = await seated(town, "Ann", "Ben")
    await town.presses("Ann", hello, "Suggest times")
    await town.bot.deliver()
    (offered,) = offers(town)
    await town.presses("Ann", offered, "Time 1")
    agreed = await town.presses("Ben", offered, "Time 1")
    others = await town.presses("Ann", agreed, "Other times")
    assert "Until then Wed 18 Nov 12:00 stands." in said(others)
    old, new = times_in(offered), times_in(shown_in(others))
    assert not set(old) & set(new)
    await town.presses("Ben", others, "Time 1")
    await town.bot.deliver()
    assert len(dates(town)) == 1
    await town.presses("Ann", others, "Time 1")
    await town.bot.deliver()
    first, second = events(town)
    assert (first.start, second.start) == (old[0], new[0])
    assert first["uid"] == second["uid"]
    assert (first["sequence"], second["sequence"]) == (0, 1)
    assert "Your date has moved" in said(dates(town)[1])


async def test_a_time_of_their_own_in_place_of_those_offered(town: Town) -> None:
    """None of the three suits: they write one, and the date that stood moves there."""
    hello = await seated(town, "Ann", "Ben")
    now = await town.dates("Ann", hello, "Thu 12:00")
    await town.presses("Ben", now, "Another time")
    await town.bot.deliver()
    (offered,) = offers(town)
    form = await town.presses("Ben", offered, "A time of our own")
    await town.sends("Ben", form, {"when": "Fri 13:15"})
    await town.bot.deliver()
    assert "Your date has moved" in said(dates(town)[-1])
    assert [f"{each.start:%a %H:%M}" for each in events(town)] == ["Thu 12:00", "Fri 13:15"]
    assert "Until then Fri 20 Nov 13:15 stands." in said(town.stage.by_now(offered))


async def test_times_to_choose_from_name_the_date_that_stands(town: Town) -> None:
    """None once it is off; and nobody chooses any more where the table is not to be."""
    hello = await seated(town, "Ann", "Ben")
    now = await town.dates("Ann", hello, "Thu 12:00")
    await town.presses("Ben", now, "Another time")
    await town.bot.deliver()
    (offered,) = offers(town)
    assert "Until then Thu 19 Nov 12:00 stands." in said(town.stage.by_now(offered))
    assert NOON + timedelta(days=2) not in times_in(offered), "it is what they have"
    await town.presses("Ann", dates(town)[0], "Call it off")
    await town.bot.deliver()
    reads = said(town.stage.by_now(offered))
    assert "stands" not in reads
    assert "[Time 1]" in reads
    await town.presses("Ann", hello, "I can't this time")
    await town.bot.deliver()
    assert said(town.stage.by_now(offered)) == (
        "Times for your table\nThis table is not to be, so there is no time to find."
    )


async def test_where_they_had_agreed_they_read_that_it_has_moved(town: Town) -> None:
    """Nothing at the table names a date that is not theirs any more.

    The times that they agreed on one of can be chosen from anew.
    """
    hello = await seated(town, "Ann", "Ben")
    await town.presses("Ann", hello, "Suggest times")
    await town.bot.deliver()
    (offered,) = offers(town)
    for name in ("Ann", "Ben"):
        await town.presses(name, offered, "Time 1")
    await town.bot.deliver()
    form = await town.presses("Ben", hello, "We have a date")
    await town.sends("Ben", form, {"when": "Fri 13:15"})
    await town.bot.deliver()
    assert said(town.stage.by_now(dates(town)[0])) == "This date has moved\nWed 18 Nov 12:00"
    assert "Until then Fri 20 Nov 13:15 stands." in said(town.stage.by_now(offered))
    again = said(await town.presses("Ben", hello, "Suggest times"))
    assert "There are times to choose from at your table already" in again
    assert "You meet on Fri 20 Nov 13:15." in said(town.stage.by_now(hello))


async def test_agreed_on_another_page(town: Town) -> None:
    """Where they had agreed first they read that it has moved, however many pages there were."""
    hello = await seated(town, "Ann", "Ben")
    settled: list[Message] = []
    for n in (0, 1):
        await town.presses("Ann", hello, "Suggest times")
        await town.bot.deliver()
        for name in ("Ann", "Ben"):
            await town.presses(name, offers(town)[n], "Time 1")
        await town.bot.deliver()
        settled.append(offers(town)[n])
    assert said(town.stage.by_now(settled[0])) == "This date has moved\nWed 18 Nov 12:00"
    assert town.stage.by_now(settled[1]) is settled[1], "it was settled where it was pressed"
    await town.presses("Ann", dates(town)[-1], "Call it off")
    await town.bot.deliver()
    assert said(town.stage.by_now(settled[1])).startswith("This date is off\n")


async def test_somebody_who_comes_to_the_table_lives_elsewhere(tmp_path: Path) -> None:
    """What the others were offered is night for them: whoever chooses it reads other times."""
    stage = Stage(Traits(seats=8, adds=True, tells_zone=True))
    async with opened(tmp_path, stage) as town:
        await seated_in_two(town)
        (one, _), (far, gone) = town.stage.tables
        hello, other = town.stage.introductions
        await town.says(far.title(), "/lunch zone Vancouver")
        await town.presses(one.title(), hello, "Suggest times")
        await town.bot.deliver()
        (old,) = offers(town)
        await town.presses(gone.title(), other, "I can't this time")
        await town.wind(minutes=1)
        assert far in hello_now(town, hello)
        chosen = await town.presses(one.title(), old, "Time 1")
        assert "That time does not suit all who sit here by now. Here are others." in said(chosen)
        assert isinstance(chosen, Settle)
        assert {at.hour for at in times_in(chosen.message)} <= {16, 17, 18}, "08:00 in Vancouver"
        await town.presses(one.title(), hello, "Suggest times")
        await town.bot.deliver()
        assert len(offers(town)) == 1, "these can be chosen"


async def seated_in_two(town: Town) -> None:
    """Two tables of two, all of them in Lisbon."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    for name in ("Ann", "Ben", "Cem", "Dora"):
        await town.says(name, "/lunch zone Lisbon")
    await town.wind_to(NOON + timedelta(minutes=1))


def hello_now(town: Town, hello: Message) -> set[str]:
    """Who is called in an introduction by now."""
    return set(town.stage.by_now(hello).mentions())


async def test_each_in_their_own_hours(town: Town) -> None:
    """The times are by day for both, and at the hours that they named."""
    await town.opens()
    await town.joins("Ann", "Ben")
    for name in ("Ann", "Ben"):
        await town.says(name, f"/lunch zone {ZONES[name]}")
    form = await town.says("Ann", "/lunch prefer")
    await town.sends("Ann", form, {"hours": "10-12"})
    await town.wind_to(NOON + timedelta(minutes=1))
    (hello,) = town.stage.introductions
    await town.presses("Ben", hello, "Suggest times")
    await town.bot.deliver()
    offered = times_in(offers(town)[0])
    assert [f"{at:%H:%M}" for at in offered] == ["09:30", "09:30", "09:30"], "15:00 in India"


@pytest.mark.parametrize(
    ("zones", "hours", "why"),
    [
        (("Berlin", "Auckland"), ("any", "any"), "day for one of you it is night for another"),
        (("Berlin", "Berlin"), ("9-10", "12-14"), "hours that you named do not meet"),
    ],
)
async def test_no_hour_in_common(
    town: Town, zones: tuple[str, str], hours: tuple[str, str], why: str
) -> None:
    """The bot says so, and why, and proposes a lunch in writing; once, however often they press."""
    await town.opens()
    await town.joins("Ann", "Ben")
    for name, zone, when in zip(("Ann", "Ben"), zones, hours, strict=True):
        await town.says(name, f"/lunch zone {zone}")
        form = await town.says(name, "/lunch prefer")
        await town.sends(name, form, {"hours": when})
    await town.wind_to(NOON + timedelta(minutes=1))
    (hello,) = town.stage.introductions
    before = len(town.stage.carried)
    for name in ("Ann", "Ben", "Ann"):
        told = said(await town.presses(name, hello, "Suggest times"))
        assert "I found no hour for all of you" in told
    await town.bot.deliver()
    (proposed,) = [each.payload for each in town.stage.carried[before:]]
    assert isinstance(proposed, Message)
    assert why in said(proposed)
    assert "A lunch can be in writing" in said(proposed)
    assert "To begin with: " in said(proposed)


async def test_never_on_a_holiday_nor_after_the_round(town: Town) -> None:
    """Not on the circle's holidays; and when all were shown, it says that there are no more."""
    await town.opens()
    await town.joins("Ann", "Ben")
    form = await town.says("Olga", "/circle holidays", organises=True)
    await town.sends("Olga", form, {"days": "18 Nov, 20 Nov", "holidays": "skip"}, organises=True)
    await town.wind_to(NOON + timedelta(minutes=1))
    (hello,) = town.stage.introductions
    await town.presses("Ann", hello, "Suggest times")
    await town.bot.deliver()
    shown = offers(town)[0]
    seen = times_in(shown)
    for _ in range(30):
        answer = await town.presses("Ann", shown, "Other times")
        assert isinstance(answer, Settle)
        shown = answer.message
        if answer.aside:
            break
        seen += times_in(shown)
    else:
        raise AssertionError("it never ends")
    assert "Those were all the times" in said(answer)
    assert len(seen) == len(set(seen)) > 9
    assert not {at.day for at in seen} & {18, 20}
    assert all(NOON < at <= NOON + timedelta(days=7, hours=-1) for at in seen)


async def test_a_date_of_their_own(town: Town) -> None:
    """They say when, as they would write it to each other; the table reads it and gets the file."""
    hello = await seated(town, "Ann", "Ben")
    await town.says("Ann", "/lunch zone Berlin")
    form = await town.presses("Ann", hello, "We have a date")
    for typed, why in (
        ("soon", "At what time is soon?"),
        ("12:30", "On which day is 12:30?"),
        ("Thu 99:00", "I do not understand Thu 99:00"),
        ("today 8:00", "today 8:00 is over"),
        ("6/1 12:00", "can be read in two ways"),
        ("24 May 12:00", "more than three months away"),
    ):
        wrong = await town.sends("Ann", form, {"when": typed})
        assert isinstance(wrong, Invalid)
        assert why in said(wrong)
    kept = await town.sends("Ann", form, {"when": "Thu at 1"})
    assert "Thu 19 Nov 12:00, by your own clock" in said(kept), "13:00 in Berlin"
    await town.bot.deliver()
    (event,) = events(town)
    assert event.start == datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
    assert len(dates(town)) == 1
    assert "You have a date, Ann says." in said(town.stage.by_now(hello))
    again = await town.presses("Ben", hello, "We have a date")
    await town.sends("Ben", again, {"when": "Fri 12:00"})
    await town.bot.deliver()
    assert [each["sequence"] for each in events(town)] == [0, 1]


async def test_a_date_that_is_set_elsewhere(town: Town) -> None:
    """Nothing but that there is one: the table reads it, and nobody gets a file of no time."""
    hello = await seated(town, "Ann", "Ben")
    now = await town.dates("Ben", hello)
    assert "You have a date, Ben says." in said(now)
    assert town.stage.files == []
    assert dates(town) == []


async def test_pressed_twice_is_once(town: Town) -> None:
    """However often they press: one offer, one date, one file; and no offer beside another."""
    hello = await seated(town, "Ann", "Ben")
    await town.presses("Ann", hello, "Suggest times", event="once")
    await town.presses("Ann", hello, "Suggest times", event="once")
    second = said(await town.presses("Ben", hello, "Suggest times"))
    assert "There are times to choose from at your table already" in second
    await town.bot.deliver()
    (offered,) = offers(town)
    for name in ("Ann", "Ben", "Ann", "Ben", "Ben"):
        await town.presses(name, offered, "Time 1")
    await town.bot.deliver()
    assert len(dates(town)) == len(town.stage.files) == 1


async def test_only_whoever_sits_there(town: Town) -> None:
    """Somebody from another table is refused, whatever they press, and changes nothing."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    await town.wind_to(NOON + timedelta(minutes=1))
    hello, (one, other) = town.stage.introductions[0], town.stage.tables[0]
    stranger = town.stage.tables[1][0].title()
    await town.presses(one.title(), hello, "Suggest times")
    await town.bot.deliver()
    (offered,) = offers(town)
    for name in (stranger, "Zoe"):
        for message, label in (
            (hello, "Suggest times"),
            (hello, "We have a date"),
            (offered, "Time 1"),
            (offered, "Other times"),
        ):
            refused = said(await town.presses(name, message, label))
            assert "for the people of that table" in refused
    await town.presses(one.title(), offered, "Time 1")
    agreed = await town.presses(other.title(), offered, "Time 1")
    assert "Agreed" in said(agreed)


async def test_times_that_are_over(town: Town) -> None:
    """A time that has passed brings others in its place; and after the round there are none."""
    hello = await seated(town, "Ann", "Ben")
    await town.presses("Ann", hello, "Suggest times")
    await town.bot.deliver()
    (offered,) = offers(town)
    await town.wind_to(NOON + timedelta(days=1, minutes=1))
    late = await town.presses("Ann", offered, "Time 1")
    assert isinstance(late, Settle)
    assert "That time is over. Here are others." in said(late)
    assert min(times_in(late.message)) > town.clock.now()
    old = await town.presses("Ben", offered, "Time 2")
    assert times_in(shown_in(old)) == times_in(late.message), "what is shown by now"
    await town.wind_to(NOON + timedelta(days=8))
    over = said(await town.presses("Ann", late, "Time 1"))
    assert "its round is over" in over


async def test_without_files_the_links_alone(tmp_path: Path) -> None:
    """Where the platform takes no files from the bot, the date comes with links to calendars."""
    stage = Stage(Traits(seats=8, tells_zone=True, files=False))
    async with opened(tmp_path, stage) as town:
        hello = await seated(town, "Ann", "Ben")
        form = await town.presses("Ann", hello, "We have a date")
        await town.sends("Ann", form, {"when": "Thu 12:00"})
        await town.bot.deliver()
        (date,) = dates(town)
        assert "Google Calendar" in said(date)
        assert "file" not in said(date)
        assert stage.files == []


async def test_a_restart_in_between(tmp_path: Path) -> None:
    """What was offered and chosen waits in the database; a button from before works after it."""
    async with opened(tmp_path) as town:
        hello = await seated(town, "Ann", "Ben")
        await town.presses("Ann", hello, "Suggest times")
        await town.bot.deliver()
        (offered,) = offers(town)
        await town.presses("Ann", offered, "Time 1")
        uid = None
    async with opened(tmp_path, at=NOON + timedelta(minutes=2)) as town:
        await town.presses("Ben", offered, "Time 1")
    async with opened(tmp_path, at=NOON + timedelta(minutes=3)) as town:
        await town.bot.deliver()
        (event,) = events(town)
        uid = event["uid"]
        form = await town.presses("Ann", hello, "We have a date")
        await town.sends("Ann", form, {"when": "Fri 12:00"})
        await town.bot.deliver()
        assert {each["uid"] for each in events(town)} == {uid}


async def test_names_of_any_kind(town: Town) -> None:
    """Whatever somebody is called, the file can be read and the message holds all of it."""
    names = ("Ann; ATTENDEE:x", "B" * 80)
    await town.opens()
    await town.joins(*names)
    await town.wind_to(NOON + timedelta(minutes=1))
    (hello,) = town.stage.introductions
    form = await town.presses(names[0], hello, "We have a date")
    await town.sends(names[0], form, {"when": "Thu 12:00"})
    await town.bot.deliver()
    (event,) = events(town)
    assert "Ann; ATTENDEE:x" in str(event["summary"])
    assert "attendee" not in event


async def test_where_whoever_is_left_had_agreed(town: Town) -> None:
    """Somebody gets up, and the others had all chosen one time: it is their date, and reads so."""
    hello = await seated(
        town, "Ann", "Ben", "Cem", construct="every week on Tuesday at 12:00 in tables of 3"
    )
    await town.presses("Ann", hello, "Suggest times")
    await town.bot.deliver()
    (offered,) = offers(town)
    await town.presses("Ann", offered, "Time 2")
    await town.presses("Ben", offered, "Time 2")
    await town.presses("Cem", hello, "I can't this time")
    await town.bot.deliver()
    (date,) = dates(town)
    assert "@ann and @ben, you meet on Thu 19 Nov 12:00." in said(date)
    now = said(town.stage.by_now(offered))
    assert "Agreed\nAnn and Ben said yes to Thu 19 Nov 12:00." in now


async def test_two_tables_have_pages_of_their_own(town: Town) -> None:
    """One looks through other times; the other still chooses of those that it was offered first."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    await town.wind_to(NOON + timedelta(minutes=1))
    (one, other), (third, fourth) = town.stage.tables
    first, second = town.stage.introductions
    await town.presses(one.title(), first, "Suggest times")
    await town.presses(third.title(), second, "Suggest times")
    await town.bot.deliver()
    offered = offers(town)
    await town.presses(other.title(), offered[0], "Other times")
    chosen = await town.presses(third.title(), offered[1], "Time 1")
    agreed = await town.presses(fourth.title(), chosen, "Time 1")
    assert "Agreed" in said(agreed)
