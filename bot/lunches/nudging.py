"""A word to a table that gives no sign: twice at most, and only while it is day for all of them.

We can't read what people write, and do not try: a press is the only sign there is. So a nudge says
that it may come late, and what one could do.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.chat.message import Button, Control, Message
from bot.chat.platform import Table
from bot.chat.text import Mention, Text
from bot.circles import beginning
from bot.circles.messages import ELSEWHERE
from bot.circles.model import Circle
from bot.circles.outcome import ask_at
from bot.circles.store import circles, outcomes
from bot.circles.store.outcomes import Laid
from bot.circles.telling import speech
from bot.database import Transaction
from bot.duty import Duty, Watch, Work
from bot.lunches import readers, seat_ends
from bot.lunches.store import nudges, signs
from bot.lunches.store.nudges import Watched
from bot.outbox import ledger, policy
from bot.outbox import store as outbox
from bot.outbox.model import Delivery, Ended
from bot.outbox.policy import Send
from bot.programmes.telling import delivery
from bot.schedules.hours import by_day_for_all, evening
from bot.texts.catalogue import Say

FIRST = timedelta(hours=48)  # after a table has opened
APART = timedelta(hours=24)  # at least, between two nudges, and before it is asked whether it met
PATIENCE = timedelta(hours=24)  # in which an hour must come that is day for all of them
_AGAIN = timedelta(hours=1)
_PAGE = 50  # tables in one transaction


@dataclass(frozen=True, slots=True)
class Moment:
    """When to nudge a table, if it gives no sign; `middle`: as half of its time is over."""

    at: datetime
    middle: bool = False


def moments(opened: datetime, ends: datetime, zone: str) -> list[Moment]:
    """After two days, and in the middle; a short round has room for one of them, or for none."""
    asked = ask_at(opened, ends, zone)
    found: list[Moment] = []
    for each in (Moment(opened + FIRST), Moment(opened + (ends - opened) / 2, middle=True)):
        last = found[-1].at if found else opened
        if each.at - last >= APART and asked - each.at >= APART:
            found.append(each)
    return found


async def opened(tx: Transaction, ended: Ended) -> None:
    """Keep a table's conversation, and look at the table again when it has had some time."""
    await seat_ends.opened(tx, ended)
    if ended.end == "sent":
        await nudges.watch(tx, ended.about, ended.now, ended.now + APART)


async def _silent(watch: Watch) -> list[Work]:
    async with watch.database.read() as tx:
        there = await nudges.due(tx, watch.now, 1)
    return [partial(_look, watch)] if there else []


DUTY = Duty(_silent, nudges.FIRST)


async def ahead(tx: Transaction, say: Say, now: datetime) -> list[tuple[datetime, Text]]:
    """When silent tables may read something: the first look only finds out when that is."""
    found = {
        opened + FIRST if at == opened + APART else at
        for opened, at in await nudges.coming(tx, now)
    }
    return [(at, say("ahead.nudge")) for at in sorted(found)]


async def _look(watch: Watch) -> bool:
    """Look at the tables whose moment has come, a page at a time. Whether any was nudged."""
    nudged, more = False, True
    while more:
        async with watch.database.write() as tx:
            found = await nudges.due(tx, watch.now, _PAGE)
            for each in found:
                nudged = await look(tx, each, watch.now) or nudged
        more = len(found) == _PAGE
    return nudged


async def look(tx: Transaction, seen: Watched, now: datetime) -> bool:
    """Nudge this table, or leave it for now, or for good. Whether it was nudged."""
    laid = await outcomes.table(tx, seen.community, seen.pairing)
    circle = await circles.with_id(tx, seen.community, laid.circle) if laid else None
    if laid is None or circle is None or circle.next_at is None or await _lives(tx, laid):
        await nudges.later(tx, seen, None)
        return False
    planned = moments(seen.opened, circle.next_at, circle.schedule.zone)
    came = [each for each in planned if each.at <= now < each.at + PATIENCE]
    following = next((each.at for each in planned if each.at > now), None)
    if not came or seen.given >= nudges.MOST:
        await nudges.later(tx, seen, following if seen.given < nudges.MOST else None)
        return False
    told = await _told(tx, circle, laid, seen, came[-1], now)
    (there,) = await readers.of(tx, [told], now)
    hour = by_day_for_all(now, [each.zone for each in there], came[-1].at + PATIENCE - now)
    if any(each.away for each in there) or hour is None:  # not at all, this time
        await nudges.later(tx, seen, following)
        return False
    spent = await ledger.spent(tx, [each.member for each in there], now)
    said = {member: [*when.values()] for member, when in spent.items()}
    if hour > now or not isinstance(policy.to_table(there, said, now, asked=False), Send):
        await nudges.later(tx, seen, max(hour, now + _AGAIN) if hour == now else hour)
        return False
    ends = evening(now, [each.zone for each in there])
    await outbox.put(tx, [replace(told, expires=ends)])
    return await nudges.later(tx, seen, following, given=1)


async def _lives(tx: Transaction, laid: Laid) -> bool:
    """Whether a table needs no nudge: somebody gave a sign, or its round is over."""
    signs_there = await signs.given_at(tx, [laid.pairing])
    return bool(signs_there) or laid.outcome != "unknown" or not laid.latest


async def _told(
    tx: Transaction, circle: Circle, laid: Laid, seen: Watched, moment: Moment, now: datetime
) -> Delivery:
    key = f"pairing:{laid.pairing}:opening"
    say = await speech(tx, circle, now)
    (topic,) = await beginning.words(tx, say, [laid.topic])
    message = middle(say, circle, laid) if moment.middle else first(say, laid, topic)
    nudge = nudges.key(laid.pairing, seen.given + 1)
    told = delivery(circle, nudge, Table(key), message, now, about=laid.pairing)
    return replace(told, programme=circle.subject, zone=circle.schedule.zone)


def first(say: Say, laid: Laid, topic: Text) -> Message:
    """Says who starts, and with what one could."""
    who = Mention(laid.people[laid.starter].ref)
    body = [say("nudge.unseen"), say("table.starts", who=who)]
    if topic:
        body.append(say("table.topic", topic=topic))
    return Message(say("nudge.first"), tuple(body), _buttons(say, laid))


def middle(say: Say, circle: Circle, laid: Laid) -> Message:
    """Says that half of the time is left, and that little of it is enough."""
    assert circle.next_at is not None
    body = (say("nudge.unseen"), say("nudge.enough", at=circle.next_at))
    return Message(say("nudge.middle"), body, _buttons(say, laid))


def _buttons(say: Say, laid: Laid) -> tuple[Control, ...]:
    table = (str(laid.pairing),)
    return (
        Button(say.label("button.date"), "lunches.date", table, "main"),
        Button(say.label("button.suggest"), "lunches.suggest", table),
        Button(say.label("button.cant"), "lunches.cant", (*table, ELSEWHERE)),
    )
