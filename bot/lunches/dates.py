"""A table has a date: agreed by a press, or found by its people themselves; and who hears of it."""

import hmac
from datetime import datetime, timedelta

from bot.chat.answer import Answer, Invalid, Open, Refusal, Reply
from bot.chat.message import Message
from bot.chat.platform import Edit, Payload
from bot.chat.text import Quote
from bot.circles import settling, telling, wording
from bot.circles.model import Circle
from bot.circles.outcome import settled
from bot.circles.store import circles, outcomes
from bot.circles.store.outcomes import Laid
from bot.lunches import calendars, offers
from bot.lunches.calendars import Entry
from bot.lunches.store import times
from bot.lunches.store.times import Dated
from bot.members import store as members
from bot.members.actions import here
from bot.members.model import clean
from bot.outbox import store as outbox
from bot.schedules import moments
from bot.schedules.construct import NotUnderstood
from bot.schedules.local import day_at, resolve
from bot.schedules.moments import understand_moment
from bot.turn import Turn

FURTHEST = timedelta(days=90)  # that people make a date ahead
_OF_THE_DAY = ("ambiguous_date", "no_such_day", "wrong_weekday", "past")


async def ask(turn: Turn) -> Answer:
    """Open the form for a date that a table has found by itself."""
    _, laid = await in_time(turn)
    return Open(offers.form(turn.say, laid.pairing))


async def found(turn: Turn) -> Answer:
    """Keep the date that they have found; without a day and a time, that they have one."""
    say, (me, laid) = turn.say, await in_time(turn)
    circle = await circle_of(turn, laid)
    typed = turn.request.value("when")
    if not typed:
        await make(turn, circle, laid, me, None)
        return Reply(Message(say("date.title"), (say("date.elsewhere"),)))
    zone = (await here(turn)).member.zone or circle.schedule.zone
    fragment = Quote(clean(typed, 60))
    try:
        local = understand_moment(typed, today=day_at(turn.now, zone))
    except NotUnderstood as wrong:
        why = say("when.unclear", fragment=fragment)
        if wrong.reason in ("no_day", "no_time"):
            why = say(f"when.{wrong.reason}", fragment=fragment)
        elif wrong.reason in _OF_THE_DAY:
            why = wording.not_understood(say, wrong)
        form = offers.form(say, laid.pairing, clean(typed, moments.LONGEST))
        return Invalid(form, (("when", why),))
    at = resolve(local, zone)
    if not turn.now < at < turn.now + FURTHEST:
        key = "when.over" if at <= turn.now else "when.too_far"
        form = offers.form(say, laid.pairing, clean(typed, moments.LONGEST))
        return Invalid(form, (("when", say(key, fragment=fragment)),))
    await make(turn, circle, laid, me, at)
    return Reply(Message(say("date.title"), (say("date.kept", at=at),)))


async def in_time(turn: Turn) -> tuple[int, Laid]:
    """Who asks, and their table; refuses where the round is over, or nobody else sits there."""
    me, laid = await settling.mine(turn)
    if not laid.latest or len(laid.people) < 2:
        raise Refusal(turn.say("times.over"))
    return me, laid


async def make(turn: Turn, circle: Circle, laid: Laid, me: int, at: datetime | None) -> None:
    """The table has this date from now on: it is told once, with what sets it in a calendar."""
    before = await times.date_of(turn.tx, laid.pairing)
    date = await times.set_date(turn.tx, laid.pairing, at, turn.now)
    if date is None:
        return
    await outcomes.say(turn.tx, laid.pairing, me, "scheduled", turn.now)
    stands = settled(await outcomes.said(turn.tx, laid.pairing))
    assert stands is not None  # somebody has just said something
    if stands.outcome != laid.outcome:
        await outcomes.keep(turn.tx, turn.community, laid, stands.outcome)
    payloads = await _payloads(turn, circle, laid, date, moved=bool(before and before.at))
    deliveries = [
        telling.at_table(circle, laid.pairing, laid.conversation, key, payload, turn.now)
        for key, payload in payloads.items()
    ]
    await outbox.put(turn.tx, deliveries)


async def _payloads(
    turn: Turn, circle: Circle, laid: Laid, date: Dated, *, moved: bool
) -> dict[str, Payload]:
    """What the table gets, by key: the date, its file, and its introduction as it is now."""
    found: dict[str, Payload] = {}
    if date.at is not None:
        title, words = offers.entry(turn.say, circle, laid)
        uid = await _uid(turn, laid.pairing)
        entry = Entry(uid, date.sequence, date.at, title, words, turn.now)
        file = turn.traits.files
        told = offers.dated(turn.say, laid, entry, moved=moved, file=file)
        found[f"date:{date.sequence}"] = told
        if file:
            found[f"date:{date.sequence}:file"] = calendars.file(entry)
    day = day_at(turn.now, circle.schedule.zone)
    hello = await settling.hello(turn.tx, turn.say, turn.community, laid, day)
    edit = Edit(telling.introduction_key(laid.pairing), hello)
    found[f"introduction:date:{date.sequence}"] = edit
    return found


async def _uid(turn: Turn, pairing: int) -> str:
    """One name for ever for a table's date, and another one than any other bot would give."""
    community = await members.community_with(turn.tx, turn.community)
    assert community is not None
    made = hmac.digest(community.lot_secret, f"date|{pairing}".encode(), "sha256")
    return f"{made[:16].hex()}@tablemates"


async def circle_of(turn: Turn, laid: Laid) -> Circle:
    circle = await circles.with_id(turn.tx, turn.community, laid.circle)
    assert circle is not None
    return circle
