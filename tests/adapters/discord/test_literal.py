"""Somebody's words are shown as they were typed, and call nobody: rendered, and read as drawn."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.discord import render
from adapters.discord.literal import literal, plain
from bot.chat import limits
from bot.chat.message import Facts, Message
from bot.chat.text import Mention, Quote, Words
from tests.fakes.discord.markdown import drawn, pings

_ISOLATES = "\u2068\u2069"
_FILE = Path(__file__).parent.parent.parent / "bad_inputs.json"
_KINDS = ("mention.discord", "link_spoof.discord", "markdown", "echo_error_path", "unicode.")


def _cases() -> list[Any]:
    cases = json.loads(_FILE.read_text(encoding="utf-8"))["cases"]
    chosen = [case for case in cases if case["kind"].startswith(_KINDS)]
    assert len(chosen) > 25
    return [pytest.param(case["value"], id=f"{case['id']} {case['kind']}") for case in chosen]


def _shown(words: str) -> str:
    """As somebody sees it: what draws nothing, and the isolates around it, left out."""
    return "".join(one for one in words if one not in "\u200b\u2060" + _ISOLATES)


@pytest.mark.parametrize("words", _cases())
def test_bad_input_is_shown_as_typed_and_does_nothing(words: str) -> None:
    """In a sentence, alone in a paragraph and among facts: text, and no mark but our own."""
    message = Message(
        title=(Words("Hello"),),
        body=(
            (Words("From "), Quote(words), Words(" to "), Mention("42")),
            (Quote(words),),
            Facts((((Words("Name"),), (Quote(words),)),)),
        ),
    )
    payload = render.message(message)
    parts = payload["components"][0]["components"]
    _, sentence, alone, facts = (part["content"] for part in parts)
    assert payload["allowed_mentions"] == {"parse": [], "users": ["42"]}
    for content in (sentence, alone, facts):
        assert pings(content, payload["allowed_mentions"]) in ([], ["42"])
    expected = _shown(plain(words))
    read = drawn(sentence)
    assert _shown(read.text) == f"From {expected} to <@42>"
    assert [kind for kind, _ in read.marks] == ["mention"]
    read = drawn(alone.removeprefix(">>> "))
    assert (_shown(read.text), read.marks) == (expected, ())
    read = drawn(facts)
    assert _shown(read.text) == f"Name {expected}"
    assert [kind for kind, _ in read.marks] == ["bold"]


@pytest.mark.parametrize("words", _cases())
def test_nothing_reaches_beyond_the_words(words: str) -> None:
    """Controls of direction are taken out, and words from right to left are isolated."""
    written = literal(words)
    assert not set(written) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\0\x07\x1b")
    assert written.count("\u2068") == written.count("\u2069")
    if any(unicodedata.bidirectional(one) in ("R", "AL") for one in words):
        assert (written[0], written[-1]) == tuple(_ISOLATES)


_MARKS = st.text(st.sampled_from("\\*_~`|#->+[]()<>@:/.!&1 \nahtps://everyone"), max_size=40)


@settings(deadline=None)
@given(st.one_of(_MARKS, st.text(max_size=40)))
@example("https://a.b")
@example("a\\")
@example("1. x\n- y\n-# z\n# h\n> q\n>>> r")
@example("<t:1700000000:R></pair now:123456789012345678><id:guide><:e:1>:smile:")
def test_whatever_somebody_types_is_text(words: str) -> None:
    """No words at all are markup, wherever they stand."""
    for before in ("", "So: ", "**b** "):
        read = drawn(before + literal(words))
        assert [kind for kind, _ in read.marks] == (["bold"] if "*" in before else [])
        assert _shown(read.text) == _shown(before.replace("*", "") + plain(words))


@settings(deadline=None)
@given(st.one_of(_MARKS, st.text(max_size=40)))
def test_escaping_stays_within_what_the_limits_count(words: str) -> None:
    """A message that fits the vocabulary's limits fits Discord's."""
    assert len(literal(words)) <= limits.quoted(words) + 2
