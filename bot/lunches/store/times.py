"""The times that tables were offered, and who chose which of them, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, Table, func, select

from bot.circles.store.rounds import pairing
from bot.database import Transaction, UTCDateTime, metadata

offered_time = Table(  # numbered through all pages, so that a button names one for ever
    "offered_time",
    metadata,
    Column("pairing_id", ForeignKey(pairing.c.id), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("page", Integer, nullable=False),
    Column("at", UTCDateTime, nullable=False),
)
time_choice = Table(  # which of the newest page's times somebody would come at
    "time_choice",
    metadata,
    Column("pairing_id", ForeignKey(pairing.c.id), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("number", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Page:
    """The times that were offered last, by their number, and who chose which of them."""

    number: int
    times: Mapping[int, datetime]
    choices: Mapping[int, int]

    def who(self, number: int) -> list[int]:
        """Who chose this one, by their ids."""
        return sorted(each for each, chosen in self.choices.items() if chosen == number)


async def page(tx: Transaction, pairing_id: int) -> Page | None:
    """The newest page of a table; None before the first."""
    rows = await tx.all(
        select(offered_time)
        .where(
            offered_time.c.pairing_id == pairing_id,
            offered_time.c.page
            == select(func.max(offered_time.c.page))
            .where(offered_time.c.pairing_id == pairing_id)
            .scalar_subquery(),
        )
        .order_by(offered_time.c.number)
    )
    if not rows:
        return None
    times = {row["number"]: row["at"] for row in rows}
    chosen = await tx.all(select(time_choice).where(time_choice.c.pairing_id == pairing_id))
    choices = {row["member_id"]: row["number"] for row in chosen if row["number"] in times}
    return Page(rows[0]["page"], times, choices)


async def page_with(tx: Transaction, pairing_id: int, at: datetime) -> int | None:
    """The latest page of a table on which this time was offered, by its number."""
    row = await tx.first(
        select(func.max(offered_time.c.page).label("page")).where(
            offered_time.c.pairing_id == pairing_id, offered_time.c.at == at
        )
    )
    return row["page"] if row else None


async def offered(tx: Transaction, pairing_id: int) -> list[datetime]:
    """Every time that a table was ever offered, in the order of the offers."""
    rows = await tx.all(
        select(offered_time.c.at)
        .where(offered_time.c.pairing_id == pairing_id)
        .order_by(offered_time.c.number)
    )
    return [row["at"] for row in rows]


async def offer(tx: Transaction, pairing_id: int, times: Sequence[datetime]) -> Page:
    """A new page with these times, of which nobody has chosen one."""
    before = await page(tx, pairing_id)
    number, last = (before.number, max(before.times)) if before else (0, 0)
    new = dict(enumerate(times, last + 1))
    await tx.run(
        offered_time.insert(),
        [
            {"pairing_id": pairing_id, "number": each, "page": number + 1, "at": at}
            for each, at in new.items()
        ],
    )
    return Page(number + 1, new, {})


async def choose(tx: Transaction, pairing_id: int, member_id: int, number: int) -> None:
    """Somebody would come at this time, in place of any that they chose before."""
    row = {"pairing_id": pairing_id, "member_id": member_id, "number": number}
    await tx.put(time_choice, [row], on=["pairing_id", "member_id"], change=["number"])


async def forget_choices(tx: Transaction, pairing_id: int) -> None:
    """Nobody has chosen anything any more: they have a date."""
    await tx.run(time_choice.delete().where(time_choice.c.pairing_id == pairing_id))
