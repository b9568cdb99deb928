"""Messages and forms as Slack gets them: golden files, each checked by Slack's own description."""

from datetime import UTC, datetime

import pytest

from adapters.slack import render
from bot.chat import limits
from bot.chat.form import ChoiceField, ChoicesField, Errors, Form, TextField
from bot.chat.message import Button, Facts, LinkButton, Message, Option, Select
from bot.chat.text import Link, Mention, Moment, Place, Quote, Words
from tests.adapters.slack import golden
from tests.adapters.slack.scripted import FORM
from tests.fakes.slack import rules
from tests.fakes.slack.workspace import Modal, Posted

MONDAY = Moment(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
ROUGH = "*Ann* & <!channel> `x` :smile:"

MESSAGES = {
    "paragraph": Message(
        body=((Words("You are in. "), Words("Next", bold=True), Words(": "), MONDAY),)
    ),
    "introduction": Message(
        title=(Words("Your table in "), Quote(ROUGH)),
        body=(
            (Words("Meet "), Mention("U1"), Words(" and "), Mention("U2"), Words(".")),
            Facts(
                (
                    ((Words("Meet by"),), (MONDAY,)),
                    ((Words("Talk about"),), (Quote(ROUGH),)),
                )
            ),
            (Quote(ROUGH), Words(" starts. More in "), Place("C1"), Words(".")),
        ),
        controls=(
            Button("We met", "circles.met", carried="c1", style="main"),
            Button("Not yet", "circles.not-yet", carried="c2"),
            Button("Forget me", "people.forget", carried="c3", style="danger"),
            LinkButton("How this works", "https://tablemates.example/how?a=1&b=2"),
        ),
        foot=(Words("Typed "), Words("/lunch status", code=True), Words(" & read.")),
    ),
    "choice": Message(
        body=((Words("Which one, "), Words("today", italic=True), Words("?")),),
        controls=(
            Select(
                "Which circle?", "c.a", (Option("A & B", "1"), Option("<C>", "2")), carried="s1"
            ),
            Select("Which day?", "c.b", (Option("Monday", "mo"),), carried="s2"),
            Button("Neither", "c.c", carried="c1"),
        ),
        foot=(Words("In "), Quote(ROUGH)),
    ),
    "mentions_in_title_and_foot": Message(
        title=(Words("Welcome "), Mention("U1")),
        body=(Facts((((Words("With"),), (Link("https://a.example/", "a & b"),)),)),),
        foot=(Quote(ROUGH), Words(" at "), MONDAY),
    ),
    "only_a_title": Message(title=(Words("It is Monday"),)),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_shown(name: str) -> None:
    """Slack gets what the file says, and would take it."""
    shown = render.message(MESSAGES[name])
    assert rules.message(shown) == []
    golden.matches(f"message_{name}", shown)


def test_a_message_reads_as_it_was_meant() -> None:
    """Title, words, facts, controls and foot in that order, other people's words as typed."""
    shown = render.message(MESSAGES["introduction"])
    assert Posted("C1", "1", **shown).reading.splitlines() == [
        f"Your table in {ROUGH}",
        "Meet @U1 and @U2.",
        "",
        "Meet by  2026-11-23 09:00 UTC",
        f"Talk about  {ROUGH}",
        "",
        f"{ROUGH} starts. More in #C1.",
        "[We met] [Not yet] [Forget me] [How this works]",
        "Typed `/lunch status` & read.",
    ]


def test_the_fallback_holds_what_matters() -> None:
    """A notification has the title, the first paragraph and what is asked, and no stray markup."""
    assert render.message(MESSAGES["introduction"])["text"].splitlines() == [
        "Your table in *Ann* &amp; &lt;!channel&gt; `x` :smile:",
        "Meet <@U1> and <@U2>.",
        "[We met]",
        "[Not yet]",
        "[Forget me]",
        "[How this works]",
    ]


def test_a_private_message_does_not_say_that_it_is() -> None:
    """Slack says so itself, and so nothing but the message is shown."""
    shown = render.message(MESSAGES["paragraph"])
    assert Posted("C1", "1", **shown).reading == "You are in. Next: 2026-11-23 09:00 UTC"


@pytest.mark.parametrize("words", ["<", "&", "*", "a b ", "\n", "|", "0"])
def test_the_longest_message_fits(words: str) -> None:
    """What fits our limits fits Slack's, whatever it is made of."""

    def filled(most: int) -> Quote:
        return Quote(words * ((most - 2) // max(1, limits.quoted(words))))

    shown = Message(
        title=(filled(limits.TITLE),),
        body=(
            (filled(limits.PARAGRAPH),),
            Facts(tuple(((Words("x"),), (Words("y"),)) for _ in range(limits.FACTS))),
        ),
        controls=(
            *(
                Button("b" * limits.BUTTON, "a", carried="c" * limits.CARRIED)
                for _ in range(limits.BUTTONS)
            ),
            Select(
                "p" * limits.PLACEHOLDER,
                "a",
                tuple(
                    Option("o" * limits.OPTION, f"{n:0{limits.OPTION_VALUE}}")
                    for n in range(limits.OPTIONS)
                ),
                carried="d" * limits.CARRIED,
            ),
        ),
        foot=(filled(400),),
    )
    assert rules.message(render.message(shown)) == []


def test_many_paragraphs_are_one_message() -> None:
    """A preview of a hundred tables has more paragraphs than Slack has blocks."""
    shown = render.message(Message(body=tuple((Words(f"Table {n}"),) for n in range(100))))
    assert rules.message(shown) == []
    assert Posted("C1", "1", **shown).reading.count("Table") == 100


def test_empty_words_leave_nothing_behind() -> None:
    """Slack refuses an element without text."""
    shown = render.message(
        Message(title=(Quote(""),), body=((Words(""), Quote("a")), (Quote(""),)))
    )
    assert rules.message(shown) == []


def test_a_form_is_shown() -> None:
    """A modal with each kind of field, filled in, that remembers where it was opened."""
    view = render.view(FORM, "C1")
    assert rules.view(view) == []
    golden.matches("form", view)
    assert Modal("V1", "U1", view).state({})["values"]["name"]["name"]["value"] == "Lunch"


def test_the_longest_form_fits() -> None:
    """What fits our limits fits Slack's modal."""
    label, hint = "l" * limits.FIELD_LABEL, "h" * limits.FIELD_HINT
    options = tuple(Option("o" * limits.OPTION, f"{n:0100}") for n in range(limits.OPTIONS))
    few = options[: limits.FIELD_OPTIONS]
    form = Form(
        title="t" * limits.FORM_TITLE,
        submit="s" * limits.SUBMIT,
        action="a",
        carried="c" * limits.CARRIED,
        fields=(
            TextField("a", label, hint, "v" * limits.FIELD_TEXT, long=True),
            TextField("b", label, required=False),
            ChoiceField("c", label, options, hint, options[-1].value),
            ChoiceField("d", label, few, value="none of them"),
            ChoicesField("e", label, few, hint, tuple(option.value for option in few)),
        ),
    )
    assert rules.view(render.view(form, "C0123456789")) == []


def test_errors_stand_under_their_fields() -> None:
    """Plain text for each field, other people's words as typed, a moment in universal time."""
    wrong: Errors = (
        ("name", (Words("There is "), Quote(ROUGH), Words(" already, in "), Place("C1"))),
        ("size", (Words("From "), MONDAY, Words(" on. "), Link("https://a.example/", "Why"))),
    )
    assert render.errors(wrong) == {
        "name": f"There is {ROUGH} already, in #C1",
        "size": "From 2026-11-23 09:00 UTC on. Why (https://a.example/)",
    }
