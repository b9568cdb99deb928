"""Whoever waits for a seat while a round is on gets one within a minute, or is told why not.

Those who wait sit down with each other first. Whoever is left joins the table with the fewest
people: in its own conversation where the platform lets people in, else in a new one with everybody.
Everything slow comes before the transaction, which gives up where anything has changed meanwhile.
Whoever has a table in another circle that day has none here, unless they would rather have both.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.chat.platform import Traits
from bot.circles import model, one_a_day, planning
from bot.circles.model import Circle
from bot.circles.outcome import ask_at
from bot.circles.store import avoiding, circles, enrolments, outcomes, past_rounds, seats
from bot.circles.store.enrolments import Seat
from bot.database import Transaction
from bot.duty import Duty, Watch, Work
from bot.lunches import reseating, settling_in
from bot.lunches.freeing import too_late
from bot.lunches.reseating import MOST
from bot.lunches.settling_in import Plan, Table
from bot.lunches.store import tables, waiting
from bot.lunches.store.waiting import Round, Waiting
from bot.meetings import store as meetings
from bot.pairing.seating import Drawing, Pair, Past
from bot.schedules.hours import by_day
from bot.schedules.local import day_at

PATIENCE = timedelta(hours=12)  # of whoever comes late, until they join a table that is set
_TABLES = 60  # looked at in one go, when somebody joins one


@dataclass(frozen=True, slots=True)
class Scene:
    """A round in which somebody waits: everybody without a table, and who of them is there.

    `due`: for whom a seat is looked for now. `kinds`: None for those whom the drawing left over.
    `taken`: who of them is there, and sits in another circle that day.
    """

    circle: Circle
    round: Round
    there: tuple[Seat, ...]
    kinds: Mapping[int, Waiting | None]
    due: tuple[Waiting, ...]
    changes: int
    taken: frozenset[int]


async def _waiting(watch: Watch) -> list[Work]:
    """Find seats in each round in which somebody waits for one."""
    async with watch.database.write() as tx:
        await waiting.close_old(tx, watch.now)
        found = await waiting.due(tx, watch.now)
        there = [(await circles.with_id(tx, each.community, each.circle), each) for each in found]
    return [
        partial(_seat, watch, circle.id, each, watch.traits[circle.platform])
        for circle, each in there
        if circle is not None and circle.platform in watch.traits
    ]


DUTY = Duty(_waiting, waiting.FIRST)


async def _seat(watch: Watch, circle_id: int, round_: Round, traits: Traits) -> bool:
    async with watch.database.read() as tx:
        scene = await look(tx, circle_id, round_, watch.now)
        if scene is None:
            return False
        found = await plan(tx, scene, traits, watch)
    async with watch.database.write() as tx:
        if await look(tx, circle_id, round_, watch.now) != scene:
            return False  # the next tick sees it anew
        if not await _still(tx, scene, found):
            return False
        await settling_in.store(tx, scene.circle, round_, found, traits, watch.now)
    return True


async def look(tx: Transaction, circle_id: int, round_: Round, now: datetime) -> Scene | None:
    """Everybody without a table in this round; None where it is not the latest any more."""
    circle = await circles.with_id(tx, round_.community, circle_id)
    if circle is None or await waiting.latest(tx, circle_id) != round_:
        return None
    rows = await waiting.of_round(tx, round_.id)
    kinds: dict[int, Waiting | None] = dict.fromkeys(await waiting.leftovers(tx, round_.id))
    kinds |= {each.member: each for each in rows}
    today = day_at(now, circle.schedule.zone)
    there = [
        seat
        for seat in await enrolments.enrolled(tx, circle_id, kinds)
        if not seat.enrolment.away_in(today)
    ]
    present = [seat.member for seat in there]
    taken = await one_a_day.taken(tx, circle, round_.period, present)
    return Scene(
        circle=circle,
        round=round_,
        there=tuple(seat for seat in there if seat.member not in taken),
        kinds=kinds,
        due=tuple(each for each in rows if each.look_at is not None and each.look_at <= now),
        changes=await seats.how_often(tx, round_.id),
        taken=taken,
    )


async def plan(tx: Transaction, scene: Scene, traits: Traits, watch: Watch) -> Plan:
    """Who of them sits where; it only reads."""
    circle, here = scene.circle, {seat.member for seat in scene.there}
    due = {each.member: each for each in scene.due if each.member in here}
    others = [each.member for each in scene.due if each.member not in here]
    dropped = tuple(each for each in others if each not in scene.taken)
    elsewhere = tuple(each for each in others if each in scene.taken)
    kinds = {member: row.kind if row else None for member, row in scene.kinds.items()}
    if too_late(circle, scene.round.at, watch.now):
        without = tuple(due)
        return Plan(kinds, without=without, elsewhere=elsewhere, dropped=dropped, late=True)
    lot = reseating.again(scene.round.lot, scene.changes)
    drawn, past = await _together(tx, scene, traits, lot, watch)
    starts = await past_rounds.starts(tx, circle.id, here)
    seated = {member for table in drawn.tables for member in table}
    alone = [each for each in due.values() if each.member not in seated]
    later = {
        each.member: until
        for each in alone
        if each.kind == "late"
        and (until := patience(circle, scene.round.at, each.since)) > watch.now
    }
    needy = [each for each in alone if each.member not in later]
    joins, without = await _joined(tx, scene, needy, traits, lot)
    return Plan(
        kinds,
        tables=tuple(
            Table(people, model.starter(people, starts, lot), topic)
            for people, topic in zip(
                drawn.tables,
                await planning.topics(tx, circle.id, drawn.tables, past, lot),
                strict=True,
            )
        ),
        joins=joins,
        without=without,
        elsewhere=elsewhere,
        later=later,
        dropped=dropped,
    )


def patience(circle: Circle, drawn: datetime, since: datetime) -> datetime:
    """Until when somebody who comes late waits for another who does: within a day, and by day.

    In a short round for half of the time in which tables can still take somebody in.
    """
    zone, until = circle.schedule.zone, by_day(since + PATIENCE, circle.schedule.zone)
    asked = ask_at(drawn, circle.next_at, zone) if circle.next_at else until
    if until < asked:
        return until
    halfway = since + (asked - since) / 2
    opens = by_day(halfway, zone)
    return opens if opens < asked else halfway


async def _together(
    tx: Transaction, scene: Scene, traits: Traits, lot: bytes, watch: Watch
) -> tuple[Drawing, Mapping[Pair, Past]]:
    """Tables for all who wait, those first who have not met, and what is known of their past."""
    asked = await planning.seating(tx, scene.circle, scene.round.period, scene.there, traits)
    past = await _past(tx, scene.circle, reseating.pairs(asked.people))
    found: list[Drawing] = []
    await watch.think(lambda: found.append(reseating.together(asked, past, lot)))
    return found[0], past


async def _joined(
    tx: Transaction, scene: Scene, needy: Sequence[Waiting], traits: Traits, lot: bytes
) -> tuple[dict[int, tuple[int, ...]], tuple[int, ...]]:
    """Which table takes in whom, of those with the fewest people, and whom none does."""
    if not needy:
        return {}, ()
    circle, who = scene.circle, [each.member for each in needy]
    room = min(MOST, max(traits.seats, circle.size))
    most = {
        each.member: room if each.kind == "alone" else min(room, circle.size + 1) for each in needy
    }
    joins: dict[int, tuple[int, ...]] = {}
    every = [each for each in await tables.silent(tx, scene.round.id) if len(each.people) < room]
    for start in range(0, len(every), _TABLES):
        some = every[start : start + _TABLES]
        people = {*who, *(member for table in some for member in table.people)}
        there = await enrolments.enrolled(tx, circle.id, people)
        known = {seat.member for seat in there}
        some = [table for table in some if known.issuperset(table.people)]
        asked = await planning.seating(tx, circle, scene.round.period, there, traits)
        pairs = [
            (min(one, other), max(one, other)) for one in who for other in people if one != other
        ]
        past = await _past(tx, circle, sorted(set(pairs)))
        found, rest = reseating.joined(asked, past, who, some, most, lot)
        joins |= found
        who = list(rest)
        if not who:
            break
    return joins, tuple(who)


async def _past(tx: Transaction, circle: Circle, pairs: Sequence[Pair]) -> dict[Pair, Past]:
    periods = await past_rounds.periods(tx, circle.id)
    known = await meetings.between(tx, pairs)
    return {pair: planning.in_rounds(meeting, periods) for pair, meeting in known.items()}


async def _still(tx: Transaction, scene: Scene, found: Plan) -> bool:
    """Whether each of the tables can still be set: nothing was said there, nobody is in the way."""
    together: list[Collection[int]] = [table.people for table in found.tables]
    for pairing, joining in found.joins.items():
        laid = await outcomes.table(tx, scene.circle.community, pairing)
        if laid is None or laid.outcome != "unknown":
            return False
        together.append((*laid.people, *joining))
    people = {member for table in together for member in table}
    there = await enrolments.enrolled(tx, scene.circle.id, people)
    never = await avoiding.pairs(tx, {seat.ref: seat.member for seat in there})
    return never.isdisjoint(pair for table in together for pair in reseating.pairs(table))
