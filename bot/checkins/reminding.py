"""Reminds those who were asked and have given no sign, a page of them at a time."""

from datetime import datetime, timedelta

from bot.chat.message import Message
from bot.checkins import messages, past, telling
from bot.checkins.model import PAGE, CheckIn, next_reminder, reminders
from bot.checkins.settings import number
from bot.checkins.store import enrolments, responses
from bot.checkins.store.enrolments import Seat
from bot.checkins.store.prompts import Prompt
from bot.checkins.store.responses import Response
from bot.database import Transaction
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from bot.schedules.hours import is_quiet


async def remind(
    prompt: Prompt, tx: Transaction, check_in: CheckIn, prefix: str, now: datetime
) -> bool:
    """Remind a page of those who wanted to be. Whether there may be more of them."""
    found = await responses.to_remind(tx, prompt.id, now, PAGE)
    if not found:
        return False
    there = await enrolments.seats_of(tx, check_in.id, [each.member for each in found])
    say = await telling.speech(tx, check_in, now, prefix)
    questions = await past.questions_of(tx, check_in, prompt)
    made: dict[datetime, Message] = {}
    later: list[tuple[int, int, datetime | None]] = []
    deliveries: list[Delivery] = []
    for response in found:
        seat, due_at = there.get(response.member), response.due_at
        if seat is None or not _may_remind(check_in, seat, response, now):
            later.append((prompt.id, response.member, None))
            continue
        later.append((prompt.id, response.member, _next_reminder(check_in, seat, response, now)))
        if due_at not in made:
            made[due_at] = messages.reminder(say, check_in, prompt.period, questions, due_at)
        deliveries.append(
            telling.to_member(
                check_in,
                telling.address(seat.ref, seat.enrolment),
                seat.member,
                f"{telling.reminders_of(prompt.id, seat.member)}{response.remind_at}",
                made[due_at],
                now,
                expires=due_at,
                asked=True,
            )
        )
    await responses.remind_at(tx, later)
    await outbox.put(tx, deliveries)
    return len(found) == PAGE


def _may_remind(check_in: CheckIn, seat: Seat, response: Response, now: datetime) -> bool:
    """Whether they have given no sign, and it is neither night there nor too late."""
    waits = response.state == "asked" and now < response.due_at and seat.enrolment.pause is None
    return waits and check_in.state == "active" and not is_quiet(now, seat.zone)


def _next_reminder(
    check_in: CheckIn, seat: Seat, response: Response, now: datetime
) -> datetime | None:
    opens = response.due_at - timedelta(hours=number(check_in.settings, "deadline"))
    how_many = seat.enrolment.reminders
    if how_many is None:
        how_many = number(check_in.settings, "reminders")
    return next_reminder(reminders(opens, response.due_at, how_many, seat.zone), now)
