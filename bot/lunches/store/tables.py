"""The tables of circles' latest rounds, and who sits there though they are not there any more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, Subquery, func, or_, select

from bot.circles.store.circles import circle
from bot.circles.store.dates import table_date
from bot.circles.store.enrolments import enrolment
from bot.circles.store.rounds import pairing, round_, seat
from bot.database import Transaction
from bot.lunches.reseating import Laid
from bot.members.communities import workspace
from bot.members.model import Pause
from bot.members.store import account


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody with a seat who has left the circle or the place, or is away for some time.

    `drawn`: when the round was. `pause` is None for somebody who has left. `meets`: their table's
    date, if it has one.
    """

    community: int
    circle: int
    pairing: int
    member: int
    drawn: datetime
    gone: bool
    pause: Pause | None = None
    meets: datetime | None = None


async def absent(
    tx: Transaction, members: Collection[int], pairing_id: int | None = None
) -> list[Absent]:
    """Who of these sits in the latest round of an active circle, where nothing was said yet.

    Where they have a date, whoever left the circle or is away may still come to it: only those who
    have left the place do not.
    `pairing_id`: at this table alone.
    """
    last = last_rounds()
    where: list[ColumnElement[bool]] = [seat.c.member_id.in_(sorted(members))]
    if pairing_id is not None:
        where.append(seat.c.pairing_id == pairing_id)
    rows = await tx.all(
        select(
            circle.c.community_id,
            circle.c.id.label("circle"),
            seat.c.pairing_id,
            seat.c.member_id,
            last.c.at,
            account.c.gone_at,
            enrolment.c.id.label("enrolment"),
            enrolment.c.left_at,
            enrolment.c.paused,
            enrolment.c.paused_until,
            enrolment.c.paused_from,
            table_date.c.at.label("meets"),
        )
        .select_from(seat)
        .join(last, last.c.id == seat.c.round_id)
        .join(pairing, pairing.c.id == seat.c.pairing_id)
        .join(circle, circle.c.id == last.c.circle_id)
        .join(
            account,
            (account.c.member_id == seat.c.member_id)
            & (account.c.workspace_id == circle.c.workspace_id),
        )
        .outerjoin(
            enrolment,
            (enrolment.c.circle_id == circle.c.id) & (enrolment.c.member_id == seat.c.member_id),
        )
        .outerjoin(
            table_date, (table_date.c.pairing_id == pairing.c.id) & table_date.c.off_at.is_(None)
        )
        .where(
            *where,
            or_(
                pairing.c.outcome == "unknown",
                (pairing.c.outcome == "scheduled") & account.c.gone_at.is_not(None),
            ),
            circle.c.state == "active",
        )
        .order_by(seat.c.pairing_id, seat.c.member_id)
    )
    return [found for row in rows if (found := _absent(row)) is not None]


async def silent(tx: Transaction, round_id: int) -> list[Laid]:
    """The round's tables of two and more that have said nothing yet, the smallest first."""
    rows = await tx.all(
        select(seat.c.pairing_id, seat.c.member_id)
        .join(pairing, pairing.c.id == seat.c.pairing_id)
        .where(seat.c.round_id == round_id, pairing.c.outcome == "unknown")
        .order_by(seat.c.pairing_id, seat.c.member_id)
    )
    tables: dict[int, list[int]] = {}
    for row in rows:
        tables.setdefault(row["pairing_id"], []).append(row["member_id"])
    laid = [Laid(each, tuple(people)) for each, people in tables.items() if len(people) > 1]
    return sorted(laid, key=lambda table: (len(table.people), table.pairing))


async def sits(tx: Transaction, round_id: int, member_id: int) -> bool:
    """Whether somebody has a seat in this round."""
    where = (seat.c.round_id == round_id, seat.c.member_id == member_id)
    return await tx.first(select(seat.c.pairing_id).where(*where)) is not None


async def how_many(tx: Transaction, round_id: int) -> int:
    """At how many tables of the round somebody sits."""
    row = await tx.first(
        select(func.count(seat.c.pairing_id.distinct()).label("tables")).where(
            seat.c.round_id == round_id
        )
    )
    assert row is not None
    return int(row["tables"])


def _absent(row: RowMapping) -> Absent | None:
    left = row["enrolment"] is None or row["left_at"] is not None
    gone = row["gone_at"] is not None
    pause = Pause(row["paused_until"], row["paused_from"]) if row["paused"] else None
    if not (left or gone or pause):
        return None
    return Absent(
        row["community_id"],
        row["circle"],
        row["pairing_id"],
        row["member_id"],
        row["at"],
        gone,
        None if left or gone else pause,
        row["meets"],
    )


def last_rounds() -> Subquery:
    """The id, the circle and the moment of each circle's latest round, in places that are there."""
    period = (
        select(round_.c.circle_id, func.max(round_.c.period).label("period"))
        .where(round_.c.state == "drawn")
        .group_by(round_.c.circle_id)
        .subquery()
    )
    return (
        select(round_.c.id, round_.c.circle_id, round_.c.at)
        .join(
            period,
            (period.c.circle_id == round_.c.circle_id) & (period.c.period == round_.c.period),
        )
        .join(circle, circle.c.id == round_.c.circle_id)
        .join(workspace, workspace.c.id == circle.c.workspace_id)
        .where(workspace.c.gone_at.is_(None))
        .subquery()
    )
