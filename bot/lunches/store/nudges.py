"""When a table is to be looked at, in case nobody has begun there; and how often it was nudged."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, func, select, text

from bot.circles.store.circles import circle
from bot.circles.store.rounds import pairing, round_
from bot.database import Transaction, UTCDateTime, metadata

nudge = Table(
    "nudge",
    metadata,
    Column("pairing_id", ForeignKey(pairing.c.id), primary_key=True),
    Column("opened_at", UTCDateTime, nullable=False),
    Column("at", UTCDateTime),  # none: it is left alone from now on
    Column("given", Integer, nullable=False),
    Index("ix_nudge_at", "at", sqlite_where=text("at IS NOT NULL")),
)
FIRST = select(func.min(nudge.c.at, type_=UTCDateTime())).where(nudge.c.at.is_not(None))
"""When the next table is to be looked at."""


MOST = 2  # at a table


@dataclass(frozen=True, slots=True)
class Watched:
    """A table whose people sit together since it opened, and how often it was nudged."""

    pairing: int
    community: int
    opened: datetime
    given: int


async def watch(tx: Transaction, pairing_id: int, opened: datetime, at: datetime) -> None:
    """Look at this table then; one that is looked at already stays as it is."""
    row = {"pairing_id": pairing_id, "opened_at": opened, "at": at, "given": 0}
    await tx.put(nudge, [row], on=["pairing_id"])


async def due(tx: Transaction, now: datetime, most: int) -> list[Watched]:
    """The tables whose moment has come, at most so many."""
    rows = await tx.all(
        select(nudge, circle.c.community_id)
        .join(pairing, pairing.c.id == nudge.c.pairing_id)
        .join(round_, round_.c.id == pairing.c.round_id)
        .join(circle, circle.c.id == round_.c.circle_id)
        .where(nudge.c.at <= now)
        .order_by(nudge.c.at, nudge.c.pairing_id)
        .limit(most)
    )
    return [
        Watched(row["pairing_id"], row["community_id"], row["opened_at"], row["given"])
        for row in rows
    ]


async def later(tx: Transaction, seen: Watched, at: datetime | None, *, given: int = 0) -> bool:
    """Look again then, or never; `given`: it was nudged now. False: another was faster."""
    changed = await tx.run(
        nudge.update()
        .where(nudge.c.pairing_id == seen.pairing, nudge.c.given == seen.given)
        .where(nudge.c.at.is_not(None))
        .values(at=at, given=seen.given + given)
    )
    return bool(changed)


async def stop(tx: Transaction, pairings: Collection[int]) -> None:
    """These tables are left alone from now on."""
    await tx.run(nudge.update().where(nudge.c.pairing_id.in_(sorted(pairings))).values(at=None))


async def coming(tx: Transaction, now: datetime) -> list[tuple[datetime, datetime]]:
    """When tables opened and are looked at next, each pair of moments once."""
    rows = await tx.all(select(nudge.c.opened_at, nudge.c.at).where(nudge.c.at > now).distinct())
    return [(row["opened_at"], row["at"]) for row in rows]


def key(pairing_id: int, number: int) -> str:
    """Under which a table is nudged, the first time and the second."""
    return f"pairing:{pairing_id}:nudge:{number}"
