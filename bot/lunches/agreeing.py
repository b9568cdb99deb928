"""Whether all who sit at a table have chosen the same time: then that is their date, at once.

It is looked at with each choice, and when somebody gets up: the others may have agreed already.
"""

from bot.chat.message import Message
from bot.chat.platform import Edit
from bot.circles.store import dates
from bot.circles.store.outcomes import Laid
from bot.lunches import dates as making
from bot.lunches import keeping, offers, pages
from bot.lunches.keeping import Setting, at_table
from bot.lunches.offers import Asked
from bot.lunches.store import times
from bot.outbox import store as outbox


async def agreed(at: Setting, laid: Laid, me: int) -> Message | None:
    """Make the date that all of them have chosen; what is shown then in place of the times.

    `me` is whose word it was. None while they have not chosen the same one, or it stands already.
    """
    page = await times.page(at.tx, laid.pairing)
    if page is None or len(laid.people) < 2:
        return None
    for number, when in page.times.items():
        if when > at.now and set(laid.people) <= set(page.who(number)):
            await making.make(at, laid, me, when)
            return offers.agreed(at.say, Asked(laid.pairing, laid.people, page), when)
    return None


async def by_the_rest(at: Setting, laid: Laid) -> None:
    """Somebody has got up: where the others had all chosen the same time, they have a date.

    Else their page of times is about those who are left.
    """
    before = await dates.last(at.tx, laid.pairing)
    shown = await agreed(at, laid, min(laid.people))
    if shown is None:
        await outbox.put(at.tx, await pages.as_now(at, laid))
        return
    if before == await dates.last(at.tx, laid.pairing):
        return
    page = await keeping.newest_page(at.tx, laid.pairing)
    if page is not None:
        name = f"agreed:{at.now.isoformat()}"
        await outbox.put(at.tx, [at_table(at, laid, name, Edit(page, shown))])
