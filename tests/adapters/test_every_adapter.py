"""Each adapter shows the whole vocabulary: nothing dropped, somebody's words as typed and inert."""

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

import pytest

from adapters.discord import render as discord
from adapters.playground import people, sheet
from adapters.playground import render as playground
from adapters.slack import render as slack
from bot.chat.form import ChoiceField, ChoicesField, Field, Form, TextField
from bot.chat.message import (
    Block,
    Button,
    Control,
    Facts,
    File,
    LinkButton,
    Message,
    Option,
    Select,
)
from bot.chat.platform import Adding, Closing, Edit, Opening, Payload
from bot.chat.text import Link, Mention, Moment, Place, Quote, Span, Words
from tests.fakes.discord.markdown import drawn

HOSTILE = (
    "@everyone <!channel> <@U1> <#C1|x> **b** _i_ `c` ~~s~~ [x](https://a.example) <b>&amp;</b> "
    "# h </go:1> <t:1:R> :tada: ||s|| {member} %s"
)
EVERY_SPAN: tuple[Span, ...] = (
    Words("plain-words"),
    Words("bold-words", bold=True),
    Words("italic-words", italic=True),
    Words("code-words", code=True),
    Quote(HOSTILE),
    Mention("100000000000000001"),
    Place("200000000000000001"),
    Moment(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
    Link("https://tablemates.example/help", "link-words"),
)
EVERY_BLOCK: tuple[Block, ...] = (
    EVERY_SPAN,
    Facts((((Words("fact-label"),), (Words("fact-value"),)), ((Quote("fact-name"),), EVERY_SPAN))),
)
EVERY_CONTROL: tuple[Control, ...] = (
    Button("main-button", "a", style="main", carried="carried-main"),
    Button("plain-button", "a", carried="carried-plain"),
    Button("danger-button", "a", style="danger", carried="carried-danger"),
    LinkButton("link-button", "https://tablemates.example/go"),
    Select("select-prompt", "a", (Option("option-label", "option-value"),), carried="carried-sel"),
)
MESSAGE = Message(
    title=(Words("title-words "), Quote("title-name")),
    body=EVERY_BLOCK,
    controls=EVERY_CONTROL,
    foot=(Words("foot-words"),),
)
FIELDS: tuple[Field, ...] = (
    TextField("line", "line-label", hint="line-hint", value="line-value", most=50),
    TextField("lines", "lines-label", value="lines-value", long=True, required=False),
    ChoiceField("one", "one-label", (Option("one-option", "1"), Option("uno", "2")), value="1"),
    ChoicesField("some", "some-label", (Option("some-option", "3"),), hint="some-hint"),
)
FILE = File("lunch.ics", "text/calendar", b"BEGIN:VCALENDAR")
FORM = Form("form-title", "form-submit", "a", FIELDS, carried="carried-form")
SHOWN = [
    *("title-words", "title-name", "plain-words", "bold-words", "italic-words", "code-words"),
    *("link-words", "fact-label", "fact-value", "fact-name", "foot-words", "main-button"),
    *("plain-button", "danger-button", "link-button", "select-prompt", "option-label"),
    *("option-value", "carried-main", "carried-plain", "carried-danger", "carried-sel"),
    *("100000000000000001", "200000000000000001", "https://tablemates.example/help"),
    "https://tablemates.example/go",
]
FORM_SHOWN = [
    *("form-title", "line-label", "line-hint", "line-value", "lines-label", "lines-value"),
    *("one-label", "one-option", "uno", "some-label", "some-option", "some-hint"),
]


@dataclass(frozen=True)
class Adapter:
    """How one adapter shows things, and how its platform reads what somebody typed."""

    name: str
    message: Callable[[Message], str]
    form: Callable[[Form], str]
    read: Callable[[Message], str]
    file: Callable[[File], str]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _slack_reads(message: Message) -> str:
    """The plain text of rich text and plain text, in which Slack reads nothing as markup."""
    blocks = slack.message(message)["blocks"]
    assert not re.search(r'"mrkdwn"[^}]*@everyone', json.dumps(blocks)), "mrkdwn would read it"
    return "".join(_strings(blocks))


def _discord_reads(message: Message) -> str:
    """What Discord's apps draw; the title's heading is the only mark in a message of quotes."""
    texts = ""
    for part in _strings(discord.message(message)["components"]):
        read = drawn(part)
        assert {kind for kind, _ in read.marks} <= {"heading"}, read.marks
        texts += read.text
    return texts


def _reader() -> playground.Reader:
    town = {each.id: each for each in people.town(3)}
    return playground.Reader(next(iter(town.values())), town, {})


def _page(message: Message) -> str:
    return str(playground.message(message, _reader()))


def _page_reads(message: Message) -> str:
    """The text of the page, its elements taken away as a browser does."""
    page = _page(message)
    assert "<b>" not in page, "somebody's words became an element"
    return html.unescape(re.sub(r"<[^>]*>", "", page))


ADAPTERS = [
    Adapter(
        "slack",
        lambda message: "\n".join(_strings(slack.message(message)["blocks"])),
        lambda form: "\n".join(_strings(slack.view(form, "C1"))),
        _slack_reads,
        lambda file: "\n".join(_strings(slack.file(file, "F1"))),
    ),
    Adapter(
        "discord",
        lambda message: "\n".join(_strings(discord.message(message))),
        lambda form: "\n".join(_strings(discord.form(form))),
        _discord_reads,
        lambda file: "\n".join(_strings(discord.file(file))),
    ),
    Adapter(
        "playground",
        _page,
        lambda form: str(sheet.form(form, (), (), "carried-form", _reader())),
        _page_reads,
        lambda file: str(playground.file(file, "m1")),
    ),
]
every_adapter = pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: adapter.name)


