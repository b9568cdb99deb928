"""What waited for somebody's morning, or for another week, drawn anew: true when it is read."""

from collections.abc import Callable
from datetime import date, datetime

from bot.chat.message import Message
from bot.circles import messages, questions
from bot.circles.model import Circle
from bot.circles.store import circles, enrolments, rounds, without
from bot.database import Transaction
from bot.outbox.model import Delivery
from bot.outbox.policy import Drop
from bot.texts.catalogue import Say

Without = Callable[[Say, Circle, date, bool], Message]
"""Says that somebody had no table in the round of that day; and whether they come first now."""


async def left_over(tx: Transaction, say: Say, delivery: Delivery, _: datetime) -> Message | Drop:
    """Nobody hears that they have no table once they have one."""
    return await without_table(tx, say, delivery, messages.left_over)


async def elsewhere(tx: Transaction, say: Say, delivery: Delivery, _: datetime) -> Message | Drop:
    """The same for whoever sits in another circle that day."""
    return await without_table(tx, say, delivery, messages.elsewhere)


async def without_table(
    tx: Transaction, say: Say, delivery: Delivery, message: Without
) -> Message | Drop:
    """What somebody reads who had no table in a round; `delivery.about`: the round's id."""
    assert delivery.member is not None
    circle_id, day = await rounds.circle_and_day(tx, delivery.about)
    circle = await circles.with_id(tx, delivery.community, circle_id)
    assert circle is not None
    sat = await without.sat_since(tx, circle_id, delivery.member, day)
    if day in sat:
        return Drop("they have a table by now")
    return message(say, circle, day, not sat and circle.next_at is not None)


async def coming(tx: Transaction, say: Say, delivery: Delivery, _: datetime) -> Message | Drop:
    """Asks for the round that comes next by now, unless they have said it; `about`: the circle."""
    assert delivery.member is not None
    circle = await circles.with_id(tx, delivery.community, delivery.about)
    mine = (await enrolments.of_member(tx, delivery.member)).get(delivery.about)
    if circle is None or circle.state != "active" or circle.next_period is None or mine is None:
        return Drop("there is no round to come to")
    period = circle.next_period
    if period in mine.coming or not mine.takes_part(period):
        return Drop("they have said it")
    return questions.coming(say, circle, period, silence=not mine.must_say(circle.settings))
