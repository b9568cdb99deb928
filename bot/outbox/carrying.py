"""The outbox as its courier sees it, as rows: what is due, what is on its way, how it ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlalchemy import (
    Select,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    tuple_,
    union_all,
)

from bot.chat.platform import Kind
from bot.database import Question, Transaction, UTCDateTime
from bot.outbox.model import Due, Outcome, Taken
from bot.outbox.store import IS_OPEN, delivery, loaded, opening_of, whole


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is said together with others: in which delivery, and who is told its end."""

    within: int
    on_end: str
    community: int
    about: int


_PAGE = 500  # of what waited too long, looked at in one go
_before = delivery.alias("before")
_now = bindparam("now", type_=UTCDateTime())
_these = delivery.c.id.in_(bindparam("ids", expanding=True))


def _turns() -> Select[tuple[object, ...]]:
    """Deliveries that are not on their way, with what a courier needs to know before it calls."""
    orphan = func.coalesce(opening_of.c.state.in_(("failed", "parked", "merged")), False)
    return (
        select(
            delivery.c.id,
            delivery.c.lane,
            delivery.c.kind,
            delivery.c.platform,
            delivery.c.workspace,
            delivery.c.state,
            delivery.c.again,
            delivery.c.asked,
            delivery.c.at_once,
            delivery.c.first_attempt,
            delivery.c.community_id.label("community"),
            func.coalesce(delivery.c.on_end, "").label("on_end"),
            delivery.c.about,
            orphan.label("orphan"),
        )
        .outerjoin(opening_of, opening_of.c.key == delivery.c.opening)
        .where(IS_OPEN)
    )


def _due(what: Kind) -> Select[tuple[object, ...]]:
    """What is due of a kind, whoever waits longest first: in the order of an index, from its end.

    So a look costs the same, however much waits for a later hour.
    """
    overtakes = exists().where(
        _before.c.lane == delivery.c.lane,
        _before.c.id < delivery.c.id,
        _before.c.ended_at.is_(None),
        or_(_before.c.not_before <= _now, _before.c.attempts > 0),
    )
    at = tuple_(delivery.c.platform, delivery.c.workspace)
    first = (
        _turns()
        .where(
            delivery.c.kind == what,
            delivery.c.not_before <= _now,
            delivery.c.expires_at > _now,
            or_(
                delivery.c.opening.is_(None),
                opening_of.c.state.in_(("sent", "failed", "parked", "merged")),
            ),
            at.not_in(bindparam("resting", expanding=True)),
            ~overtakes,
        )
        .order_by(delivery.c.not_before, delivery.c.id)
        .limit(bindparam("limit"))
    )
    return select(first.subquery())


def _first(of: Select[tuple[datetime]]) -> Question:
    return of.where(delivery.c.ended_at.is_(None))


_KINDS: tuple[Kind, ...] = get_args(Kind)
_DUE = union_all(*(_due(each) for each in _KINDS))
_EXPIRED = (
    _turns().where(delivery.c.expires_at <= _now).order_by(delivery.c.expires_at).limit(_PAGE)
)
_LOOK = whole().where(_these, IS_OPEN)
_TAKE = (
    delivery.update()
    .where(_these, IS_OPEN)
    .values(
        state="sending",
        attempts=delivery.c.attempts + 1,
        attempted_at=_now,
        first_attempt=func.coalesce(delivery.c.first_attempt, _now, type_=UTCDateTime()),
    )
    .returning(delivery.c.id)
)
_END = (
    delivery.update()
    .where(delivery.c.id == bindparam("this"))
    .values(
        state=bindparam("end"),
        ended_at=_now,
        receipt=bindparam("receipt"),
        reason=bindparam("reason"),
        # nobody could find a name in a file that is kept, to take it out again
        payload=case((delivery.c.kind == "file", None), else_=delivery.c.payload),
    )
)
_WITHIN = (
    select(
        delivery.c.within_id.label("within"),
        delivery.c.on_end,
        delivery.c.community_id.label("community"),
        delivery.c.about,
    )
    .where(
        delivery.c.within_id.in_(bindparam("ids", expanding=True)),
        delivery.c.on_end.is_not(None),
    )
    .order_by(delivery.c.id)
)
_FIRST: tuple[Question, ...] = (
    _first(select(func.min(delivery.c.expires_at, type_=UTCDateTime()))),
    *(
        _first(select(func.min(delivery.c.not_before, type_=UTCDateTime()))).where(
            delivery.c.kind == each
        )
        for each in _KINDS
    ),
)
"""When something waits too long, and when something of each kind is to be carried: never late."""


async def anything(tx: Transaction, now: datetime) -> tuple[bool, bool]:
    """Whether something may be due, and whether something waited too long."""
    too_long, *first = [at is not None and at <= now for at in await tx.moments(_FIRST)]
    return any(first), too_long


async def due(
    tx: Transaction, now: datetime, limit: int, *, resting: Collection[tuple[str, str]]
) -> list[Due]:
    """What is due, so many of each kind, one of each lane, but not for workspaces that rest."""
    rows = await tx.all(_DUE, now=now, limit=limit, resting=sorted(resting))
    return [Due(**row) for row in rows]


async def expired(tx: Transaction, now: datetime) -> list[Due]:
    """What waited too long."""
    return [Due(**row) for row in await tx.all(_EXPIRED, now=now)]


async def look(tx: Transaction, ids: Collection[int]) -> dict[int, Taken]:
    """Those of these that still wait, as they will be once they are taken."""
    rows = await tx.all(_LOOK, ids=list(ids))
    return {row["id"]: Taken(row["id"], loaded(row), row["attempts"] + 1) for row in rows}


async def take(tx: Transaction, ids: Collection[int], now: datetime) -> set[int]:
    """Mark them as on their way, before the call. Who is missing: somebody else got there first."""
    if not ids:
        return set()
    return {row["id"] for row in await tx.all(_TAKE, ids=list(ids), now=now)}


async def again_later(
    tx: Transaction, delivery_id: int, at: datetime, reason: str, *, perhaps: bool
) -> None:
    """It waits until then; `perhaps`: it may have arrived all the same."""
    await tx.run(
        delivery.update()
        .where(delivery.c.id == delivery_id)
        .values(state="ambiguous" if perhaps else "pending", not_before=at, reason=reason)
    )


async def end(tx: Transaction, outcomes: Sequence[Outcome], now: datetime) -> None:
    """They are over: sent, with the platform's own id, or not, with the reason."""
    rows = [
        {
            "this": each.due.id,
            "end": each.end,
            "now": now,
            "receipt": each.receipt or None,
            "reason": each.reason or None,
        }
        for each in outcomes
    ]
    await tx.run(_END, rows)


async def parts(tx: Transaction, ids: Collection[int]) -> list[Part]:
    """What was said together with these, where somebody wants to know what became of it."""
    if not ids:
        return []
    return [Part(**row) for row in await tx.all(_WITHIN, ids=sorted(ids))]


async def recover(tx: Transaction) -> int:
    """At start: what was on its way when the process died may have arrived, or not."""
    return await tx.run(
        delivery.update()
        .where(delivery.c.ended_at.is_(None), delivery.c.state == "sending")
        .values(state="ambiguous")
    )
