"""Prompts, as rows. A prompt is unique by its check-in and its day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    func,
    select,
)

from bot.checkins.store.checkins import check_in
from bot.database import Id, Transaction, UTCDateTime, metadata
from bot.members.communities import workspace

prompt = Table(
    "prompt",
    metadata,
    Column("id", Id, primary_key=True),
    Column("check_in_id", ForeignKey(check_in.c.id), nullable=False),
    Column("period", Date, nullable=False),
    Column("version", Integer, nullable=False),  # of the questions
    Column("state", String, nullable=False),  # open, closed
    Column("closes_at", UTCDateTime, nullable=False),
    Column("pages", Integer, nullable=False),  # messages that its digest has
    Column("revision", Integer, nullable=False),  # how often the digest was changed
    UniqueConstraint("check_in_id", "period"),
    Index("ix_prompt_state_closes_at", "state", "closes_at"),
)

FIRST_CLOSING = (
    select(func.min(prompt.c.closes_at, type_=UTCDateTime()))
    .join(check_in, check_in.c.id == prompt.c.check_in_id)
    .join(workspace, workspace.c.id == check_in.c.workspace_id)
    .where(prompt.c.state == "open", workspace.c.gone_at.is_(None))
)
"""When the time of any open prompt may be over, where the bot is."""

_ON = select(prompt).where(
    prompt.c.check_in_id == bindparam("check_in"), prompt.c.period == bindparam("day")
)
_WITH_IDS = select(prompt).where(prompt.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Prompt:
    """One asking of a check-in. `version`: of the questions, which stay what they were."""

    id: int
    check_in: int
    period: date
    version: int
    closed: bool
    closes_at: datetime
    pages: int
    revision: int


async def open_on(
    tx: Transaction, check_in_id: int, period: date, version: int, closes_at: datetime
) -> Prompt:
    """The prompt of this day, opened when it was not there."""
    there = await on(tx, check_in_id, period)
    if there is not None:
        return there
    row = {
        "check_in_id": check_in_id,
        "period": period,
        "version": version,
        "state": "open",
        "closes_at": closes_at,
        "pages": 0,
        "revision": 0,
    }
    await tx.put(prompt, [row], on=["check_in_id", "period"])
    found = await on(tx, check_in_id, period)
    assert found is not None
    return found


async def on(tx: Transaction, check_in_id: int, period: date) -> Prompt | None:
    """The prompt of this day."""
    row = await tx.first(_ON, check_in=check_in_id, day=period)
    return prompt_of(row) if row else None


async def with_ids(tx: Transaction, ids: Collection[int]) -> list[Prompt]:
    """These prompts."""
    return [prompt_of(row) for row in await tx.all(_WITH_IDS, ids=sorted(ids))] if ids else []


async def latest(tx: Transaction, check_in_id: int, limit: int | None) -> list[Prompt]:
    """The latest prompts, the newest first; all of them without a limit."""
    rows = await tx.all(
        select(prompt)
        .where(prompt.c.check_in_id == check_in_id)
        .order_by(prompt.c.period.desc())
        .limit(limit)
    )
    return [prompt_of(row) for row in rows]


async def to_close(tx: Transaction, now: datetime) -> list[Prompt]:
    """The open prompts whose time may be over."""
    rows = await tx.all(select(prompt).where(prompt.c.state == "open", prompt.c.closes_at <= now))
    return [prompt_of(row) for row in rows]


async def open_ones(tx: Transaction) -> list[Prompt]:
    """Every prompt that is still open."""
    return [prompt_of(row) for row in await tx.all(select(prompt).where(prompt.c.state == "open"))]


async def close_later(tx: Transaction, prompt_id: int, at: datetime) -> None:
    """Look at it again only then."""
    await tx.run(prompt.update().where(prompt.c.id == prompt_id).values(closes_at=at))


async def close(tx: Transaction, prompt_id: int) -> bool:
    """It is over. True for exactly one who closes it."""
    changed = await tx.run(
        prompt.update()
        .where(prompt.c.id == prompt_id, prompt.c.state == "open")
        .values(state="closed")
    )
    return changed == 1


async def posted(tx: Transaction, prompt_id: int, pages: int) -> int:
    """Its digest has so many messages now; how often it was changed, this time included."""
    await tx.run(
        prompt.update()
        .where(prompt.c.id == prompt_id)
        .values(pages=pages, revision=prompt.c.revision + 1)
    )
    row = await tx.first(select(prompt.c.revision).where(prompt.c.id == prompt_id))
    assert row is not None
    return int(row["revision"])


def prompt_of(row: RowMapping) -> Prompt:
    return Prompt(
        id=row["id"],
        check_in=row["check_in_id"],
        period=row["period"],
        version=row["version"],
        closed=row["state"] == "closed",
        closes_at=row["closes_at"],
        pages=row["pages"],
        revision=row["revision"],
    )
