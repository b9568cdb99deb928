"""What past rounds say to the next one, and to those who sat there: days, starts, places, names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from bot.circles.store.circles import circle
from bot.circles.store.rounds import pairing, round_, seat
from bot.database import Transaction
from bot.members.store import member

SPREAD = 9  # rounds over which it is counted who started


@dataclass(frozen=True, slots=True)
class Past:
    """A round that somebody sat in: when, in which circle, and with whom."""

    period: date
    circle: str
    names: tuple[str, ...]


async def periods(tx: Transaction, circle_id: int) -> list[date]:
    """The days of all rounds that were drawn, the latest first."""
    rows = await tx.all(
        select(round_.c.period)
        .where(round_.c.circle_id == circle_id, round_.c.state == "drawn")
        .order_by(round_.c.period.desc())
    )
    return [row["period"] for row in rows]


async def starts(
    tx: Transaction, circle_id: int, people: Collection[int]
) -> dict[int, tuple[int, ...]]:
    """How often each of these started in the circle's last nine rounds, its last eight, and so on.

    With the round that is being drawn the first of these are ten.
    """
    latest = (
        select(func.max(round_.c.number)).where(round_.c.circle_id == circle_id).scalar_subquery()
    )
    rows = await tx.all(
        select(pairing.c.starter_id, (latest - round_.c.number).label("ago"))
        .join(round_, round_.c.id == pairing.c.round_id)
        .join(  # a table that everybody left was started by nobody
            seat,
            (seat.c.pairing_id == pairing.c.id) & (seat.c.member_id == pairing.c.starter_id),
        )
        .where(round_.c.circle_id == circle_id, round_.c.number > latest - SPREAD)
    )
    found = {each: [0] * SPREAD for each in people}
    for row in rows:
        for place in range(SPREAD - row["ago"]):
            if row["starter_id"] in found:
                found[row["starter_id"]][place] += 1
    return {each: tuple(counts) for each, counts in found.items()}


async def odd_places(tx: Transaction, circle_id: int, size: int) -> dict[int, int]:
    """How often each member of the circle sat at a table of another size than the usual."""
    seats = func.count().label("seats")
    of_size = (
        select(seat.c.pairing_id)
        .join(round_, round_.c.id == seat.c.round_id)
        .where(round_.c.circle_id == circle_id)
        .group_by(seat.c.pairing_id)
        .having(seats != size)
        .subquery()
    )
    rows = await tx.all(
        select(seat.c.member_id, func.count().label("times"))
        .join(of_size, of_size.c.pairing_id == seat.c.pairing_id)
        .group_by(seat.c.member_id)
    )
    return {row["member_id"]: row["times"] for row in rows}


async def history(tx: Transaction, member_id: int, limit: int) -> list[Past]:
    """The latest tables that somebody sat at, the newest first."""
    mine = seat.alias("mine")
    sat = await tx.all(
        select(mine.c.pairing_id, round_.c.period, circle.c.name)
        .join(round_, round_.c.id == mine.c.round_id)
        .join(circle, circle.c.id == round_.c.circle_id)
        .where(mine.c.member_id == member_id)
        .order_by(round_.c.period.desc(), round_.c.id.desc())
        .limit(limit)
    )
    rows = await tx.all(
        select(seat.c.pairing_id, member.c.name)
        .join(member, member.c.id == seat.c.member_id)
        .where(
            seat.c.pairing_id.in_([row["pairing_id"] for row in sat]),
            seat.c.member_id != member_id,
        )
        .order_by(member.c.name, member.c.id)
    )
    return [
        Past(
            row["period"],
            row["name"],
            tuple(each["name"] for each in rows if each["pairing_id"] == row["pairing_id"]),
        )
        for row in sat
    ]
