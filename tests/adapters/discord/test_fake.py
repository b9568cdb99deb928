"""The fake is worth something only if it says no where Discord does."""

from typing import Any

import pytest

from adapters.discord import render
from bot.chat.form import Form, TextField
from bot.chat.message import Button, Message, Option, Select
from bot.chat.text import Words
from tests.fakes.discord.description import request_problems
from tests.fakes.discord.markdown import drawn, pings

Json = dict[str, Any]

POST = ("POST", "/channels/{channel_id}/messages")
CALLBACK = ("POST", "/interactions/{interaction_id}/{interaction_token}/callback")


def message() -> Json:
    """One that Discord takes."""
    return render.message(
        Message(
            title=(Words("Title"),),
            body=((Words("Words"),),),
            controls=(
                Button("One", "a", carried="1"),
                Button("Two", "a", carried="2"),
                Select("Which", "a", (Option("A", "a"), Option("B", "b")), carried="3"),
            ),
        )
    )


def parts(body: Json) -> list[Json]:
    """What is in its container."""
    found: list[Json] = body["components"][0]["components"]
    return found


def unknown(body: Json) -> None:
    """A typing error in a key, deep inside."""
    parts(body)[2]["components"][0]["lable"] = "x"


def content(body: Json) -> None:
    """Text beside components."""
    body["content"] = "x"


def no_flag(body: Json) -> None:
    """Components of the new kind without the flag."""
    body["flags"] = 0


def ephemeral(body: Json) -> None:
    """A private message in a channel."""
    body["flags"] |= 1 << 6


def mixed(body: Json) -> None:
    """A select beside buttons."""
    parts(body)[2]["components"].append(parts(body)[3]["components"][0])
    del parts(body)[3]


def twice(body: Json) -> None:
    """Two buttons with the same id."""
    for button in parts(body)[2]["components"]:
        button["custom_id"] = "1"


def six(body: Json) -> None:
    """Six buttons in a row."""
    row = parts(body)[2]["components"]
    row.extend({**row[0], "custom_id": str(number)} for number in range(10, 14))


def long_id(body: Json) -> None:
    """More than a button can carry."""
    parts(body)[2]["components"][0]["custom_id"] = "x" * 101


def too_much(body: Json) -> None:
    """4,001 characters over two displays."""
    parts(body)[0]["content"], parts(body)[1]["content"] = "x" * 2000, "x" * 2001


def too_many(body: Json) -> None:
    """41 components."""
    parts(body).extend({"type": 10, "content": "x"} for _ in range(33))


def link(body: Json) -> None:
    """A link that wants to carry something."""
    parts(body)[2]["components"][0].update(style=5, url="https://example.org")


def empty(body: Json) -> None:
    """A text display with nothing in it."""
    parts(body)[0]["content"] = ""


def nonce(body: Json) -> None:
    """One character more than Discord takes."""
    body["nonce"] = "x" * 26


def number(body: Json) -> None:
    """A person's id that is none."""
    body["allowed_mentions"]["users"] = ["ann"]


@pytest.mark.parametrize(
    "spoil",
    [
        *(unknown, content, no_flag, ephemeral, mixed, twice, six, long_id, too_much, too_many),
        *(link, empty, nonce, number),
    ],
)
def test_a_message_that_discord_would_refuse_is_a_violation(spoil: Any) -> None:
    """One thing wrong at a time, and it is found."""
    body = message()
    assert request_problems(*POST, body) == []
    spoil(body)
    assert request_problems(*POST, body) != []


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "x" * 46},
        {"custom_id": ""},
        {"custom_id": "x" * 101},
        {"components": []},
        {"colour": 1},
    ],
)
def test_a_form_that_discord_would_refuse_is_a_violation(wrong: Json) -> None:
    """Title, id, fields, and a key that there is not."""
    form = render.form(Form("T", "S", "a", (TextField("n", "Name"),), carried="c"))
    assert request_problems(*CALLBACK, {"type": 9, "data": form}) == []
    assert request_problems(*CALLBACK, {"type": 9, "data": form | wrong}) != []


def test_deferring_takes_no_flag_but_the_private_one() -> None:
    """The components come with the edit."""
    assert request_problems(*CALLBACK, {"type": 5, "data": {"flags": 1 << 6}}) == []
    assert request_problems(*CALLBACK, {"type": 5, "data": {"flags": 1 << 15}}) != []


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("*a* **b** __c__ ~~d~~ ||e|| `f`", "italic bold underline strike spoiler code"),
        ("# h", "heading"),
        ("a\n-# small", "heading"),
        ("> q", "quote"),
        ("- l", "list"),
        ("1. l", "list"),
        ("[a](https://b.c)", "link"),
        ("https://a.b", "address"),
        ("<@1> @everyone <@&2>", "mention mention"),
        ("<#1> <id:guide> </a b:1> <t:1:R> <:e:1> :smile:", "channel channel command moment"),
        ("```x```", "block"),
        (r"\*a\* 3 < 4 a_b_c", ""),
    ],
)
def test_the_reader_of_markdown_sees_what_discords_apps_see(source: str, kinds: str) -> None:
    """Else it could not see what escaping forgot."""
    found = [kind for kind, _ in drawn(source).marks]
    assert found[: len(kinds.split())] == kinds.split()
    assert bool(found) == bool(kinds)


def test_the_server_pings_whom_the_message_allows() -> None:
    """Wherever the mention stands, escaped or not."""
    source = r"\<@12> <@13> @everyone <@&14>"
    assert pings(source, {"parse": [], "users": ["12"]}) == ["12"]
    assert pings(source, {"parse": ["users"]}) == ["12", "13"]
    assert pings(source, {"parse": ["everyone", "roles"]}) == ["everyone", "14"]
