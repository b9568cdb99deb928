"""A table's date as its people keep it: under which keys it is told, and as what in a calendar."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from bot.chat.platform import Payload
from bot.circles import telling
from bot.circles.model import Circle
from bot.circles.store.dates import Dated
from bot.circles.store.outcomes import Laid
from bot.database import Transaction
from bot.lunches import offers
from bot.lunches.calendars import Entry
from bot.lunches.store import times
from bot.members import communities
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from bot.texts.catalogue import Say


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a date is made, or called off. `files`: whether the platform takes them now."""

    tx: Transaction
    say: Say
    circle: Circle
    now: datetime
    files: bool


def key(pairing: int, sequence: int) -> str:
    """Under which a table is told this date of theirs."""
    return f"pairing:{pairing}:date:{sequence}"


def at_table(at: Setting, laid: Laid, name: str, payload: Payload) -> Delivery:
    """Something about its date for a table's conversation; `name` ends its key."""
    return telling.at_table(at.circle, laid.pairing, laid.conversation, name, payload, at.now)


async def entry(at: Setting, laid: Laid, when: datetime, sequence: int) -> Entry:
    """The date in a calendar: with one name for ever, and another one than any other bot's."""
    community = await communities.with_id(at.tx, at.circle.community)
    assert community is not None
    made = hmac.digest(community.lot_secret, f"date|{laid.pairing}".encode(), "sha256")
    title, words = offers.entry(at.say, at.circle, laid)
    return Entry(f"{made[:16].hex()}@tablemates", sequence, when, title, words, at.now)


async def places(tx: Transaction, pairing: int, date: Dated) -> list[str]:
    """Under which keys a table reads of this date: where it was told, and where it was agreed."""
    agreed = await times.page_with(tx, pairing, date.at) if date.at else None
    where = await _shows(tx, pairing, agreed) if agreed else None
    return [key(pairing, date.sequence), *([where] if where else [])]


async def newest_page(tx: Transaction, pairing: int) -> str | None:
    """Under which key the table reads the times that it was offered last."""
    page = await times.page(tx, pairing)
    return await _shows(tx, pairing, page.number) if page else None


async def _shows(tx: Transaction, pairing: int, page: int) -> str | None:
    """The key of the message that shows this page; None where other times took its place there.

    A message is named by the first page that it showed.
    """
    beginning = f"pairing:{pairing}:times:"
    newest = await times.page(tx, pairing)
    keys = await outbox.keys_under(tx, beginning)
    firsts = sorted(int(each.removeprefix(beginning)) for each in keys)
    assert newest is not None
    ends = [*(each - 1 for each in firsts[1:]), newest.number]
    here = (first for first, last in zip(firsts, ends, strict=False) if page == last)
    return next((f"{beginning}{first}" for first in here), None)


async def was_filed(tx: Transaction, pairing: int) -> bool:
    """Whether the table was given its date as a file, and so has it in calendars under our name."""
    keys = await outbox.keys_under(tx, key(pairing, 0)[:-1], lost=False)
    return any(each.endswith(":file") for each in keys)
