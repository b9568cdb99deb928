"""A circle that asks before each round: everybody hears from it the day before, by day."""

from dataclasses import replace
from datetime import datetime

from bot.circles import questions, telling
from bot.circles.model import Circle, by_day
from bot.circles.rounds import speech
from bot.circles.settings import choice
from bot.circles.store import circles, enrolments
from bot.database import Transaction
from bot.outbox import store as outbox


async def ask(tx: Transaction, circle: Circle, prefix: str, now: datetime) -> bool:
    """Ask all who could come to the next round, once. False when somebody else did already."""
    if not await circles.asked(tx, circle):
        return False
    period = circle.next_period
    assert period is not None
    say = await speech(tx, circle, now, prefix)
    silence = choice(circle.settings, "silence") == "yes"
    message = questions.coming(say, circle, period, silence=silence)
    deliveries = []
    for seat in await enrolments.enrolled(tx, circle.id):
        at = by_day(now, seat.zone or circle.schedule.zone)
        late = circle.next_at is None or at >= circle.next_at
        if late or period in seat.enrolment.coming or not seat.enrolment.takes_part(period):
            continue
        key = f"circle:{circle.id}:coming:{period}:{seat.member}"
        asked = telling.to_person(circle, seat.ref, key, message, at)
        deliveries.append(replace(asked, member=seat.member, expires=circle.next_at))
    await outbox.put(tx, deliveries)
    return True
