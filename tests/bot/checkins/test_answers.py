"""Which questions somebody is asked, page by page, and what is kept of what they answer."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from bot.chat.answer import Invalid
from bot.chat.message import Message
from bot.chat.request import Value
from bot.chat.text import Quote, Words
from bot.checkins import given
from bot.checkins.given import Read, Wrong
from bot.checkins.questions import ANSWER, PAGE, after, asked, order, page
from bot.checkins.typed import read
from tests.adapters.test_every_adapter import ADAPTERS
from tests.bot.checkins.made import answers, joins, latest, makes, own
from tests.town import MONDAY, Town, said, shown_in

TODAY = date(2026, 11, 16)  # a Monday
CASES = json.loads((Path(__file__).parents[2] / "bad_inputs.json").read_text())["cases"]

EIGHT = read(
    """Mood [mood]
In the way? [text] if 1 is low
Done?
Next?
Blocked? [yes/no]
By what? if 5 is yes
Secret [mood] (anonymous)
Hours? [number]"""
)


def pages(answered: dict[int, str], *, anonymous: bool = True) -> list[list[int]]:
    """All pages, in order, for somebody who answers like this."""
    found, start, so_far = [], 0, dict[int, str]()
    while numbers := page(EIGHT, so_far, start, anonymous=anonymous):
        found.append(numbers)
        so_far |= {n: answered[n] for n in numbers if n in answered}
        start = after(EIGHT, numbers)
    return found


ALL = {1: "1", 3: "a", 4: "b", 5: "yes", 8: "7"}


def test_a_question_that_depends_on_an_answer_begins_a_page() -> None:
    """At most five on a page; whoever is well is not asked what is in the way."""
    assert pages(ALL) == [[1], [2, 3, 4, 5], [6, 8], [7]]
    assert pages(ALL | {1: "4", 5: "no"}) == [[1], [3, 4, 5], [8], [7]]


def test_anonymous_questions_come_on_the_last_page() -> None:
    """They stand on no page with others, and are left out once they were answered."""
    assert order(EIGHT)[-1] == 7
    assert pages(ALL, anonymous=False) == [[1], [2, 3, 4, 5], [6, 8]]


def test_six_plain_questions_are_two_pages() -> None:
    """Five, and one more."""
    six = read("\n".join(f"Question {n}" for n in range(6)))
    assert page(six, {}, 0) == [1, 2, 3, 4, 5]
    assert page(six, {}, 5) == [6]
    assert len(page(six, {}, 0)) == PAGE


@for_any(st.dictionaries(st.integers(1, 8), st.sampled_from(["1", "5"])))
def test_everybody_gets_through(some: dict[int, str]) -> None:
    """Whatever is answered, each question that applies comes once, in order, and it ends."""
    said = {n: ("yes" if EIGHT[n - 1].kind == "yes_no" else value) for n, value in some.items()}
    flat = [n for numbers in pages(said) for n in numbers]
    assert flat == [
        n for n in order(EIGHT) if asked(EIGHT, n, {k: v for k, v in said.items() if k in flat})
    ]


# What comes from a form, and what is kept
KEPT: list[tuple[str, Value, Read]] = [
    ("Why?", "  because \n\n\n it is ", Read("because\n\nit is")),
    ("Why?", "", Read(wrong="missing")),
    ("Why? (optional)", " \n ", Read()),
    ("Why?", "x" * (ANSWER + 1), Read("x" * ANSWER, "too_long")),
    ("Why?", "&" * ANSWER, Read("&" * ANSWER, "too_long")),
    ("Why?", "\n".join("ab" * 30), Read("\n".join("ab" * 30), "too_long")),
    ("Hours? [number]", "7", Read("7")),
    ("Hours? [number]", " 7,50 ", Read("7.5")),
    ("Hours? [number]", "-007", Read("-7")),
    ("Hours? [number]", "1000000", Read("1000000")),
    ("Hours? [number]", "-0", Read("0")),
    ("Hours? [number]", "seven", Read(wrong="number")),
    ("Hours? [number]", "1e9", Read(wrong="number")),
    ("Hours? [number]", "٧", Read(wrong="number")),
    ("Hours? [number]", "9" * 10, Read(wrong="number")),
    ("Mood [mood]", "0", Read("1")),
    ("Mood [mood]", "4", Read("5")),
    ("Mood [mood]", "5", Read(wrong="option")),
    ("Mood [mood]", "-1", Read(wrong="option")),
    ("Mood [mood]", "", Read(wrong="missing")),
    ("Well? [yes/no]", "1", Read("no")),
    ("Tea? [choice: green, black]", "1", Read("black")),
    ("Tea? [choice: green, black]", ("0", "1"), Read(wrong="option")),
    ("Tea? [choices: green, black]", ("1", "0"), Read("green\nblack")),
    ("Tea? [choices: green, black]", "1", Read("black")),
    ("Tea? [choices: green, black]", (), Read(wrong="missing")),
    ("Tea? [choices: green, black]", ("7",), Read(wrong="option")),
    ("By? [date]", "Friday", Read("2026-11-20")),
    ("By? [date]", "today", Read("2026-11-16")),
    ("By? [date]", "2026-11-16", Read("2026-11-16")),
    ("By? [date]", "24 Nov", Read("2026-11-24")),
    ("By? [date]", "soon", Read(wrong="date")),
    ("By? [date]", "30 Feb", Read(wrong="date")),
]


@pytest.mark.parametrize(("line", "value", "kept"), KEPT)
def test_what_is_kept(line: str, value: Value, kept: Read) -> None:
    """Each kind of answer as it is kept, and back in the form."""
    (question,) = read(line)
    found = given.read(question, {"q1": value}, "q1", TODAY)
    assert found == kept
    if kept.wrong is None and question.kind == "choices":
        assert given.read(question, {"q1": given.chosen(question, kept.value)}, "q1", TODAY) == kept
    elif kept.wrong is None:
        again = given.shown(question, kept.value)
        assert given.read(question, {"q1": again}, "q1", TODAY) == kept


def test_every_wrong_is_met() -> None:
    """No reason is told that nothing leads to."""
    assert {kept.wrong for _, _, kept in KEPT} - {None} == set(Wrong.__args__)  # type: ignore[attr-defined]  # a Literal's


def _values() -> list[tuple[str, str]]:
    kinds = ("mention", "markdown", "size", "unicode", "link_spoof", "format", "log_", "xss")
    found = []
    for case in CASES:
        value = case["value"]
        if not case["kind"].startswith(kinds) or not isinstance(value, str):
            continue
        if repeat := re.fullmatch(r"<repeat '(.*)' x (\d+)>", value):
            value = repeat[1] * min(int(repeat[2]), 100_000)
        found.append((case["id"], value))
    return found


async def test_every_bad_input_is_kept_inert_or_refused(town: Town) -> None:
    """What arrives in the channel is what was kept, on every platform; else the person reads why.

    All messages fit: making one that does not is an error.
    """
    await makes(town, own("What is on your mind?"))
    await joins(town, "Ann")
    await town.wind_to(MONDAY.replace(hour=10))
    prompt = latest(town, "Ann")
    cases = _values()
    assert len(cases) > 50
    for name, value in cases:
        answer = await answers(town, "Ann", {"q1": value}, message=prompt)
        if isinstance(answer, Invalid):
            assert said(answer).splitlines()[1].startswith("q1: "), name
            continue
        kept = next(
            span.text
            for block in shown_in(answer).body
            if not isinstance(block, tuple)
            for _, text in block.rows
            for span in text
            if isinstance(span, Quote)
        )
        for adapter in ADAPTERS:
            read_there = adapter.read(Message(body=((Words("x "), Quote(kept)),)))
            for line in kept.splitlines():
                assert line in read_there, (adapter.name, name)
    await town.wind_to(MONDAY.replace(hour=18))
    assert "Standup, Mon 16 Nov" in said(town.stage.in_channel("lunch")[-1])
