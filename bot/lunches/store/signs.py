"""Signs of life: at which tables somebody pressed something, and who did anything about lunch."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Table, select

from bot.circles.store.rounds import latest_drawn, pairing, seat
from bot.database import Transaction, UTCDateTime, metadata

table_sign = Table(  # the first that somebody gave at a table
    "table_sign",
    metadata,
    Column("pairing_id", ForeignKey(pairing.c.id), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("at", UTCDateTime, nullable=False),
)
lunch_sign = Table(  # the latest that somebody gave about lunch, at a table or not
    "lunch_sign",
    metadata,
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("at", UTCDateTime, nullable=False),
)


async def note(tx: Transaction, member_id: int, now: datetime) -> None:
    """Somebody did something about lunch."""
    await tx.put(lunch_sign, [{"member_id": member_id, "at": now}], on=["member_id"], change=["at"])


async def note_at(tx: Transaction, pairing_id: int, member_id: int, now: datetime) -> bool:
    """Somebody did something at a table; nothing is noted of whoever has no seat there."""
    seated = select(seat.c.pairing_id).where(
        seat.c.pairing_id == pairing_id, seat.c.member_id == member_id
    )
    if await tx.first(seated) is None:
        return False
    row = {"pairing_id": pairing_id, "member_id": member_id, "at": now}
    await tx.put(table_sign, [row], on=["pairing_id", "member_id"])
    return True


async def latest_table(tx: Transaction, circle_id: int, member_id: int) -> int | None:
    """Where somebody sits in the circle's round that was drawn last; None where they do not."""
    here = seat.c.round_id == latest_drawn(circle_id)
    mine = (here, seat.c.member_id == member_id)
    sits = await tx.first(select(seat.c.pairing_id).where(*mine))
    return sits["pairing_id"] if sits else None


async def given_at(tx: Transaction, pairings: Collection[int]) -> dict[int, frozenset[int]]:
    """Who gave a sign at each of these tables; a table without any is not in it."""
    rows = await tx.all(
        select(table_sign.c.pairing_id, table_sign.c.member_id).where(
            table_sign.c.pairing_id.in_(sorted(pairings))
        )
    )
    found: dict[int, frozenset[int]] = {}
    for row in rows:
        found[row["pairing_id"]] = found.get(row["pairing_id"], frozenset()) | {row["member_id"]}
    return found


async def latest(tx: Transaction, members: Collection[int]) -> dict[int, datetime]:
    """When each of these people did something about lunch last; who never did is not in it."""
    rows = await tx.all(select(lunch_sign).where(lunch_sign.c.member_id.in_(sorted(members))))
    return {row["member_id"]: row["at"] for row in rows}
