"""Who waits for a seat in a round that was drawn already, as rows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Column, ColumnElement, ForeignKey, String, Table, func, select

from bot.circles.store.circles import circle
from bot.circles.store.rounds import left_over, pairing, round_, seat
from bot.database import Transaction, UTCDateTime, metadata
from bot.lunches.store.tables import last_rounds

Kind = Literal["alone", "late"]
"""Everybody else has left their table; or they came when the tables were set."""

waiting = Table(
    "waiting",
    metadata,
    Column("round_id", ForeignKey(round_.c.id), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("kind", String, nullable=False),
    Column("since", UTCDateTime, nullable=False),
    Column("look_at", UTCDateTime, index=True),  # none once they were told that there is no seat
)
FIRST = select(func.min(waiting.c.look_at, type_=UTCDateTime()))
"""When a seat is looked for next."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits, and when to look for a seat next; None: no more, unless one comes up."""

    member: int
    kind: Kind
    since: datetime
    look_at: datetime | None


@dataclass(frozen=True, slots=True)
class Round:
    """A circle's latest round: its day, the moment it was drawn, and its lot."""

    id: int
    community: int
    circle: int
    period: date
    at: datetime
    lot: bytes


async def wait(tx: Transaction, round_id: int, member_id: int, kind: Kind, now: datetime) -> None:
    """They wait from now on, and a seat is looked for at once."""
    row = {"round_id": round_id, "member_id": member_id, "kind": kind, "since": now, "look_at": now}
    changed = ["kind", "since", "look_at"]
    await tx.put(waiting, [row], on=["round_id", "member_id"], change=changed)


async def look_again(tx: Transaction, round_id: int, member_id: int, at: datetime | None) -> None:
    """Look for a seat then; None: they were told that there is none."""
    await tx.run(
        waiting.update()
        .where(waiting.c.round_id == round_id, waiting.c.member_id == member_id)
        .values(look_at=at)
    )


async def stop(tx: Transaction, round_id: int, member_id: int) -> bool:
    """They wait no longer, and were not left over either. False when they were neither."""
    rows = 0
    for table in (waiting, left_over):
        where = (table.c.round_id == round_id, table.c.member_id == member_id)
        rows += await tx.run(table.delete().where(*where))
    return rows > 0


async def due(tx: Transaction, now: datetime) -> list[Round]:
    """The latest rounds of circles in which somebody waits for whom it is time to look."""
    there = select(waiting.c.round_id).where(waiting.c.look_at <= now)
    return await _latest(tx, round_.c.id.in_(there))


async def coming(tx: Transaction, now: datetime) -> list[datetime]:
    """When seats are looked for after this moment, each moment once."""
    rows = await tx.all(
        select(waiting.c.look_at)
        .where(waiting.c.look_at > now)
        .distinct()
        .order_by(waiting.c.look_at)
    )
    return [row["look_at"] for row in rows]


async def close_old(tx: Transaction, now: datetime) -> int:
    """Nobody waits in a round that another has followed. How many did."""
    last = last_rounds()
    return await tx.run(
        waiting.update()
        .where(waiting.c.look_at <= now, waiting.c.round_id.not_in(select(last.c.id)))
        .values(look_at=None)
    )


async def latest(tx: Transaction, circle_id: int) -> Round | None:
    """The circle's latest round that was drawn."""
    found = await _latest(tx, round_.c.circle_id == circle_id)
    return found[0] if found else None


async def of_pairing(tx: Transaction, pairing_id: int) -> Round | None:
    """The round of this table, where it is its circle's latest."""
    of_table = select(pairing.c.round_id).where(pairing.c.id == pairing_id)
    found = await _latest(tx, round_.c.id.in_(of_table))
    return found[0] if found else None


async def of_round(tx: Transaction, round_id: int) -> list[Waiting]:
    """Everybody who waits in this round, and has no seat, whoever came first first."""
    seated = select(seat.c.member_id).where(seat.c.round_id == round_id)
    rows = await tx.all(
        select(waiting)
        .where(waiting.c.round_id == round_id, waiting.c.member_id.not_in(seated))
        .order_by(waiting.c.since, waiting.c.member_id)
    )
    return [Waiting(row["member_id"], row["kind"], row["since"], row["look_at"]) for row in rows]


async def leftovers(tx: Transaction, round_id: int) -> list[int]:
    """Whom no table of this round had a place for."""
    rows = await tx.all(
        select(left_over.c.member_id)
        .where(left_over.c.round_id == round_id)
        .order_by(left_over.c.member_id)
    )
    return [row["member_id"] for row in rows]


async def leave_over(tx: Transaction, round_id: int, member_id: int) -> None:
    """They were there, and no table has a place for them."""
    row = {"round_id": round_id, "member_id": member_id}
    await tx.put(left_over, [row], on=["round_id", "member_id"])


async def _latest(tx: Transaction, *where: ColumnElement[bool]) -> list[Round]:
    last = last_rounds()
    rows = await tx.all(
        select(round_, circle.c.community_id)
        .join(last, last.c.id == round_.c.id)
        .join(circle, circle.c.id == round_.c.circle_id)
        .where(*where)
        .order_by(round_.c.id)
    )
    return [
        Round(
            row["id"],
            row["community_id"],
            row["circle_id"],
            row["period"],
            row["at"],
            bytes.fromhex(row["seed"] or ""),
        )
        for row in rows
    ]
