"""Which tables an organiser wants to see published, exactly as they were shown, as rows."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Column, Date, ForeignKey, String, Table, select

from bot.circles.store.circles import circle
from bot.database import Transaction, UTCDateTime, metadata
from bot.members.store import member

publication = Table(
    "publication",
    metadata,
    Column("circle_id", ForeignKey(circle.c.id), primary_key=True),
    Column("period", Date, nullable=False),
    Column("tables", String, nullable=False),  # what they come to as a whole; see Shown
    Column("shown_at", UTCDateTime, nullable=False),
    Column("by_id", ForeignKey(member.c.id), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Publication:
    """The round of this day is to be drawn at once, but only with the tables that were shown."""

    period: date
    tables: str
    shown_at: datetime
    by: int


async def ask(tx: Transaction, circle_id: int, wanted: Publication) -> None:
    """These tables are wanted; they take the place of any that were wanted before."""
    row = {
        "circle_id": circle_id,
        "period": wanted.period,
        "tables": wanted.tables,
        "shown_at": wanted.shown_at,
        "by_id": wanted.by,
    }
    await tx.put(publication, [row], on=["circle_id"], change=list(row)[1:])


async def asked(tx: Transaction, circle_id: int, period: date) -> Publication | None:
    """What is wanted of the round of that day."""
    row = await tx.first(
        select(publication).where(
            publication.c.circle_id == circle_id, publication.c.period == period
        )
    )
    if row is None:
        return None
    return Publication(row["period"], row["tables"], row["shown_at"], row["by_id"])


async def forget(tx: Transaction, circle_id: int) -> None:
    """It was published, or refused, or somebody wants the round whatever its tables are."""
    await tx.run(publication.delete().where(publication.c.circle_id == circle_id))
