"""Stores what was found for those who waited for a seat, and puts what is said into the outbox."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.chat.platform import Adding, Edit, Payload, Traits
from bot.circles import beginning, one_a_day, planning, settling, telling
from bot.circles import messages as circle_messages
from bot.circles.model import Circle
from bot.circles.rounds import in_channel_only
from bot.circles.store import enrolments, outcomes, seats, without
from bot.circles.store.outcomes import Sitting
from bot.circles.store.seats import Reason
from bot.circles.telling import Set, speech
from bot.database import Transaction
from bot.lunches import freeing
from bot.lunches import seat_messages as messages
from bot.lunches.seat_messages import Why
from bot.lunches.store import tables, waiting
from bot.lunches.store.waiting import Kind, Round
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from bot.texts.catalogue import Say


@dataclass(frozen=True, slots=True)
class Table:
    """A table to set: who sits there, who starts, and what they begin with."""

    people: tuple[int, ...]
    starts: int
    topic: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do for those who wait.

    `joins`: who comes to which table, by its pairing. `without`: for whom there is no seat; `late`:
    because the round is too far on. `elsewhere`: who sits in another circle that day. `later`: for
    whom to look again, and when. `dropped`: who is not there any more. `kinds`: of all; None: the
    drawing left them over.
    """

    kinds: Mapping[int, Kind | None]
    tables: tuple[Table, ...] = ()
    joins: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    without: tuple[int, ...] = ()
    elsewhere: tuple[int, ...] = ()
    later: Mapping[int, datetime] = field(default_factory=dict)
    dropped: tuple[int, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class _Scene:
    tx: Transaction
    circle: Circle
    round: Round
    found: Plan
    people: Mapping[int, Sitting]
    several: Collection[int]  # who may have more than one table that day
    say: Say
    now: datetime


async def store(
    tx: Transaction, circle: Circle, round_: Round, found: Plan, traits: Traits, now: datetime
) -> None:
    """Seat them all, and tell them and whom they join."""
    there = await enrolments.enrolled(tx, circle.id, found.kinds)
    sitting = {seat.member: Sitting(seat.ref, seat.name, seat.zone) for seat in there}
    say = await speech(tx, circle, now, traits.prefix)
    several = await one_a_day.several(tx, sitting)
    scene = _Scene(tx, circle, round_, found, sitting, several, say, now)
    crowded = in_channel_only(await tables.how_many(tx, round_.id) + len(found.tables), traits)
    deliveries: list[Delivery] = []
    for table in found.tables:
        deliveries += await _set(scene, table, crowded=crowded)
    for pairing, joining in found.joins.items():
        if crowded:
            deliveries.append(await _bring_together(scene, pairing, joining))
        elif traits.adds:
            deliveries += await _let_in(scene, pairing, joining)
        else:
            deliveries += await _go_elsewhere(scene, pairing, joining)
    for member in found.without:
        deliveries.append(await _tell(scene, member))
    for member in found.elsewhere:
        deliveries.append(await _pass_over(scene, member))
    for member, at in found.later.items():
        await waiting.look_again(tx, round_.id, member, at)
    for member in found.dropped:
        await waiting.stop(tx, round_.id, member)
    await outbox.put(tx, deliveries)


async def _set(scene: _Scene, table: Table, *, crowded: bool) -> list[Delivery]:
    """A new table with a conversation of its own."""
    pairing = await seats.lay(scene.tx, scene.round.id, table.starts, table.topic)
    for member in table.people:
        await _take(scene, pairing, member)
    await outcomes.recount(scene.tx, scene.circle.community, table.people)
    sitting = {member: scene.people[member] for member in table.people}
    guests = tuple(await settling.guests(scene.tx, sitting, scene.now.date()))
    kinds = [scene.found.kinds[member] for member in table.people]
    why = messages.why_together(scene.say, kinds)
    (topic,) = await beginning.words(scene.tx, scene.say, [table.topic])
    laid = Set(pairing, guests, scene.people[table.starts].ref, topic, why)
    return _opening(scene, laid, crowded=crowded)


async def _bring_together(scene: _Scene, pairing: int, joining: Sequence[int]) -> Delivery:
    """In a round with more tables than conversations, they find each other in the channel."""
    changes = [await _take(scene, pairing, member) for member in joining]
    table = await outcomes.table(scene.tx, scene.circle.community, pairing)
    assert table is not None
    await outcomes.recount(scene.tx, scene.circle.community, table.people)
    refs = [person.ref for person in table.people.values()]
    told = circle_messages.not_opened(scene.say, scene.circle, refs)
    key = f"pairing:{pairing}:not_opened:{min(changes)}"
    return telling.in_channel(scene.circle, key, told, scene.now, "")


async def _let_in(scene: _Scene, pairing: int, joining: Sequence[int]) -> list[Delivery]:
    """They come into the conversation that is there; where it is not open yet, it is theirs too."""
    laid = await outcomes.table(scene.tx, scene.circle.community, pairing)
    assert laid is not None
    await seats.begin(scene.tx, pairing, await _topic(scene, laid, joining))
    changes = {member: await _take(scene, pairing, member) for member in joining}
    await outcomes.recount(scene.tx, scene.circle.community, [*laid.people, *joining])
    table = await outcomes.table(scene.tx, scene.circle.community, pairing)
    assert table is not None
    await freeing.reworded(scene.tx, scene.say, scene.circle, table)
    day = scene.now.date()
    hello = await settling.hello(scene.tx, scene.say, scene.circle.community, table, day)
    if await outbox.reword(scene.tx, telling.introduction_key(pairing), hello):
        return []
    first = min(changes.values())
    guests = await settling.guests(scene.tx, table.people, day)
    new = [guest for member, guest in zip(table.people, guests, strict=True) if member in changes]
    old = [person.ref for person in laid.people.values()]
    told = messages.joined(scene.say, _kinds(scene, joining), new, old)

    def there(key: str, payload: Payload, on_end: str = "", about: int = 0) -> Delivery:
        to = (scene.circle, pairing, laid.conversation)
        return telling.at_table(*to, key, payload, scene.now, on_end, about)

    # What stood there for the others alone goes before somebody else can read it.
    change_of = Edit(telling.introduction_key(pairing), hello)
    return [
        there(f"introduction:edit:{first}", change_of),
        *(
            there(f"adding:{n}", Adding((scene.people[member].ref,)), "lunches.added", n)
            for member, n in changes.items()
        ),
        there(f"joined:{first}", told),
    ]


async def _go_elsewhere(scene: _Scene, left: int, joining: Sequence[int]) -> list[Delivery]:
    """The whole table and those who join it go on in a new conversation, which says why."""
    laid = await outcomes.table(scene.tx, scene.circle.community, left)
    assert laid is not None
    refs = _kinds(scene, joining)
    begins = await _topic(scene, laid, joining)
    pairing = await seats.lay(scene.tx, scene.round.id, laid.starter, begins)
    await seats.move(scene.tx, left, pairing, laid.people, scene.now)
    for member in joining:
        await _take(scene, pairing, member)
    await outcomes.recount(scene.tx, scene.circle.community, [*laid.people, *joining])
    await freeing.no_more(scene.tx, scene.circle, laid, "the table goes on elsewhere", scene.now)
    deliveries: list[Delivery] = []
    if laid.conversation:
        told = messages.elsewhere(scene.say, [ref for ref, _ in refs])
        for key, payload in (
            (f"elsewhere:{pairing}", told),
            (f"introduction:edit:{pairing}", Edit(telling.introduction_key(left), told)),
        ):
            there = telling.at_table(scene.circle, left, laid.conversation, key, payload, scene.now)
            deliveries.append(there)
    everybody = {**laid.people, **{member: scene.people[member] for member in joining}}
    guests = await settling.guests(scene.tx, everybody, scene.now.date())
    starts = laid.people[laid.starter].ref
    why = messages.why_joined(scene.say, refs)
    (topic,) = await beginning.words(scene.tx, scene.say, [begins])
    table = Set(pairing, tuple(guests), starts, topic, why)
    return deliveries + _opening(scene, table, crowded=False)


async def _topic(scene: _Scene, laid: outcomes.Laid, joining: Sequence[int]) -> str:
    """What the table begins with: another question where somebody who joins it has had this one."""
    people = (laid.topic, [*laid.people], joining)
    return await planning.topic_with(scene.tx, scene.circle.id, *people, scene.round.lot)


async def _tell(scene: _Scene, member: int) -> Delivery:
    """There is no seat, and they are told plainly; should somebody come yet, they have one."""
    kind = scene.found.kinds[member]
    assert kind is not None
    await waiting.look_again(scene.tx, scene.round.id, member, None)
    if kind == "alone":
        await waiting.leave_over(scene.tx, scene.round.id, member)
    why: Why = "over" if scene.found.late and kind == "alone" else kind
    told = messages.no_seat(scene.say, scene.circle, scene.round.period, why)
    key = f"round:{scene.round.id}:no_seat:{member}:{scene.now.isoformat()}"
    ref = scene.people[member].ref
    answer = telling.to_person(
        scene.circle, ref, key, told, scene.now, asked=True
    )  # I said I would
    return replace(answer, member=member, about=scene.round.id, anew=f"lunches.no_seat_{why}")


async def _pass_over(scene: _Scene, member: int) -> Delivery:
    """They sit in another circle that day: told as whoever the drawing passes over for that."""
    await waiting.look_again(scene.tx, scene.round.id, member, None)
    await without.passed_over(scene.tx, scene.round.id, [member])
    told = circle_messages.elsewhere(scene.say, scene.circle, scene.round.period)
    ref = scene.people[member].ref
    return telling.without_table(
        scene.circle, scene.round.id, member, ref, "elsewhere", told, scene.now
    )


async def _take(scene: _Scene, pairing: int, member: int) -> int:
    """They sit down there, and wait no longer."""
    reason: Reason = "late" if scene.found.kinds[member] == "late" else "again"
    several = member in scene.several
    change = await seats.take(scene.tx, pairing, member, reason, scene.now, several=several)
    assert change, "whoever waits has no seat"
    await waiting.stop(scene.tx, scene.round.id, member)
    return change


def _opening(scene: _Scene, table: Set, *, crowded: bool) -> list[Delivery]:
    if not crowded:
        return telling.opening(scene.say, scene.circle, [table], scene.now)
    refs = [guest.ref for guest in table.guests]
    told = circle_messages.not_opened(scene.say, scene.circle, refs)
    key = f"pairing:{table.pairing}:not_opened"
    return [telling.in_channel(scene.circle, key, told, scene.now, "")]


def _kinds(scene: _Scene, joining: Sequence[int]) -> list[tuple[str, Kind | None]]:
    return [(scene.people[member].ref, scene.found.kinds[member]) for member in joining]
