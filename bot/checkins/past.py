"""What came before: the questions as they were worded, and what a member promised last."""

from collections.abc import Sequence
from datetime import date

from bot.checkins.model import CheckIn
from bot.checkins.questions import Question
from bot.checkins.store import answers, checkins
from bot.checkins.store.prompts import Prompt
from bot.database import Transaction


async def promise_of(tx: Transaction, check_in: CheckIn, member: int, period: date) -> str:
    """What this member promised last, before the prompt of this day; "" for nothing."""
    if not any(each.role == "outcome" for each in check_in.questions):
        return ""
    found = await answers.last(tx, check_in.id, member, period)
    if found is None:
        return ""
    before, given = found
    questions = await questions_of(tx, check_in, before)
    made = [given.get(n, "") for n, each in enumerate(questions, 1) if each.role == "promise"]
    return next((each for each in made if each), "")


async def questions_of(tx: Transaction, check_in: CheckIn, prompt: Prompt) -> Sequence[Question]:
    """The questions of a prompt, as they were worded when it opened."""
    if prompt.version == check_in.version:
        return check_in.questions
    return await checkins.questions(tx, check_in.id, prompt.version)
