"""A round: who is there, the drawing, and all that it sets going, in one transaction.

Everything slow comes before the transaction. Should somebody join or leave meanwhile, the claim is
given up and the round drawn anew: nobody sits who was not there at the moment of the commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog

from bot.chat.message import Message
from bot.chat.platform import Traits
from bot.circles import inputs, messages, telling, wishes
from bot.circles.messages import Guest, Lots
from bot.circles.model import Circle, Wait, due, following, lot, sealed, starter
from bot.circles.settings import is_on, number
from bot.circles.store import circles, enrolments
from bot.circles.store import rounds as rows
from bot.circles.store.enrolments import Seat
from bot.circles.telling import Set
from bot.database import Database, Transaction
from bot.meetings import store as meetings
from bot.meetings.model import Meeting
from bot.members import store as members
from bot.outbox import store as outbox
from bot.pairing.draw import drawing
from bot.pairing.impossible import impossible
from bot.pairing.seating import Drawing, Everyone, Pair, Past, Question, Seating
from bot.schedules.local import day_at
from bot.texts.catalogue import Say
from bot.turn import Think, at_once

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Planned:
    """A round as it would be: who is there, and where each of them sits."""

    roster: tuple[Seat, ...]
    seating: Seating
    past: Mapping[Pair, Past]
    drawing: Drawing
    lot: bytes
    starters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a second look at a round found.

    `sealed_before`: the SHA-256 of its lot was told with the round before; None when this is the
    circle's first. `same`: the stored inputs and the lot make the tables that were set; None when
    the inputs are no longer kept.
    """

    period: date
    lot: str
    sealed_before: bool | None
    same: bool | None


async def verify(tx: Transaction, circle: Circle, number: int) -> Verified | None:
    """Draw a round again from what was kept of it. None when there was no such round."""
    kept = await rows.numbered(tx, circle.id, number)
    if kept is None:
        return None
    before = await rows.numbered(tx, circle.id, number - 1)
    drawn = bytes.fromhex(kept.lot)
    same = None
    if kept.inputs is not None:
        same = sorted(inputs.again(kept.inputs, drawn).tables) == sorted(kept.tables)
    told = None if before is None else before.next_seal == sealed(drawn)
    return Verified(kept.period, kept.lot, told, same)


async def roster(tx: Transaction, circle: Circle, period: date) -> tuple[Seat, ...]:
    """Who takes part in the round of that day."""
    seats = await enrolments.enrolled(tx, circle.id)
    return tuple(seat for seat in seats if seat.enrolment.takes_part(period))


async def everybody(tx: Transaction, circle: Circle) -> list[str]:
    """The accounts of all who are in the circle, by the platform's own ids."""
    return [seat.ref for seat in await enrolments.enrolled(tx, circle.id)]


async def plan(
    tx: Transaction, circle: Circle, period: date, traits: Traits, think: Think = at_once
) -> Planned:
    """Draw the round of that day, storing nothing: the same people and past, the same tables."""
    there = await roster(tx, circle, period)
    seats = await seating(tx, circle, period, there, traits)
    drawn_lot = await lot_of(tx, circle)
    drawn, past = await _draw(tx, circle, seats, drawn_lot, think)
    starts = await rows.starts(tx, circle.id, seats.people)
    starters = tuple(starter(table, starts, drawn_lot) for table in drawn.tables)
    return Planned(there, seats, past, drawn, drawn_lot, starters)


async def seating(
    tx: Transaction, circle: Circle, period: date, there: Sequence[Seat], traits: Traits
) -> Seating:
    """Who is there, and all that this circle asks of a drawing for them."""
    wanted = wishes.wishes(circle.settings)
    zones = {seat.member: seat.zone for seat in there}
    told = await members.tags_of(tx, zones) if wanted else {}
    burden = await rows.odd_places(tx, circle.id, circle.size)
    waited = await rows.waited(tx, circle.id)
    return Seating(
        people=tuple(zones),
        size=circle.size,
        burden={each: burden.get(each, 0) for each in zones},
        waited={each: times for each, times in waited.items() if each in zones},
        largest=max(traits.seats, circle.size),
        cooldown=number(circle.settings, "cooldown"),
        wishes=wanted,
        tags=wishes.tags(wanted, told, zones, period),
    )


async def warn(tx: Transaction, circle: Circle, traits: Traits, now: datetime) -> None:
    """Tell the organiser before the coming round which of the circle's rules can't be kept."""
    if circle.next_period is None:
        return
    there = await roster(tx, circle, circle.next_period)
    seats = await seating(tx, circle, circle.next_period, there, traits)
    broken = impossible(seats)
    if broken:
        names = {seat.member: seat.name for seat in there}
        told = messages.impossible(await speech(tx, circle, now), circle, broken, names)
        await to_organiser(tx, circle, f"impossible:{circle.next_period}", told, now)


