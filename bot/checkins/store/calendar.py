"""When those in a check-in are asked next, as rows."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from bot.checkins.model import Enrolment
from bot.checkins.store.checkins import check_in
from bot.checkins.store.enrolments import Seat, bound, enrolment, seat, seats, update
from bot.database import Transaction, UTCDateTime
from bot.members.store import account, community, member


async def claim(tx: Transaction, seen: Sequence[Enrolment], after: Sequence[Enrolment]) -> bool:
    """Take what is due for these: true when each was still as it was seen."""
    rows = [
        {**bound(later), "b_seen": before.next_at}
        for before, later in zip(seen, after, strict=True)
    ]
    same = (enrolment.c.id == bindparam("b_id"), enrolment.c.next_at == bindparam("b_seen"))
    return await tx.run(update(*same), rows) == len(rows)


async def due(tx: Transaction, check_in_id: int, now: datetime, limit: int) -> list[Seat]:
    """Those whose time has come, so many at most."""
    rows = await tx.all(
        seats()
        .where(
            enrolment.c.check_in_id == check_in_id,
            enrolment.c.next_at <= now,
            enrolment.c.left_at.is_(None),
            account.c.gone_at.is_(None),
        )
        .order_by(enrolment.c.next_at, enrolment.c.id)
        .limit(limit)
    )
    return [seat(row) for row in rows]


async def check_ins_due(tx: Transaction, now: datetime) -> set[int]:
    """The active check-ins in which somebody's time has come."""
    rows = await tx.all(
        select(enrolment.c.check_in_id)
        .join(check_in, check_in.c.id == enrolment.c.check_in_id)
        .join(
            account,
            (account.c.member_id == enrolment.c.member_id)
            & (account.c.workspace_id == check_in.c.workspace_id),
        )
        .where(
            enrolment.c.next_at <= now,
            enrolment.c.left_at.is_(None),
            check_in.c.state == "active",
            account.c.gone_at.is_(None),
        )
        .distinct()
    )
    return {row["check_in_id"] for row in rows}


async def moved(tx: Transaction, limit: int) -> list[Seat]:
    """Those whose zone is another one than their next prompt was computed in."""
    zone = func.coalesce(member.c.zone, community.c.zone)
    rows = await tx.all(
        seats()
        .where(
            enrolment.c.left_at.is_(None),
            enrolment.c.zone != zone,
            check_in.c.state != "archived",
            account.c.gone_at.is_(None),
        )
        .limit(limit)
    )
    return [seat(row) for row in rows]


async def still_to_ask(tx: Transaction, check_in_id: int, period: date) -> datetime | None:
    """When the last of those is asked whose next prompt is of this day, or of one before."""
    row = await tx.first(
        select(func.max(enrolment.c.next_at, type_=UTCDateTime()).label("last"))
        .join(check_in, check_in.c.id == enrolment.c.check_in_id)
        .join(
            account,
            (account.c.member_id == enrolment.c.member_id)
            & (account.c.workspace_id == check_in.c.workspace_id),
        )
        .where(
            enrolment.c.check_in_id == check_in_id,
            enrolment.c.next_period <= period,
            enrolment.c.left_at.is_(None),
            account.c.gone_at.is_(None),
        )
    )
    return row["last"] if row else None


async def next_of(tx: Transaction, ids: Collection[int]) -> dict[int, datetime]:
    """When somebody is asked next in each of these check-ins."""
    rows = await tx.all(
        select(
            enrolment.c.check_in_id, func.min(enrolment.c.next_at, type_=UTCDateTime()).label("at")
        )
        .where(
            enrolment.c.check_in_id.in_(sorted(ids)),
            enrolment.c.left_at.is_(None),
            enrolment.c.next_at.is_not(None),
        )
        .group_by(enrolment.c.check_in_id)
    )
    return {row["check_in_id"]: row["at"] for row in rows}
