"""Closes a prompt once the time of everybody is over, with its digest."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.checkins import digest, past, telling
from bot.checkins.digest import Draft
from bot.checkins.model import CheckIn
from bot.checkins.settings import number
from bot.checkins.store import calendar, responses
from bot.checkins.store import prompts as rows
from bot.checkins.store.prompts import Prompt
from bot.database import Transaction


async def draft(
    prompt: Prompt, tx: Transaction, check_in: CheckIn, prefix: str, now: datetime
) -> Draft | None:
    """The digest of a prompt whose time is over, before it closes; None while it is not.

    What was answered anonymously is nobody's to read before: such a digest is not drafted.
    """
    if await _last(tx, check_in, prompt, now) > now:
        return None
    questions = await past.questions_of(tx, check_in, prompt)
    if any(each.audience == "anonymous" for each in questions):
        return None
    say = await telling.speech(tx, check_in, now, prefix)
    return await digest.draft(tx, say, check_in, prompt, questions)


async def close(
    prompt: Prompt,
    drafted: Draft | None,
    tx: Transaction,
    check_in: CheckIn,
    prefix: str,
    now: datetime,
) -> bool:
    """Close a prompt once everybody's time is over, and tell the channel what was said."""
    last = await _last(tx, check_in, prompt, now)
    if last > now:
        await rows.close_later(tx, prompt.id, last)
        return False
    if not await rows.close(tx, prompt.id):
        return False
    questions = await past.questions_of(tx, check_in, prompt)
    await digest.release(tx, prompt, questions)
    say = await telling.speech(tx, check_in, now, prefix)
    over = replace(prompt, closed=True)
    await digest.publish(tx, say, check_in, over, questions, now, drafted)
    return False


async def _last(tx: Transaction, check_in: CheckIn, prompt: Prompt, now: datetime) -> datetime:
    """When the time of the last member ends; now, when there is nobody."""
    still = await calendar.still_to_ask(tx, check_in.id, prompt.period)
    ends = [
        await responses.last_due(tx, prompt.id),
        still + timedelta(hours=number(check_in.settings, "deadline")) if still else None,
    ]
    return max((each for each in ends if each is not None), default=now)
