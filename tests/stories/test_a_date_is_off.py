"""A date that is not to be leaves people's calendars; one that stands for others does not."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Event

from bot.chat.answer import Settle
from bot.chat.message import File, Message
from bot.chat.platform import Address, Direct, Payload, Receipt, Table, Traits, Undeliverable
from bot.chat.request import Request
from tests.stage import Carried, Stage
from tests.town import MONDAY, Town, said
from tests.town import town as opened

NOON = MONDAY + timedelta(days=1, hours=4)  # of Tuesday: the round
DAY = NOON + timedelta(days=2)  # of Thursday: the date
CANT = "I can't this time"
THREES = "every week on Tuesday at 12:00 in tables of 3"


async def with_a_date(town: Town, *names: str, when: str = "Thu 12:00", **lines: str) -> Message:
    """One table of these people, and a date that all of them have read of; the introduction."""
    await town.opens(**lines)
    await town.joins(*names)
    await town.wind_to(NOON + timedelta(minutes=1))
    (hello,) = town.stage.introductions
    await town.dates(names[0], hello, when)
    return hello


def told(town: Town) -> Message:
    """The date as the table read it last, with its buttons."""
    return [
        each.payload
        for each in town.stage.carried
        if ":date:" in each.key and "you meet on" in _said(each)
    ][-1]  # type: ignore[return-value]  # it says something, and so is a message


def offs(town: Town) -> list[Carried]:
    """All that said that a date is off."""
    return [each for each in town.stage.carried if "Your date is off" in _said(each)]


def cancels(town: Town) -> list[tuple[Carried, Event]]:
    """The files that take a date out of calendars, each with its event as a calendar reads it."""
    found = []
    for each in town.stage.carried:
        if isinstance(each.payload, File):
            calendar = Calendar.from_ical(each.payload.content)
            (event,) = calendar.walk("VEVENT")
            assert isinstance(event, Event)
            if calendar.get("method") == "CANCEL":
                found.append((each, event))
    return found


def kept(town: Town) -> Event:
    """The event that stands in calendars, of the last file that set it there."""
    files = [file for file in town.stage.files if b"METHOD" not in file.content]
    (event,) = Calendar.from_ical(files[-1].content).walk("VEVENT")
    assert isinstance(event, Event)
    return event


def _said(each: Carried) -> str:
    return said(each.payload) if isinstance(each.payload, Message) else ""


async def test_called_off_by_a_press(town: Town) -> None:
    """Either takes it back: both read so, and the file takes the same event out of calendars."""
    hello = await with_a_date(town, "Ann", "Ben")
    date = told(town)
    pressed = await town.presses("Ben", date, "Call it off")
    assert isinstance(pressed, Settle), "for everybody who has the message"
    assert said(pressed) == "This date is off\nThu 19 Nov 12:00"
    await town.bot.deliver()
    (read,) = offs(town)
    assert isinstance(read.to, Table)
    assert "You do not meet on Thu 19 Nov 12:00, Ben says." in _said(read)
    ((file, event),) = cancels(town)
    assert isinstance(file.to, Table)
    before = kept(town)
    assert event["uid"] == before["uid"]
    assert (event.start, event.end) == (before.start, before.end) == (DAY, DAY + timedelta(hours=1))
    assert event["status"] == "CANCELLED"
    assert (event["summary"], event["transp"]) == ("Off: Lunch: Ann and Ben", "TRANSPARENT")
    assert event.sequence > before.sequence
    assert "[Suggest times]" in said(town.stage.by_now(hello)), "it can have another date"
    assert "You have a date" not in said(town.stage.by_now(hello))


async def test_another_date_after_one_that_was_called_off(town: Town) -> None:
    """It is the same event again, set anew: its number goes on."""
    hello = await with_a_date(town, "Ann", "Ben")
    await town.presses("Ann", told(town), "Call it off")
    await town.bot.deliver()
    await town.dates("Ben", hello, "Fri 12:00")
    await town.bot.deliver()
    ((_, off),) = cancels(town)
    again = kept(town)
    assert again["uid"] == off["uid"]
    assert again.sequence > off.sequence
    assert again.start == DAY + timedelta(days=1)
    assert "You have a date" in said(told(town)), "and not: it has moved"


async def test_times_after_one_that_was_called_off(town: Town) -> None:
    """The times that they had agreed on are not chosen any more; others are offered."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind_to(NOON + timedelta(minutes=1))
    (hello,) = town.stage.introductions
    await town.presses("Ann", hello, "Suggest times")
    await town.bot.deliver()
    (offered,) = [each.payload for each in town.stage.carried if ":times:" in each.key]
    assert isinstance(offered, Message)
    for name in ("Ann", "Ben"):
        await town.presses(name, offered, "Time 1")
    await town.bot.deliver()
    await town.presses("Ben", told(town), "Call it off")
    await town.bot.deliver()
    assert said(town.stage.by_now(offered)) == "This date is off\nWed 18 Nov 12:00"
    answer = await town.presses("Ann", hello, "Suggest times")
    assert "I asked your table" in said(answer)
    await town.bot.deliver()
    (_, new) = [each.payload for each in town.stage.carried if ":times:" in each.key]
    assert isinstance(new, Message)
    assert "Ann\n" not in said(new)


