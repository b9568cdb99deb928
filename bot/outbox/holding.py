"""Takes a delivery in hand, unless whoever would read it sleeps, is away, or has read enough.

All of it happens in the transaction that marks the delivery as on its way: one that waits is still
there after a crash, and one that is said together with others is marked so with them.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.chat.message import Message
from bot.database import Transaction
from bot.outbox import ledger, policy, store, waiting
from bot.outbox.merging import merged
from bot.outbox.model import Delivery, Due, Taken, to_one
from bot.outbox.policy import Drop, Reader, Send, Verdict, Wait
from bot.texts.catalogue import Say

Reads = Callable[[Transaction, Delivery, datetime], Awaitable[Sequence[Reader]]]
"""Who would read a delivery: one person, or those at a table; nobody that we know of a channel."""

Speaks = Callable[[Transaction, Delivery], Awaitable[Say]]
"""The language of a delivery's community."""


async def take(
    tx: Transaction, due: Due, now: datetime, reads: Reads, speaks: Speaks
) -> Taken | Drop | None:
    """Mark it as on its way. None: it waits now, or somebody else got there first."""
    if due.kind != "message" or (due.at_once and due.asked):
        return await store.take(tx, due.id, now)
    delivery = await waiting.look(tx, due.id)
    if delivery is None:
        return None
    readers = await reads(tx, delivery, now)
    if readers:
        verdict = await _verdict(tx, delivery, readers, now)
        match verdict:
            case Wait(until=until):
                await waiting.hold(tx, due.id, until, now + policy.KEEPS)
                return None
            case Drop():
                return verdict
            case Send(last=True):
                await _gather(tx, due, delivery, now, reads, speaks)
        if not delivery.asked:
            await ledger.spend(tx, [each.member for each in readers], delivery.key, now)
    return await store.take(tx, due.id, now)


async def _verdict(
    tx: Transaction, delivery: Delivery, readers: Sequence[Reader], now: datetime
) -> Verdict:
    spent: dict[int, list[datetime]] = {}
    if not delivery.asked:
        found = await ledger.spent(tx, [each.member for each in readers], now)
        for member, said in found.items():  # said again, it is not counted again
            spent[member] = [at for key, at in said.items() if key != delivery.key]
    if not to_one(delivery):
        return policy.to_table(readers, spent, now, asked=delivery.asked)
    (reader,) = readers
    return policy.to_one(reader, spent.get(reader.member, ()), now, asked=delivery.asked)


async def _gather(
    tx: Transaction, due: Due, delivery: Delivery, now: datetime, reads: Reads, speaks: Speaks
) -> None:
    """Have the last message of a week say all that waits beside it."""
    assert isinstance(delivery.payload, Message)
    said: list[tuple[int, Message]] = []
    for other_id, other in await waiting.beside(tx, due.id, due.lane, now):
        (reader,) = await reads(tx, other, now)
        if isinstance(other.payload, Message) and not reader.away:
            said.append((other_id, other.payload))
    if not said:
        return
    say = await speaks(tx, delivery)
    message, parts = merged(say, [delivery.payload, *(each for _, each in said)])
    taken = [other_id for other_id, _ in said[: parts - 1]]
    await waiting.say_together(tx, due.id, message, taken, f"said with {delivery.key}", now)
