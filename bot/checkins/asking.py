"""Asks the members of a check-in whose time has come, a page of them at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.chat.message import Message
from bot.checkins import messages, past, telling
from bot.checkins.model import (
    PAGE,
    Asking,
    CheckIn,
    Enrolment,
    deadline,
    due,
    first_after,
    next_reminder,
    reminders,
    schedule,
)
from bot.checkins.questions import Question, left_out
from bot.checkins.settings import number
from bot.checkins.store import calendar, responses
from bot.checkins.store import prompts as rows
from bot.checkins.store.enrolments import Seat
from bot.checkins.store.prompts import Prompt
from bot.checkins.store.responses import Response
from bot.database import Transaction
from bot.outbox import store as outbox
from bot.outbox.model import Delivery


@dataclass(frozen=True, slots=True)
class _Asked:
    """One member who is asked now."""

    seat: Seat
    asking: Asking
    prompt: Prompt
    due_at: datetime
    missed: int


async def ask(tx: Transaction, check_in: CheckIn, prefix: str, now: datetime) -> bool:
    """Ask a page of those whose time has come. Whether there may be more of them."""
    if check_in.state != "active":
        return False
    seats = await calendar.due(tx, check_in.id, now, PAGE)
    if not seats:
        return False
    hours = number(check_in.settings, "deadline")
    opened: dict[date, Prompt] = {}
    asked: list[_Asked] = []
    later: list[Enrolment] = []
    for seat in seats:
        times = schedule(check_in, seat.enrolment)
        asking = due(times, seat.enrolment, now)
        missed = seat.enrolment.missed + asking.missed
        if asking.occurrence is not None:
            day = asking.occurrence.period
            due_at = deadline(asking.occurrence, hours, now, late=asking.late)
            if day not in opened:
                opened[day] = await rows.open_on(tx, check_in.id, day, check_in.version, due_at)
            asked.append(_Asked(seat, asking, opened[day], due_at, missed))
        following = first_after(times, asking.last)
        later.append(
            replace(
                seat.enrolment,
                last=asking.last,
                missed=0 if asking.occurrence is not None else missed,
                pause=None,  # whoever is asked is back
                next_at=following.at,
                next_period=following.period,
            )
        )
    claimed = await calendar.claim(tx, [seat.enrolment for seat in seats], later)
    assert claimed, "nobody else writes inside this transaction"
    await _tell(tx, check_in, asked, prefix, now)
    return len(seats) == PAGE


async def _tell(
    tx: Transaction, check_in: CheckIn, asked: Sequence[_Asked], prefix: str, now: datetime
) -> None:
    """Write down who is asked, and send each the prompt."""
    usual = number(check_in.settings, "reminders")
    begun = [
        Response(
            each.prompt.id,
            each.seat.member,
            "asked",
            each.due_at,
            asked=True,
            remind_at=_first_reminder(each, usual, now),
        )
        for each in asked
    ]
    new = await responses.ask(tx, begun)
    say = await telling.speech(tx, check_in, now, prefix)
    worded, promised = await _background(tx, check_in, asked)
    made: dict[object, Message] = {}
    deliveries: list[Delivery] = []
    for each in asked:
        member, prompt = each.seat.member, each.prompt
        if (prompt.id, member) not in new:
            continue  # they answered early, or sit this one out
        questions = worded[prompt.id]
        promise = promised.get((prompt.id, member), "")
        variant = (prompt.id, each.due_at, each.missed, promise)
        if variant not in made:
            without = left_out(questions, promise)
            made[variant] = messages.prompt(
                say,
                check_in,
                prompt.period,
                [one for n, one in enumerate(questions, 1) if n not in without],
                each.due_at,
                missed=each.missed,
                promise=promise,
            )
        deliveries.append(
            telling.to_member(
                check_in,
                telling.address(each.seat.ref, each.seat.enrolment),
                member,
                telling.asking_key(prompt.id, member),
                made[variant],
                now,
                expires=each.due_at,
                on_end="checkins.asked",
                about=each.seat.enrolment.id,
                asked=True,
                at_once=True,
            )
        )
    await outbox.put(tx, deliveries)


async def _background(
    tx: Transaction, check_in: CheckIn, asked: Sequence[_Asked]
) -> tuple[dict[int, Sequence[Question]], dict[tuple[int, int], str]]:
    """The questions of each prompt, and what was promised last, by prompt and member."""
    worded: dict[int, Sequence[Question]] = {}
    promised: dict[tuple[int, int], str] = {}
    for prompt in {each.prompt.id: each.prompt for each in asked}.values():
        worded[prompt.id] = await past.questions_of(tx, check_in, prompt)
        there = [each.seat.member for each in asked if each.prompt.id == prompt.id]
        told = await past.promises_of(tx, check_in, there, prompt.period)
        promised |= {(prompt.id, member): promise for member, promise in told.items()}
    return worded, promised


def _first_reminder(asked: _Asked, usual: int, now: datetime) -> datetime | None:
    assert asked.asking.occurrence is not None
    own = asked.seat.enrolment
    how_many = usual if own.reminders is None else own.reminders
    opens = (
        max(asked.asking.occurrence.at, now) if asked.asking.late else asked.asking.occurrence.at
    )
    return next_reminder(reminders(opens, asked.due_at, how_many, own.zone), now)
