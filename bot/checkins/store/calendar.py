"""When those in a check-in are asked next, as rows."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from bot.checkins.model import Enrolment
from bot.checkins.store.checkins import check_in
from bot.checkins.store.enrolments import Seat, bound, enrolment, seat, seats, update
from bot.database import Transaction, UTCDateTime
from bot.members.communities import community, workspace
from bot.members.store import account, member

FIRST = select(func.min(enrolment.c.next_at, type_=UTCDateTime()))
"""When anybody is asked next, in any check-in."""

_account = (account.c.member_id == enrolment.c.member_id) & (
    account.c.workspace_id == check_in.c.workspace_id
)
_there = (enrolment.c.left_at.is_(None), account.c.gone_at.is_(None))
_DUE = (
    seats()
    .where(
        enrolment.c.check_in_id == bindparam("check_in"),
        enrolment.c.next_at <= bindparam("now"),
        *_there,
    )
    .order_by(enrolment.c.next_at, enrolment.c.id)
    .limit(bindparam("limit"))
)
_CHECK_INS_DUE = (
    select(enrolment.c.check_in_id)
    .join(check_in, check_in.c.id == enrolment.c.check_in_id)
    .join(account, _account)
    .where(enrolment.c.next_at <= bindparam("now"), check_in.c.state == "active", *_there)
    .distinct()
)
_CLAIM = update(enrolment.c.id == bindparam("b_id"), enrolment.c.next_at == bindparam("b_seen"))
_of_these = enrolment.c.member_id.in_(bindparam("members", expanding=True))
_ELSEWHERE = (
    seats()
    .join(workspace, workspace.c.id == check_in.c.workspace_id)
    .where(
        _of_these,
        *_there,
        workspace.c.gone_at.is_(None),
        enrolment.c.next_at.is_(None)
        | (enrolment.c.zone != func.coalesce(member.c.zone, community.c.zone)),
    )
)
_GONE = (
    select(enrolment.c.id)
    .join(check_in, check_in.c.id == enrolment.c.check_in_id)
    .join(account, _account)
    .join(workspace, workspace.c.id == check_in.c.workspace_id)
    .where(
        _of_these,
        enrolment.c.left_at.is_(None),
        account.c.gone_at.is_not(None) | workspace.c.gone_at.is_not(None),
    )
)
_LET_GO = enrolment.update().where(enrolment.c.id.in_(_GONE)).values(next_at=None, next_period=None)
_REGROUPED = (
    check_in.update()
    .where(
        check_in.c.closed.is_(True),
        check_in.c.id.in_(select(enrolment.c.check_in_id).where(_of_these)),
    )
    .values(peopled_at=bindparam("now", type_=UTCDateTime()))
)


async def claim(tx: Transaction, seen: Sequence[Enrolment], after: Sequence[Enrolment]) -> bool:
    """Take what is due for these: true when each was still as it was seen."""
    rows = [
        {**bound(later), "b_seen": before.next_at}
        for before, later in zip(seen, after, strict=True)
    ]
    return await tx.run(_CLAIM, rows) == len(rows)


async def due(tx: Transaction, check_in_id: int, now: datetime, limit: int) -> list[Seat]:
    """Those whose time has come, so many at most."""
    rows = await tx.all(_DUE, check_in=check_in_id, now=now, limit=limit)
    return [seat(row) for row in rows]


async def check_ins_due(tx: Transaction, now: datetime) -> set[int]:
    """The active check-ins in which somebody's time has come."""
    return {row["check_in_id"] for row in await tx.all(_CHECK_INS_DUE, now=now)}


async def elsewhere(tx: Transaction, members: Sequence[int]) -> list[Seat]:
    """Where these take part, as far as they have no next prompt, or one of another zone."""
    return [seat(row) for row in await tx.all(_ELSEWHERE, members=members)]


async def let_go(tx: Transaction, members: Sequence[int], now: datetime) -> None:
    """Who of these is gone, or where the bot is, is asked nothing until they are back."""
    if members:
        await tx.all(_LET_GO.returning(enrolment.c.id), members=members)
        await tx.all(_REGROUPED.returning(check_in.c.id), members=members, now=now)


async def still_to_ask(tx: Transaction, check_in_id: int, period: date) -> datetime | None:
    """When the last of those is asked whose next prompt is of this day, or of one before."""
    row = await tx.first(
        select(func.max(enrolment.c.next_at, type_=UTCDateTime()).label("last"))
        .join(check_in, check_in.c.id == enrolment.c.check_in_id)
        .join(account, _account)
        .where(enrolment.c.check_in_id == check_in_id, enrolment.c.next_period <= period, *_there)
    )
    return row["last"] if row else None


async def next_of(tx: Transaction) -> dict[int, datetime]:
    """When somebody is asked next in each of the check-ins in which somebody is."""
    first = (
        select(func.min(enrolment.c.next_at, type_=UTCDateTime()))
        .where(enrolment.c.check_in_id == check_in.c.id)
        .scalar_subquery()
    )
    rows = await tx.all(
        select(check_in.c.id, first.label("at")).where(check_in.c.state == "active")
    )
    return {row["id"]: row["at"] for row in rows if row["at"] is not None}
