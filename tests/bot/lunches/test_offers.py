"""What a table reads about its time, word for word: a change of wording is a diff."""

from datetime import date, timedelta

import pytest

from bot.chat.message import LinkButton, Message
from bot.circles.store.outcomes import Laid, Sitting
from bot.lunches import offers
from bot.lunches.calendars import Entry
from bot.lunches.offers import Asked
from bot.lunches.slots import Why
from bot.lunches.store.times import Page
from bot.texts.catalogue import Say
from tests.bot.circles.made import CIRCLE
from tests.town import MONDAY, said

SAY = Say("en", MONDAY.date())
NOON = MONDAY + timedelta(hours=4)
ANN, BEN = Sitting("ann", "Ann Lee", "Europe/Berlin"), Sitting("ben", "Ben", "UTC")
CEM = Sitting("cem", "Cem *Öz* <@U1>", None)
TIMES = {n: NOON + timedelta(days=n) for n in (1, 2, 3)}
LAID = Laid(7, 3, date(2026, 11, 16), 1, "unknown", "", {1: ANN, 2: BEN})


def test_three_times_for_two() -> None:
    """The times, and what to do; each by the reader's own clock."""
    shown = offers.asked(SAY, Asked(7, {1: ANN, 2: BEN}, Page(1, TIMES, {})))
    assert said(shown) == (
        "When suits you all?\n"
        "1: Tue 17 Nov 12:00\n"
        "2: Wed 18 Nov 12:00\n"
        "3: Thu 19 Nov 12:00\n"
        "One of you chooses, the other confirms, and you have a date.\n"
        "In each reader's own time, and inside everybody's day.\n"
        "[Time 1]\n[Time 2]\n[Time 3]\n[Other times]\n[A time of our own]"
    )


def test_three_times_for_three() -> None:
    """Who chose what, the date that stands meanwhile, and whose zone is not known."""
    page = Page(2, TIMES, {1: 2, 3: 2, 9: 1})  # 9 has left the table
    shown = offers.asked(SAY, Asked(7, {1: ANN, 2: BEN, 3: CEM}, page, stands=NOON))
    assert said(shown) == (
        "When suits you all?\n"
        "1: Tue 17 Nov 12:00\n"
        "2: Wed 18 Nov 12:00, suits Ann Lee and Cem *Öz* <@U1>\n"
        "3: Thu 19 Nov 12:00\n"
        "When all of you have chosen the same one, you have a date.\n"
        "Until then Mon 16 Nov 12:00 stands.\n"
        "In each reader's own time, and inside everybody's day."
        " I take Cem *Öz* <@U1> to live by the circle's clock; /lunch zone says otherwise.\n"
        "[Time 1]\n[Time 2]\n[Time 3]\n[Other times]\n[A time of our own]"
    )


def test_agreed() -> None:
    """What stands in its place: when, and who said yes; it can still become another one."""
    shown = offers.agreed(SAY, Asked(7, LAID.people, Page(1, TIMES, {1: 2, 2: 2})), TIMES[2])
    assert said(shown) == ("Agreed\nAnn Lee and Ben said yes to Wed 18 Nov 12:00.\n[Other times]")


@pytest.mark.parametrize(
    ("moved", "file", "title", "foot"),
    [
        (False, True, "You have a date", "\nThe file below sets it in any other calendar."),
        (True, False, "Your date has moved", ""),
    ],
)
def test_a_date(moved: bool, file: bool, title: str, foot: str) -> None:
    """Both are called, once, with all that sets it in a calendar."""
    entry = Entry("u", 0, TIMES[2], *offers.entry(SAY, CIRCLE, LAID), MONDAY)
    assert entry.title == "Lunch: Ann Lee and Ben"
    shown = offers.dated(SAY, LAID, entry, moved=moved, file=file)
    assert shown.mentions() == ("ann", "ben")
    assert said(shown) == (
        f"{title}\n"
        "@ann and @ben, you meet on Wed 18 Nov 12:00.\n"
        f"Keep it in Google Calendar, Outlook at work and Outlook.com.{foot}\n"
        "[Another time]\n[Call it off]"
    )


def test_a_date_that_is_off() -> None:
    """By whose word, how it leaves a calendar, and what the table can do next."""
    why = offers.Off("Ben", said=True, goes_on=True)
    assert said(offers.off(SAY, LAID, NOON, why, file=True)) == (
        "Your date is off\n"
        "You do not meet on Mon 16 Nov 12:00, Ben says.\n"
        "Open the file below to take it out of your calendar. Where it stays, or you kept it by a"
        " link, delete it there.\n"
        "Another day may suit you all.\n"
        "[Suggest times]\n[We have a date]"
    )
    assert said(offers.off(SAY, LAID, NOON, offers.Off("Ben"), file=False)) == (
        "Your date is off\n"
        "You do not meet on Mon 16 Nov 12:00: Ben is not coming.\n"
        "If it is in your calendar, delete it there."
    )
    assert said(offers.was(SAY, NOON, moved=False)) == "This date is off\nMon 16 Nov 12:00"
    assert said(offers.was(SAY, NOON, moved=True)) == "This date has moved\nMon 16 Nov 12:00"


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("awake", "When it is day for one of you it is night for another."),
        ("hours", "The hours that you named do not meet. /lunch prefer changes yours."),
        ("span", "There is none left before the next round."),
    ],
)
def test_no_time(why: Why, words: str) -> None:
    """Why there is none, never whose hours they are; and what to do instead."""
    assert said(offers.no_time(SAY, why, ())) == (
        f"No hour suits you all\n{words}\n"
        "A lunch can be in writing: each of you writes here over your own lunch, and answers the"
        " others over the next one."
    )


def test_eight_with_the_longest_names() -> None:
    """Everything fits into one message, whatever people are called."""
    crowd = {n: Sitting(f"p{n}", "&" * 80, None) for n in range(8)}
    asked = Asked(7, crowd, Page(1, TIMES, dict.fromkeys(crowd, 1)), stands=NOON)
    laid = Laid(7, 3, date(2026, 11, 16), 1, "unknown", "", crowd)
    entry = Entry("u", 0, NOON, *offers.entry(SAY, CIRCLE, laid), MONDAY)
    for shown in (
        offers.asked(SAY, asked),
        offers.agreed(SAY, asked, NOON),
        offers.dated(SAY, laid, entry, moved=True, file=True),
    ):
        assert isinstance(shown, Message)
        assert not any(isinstance(control, LinkButton) for control in shown.controls)
