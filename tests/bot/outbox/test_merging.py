"""What is said together can be read, pressed and shown, however much it is."""

from datetime import date

import pytest

from bot.chat import limits
from bot.chat.answer import Invalid, Open, Replace, Reply, Settle, beside
from bot.chat.form import Form, TextField
from bot.chat.message import Button, Facts, LinkButton, Message, Option, Select
from bot.chat.text import Quote, Words
from bot.outbox.merging import merged
from bot.texts.catalogue import Say
from tests.town import said

SAY = Say("en", date(2026, 11, 16))
YES = Button("I'm in", "circles.answered", ("1", "yes"), "main")
NO = Button("Not this time", "circles.answered", ("1", "no"))
HELP = Button("I can help", "checkins.offer", ("3", "yes"))


def message(words: str, *controls: Button | Select | LinkButton, foot: str = "") -> Message:
    """Something to say."""
    return Message(
        (Words(words),), ((Words(f"About {words}."),),), controls, (Words(foot),) if foot else ()
    )


def test_each_keeps_its_words_and_its_buttons() -> None:
    """One after the other with a number, which stands on the buttons too."""
    found, parts = merged(SAY, [message("soup", YES, NO), message("bread"), message("help", HELP)])
    assert parts == 3
    assert said(found).splitlines() == [
        "3 things, in one message",
        *("1. soup", "About soup.", "2. bread", "About bread.", "3. help", "About help."),
        *("[1: I'm in]", "[1: Not this time]", "[3: I can help]"),
    ]
    assert [each.action for each in found.controls if isinstance(each, Button)] == [
        *("circles.answered", "circles.answered", "checkins.offer"),
    ]


def test_where_a_button_has_no_room_it_is_said_where_to_press() -> None:
    """Five buttons fit; the message names the command that has the others."""
    found, parts = merged(SAY, [message(str(n), YES, NO) for n in range(3)])
    assert parts == 3
    assert [each.label for each in found.controls if isinstance(each, Button)] == [
        *("1: I'm in", "1: Not this time", "2: I'm in", "2: Not this time"),
    ]
    assert said(found).splitlines()[-5] == (
        "Not every button fits here. The others are at /lunch status."
    )
    select = Select("Which?", "checkins.not_now", (Option("a", "a"),))
    found, _ = merged(SAY, [message("a", YES, NO, HELP), message("b", YES, NO, select, HELP)])
    assert "The others are at /lunch status and /checkin status." in said(found)


def test_what_does_not_fit_waits() -> None:
    """As many as one message has room for, whatever their lengths and facts."""
    long = Message(
        (Quote("&" * 20),), (Facts(tuple(((Words("a"),), (Quote("x" * 60),)) for _ in range(10))),)
    )
    found, parts = merged(SAY, [long] * 9)
    assert 2 <= parts < 9
    assert sum(limits.length(text) for text in found.texts()) <= limits.MESSAGE
    huge = Message(body=((Quote("x" * 2900),),))
    assert merged(SAY, [huge, huge]) == (huge, 1), "then it goes alone"


@pytest.mark.parametrize("made", [Replace, Settle])
def test_a_press_leaves_the_other_things_standing(
    made: type[Replace] | type[Settle],
) -> None:
    """What would take the place of the message that was pressed is said beside it."""
    found, _ = merged(SAY, [message("soup", YES), message("bread", NO)])
    assert all(isinstance(each, Button) and each.beside for each in found.controls)
    answer = message("done")
    assert beside(made(answer)) == Reply(answer)
    form = Form("Title", "Save", "a", (TextField("x", "X"),))
    opened, again = beside(Open(form)), beside(Invalid(form, ()))
    assert isinstance(opened, Open)
    assert isinstance(again, Invalid)
    assert opened.form.beside
    assert again.form.beside
