"""A round as it would be: who is there, where each of them sits, and what they begin with.

Everything here only reads, and takes its time: it comes before the transaction that stores it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from bot.chat.platform import Traits
from bot.circles import one_a_day, said, starters, wishes
from bot.circles.in_common import Told
from bot.circles.messages import Ended
from bot.circles.model import Circle, lot, starter
from bot.circles.settings import number
from bot.circles.store import again as once_more
from bot.circles.store import avoiding, enrolments, figures, outcomes, past_rounds, without
from bot.circles.store import starters as own_starters
from bot.circles.store import topics as topic_rows
from bot.circles.store.enrolments import Seat
from bot.database import Transaction
from bot.meetings import store as meetings
from bot.meetings.model import Meeting
from bot.members import communities
from bot.members import tags as tag_rows
from bot.pairing.draw import drawing
from bot.pairing.seating import Drawing, Everyone, Pair, Past, Question, Seating
from bot.turn import Think, at_once


@dataclass(frozen=True, slots=True)
class Planned:
    """A round as it would be: who is there, and where each of them sits."""

    roster: tuple[Seat, ...]
    seating: Seating
    past: Mapping[Pair, Past]
    drawing: Drawing
    lot: bytes
    starters: tuple[int, ...]
    topics: tuple[str, ...]
    told: Mapping[int, Told]
    ended: Ended | None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A drawing, the past that it asked about, and what it was told of it."""

    drawing: Drawing
    past: Mapping[Pair, Past]
    told: Mapping[Pair, Past]


async def roster(tx: Transaction, circle: Circle, period: date) -> tuple[Seat, ...]:
    """Who takes part in the round of that day."""
    seats = await _coming(tx, circle, period)
    taken = await one_a_day.taken(tx, circle, period, [seat.member for seat in seats])
    return tuple(seat for seat in seats if seat.member not in taken)


async def elsewhere(tx: Transaction, circle: Circle, period: date) -> tuple[Seat, ...]:
    """Who would take part in it, and sits in another circle that day."""
    seats = await _coming(tx, circle, period)
    taken = await one_a_day.taken(tx, circle, period, [seat.member for seat in seats])
    return tuple(seat for seat in seats if seat.member in taken)


async def _coming(tx: Transaction, circle: Circle, period: date) -> tuple[Seat, ...]:
    """Who comes to the round of that day, wherever else they sit."""
    seats = await enrolments.enrolled(tx, circle.id)
    return tuple(seat for seat in seats if seat.enrolment.comes(period, circle.settings))


async def plan(
    tx: Transaction, circle: Circle, period: date, traits: Traits, think: Think = at_once
) -> Planned:
    """Draw the round of that day, storing nothing: the same people and past, the same tables."""
    there = await roster(tx, circle, period)
    seats = await seating(tx, circle, period, there, traits)
    drawn_lot = await lot_of(tx, circle)
    found = await _draw(tx, circle, seats, drawn_lot, think)
    drawn = found.drawing
    starts = await past_rounds.starts(tx, circle.id, seats.people)
    first = tuple(starter(table, starts, drawn_lot) for table in drawn.tables)
    chosen = await topics(tx, circle.id, drawn.tables, found.past, drawn_lot)
    told = await said.told_at(tx, drawn.tables, period)
    ended = await _ended(tx, circle.id)
    return Planned(there, seats, found.told, drawn, drawn_lot, first, chosen, told, ended)


async def topics(
    tx: Transaction,
    circle_id: int,
    tables: Sequence[Sequence[int]],
    past: Mapping[Pair, Past] | Mapping[Pair, Meeting],
    drawn_lot: bytes,
) -> tuple[str, ...]:
    """What each table begins with: of what everybody has, and of what the circle wrote itself."""
    every = (*starters.every(), *await own_starters.names(tx, circle_id))
    people = [person for table in tables for person in table]
    recent = await topic_rows.recent(tx, people, starters.ROUNDS)
    pairs = [list(combinations(sorted(table), 2)) for table in tables]
    every_pair = [pair for of_table in pairs for pair in of_table]
    again = [pair for pair in every_pair if pair in past]
    together = await topic_rows.together(tx, every_pair, again)
    none: set[str] = set()
    return tuple(
        starters.choose(
            every,
            before=min(past[pair].times if pair in past else 0 for pair in of_table),
            theirs=none.union(*(together.get(pair, none) for pair in of_table)),
            recent=none.union(*(recent.get(each, none) for each in table)),
            lot=drawn_lot + str(min(table)).encode(),
        )
        for table, of_table in zip(tables, pairs, strict=True)
    )


