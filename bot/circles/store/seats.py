"""Who sits where by now: seats that changed after a drawing, and the tables as they were drawn.

`seat` holds the tables as they are. Each change since is a row of its own with its reason, so that
the drawing itself can be told, and checked, for as long as it is kept.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Column, ForeignKey, String, Table, func, select

from bot.circles.store.rounds import day_of, pairing, round_, seat
from bot.database import STAYS, Id, Transaction, UTCDateTime, metadata

Reason = Literal["cant", "away", "gone", "unreachable", "alone", "again", "late", "moved"]
"""Why somebody's seat changed. They said that they can't, are away (or left the circle), or have
left the place; the platform could not bring them in; everybody else has left their table; they had
no table, or came late, and got one; their whole table goes on in another conversation."""

change = Table(
    "seat_change",
    metadata,
    Column("id", Id, primary_key=True),
    Column("round_id", ForeignKey(round_.c.id), nullable=False, index=True),
    Column("member_id", ForeignKey("member.id"), nullable=False, info={STAYS: True}),
    Column("left_id", ForeignKey(pairing.c.id)),  # none for somebody who had no table
    Column("taken_id", ForeignKey(pairing.c.id)),  # none for somebody who has none from now on
    Column("reason", String, nullable=False),
    Column("at", UTCDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a round that was drawn, and the tables that it set."""

    period: date
    lot: str
    next_seal: str
    inputs: str | None
    tables: tuple[tuple[int, ...], ...]


async def numbered(tx: Transaction, circle_id: int, number: int) -> Kept | None:
    """The circle's round with this number, and its tables as they were drawn."""
    row = await tx.first(
        select(round_).where(round_.c.circle_id == circle_id, round_.c.number == number)
    )
    if row is None:
        return None
    now = await tx.all(
        select(seat.c.pairing_id, seat.c.member_id).where(seat.c.round_id == row["id"])
    )
    changes = await tx.all(
        select(change).where(change.c.round_id == row["id"]).order_by(change.c.id.desc())
    )
    sat: dict[int, int | None] = {each["member_id"]: each["pairing_id"] for each in now}
    sat |= {each["member_id"]: each["left_id"] for each in changes}  # the first one is the last
    tables: dict[int, list[int]] = {}
    for member_id, pairing_id in sorted(sat.items()):
        if pairing_id is not None:
            tables.setdefault(pairing_id, []).append(member_id)
    drawn = tuple(tuple(people) for _, people in sorted(tables.items()))
    return Kept(row["period"], row["seed"], row["next_hash"], row["inputs"], drawn)


async def free(
    tx: Transaction, pairing_id: int, member_id: int, reason: Reason, now: datetime
) -> bool:
    """They get up from this table. False when they do not sit there any more."""
    where = (seat.c.pairing_id == pairing_id, seat.c.member_id == member_id)
    row = await tx.first(select(seat.c.round_id).where(*where))
    if row is None or await tx.run(seat.delete().where(*where)) != 1:
        return False
    await _note(tx, row["round_id"], member_id, pairing_id, None, reason, now)
    return True


async def take(
    tx: Transaction,
    pairing_id: int,
    member_id: int,
    reason: Reason,
    now: datetime,
    *,
    several: bool = False,
) -> int:
    """They sit down at this table; the id of the change. 0 when they sit somewhere in this round.

    The database takes no second table of a day, unless they asked for `several`.
    """
    row = await tx.first(select(pairing.c.round_id).where(pairing.c.id == pairing_id))
    assert row is not None
    values = {
        "round_id": row["round_id"],
        "member_id": member_id,
        "pairing_id": pairing_id,
        "day": None if several else await day_of(tx, row["round_id"]),
    }
    if await tx.put(seat, [values], on=["round_id", "member_id"]) != 1:
        return 0
    return await _note(tx, row["round_id"], member_id, None, pairing_id, reason, now)


async def move(
    tx: Transaction, left: int, taken: int, people: Collection[int], now: datetime
) -> None:
    """All of these sit at another table from now on, together."""
    row = await tx.first(select(pairing.c.round_id).where(pairing.c.id == taken))
    assert row is not None
    for each in sorted(people):
        where = (seat.c.pairing_id == left, seat.c.member_id == each)
        if await tx.run(seat.update().where(*where).values(pairing_id=taken)):
            await _note(tx, row["round_id"], each, left, taken, "moved", now)


async def decline(tx: Transaction, round_id: int, member_id: int, now: datetime) -> None:
    """They had no table, and would rather have none in this round."""
    await _note(tx, round_id, member_id, None, None, "cant", now)


async def lay(tx: Transaction, round_id: int, starter: int, topic: str) -> int:
    """One more table in this round, at which nobody sits yet; the id of its pairing."""
    last = await tx.first(
        select(func.max(pairing.c.number).label("number")).where(pairing.c.round_id == round_id)
    )
    return await tx.add(
        pairing,
        round_id=round_id,
        number=(last["number"] if last and last["number"] else 0) + 1,
        starter_id=starter,
        outcome="unknown",
        topic=topic or None,
    )


async def start(tx: Transaction, pairing_id: int, starter: int) -> None:
    """Somebody else starts the conversation of that table."""
    await tx.run(pairing.update().where(pairing.c.id == pairing_id).values(starter_id=starter))


async def begin(tx: Transaction, pairing_id: int, topic: str) -> None:
    """That table begins its conversation with this."""
    values = {"topic": topic or None}
    await tx.run(pairing.update().where(pairing.c.id == pairing_id).values(**values))


async def changed(tx: Transaction, change_id: int) -> tuple[int, int, str] | None:
    """Whom a change was about, the table that they took, and its reason."""
    row = await tx.first(select(change).where(change.c.id == change_id))
    return (row["member_id"], row["taken_id"] or 0, row["reason"]) if row else None


async def how_often(tx: Transaction, round_id: int) -> int:
    """How many seats changed in this round."""
    row = await tx.first(select(func.count().label("changes")).where(change.c.round_id == round_id))
    assert row is not None
    return int(row["changes"])


async def last_reason(tx: Transaction, round_id: int, member_id: int) -> str:
    """Why somebody's seat changed last in this round; "" when it is the one that was drawn."""
    row = await tx.first(
        select(change.c.reason)
        .where(
            change.c.round_id == round_id,
            change.c.member_id == member_id,
            change.c.reason != "moved",
        )
        .order_by(change.c.id.desc())
        .limit(1)
    )
    return row["reason"] if row else ""


async def left_before(tx: Transaction, pairing_id: int, member_id: int) -> bool:
    """Whether somebody sat at this table, and has got up."""
    row = await tx.first(
        select(change.c.id).where(change.c.left_id == pairing_id, change.c.member_id == member_id)
    )
    return row is not None


async def _note(
    tx: Transaction,
    round_id: int,
    member_id: int,
    left: int | None,
    taken: int | None,
    reason: Reason,
    now: datetime,
) -> int:
    return await tx.add(
        change,
        round_id=round_id,
        member_id=member_id,
        left_id=left,
        taken_id=taken,
        reason=reason,
        at=now,
    )
