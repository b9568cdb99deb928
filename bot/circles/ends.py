"""What follows when a delivery of a circle has ended, in the transaction that marks it."""

from dataclasses import replace

from bot.circles import after_dates, messages, mishaps, telling
from bot.circles.model import Circle
from bot.circles.outcome import LATE
from bot.circles.planning import roster
from bot.circles.store import circles, outcomes, rounds
from bot.circles.telling import speech, to_organiser
from bot.database import Transaction
from bot.outbox import store as outbox
from bot.outbox.model import Ended
from bot.outbox.policy import AWAY


async def opened(tx: Transaction, ended: Ended) -> None:
    """Keep a table's conversation; where none could be opened, bring the table together here."""
    if ended.end == "sent":
        await rounds.opened(tx, ended.about, ended.receipt)
        return
    circle_id, period, people = await rounds.at_table(tx, ended.about)
    circle = await circles.with_id(tx, ended.community, circle_id)
    assert circle is not None
    there = [seat.ref for seat in await roster(tx, circle, period) if seat.member in people]
    if len(there) > 1:  # who has left or gone away since is not called
        say = await speech(tx, circle, ended.now)
        said = messages.not_opened(say, circle, there)
        key = f"pairing:{ended.about}:not_opened"
        await outbox.put(tx, [telling.in_channel(circle, key, said, ended.now, "")])


async def asked(tx: Transaction, ended: Ended) -> None:
    """Where one of a table is away, ask the others alone whether they met."""
    laid = await outcomes.table(tx, ended.community, ended.about)
    if ended.end == "sent" or ended.reason != AWAY or laid is None:
        return
    if not laid.is_open(ended.now):
        return
    circle = await circles.with_id(tx, ended.community, laid.circle)
    assert circle is not None
    say = await speech(tx, circle, ended.now)
    question = after_dates.question(say, circle, laid)
    until = circle.next_at if laid.latest else ended.now + LATE
    deliveries = []
    for member, who in laid.people.items():  # whoever is away is left alone by the outbox
        key = f"{telling.question_key(laid.pairing)}:{member}"
        told = telling.to_person(circle, who.ref, key, question, ended.now, asked=True)
        deliveries.append(replace(told, expires=until))
    await outbox.put(tx, deliveries)


async def announced(tx: Transaction, ended: Ended) -> None:
    """Tell the organiser when an announcement did not get through, or when nobody can tell."""
    circle = await _circle(tx, ended)
    say = await speech(tx, circle, ended.now)
    if ended.end == "failed":
        told = mishaps.not_posted(say, circle, ended.reason)
        await to_organiser(tx, circle, f"not_announced:{circle.number}", told, ended.now)
    elif ended.end == "parked":
        await _in_doubt(tx, circle, ended)


async def posted(tx: Transaction, ended: Ended) -> None:
    """Tell the organiser when the circle's channel is closed to the bot, with the remedy."""
    circle = await _circle(tx, ended)
    if ended.end == "parked":
        await _in_doubt(tx, circle, ended, answer=True)
    elif ended.end == "failed":
        say = await speech(tx, circle, ended.now)
        told = mishaps.not_posted(say, circle, ended.reason)
        key = f"not_posted:{ended.now.isoformat()}"
        await to_organiser(tx, circle, key, told, ended.now, answer=True)


async def _in_doubt(tx: Transaction, circle: Circle, ended: Ended, *, answer: bool = False) -> None:
    told = mishaps.in_doubt(await speech(tx, circle, ended.now), circle)
    key = f"in_doubt:{ended.now.isoformat()}"
    await to_organiser(tx, circle, key, told, ended.now, answer=answer)


async def _circle(tx: Transaction, ended: Ended) -> Circle:
    circle = await circles.with_id(tx, ended.community, ended.about)
    assert circle is not None
    return circle
