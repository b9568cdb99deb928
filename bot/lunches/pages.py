"""The times that a table was offered last, as their message reads by now, wherever that changed."""

from datetime import datetime

from bot.chat.message import Message
from bot.chat.platform import Edit
from bot.circles.store import dates
from bot.circles.store.outcomes import Laid
from bot.database import Transaction
from bot.lunches import offers
from bot.lunches.keeping import Setting, at_table
from bot.lunches.offers import Asked
from bot.lunches.store import times
from bot.lunches.store.times import Page
from bot.outbox import store as outbox
from bot.outbox.model import Delivery


async def to_choose_from(tx: Transaction, pairing: int, now: datetime) -> Page | None:
    """The page, where its times can be chosen: they have not been settled or missed.

    Of a date that is off nobody chooses the time again.
    """
    page, date = await times.page(tx, pairing), await dates.last(tx, pairing)
    if page is None or (date is not None and date.at in page.times.values()):
        return None
    return page if max(page.times.values()) > now else None


async def as_now(at: Setting, laid: Laid) -> list[Delivery]:
    """It names the date that stands until they agree, and those who sit there."""
    page = await to_choose_from(at.tx, laid.pairing, at.now)
    if page is None or not laid.is_open(at.now):
        return []
    date = await dates.of_table(at.tx, laid.pairing)
    shown = Asked(laid.pairing, laid.people, page, date.at if date else None)
    return await _edit(at, laid, "offered", offers.asked(at.say, shown))


async def given_up(at: Setting, laid: Laid) -> list[Delivery]:
    """Nobody chooses a time any more: the table is not to be."""
    if await to_choose_from(at.tx, laid.pairing, at.now) is None:
        return []
    return await _edit(at, laid, "offered:over", offers.told(at.say, "ended"))


async def _edit(at: Setting, laid: Laid, name: str, message: Message) -> list[Delivery]:
    keys = await outbox.keys_under(at.tx, f"pairing:{laid.pairing}:times:")
    once = f"{name}:{at.now.isoformat()}"
    return [at_table(at, laid, once, Edit(key, message)) for key in keys[-1:]]
