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
    return (await promises_of(tx, check_in, [member], period)).get(member, "")


async def promises_of(
    tx: Transaction, check_in: CheckIn, members: Sequence[int], period: date
) -> dict[int, str]:
    """What these promised last, before the prompt of this day, as far as they did."""
    if not any(each.role == "outcome" for each in check_in.questions):
        return {}
    worded: dict[int, Sequence[Question]] = {}
    found: dict[int, str] = {}
    for member, (before, given) in (await answers.last(tx, check_in.id, members, period)).items():
        if before.version not in worded:
            worded[before.version] = await questions_of(tx, check_in, before)
        for number, each in enumerate(worded[before.version], 1):
            if each.role == "promise" and given.get(number):
                found.setdefault(member, given[number])
    return found


async def questions_of(tx: Transaction, check_in: CheckIn, prompt: Prompt) -> Sequence[Question]:
    """The questions of a prompt, as they were worded when it opened."""
    if prompt.version == check_in.version:
        return check_in.questions
    return await checkins.questions(tx, check_in.id, prompt.version)
