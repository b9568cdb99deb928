"""What people promised at a table, as rows that only they themselves ever see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    func,
    select,
)

from bot.database import Id, Transaction, UTCDateTime, metadata
from bot.members.communities import community, workspace
from bot.members.store import account, member

promise = Table(
    "promise",
    metadata,
    Column("id", Id, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("text", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("remind_at", UTCDateTime),  # none once they were reminded
    Column("tries", Integer, nullable=False),  # reminders that were put on their way
)
Index(
    "ix_promise_remind_at",
    promise.c.remind_at,
    sqlite_where=promise.c.remind_at.is_not(None),
)

FIRST_TO_REMIND = (
    select(func.min(promise.c.remind_at))
    .join(account, account.c.member_id == promise.c.member_id)
    .join(workspace, workspace.c.id == account.c.workspace_id)
    .where(
        promise.c.remind_at.is_not(None),
        account.c.gone_at.is_(None),
        workspace.c.gone_at.is_(None),
    )
)
"""When the next of those is reminded who are there."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What somebody said they would do, and by which day."""

    id: int
    text: str
    day: date


@dataclass(frozen=True, slots=True)
class Whose:
    """Somebody who is to be reminded: where they are written to, and on which clock they live."""

    member: int
    community: int
    platform: str
    workspace: str
    ref: str
    zone: str
    language: str


async def add(tx: Transaction, member_id: int, text: str, day: date, remind_at: datetime) -> int:
    """One more; its id."""
    return await tx.add(
        promise, member_id=member_id, text=text, day=day, remind_at=remind_at, tries=0
    )


async def change(
    tx: Transaction, promise_id: int, text: str, day: date, remind_at: datetime
) -> None:
    """Other words, or another day."""
    values = {"text": text, "day": day, "remind_at": remind_at, "tries": 0}
    await tx.run(promise.update().where(promise.c.id == promise_id).values(**values))


async def of_member(tx: Transaction, member_id: int) -> list[Promise]:
    """All that somebody has promised, the nearest day first."""
    return await _promises(tx, promise.c.member_id == member_id)


async def one(tx: Transaction, member_id: int, promise_id: int) -> Promise | None:
    """The promise with this id, if it is theirs."""
    mine = (promise.c.id == promise_id) & (promise.c.member_id == member_id)
    found = await _promises(tx, mine)
    return found[0] if found else None


async def close(tx: Transaction, member_id: int, promise_id: int) -> int:
    """It is kept, or dropped, and goes. How many rows that were."""
    mine = (promise.c.id == promise_id) & (promise.c.member_id == member_id)
    return await tx.run(promise.delete().where(mine))


async def to_remind(tx: Transaction, now: datetime) -> list[Whose]:
    """Who has a promise whose moment has come, and is still there."""
    rows = await tx.all(
        select(
            promise.c.member_id,
            member.c.community_id,
            workspace.c.platform,
            workspace.c.ref.label("workspace"),
            account.c.ref,
            func.coalesce(member.c.zone, community.c.zone).label("zone"),
            community.c.language,
        )
        .join(member, member.c.id == promise.c.member_id)
        .join(community, community.c.id == member.c.community_id)
        .join(account, account.c.member_id == member.c.id)
        .join(workspace, workspace.c.id == account.c.workspace_id)
        .where(
            promise.c.remind_at <= now, account.c.gone_at.is_(None), workspace.c.gone_at.is_(None)
        )
        .distinct()
        .order_by(promise.c.member_id)
    )
    return [Whose(*row.values()) for row in rows]


async def take_due(tx: Transaction, member_id: int, now: datetime) -> list[Promise]:
    """What this member is reminded of now, and is not again."""
    due = (promise.c.member_id == member_id) & (promise.c.remind_at <= now)
    found = await _promises(tx, due)
    values = {"remind_at": None, "tries": promise.c.tries + 1}
    await tx.run(promise.update().where(due).values(**values))
    return found


async def early(tx: Transaction, member_id: int, now: datetime, today: date) -> list[Promise]:
    """Of what this member was to be reminded of now, what is for a day after their today."""
    due = (promise.c.member_id == member_id) & (promise.c.remind_at <= now)
    return await _promises(tx, due & (promise.c.day > today))


async def put_off(tx: Transaction, member_id: int, now: datetime, until: datetime) -> None:
    """What this member was to be reminded of now waits until then."""
    due = (promise.c.member_id == member_id) & (promise.c.remind_at <= now)
    await tx.run(promise.update().where(due).values(remind_at=until))


async def remind_again(
    tx: Transaction, member_id: int, today: date, until: datetime, most: int
) -> None:
    """A reminder did not arrive: there is another one then, unless there were so many already."""
    lost = (
        (promise.c.member_id == member_id)
        & promise.c.remind_at.is_(None)
        & (promise.c.day <= today)
        & (promise.c.tries < most)
    )
    await tx.run(promise.update().where(lost).values(remind_at=until))


async def forget_gone(tx: Transaction) -> int:
    """Delete what those promised who are no longer there. How many rows that were."""
    there = select(account.c.member_id).where(account.c.gone_at.is_(None))
    return await tx.run(promise.delete().where(promise.c.member_id.not_in(there)))


async def reminders(tx: Transaction, now: datetime) -> Collection[datetime]:
    """The moments that are to come at which somebody is reminded."""
    rows = await tx.all(select(promise.c.remind_at).where(promise.c.remind_at > now).distinct())
    return [row["remind_at"] for row in rows]


async def _promises(tx: Transaction, where: ColumnElement[bool]) -> list[Promise]:
    columns = (promise.c.id, promise.c.text, promise.c.day)
    rows = await tx.all(select(*columns).where(where).order_by(promise.c.day, promise.c.id))
    return [Promise(row["id"], row["text"], row["day"]) for row in rows]
