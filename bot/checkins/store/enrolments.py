"""Who is in a check-in, by their own word, and when each of them is asked next, as rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    UniqueConstraint,
    Update,
    bindparam,
    func,
    select,
)

from bot.checkins.model import Enrolment
from bot.checkins.store import checkins
from bot.checkins.store.checkins import check_in
from bot.database import Id, Transaction, UTCDateTime, metadata
from bot.members import lines
from bot.members.communities import community
from bot.members.model import Pause
from bot.members.store import account, member

enrolment = Table(
    "check_in_enrolment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("check_in_id", ForeignKey(check_in.c.id), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("zone", String, nullable=False),  # the one that `next_at` was computed in
    Column("at", String),  # their own time, HH:MM
    Column("days", String),  # their own weekdays, as digits
    Column("reminders", Integer),
    Column("paused", Boolean(create_constraint=False), nullable=False),
    Column("paused_until", Date),
    Column("next_at", UTCDateTime, index=True),
    Column("next_period", Date),
    Column("last_period", Date),
    Column("missed", Integer, nullable=False),
    Column("thread", String),  # the conversation in which they are asked, not by direct message
    Column("joined_at", UTCDateTime, nullable=False),
    Column("left_at", UTCDateTime),
    Column("consent_where", String, nullable=False),  # the action by which they said yes
    Column("consent_wording", Integer, nullable=False),  # the questions' version that they saw
    UniqueConstraint("check_in_id", "member_id"),
    Index("ix_check_in_enrolment_check_in_id_next_at", "check_in_id", "next_at"),
)


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who is asked: the member, their account, and how they take part."""

    member: int
    ref: str
    name: str
    zone: str
    enrolment: Enrolment


async def enrol(tx: Transaction, made: Enrolment, where: str, wording: int, now: datetime) -> None:
    """They said yes, themselves. Whoever left before starts anew, with their own times."""
    row = {
        "check_in_id": made.check_in,
        "member_id": made.member,
        "zone": made.zone,
        "paused": False,
        "paused_until": None,
        "next_at": made.next_at,
        "next_period": made.next_period,
        "missed": 0,
        "joined_at": now,
        "left_at": None,
        "consent_where": where,
        "consent_wording": wording,
    }
    await tx.put(enrolment, [row], on=["check_in_id", "member_id"], change=list(row)[2:])
    await checkins.peopled(tx, made.check_in, now)
    await lines.may_read(tx, made.check_in, made.member)


async def leave(tx: Transaction, left: Enrolment, now: datetime) -> None:
    """They are out, and are asked no more."""
    await tx.run(
        enrolment.update()
        .where(enrolment.c.id == left.id)
        .values(left_at=now, next_at=None, next_period=None, thread=None)
    )
    await checkins.peopled(tx, left.check_in, now)
    await lines.may_not_read(tx, left.check_in, left.member)


async def keep(tx: Transaction, changed: Sequence[Enrolment]) -> None:
    """How these take part from now on."""
    await tx.run(_KEEP, [bound(each) for each in changed])


async def set_thread(tx: Transaction, enrolment_id: int, thread: str | None) -> None:
    """Where they are asked from now on; None for a direct message."""
    await tx.run(enrolment.update().where(enrolment.c.id == enrolment_id).values(thread=thread))


async def of_member(tx: Transaction, member_id: int) -> dict[int, Enrolment]:
    """What somebody is in, by check-in."""
    rows = await tx.all(
        select(enrolment).where(enrolment.c.member_id == member_id, enrolment.c.left_at.is_(None))
    )
    return {row["check_in_id"]: _enrolment(row) for row in rows}


async def before(tx: Transaction, check_in_id: int, member_id: int) -> Enrolment | None:
    """How somebody took part, also when they have left since."""
    row = await tx.first(
        select(enrolment).where(
            enrolment.c.check_in_id == check_in_id, enrolment.c.member_id == member_id
        )
    )
    return _enrolment(row) if row else None


async def with_id(tx: Transaction, enrolment_id: int) -> Seat | None:
    """One of them, as long as they are in and there."""
    found = await _seats(tx, enrolment.c.id == enrolment_id)
    return found[0] if found else None


async def seat_of(tx: Transaction, check_in_id: int, member_id: int) -> Seat | None:
    """A member of a check-in, as long as they are in and there."""
    this = (enrolment.c.check_in_id == check_in_id) & (enrolment.c.member_id == member_id)
    found = await _seats(tx, this)
    return found[0] if found else None


