"""Who is in a circle, by their own word, and which rounds they sit out, as rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    RowMapping,
    String,
    Table,
    UniqueConstraint,
    func,
    select,
)

from bot.circles.model import Enrolment
from bot.circles.store.circles import circle
from bot.database import Id, Transaction, UTCDateTime, metadata
from bot.members.model import Pause
from bot.members.store import account, member
from bot.schedules.schedule import from_json

enrolment = Table(
    "enrolment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("circle_id", ForeignKey(circle.c.id), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("paused", Boolean(create_constraint=False), nullable=False),
    Column("paused_until", Date),
    Column("joined_at", UTCDateTime, nullable=False),
    Column("left_at", UTCDateTime),
    Column("consent_where", String, nullable=False),  # the action by which they said yes
    Column("consent_wording", Integer, nullable=False),  # the charter's version that they saw
    Column("asks", Boolean(create_constraint=False)),  # to be asked before each round; none: no
    Column("paused_from", Date),  # where it begins later than when they said so
    UniqueConstraint("circle_id", "member_id"),
)
skip = Table(
    "skip",
    metadata,
    Column("enrolment_id", ForeignKey(enrolment.c.id), primary_key=True),
    Column("period", Date, primary_key=True),
)
coming = Table(  # who said yes to this very round, in a circle that asks before each
    "coming",
    metadata,
    Column("enrolment_id", ForeignKey(enrolment.c.id), primary_key=True),
    Column("period", Date, primary_key=True),
)


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who can be seated: the member, their account, and how they take part."""

    member: int
    ref: str
    name: str
    zone: str | None
    enrolment: Enrolment


async def enrol(
    tx: Transaction, circle_id: int, member_id: int, where: str, wording: int, now: datetime
) -> None:
    """They said yes, themselves. Whoever left before starts anew."""
    row = {
        "circle_id": circle_id,
        "member_id": member_id,
        "paused": False,
        "paused_until": None,
        "joined_at": now,
        "left_at": None,
        "consent_where": where,
        "consent_wording": wording,
        "paused_from": None,
        "asks": None,
    }
    await tx.put(enrolment, [row], on=["circle_id", "member_id"], change=list(row)[2:])


async def leave(tx: Transaction, enrolment_id: int, now: datetime) -> None:
    """They are out, and what they had asked for the rounds ahead is forgotten."""
    await tx.run(enrolment.update().where(enrolment.c.id == enrolment_id).values(left_at=now))
    await tx.run(skip.delete().where(skip.c.enrolment_id == enrolment_id))
    await tx.run(coming.delete().where(coming.c.enrolment_id == enrolment_id))


async def pause(tx: Transaction, enrolment_id: int, pause: Pause | None) -> None:
    """They are away, or back."""
    await tx.run(
        enrolment.update()
        .where(enrolment.c.id == enrolment_id)
        .values(
            paused=pause is not None,
            paused_until=pause.until if pause else None,
            paused_from=pause.since if pause else None,
        )
    )


async def pauses(tx: Transaction, member_id: int) -> list[tuple[str, Pause]]:
    """Somebody's times away, each with the zone of the circle that it is about."""
    rows = await tx.all(
        select(enrolment, circle.c.schedule)
        .join(circle, circle.c.id == enrolment.c.circle_id)
        .where(
            enrolment.c.member_id == member_id,
            enrolment.c.left_at.is_(None),
            enrolment.c.paused.is_(True),
        )
    )
    found = [(from_json(row["schedule"]).zone, _pause(row)) for row in rows]
    return [(zone, pause) for zone, pause in found if pause is not None]


async def add_skip(tx: Transaction, enrolment_id: int, period: date) -> None:
    """They sit this round out."""
    row = {"enrolment_id": enrolment_id, "period": period}
    await tx.put(skip, [row], on=["enrolment_id", "period"])


async def come(tx: Transaction, enrolment_id: int, period: date) -> None:
    """They said yes to this round."""
    row = {"enrolment_id": enrolment_id, "period": period}
    await tx.put(coming, [row], on=["enrolment_id", "period"])


async def come_not(tx: Transaction, enrolment_id: int, period: date) -> None:
    """They take that back."""
    await tx.run(
        coming.delete().where(coming.c.enrolment_id == enrolment_id, coming.c.period == period)
    )


async def remove_skip(tx: Transaction, enrolment_id: int, period: date) -> int:
    """They come to this round after all."""
    return await tx.run(
        skip.delete().where(skip.c.enrolment_id == enrolment_id, skip.c.period == period)
    )


async def skipped(tx: Transaction, circle_id: int, since: date) -> set[date]:
    """The days from this one on whose rounds anybody in a circle sits out."""
    rows = await tx.all(
        select(skip.c.period)
        .join(enrolment, enrolment.c.id == skip.c.enrolment_id)
        .where(enrolment.c.circle_id == circle_id, skip.c.period >= since)
        .distinct()
    )
    return {row["period"] for row in rows}


