"""When tables meet, as rows: a date each, how often it was set anew, and whether it stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Integer, RowMapping, Table, select

from bot.circles.store.rounds import latest_drawn, pairing, round_, seat
from bot.database import Transaction, UTCDateTime, metadata
from bot.members.store import member

table_date = Table(
    "table_date",
    metadata,
    Column("pairing_id", ForeignKey(pairing.c.id), primary_key=True),
    Column("at", UTCDateTime),  # none where they only said that they have one
    Column("sequence", Integer, nullable=False),  # how often it was set anew, or called off
    Column("set_at", UTCDateTime, nullable=False),
    Column("off_at", UTCDateTime),  # when it was called off; none while it stands
    Column("asks_at", UTCDateTime),  # when they are asked whether they met, as it has a time
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A table's date: when, None where nobody said; how often it was set anew, or called off.

    `asks`: when they are asked whether they met, where that goes by the date.
    """

    at: datetime | None
    sequence: int
    stands: bool = True
    asks: datetime | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """A date that is to come: of which table, in which circle and round, when, and with whom."""

    pairing: int
    circle: int
    period: date
    at: datetime
    names: tuple[str, ...]


async def last(tx: Transaction, pairing_id: int) -> Dated | None:
    """The date that a table set last, whether it stands or was called off; None before any."""
    row = await tx.first(select(table_date).where(table_date.c.pairing_id == pairing_id))
    return _dated(row) if row else None


async def of_table(tx: Transaction, pairing_id: int) -> Dated | None:
    """The date of a table; None where it has none, or none any more."""
    found = await last(tx, pairing_id)
    return found if found and found.stands else None


async def standing(tx: Transaction, pairings: Collection[int]) -> dict[int, Dated]:
    """The dates of those of these tables that have one, by their pairing."""
    rows = await tx.all(
        select(table_date).where(
            table_date.c.pairing_id.in_(sorted(pairings)), table_date.c.off_at.is_(None)
        )
    )
    return {row["pairing_id"]: _dated(row) for row in rows}


async def coming(
    tx: Transaction, circle_ids: Collection[int], member_id: int, now: datetime
) -> list[Coming]:
    """When somebody meets the others at tables of theirs in these circles, the next one first."""
    mine = seat.alias("mine")
    rows = await tx.all(
        select(
            table_date.c.pairing_id,
            table_date.c.at,
            round_.c.circle_id,
            round_.c.period,
            member.c.name,
        )
        .join(mine, mine.c.pairing_id == table_date.c.pairing_id)
        .join(round_, round_.c.id == mine.c.round_id)
        .join(
            seat,
            (seat.c.pairing_id == mine.c.pairing_id) & (seat.c.member_id != mine.c.member_id),
        )
        .join(member, member.c.id == seat.c.member_id)
        .where(
            mine.c.member_id == member_id,
            round_.c.circle_id.in_(sorted(circle_ids)),
            table_date.c.off_at.is_(None),
            table_date.c.at > now,
        )
        .order_by(table_date.c.at, table_date.c.pairing_id, member.c.name, member.c.id)
    )
    tables: dict[int, list[RowMapping]] = {}
    for row in rows:
        tables.setdefault(row["pairing_id"], []).append(row)
    return [
        Coming(
            pairing_id,
            each[0]["circle_id"],
            each[0]["period"],
            each[0]["at"],
            tuple(row["name"] for row in each),
        )
        for pairing_id, each in tables.items()
    ]


async def elsewhere(
    tx: Transaction, people: Collection[int], pairing_id: int, now: datetime
) -> dict[int, list[datetime]]:
    """When each of these meets others at tables of theirs but this one, of dates to come."""
    rows = await tx.all(
        select(seat.c.member_id, table_date.c.at)
        .join(table_date, table_date.c.pairing_id == seat.c.pairing_id)
        .where(
            seat.c.member_id.in_(sorted(people)),
            seat.c.pairing_id != pairing_id,
            table_date.c.off_at.is_(None),
            table_date.c.at > now,
        )
        .order_by(table_date.c.at)
    )
    found: dict[int, list[datetime]] = {}
    for row in rows:
        found.setdefault(row["member_id"], []).append(row["at"])
    return found


async def without_time(
    tx: Transaction, circle_id: int, member_id: int
) -> tuple[int, tuple[str, ...]] | None:
    """The table of somebody's in the circle's latest round that has a date, and nobody said when.

    And with whom it is.
    """
    mine = seat.alias("mine")
    rows = await tx.all(
        select(member.c.name, seat.c.pairing_id)
        .join(seat, seat.c.member_id == member.c.id)
        .join(mine, mine.c.pairing_id == seat.c.pairing_id)
        .join(pairing, pairing.c.id == seat.c.pairing_id)
        .join(table_date, table_date.c.pairing_id == pairing.c.id)
        .where(
            pairing.c.round_id == latest_drawn(circle_id),
            mine.c.member_id == member_id,
            seat.c.member_id != member_id,
            pairing.c.outcome == "scheduled",
            table_date.c.off_at.is_(None),
            table_date.c.at.is_(None),
        )
        .order_by(member.c.name, member.c.id)
    )
    if not rows:
        return None
    return rows[0]["pairing_id"], tuple(row["name"] for row in rows)


async def ask(tx: Transaction, pairing_id: int, at: datetime | None) -> None:
    """The table is asked then whether it met; None: at the usual time of its round."""
    this = table_date.c.pairing_id == pairing_id
    await tx.run(table_date.update().where(this).values(asks_at=at))


async def set_date(
    tx: Transaction, pairing_id: int, at: datetime | None, now: datetime
) -> Dated | None:
    """The table has this date from now on; None where it has it already."""
    before = await last(tx, pairing_id)
    if before is not None and before.stands and before.at == at:
        return None
    sequence = before.sequence + 1 if before else 0
    row = {"at": at, "sequence": sequence, "set_at": now, "off_at": None, "asks_at": None}
    there = {"pairing_id": pairing_id, **row}
    await tx.put(table_date, [there], on=["pairing_id"], change=list(row))
    return Dated(at, sequence)


async def call_off(tx: Transaction, pairing_id: int, now: datetime) -> Dated | None:
    """The table has no date any more; the one that it had, or None where none stood."""
    stood = await of_table(tx, pairing_id)
    if stood is None:
        return None
    await tx.run(
        table_date.update()
        .where(table_date.c.pairing_id == pairing_id)
        .values(off_at=now, sequence=stood.sequence + 1)
    )
    return stood


def _dated(row: RowMapping) -> Dated:
    return Dated(row["at"], row["sequence"], row["off_at"] is None, row["asks_at"])
