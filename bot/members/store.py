"""Members and their accounts, as rows; who comes and who goes."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    RowMapping,
    Select,
    String,
    Table,
    UniqueConstraint,
    func,
    select,
    text,
)

from bot.chat.request import Person
from bot.database import STAYS, Id, Transaction, UTCDateTime, metadata
from bot.members import communities
from bot.members.communities import community, workspace
from bot.members.model import Member, Workspace, clean
from bot.schedules.zones import is_zone

_MOVED = text("moved_at IS NOT NULL")
_ABSENT = text("absent_at IS NOT NULL")
member = Table(
    "member",
    metadata,
    Column("id", Id, primary_key=True),
    Column("community_id", ForeignKey(community.c.id), nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("zone", String),
    Column("zone_from", String),  # "platform" or "self"; what they said themselves stays
    Column("language", String),
    Column("paused_until", UTCDateTime),
    Column("created_at", UTCDateTime, nullable=False),
    Column("moved_at", UTCDateTime),  # see `moved`
    Column("absent_at", UTCDateTime),  # from when their seats are to be looked after
    Index("ix_member_moved_at", "moved_at", sqlite_where=_MOVED),
    Index("ix_member_absent_at", "absent_at", sqlite_where=_ABSENT),
)
account = Table(
    "account",
    metadata,
    Column("id", Id, primary_key=True),
    Column("member_id", ForeignKey(member.c.id), nullable=False, index=True, info={STAYS: True}),
    Column("workspace_id", ForeignKey(workspace.c.id), nullable=False),
    Column("ref", String, nullable=False),
    Column("direct", String),
    Column("gone_at", UTCDateTime),
    UniqueConstraint("workspace_id", "ref"),
)

FIRST_MOVED = select(func.min(member.c.moved_at, type_=UTCDateTime())).where(
    member.c.moved_at.is_not(None)
)
"""When the first of those moved, left or came back whom nobody has followed yet."""
FIRST_ABSENT = select(func.min(member.c.absent_at, type_=UTCDateTime())).where(
    member.c.absent_at.is_not(None)
)
"""When the first of those went away whose seats nobody has looked after yet."""
PAGE = 500  # SQLite binds at most 32,766 values


async def found(
    tx: Transaction, platform: str, ref: str, *, zone: str, language: str, now: datetime
) -> Workspace:
    """The workspace with the platform's own id, and a community of its own when it is a new one."""
    known = await communities.workspace_named(tx, platform, ref)
    if known is None:
        return await communities.make(tx, platform, ref, zone=zone, language=language, now=now)
    if known.gone:
        await communities.set_gone(tx, known, None)
        await _everybody_moved(tx, known, now)
    return replace(known, gone=False)


async def member_of(tx: Transaction, at: Workspace, ref: str) -> Member | None:
    """The member whose account in this workspace has the platform's id `ref`."""
    row = await tx.first(_members().where(account.c.workspace_id == at.id, account.c.ref == ref))
    return _member(row) if row else None


async def members_with(tx: Transaction, ids: Collection[int]) -> dict[int, Member]:
    """Members by their ids."""
    found: dict[int, Member] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), PAGE):
        chunk = ordered[start : start + PAGE]
        rows = await tx.all(_members().where(member.c.id.in_(chunk)))
        found |= {row["id"]: _member(row) for row in rows}
    return found


async def meet(
    tx: Transaction, at: Workspace, person: Person, now: datetime, *, unnamed: str
) -> Member:
    """The member that this person is, written down at the first meeting and kept up to date.

    `unnamed` is what somebody is called whose name has nothing in it that can be seen.
    """
    known = await member_of(tx, at, person.id)
    name = clean(person.name)
    zone = person.zone if person.zone and is_zone(person.zone) else None
    if known is None:
        member_id = await tx.add(
            member,
            community_id=at.community,
            name=name or unnamed,
            zone=zone,
            zone_from="platform" if zone else None,
            language=person.language,
            created_at=now,
        )
        await tx.add(account, member_id=member_id, workspace_id=at.id, ref=person.id)
    else:
        member_id = known.id
        if known.gone:
            await tx.run(account.update().where(_is(at, person.id)).values(gone_at=None))
            await _moved(tx, [member_id], now)
        if name and name != known.name:
            await tx.run(member.update().where(member.c.id == member_id).values(name=name))
        if zone and zone != known.zone:
            await tx.run(
                member.update()
                .where(member.c.id == member_id, member.c.zone_from.is_distinct_from("self"))
                .values(zone=zone, zone_from="platform", moved_at=now)
            )
    met = await member_of(tx, at, person.id)
    assert met is not None
    return met


