"""Who came to a round and had no table: no place was left, or theirs was in another circle."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Column, ForeignKey, Table, func, or_, select

from bot.circles.store.circles import circle
from bot.circles.store.rounds import circle_and_day, left_over, let_down, pairing, round_, seat
from bot.database import STAYS, Transaction, metadata

elsewhere = Table(
    "seated_elsewhere",
    metadata,
    Column("round_id", ForeignKey(round_.c.id), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True, info={STAYS: True}),
)


async def seated(tx: Transaction, community: int, circle_id: int, period: date) -> set[int]:
    """Who sits at a table of another circle of the community on that day."""
    rows = await tx.all(
        select(seat.c.member_id)
        .join(round_, round_.c.id == seat.c.round_id)
        .join(circle, circle.c.id == round_.c.circle_id)
        .where(
            circle.c.community_id == community,
            circle.c.id != circle_id,
            round_.c.period == period,
        )
    )
    return {row["member_id"] for row in rows}


async def of_pairing(tx: Transaction, pairing_id: int) -> tuple[int, date]:
    """The circle of a table, and the day of its round, whoever sits there."""
    row = await tx.first(select(pairing.c.round_id).where(pairing.c.id == pairing_id))
    assert row is not None
    return await circle_and_day(tx, row["round_id"])


async def sat_since(tx: Transaction, circle_id: int, member_id: int, period: date) -> set[date]:
    """The days from this one on on which somebody had a table in the circle."""
    rows = await tx.all(
        select(round_.c.period)
        .join(seat, seat.c.round_id == round_.c.id)
        .where(
            round_.c.circle_id == circle_id,
            round_.c.period >= period,
            seat.c.member_id == member_id,
        )
    )
    return {row["period"] for row in rows}


async def passed_over(tx: Transaction, round_id: int, people: Collection[int]) -> None:
    """These people sit elsewhere that day, and so not in this round."""
    rows = [{"round_id": round_id, "member_id": each} for each in sorted(people)]
    await tx.put(elsewhere, rows, on=["round_id", "member_id"])


async def was_passed_over(tx: Transaction, round_id: int, member_id: int) -> bool:
    """Whether that is why somebody had no table in this round."""
    found = select(elsewhere).where(
        elsewhere.c.round_id == round_id, elsewhere.c.member_id == member_id
    )
    return await tx.first(found) is not None


async def waited(tx: Transaction, circle_id: int) -> dict[int, int]:
    """How many rounds of the circle people had no table in, since they sat in one last.

    Whoever sat in the last one with somebody who gives no sign has waited for one more.
    """
    found: dict[int, int] = {}
    for table in (left_over, elsewhere, let_down):
        mine = round_.alias("mine")
        sat = (
            select(func.max(mine.c.period))
            .join(seat, seat.c.round_id == mine.c.id)
            .where(mine.c.circle_id == circle_id, seat.c.member_id == table.c.member_id)
            .scalar_subquery()
        )
        since = round_.c.period >= sat if table is let_down else round_.c.period > sat
        rows = await tx.all(
            select(table.c.member_id, func.count().label("times"))
            .join(round_, round_.c.id == table.c.round_id)
            .where(round_.c.circle_id == circle_id, or_(sat.is_(None), since))
            .group_by(table.c.member_id)
        )
        for row in rows:
            found[row["member_id"]] = found.get(row["member_id"], 0) + row["times"]
    return found
