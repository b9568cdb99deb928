"""Questions typed one a line: what is understood, and what is refused with its line and reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins.questions import (
    OUTCOMES,
    Audience,
    Condition,
    Question,
    from_json,
    to_json,
)
from bot.checkins.typed import LONGEST, NotRead, Reason, read, written

MOOD = Question("How are you?", "scale", "anonymous", least=1, most=5)

# a line, and the one question that it means
UNDERSTOOD: list[tuple[str, Question]] = [
    ("How are you?", Question("How are you?")),
    ("How are you? [mood] (anonymous)", MOOD),
    ("How are you? (anonymous) [mood]", MOOD),
    ("[mood] How are you? (Anonymous)", MOOD),
    ("1. How are you? [text]", Question("How are you?")),
    ("- How are you?", Question("How are you?")),
    ("How are you (really)?", Question("How are you (really)?")),
    ("Energy [scale 1-10] (only me)", Question("Energy", "scale", "me", least=1, most=10)),
    ("Energy [scale 0 to 10]", Question("Energy", "scale", least=0, most=10)),
    ("Energy [1-5]", Question("Energy", "scale", least=1, most=5)),
    ("Hours? [number] (organisers)", Question("Hours?", "number", "organisers")),
    ("Hours? [number] (confidential)", Question("Hours?", "number", "organisers")),
    ("Tea? [choice: green, black]", Question("Tea?", "choice", options=("green", "black"))),
    ("Tea? [choices: green / black]", Question("Tea?", "choices", options=("green", "black"))),
    ("Coming? [yes/no] (members)", Question("Coming?", "yes_no", "members")),
    ("Ready by? [date] (optional)", Question("Ready by?", "date", required=False)),
    ("In the way? [blocker]", Question("In the way?", required=False, role="blocker")),
    ("I promise [promise]", Question("I promise", role="promise")),
    (
        "What came of it? [outcome]",
        Question("What came of it?", "choice", options=OUTCOMES, role="outcome"),
    ),
    ("Ça va ? [mood]", Question("Ça va ?", "scale", least=1, most=5)),
]


@pytest.mark.parametrize(("line", "question"), UNDERSTOOD)
def test_what_a_line_means(line: str, question: Question) -> None:
    """Kinds, audiences and marks are read wherever they stand at the end of a line."""
    assert read(line) == (question,)


# the condition of a second or third question, after these
BEFORE = "How are you? [mood]\nComing? [yes/no]\nTea? [choice: Green, Black]\nHours? [number]\nWhy?"
CONDITIONS: list[tuple[str, Condition]] = [
    ("if 1 is low", Condition(1, "<=", "2")),
    ("if 1 is high", Condition(1, ">=", "4")),
    ("only if 1 is 3", Condition(1, "is", "3")),
    ("if 1 < 3", Condition(1, "<", "3")),
    ("if 2 is yes", Condition(2, "is", "yes")),
    ("if question 2 is No", Condition(2, "is", "no")),
    ("if 3 is not green", Condition(3, "not", "Green")),
    ("if 4 >= 2.5", Condition(4, ">=", "2.5")),
    ("if 5 is answered", Condition(5, "answered")),
]


@pytest.mark.parametrize(("words", "condition"), CONDITIONS)
def test_conditions(words: str, condition: Condition) -> None:
    """A condition on an earlier question is kept as a test of its answer."""
    *_, last = read(f"{BEFORE}\nWhat is in the way? [text] (only me) {words}")
    assert last == Question("What is in the way?", audience="me", condition=condition)
    *_, last = read(f"{BEFORE}\nWhat is in the way? {words} [text] (only me)")
    assert last.condition == condition


# what is refused: the lines, the line at fault, and why
REFUSED: list[tuple[str, int, Reason]] = [
    ("", 1, "no_question"),
    (" \n\t\n", 1, "no_question"),
    ("[mood] (anonymous)", 1, "no_text"),
    ("How?\n\n(anonymous)", 3, "no_text"),
    ("How are you? [moood]", 1, "unknown_kind"),
    ("How are you? [text: a, b]", 1, "unknown_kind"),
    ("How are you? [text 1-5]", 1, "unknown_kind"),
    ("How are you? (anonimous)", 1, "unknown_audience"),
    ("How are you? (only  mee)", 1, "unknown_audience"),
    ("How are you? (anonymous) (members)", 1, "bracket"),
    ("How are you? [mood] [text]", 1, "bracket"),
    ("How [are you?", 1, "bracket"),
    ("Tea? [choice]", 1, "few_options"),
    ("Tea? [choice: green]", 1, "few_options"),
    ("Tea? [choice: green, green]", 1, "few_options"),
    ("Tea? [choices: " + ", ".join("abcdefghijk") + "]", 1, "many_options"),
    ("Tea? [choice: green, " + "x" * 61 + "]", 1, "too_long"),
    ("Energy [scale 1-1]", 1, "range"),
    ("Energy [scale 1-50]", 1, "range"),
    ("Energy [scale 5-1]", 1, "range"),
    ("x" * 46, 1, "too_long"),
    ("&" * 45, 1, "too_long"),
    ("\n".join(f"Question {n}" for n in range(11)), 11, "too_many"),
    ("How are you?\nhow are YOU?", 2, "twice"),
    ("\n".join(f"Question {n} (anonymous)" for n in range(6)), 6, "many_anonymous"),
    ("x" * (LONGEST + 1), 1, "too_long_all"),
    ("Why? if 1 is yes", 1, "forward"),
    ("Well? [yes/no]\nWhy? if 2 is yes", 2, "forward"),
    ("Well? [yes/no]\nWhy? if 3 is yes\nAnd? [yes/no]", 2, "forward"),
    ("Well? [yes/no]\nWhy? if 0 is yes", 2, "forward"),
    ("Well? [yes/no]\nWhy? if 1 is perhaps", 2, "impossible"),
    ("Well? [mood]\nWhy? if 1 is 7", 2, "impossible"),
    ("Well? [mood]\nWhy? if 1 > 5", 2, "impossible"),
    ("Tea? [choice: a, b]\nWhy? if 1 is c", 2, "impossible"),
    ("Hours? [number]\nWhy? if 1 > many", 2, "number"),
    ("Well?\nWhy? if 1 is low", 2, "unknown_condition"),
    ("Well? [yes/no]\nWhy? if 1 < 3", 2, "unknown_condition"),
    ("Well? [yes/no]\nWhy? if 1", 2, "unknown_condition"),
    ("Well? [yes/no]\nWhy? (anonymous) if 1 is no", 2, "anonymous_if"),
    ("Well? [yes/no] (anonymous)\nWhy? if 1 is no", 2, "anonymous_if"),
]


@pytest.mark.parametrize(("lines", "line", "reason"), REFUSED)
def test_what_is_refused(lines: str, line: int, reason: Reason) -> None:
    """The line is named, and why; no slip turns an anonymous question into a public one."""
    with pytest.raises(NotRead) as wrong:
        read(lines)
    assert (wrong.value.line, wrong.value.reason) == (line, reason)


def test_every_reason_is_met() -> None:
    """No reason is told that nothing leads to."""
    assert {reason for _, _, reason in REFUSED} == set(Reason.__args__)  # type: ignore[attr-defined]  # a Literal's


@pytest.mark.parametrize("line", [line for line, _ in UNDERSTOOD])
def test_written_and_read_again(line: str) -> None:
    """The form of a check-in that is edited holds lines that mean the same."""
    (question,) = read(line)
    assert read(written([question])) == (question,)
    assert from_json(to_json([question])) == (question,)


@pytest.mark.parametrize(("words", "condition"), CONDITIONS)
def test_conditions_written_and_read_again(words: str, condition: Condition) -> None:
    """Also what a question depends on."""
    questions = read(f"{BEFORE}\nAnd? [text] (only me) {words}")
    assert read(written(questions)) == questions
    assert from_json(to_json(questions)) == questions


@given(st.text(max_size=200))
def test_any_line_is_read_or_refused(line: str) -> None:
    """Whatever is typed, it is questions or a reason, and never more public than it says."""
    try:
        questions = read(line)
    except NotRead:
        return
    assert all(each.text for each in questions)
    assert read(written(questions)) == questions


AUDIENCES: list[tuple[str, Audience]] = [
    ("(only me)", "me"),
    ("(members)", "members"),
    ("(organizers)", "organisers"),
    ("(everybody)", "channel"),
    ("(anonymously)", "anonymous"),
    ("", "channel"),
]


@pytest.mark.parametrize(("mark", "audience"), AUDIENCES)
def test_who_sees_it(mark: str, audience: Audience) -> None:
    """The words for each audience."""
    (question,) = read(f"How are you? {mark}")
    assert question.audience == audience
