"""What somebody gave as an answer: read from a form into what is kept, and back into the form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from bot.chat.request import Value
from bot.checkins.questions import ANSWER, Question
from bot.members.model import clean, short_enough
from bot.schedules.construct import NotUnderstood
from bot.schedules.days import understand_until

Wrong = Literal["missing", "too_long", "number", "date", "option"]

_NUMBER = re.compile(r"([+-]?)([0-9]{1,9})(?:[.,]([0-9]{1,6}))?")
_LINES = 20  # of an answer in words


@dataclass(frozen=True, slots=True)
class Read:
    """An answer as it is kept ("" for none), or what is wrong with it."""

    value: str = ""
    wrong: Wrong | None = None


def read(question: Question, values: Mapping[str, Value], name: str, today: date) -> Read:
    """The answer that came under this name, on the day that it is where they are."""
    came = values.get(name, "")
    if isinstance(came, tuple) or question.kind == "choices":
        found = _several(question, (came,) if isinstance(came, str) else came)
    else:
        found = _one(question, came, today)
    if found.wrong is None and not found.value and question.required:
        return Read(wrong="missing")
    return found


def shown(question: Question, value: str) -> str:
    """What the field of a form is filled in with; for a choice, the number of its option."""
    if question.kind in ("choice", "scale", "yes_no") and value in question.choices:
        return str(question.choices.index(value))
    return value if question.kind not in ("choice", "scale", "yes_no") else ""


def chosen(question: Question, value: str) -> tuple[str, ...]:
    """The options that are ticked, by their numbers."""
    given = value.split("\n")
    return tuple(str(n) for n, each in enumerate(question.choices) if each in given)


def _several(question: Question, came: tuple[str, ...]) -> Read:
    picked = [_option(question, each) for each in came if each]
    if any(each is None for each in picked) or question.kind != "choices":
        return Read(wrong="option")
    return Read("\n".join(each for each in question.options if each in picked))


def _one(question: Question, came: str, today: date) -> Read:
    match question.kind:
        case "choice" | "scale" | "yes_no":
            if not came:
                return Read()
            option = _option(question, came)
            return Read(wrong="option") if option is None else Read(option)
        case "number":
            return _number(came.strip())
        case "date":
            return _date(clean(came, 60), today)
        case _:
            return _words(came)


def _option(question: Question, number: str) -> str | None:
    place = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else -1
    return question.choices[place] if 0 <= place < len(question.choices) else None


def _number(came: str) -> Read:
    if not came:
        return Read()
    found = _NUMBER.fullmatch(came)
    if found is None:
        return Read(wrong="number")
    sign, whole, part = found.groups()
    value = Decimal(f"{sign}{whole}.{part or 0}").normalize()
    return Read(f"{value + 0:f}")


def _date(came: str, today: date) -> Read:
    """A day, also today or one that is over when it is written out."""
    if not came:
        return Read()
    if came.casefold() == "today":
        return Read(today.isoformat())
    try:
        return Read(date.fromisoformat(came).isoformat())
    except ValueError:
        pass
    try:
        return Read(understand_until(came, today=today - timedelta(days=1)).isoformat())
    except NotUnderstood:
        return Read(wrong="date")


def _words(came: str) -> Read:
    lines = [clean(line, 3000) for line in came.splitlines()[: 10 * _LINES]]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    value = "\n".join(kept).strip()
    if not short_enough(value, ANSWER) or len(kept) > _LINES:
        return Read(value[:ANSWER], wrong="too_long")
    return Read(value)
