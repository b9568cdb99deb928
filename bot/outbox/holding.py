"""Takes deliveries in hand, unless whoever would read one sleeps, is away, or has read enough.

What has waited may be about the past by now: it is drawn anew when it goes, or is not said at all.
All of it happens in the transaction that marks them as on their way: one that waits is still there
after a crash, and one that is said together with others is marked so with them.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.chat.message import Message
from bot.database import Transaction
from bot.outbox import carrying, ledger, policy, waiting
from bot.outbox.merging import merged
from bot.outbox.model import Delivery, Due, Taken, to_one
from bot.outbox.policy import Drop, Reader, Send, Verdict, Wait
from bot.texts.catalogue import Say

Reads = Callable[[Transaction, Sequence[Delivery], datetime], Awaitable[list[Sequence[Reader]]]]
"""Who would read each: one person, or those at a table; nobody that we know of a channel."""

Anew = Callable[[Transaction, Say, Delivery, datetime], Awaitable[Message | Wait | Drop]]
"""What a message says that goes now: drawn anew from what holds now, unless it has no point."""

Speaks = Callable[[Transaction, Delivery], Awaitable[Say]]
"""The language of a delivery's community."""


async def take(
    tx: Transaction,
    dues: Sequence[Due],
    now: datetime,
    reads: Reads,
    speaks: Speaks,
    anew: Anew,
) -> dict[int, Taken | Drop]:
    """Mark them as on their way. Who is missing waits now, or somebody else got there first."""
    found = await carrying.look(tx, [each.id for each in dues])
    minded = {each.id: each for each in dues if each.id in found and _is_minded(each)}
    verdicts: dict[int, Verdict] = {}
    for due in minded.values():
        if found[due.id].delivery.anew and due.first_attempt is None:
            drawn = await _drawn(tx, found[due.id], now, speaks, anew)
            if isinstance(drawn, Taken):
                found[due.id] = drawn
            else:
                verdicts[due.id] = drawn
    going_on = [found[each] for each in minded if each not in verdicts]
    verdicts |= await _verdicts(tx, going_on, now, reads)
    held = {each: wait.until for each, wait in verdicts.items() if isinstance(wait, Wait)}
    await waiting.hold(tx, held, now + policy.KEEPS)
    for each in [each for each, verdict in verdicts.items() if verdict == Send(last=True)]:
        found[each] = await _gathered(tx, minded[each], found[each], now, reads, speaks, anew)
    going = [each for each in found if isinstance(verdicts.get(each, Send()), Send)]
    taken = await carrying.take(tx, going, now)
    dropped = {each: drop for each, drop in verdicts.items() if isinstance(drop, Drop)}
    return {each: found[each] for each in taken} | dropped


def _is_minded(due: Due) -> bool:
    """Whether it depends on its readers, and does not go as it is."""
    return due.kind == "message" and not (due.at_once and due.asked)


async def _drawn(
    tx: Transaction, taken: Taken, now: datetime, speaks: Speaks, anew: Anew
) -> Taken | Wait | Drop:
    """The same saying what holds now; or that it waits for another moment, or has no point."""
    says = await anew(tx, await speaks(tx, taken.delivery), taken.delivery, now)
    if not isinstance(says, Message):
        return says
    await waiting.reword(tx, taken.id, says)
    return replace(taken, delivery=replace(taken.delivery, payload=says))


async def _verdicts(
    tx: Transaction, these: Sequence[Taken], now: datetime, reads: Reads
) -> dict[int, Verdict]:
    """Of each, one after the other: what goes now counts for the next."""
    if not these:
        return {}
    there = await reads(tx, [each.delivery for each in these], now)
    counting = [
        reader.member
        for each, readers in zip(these, there, strict=True)
        for reader in readers
        if not each.delivery.asked
    ]
    spent = await ledger.spent(tx, counting, now)
    verdicts: dict[int, Verdict] = {}
    read: set[tuple[int, str]] = set()
    for each, readers in zip(these, there, strict=True):
        verdict = _verdict(each.delivery, readers, spent, now)
        verdicts[each.id] = verdict
        if isinstance(verdict, Send) and not each.delivery.asked:
            for reader in readers:
                spent[reader.member][each.delivery.key] = now
                read.add((reader.member, each.delivery.key))
    await ledger.spend(tx, read, now)
    return verdicts


def _verdict(
    delivery: Delivery,
    readers: Sequence[Reader],
    spent: Mapping[int, Mapping[str, datetime]],
    now: datetime,
) -> Verdict:
    if not readers:
        return Send()
    lately = {  # said again, it is not counted again
        each.member: [at for key, at in spent.get(each.member, {}).items() if key != delivery.key]
        for each in readers
    }
    if not to_one(delivery):
        return policy.to_table(readers, lately, now, asked=delivery.asked)
    (reader,) = readers
    return policy.to_one(reader, lately[reader.member], now, asked=delivery.asked)


async def _gathered(
    tx: Transaction,
    due: Due,
    taken: Taken,
    now: datetime,
    reads: Reads,
    speaks: Speaks,
    anew: Anew,
) -> Taken:
    """The last message of a week, saying all that waits beside it.

    What has no point any more, or is to wait, is left to its own turn.
    """
    first = taken.delivery
    say = await speaks(tx, first)
    beside = await waiting.beside(tx, due.id, due.lane, now)
    there = await reads(tx, [other for _, other in beside], now)
    said: list[tuple[int, Message]] = []
    for (other_id, other), (reader,) in zip(beside, there, strict=True):
        says = await anew(tx, say, other, now) if other.anew else other.payload
        if isinstance(says, Message) and not reader.away:
            said.append((other_id, says))
    assert isinstance(first.payload, Message)
    if not said:
        return taken
    message, parts = merged(say, [first.payload, *(each for _, each in said)])
    others = [other_id for other_id, _ in said[: parts - 1]]
    await waiting.say_together(tx, due.id, message, others, f"said with {first.key}", now)
    return replace(taken, delivery=replace(first, payload=message))
