"""Times for a table: three are offered, and the one that all of them choose is their date."""

from bot.chat.answer import Answer, Refusal, Reply, Settle
from bot.chat.message import Message
from bot.circles import beginning, telling
from bot.circles.model import Circle
from bot.circles.store import dates
from bot.circles.store.outcomes import Laid
from bot.lunches import agreeing, finding, offers
from bot.lunches.dates import in_time, setting
from bot.lunches.offers import Asked
from bot.lunches.slots import Why
from bot.lunches.store import times
from bot.lunches.store.times import Page
from bot.outbox import store as outbox
from bot.turn import Turn


async def suggest(turn: Turn) -> Answer:
    """Offer a table three times, in its conversation; once, as long as they are to come."""
    _, laid = await in_time(turn)
    if await finding.to_choose_from(turn, laid):
        return Reply(offers.told(turn.say, "there"))
    circle = (await setting(turn, laid)).circle
    found = await finding.still(turn, laid)
    if found.why is not None:
        return await _in_writing(turn, circle, laid, found.why)
    if not found.times:
        return Reply(offers.told(turn.say, "no_more"))
    new = await times.offer(turn.tx, laid.pairing, found.times)
    await _say(turn, circle, laid, f"times:{new.number}", await _shown(turn, laid, new))
    return Reply(offers.told(turn.say, "sent"))


async def choose(turn: Turn) -> Answer:
    """Somebody would come at this time; when all would, it is the table's date."""
    me, laid = await in_time(turn)
    page, number = await times.page(turn.tx, laid.pairing), finding.named(turn)
    if page is None or number is None:
        raise Refusal(turn.say("table.not_yours"))
    if number not in page.times:  # pressed on a page that is not shown any more
        return Settle(await _shown(turn, laid, page))
    if page.times[number] <= turn.now:
        return await _next(turn, laid, page, "past")
    date = await dates.of_table(turn.tx, laid.pairing)
    if date is not None and date.at == page.times[number]:  # pressed once more
        return Settle(offers.agreed(turn.say, Asked(laid.pairing, laid.people, page), date.at))
    if not await finding.suits(turn, laid, page.times[number]) and await _others(turn, laid):
        return await _next(turn, laid, page, "not_all")
    await times.choose(turn.tx, laid.pairing, me, number)
    agreed = await agreeing.agreed(await setting(turn, laid), laid, me)
    if agreed is not None:
        return Settle(agreed)
    page = await times.page(turn.tx, laid.pairing)
    assert page is not None
    return Settle(await _shown(turn, laid, page))


async def other_times(turn: Turn) -> Answer:
    """Offer three more times, in place of those that were shown."""
    _, laid = await in_time(turn)
    page = await times.page(turn.tx, laid.pairing)
    if page is None:
        raise Refusal(turn.say("table.not_yours"))
    if page.number != finding.named(turn):
        return Settle(await _shown(turn, laid, page))
    return await _next(turn, laid, page, "")


async def _others(turn: Turn, laid: Laid) -> bool:
    """Whether there are times that suit all who sit there by now."""
    return bool((await finding.still(turn, laid)).times)


async def _next(turn: Turn, laid: Laid, page: Page, why: str) -> Answer:
    """Put the next page in place of this one; where there is none, say so and keep this one."""
    found = (await finding.still(turn, laid)).times
    if not found:
        shown = await _shown(turn, laid, page)
        return Settle(shown, offers.told(turn.say, "no_more"))
    new = await times.offer(turn.tx, laid.pairing, found)
    aside = offers.told(turn.say, why) if why else None
    return Settle(await _shown(turn, laid, new), aside)


async def _shown(turn: Turn, laid: Laid, page: Page) -> Message:
    """The page as it is by now, with the date that stands meanwhile."""
    date = await dates.of_table(turn.tx, laid.pairing)
    stands = date.at if date else None
    return offers.asked(turn.say, Asked(laid.pairing, laid.people, page, stands))


async def _in_writing(turn: Turn, circle: Circle, laid: Laid, why: Why) -> Answer:
    """There is no hour for all of them: propose a lunch in writing, once."""
    (topic,) = await beginning.words(turn.tx, turn.say, [laid.topic])
    await _say(turn, circle, laid, f"no_time:{why}", offers.no_time(turn.say, why, topic))
    return Reply(offers.told(turn.say, "none"))


async def _say(turn: Turn, circle: Circle, laid: Laid, key: str, message: Message) -> None:
    at = laid.conversation
    said = telling.at_table(circle, laid.pairing, at, key, message, turn.now)
    await outbox.put(turn.tx, [said])