async def test_a_date_without_a_time(town: Town) -> None:
    """One that they had set by themselves is called off where their table is introduced."""
    hello = await with_a_date(town, "Ann", "Ben", when="")
    now = await town.presses("Ben", town.stage.by_now(hello), "Call it off")
    assert isinstance(now, Settle)
    assert "[Suggest times]" in said(now.message)
    assert "You have a date" not in said(now.message)
    await town.bot.deliver()
    (read,) = offs(town)
    assert "The date that you had set by yourselves is off, Ben says." in _said(read)
    assert "[We have a date]" in _said(read)
    assert cancels(town) == []
    again = await town.presses("Ann", town.stage.by_now(hello), "Call it off")
    assert "no date to call off" in said(again)


async def test_the_button_of_a_date_that_is_set_elsewhere_by_now(town: Town) -> None:
    """What stands is not called off by mistake."""
    hello = await with_a_date(town, "Ann", "Ben")
    old = told(town)
    await town.wind_to(DAY + timedelta(hours=1))
    await town.dates("Ben", hello)
    answer = said(await town.presses("Ann", old, "Call it off"))
    assert "Call that off where your table is introduced." in answer
    await town.bot.deliver()
    assert offs(town) == []


async def test_it_is_called_off_once(town: Town) -> None:
    """Pressed again it changes nothing; and the button of an old date leaves the new one alone."""
    hello = await with_a_date(town, "Ann", "Ben")
    old = told(town)
    await town.dates("Ben", hello, "Fri 12:00")
    answer = await town.presses("Ann", old, "Call it off")
    assert "That date has moved to Fri 20 Nov 12:00" in said(answer)
    assert said(town.stage.by_now(old)) == "This date has moved\nThu 19 Nov 12:00"
    new = told(town)
    await town.presses("Ann", new, "Call it off")
    again = await town.presses("Ben", new, "Call it off")
    assert "no date to call off" in said(again)
    await town.bot.deliver()
    assert len(offs(town)) == len(cancels(town)) == 1


async def test_cant_this_time_of_two(town: Town) -> None:
    """The table breaks up: both read in its conversation that the date is off, and get the file."""
    hello = await with_a_date(town, "Ann", "Ben")
    await town.presses("Ann", hello, CANT)
    await town.bot.deliver()
    (read,) = offs(town)
    assert "Thu 19 Nov 12:00: Ann is not coming." in _said(read)
    assert "[" not in _said(read), "there is nothing more to find here"
    ((file, event),) = cancels(town)
    assert isinstance(read.to, Table)
    assert isinstance(file.to, Table)
    assert event["uid"] == kept(town)["uid"]
    await town.wind(minutes=2)
    last = [each.key for each in town.stage.carried if "pairing:1:" in each.key]
    assert last.index("pairing:1:date:0:off:file") < last.index("pairing:1:closing")


