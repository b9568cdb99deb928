"""What people see: the whole vocabulary as Discord's components, and Discord takes it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.discord import render
from bot.chat.answer import Choices
from bot.chat.form import ChoiceField, ChoicesField, Form, TextField
from bot.chat.message import Button, Facts, LinkButton, Message, Option, Select
from bot.chat.text import Link, Mention, Moment, Place, Quote, Text, Words
from tests.adapters.discord.golden_files import golden
from tests.fakes.discord.description import request_problems
from tests.fakes.discord.markdown import drawn

Json = dict[str, Any]

CALLBACK = ("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
TWO = (Option("Lunch", "1"), Option("Tea", "2"))
INTRODUCTION = Message(
    title=(Words("Your table"),),
    body=(
        (Mention("100000000000000001"), Words(" and "), Mention("100000000000000002")),
        (Quote("What made you smile?\n- this week\n# or ever"),),
        (
            Words("Type "),
            Words("/lunch skip", code=True),
            Words(" in "),
            Place("100000000000000009"),
            Words(", "),
            Words("really", italic=True),
            Words(" "),
            Words("soon", bold=True),
            Words(". "),
            Link("https://example.org/a_(b)", "Read more"),
        ),
        Facts(
            (
                ((Words("Meet by"),), (Moment(AT),)),
                ((Words("Starts"),), (Quote("Ann *the* great"),)),
            )
        ),
    ),
    controls=(
        Button("We met", "meetings.met", style="main", carried="1a|1"),
        Button("Not yet", "meetings.not_yet", carried="1a|2"),
        Button("Forget me", "members.forget", style="danger", carried="1a|3"),
        LinkButton("Open our table", "https://discord.com/channels/1/2"),
        Select("Another circle", "circles.show", TWO, carried="1a|4"),
    ),
    foot=(Words("No answer is fine too."),),
)
FORM = Form(
    "Write a charter",
    "Begin",
    "circles.created",
    (
        TextField("name", "Name", "So that people know it", value="Lunch", most=60),
        TextField("construct", "How we meet", long=True, required=False),
        ChoiceField("circle", "Which circle", TWO, value="2"),
        ChoiceField("other", "Another", TWO, required=False),
        ChoicesField("days", "Which days", TWO, "As many as you like", values=("1", "2")),
    ),
    carried="1a|5",
)


def test_a_message_with_everything_in_it() -> None:
    """Title, words, a quote, facts, buttons, a select and the foot, in this order."""
    golden("message", render.message(INTRODUCTION))


def test_a_private_message() -> None:
    """The same with the flag that makes it one."""
    payload = render.message(INTRODUCTION, render.PRIVATE)
    assert payload == render.message(INTRODUCTION) | {"flags": (1 << 15) | (1 << 6)}


def test_a_form_with_every_field() -> None:
    """Each kind of field, filled in and not, required and not."""
    golden("form", render.form(FORM))


def test_the_message_that_opens_a_form_again() -> None:
    """Which field, and why, in the form's own words."""
    errors = (("construct", (Words("I can't read "), Quote("every blue moon"), Words("."))),)
    golden("reopening", render.message(render.reopening(FORM, errors)))


def test_completions() -> None:
    """A name and what it stands for."""
    assert render.choices(Choices(TWO)) == {
        "choices": [{"name": "Lunch", "value": "1"}, {"name": "Tea", "value": "2"}]
    }


@pytest.mark.parametrize(
    "body",
    [
        {"type": 4, "data": render.message(INTRODUCTION, render.PRIVATE)},
        {"type": 7, "data": render.message(INTRODUCTION)},
        {"type": 8, "data": render.choices(Choices(TWO))},
        {"type": 9, "data": render.form(FORM)},
        {"type": 4, "data": render.message(render.reopening(FORM), render.PRIVATE)},
    ],
)
def test_discord_takes_what_is_rendered(body: Json) -> None:
    """Every kind of answer, by Discord's own description and its rules across fields."""
    assert request_problems(*CALLBACK, body) == []


def test_the_largest_message_fits() -> None:
    """Sixty paragraphs and the most controls stay within 40 components and 4,000 characters."""
    controls = tuple(Button("x" * 75, "a", carried=f"b{number}") for number in range(5))
    selects = tuple(Select("which", "a", TWO, carried=f"s{number}") for number in range(5))
    message = Message(
        title=(Words("t" * 140),),
        body=((Words("w" * 46),),) * 60,
        controls=controls + selects,
        foot=(Words("f" * 100),),
    )
    body = {"type": 4, "data": render.message(message, render.PRIVATE)}
    assert request_problems(*CALLBACK, body) == []


def test_the_largest_form_fits() -> None:
    """Five fields with all that they can hold."""
    text = TextField("a", "l" * 45, "h" * 100, value="v" * 3000, long=True)
    options = tuple(Option("o" * 75, f"{number:0100}") for number in range(25))
    form = Form(
        "t" * 24,
        "s",
        "a",
        (
            text,
            TextField("b", "l" * 45, "h" * 100, value="v" * 3000),
            ChoiceField("c", "l" * 45, options, "h" * 100, value=options[24].value),
            ChoicesField("d", "l" * 45, options[:10], "h" * 100, required=True),
            TextField("e", "l"),
        ),
        carried="c" * 100,
    )
    assert request_problems(*CALLBACK, {"type": 9, "data": render.form(form)}) == []


@pytest.mark.parametrize(
    ("text", "seen", "marks"),
    [
        ((Words("plain *stars* _lines_"),), "plain *stars* _lines_", []),
        ((Words("bold", bold=True), Words("bold", bold=True)), "boldbold", ["bold", "bold"]),
        ((Words("so ", bold=True), Quote("**x**")), "so **x**", ["bold"]),
        ((Words("a", italic=True), Words("b", bold=True)), "ab", ["italic", "bold"]),
        ((Words("a*b_c", bold=True),), "a*b_c", ["bold"]),
        ((Words("`tick`", code=True),), " `tick` ", ["code"]),
        ((Words("/lunch *", code=True), Words("x", code=True)), "/lunch *x", ["code", "code"]),
        ((Mention("12"), Quote("<@13>")), "<@12><@13>", ["mention"]),
    ],
)
def test_our_own_styles_are_drawn_and_nothing_else(text: Text, seen: str, marks: list[str]) -> None:
    """What stands in words is never markup; what is styled is, however it meets its neighbours."""
    read = drawn(render.inline(text))
    assert (read.text, [kind for kind, _ in read.marks]) == (seen, marks)


def test_a_control_that_was_not_sealed_is_a_bug() -> None:
    """It could not bring anything back."""
    with pytest.raises(ValueError, match="not sealed"):
        render.message(Message(body=((Words("x"),),), controls=(Button("x", "a"),)))