async def set_zone(tx: Transaction, member_id: int, zone: str, now: datetime) -> None:
    """The zone that a member named; what a platform tells later does not replace it."""
    named = {"zone": zone, "zone_from": "self", "moved_at": now}
    await tx.run(member.update().where(member.c.id == member_id).values(**named))


async def moved(tx: Transaction, limit: int) -> list[int]:
    """Members for whom all is to be planned anew, the first to move first, by their ids.

    Their zone is another one now, or they are gone, or back; or the bot is, where they are.
    """
    rows = await tx.all(
        select(member.c.id)
        .where(member.c.moved_at.is_not(None))
        .order_by(member.c.moved_at)
        .limit(limit)
    )
    return [row["id"] for row in rows]


async def followed(tx: Transaction, ids: Collection[int]) -> None:
    """All that is planned for these members is planned as they are now."""
    await tx.run(member.update().where(member.c.id.in_(sorted(ids))).values(moved_at=None))


async def accounts_gone(
    tx: Transaction, at: Workspace, refs: Collection[str], now: datetime
) -> int:
    """These accounts are no longer there. How many were until now."""
    rows = await tx.all(
        select(account.c.id, account.c.member_id).where(
            account.c.workspace_id == at.id,
            account.c.ref.in_(sorted(refs)),
            account.c.gone_at.is_(None),
        )
    )
    ids = [row["id"] for row in rows]
    await absent(tx, [row["member_id"] for row in rows], now)
    await _moved(tx, [row["member_id"] for row in rows], now)
    return await tx.run(account.update().where(account.c.id.in_(ids)).values(gone_at=now))


async def returned(tx: Transaction, at: Workspace, ref: str, seen: datetime) -> None:
    """This account was seen there, after it had gone."""
    gone_before = _is(at, ref) & (account.c.gone_at < seen)
    rows = await tx.all(select(account.c.member_id).where(gone_before))
    if rows:
        await tx.run(account.update().where(gone_before).values(gone_at=None))
        await _moved(tx, [row["member_id"] for row in rows], seen)


async def absent(tx: Transaction, ids: Collection[int], at: datetime | None) -> None:
    """These members have left something, or are away, from then on; None: that is looked after."""
    await tx.run(member.update().where(member.c.id.in_(sorted(ids))).values(absent_at=at))


async def absentees(tx: Transaction, now: datetime) -> list[int]:
    """Members whose seats are to be looked after, by their ids."""
    rows = await tx.all(
        select(member.c.id).where(member.c.absent_at <= now).order_by(member.c.absent_at)
    )
    return [row["id"] for row in rows]


async def workspace_gone(tx: Transaction, at: Workspace, now: datetime) -> None:
    """The bot was removed from this workspace."""
    await communities.set_gone(tx, at, now)
    await _everybody_moved(tx, at, now)


async def _moved(tx: Transaction, ids: Collection[int], now: datetime) -> None:
    await tx.run(member.update().where(member.c.id.in_(sorted(ids))).values(moved_at=now))


async def _everybody_moved(tx: Transaction, at: Workspace, now: datetime) -> None:
    there = select(account.c.member_id).where(account.c.workspace_id == at.id)
    await tx.run(member.update().where(member.c.id.in_(there)).values(moved_at=now))


async def forget(tx: Transaction, forgotten: Member, unnamed: str, now: datetime) -> None:
    """Only that there was somebody stays: `unnamed`, whom no account leads to."""
    await tx.run(
        member.update()
        .where(member.c.id == forgotten.id)
        .values(name=unnamed, zone=None, zone_from=None, language=None, paused_until=None)
    )
    await absent(tx, [forgotten.id], now)
    await tx.run(
        account.update()
        .where(account.c.member_id == forgotten.id)
        .values(ref=f"forgotten:{forgotten.id}", direct=None, gone_at=now)
    )


def _members() -> Select[tuple[object, ...]]:
    return select(
        member.c.id,
        member.c.community_id,
        member.c.name,
        member.c.zone,
        member.c.language,
        account.c.ref,
        account.c.gone_at,
    ).join(account, account.c.member_id == member.c.id)


def _member(row: RowMapping) -> Member:
    return Member(
        row["id"],
        row["community_id"],
        row["ref"],
        row["name"],
        row["zone"],
        row["language"],
        row["gone_at"] is not None,
    )


def _is(at: Workspace, ref: str) -> ColumnElement[bool]:
    return (account.c.workspace_id == at.id) & (account.c.ref == ref)
