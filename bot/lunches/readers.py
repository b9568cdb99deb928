"""Who would read a delivery, where they live, and whether they are away from what it is about."""

from datetime import datetime

from bot.chat.platform import Channel, Direct
from bot.chat.text import Text
from bot.database import Transaction
from bot.lunches.store import readers as rows
from bot.lunches.store.readers import Found
from bot.outbox import waiting
from bot.outbox.model import Delivery
from bot.outbox.policy import Reader
from bot.schedules.local import day_at, midnight
from bot.texts.catalogue import Say


async def of(tx: Transaction, delivery: Delivery, now: datetime) -> tuple[Reader, ...]:
    """One person, or everybody at the table that it is about; nobody for a channel."""
    found: list[Found | None] = []
    if delivery.member is not None:
        found = [await rows.member_with(tx, delivery.member, delivery.programme)]
    elif isinstance(delivery.to, Direct):
        at, who = delivery.workspace, delivery.to.user
        found = [await rows.account_of(tx, delivery.platform, at, who, delivery.programme)]
    elif delivery.programme and not isinstance(delivery.to, Channel):
        found = [*await rows.at_table(tx, delivery.about)]
    return tuple(_reader(each, delivery, now) for each in found if each is not None)


async def ahead(tx: Transaction, say: Say, now: datetime) -> list[tuple[datetime, Text]]:
    """When what waits for somebody's morning, or for another week, is said."""
    return [(at, say("ahead.morning")) for at in await waiting.mornings(tx, now)]


def _reader(found: Found, delivery: Delivery, now: datetime) -> Reader:
    zone = found.zone or delivery.zone or found.community_zone
    if found.gone:
        return Reader(found.member, zone, away=True)
    pause = found.pause
    if pause is None or not pause.covers(day_at(now, zone)):
        return Reader(found.member, zone)
    back = midnight(pause.until, zone) if pause.until else None
    return Reader(found.member, zone, away=True, back=back)
