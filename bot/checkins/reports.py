"""All that the organisers of a check-in may read of it, line by line, for a spreadsheet."""

from dataclasses import dataclass
from datetime import date

from bot.checkins.model import CheckIn
from bot.checkins.store import anonymous, answers, checkins, prompts
from bot.database import Transaction

FOR_ORGANISERS = ("channel", "organisers")


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of somebody, or one number of an anonymous question (`people`: how many)."""

    day: date
    question: str
    kind: str
    audience: str
    who: str
    answer: str
    late: date | None = None
    people: int | None = None


async def report(tx: Transaction, check_in: CheckIn) -> list[Line]:
    """What was answered to each prompt that has closed, as it was agreed when it was answered."""
    found: list[Line] = []
    for prompt in reversed(await prompts.latest(tx, check_in.id, limit=None)):
        if not prompt.closed:
            continue
        questions = await checkins.questions(tx, check_in.id, prompt.version)
        open_to = [n for n, each in enumerate(questions, 1) if each.audience in FOR_ORGANISERS]
        said = await answers.said(tx, prompt.id, open_to)
        told = await anonymous.released(tx, prompt.id)
        for number, each in enumerate(questions, 1):
            about = (prompt.period, each.text, each.kind, each.audience)
            found += [
                Line(*about, one.name, one.value, one.late_day)
                for one in said
                if one.question == number
            ]
            if number not in told or not told[number].answers:
                continue
            result = told[number]
            found.append(Line(*about, "", result.mean, people=result.answers))
            found += [Line(*about, "", option, people=n) for option, n in result.counts.items()]
            found += [Line(*about, "", text) for text in result.texts]
    return found