async def run_due(
    database: Database, circle: Circle, traits: Traits, now: datetime, think: Think
) -> bool:
    """Do what is due about a circle. False when somebody else got there first, or changed it."""
    work = due(circle, now)
    if isinstance(work, Wait):
        async with database.write() as tx:
            return await circles.put_off(tx, circle, work.until)
    while True:
        async with database.read() as tx:
            planned = await plan(tx, circle, work.period, traits, think)
        async with database.write() as tx:
            if await circles.with_id(tx, circle.community, circle.id) != circle:
                return False  # drawn by somebody else, or changed: the next tick sees it anew
            if await roster(tx, circle, work.period) == planned.roster:
                return await _store(tx, circle, work.period, work.missed, planned, traits, now)
        log.info("the roster changed while a round was drawn", circle=circle.id)


async def _draw(
    tx: Transaction, circle: Circle, seats: Seating, drawn_lot: bytes, think: Think
) -> tuple[Drawing, dict[Pair, Past]]:
    """The drawing, and all that it asked about the past."""
    periods = await rows.periods(tx, circle.id)
    asking = drawing(seats, int.from_bytes(drawn_lot, "big"))
    known: Mapping[Pair, Past] | None = None
    asked: dict[Pair, Past] = {}
    found: list[Drawing] = []
    questions: list[Question] = []

    def step() -> None:
        try:
            questions.append(next(asking) if known is None else asking.send(known))
        except StopIteration as done:
            found.append(done.value)

    while not found:
        await think(step)
        if not found:
            question = questions.pop()
            if isinstance(question, Everyone):
                past = await meetings.among(tx, question.people)
            else:
                past = await meetings.between(tx, list(question))
            known = {pair: _past(meeting, periods) for pair, meeting in past.items()}
            asked |= known
    return found[0], asked


def _past(meeting: Meeting, periods: Sequence[date]) -> Past:
    """A meeting in terms of this circle's rounds, wherever it came about."""
    ago = sum(1 for period in periods if period > meeting.last) + 1
    return Past(times=meeting.times, last=ago, known=meeting.met > 0)


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
    following_one = following(seen.schedule, now, period)
    enough = len(planned.roster) >= number(seen.settings, "minimum") and planned.drawing.tables
    claimed = await circles.claim(
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
    say = await speech(tx, circle, now, traits.prefix)
    if missed:
        told = messages.away(say, circle, len(missed))
        await to_organiser(tx, circle, f"away:{missed[-1]}", told, now)
    if enough:
        await _seat(tx, circle, period, planned, traits, now)
    else:
        await rows.add(tx, circle.id, period, "too_few", now)
        told = messages.too_few(
            say, circle, len(planned.roster), number(circle.settings, "minimum")
        )
        await to_organiser(tx, circle, f"too_few:{period}", told, now)
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
    pairings = await rows.seat_all(tx, round_id, list(zip(tables, planned.starters, strict=True)))
    await rows.leave_over(tx, round_id, planned.drawing.left_out)
    await meetings.record(tx, circle.community, tables, period)
    people = {seat.member: Guest(seat.ref, seat.name, seat.zone) for seat in planned.roster}
    sets = [
        Set(pairing, tuple(people[each] for each in table), people[starts].ref)
        for pairing, table, starts in zip(pairings, tables, planned.starters, strict=True)
    ]
    say = await speech(tx, circle, now, traits.prefix)
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
    )
    deliveries += telling.closing(circle, before, now)
    if not crowded:
        deliveries += telling.opening(say, circle, sets, now)
    told = messages.left_over(say, circle)
    deliveries += [
        telling.to_person(circle, people[each].ref, f"round:{round_id}:left_over:{each}", told, now)
        for each in planned.drawing.left_out
    ]
    await outbox.put(tx, deliveries)


def in_channel_only(tables: int, traits: Traits) -> bool:
    """Whether there are more tables than the platform has conversations for."""
    return traits.tables is not None and tables > traits.tables


async def lot_of(tx: Transaction, circle: Circle) -> bytes:
    """The lot of the coming round."""
    community = await members.community_with(tx, circle.community)
    assert community is not None
    return lot(community.lot_secret, circle.id, circle.lot_period)


async def speech(tx: Transaction, circle: Circle, now: datetime, prefix: str = "") -> Say:
    """The circle's language, on its day; `prefix` is for messages that name a command."""
    community = await members.community_with(tx, circle.community)
    assert community is not None
    return Say(community.language, day_at(now, circle.schedule.zone), prefix)


async def to_organiser(
    tx: Transaction, circle: Circle, key: str, message: Message, now: datetime
) -> None:
    """Tell whoever made the circle, once for each key."""
    creator = (await members.members_with(tx, [circle.creator])).get(circle.creator)
    if creator is not None and not creator.gone:
        whole = f"circle:{circle.id}:{key}"
        await outbox.put(tx, [telling.to_person(circle, creator.ref, whole, message, now)])
