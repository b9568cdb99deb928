"""A table has a date: agreed by a press, or found by its people themselves; and who hears of it."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat.answer import Answer, Invalid, Open, Refusal, Reply
from bot.chat.message import Message
from bot.chat.platform import Edit, Payload
from bot.chat.text import Quote
from bot.circles import after_dates, settling, telling
from bot.circles.outcome import settled
from bot.circles.store import circles, dates, outcomes
from bot.circles.store.dates import Dated
from bot.circles.store.outcomes import Laid
from bot.lunches import calendars, keeping, offers, on_the_day, pages
from bot.lunches.keeping import Setting, at_table
from bot.lunches.store import times
from bot.members.actions import here
from bot.members.model import clean
from bot.outbox import store as outbox
from bot.programmes.wording import not_understood
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
    here_now = await setting(turn, laid)
    typed = turn.request.value("when")
    if not typed and laid.meets is not None and laid.meets > turn.now:
        return Reply(Message(say("date.title"), (say("date.stands", at=laid.meets),)))
    if not typed:
        await make(here_now, laid, me, None)
        return Reply(Message(say("date.title"), (say("date.elsewhere"),)))
    zone = (await here(turn)).member.zone or here_now.circle.schedule.zone
    fragment = Quote(clean(typed, 60))
    try:
        local = understand_moment(typed, today=day_at(turn.now, zone))
    except NotUnderstood as wrong:
        why = say("when.unclear", fragment=fragment)
        if wrong.reason in ("no_day", "no_time"):
            why = say(f"when.{wrong.reason}", fragment=fragment)
        elif wrong.reason in _OF_THE_DAY:
            why = not_understood(say, wrong)
        form = offers.form(say, laid.pairing, clean(typed, moments.LONGEST))
        return Invalid(form, (("when", why),))
    at = resolve(local, zone)
    if not turn.now < at < turn.now + FURTHEST:
        key = "when.over" if at <= turn.now else "when.too_far"
        form = offers.form(say, laid.pairing, clean(typed, moments.LONGEST))
        return Invalid(form, (("when", say(key, fragment=fragment)),))
    await make(here_now, laid, me, at)
    kept = say("date.kept", at=at)
    others = await dates.elsewhere(turn.tx, [me], laid.pairing, turn.now)
    for other in others.get(me, ()):
        if day_at(other, zone) == day_at(at, zone):
            kept += say("date.another", at=other)
            break
    return Reply(Message(say("date.title"), (kept,)))


async def in_time(turn: Turn) -> tuple[int, Laid]:
    """Who asks, and their table; refuses where the round is over, or nobody else sits there."""
    me, laid = await settling.mine(turn)
    if not laid.is_open(turn.now) or len(laid.people) < 2:
        raise Refusal(turn.say("times.over"))
    return me, laid


async def make(at: Setting, laid: Laid, me: int, when: datetime | None) -> None:
    """The table has this date from now on: it is told once, with what sets it in a calendar."""
    before = await dates.of_table(at.tx, laid.pairing)
    date = await dates.set_date(at.tx, laid.pairing, when, at.now)
    if date is None:
        return
    await times.forget_choices(at.tx, laid.pairing)
    await outcomes.say(at.tx, laid.pairing, me, "scheduled", at.now)
    stands = settled(await outcomes.said(at.tx, laid.pairing))
    assert stands is not None  # somebody has just said something
    if stands.outcome != laid.outcome:
        await outcomes.keep(at.tx, at.circle.community, laid, stands.outcome)
    await after_dates.plan(at.tx, at.say, at.circle, laid.pairing, at.now)
    if before is not None:
        await on_the_day.not_needed(at.tx, laid.pairing, before, "the date has moved", at.now)
    payloads = await _payloads(at, replace(laid, meets=date.at), date, before)
    deliveries = [at_table(at, laid, *each) for each in payloads.items()]
    deliveries += await pages.as_now(at, laid)
    await outbox.put(at.tx, deliveries + on_the_day.reminder(at, laid, date))


async def _payloads(
    at: Setting, laid: Laid, date: Dated, before: Dated | None
) -> dict[str, Payload]:
    """What the table gets, by key: the date, its file, and its introduction as it is now."""
    found: dict[str, Payload] = {}
    moved = before is not None and before.at is not None
    if before is not None and before.at is not None:
        was = offers.was(at.say, before.at, moved=True)
        for n, place in enumerate(await _left(at, laid, date, before)):
            found[f"date:{before.sequence}:over:{n}"] = Edit(place, was)
    if date.at is not None:
        entry = await keeping.entry(at, laid, date.at, date.sequence)
        told = offers.dated(at.say, laid, entry, moved=moved, file=at.files)
        found[f"date:{date.sequence}"] = told
        if at.files:
            found[f"date:{date.sequence}:file"] = calendars.file(entry)
    day = day_at(at.now, at.circle.schedule.zone)
    hello = await settling.hello(at.tx, at.say, at.circle.community, laid, day)
    edit = Edit(telling.introduction_key(laid.pairing), hello)
    found[f"introduction:date:{date.sequence}"] = edit
    return found


async def _left(at: Setting, laid: Laid, date: Dated, before: Dated) -> list[str]:
    """Where the table reads of the date before this one, and will read of none that is newer."""
    places = await keeping.places(at.tx, laid.pairing, before)
    page = await times.page(at.tx, laid.pairing)
    chosen = page is not None and date.at in page.times.values()
    if not chosen and await pages.to_choose_from(at.tx, laid.pairing, at.now) is None:
        return places
    newest = await keeping.newest_page(at.tx, laid.pairing)  # it reads there what holds now
    return [each for each in places if each != newest]


async def setting(turn: Turn, laid: Laid) -> Setting:
    """Where a press makes a date, or calls it off."""
    circle = await circles.with_id(turn.tx, turn.community, laid.circle)
    assert circle is not None
    return Setting(turn.tx, turn.say, circle, turn.now, turn.traits.files)
