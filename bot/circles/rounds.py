"""A round: who is there, the drawing, and all that it sets going, in one transaction.

Everything slow comes before the transaction. Should somebody join or leave meanwhile, the claim is
given up and the round drawn anew: nobody sits who was not there at the moment of the commit.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

import structlog

from bot.chat.platform import Traits
from bot.chat.text import Text
from bot.circles import (
    beginning,
    inputs,
    messages,
    mishaps,
    one_a_day,
    publishing,
    telling,
    wording,
)
from bot.circles.messages import Guest, Lots
from bot.circles.model import Circle, Wait, due, following, sealed
from bot.circles.outcome import LATE
from bot.circles.planning import Planned, elsewhere, lot_of, plan, roster
from bot.circles.settings import is_on, number
from bot.circles.store import (
    calendar,
    circles,
    dates,
    outcomes,
    publications,
    without,
)
from bot.circles.store import rounds as rows
from bot.circles.store.publications import Publication
from bot.circles.telling import Set
from bot.database import Database, Transaction
from bot.duty import Duty, Watch, Work
from bot.meetings import store as meetings
from bot.members import store as members
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from bot.schedules.hours import by_day
from bot.schedules.local import midnight
from bot.texts.catalogue import Say
from bot.turn import Think

log = structlog.get_logger(__name__)


async def _ready(watch: Watch) -> list[Work]:
    """Draw in each circle whose round has come."""
    async with watch.database.read() as tx:
        ready = await calendar.due(tx, watch.now)
    return [
        partial(run_due, watch.database, each, watch.traits[each.platform], watch.now, watch.think)
        for each in ready
        if each.platform in watch.traits
    ]


DUTY = Duty(_ready, calendar.FIRST)


async def ahead(tx: Transaction, say: Say, now: datetime) -> list[tuple[datetime, Text]]:
    """When each circle's next round comes, and when people are asked whether they met."""
    coming = [
        (each.next_at, say("ahead.round", circle=wording.name(each), n=each.number + 1))
        for each in await calendar.ahead(tx)
        if each.next_at is not None
    ]
    questions = await outbox.coming(tx, now, telling.QUESTION)
    return coming + [(at, say("ahead.question")) for at in questions]


async def run_due(
    database: Database, circle: Circle, traits: Traits, now: datetime, think: Think
) -> bool:
    """Do what is due about a circle. False when somebody else got there first, or changed it."""
    work = due(circle, now)
    if isinstance(work, Wait):
        async with database.write() as tx:
            return await calendar.put_off(tx, circle, work.until)
    while True:
        async with database.read() as tx:
            planned = await plan(tx, circle, work.period, traits, think)
            wanted = await publications.asked(tx, circle.id, work.period)
        async with database.write() as tx:
            if await circles.with_id(tx, circle.community, circle.id) != circle:
                return False  # drawn by somebody else, or changed: the next tick sees it anew
            if await roster(tx, circle, work.period) == planned.roster:
                if wanted is not None and await _refused(tx, circle, wanted, planned, now):
                    return True
                return await _store(tx, circle, work.period, work.missed, planned, traits, now)
        log.info("the roster changed while a round was drawn", circle=circle.id)


async def _refused(
    tx: Transaction, circle: Circle, wanted: Publication, planned: Planned, now: datetime
) -> bool:
    """Whether other tables were wanted, and so none are set before the round's own hour."""
    await publications.forget(tx, circle.id)
    until = _own_hour(circle, wanted.period, now)
    if publishing.tables_of(planned) == wanted.tables or until <= now:
        return False
    say = await telling.speech(tx, circle, now)
    told = await publishing.refused(tx, say, circle, wanted.shown_at, planned.roster)
    key = f"{circle.subject}:refused:{wanted.shown_at.isoformat()}"
    by = (await members.members_with(tx, [wanted.by]))[wanted.by]
    answer = telling.to_anybody(circle, by.ref, key, told, now)
    await outbox.put(tx, [replace(answer, asked=True, at_once=True)])
    await calendar.put_off(tx, circle, until)
    return True


def _own_hour(circle: Circle, period: date, now: datetime) -> datetime:
    """When the round of that day comes by itself: at its hour, by day where that has gone by."""
    zone = circle.schedule.zone
    start = midnight(period, zone) - timedelta(seconds=1)
    at = next(each.at for each in circle.calendar.following(start) if each.period >= period)
    return at if at > now else by_day(now, zone)


