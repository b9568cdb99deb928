"""When tables meet, as rows: a date each, how often it was set anew, and whether it stands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, Table, select

from bot.circles.store.rounds import pairing
from bot.database import Transaction, UTCDateTime, metadata

table_date = Table(
    "table_date",
    metadata,
    Column("pairing_id", ForeignKey(pairing.c.id), primary_key=True),
    Column("at", UTCDateTime),  # none where they only said that they have one
    Column("sequence", Integer, nullable=False),  # how often it was set anew, or called off
    Column("set_at", UTCDateTime, nullable=False),
    Column("off_at", UTCDateTime),  # when it was called off; none while it stands
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A table's date: when, None where nobody said; how often it was set anew, or called off."""

    at: datetime | None
    sequence: int
    stands: bool = True


async def last(tx: Transaction, pairing_id: int) -> Dated | None:
    """The date that a table set last, whether it stands or was called off; None before any."""
    row = await tx.first(select(table_date).where(table_date.c.pairing_id == pairing_id))
    return Dated(row["at"], row["sequence"], row["off_at"] is None) if row else None


async def of_table(tx: Transaction, pairing_id: int) -> Dated | None:
    """The date of a table; None where it has none, or none any more."""
    found = await last(tx, pairing_id)
    return found if found and found.stands else None


async def set_date(
    tx: Transaction, pairing_id: int, at: datetime | None, now: datetime
) -> Dated | None:
    """The table has this date from now on; None where it has it already."""
    before = await last(tx, pairing_id)
    if before is not None and before.stands and before.at == at:
        return None
    sequence = before.sequence + 1 if before else 0
    row = {"pairing_id": pairing_id, "at": at, "sequence": sequence, "set_at": now, "off_at": None}
    changed = ("at", "sequence", "set_at", "off_at")
    await tx.put(table_date, [row], on=["pairing_id"], change=changed)
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
