"""A table that has a date is asked about it once it is over; and only once, whatever becomes of it.

The date may lie beyond the round: then the question does, too, and the answer counts all the same.
"""

from dataclasses import replace
from datetime import datetime

from bot.chat.message import Message
from bot.circles import questions, telling
from bot.circles.model import Circle
from bot.circles.outcome import ask_after, ask_at
from bot.circles.store import dates, outcomes
from bot.circles.store.outcomes import Laid
from bot.database import Transaction
from bot.outbox import store as outbox
from bot.texts.catalogue import Say


def question(say: Say, circle: Circle, laid: Laid) -> Message:
    """Asks a table whether it met, on the day that it had in mind."""
    ends = laid.closed or circle.next_at
    late = ends is not None and laid.asks is not None and laid.asks >= ends
    return questions.asked(say, laid.pairing, len(laid.people), laid.meets, late=late)


async def plan(tx: Transaction, say: Say, circle: Circle, pairing: int, now: datetime) -> None:
    """The table has a date, another one, or none any more: its question, if it waits, goes by that.

    Of a round that is over nobody is asked without a date.
    """
    laid = await outcomes.table(tx, circle.community, pairing)
    ends = (laid.closed or circle.next_at) if laid else None
    if laid is None or laid.drawn is None or ends is None:
        return
    key = telling.question_key(pairing)
    asks = ask_at(laid.drawn, ends, circle.schedule.zone)
    if laid.meets is not None:
        hour, zone = circle.schedule.at, circle.schedule.zone
        asks = ask_after(laid.meets, asks, ends, hour, zone)
        await dates.ask(tx, pairing, asks)
        laid = replace(laid, asks=asks)
    elif laid.closed is not None:
        await outbox.withdraw(tx, [key], "the round is over, and the date is off", now)
        return
    await outbox.put_off(tx, [key], max(asks, now))
    await outbox.reword(tx, key, question(say, circle, laid))


async def taken_up(tx: Transaction, say: Say, circle: Circle, now: datetime) -> None:
    """The circle goes on before its tables were to be asked: they are asked after all."""
    tables = {
        telling.question_key(each): each for each in await outcomes.open_tables(tx, circle.id)
    }
    for key in await outbox.bring_back(tx, list(tables), telling.OVER, now):
        await plan(tx, say, circle, tables[key], now)