async def _store(
    tx: Transaction,
    seen: Circle,
    period: date,
    missed: Sequence[date],
    planned: Planned,
    traits: Traits,
    now: datetime,
) -> bool:
    """Claim the circle and store everything that follows, or nothing at all."""
    following_one = following(seen.calendar, now, period)
    enough = len(planned.roster) >= number(seen.settings, "minimum") and planned.drawing.tables
    claimed = await calendar.claim(
        tx, seen, following_one.at, following_one.period, drawn=bool(enough)
    )
    if not claimed:
        return False
    circle = replace(
        seen,
        next_at=following_one.at,
        next_period=following_one.period,
        lot_period=following_one.period if enough else seen.lot_period,
        number=seen.number + bool(enough),
    )
    for day in missed:
        await rows.add(tx, circle.id, day, "away", now)
    say = await telling.speech(tx, circle, now, traits.prefix)
    if missed:
        told = mishaps.away(say, circle, len(missed))
        await telling.to_organiser(tx, circle, f"away:{missed[-1]}", told, now)
    if enough:
        await _seat(tx, circle, period, planned, traits, now)
    else:
        last = await rows.latest_state(tx, circle.id)
        if planned.ended is not None and last == "drawn":  # and so told once
            over = messages.over(say, circle, planned.ended)
            key = f"{circle.subject}:over:{circle.number}"
            posted = telling.in_channel(circle, key, over, now, "circles.announced")
            await outbox.put(tx, [posted])
        await rows.add(tx, circle.id, period, "too_few", now)
        people = len(planned.roster)
        least = max(number(circle.settings, "minimum"), people + 1)  # with one more there is a way
        told = mishaps.too_few(say, circle, period, people, least)
        await telling.to_organiser(tx, circle, f"too_few:{period}", told, now)
    return True


async def _seat(
    tx: Transaction,
    circle: Circle,
    period: date,
    planned: Planned,
    traits: Traits,
    now: datetime,
) -> None:
    """Store the round, its tables and meetings, and put all that is to be said into the outbox."""
    before = await rows.conversations(tx, circle.id) if traits.under_channel else {}
    yet = await _asked_later(tx, circle.id, now)
    await ask_no_more(tx, circle.id, now, but=yet)
    tables = planned.drawing.tables
    next_seal = sealed(await lot_of(tx, circle))
    round_id = await rows.add(
        tx,
        circle.id,
        period,
        "drawn",
        now,
        number=circle.number,
        seed=planned.lot.hex(),
        next_hash=next_seal,
        inputs=inputs.dump(planned.seating, planned.past),
    )
    laid = list(zip(tables, planned.starters, strict=True))
    several = await one_a_day.several(tx, planned.seating.people)
    pairings = await rows.seat_all(tx, round_id, laid, planned.topics, several=several)
    await rows.leave_over(tx, round_id, planned.drawing.left_out)
    await meetings.record(tx, circle.community, tables, period)
    people = {
        seat.member: Guest(seat.ref, seat.name, seat.zone, planned.told.get(seat.member, {}))
        for seat in planned.roster
    }
    say = await telling.speech(tx, circle, now, traits.prefix)
    first = await beginning.words(tx, say, planned.topics)
    sets = [
        Set(pairing, tuple(people[each] for each in table), people[starts].ref, topic)
        for pairing, (table, starts), topic in zip(pairings, laid, first, strict=True)
    ]
    crowded = in_channel_only(len(tables), traits)
    named = crowded or is_on(circle.settings, "names")
    lots = Lots(planned.lot.hex(), next_seal)
    deliveries = telling.announcing(
        say,
        circle,
        round_id,
        [each.guests for each in sets],
        lots,
        now,
        named=named,
        left_over=len(planned.drawing.left_out),
        before=planned.ended,
    )
    deliveries += telling.closing(
        circle, before, now, {each: at + LATE for each, at in yet.items()}
    )
    if not crowded:
        deliveries += telling.opening(say, circle, sets, now)
    deliveries += await _pass_over(tx, say, circle, round_id, period, now)
    told = messages.left_over(say, circle, period)
    deliveries += [
        telling.without_table(circle, round_id, each, people[each].ref, "left_over", told, now)
        for each in planned.drawing.left_out
    ]
    await outbox.put(tx, deliveries)


async def _pass_over(
    tx: Transaction, say: Say, circle: Circle, round_id: int, period: date, now: datetime
) -> list[Delivery]:
    """Those who sit in another circle that day: told so, and first in line the next time."""
    others = await elsewhere(tx, circle, period)
    await without.passed_over(tx, round_id, [seat.member for seat in others])
    told = messages.elsewhere(say, circle, period)
    return [
        telling.without_table(circle, round_id, seat.member, seat.ref, "elsewhere", told, now)
        for seat in others
    ]


async def ask_no_more(
    tx: Transaction, circle_id: int, now: datetime, *, but: Collection[int] = ()
) -> None:
    """Whoever was to be asked whether they met in the circle's last round is not any more."""
    tables = set(await outcomes.latest_tables(tx, circle_id)) - set(but)
    keys = [telling.question_key(each) for each in sorted(tables)]
    await outbox.withdraw(tx, keys, telling.OVER, now)


async def _asked_later(tx: Transaction, circle_id: int, now: datetime) -> dict[int, datetime]:
    """The tables of the last round that are asked only from now on, after their date, and when."""
    dated = await dates.standing(tx, await outcomes.latest_tables(tx, circle_id))
    return {each: date.asks for each, date in dated.items() if date.asks and date.asks >= now}


def in_channel_only(tables: int, traits: Traits) -> bool:
    """Whether there are more tables than the platform has conversations for."""
    return traits.tables is not None and tables > traits.tables
