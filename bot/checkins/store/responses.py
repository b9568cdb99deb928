"""How far each member is with a prompt, and what they answered, as rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    bindparam,
    func,
    select,
    text,
)

from bot.checkins.store.prompts import Prompt, prompt, prompt_of
from bot.database import Transaction, UTCDateTime, metadata
from bot.members.communities import workspace
from bot.members.store import account, member

_WAITS = text("remind_at IS NOT NULL")  # few do at any time

response = Table(
    "response",
    metadata,
    Column("prompt_id", ForeignKey(prompt.c.id), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True, index=True),
    Column("state", String, nullable=False),  # asked, begun, answered, skipped
    Column("asked", Boolean(create_constraint=False), nullable=False),  # by a message
    Column("due_at", UTCDateTime, nullable=False),
    Column("answered_at", UTCDateTime),
    Column("late_day", Date),  # the day on which they answered, when the deadline was over
    Column("anonymous", Boolean(create_constraint=False), nullable=False),  # whether they did
    Column("remind_at", UTCDateTime),
    Column("revision", Integer, nullable=False),  # how often the message to them was changed
    Index("ix_response_remind_at", "remind_at", sqlite_where=_WAITS),
    Index("ix_response_prompt_id_remind_at", "prompt_id", "remind_at", sqlite_where=_WAITS),
)

FIRST_REMINDER = select(func.min(response.c.remind_at, type_=UTCDateTime())).where(
    response.c.remind_at.is_not(None)
)
"""When anybody is reminded next, of any prompt."""

_PROMPTS_TO_REMIND = (
    select(response.c.prompt_id).where(response.c.remind_at <= bindparam("now")).distinct()
)
_TO_REMIND = (
    select(response)
    .where(response.c.prompt_id == bindparam("prompt"), response.c.remind_at <= bindparam("now"))
    .order_by(response.c.remind_at)
    .limit(bindparam("limit"))
)
_REMIND_AT = (
    response.update()
    .where(
        response.c.prompt_id == bindparam("b_prompt"),
        response.c.member_id == bindparam("b_member"),
    )
    .values(remind_at=bindparam("b_at"))
)
_KNOWN = select(response.c.prompt_id, response.c.member_id).where(
    response.c.prompt_id.in_(bindparam("prompts", expanding=True)),
    response.c.member_id.in_(bindparam("members", expanding=True)),
)

Mark = Literal["asked", "begun", "answered", "skipped"]


@dataclass(frozen=True, slots=True)
class Response:
    """How far one member is with a prompt; `due_at` is until when they can change it."""

    prompt: int
    member: int
    state: Mark
    due_at: datetime
    asked: bool = False
    answered_at: datetime | None = None
    late_day: date | None = None
    anonymous: bool = False
    remind_at: datetime | None = None
    revision: int = 0


async def last_due(tx: Transaction, prompt_id: int) -> datetime | None:
    """The latest moment until which somebody can answer this prompt in time."""
    row = await tx.first(
        select(func.max(response.c.due_at, type_=UTCDateTime()).label("last")).where(
            response.c.prompt_id == prompt_id, response.c.late_day.is_(None)
        )
    )
    return row["last"] if row else None


async def ask(tx: Transaction, asked: Sequence[Response]) -> set[tuple[int, int]]:
    """These are asked, where they have not answered or skipped before: who is, by prompt."""
    prompts, members = {each.prompt for each in asked}, {each.member for each in asked}
    found = await tx.all(_KNOWN, prompts=sorted(prompts), members=sorted(members))
    known = {(row["prompt_id"], row["member_id"]) for row in found}
    new = [each for each in asked if (each.prompt, each.member) not in known]
    rows = [
        {
            "prompt_id": each.prompt,
            "member_id": each.member,
            "state": "asked",
            "asked": True,
            "due_at": each.due_at,
            "answered_at": None,
            "late_day": None,
            "anonymous": False,
            "remind_at": each.remind_at,
            "revision": 0,
        }
        for each in new
    ]
    await tx.run(response.insert(), rows)
    return {(each.prompt, each.member) for each in new}


async def keep(tx: Transaction, changed: Response) -> None:
    """How far somebody is with a prompt, from now on."""
    row = {
        "prompt_id": changed.prompt,
        "member_id": changed.member,
        "state": changed.state,
        "asked": changed.asked,
        "due_at": changed.due_at,
        "answered_at": changed.answered_at,
        "late_day": changed.late_day,
        "anonymous": changed.anonymous,
        "remind_at": changed.remind_at,
        "revision": changed.revision,
    }
    await tx.put(response, [row], on=["prompt_id", "member_id"], change=list(row)[2:])


async def of(tx: Transaction, prompt_id: int, member_id: int) -> Response | None:
    """How far this member is with this prompt; None when it has not begun for them."""
    row = await tx.first(
        select(response).where(response.c.prompt_id == prompt_id, response.c.member_id == member_id)
    )
    return _response(row) if row else None


async def open_for(
    tx: Transaction, check_in_id: int, member_id: int, limit: int
) -> list[tuple[Prompt, Response]]:
    """The latest prompts of this check-in that have begun for this member, the newest first."""
    rows = await tx.all(
        select(prompt, *_columns())
        .join(response, response.c.prompt_id == prompt.c.id)
        .where(prompt.c.check_in_id == check_in_id, response.c.member_id == member_id)
        .order_by(prompt.c.period.desc())
        .limit(limit)
    )
    return [(prompt_of(row), _response(row, "r_")) for row in rows]


async def prompts_to_remind(tx: Transaction, now: datetime) -> list[int]:
    """The prompts of which somebody wanted to be reminded by now, by their ids."""
    return [row["prompt_id"] for row in await tx.all(_PROMPTS_TO_REMIND, now=now)]


async def to_remind(tx: Transaction, prompt_id: int, now: datetime, limit: int) -> list[Response]:
    """Those who wanted to be reminded of this prompt by now, and have given no sign."""
    rows = await tx.all(_TO_REMIND, prompt=prompt_id, now=now, limit=limit)
    return [_response(row) for row in rows]


async def next_reminder(tx: Transaction) -> dict[int, datetime]:
    """When somebody is reminded next of each of the prompts of which somebody is."""
    rows = await tx.all(
        select(
            response.c.prompt_id, func.min(response.c.remind_at, type_=UTCDateTime()).label("at")
        )
        .where(response.c.remind_at.is_not(None))
        .group_by(response.c.prompt_id)
    )
    return {row["prompt_id"]: row["at"] for row in rows}


async def remind_at(tx: Transaction, moments: Sequence[tuple[int, int, datetime | None]]) -> None:
    """When these are reminded next, by prompt and member; None for no more."""
    rows = [{"b_prompt": prompt, "b_member": member, "b_at": at} for prompt, member, at in moments]
    await tx.run(_REMIND_AT, rows)


async def no_reminders(tx: Transaction, check_in_id: int, member_id: int) -> None:
    """They are away, or have left: they are reminded of nothing of this check-in."""
    of_check_in = select(prompt.c.id).where(prompt.c.check_in_id == check_in_id)
    await tx.run(
        response.update()
        .where(
            response.c.member_id == member_id,
            response.c.remind_at.is_not(None),
            response.c.prompt_id.in_(of_check_in),
        )
        .values(remind_at=None)
    )


async def let_go(tx: Transaction, members: Collection[int]) -> None:
    """Who of these is gone, or where the bot is, is reminded of nothing that they were asked."""
    gone = (
        select(account.c.member_id)
        .join(workspace, workspace.c.id == account.c.workspace_id)
        .where(account.c.gone_at.is_not(None) | workspace.c.gone_at.is_not(None))
    )
    these = (response.c.member_id.in_(sorted(members)), response.c.remind_at.is_not(None))
    this = (*these, response.c.member_id.in_(gone))
    await tx.run(response.update().where(*this).values(remind_at=None))


async def counts(tx: Transaction, prompt_id: int) -> dict[str, int]:
    """How many members are how far with a prompt."""
    rows = await tx.all(
        select(response.c.state, func.count())
        .where(response.c.prompt_id == prompt_id)
        .group_by(response.c.state)
    )
    return {row["state"]: row["count"] for row in rows}


async def silent(tx: Transaction, prompt_id: int) -> list[str]:
    """The names of those who were asked and neither answered nor skipped."""
    rows = await tx.all(
        select(member.c.name)
        .join(response, response.c.member_id == member.c.id)
        .where(response.c.prompt_id == prompt_id, response.c.state.in_(("asked", "begun")))
        .order_by(member.c.name, member.c.id)
    )
    return [row["name"] for row in rows]


async def posted_with(tx: Transaction, member_id: int) -> list[Prompt]:
    """The prompts that somebody answered and whose digest was posted."""
    rows = await tx.all(
        select(prompt)
        .join(response, response.c.prompt_id == prompt.c.id)
        .where(
            response.c.member_id == member_id, response.c.state == "answered", prompt.c.pages > 0
        )
        .order_by(prompt.c.id)
    )
    return [prompt_of(row) for row in rows]


def _columns() -> list[ColumnElement[object]]:
    """The columns of a response, under names of their own."""
    return [column.label(f"r_{column.name}") for column in response.c]


def _response(row: RowMapping, under: str = "") -> Response:
    return Response(
        prompt=row[f"{under}prompt_id"],
        member=row[f"{under}member_id"],
        state=row[f"{under}state"],
        due_at=row[f"{under}due_at"],
        asked=row[f"{under}asked"],
        answered_at=row[f"{under}answered_at"],
        late_day=row[f"{under}late_day"],
        anonymous=row[f"{under}anonymous"],
        remind_at=row[f"{under}remind_at"],
        revision=row[f"{under}revision"],
    )
