"""Somebody gets up from a table: who can't come, is away, or has left; and what the others read.

A table of three or more goes on. Where one is left alone, the table is given up, and they wait for
another seat, which is looked for at once (`seating`).
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.audit import store as audit
from bot.chat.action import row_id
from bot.chat.answer import Answer, Refusal, Reply, Settle
from bot.chat.message import Message
from bot.chat.platform import Closing, Edit, Table
from bot.circles import after_dates, model, settling, telling
from bot.circles.messages import ELSEWHERE
from bot.circles.model import Circle
from bot.circles.outcome import ask_at, settled
from bot.circles.store import circles, enrolments, outcomes, past_rounds, seats
from bot.circles.store.outcomes import Laid
from bot.circles.store.seats import Reason
from bot.circles.telling import speech
from bot.database import Transaction
from bot.duty import Duty, Watch, Work
from bot.lunches import agreeing, calling_off, keeping, on_the_day, pages
from bot.lunches import seat_messages as messages
from bot.lunches.keeping import Setting, at_table
from bot.lunches.offers import Off
from bot.lunches.store import tables, waiting
from bot.lunches.store.tables import Absent
from bot.members import store as member_rows
from bot.members.actions import here
from bot.outbox import store as outbox
from bot.outbox.model import Delivery, lane
from bot.schedules.hours import by_day
from bot.schedules.local import day_at, midnight
from bot.texts.catalogue import Say
from bot.turn import Turn

_A_MOMENT = timedelta(minutes=1)  # until a conversation is put away: its words arrive first


async def cant(turn: Turn) -> Answer:
    """Free whoever can't come this time; refuses where their table has met."""
    say = turn.say
    pairing = row_id(turn.request.state[0]) if turn.request.state else None
    who = (await here(turn)).member
    if pairing is not None and await seats.left_before(turn.tx, pairing, who.id):
        return await _no_other(turn, pairing, who.id)
    me, laid = await settling.mine(turn)
    if not laid.is_open(turn.now):
        return Settle(await settling.over(turn.tx, say, laid))
    stands = settled(await outcomes.said(turn.tx, laid.pairing))
    if stands is not None and stands.outcome in ("met", "some_met"):
        raise Refusal(say("cant.met"))
    circle = await circles.with_id(turn.tx, turn.community, laid.circle)
    assert circle is not None
    others = [person for member, person in laid.people.items() if member != me]
    at = Setting(turn.tx, say, circle, turn.now, turn.traits.files)
    on_hello = turn.request.state[1:] != (ELSEWHERE,)
    if not laid.latest and len(others) == 1:  # the next tables are set: only their date is off
        await calling_off.take_back(at, laid, Off(who.name))
        told = await calling_off.introduced(at, laid)
        if not on_hello:
            await outbox.put(turn.tx, [_changed(at, laid, me, told)])
        return Settle(told)
    await get_up(at, laid, me, "cant", on_hello=on_hello)
    subject = circle.subject
    await audit.note(turn.tx, turn.community, who.ref, "lunches.cant", turn.now, subject=subject)
    theirs = laid.meets if laid.meets and laid.meets > turn.now and len(others) > 1 else None
    names, file = [each.name for each in others], await keeping.was_filed(turn.tx, laid.pairing)
    there = await _there(at, [each for each in laid.people if each != me])
    comes = await _comes_next(turn, circle, me)
    seated = len(others) == 1 and bool(there)
    aside = messages.freed(say, names, comes, theirs, file=file, seated=seated)
    if len(others) == 1:
        refs = [laid.people[each].ref for each in there]
        return Settle(messages.given_up(say, who.name, refs), aside)
    if not on_hello:
        return Reply(aside)
    rest = await outcomes.table(turn.tx, turn.community, laid.pairing)
    assert rest is not None
    return Settle(await settling.hello(turn.tx, say, turn.community, rest, turn.now.date()), aside)


