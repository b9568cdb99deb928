"""What follows when a table was opened, or somebody brought to one: who was missing gets up."""

from dataclasses import replace

from bot.circles import ends, telling
from bot.circles.store import circles, outcomes, rounds, seats
from bot.circles.store.outcomes import Laid
from bot.circles.telling import speech
from bot.database import Transaction
from bot.lunches import freeing
from bot.lunches import seat_messages as messages
from bot.lunches.keeping import Setting
from bot.lunches.store import waiting
from bot.outbox import store as outbox
from bot.outbox.model import Ended


async def opened(tx: Transaction, ended: Ended) -> None:
    """Keep the conversation; whom the platform could not bring there has no seat any more."""
    if ended.end == "sent":
        await rounds.opened(tx, ended.about, ended.receipt)
    laid = await outcomes.table(tx, ended.community, ended.about)
    if laid is None:  # everybody left while it was opened
        return
    await _without(tx, ended, laid)
    if ended.end != "sent" and not ended.missing:
        await ends.opened(tx, ended)


async def added(tx: Transaction, ended: Ended) -> None:
    """Whoever sits at a table and could not be brought to its conversation reads whom to write."""
    change = await seats.changed(tx, ended.about)
    if ended.end == "sent" or change is None:
        return
    member, pairing, _ = change
    laid = await outcomes.table(tx, ended.community, pairing)
    if laid is None or member not in laid.people:
        return
    if ended.missing:
        await _without(tx, ended, laid)
        return
    circle = await circles.with_id(tx, ended.community, laid.circle)
    assert circle is not None
    say = await speech(tx, circle, ended.now)
    others = [person.ref for each, person in laid.people.items() if each != member]
    told = messages.not_added(say, others)
    key = f"seat:{ended.about}:not_added"
    to = telling.to_person(circle, laid.people[member].ref, key, told, ended.now)
    told_so = replace(to, member=member, about=ended.about, anew="lunches.not_added")
    await outbox.put(tx, [told_so])


async def _without(tx: Transaction, ended: Ended, laid: Laid) -> None:
    """Those who are missing at this table get up, and read why."""
    circle = await circles.with_id(tx, ended.community, laid.circle)
    round_ = await waiting.latest(tx, laid.circle)
    assert circle is not None
    say = await speech(tx, circle, ended.now)
    for member, person in laid.people.items():
        if person.ref not in ended.missing:
            continue
        table = await outcomes.table(tx, ended.community, laid.pairing)
        if table is not None:
            at = Setting(tx, say, circle, ended.now, ended.files)
            await freeing.get_up(at, table, member, "unreachable")
        elif round_ is not None:  # the others were missing, too: nobody waits for a seat
            await waiting.stop(tx, round_.id, member)
        told = messages.out_of_reach(say, circle)
        key = f"pairing:{laid.pairing}:out_of_reach:{member}"
        to = telling.to_person(circle, person.ref, key, told, ended.now)
        told_so = replace(to, member=member, about=laid.pairing, anew="lunches.out_of_reach")
        await outbox.put(tx, [told_so])
