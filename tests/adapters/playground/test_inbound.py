"""What somebody on the page does is the same request that every other platform makes."""

from dataclasses import replace

import pytest

from adapters.playground import inbound
from adapters.playground.commands import asked, called, nearest, offers
from adapters.playground.people import town
from bot.chat.form import ChoiceField, ChoicesField
from bot.chat.request import Person, Request, Where
from tests.adapters.playground.stage import COMMANDS, FORM

HANA, INES = town(2)
LUNCH = COMMANDS[0]


def test_a_typed_command() -> None:
    """The verb names the action, the rest is its text, the place says where."""
    assert inbound.line(LUNCH, "join  Book club ", HANA, "lunch", "e1") == Request(
        platform="playground",
        workspace="playground",
        person=Person("hana", "Hana Novák", organises=False, zone="Europe/Prague"),
        event="e1",
        action="circles.join",
        values={"text": "Book club"},
        where=Where("lunch"),
    )


def test_a_direct_conversation_names_no_channel() -> None:
    """And a table's conversation does."""
    assert inbound.line(LUNCH, "", INES, "bot-ines", "e").where == Where()
    assert inbound.line(LUNCH, "", INES, "table-3", "e").where == Where("table-3")
    assert inbound.line(LUNCH, "", INES, "lunch", "e").person.organises


def test_a_press_a_choice_and_a_form_bring_back_what_was_carried() -> None:
    """They name no action of their own."""
    pressed = inbound.press("sealed", HANA, "lunch", "e")
    assert (pressed.action, pressed.carried, dict(pressed.values)) == ("", "sealed", {})
    chosen = inbound.press("sealed", HANA, "lunch", "e", "7")
    assert dict(chosen.values) == {"choice": "7"}
    sent = inbound.send(FORM, {"name": "Lunch"}, HANA, "lunch", "e")
    assert (sent.action, sent.carried, dict(sent.values)) == ("", "form", {"name": "Lunch"})


def test_a_form_gives_each_field_its_value() -> None:
    """Text is trimmed and bounded; a choice that is not offered is as good as none."""
    sent = {
        "name": "  Lunch ",
        "who": "one\r\ntwo \ud800",
        "how": "x" * 5000,
        "size": "7",
        "days": ["fri", "sun", "fri"],
        "more": "of no field",
    }
    values, missing = inbound.filled(FORM, sent)
    assert values == {
        "name": "Lunch",
        "who": "one\ntwo ?",
        "how": "x" * 3000,
        "size": "",
        "days": ("fri",),
    }
    assert missing == ("size",)
    assert inbound.filled(FORM, {"name": ["no", "text"]})[1] == ("name", "who", "how", "size")


def test_a_form_can_be_filled_in_again() -> None:
    """Nothing that was typed is lost."""
    values, _ = inbound.filled(FORM, {"name": "Lunch", "size": "3", "days": ["mon"]})
    again = inbound.refilled(FORM, values)
    assert [field.value for field in again.fields if not isinstance(field, ChoicesField)] == [
        *("Lunch", "", "", "3"),
    ]
    assert [field.values for field in again.fields if isinstance(field, ChoicesField)] == [("mon",)]


def test_a_field_that_may_stay_empty_is_not_missed() -> None:
    """Only the required ones are."""
    size = ChoiceField("size", "Seats", (), required=False)
    assert inbound.filled(replace(FORM, fields=(size,)), {}) == ({"size": ""}, ())


# ---- what the command box offers


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        # everything there is, from the slash on
        ("/", 16),
        ("/lunch", 9),
        ("/lunch ", 9),
        ("/LUNCH J", 1),
        ("/circle p", 1),
        # the verb alone is enough
        ("/jo", 1),
        ("/preview", 1),
        # nothing for words, for what is unknown, and for what is complete
        ("", 0),
        ("hello", 0),
        ("/nothing", 0),
        ("/lunch join ", 0),
        ("/lunch join Lunch", 0),
    ],
)
def test_the_list_holds_what_begins_like_the_line(line: str, shown: int) -> None:
    """Commands and their verbs, in the order in which they are declared."""
    found = offers(COMMANDS, line)
    assert len(found) == shown
    assert [one.shown for one in found] == sorted(
        (one.shown for one in found),
        key=[f"/{c.name} {v.name}" for c in COMMANDS for v in c.verbs].index,
    )


def test_what_is_taken_can_be_typed_on() -> None:
    """A verb with parameters leaves a blank to go on from, and names them."""
    (join,) = offers(COMMANDS, "/lunch jo")
    assert (join.line, join.more) == ("/lunch join ", "[circle]")
    (status,) = offers(COMMANDS, "/lunch sta")
    assert (status.line, status.more) == ("/lunch status", "")


def test_a_parameter_that_the_bot_can_complete_is_asked_for() -> None:
    """With what is typed of it, blanks and all."""
    found = asked(COMMANDS, "/lunch join Book cl")
    assert found
    assert found.parameter.complete == "circles.complete"
    assert (found.before, found.words) == ("/lunch join ", {"typed": "Book cl"})
    for line in ("/lunch join", "/lunch status x", "/lunch nope x", "/nope join x", "join x", ""):
        assert asked(COMMANDS, line) is None, line


def test_a_command_that_does_not_exist_has_a_nearest() -> None:
    """So that the page can say what was probably meant."""
    assert called(COMMANDS, "/Lunch join x") == (LUNCH, "join x")
    assert called(COMMANDS, "/lnch join") is None
    assert nearest(COMMANDS, "/lnch join") == "/lunch"
    assert nearest(COMMANDS, "/xyzzy") == ""