async def test_cant_this_time_of_three(town: Town) -> None:
    """The date stands for the others; whoever leaves gets what takes it out of their calendar."""
    hello = await with_a_date(town, "Ann", "Ben", "Cem", construct=THREES)
    answer = await town.presses("Cem", hello, CANT)
    assert "the file that I send you takes it out of your calendar" in said(answer)
    await town.bot.deliver()
    assert offs(town) == []
    ((file, event),) = cancels(town)
    assert file.to == Direct("cem"), "and nobody else"
    assert event.sequence > kept(town).sequence
    words = [_said(each) for each in town.stage.carried if ":left:" in each.key]
    assert "Your date stands: Thu 19 Nov 12:00." in words[0]
    await town.dates("Ann", hello, "Fri 12:00")
    assert kept(town).start == DAY + timedelta(days=1), "it still moves for those who stay"
    assert len(cancels(town)) == 1


async def test_whoever_set_it_can_not_come(town: Town) -> None:
    """The date stands, and the others still read it; nobody is named who is not there any more."""
    hello = await with_a_date(town, "Ann", "Ben", "Cem", construct=THREES)
    answer = said(await town.presses("Ann", hello, CANT))
    assert "You have a date. You meet on Thu 19 Nov 12:00." in answer
    assert "[We met]" in answer
    await town.wind_to(NOON + timedelta(days=7, minutes=1))
    (question, *_) = town.stage.questions
    over = said(await town.presses("Ben", question, "We met"))
    assert over == "You have a date\nThe next round has begun, so this stands."


@pytest.mark.parametrize("word", ["We didn't", "It's planned"])
async def test_what_they_say_of_it_before(town: Town, word: str) -> None:
    """That it does not come about, said before its day, ends it; that it is planned does not."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind_to(NOON + timedelta(days=6, minutes=1))
    (hello,), (question,) = town.stage.introductions, town.stage.questions
    await town.dates("Ann", hello, "25 Nov 12:00")
    await town.presses("Ann", question, word)
    await town.bot.deliver()
    off = word == "We didn't"
    assert len(cancels(town)) == len(offs(town)) == (1 if off else 0)
    now = said(town.stage.by_now(hello))
    assert ("It did not happen, Ann says." in now) == off
    assert ("You meet on Wed 25 Nov 12:00." in now) != off, "nor does it name a date that is off"


async def test_after_the_round_there_is_no_other_to_find(town: Town) -> None:
    """A date beyond the round that is off then is the end of it: nothing is left to press."""
    hello = await with_a_date(town, "Ann", "Ben", when="26 Nov 12:00")
    date = told(town)
    await town.wind_to(NOON + timedelta(days=7, minutes=1))
    await town.presses("Ben", date, "Call it off")
    await town.bot.deliver()
    ((_, _),) = cancels(town)
    (read,) = offs(town)
    assert "[" not in _said(read)
    assert "Another day" not in _said(read)
    assert said(town.stage.by_now(hello)).startswith("This round is over\n")
    assert "[" not in said(town.stage.by_now(hello))


async def test_one_of_two_has_left_the_place(town: Town) -> None:
    """Nobody waits for them at a table: the other reads so alone, by day, and has another seat."""
    await with_a_date(town, "Ann", "Ben")
    await town.wind_to(NOON + timedelta(hours=12))
    await town.joins("Cem")
    await town.bot.handle(Request("stage", "town", town.person("Ann"), "gone", "members.gone"))
    await town.wind(minutes=1)
    assert offs(town) == [], "at midnight"
    await town.wind(hours=8)
    (read,) = offs(town)
    assert read.to == Direct("ben")
    assert "Thu 19 Nov 12:00: Ann is not coming." in _said(read)
    ((file, event),) = cancels(town)
    assert file.to == Direct("ben")
    assert event.sequence > kept(town).sequence
    assert ("ben", "cem") in town.stage.tables


async def test_one_of_three_has_left_the_place(town: Town) -> None:
    """The date stands for the others, and nothing goes to whoever has left."""
    await with_a_date(town, "Ann", "Ben", "Cem", construct=THREES)
    await town.bot.handle(Request("stage", "town", town.person("Cem"), "gone", "members.gone"))
    await town.wind(minutes=1)
    assert offs(town) == []
    assert cancels(town) == []
    words = [_said(each) for each in town.stage.carried if ":left:" in each.key]
    assert "Your date stands: Thu 19 Nov 12:00." in words[0]


@pytest.mark.parametrize("how", ["leave", "pause 3 weeks"])
async def test_who_leaves_the_circle_may_still_come(town: Town, how: str) -> None:
    """Their date stands; they read so, and how to call it off."""
    await with_a_date(town, "Ann", "Ben")
    answer = said(await town.says("Ann", f"/lunch {how}"))
    assert "Your date with Ben on Thu 19 Nov 12:00 stands" in answer
    await town.wind(minutes=1)
    assert cancels(town) == []
    await town.presses("Ann", told(town), "Call it off")
    await town.bot.deliver()
    assert len(cancels(town)) == 1


async def test_who_leaves_and_then_can_not_come(town: Town) -> None:
    """They are told nothing of a next round, and still get what takes it out of their calendar."""
    hello = await with_a_date(town, "Ann", "Ben", "Cem", construct=THREES)
    left = await town.says("Cem", "/lunch leave")
    answer = said(await town.presses("Cem", left, CANT))
    assert "takes it out of your calendar" in answer
    assert "next round" not in answer
    await town.bot.deliver()
    ((file, _),) = cancels(town)
    assert file.to == Direct("cem")
    assert "@ann and @ben, this is your table." in said(town.stage.by_now(hello))


async def test_no_seat_is_promised_to_who_has_left(town: Town) -> None:
    """Where the other has left the circle and may still come, they are told, and no more."""
    hello = await with_a_date(town, "Ann", "Ben")
    await town.says("Ben", "/lunch leave")
    answer = await town.presses("Ann", hello, CANT)
    assert isinstance(answer, Settle)
    assert said(answer.message) == "This table is not to be\nAnn can't come this time."
    assert answer.aside is not None
    assert "I tell Ben. You are in the next round" in said(answer.aside)
    await town.wind(days=1)
    assert town.stage.to_person("ben") == []
    assert len(offs(town)) == len(cancels(town)) == 1, "at the table"


async def test_one_is_away_and_the_other_has_left_the_place(town: Town) -> None:
    """Nobody waits in vain: it is said at the table, by day, to whom nothing else may be said."""
    await with_a_date(town, "Ann", "Ben")
    await town.says("Ben", "/lunch pause 3 weeks")
    await town.wind_to(NOON + timedelta(hours=12))
    await town.bot.handle(Request("stage", "town", town.person("Ann"), "gone", "members.gone"))
    await town.wind(hours=7)
    assert offs(town) == []
    await town.wind(hours=2)
    ((file, _),), (read,) = cancels(town), offs(town)
    assert isinstance(file.to, Table)
    assert isinstance(read.to, Table)
    assert town.stage.to_person("ben") == []
    last = [each.key for each in town.stage.carried if "pairing:1:" in each.key]
    assert last[-1] == "pairing:1:closing"


async def test_who_leaves_with_a_date_without_a_time(town: Town) -> None:
    """The other counts on them all the same: they read so, and how to say that they can't."""
    hello = await with_a_date(town, "Ann", "Ben", when="")
    answer = said(await town.says("Ann", "/lunch leave"))
    assert "Your date with Ben stands. If you can't come, say so at your table." in answer
    await town.presses("Ann", hello, CANT)
    assert "Your date" not in said(await town.says("Ben", "/lunch pause"))