async def _no_other(turn: Turn, pairing: int, member: int) -> Answer:
    """They were left alone there a moment ago, and can't come either: no seat is looked for."""
    round_ = await waiting.of_pairing(turn.tx, pairing)
    if round_ is None or not await waiting.stop(turn.tx, round_.id, member):
        raise Refusal(turn.say("cant.already"))
    await seats.decline(turn.tx, round_.id, member, turn.now)
    circle = await circles.with_id(turn.tx, turn.community, round_.circle)
    assert circle is not None
    return Reply(messages.freed(turn.say, [], await _comes_next(turn, circle, member)))


async def _comes_next(turn: Turn, circle: Circle, member: int) -> datetime | None:
    """When they have a seat next; None where they are away, or have not said that they come."""
    mine = (await enrolments.of_member(turn.tx, member)).get(circle.id)
    period = circle.next_period
    if mine is None or period is None or not mine.comes(period, circle.settings):
        return None
    return circle.next_at


async def _there(at: Setting, members: Collection[int]) -> list[int]:
    """Those of these for whom another seat can be looked for: in the circle, and not away today."""
    today = day_at(at.now, at.circle.schedule.zone)
    found = await enrolments.enrolled(at.tx, at.circle.id, members)
    return [seat.member for seat in found if not seat.enrolment.away_in(today)]


async def _away(watch: Watch) -> list[Work]:
    """Look after the seats of whoever has left or is away, where their table has said nothing."""
    async with watch.database.read() as tx:
        members = await member_rows.absentees(tx, watch.now)
    return [partial(_look_after, watch, each) for each in members]


DUTY = Duty(_away, member_rows.FIRST_ABSENT)


async def _look_after(watch: Watch, member: int) -> bool:
    """Free every seat that they can't take, and look again when a time away of theirs begins."""
    async with watch.database.write() as tx:
        for seen in await tables.absent(tx, [member]):
            circle = await circles.with_id(tx, seen.community, seen.circle)
            laid = await outcomes.table(tx, seen.community, seen.pairing)
            assert circle is not None
            assert laid is not None
            if _is_away(circle, seen, watch.now):
                say = await speech(tx, circle, watch.now)
                reason: Reason = "gone" if seen.gone else "away"
                traits = watch.traits.get(circle.platform)
                at = Setting(tx, say, circle, watch.now, bool(traits and traits.files))
                await get_up(at, laid, member, reason)
        await member_rows.absent(tx, [member], await _next(tx, member, watch.now))
    return True


async def _next(tx: Transaction, member: int, now: datetime) -> datetime | None:
    """When the next of their times away begins; None where all of them have begun."""
    pauses = await enrolments.pauses(tx, member)
    begin = [midnight(pause.since, zone) for zone, pause in pauses if pause.since is not None]
    return min((at for at in begin if at > now), default=None)


async def get_up(
    at: Setting, laid: Laid, member: int, reason: Reason, *, on_hello: bool = False
) -> bool:
    """Free one seat, and tell the others. False when nobody sat there any more.

    `on_hello`: it was pressed on the introduction, which tells them already; else that is changed.
    """
    if not await seats.free(at.tx, laid.pairing, member, reason, at.now):
        return False
    if len(laid.people) > 2:
        await _go_on(at, laid, member, reason, on_hello=on_hello)
    else:
        await _give_up(at, laid, member, reason, on_hello=on_hello)
    await outcomes.recount(at.tx, at.circle.community, laid.people)
    return True


async def _go_on(at: Setting, laid: Laid, member: int, reason: Reason, *, on_hello: bool) -> None:
    """The others go on: where they have read nothing yet, they read it as it is now."""
    tx, say, circle = at.tx, at.say, at.circle
    rest = [each for each in laid.people if each != member]
    if laid.starter == member:
        starts = await past_rounds.starts(tx, circle.id, rest)
        lot = str(laid.pairing).encode()
        await seats.start(tx, laid.pairing, model.starter(rest, starts, lot))
    table = await outcomes.table(tx, circle.community, laid.pairing)
    assert table is not None
    await reworded(tx, say, circle, table)
    hello = await settling.hello(tx, say, circle.community, table, at.now.date())
    if await outbox.reword(tx, telling.introduction_key(laid.pairing), hello):
        return
    date, files = await calling_off.left(at, laid, member)
    if date is not None:
        await on_the_day.reword(at, table, date)
    refs = [person.ref for person in table.people.values()]
    told = messages.go_on(say, laid.people[member].name, refs, date.at if date else None)
    deliveries = [at_table(at, laid, f"left:{member}:{at.now.isoformat()}", told)]
    if reason == "cant":
        deliveries += files  # to whoever leaves otherwise nothing is sent
    if not on_hello:
        deliveries.append(_changed(at, laid, member, hello))
    await outbox.put(tx, deliveries)
    await agreeing.by_the_rest(at, table)


