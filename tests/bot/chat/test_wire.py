"""What waits in the database is the same value when it is read."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat import limits, wire
from bot.chat.answer import Replace, Reply
from bot.chat.message import Button, Facts, File, LinkButton, Message, Option, Select
from bot.chat.platform import Adding, Channel, Closing, Direct, Edit, Opening, Table
from bot.chat.text import Link, Mention, Moment, Place, Quote, Span, Words

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
WHOLE = Message(
    title=(Words("Your table in "), Quote("Harbour \N{ANCHOR} <@everyone>")),
    body=(
        (Words("bold", bold=True), Words("italic", italic=True), Words("code", code=True)),
        Facts((((Quote("Ann"),), (Mention("U1"), Place("C1"), Moment(AT))),)),
        (Link("https://tablemates.example", "Docs"),),
    ),
    controls=(
        Button("Join", "circles.join", ("1", "2026-11-24"), "main", "carried"),
        LinkButton("Docs", "https://tablemates.example"),
        Select("Which", "circles.join", (Option("one", "1"),), ("2026-12-02",), "carried"),
    ),
    foot=(Words("foot"),),
)
OPENING = Opening("Harbour lunch", "T12", "C1", ("U1", "U2"))


@pytest.mark.parametrize(
    "thing",
    [
        WHOLE,
        Message(body=((),)),
        OPENING,
        Adding(("U3",)),
        Closing(),
        File("lunch.ics", "text/calendar", bytes(range(256))),
        Edit("pairing:1:introduction", WHOLE),
        Channel("C1"),
        Direct("U1"),
        Table("pairing:1:opening"),
        Table("pairing:1:opening", "C9"),
        Reply(WHOLE),
        Replace(WHOLE),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_there_and_back(thing: Message) -> None:
    """Each kind of thing that is kept comes back as it was."""
    assert wire.load(wire.dump(thing)) == thing


def test_the_same_value_is_the_same_text() -> None:
    """A repeat of a delivery can be compared with what is there already."""
    assert wire.dump(WHOLE) == wire.dump(wire.load(wire.dump(WHOLE)))  # type: ignore[arg-type]  # a Message


words = st.text(max_size=30)
moments = st.datetimes(timezones=st.just(UTC)).map(Moment)
spans: st.SearchStrategy[Span] = st.one_of(
    st.builds(Words, words, st.booleans(), st.booleans(), st.booleans()),
    st.builds(Quote, words),
    st.builds(Mention, words),
    st.builds(Place, words),
    moments,
)
texts = st.lists(spans, max_size=4).map(tuple)
facts = st.lists(st.tuples(texts, texts), max_size=4).map(tuple).map(Facts)
buttons = st.builds(
    Button, words, words, st.lists(words, max_size=3).map(tuple), st.sampled_from(["main", "plain"])
)


@st.composite
def messages(draw: Callable[[st.SearchStrategy[object]], object]) -> Message:
    """Messages that fit."""
    title, body = draw(texts), draw(st.lists(st.one_of(texts, facts), min_size=1, max_size=3))
    controls, foot = draw(st.lists(buttons, max_size=3)), draw(texts)
    assert isinstance(title, tuple)
    assert isinstance(body, list)
    assert isinstance(controls, list)
    assert isinstance(foot, tuple)
    title = title if limits.length(title) <= limits.TITLE else ()
    return Message(title, tuple(body), tuple(controls), foot)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(messages())
def test_any_message_comes_back(message: Message) -> None:
    """Whatever somebody's words are made of, they come back letter by letter."""
    assert wire.load(wire.dump(message)) == message
    assert wire.load(wire.dump(Reply(message))) == Reply(message)


def test_a_field_that_was_added_has_its_default() -> None:
    """What was stored before a field was added at a class's end is read all the same."""
    older = json.loads(wire.dump(Table("pairing:1:opening")))
    older["Table"].pop()
    assert wire.load(json.dumps(older)) == Table("pairing:1:opening")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"Nothing":[]}',
        '{"Quote":["a"],"Words":["b"]}',
        "{}",
        '{"Quote":["a","b","c"]}',
        '{"at":"yesterday"}',
        '{"at":5}',
        '{"Channel":5}',
    ],
)
def test_anything_else_is_a_value_error(text: str) -> None:
    """A row that was not written here is told apart from one that was."""
    with pytest.raises(ValueError, match=r"."):
        wire.load(text)


@pytest.mark.parametrize("thing", [1.5, bytearray(b"bytes"), object(), {"a": 1}, [1]])
def test_nothing_else_can_be_kept(thing: object) -> None:
    """What has no place on the wire is refused when it is written, not when it is read."""
    with pytest.raises(ValueError, match="has no place on the wire"):
        wire.dump(Reply(thing))  # type: ignore[arg-type]  # the point of it
