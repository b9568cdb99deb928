"""What may be told of anonymous answers: nothing that fewer than five people share.

Five is the least that vendors of surveys take; words are told from ten on, in no order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.checkins.questions import Question

LEAST = 5  # answers, and people behind each number that is told
LEAST_TEXTS = 10


@dataclass(frozen=True, slots=True)
class Result:
    """What is told of one question. `counts` has only the options that enough people chose."""

    answers: int = 0  # 0: too few to tell anything
    mean: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    texts: tuple[str, ...] = ()


def result(question: Question, values: Sequence[str]) -> Result:
    """The result of a question from its answers, which are in no order already.

    An option that fewer than five chose is told in no way, also not by what is left over of all. A
    mean is rounded to halves, as an exact one tells the sum, and it never stands beside counts that
    are not complete: the two together would give the hidden ones away.
    """
    if len(values) < LEAST:
        return Result()
    match question.kind:
        case "choice" | "yes_no":
            return Result(len(values), counts=_told(question, values))
        case "scale":
            told = _told(question, values)
            if sum(told.values()) == len(values):
                return Result(len(values), counts=told)
            return Result(len(values), _in_halves(_mean(values)))
        case "choices":
            return Result(len(values), counts=_each_told(question, values))
        case "number":
            return Result(len(values), f"{_mean(values):.2g}")
        case _:
            enough = len(values) >= LEAST_TEXTS
            return Result(len(values), texts=tuple(values) if enough else ())


def _told(question: Question, values: Sequence[str]) -> dict[str, int]:
    """The options with their counts: a rest of one to four hides the smallest of them, too."""
    counts = {option: values.count(option) for option in question.choices}
    told = {option: n for option, n in counts.items() if n >= LEAST}
    while told and 0 < len(values) - sum(told.values()) < LEAST:
        del told[min(told, key=lambda option: told[option])]
    return told


def _each_told(question: Question, values: Sequence[str]) -> dict[str, int]:
    """Of several choices each stands alone: told where enough chose it, and enough did not."""
    found: dict[str, int] = {}
    for option in question.choices:
        chose = sum(option in value.split("\n") for value in values)
        rest = len(values) - chose
        if chose >= LEAST and (rest == 0 or rest >= LEAST):
            found[option] = chose
    return found


def _mean(values: Sequence[str]) -> Decimal:
    return sum((Decimal(value) for value in values), Decimal()) / len(values)


def _in_halves(mean: Decimal) -> str:
    return f"{(2 * mean).to_integral_value() / 2:f}"
