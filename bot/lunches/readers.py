"""Who would read a delivery, where they live, and whether they are away from what it is about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

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


async def of(
    tx: Transaction, deliveries: Sequence[Delivery], now: datetime
) -> list[Sequence[Reader]]:
    """Of each, one person, or everybody at the table that it is about; nobody for a channel.

    Those who are asked for together are looked up together: in one statement for each place,
    programme and way to be named.
    """
    asked: dict[_Where, list[Delivery]] = {}
    for each in deliveries:
        asked.setdefault(_where(each), []).append(each)
    found: dict[str, Sequence[Found]] = {}
    for where, these in asked.items():
        found |= await _found(tx, where, these)
    return [tuple(_reader(who, each, now) for who in found[each.key]) for each in deliveries]


async def ahead(tx: Transaction, say: Say, now: datetime) -> list[tuple[datetime, Text]]:
    """When what waits for somebody's morning, or for another week, is said."""
    return [(at, say("ahead.morning")) for at in await waiting.mornings(tx, now)]


_Named = Literal["member", "account", "table", "nobody"]
_Where = tuple[_Named, str, str, str]  # and platform, workspace, programme


def _where(delivery: Delivery) -> _Where:
    named: _Named = "nobody"
    if delivery.member is not None:
        named = "member"
    elif isinstance(delivery.to, Direct):
        named = "account"
    elif delivery.programme and not isinstance(delivery.to, Channel):
        named = "table"
    return named, delivery.platform, delivery.workspace, delivery.programme


async def _found(
    tx: Transaction, where: _Where, these: Sequence[Delivery]
) -> dict[str, Sequence[Found]]:
    """The readers of these, by the keys of the deliveries."""
    named, platform, at, programme = where
    match named:
        case "member":
            ids = {each.key: each.member for each in these if each.member is not None}
            members = await rows.members_with(tx, platform, at, {*ids.values()}, programme)
            return {key: [members[id_]] if id_ in members else [] for key, id_ in ids.items()}
        case "account":
            refs = {each.key: each.to.user for each in these if isinstance(each.to, Direct)}
            accounts = await rows.accounts_of(tx, platform, at, {*refs.values()}, programme)
            return {key: [accounts[ref]] if ref in accounts else [] for key, ref in refs.items()}
        case "table":
            tables = await rows.at_tables(tx, {each.about for each in these})
            return {each.key: tables[each.about] for each in these}
        case "nobody":
            return {each.key: () for each in these}


def _reader(found: Found, delivery: Delivery, now: datetime) -> Reader:
    zone = found.zone or delivery.zone or found.community_zone
    if found.gone:
        return Reader(found.member, zone, away=True)
    pause = found.pause
    if pause is None or not pause.covers(day_at(now, zone)):
        return Reader(found.member, zone)
    back = midnight(pause.until, zone) if pause.until else None
    return Reader(found.member, zone, away=True, back=back)