async def test_nothing_is_taken_out_of_a_past_that_was(town: Town) -> None:
    """Once its hour has come a date stands in calendars, whatever they say of it afterwards."""
    hello = await with_a_date(town, "Ann", "Ben")
    await town.wind_to(NOON + timedelta(days=6, minutes=1))
    (question,) = town.stage.questions
    await town.presses("Ann", question, "We didn't")
    await town.presses("Ben", hello, CANT)
    await town.bot.deliver()
    assert cancels(town) == []
    assert offs(town) == []


async def test_a_date_that_nobody_has_read_of_yet(town: Town) -> None:
    """It is not told any more, and so nothing has to be taken out."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind_to(NOON + timedelta(minutes=1))
    (hello,) = town.stage.introductions
    form = await town.presses("Ann", hello, "We have a date")
    await town.sends("Ann", form, {"when": "Thu 12:00"})
    await town.presses("Ann", hello, CANT)
    await town.bot.deliver()
    assert town.stage.files == []
    assert offs(town) == []


async def test_without_files_words_alone(tmp_path: Path) -> None:
    """Where the date came by links, the table reads that it is to be deleted there."""
    stage = Stage(Traits(seats=8, tells_zone=True, files=False))
    async with opened(tmp_path, stage) as town:
        await with_a_date(town, "Ann", "Ben")
        await town.presses("Ann", told(town), "Call it off")
        await town.bot.deliver()
        (read,) = offs(town)
        assert "If it is in your calendar, delete it there." in _said(read)
        assert stage.files == []


async def test_a_file_that_did_not_arrive(tmp_path: Path) -> None:
    """Nothing is said of a file where there was none to keep."""
    async with opened(tmp_path, NoFiles()) as town:
        await with_a_date(town, "Ann", "Ben")
        await town.wind(minutes=5)
        await town.presses("Ann", told(town), "Call it off")
        await town.bot.deliver()
        (read,) = offs(town)
        assert "If it is in your calendar, delete it there." in _said(read)


class NoFiles(Stage):
    """A platform that takes files, and then does not."""

    async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
        """Everything but a file."""
        if isinstance(payload, File):
            raise Undeliverable("no room", forever=True)
        return await super().deliver(workspace, to, payload, key)


async def test_killed_in_between(tmp_path: Path) -> None:
    """What was called off is said after a restart, once, with the file."""
    async with opened(tmp_path) as town:
        await with_a_date(town, "Ann", "Ben")
        date = told(town)
        await town.presses("Ann", date, "Call it off", event="once")
    async with opened(tmp_path, at=NOON + timedelta(minutes=5)) as town:
        await town.presses("Ann", date, "Call it off", event="once")
        await town.bot.deliver()
        assert len(cancels(town)) == len(offs(town)) == 1


async def chosen(town: Town) -> tuple[Message, Message, datetime]:
    """Three at a table, of whom Ann and Ben chose the same time; the introduction, the times."""
    await town.opens(construct=THREES)
    await town.joins("Ann", "Ben", "Cem")
    await town.wind_to(NOON + timedelta(minutes=1))
    (hello,) = town.stage.introductions
    await town.presses("Ann", hello, "Suggest times")
    await town.bot.deliver()
    (offered,) = [each.payload for each in town.stage.carried if ":times:" in each.key]
    assert isinstance(offered, Message)
    await town.presses("Ann", offered, "Time 2")
    await town.presses("Ben", offered, "Time 2")
    await town.bot.deliver()
    assert town.stage.files == []
    return hello, offered, DAY


async def test_the_choices_of_those_who_stay(town: Town) -> None:
    """The one who was missing gets up: the others agree already, and have their date at once."""
    hello, offered, when = await chosen(town)
    await town.presses("Cem", hello, CANT)
    await town.bot.deliver()
    assert kept(town).start == when
    assert "@ann and @ben, you meet on Thu 19 Nov 12:00." in said(told(town))
    assert "Ann and Ben said yes" in said(town.stage.by_now(offered))
    assert cancels(town) == [], "whoever left never had it"
    assert "You have a date" in said(town.stage.by_now(hello))


async def test_the_choices_of_those_who_stay_when_one_leaves(town: Town) -> None:
    """The same when somebody leaves the circle, or is away."""
    _, _, when = await chosen(town)
    await town.says("Cem", "/lunch pause 2 weeks")
    await town.wind(minutes=1)
    assert kept(town).start == when
    assert "@ann and @ben, you meet on" in said(told(town))


async def test_those_who_stay_have_not_agreed(town: Town) -> None:
    """Where they chose different times, they go on choosing."""
    hello, offered, _ = await chosen(town)
    await town.presses("Ben", offered, "Time 3")
    await town.presses("Cem", hello, CANT)
    await town.bot.deliver()
    assert town.stage.files == []


async def test_a_date_that_they_had_left_behind_does_not_come_back(town: Town) -> None:
    """All had agreed on one time and then on another; somebody who gets up brings nothing back."""
    hello, offered, _ = await chosen(town)
    await town.presses("Cem", offered, "Time 2")
    await town.bot.deliver()
    await town.dates("Ben", hello, "Fri 12:00")
    await town.presses("Cem", hello, CANT)
    await town.bot.deliver()
    assert kept(town).start == DAY + timedelta(days=1)
    await town.presses("Ann", told(town), "Call it off")
    await town.bot.deliver()
    assert "you meet on Fri" in said(told(town)), "the last date is the last one told"