async def topic_with(
    tx: Transaction, circle_id: int, topic: str, old: Sequence[int], new: Sequence[int], lot: bytes
) -> str:
    """What a table begins with that takes in some `new` people: its `topic`, if they had it never.

    Else another one, by the same rules as in a drawing.
    """
    people = sorted((*old, *new))
    pairs = list(combinations(people, 2))
    recent = await topic_rows.recent(tx, new, starters.ROUNDS)
    across = [pair for pair in pairs if not {*pair} <= {*old}]
    together = await topic_rows.together(tx, across, across)
    if topic not in set[str]().union(*recent.values(), *together.values()):
        return topic
    (found,) = await topics(tx, circle_id, [people], await meetings.between(tx, pairs), lot)
    return found


async def seating(
    tx: Transaction, circle: Circle, period: date, there: Sequence[Seat], traits: Traits
) -> Seating:
    """Who is there, and all that this circle asks of a drawing for them."""
    wanted = wishes.wishes(circle.settings)
    zones = {seat.member: seat.zone for seat in there}
    told = await tag_rows.of(tx, zones) if wanted else {}
    tags = wishes.tags(wanted, told, zones, period)
    wanted, tags = said.with_asks(wanted, tags, told, await said.heard(tx, zones, period))
    if waiting := wishes.first_in_line(await outcomes.owed(tx, circle.id), zones):
        wanted += (wishes.FIRST_IN_LINE,)
        tags = {each: {**tags.get(each, {}), **waiting[each]} for each in zones}
    if again := wishes.once_more(await once_more.wanted(tx, zones, period), zones):
        wanted += (wishes.ONCE_MORE,)
        tags = {each: {**tags.get(each, {}), **again[each]} for each in zones}
    burden = await past_rounds.odd_places(tx, circle.id, circle.size)
    waited = await without.waited(tx, circle.id)
    return Seating(
        people=tuple(zones),
        size=circle.size,
        never=await avoiding.pairs(tx, {seat.ref: seat.member for seat in there}),
        burden={each: burden.get(each, 0) for each in zones},
        waited={each: times for each, times in waited.items() if each in zones},
        largest=max(traits.seats, circle.size),
        cooldown=number(circle.settings, "cooldown"),
        wishes=wanted,
        tags=tags,
    )


async def lot_of(tx: Transaction, circle: Circle) -> bytes:
    """The lot of the coming round."""
    community = await communities.with_id(tx, circle.community)
    assert community is not None
    return lot(community.lot_secret, circle.id, circle.lot_period)


async def _draw(
    tx: Transaction, circle: Circle, seats: Seating, drawn_lot: bytes, think: Think
) -> _Drawn:
    """Draw; who is expected together sits together, unless that would leave anybody over."""
    expected = wishes.expected(seats)
    if expected:
        drawn = await _drawn(tx, circle, seats, drawn_lot, think, expected, first=True)
        if not drawn.drawing.left_out:
            return drawn
    return await _drawn(tx, circle, seats, drawn_lot, think, expected)


async def _drawn(
    tx: Transaction,
    circle: Circle,
    seats: Seating,
    drawn_lot: bytes,
    think: Think,
    expected: Collection[Pair],
    *,
    first: bool = False,
) -> _Drawn:
    periods = await past_rounds.periods(tx, circle.id)
    passed = dict.fromkeys(sorted(await outcomes.passed(tx, circle.id)), Past(1, 1, known=False))
    asking = drawing(seats, int.from_bytes(drawn_lot, "big"))
    known: Mapping[Pair, Past] | None = None
    asked: dict[Pair, Past] = {}
    told: dict[Pair, Past] = {}
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
                past, these = await meetings.among(tx, question.people), set(passed)
            else:
                past = await meetings.between(tx, list(question))
                these = passed.keys() & set(question)
            known = {pair: passed[pair] for pair in these} | {
                pair: in_rounds(meeting, periods)
                for pair, meeting in past.items()
                if pair not in expected  # as if they were new to each other
            }
            asked |= known
            if first and isinstance(question, Everyone):
                known = wishes.as_if_met(seats, expected, known)
            told |= known
    (drawn,) = found
    pairs = {pair for table in drawn.tables for pair in combinations(sorted(table), 2)}
    drawn = replace(drawn, repeats=len(pairs & asked.keys()))
    # To the drawing these were new; what they begin with goes by how often they have sat together.
    again = await meetings.between(tx, sorted(pairs.intersection(expected)))
    sat = {pair: in_rounds(meeting, periods) for pair, meeting in again.items()}
    return _Drawn(drawn, asked | sat, told)


def in_rounds(meeting: Meeting, periods: Sequence[date]) -> Past:
    """A meeting in terms of this circle's rounds, wherever it came about."""
    ago = sum(1 for period in periods if period > meeting.last) + 1
    return Past(times=meeting.times, last=ago, known=meeting.met > 0)


async def _ended(tx: Transaction, circle_id: int) -> Ended | None:
    """How the circle's last round went; None where nobody has said anything of it."""
    for each in await figures.of_rounds(tx, circle_id, 1):
        if each.answered:
            return Ended(each.tables, each.met, each.new)
    return None
