"""Closes a prompt once the time of everybody is over, with its digest."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.checkins import digest, past, telling
from bot.checkins.model import CheckIn
from bot.checkins.settings import number
from bot.checkins.store import calendar, responses
from bot.checkins.store import prompts as rows
from bot.checkins.store.prompts import Prompt
from bot.database import Transaction


async def close(
    prompt: Prompt, tx: Transaction, check_in: CheckIn, prefix: str, now: datetime
) -> bool:
    """Close a prompt once everybody's time is over, and tell the channel what was said."""
    hours = number(check_in.settings, "deadline")
    still = await calendar.still_to_ask(tx, check_in.id, prompt.period)
    ends = [
        await responses.last_due(tx, prompt.id),
        still + timedelta(hours=hours) if still else None,
    ]
    last = max((each for each in ends if each is not None), default=now)
    if last > now:
        await rows.close_later(tx, prompt.id, last)
        return False
    if not await rows.close(tx, prompt.id):
        return False
    questions = await past.questions_of(tx, check_in, prompt)
    await digest.release(tx, prompt, questions)
    say = await telling.speech(tx, check_in, now, prefix)
    await digest.publish(tx, say, check_in, replace(prompt, closed=True), questions, now)
    return False
