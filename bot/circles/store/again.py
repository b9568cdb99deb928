"""Who would like to sit with whom again, as rows that only the drawing and they themselves see."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import Column, ColumnElement, ForeignKey, Table, exists, select

from bot.circles.store.rounds import pairing, round_, seat
from bot.database import Transaction, metadata, these
from bot.meetings.model import Pair
from bot.members.store import member

again = Table(
    "table_again",
    metadata,
    Column("pairing_id", ForeignKey(pairing.c.id), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True, index=True),
    Column("other_id", ForeignKey("member.id"), primary_key=True),
)

SOONEST = timedelta(weeks=4)  # after the lunch of which both said it
LAPSES = timedelta(weeks=26)


async def wish(tx: Transaction, pairing_id: int, member_id: int, others: Collection[int]) -> None:
    """They would like to sit again with these of that table, and with nobody else of it."""
    mine = (again.c.pairing_id == pairing_id) & (again.c.member_id == member_id)
    await tx.run(again.delete().where(mine))
    row = {"pairing_id": pairing_id, "member_id": member_id}
    await tx.run(again.insert(), [{**row, "other_id": each} for each in sorted(others)])


async def take_back(tx: Transaction, member_id: int, other_id: int) -> int:
    """They would not like to sit with that person again, after all. How many rows that were."""
    mine = (again.c.member_id == member_id) & (again.c.other_id == other_id)
    return await tx.run(again.delete().where(mine))


async def of_table(tx: Transaction, pairing_id: int, member_id: int) -> frozenset[int]:
    """With whom of that table somebody would like to sit again."""
    mine = (again.c.pairing_id == pairing_id) & (again.c.member_id == member_id)
    rows = await tx.all(select(again.c.other_id).where(mine))
    return frozenset(row["other_id"] for row in rows)


async def of_member(tx: Transaction, member_id: int, today: date) -> list[tuple[int, str]]:
    """With whom somebody would like to sit again, and has not since: each id and name."""
    rows = await tx.all(
        select(member.c.id, member.c.name)
        .join(again, again.c.other_id == member.c.id)
        .join(pairing, pairing.c.id == again.c.pairing_id)
        .join(round_, round_.c.id == pairing.c.round_id)
        .where(again.c.member_id == member_id, round_.c.period > today - LAPSES, ~_since())
        .order_by(member.c.name, member.c.id)
    )
    return [(row["id"], row["name"]) for row in rows]


async def wanted(tx: Transaction, people: Collection[int], period: date) -> frozenset[Pair]:
    """Who of these is to sit together again in a round of that day, as both have said.

    Both said it of one table, which was the last that they shared, four weeks before or more. What
    one of them alone would like is not to be found here.
    """
    there = these(people)
    back = again.alias("back")
    rows = await tx.all(
        select(again.c.member_id, again.c.other_id)
        .join(
            back,
            (back.c.pairing_id == again.c.pairing_id)
            & (back.c.member_id == again.c.other_id)
            & (back.c.other_id == again.c.member_id),
        )
        .join(pairing, pairing.c.id == again.c.pairing_id)
        .join(round_, round_.c.id == pairing.c.round_id)
        .where(
            again.c.member_id < again.c.other_id,
            again.c.member_id.in_(there),
            again.c.other_id.in_(there),
            round_.c.period <= period - SOONEST,
            round_.c.period > period - LAPSES,
            ~_since(),
        )
    )
    return frozenset((row["member_id"], row["other_id"]) for row in rows)


def _since() -> ColumnElement[bool]:
    """Whether the two of a wish have sat at one table after that of which it was said."""
    one, other = seat.alias("one"), seat.alias("other")
    return exists(
        select(one.c.pairing_id)
        .join(other, other.c.pairing_id == one.c.pairing_id)
        .where(
            one.c.member_id == again.c.member_id,
            other.c.member_id == again.c.other_id,
            one.c.pairing_id > again.c.pairing_id,
        )
    )