async def move_skips(tx: Transaction, circle_id: int, old: date, new: date) -> None:
    """A round has another day: whoever sat it out still does."""
    of_circle = select(enrolment.c.id).where(enrolment.c.circle_id == circle_id)
    theirs = (skip.c.enrolment_id.in_(of_circle), skip.c.period == old)
    rows = await tx.all(select(skip.c.enrolment_id).where(*theirs))
    moved = [{"enrolment_id": row["enrolment_id"], "period": new} for row in rows]
    await tx.put(skip, moved, on=["enrolment_id", "period"])
    await tx.run(skip.delete().where(*theirs))


async def of_member(tx: Transaction, member_id: int) -> dict[int, Enrolment]:
    """What somebody is in, by circle."""
    rows = await tx.all(
        select(enrolment, skip.c.period)
        .outerjoin(skip, skip.c.enrolment_id == enrolment.c.id)
        .where(enrolment.c.member_id == member_id, enrolment.c.left_at.is_(None))
    )
    words = await tx.all(
        select(coming)
        .join(enrolment, enrolment.c.id == coming.c.enrolment_id)
        .where(enrolment.c.member_id == member_id)
    )
    return {each.circle: each for each in _enrolments(rows, words)}


async def enrolled(
    tx: Transaction, circle_id: int, only: Collection[int] | None = None
) -> list[Seat]:
    """Everybody in a circle whose account is still there, in the order of their ids.

    `only`: of these members alone.
    """
    these = [] if only is None else [enrolment.c.member_id.in_(sorted(only))]
    rows = await tx.all(
        select(enrolment, skip.c.period, account.c.ref, member.c.name, member.c.zone)
        .join(member, member.c.id == enrolment.c.member_id)
        .join(circle, circle.c.id == enrolment.c.circle_id)
        .join(
            account,
            (account.c.member_id == member.c.id)
            & (account.c.workspace_id == circle.c.workspace_id),
        )
        .outerjoin(skip, skip.c.enrolment_id == enrolment.c.id)
        .where(
            enrolment.c.circle_id == circle_id,
            enrolment.c.left_at.is_(None),
            account.c.gone_at.is_(None),
            *these,
        )
        .order_by(member.c.id)
    )
    words = await tx.all(
        select(coming)
        .join(enrolment, enrolment.c.id == coming.c.enrolment_id)
        .where(enrolment.c.circle_id == circle_id, *these)
    )
    who = {row["id"]: row for row in rows}
    return [
        Seat(each.member, who[each.id]["ref"], who[each.id]["name"], who[each.id]["zone"], each)
        for each in _enrolments(rows, words)
    ]


async def gone_since(tx: Transaction, circle_id: int, moment: datetime) -> list[str]:
    """The names of those in a circle whose account went away after this moment."""
    rows = await tx.all(
        select(member.c.name)
        .join(enrolment, enrolment.c.member_id == member.c.id)
        .join(circle, circle.c.id == enrolment.c.circle_id)
        .join(
            account,
            (account.c.member_id == member.c.id)
            & (account.c.workspace_id == circle.c.workspace_id),
        )
        .where(circle.c.id == circle_id, enrolment.c.left_at.is_(None), account.c.gone_at > moment)
    )
    return [row["name"] for row in rows]


async def how_many(tx: Transaction, circles: Collection[int]) -> dict[int, int]:
    """How many people are in each of these circles."""
    rows = await tx.all(
        select(enrolment.c.circle_id, func.count())
        .where(enrolment.c.circle_id.in_(sorted(circles)), enrolment.c.left_at.is_(None))
        .group_by(enrolment.c.circle_id)
    )
    return {row["circle_id"]: row["count"] for row in rows}


def _enrolments(rows: Sequence[RowMapping], words: Sequence[RowMapping]) -> list[Enrolment]:
    """One for each, from one row for each skip and one for each yes."""
    yes: dict[int, set[date]] = {}
    for row in words:
        yes.setdefault(row["enrolment_id"], set()).add(row["period"])
    skips: dict[int, set[date]] = {}
    for row in rows:
        skips.setdefault(row["id"], set()).update({row["period"]} - {None})
    first = {row["id"]: row for row in reversed(rows)}
    return [
        Enrolment(
            id=each,
            circle=first[each]["circle_id"],
            member=first[each]["member_id"],
            pause=_pause(first[each]),
            skips=frozenset(periods),
            coming=frozenset(yes.get(each, ())),
            asks=bool(first[each]["asks"]),
        )
        for each, periods in skips.items()
    ]


def _pause(row: RowMapping) -> Pause | None:
    return Pause(row["paused_until"], row["paused_from"]) if row["paused"] else None
