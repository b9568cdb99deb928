"""A date that is not to be: whoever was told of it reads so, and gets it out of their calendar.

It is off when somebody says so, when they say that they did not meet, and when their table breaks
up. Where somebody alone leaves a table, its date stands for the others.
"""

from collections.abc import Collection
from dataclasses import replace

from bot.chat.action import row_id
from bot.chat.answer import Answer, Reply, Settle
from bot.chat.message import Message
from bot.chat.platform import Edit, Payload
from bot.chat.text import Quote
from bot.circles import after_dates, settling, telling
from bot.circles.outcome import settled
from bot.circles.store import dates, outcomes
from bot.circles.store.dates import Dated
from bot.circles.store.outcomes import Laid
from bot.lunches import calendars, keeping, offers, on_the_day, pages
from bot.lunches.dates import in_time, setting
from bot.lunches.keeping import Setting, at_table
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from bot.schedules.hours import by_day
from bot.schedules.local import day_at
from bot.turn import Action, Turn


async def off(turn: Turn) -> Answer:
    """Call the table's date off; it can have another one."""
    me, laid = await in_time(turn)
    say, state = turn.say, turn.request.state
    stands = await dates.of_table(turn.tx, laid.pairing)
    seen = row_id(state[1]) if len(state) > 1 else None
    if stands is None or (stands.at is not None and stands.at <= turn.now):
        return Reply(offers.told(say, "no_date"))
    if seen is not None and stands.sequence != seen:
        return Reply(offers.stands(say, stands.at))
    at, name = await setting(turn, laid), laid.people[me].name
    why = offers.Off(name, said=True, goes_on=laid.latest)
    await take_back(at, laid, why)
    if stands.at is None:  # pressed on the introduction: nothing else names a date without a time
        told = offers.off(say, laid, None, why, file=False)
        await outbox.put(turn.tx, [at_table(at, laid, f"date:{stands.sequence}:off", told)])
        return Settle(await introduced(at, laid))
    await _reintroduce(at, laid)
    return Settle(offers.was(say, stands.at, moved=False))


async def introduced(at: Setting, laid: Laid) -> Message:
    """How a table's introduction reads whose date is off; after its round there is none to find."""
    table = await outcomes.table(at.tx, at.circle.community, laid.pairing)
    assert table is not None
    if not table.is_open(at.now):
        return await settling.over(at.tx, at.say, table)
    day = day_at(at.now, at.circle.schedule.zone)
    return await settling.hello(at.tx, at.say, at.circle.community, table, day)


async def _reintroduce(at: Setting, laid: Laid) -> None:
    edit = Edit(telling.introduction_key(laid.pairing), await introduced(at, laid))
    name = f"introduction:off:{at.now.isoformat()}"
    await outbox.put(at.tx, [at_table(at, laid, name, edit)])


async def take_back(at: Setting, laid: Laid, why: offers.Off) -> None:
    """Call the date off, and with it what they said of it; the table can have another one."""
    await outbox.put(at.tx, await call_off(at, laid, why))
    await outbox.put(at.tx, await pages.as_now(at, laid))
    await outcomes.take_back(at.tx, laid.pairing, "scheduled")
    stood = settled(await outcomes.said(at.tx, laid.pairing))
    outcome = stood.outcome if stood else "unknown"
    await outcomes.keep(at.tx, at.circle.community, laid, outcome)


def where_not_met(action: Action) -> Action:
    """What a table says by this action may end its date: they do not meet, or have met already."""

    async def saying(turn: Turn) -> Answer:
        answer = await action(turn)
        pairing = row_id(turn.request.state[0]) if turn.request.state else None
        laid = await outcomes.table(turn.tx, turn.community, pairing) if pairing else None
        date = await dates.of_table(turn.tx, laid.pairing) if laid else None
        if laid is None or date is None:
            return answer
        if laid.outcome in ("met", "some_met"):
            await on_the_day.not_needed(turn.tx, laid.pairing, date, "they have met", turn.now)
        if laid.outcome == "not_met":
            stands = settled(await outcomes.said(turn.tx, laid.pairing))
            by = laid.people.get(stands.member) if stands else None
            at = await setting(turn, laid)
            why = offers.Off(by.name if by else "", said=True)
            await outbox.put(turn.tx, await call_off(at, laid, why) + await pages.as_now(at, laid))
            await _reintroduce(at, laid)
        return answer

    return saying