async def seats_of(tx: Transaction, check_in_id: int, members: Collection[int]) -> dict[int, Seat]:
    """Those of these members who are in the check-in and there."""
    rows = await tx.all(_SEATS_OF, check_in=check_in_id, members=sorted(members))
    return {row["member_id"]: seat(row) for row in rows}


async def enrolled(tx: Transaction, check_in_id: int) -> list[Seat]:
    """Everybody in a check-in whose account is still there, in the order of their ids."""
    return await _seats(tx, enrolment.c.check_in_id == check_in_id)


async def how_many(tx: Transaction, ids: Collection[int]) -> dict[int, int]:
    """How many people are in each of these check-ins."""
    rows = await tx.all(
        select(enrolment.c.check_in_id, func.count())
        .where(enrolment.c.check_in_id.in_(sorted(ids)), enrolment.c.left_at.is_(None))
        .group_by(enrolment.c.check_in_id)
    )
    return {row["check_in_id"]: row["count"] for row in rows}


def update(*where: ColumnElement[bool]) -> Update:
    """The statement that takes what `bound` gives, row by row."""
    return (
        enrolment.update()
        .where(*where)
        .values(
            zone=bindparam("b_zone"),
            at=bindparam("b_at"),
            days=bindparam("b_days"),
            reminders=bindparam("b_reminders"),
            paused=bindparam("b_paused"),
            paused_until=bindparam("b_paused_until"),
            next_at=bindparam("b_next_at"),
            next_period=bindparam("b_next_period"),
            last_period=bindparam("b_last"),
            missed=bindparam("b_missed"),
        )
    )


def bound(each: Enrolment) -> dict[str, object]:
    """How somebody takes part, as the values of `update`."""
    return {
        "b_id": each.id,
        "b_zone": each.zone,
        "b_at": f"{each.at:%H:%M}" if each.at else None,
        "b_days": "".join(map(str, each.days)) or None,
        "b_reminders": each.reminders,
        "b_paused": each.pause is not None,
        "b_paused_until": each.pause.until if each.pause else None,
        "b_next_at": each.next_at,
        "b_next_period": each.next_period,
        "b_last": each.last,
        "b_missed": each.missed,
    }


async def _seats(tx: Transaction, where: ColumnElement[bool]) -> list[Seat]:
    rows = await tx.all(
        seats()
        .where(where, enrolment.c.left_at.is_(None), account.c.gone_at.is_(None))
        .order_by(member.c.id)
    )
    return [seat(row) for row in rows]


def seats() -> Select[tuple[object, ...]]:
    """The query for rows that `seat` reads."""
    return (
        select(
            enrolment,
            account.c.ref,
            member.c.name,
            func.coalesce(member.c.zone, community.c.zone).label("now_in"),
        )
        .join(member, member.c.id == enrolment.c.member_id)
        .join(community, community.c.id == member.c.community_id)
        .join(check_in, check_in.c.id == enrolment.c.check_in_id)
        .join(
            account,
            (account.c.member_id == member.c.id)
            & (account.c.workspace_id == check_in.c.workspace_id),
        )
    )


def seat(row: RowMapping) -> Seat:
    return Seat(row["member_id"], row["ref"], row["name"], row["now_in"], _enrolment(row))


def _enrolment(row: RowMapping) -> Enrolment:
    return Enrolment(
        id=row["id"],
        check_in=row["check_in_id"],
        member=row["member_id"],
        zone=row["zone"],
        at=time.fromisoformat(row["at"]) if row["at"] else None,
        days=tuple(int(day) for day in row["days"] or ""),
        reminders=row["reminders"],
        pause=Pause(row["paused_until"]) if row["paused"] else None,
        next_at=row["next_at"],
        next_period=row["next_period"],
        last=row["last_period"],
        missed=row["missed"],
        thread=row["thread"] or "",
    )


_KEEP = update(enrolment.c.id == bindparam("b_id"))
_SEATS_OF = seats().where(
    enrolment.c.check_in_id == bindparam("check_in"),
    enrolment.c.member_id.in_(bindparam("members", expanding=True)),
    enrolment.c.left_at.is_(None),
    account.c.gone_at.is_(None),
)
