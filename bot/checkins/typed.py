"""Understands questions typed one a line: "How are you? [mood] (anonymous)".

What is understood is taken off the end of a line, piece by piece: who may read the answers, of what
kind they are, and when the question is asked. Whatever looks like one of these and is none is
refused with its line, so that no slip makes a private question a public one.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from difflib import get_close_matches
from typing import Literal

from bot.checkins.questions import (
    ANONYMOUS,
    MOST,
    SCALE,
    TEXT,
    Audience,
    Condition,
    Kind,
    Question,
    Role,
    Test,
)
from bot.checkins.vocabulary import AUDIENCES, KINDS, OPTIONAL
from bot.members.model import clean, short_enough

OPTION = 60  # characters of one option
OPTIONS = {"choice": 25, "choices": 10}
LONGEST = 2000  # characters of all lines together

Reason = Literal[
    "anonymous_if",  # an anonymous question is asked of everybody, and leads to no other
    "bracket",  # a bracket that is left over
    "few_options",
    "forward",  # a condition on a later question, or on itself
    "impossible",  # a condition that no answer can meet
    "many_anonymous",
    "many_options",
    "no_question",
    "no_text",
    "number",  # "if 1 < many"
    "range",
    "too_long",
    "too_long_all",
    "too_many",
    "twice",
    "unknown_audience",
    "unknown_condition",
    "unknown_kind",
]


class NotRead(ValueError):
    """A line was not understood: its number, a short stable reason, and the words in question."""

    def __init__(self, line: int, reason: Reason, fragment: str = "") -> None:
        super().__init__(f"line {line}, {reason}: {fragment!r}")
        self.line = line
        self.reason: Reason = reason
        self.fragment = fragment


_BULLET = re.compile(r"(?:[-*•]|[0-9]{1,2}[.)])\s+")
_MARK = re.compile(r"\(([^()]*)\)$")
_KIND = re.compile(r"\[([^\[\]]*)\]$")
_KIND_FIRST = re.compile(r"\[([^\[\]]*)\]\s*(?=\S)")
_IF = re.compile(
    r"[,;]?\s*\b(?:only )?if\s+(?:question\s+|q|#)?([0-9]{1,2})\s*"
    r"(?P<test>is not|isn't|is|was|!=|<=|>=|=|<|>)?\s*(?P<value>[^\[\]()<>=]*)$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(-?[0-9]{1,3})\s*(?:-|–|to|\.\.)\s*(-?[0-9]{1,3})")
_BETWEEN = re.compile(r"[,;|/]")
_TESTS: dict[str, Test] = {"is": "is", "was": "is", "=": "is", "is not": "not", "isn't": "not"}
_TESTS |= {"!=": "not", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def read(typed: str) -> tuple[Question, ...]:
    """The questions of these lines. Raises `NotRead` for the first that is not understood."""
    if len(typed) > LONGEST:
        raise NotRead(1, "too_long_all")
    found: list[Question] = []
    numbered = [(n, clean(line, LONGEST)) for n, line in enumerate(typed.splitlines(), 1)]
    lines = [(n, line) for n, line in numbered if line]
    if not lines:
        raise NotRead(1, "no_question")
    for number, line in lines:
        if len(found) == MOST:
            raise NotRead(number, "too_many")
        question = _question(number, line)
        if any(each.text.casefold() == question.text.casefold() for each in found):
            raise NotRead(number, "twice", question.text)
        if question.condition is not None:
            question = replace(question, condition=_possible(number, question, found))
        found.append(question)
        if sum(each.audience == "anonymous" for each in found) > ANONYMOUS:
            raise NotRead(number, "many_anonymous")
    return tuple(found)


def written(questions: Sequence[Question]) -> str:
    """The questions as lines that `read` understands, for the form to be filled in with."""
    return "\n".join(_line(each) for each in questions)


def _question(number: int, line: str) -> Question:
    text = _BULLET.sub("", line, count=1) if _BULLET.match(line) else line
    kind: str | None = None
    audience: Audience | None = None
    condition: tuple[int, str, str] | None = None
    required: bool | None = None
    while True:
        text = text.rstrip()
        if (mark := _MARK.search(text)) and (word := _word(number, mark[1])):
            if word == OPTIONAL and required is None:
                required = False
            elif word != OPTIONAL and audience is None:
                audience = AUDIENCES[word]
            else:
                raise NotRead(number, "bracket", mark[0])
            text = text[: mark.start()]
        elif (bracket := _KIND.search(text)) and kind is None:
            kind, text = bracket[1], text[: bracket.start()]
        elif condition is None and (depends := _IF.search(text)):
            test = (depends["test"] or "").casefold()
            condition = int(depends[1]), test, depends["value"].strip()
            text = text[: depends.start()]
        else:
            break
    if kind is None and (bracket := _KIND_FIRST.match(text)):
        kind, text = bracket[1], text[bracket.end() :]
    if "[" in text or "]" in text:
        raise NotRead(number, "bracket", text)
    if not text:
        raise NotRead(number, "no_text")
    if not short_enough(text, TEXT):
        raise NotRead(number, "too_long", text)
    made = _kind(number, Question(text), kind)
    if condition is not None:
        if audience == "anonymous":
            raise NotRead(number, "anonymous_if")
        made = replace(made, condition=_condition(number, *condition))
    needed = made.required if required is None else required
    return replace(made, audience=audience or made.audience, required=needed)


def _word(number: int, mark: str) -> str | None:
    """The word of a mark in brackets; None for brackets that are part of the question."""
    word = " ".join(mark.casefold().split())
    if word in AUDIENCES or word == OPTIONAL:
        return word
    if get_close_matches(word, [*AUDIENCES, OPTIONAL], 1, 0.7):
        raise NotRead(number, "unknown_audience", mark)
    return None


def _kind(number: int, question: Question, said: str | None) -> Question:
    if said is None:
        return question
    name, _, more = (part.strip() for part in said.partition(":"))
    found = _RANGE.search(said)
    if found and not more:
        name = said[: found.start()].strip() or "scale"
    preset = KINDS.get(" ".join(name.casefold().split()))
    if preset is None:
        raise NotRead(number, "unknown_kind", said)
    made = replace(
        question,
        kind=preset.kind,
        role=preset.role,
        options=preset.options,
        least=preset.least,
        most=preset.most,
        required=preset.required,
    )
    if preset.kind == "scale" and found:
        least, most = int(found[1]), int(found[2])
        if not 1 <= most - least < SCALE:
            raise NotRead(number, "range", said)
        made = replace(made, least=least, most=most)
    elif found and not more:
        raise NotRead(number, "unknown_kind", said)
    if preset.kind in OPTIONS and not preset.options:
        made = replace(made, options=_options(number, preset.kind, more))
    elif more and not found:
        raise NotRead(number, "unknown_kind", said)
    return made


def _options(number: int, kind: Kind, said: str) -> tuple[str, ...]:
    options = tuple(dict.fromkeys(clean(part, OPTION + 1) for part in _BETWEEN.split(said)))
    options = tuple(each for each in options if each)
    if len(options) < 2:
        raise NotRead(number, "few_options", said)
    if len(options) > OPTIONS[kind]:
        raise NotRead(number, "many_options", said)
    for each in options:
        if not short_enough(each, OPTION):
            raise NotRead(number, "too_long", each)
    return options


def _condition(number: int, question: int, test: str, value: str) -> Condition:
    word = " ".join(value.casefold().split())
    if test in ("", "is") and word in ("answered", "is answered"):
        return Condition(question, "answered")
    if not test or not word:
        raise NotRead(number, "unknown_condition", value)
    return Condition(question, _TESTS[test], value)


def _possible(number: int, question: Question, before: Sequence[Question]) -> Condition:
    """The condition as it is kept, when some answer to that earlier question can meet it."""
    condition = question.condition
    assert condition is not None
    if not 1 <= condition.question <= len(before):
        raise NotRead(number, "forward", str(condition.question))
    on = before[condition.question - 1]
    if on.audience == "anonymous":
        raise NotRead(number, "anonymous_if")
    if condition.test == "answered":
        return condition
    word = condition.value.casefold()
    if on.kind == "scale" and condition.test == "is" and word in ("low", "high"):
        third = (on.most - on.least) // 3
        if word == "low":
            return replace(condition, test="<=", value=str(on.least + third))
        return replace(condition, test=">=", value=str(on.most - third))
    if condition.test in ("is", "not"):
        return _one_of(number, condition, on)
    if on.kind not in ("scale", "number"):
        raise NotRead(number, "unknown_condition", condition.value)
    if not re.fullmatch(r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?", condition.value):
        raise NotRead(number, "number", condition.value)
    if on.kind == "scale" and not any(_meets(condition, step) for step in on.choices):
        raise NotRead(number, "impossible", f"{condition.test} {condition.value}")
    return condition


def _one_of(number: int, condition: Condition, on: Question) -> Condition:
    if on.kind in ("text", "date"):
        raise NotRead(number, "unknown_condition", condition.value)
    if on.kind == "number":
        if not re.fullmatch(r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?", condition.value):
            raise NotRead(number, "number", condition.value)
        return condition
    same = [each for each in on.choices if each.casefold() == condition.value.casefold()]
    if not same:
        raise NotRead(number, "impossible", condition.value)
    return replace(condition, value=same[0])


def _meets(condition: Condition, step: str) -> bool:
    one, other = Decimal(step), Decimal(condition.value)
    return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[
        condition.test
    ]


def _line(question: Question) -> str:
    preset = next(
        (name for name, each in KINDS.items() if (each.kind, each.role) == _sort(question)), "text"
    )
    kind = preset
    if question.kind == "scale":
        kind = f"scale {question.least} to {question.most}"
    elif question.options and question.role != "outcome":
        kind = f"{preset}: {', '.join(question.options)}"
    line = question.text if kind == "text" else f"{question.text} [{kind}]"
    mark = next(name for name, each in AUDIENCES.items() if each == question.audience)
    if question.audience != "channel":
        line += f" ({mark})"
    if question.required != KINDS[preset].required:
        line += f" ({OPTIONAL})"
    if (condition := question.condition) is not None:
        test = {"not": "is not", "answered": "is"}.get(condition.test, condition.test)
        line += f" if {condition.question} {test} {condition.value or 'answered'}"
    return line


def _sort(question: Question) -> tuple[Kind, Role]:
    return question.kind, question.role
