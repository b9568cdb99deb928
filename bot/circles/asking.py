"""A circle that asks before each round: everybody hears from it the day before, by day."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.circles import questions, telling
from bot.circles.model import ASKED_BEFORE, Circle
from bot.circles.settings import asks, needs_word
from bot.circles.store import calendar, enrolments
from bot.circles.telling import speech
from bot.database import Transaction
from bot.duty import Duty, Watch, Work
from bot.outbox import store as outbox
from bot.schedules.hours import by_day


async def _coming(watch: Watch) -> list[Work]:
    """Ask in each circle whose next round is a day away."""
    async with watch.database.read() as tx:
        due = await calendar.to_ask(tx, watch.now + ASKED_BEFORE)
    return [
        partial(_ask, watch, each, watch.traits[each.platform].prefix)
        for each in due
        if each.platform in watch.traits
    ]


DUTY = Duty(_coming, calendar.FIRST_TO_ASK, before=ASKED_BEFORE)


async def _ask(watch: Watch, circle: Circle, prefix: str) -> bool:
    async with watch.database.write() as tx:
        return await ask(tx, circle, prefix, watch.now)


async def ask(tx: Transaction, circle: Circle, prefix: str, now: datetime) -> bool:
    """Ask all who could come to the next round, once. False when somebody else did already."""
    if not await calendar.asked(tx, circle):
        return False
    period = circle.next_period
    assert period is not None
    say = await speech(tx, circle, now, prefix)
    everybody = asks(circle.settings)
    message = {
        must_say: questions.coming(say, circle, period, silence=not must_say)
        for must_say in (True, False)
    }
    deliveries = []
    for seat in await enrolments.enrolled(tx, circle.id):
        at = by_day(now, seat.zone or circle.schedule.zone)
        late = circle.next_at is None or at >= circle.next_at
        if not (everybody or seat.enrolment.asks):
            continue
        if late or period in seat.enrolment.coming or not seat.enrolment.takes_part(period):
            continue
        must_say = seat.enrolment.must_say(circle.settings)
        key = f"{circle.subject}:coming:{period}:{seat.member}"
        asked = telling.to_person(circle, seat.ref, key, message[must_say], at, asked=True)
        asked = replace(asked, member=seat.member, expires=circle.next_at)
        deliveries.append(replace(asked, about=circle.id, anew="circles.coming"))
    await outbox.put(tx, deliveries)
    return True


async def unasked(tx: Transaction, circle: Circle) -> bool:
    """Whether all would be in a round that was drawn now, and were not asked about it yet."""
    if not asks(circle.settings) or needs_word(circle.settings):
        return False
    return not await calendar.was_asked(tx, circle)


async def as_asked(tx: Transaction, before: Circle, changed: Circle) -> bool:
    """Where no answer means another thing now, those who were asked are held to what they read.

    True where some were: for the round that comes next.
    """
    must_say, period = needs_word(before.settings), before.next_period
    if must_say == needs_word(changed.settings) or period is None:
        return False
    if not await calendar.was_asked(tx, before):
        return False
    for seat in await enrolments.enrolled(tx, before.id):
        mine = seat.enrolment
        if mine.asks or period in mine.coming or not mine.takes_part(period):
            continue
        if must_say:
            await enrolments.add_skip(tx, mine.id, period)
        else:
            await enrolments.come(tx, mine.id, period)
    return True