async def reworded(tx: Transaction, say: Say, circle: Circle, table: Laid) -> None:
    """What waits for a table speaks to those who sit there now: its opening, and its question."""
    refs = [person.ref for person in table.people.values()]
    opening = telling.conversation(say, circle, table.pairing, refs)
    await outbox.reword(tx, telling.opening_key(table.pairing), opening)
    asked = after_dates.question(say, circle, table)
    await outbox.reword(tx, telling.question_key(table.pairing), asked)


async def _give_up(at: Setting, laid: Laid, member: int, reason: Reason, *, on_hello: bool) -> None:
    """Nothing more is said there; whoever is left waits for another seat.

    Whoever leaves without a press reads nothing more there, so those who are left read alone that
    their date is off; unless they are away themselves, and so are written to at their table only.
    """
    alone = [each for each in laid.people if each != member]
    there = await _there(at, alone)
    why = Off(laid.people[member].name)
    to = None if reason == "cant" or not there else there
    off = await calling_off.call_off(at, laid, why, alone=to)
    off += await pages.given_up(at, laid)
    if reason != "cant" and to is None:
        off = [replace(each, not_before=_by_day(at, laid, alone)) for each in off]
    await no_more(at.tx, at.circle, laid, "the table was given up", at.now)
    for each in alone:
        await seats.free(at.tx, laid.pairing, each, "alone", at.now)
        round_ = await waiting.latest(at.tx, at.circle.id)
        assert round_ is not None
        await waiting.wait(at.tx, round_.id, each, "alone", at.now)
    deliveries = off
    if not on_hello:
        refs = [laid.people[each].ref for each in there]
        told = messages.given_up(at.say, laid.people[member].name, refs)
        deliveries.append(_changed(at, laid, member, told))
    if laid.conversation:
        closing = at_table(at, laid, "closing", Closing())
        words = [each.not_before for each in deliveries if isinstance(each.to, Table)]
        ends = max([at.now, *words]) + _A_MOMENT
        deliveries.append(replace(closing, not_before=ends))
    await outbox.put(at.tx, deliveries)


def _by_day(at: Setting, laid: Laid, members: Collection[int]) -> datetime:
    home = at.circle.schedule.zone
    return max(by_day(at.now, laid.people[each].zone or home) for each in members)


async def no_more(tx: Transaction, circle: Circle, laid: Laid, why: str, now: datetime) -> None:
    """Nothing that waits to be said at this table is said, and it is not opened any more."""
    there = telling.at_table(circle, laid.pairing, laid.conversation, "closing", Closing(), now)
    await outbox.hush(tx, lane(there), why, now)
    await outbox.withdraw(tx, [telling.opening_key(laid.pairing)], why, now)


def too_late(circle: Circle, drawn: datetime, now: datetime) -> bool:
    """Whether a round is too far on for new tables: they are asked by then whether they met."""
    if circle.state != "active" or circle.next_at is None:
        return True
    return now >= ask_at(drawn, circle.next_at, circle.schedule.zone)


def _is_away(circle: Circle, seen: Absent, now: datetime) -> bool:
    """Whether to free the seat: for good, or today, and not when the round is nearly over.

    Of a date nobody is left waiting at the table, however late it is.
    """
    if seen.meets is not None:
        return seen.meets > now
    if too_late(circle, seen.drawn, now):
        return False
    return seen.pause is None or seen.pause.covers(day_at(now, circle.schedule.zone))


def _changed(at: Setting, laid: Laid, left: int, hello: Message) -> Delivery:
    edit = Edit(telling.introduction_key(laid.pairing), hello)
    return at_table(at, laid, f"introduction:edit:{left}:{at.now.isoformat()}", edit)
