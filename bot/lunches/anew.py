"""What waited for somebody's morning about their seat, drawn anew: true when it is read."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime

from bot.chat.message import Message
from bot.circles.anew import without_table
from bot.circles.model import Circle
from bot.circles.store import circles, outcomes, seats, without
from bot.database import Transaction
from bot.lunches import seat_messages as messages
from bot.lunches.seat_messages import Why
from bot.outbox.model import Delivery
from bot.outbox.policy import Drop
from bot.texts.catalogue import Say

Anew = Callable[[Transaction, Say, Delivery, datetime], Awaitable[Message | Drop]]


def no_seat(why: Why) -> Anew:
    """Nobody hears that there is no seat once they have one; `delivery.about`: the round."""

    def message(say: Say, circle: Circle, day: date, first: bool) -> Message:
        return messages.no_seat(say, circle, day, why, first)

    async def drawn(tx: Transaction, say: Say, delivery: Delivery, _: datetime) -> Message | Drop:
        return await without_table(tx, say, delivery, message)

    return drawn


async def not_added(tx: Transaction, say: Say, delivery: Delivery, _: datetime) -> Message | Drop:
    """Whom to write to, as their table is now; `delivery.about`: the change of their seat."""
    change = await seats.changed(tx, delivery.about)
    laid = await outcomes.table(tx, delivery.community, change[1]) if change else None
    if laid is None or not laid.latest or delivery.member not in laid.people:
        return Drop("they do not sit there any more")
    others = [person.ref for each, person in laid.people.items() if each != delivery.member]
    return messages.not_added(say, others)


async def out_of_reach(
    tx: Transaction, say: Say, delivery: Delivery, _: datetime
) -> Message | Drop:
    """The remedy, unless they were brought to a table since; `delivery.about`: the one before."""
    assert delivery.member is not None
    circle_id, day = await without.of_pairing(tx, delivery.about)
    circle = await circles.with_id(tx, delivery.community, circle_id)
    assert circle is not None
    if await without.sat_since(tx, circle_id, delivery.member, day):
        return Drop("they have a table by now")
    return messages.out_of_reach(say, circle)