def test_the_showcase_holds_the_whole_vocabulary() -> None:
    """A new span, block, control or field has to be added here, and so shown by each adapter."""
    assert {type(span) for span in EVERY_SPAN} == set(get_args(Span))
    assert {type(control) for control in EVERY_CONTROL} == set(get_args(Control))
    assert {type(field) for field in FIELDS} == set(get_args(Field))
    assert {type(block) for block in EVERY_BLOCK} == {tuple, Facts}
    said = {type(MESSAGE), type(FILE)}  # the others open, close and change, and say nothing new
    assert said == set(get_args(Payload)) - {Opening, Adding, Closing, Edit}


@every_adapter
def test_nothing_of_a_message_is_dropped(adapter: Adapter) -> None:
    """Every word, label, address and carried state of a message is in what is sent."""
    shown = adapter.message(MESSAGE)
    unescaped = shown.replace("\\", "").replace("\u200b", "").replace("\u2060", "")
    names = {"100000000000000001", "200000000000000001"} if adapter.name == "playground" else set()
    missing = [word for word in SHOWN if word not in unescaped and word not in names]
    assert missing == []


@every_adapter
def test_nothing_of_a_form_is_dropped(adapter: Adapter) -> None:
    """Every label, hint, value and option of a form is in what is sent, and its carried state."""
    shown = adapter.form(FORM)
    assert [word for word in FORM_SHOWN if word not in shown] == []
    assert "carried-form" in shown


@every_adapter
def test_a_file_is_shown_by_its_name(adapter: Adapter) -> None:
    """Whoever reads it sees what it is called, and can take it from there."""
    assert FILE.name in adapter.file(FILE)


@every_adapter
def test_somebodys_words_stay_as_they_typed_them(adapter: Adapter) -> None:
    """What a platform makes of a quote is the quote: no ping, no markup, no link, no element."""
    message = Message(title=(Quote("x"),), body=((Words("x "), Quote(HOSTILE)),))
    assert HOSTILE in adapter.read(message)
