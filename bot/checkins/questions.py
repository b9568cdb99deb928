"""Questions of a check-in: what they are, who is asked which of them, and how they are kept."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Literal

MOST = 10  # questions of a check-in
TEXT = 45  # characters of a question: it is the label of a field
PAGE = 5  # questions of a form
ANSWER = 500  # characters of an answer in words
ANONYMOUS = 5  # anonymous questions: they have to fit on one page
SCALE = 11  # steps of a scale

Kind = Literal["text", "number", "scale", "choice", "choices", "yes_no", "date"]
Audience = Literal["me", "members", "organisers", "channel", "anonymous"]
Role = Literal["", "promise", "outcome", "working", "ask", "offer", "blocker"]
Test = Literal["is", "not", "<", "<=", ">", ">=", "answered"]

OPEN_TO = ("channel", "members")  # audiences to which everybody in the check-in belongs
OUTCOMES = ("done", "partly", "not", "dropped")
YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Condition:
    """A question is asked only if the answer to an earlier one (by number, from 1) fits."""

    question: int
    test: Test
    value: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `options` are those of a choice; a scale goes from `least` to `most`.

    `role` says what the answer means beyond the digest: a promise, an ask, a blocker.
    """

    text: str
    kind: Kind = "text"
    audience: Audience = "channel"
    options: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    required: bool = True
    condition: Condition | None = None
    role: Role = ""

    @property
    def choices(self) -> tuple[str, ...]:
        """All that can be answered, as it is kept; empty where that is no list."""
        match self.kind:
            case "choice" | "choices":
                return self.options
            case "yes_no":
                return YES_NO
            case "scale":
                return tuple(str(step) for step in range(self.least, self.most + 1))
            case _:
                return ()


def goes_along(question: Question) -> bool:
    """Whether the answer is a line that its member may show at their lunches."""
    return question.role in ("working", "ask", "offer") and question.audience in OPEN_TO


Answers = Mapping[int, str]
"""What somebody answered, by the number of the question from 1, as it is kept."""


def order(questions: Sequence[Question], *, anonymous: bool = True) -> list[int]:
    """The numbers of the questions in the order of asking: the anonymous ones come last."""
    named = [n for n, each in enumerate(questions, 1) if each.audience != "anonymous"]
    if not anonymous:
        return named
    return named + [n for n, each in enumerate(questions, 1) if each.audience == "anonymous"]


def asked(questions: Sequence[Question], number: int, answers: Answers) -> bool:
    """Whether this question is to be asked of somebody with these answers so far."""
    condition = questions[number - 1].condition
    return condition is None or holds(condition, answers.get(condition.question))


def holds(condition: Condition, answer: str | None) -> bool:
    """Whether an answer passes the test; what was not answered passes none."""
    if answer is None:
        return False
    given = answer.split("\n")
    match condition.test:
        case "answered":
            return True
        case "is":
            return any(each.casefold() == condition.value.casefold() for each in given)
        case "not":
            return all(each.casefold() != condition.value.casefold() for each in given)
        case _:
            return _compared(Decimal(answer), condition.test, Decimal(condition.value))


def left_out(questions: Sequence[Question], promise: str) -> frozenset[int]:
    """The questions that make no sense yet: what came of a promise that nobody has given."""
    if promise:
        return frozenset()
    return frozenset(n for n, each in enumerate(questions, 1) if each.role == "outcome")


def page(
    questions: Sequence[Question],
    answers: Answers,
    start: int,
    *,
    anonymous: bool = True,
    without: Collection[int] = (),
) -> list[int]:
    """The questions, by number, of the form that begins at this place in their order.

    At most five, and none of those in `without`. What depends on an answer of this very page begins
    a new one, and so do the anonymous questions. Empty when nothing is left to ask.
    """
    numbers: list[int] = []
    for number in order(questions, anonymous=anonymous)[start:]:
        if number in without:
            continue
        each = questions[number - 1]
        if each.condition is not None and each.condition.question in numbers:
            break
        first = questions[numbers[0] - 1] if numbers else each
        if (first.audience == "anonymous") != (each.audience == "anonymous"):
            break
        if asked(questions, number, answers):
            if len(numbers) == PAGE:
                break
            numbers.append(number)
    return numbers


def after(questions: Sequence[Question], numbers: Sequence[int]) -> int:
    """The place in the order that follows this page."""
    return order(questions).index(numbers[-1]) + 1 if numbers else len(questions)


def to_json(questions: Sequence[Question]) -> str:
    """As one line of JSON, each question as what differs from the plainest one."""
    plain = Question("")
    kept: list[dict[str, object]] = []
    for each in questions:
        row: dict[str, object] = {
            one.name: getattr(each, one.name)
            for one in fields(Question)
            if getattr(each, one.name) != getattr(plain, one.name)
        }
        if each.condition is not None:
            row["condition"] = [getattr(each.condition, one.name) for one in fields(Condition)]
        kept.append(row)
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def from_json(line: str) -> tuple[Question, ...]:
    """The questions that `to_json` wrote."""
    found: list[Question] = []
    for row in json.loads(line):
        row["options"] = tuple(row.get("options", ()))
        if "condition" in row:
            row["condition"] = Condition(*row["condition"])
        found.append(Question(**row))
    return tuple(found)


def _compared(answer: Decimal, test: Test, value: Decimal) -> bool:
    match test:
        case "<":
            return answer < value
        case "<=":
            return answer <= value
        case ">":
            return answer > value
        case _:
            return answer >= value