async def call_off(
    at: Setting, laid: Laid, why: offers.Off, *, alone: Collection[int] | None = None
) -> list[Delivery]:
    """The table has no date any more; what its people, or those `alone`, are to be told."""
    stands = await dates.of_table(at.tx, laid.pairing)
    if stands is not None and stands.at is not None and stands.at <= at.now:
        return []  # what has been is not called off
    stood = await dates.call_off(at.tx, laid.pairing, at.now)
    await after_dates.plan(at.tx, at.say, at.circle, laid.pairing, at.now)
    if stood is not None:
        await on_the_day.not_needed(at.tx, laid.pairing, stood, "the date is off", at.now)
    if stood is None or not await _was_told(at, laid, stood):
        return []
    assert stood.at is not None
    file = await keeping.was_filed(at.tx, laid.pairing)
    told = offers.off(at.say, laid, stood.at, why, file=file)
    name = f"date:{stood.sequence}"
    if alone is not None:
        deliveries = [_alone(at, laid, each, f"{name}:off", told) for each in sorted(alone)]
    else:
        deliveries = [at_table(at, laid, f"{name}:off", told)]
    over = offers.was(at.say, stood.at, moved=False)
    for n, key in enumerate(await keeping.places(at.tx, laid.pairing, stood)):
        deliveries.append(at_table(at, laid, f"{name}:over:{n}", Edit(key, over)))
    if file:
        deliveries += await _files(at, laid, stood, alone)
    return deliveries


async def left(at: Setting, laid: Laid, member: int) -> tuple[Dated | None, list[Delivery]]:
    """Somebody gets up, and the table's date stands for the others; what takes it out of theirs."""
    stands = await dates.of_table(at.tx, laid.pairing)
    if stands is None or stands.at is None or stands.at <= at.now:
        return None, []
    if not await keeping.was_filed(at.tx, laid.pairing):
        return stands, []
    files = await _files(at, laid, stands, [member])
    return stands, [replace(each, not_before=at.now) for each in files]  # they have just pressed


async def _was_told(at: Setting, laid: Laid, stood: Dated) -> bool:
    """Whether anybody could have kept this date; what waits to be said of it is not said."""
    key = keeping.key(laid.pairing, stood.sequence)
    unsaid = await outbox.withdraw(at.tx, [key], "the date is off", at.now)
    await outbox.withdraw(at.tx, [f"{key}:file"], "the date is off", at.now)
    return stood.at is not None and (not unsaid or stood.sequence > 0)


async def _files(
    at: Setting, laid: Laid, date: Dated, alone: Collection[int] | None
) -> list[Delivery]:
    """The file that takes the date out of calendars: for the table, or for some of it alone."""
    assert date.at is not None
    entry = await keeping.entry(at, laid, date.at, date.sequence + 1)
    entry = replace(entry, title=str(at.say.label("off.entry", title=Quote(entry.title))))
    file, name = calendars.cancelled(entry), f"date:{date.sequence}:off:file"
    if alone is None:
        return [at_table(at, laid, name, file)]
    return [_alone(at, laid, each, name, file) for each in sorted(alone)]


def _alone(at: Setting, laid: Laid, member: int, name: str, payload: Payload) -> Delivery:
    """To one of them alone, by day: they agreed on a date, and so asked to hear of it."""
    who = laid.people[member]
    key = f"pairing:{laid.pairing}:{name}:{member}"
    opens = by_day(at.now, who.zone or at.circle.schedule.zone)
    told = telling.to_person(at.circle, who.ref, key, payload, opens, asked=True)
    return replace(told, member=member)
