"""What does not fit on a platform can't be made."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.chat import limits
from bot.chat.form import ChoiceField, ChoicesField, Form, TextField
from bot.chat.limits import TooLong
from bot.chat.message import Button, Facts, LinkButton, Message, Option, Select
from bot.chat.platform import Opening
from bot.chat.text import Link, Mention, Moment, Place, Quote, Words

BODY = ((Words("words"),),)
OPTION = Option("one", "1")
FIELD = TextField("name", "Name")


def _messages(most: int) -> list[Callable[[], object]]:
    """Each of these is as much as fits, or one more."""
    extra = most
    return [
        lambda: Button("x" * (75 + extra), "a.b"),
        lambda: LinkButton("x" * (75 + extra), "https://tablemates.example"),
        lambda: Option("x" * (75 + extra), "1"),
        lambda: Option("one", "x" * (100 + extra)),
        lambda: Select("x" * (100 + extra), "a.b", (OPTION,)),
        lambda: Select("Which", "a.b", (OPTION,) * (25 + extra)),
        lambda: Facts((((Words("a"),), (Words("b"),)),) * (10 + extra)),
        lambda: Facts((((), (Words("x" * (1996 + extra)),)),)),
        lambda: Message((Words("x" * (146 + extra)),)),
        lambda: Message(body=((Words("x" * (2996 + extra)),),)),
        lambda: Message(body=((Words("x" * 1946),), (Words("x" * (1946 + extra)),))),
        lambda: Message(
            body=(
                tuple(Mention(f"U{n}") for n in range(50)),
                tuple(Mention(f"U{n}") for n in range(50, 100 + extra)),
            )
        ),
        lambda: Message(body=BODY, controls=(Button("x", "a.b"),) * (5 + extra)),
        lambda: TextField("name", "x" * (45 + extra)),
        lambda: TextField("name", "Name", hint="x" * (100 + extra)),
        lambda: TextField("name", "Name", most=3000 + extra),
        lambda: TextField("name", "Name", value="x" * (80 + extra), most=80),
        lambda: ChoiceField("one", "One", (OPTION,) * (25 + extra)),
        lambda: ChoicesField("some", "Some", (OPTION,) * (10 + extra)),
        lambda: Form("x" * (24 + extra), "Save", "a.b", (FIELD,)),
        lambda: Form("Title", "x" * (24 + extra), "a.b", (FIELD,)),
        lambda: Form(
            "Title", "Save", "a.b", tuple(TextField(f"f{n}", "x") for n in range(5 + extra))
        ),
        lambda: Opening("x" * (92 + extra), "T1234", "lunch", ("ann",)),
    ]


@pytest.mark.parametrize("number", range(len(_messages(0))))
def test_as_much_as_fits_and_not_one_more(number: int) -> None:
    """The last that fits is made, and one more is refused: no delivery fails of its length."""
    _messages(0)[number]()
    with pytest.raises(TooLong):
        _messages(1)[number]()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Message(),
        lambda: Message(foot=(Words("only a foot"),)),
        lambda: Select("Which", "a.b", ()),
        lambda: Form("Title", "Save", "a.b", (FIELD, FIELD)),
        lambda: Opening("Lunch", "T1", "lunch", ()),
        lambda: Opening("Lunch", "T1", "lunch", ("ann", "ann")),
        lambda: Moment(datetime(2026, 11, 24)),  # noqa: DTZ001  # the point of it
        lambda: Link("http://tablemates.example", "Docs"),
        lambda: Link("javascript:alert(1)", "Docs"),
    ],
)
def test_what_makes_no_sense_can_not_be_made(make: Callable[[], object]) -> None:
    """Nothing empty, nothing twice, no moment without its zone, no link that is not https."""
    with pytest.raises(ValueError, match=r"."):
        make()


def test_lengths_count_what_escaping_makes_of_words() -> None:
    """Words of nothing but signs take as much room as their escaped form does."""
    assert limits.quoted("abc") == 3
    assert limits.quoted("&<>") == 13
    assert limits.quoted("*_`") == 6
    assert limits.length((Quote("&" * 10),)) >= 50
    moment = Moment(datetime(2026, 11, 24, tzinfo=UTC))
    assert limits.length((moment,)) >= len("<!date^1795512000^{date_short_pretty}, {time}|Tue>")
    assert limits.length((Mention("1" * 19),)) >= len(f"<@{'1' * 19}>")
    assert limits.length((Place("1" * 19),)) >= len(f"<#{'1' * 19}>")


def test_a_message_mentions_whom_it_names_and_nobody_else() -> None:
    """The people that may be pinged are those of its mentions, wherever they stand, each once."""
    message = Message(
        (Mention("ann"),),
        ((Quote("<@eve> @everyone"), Mention("ben")), Facts((((Mention("cem"),), (Words("x"),)),))),
        foot=(Mention("ann"),),
    )
    assert message.mentions() == ("ann", "ben", "cem")
