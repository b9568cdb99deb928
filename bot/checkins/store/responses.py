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
    Integer,
    RowMapping,
    String,
    Table,
    bindparam,
    func,
    select,
)

from bot.checkins.store.prompts import Prompt, prompt, prompt_of
from bot.database import Transaction, UTCDateTime, metadata
from bot.members.store import member

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
    Column("remind_at", UTCDateTime, index=True),
    Column("revision", Integer, nullable=False),  # how often the message to them was changed
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
    known = await _states(tx, {each.prompt for each in asked}, {each.member for each in asked})
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


async def check_ins_to_remind(tx: Transaction, now: datetime) -> set[int]:
    """The check-ins of which somebody wanted to be reminded by now."""
    rows = await tx.all(
        select(prompt.c.check_in_id)
        .join(response, response.c.prompt_id == prompt.c.id)
        .where(response.c.remind_at <= now)
        .distinct()
    )
    return {row["check_in_id"] for row in rows}


async def to_remind(
    tx: Transaction, check_in_id: int, now: datetime, limit: int
) -> list[tuple[Prompt, Response]]:
    """Those who wanted to be reminded of this check-in by now, and have given no sign."""
    rows = await tx.all(
        select(prompt, *_columns())
        .join(response, prompt.c.id == response.c.prompt_id)
        .where(response.c.remind_at <= now, prompt.c.check_in_id == check_in_id)
        .order_by(response.c.remind_at)
        .limit(limit)
    )
    return [(prompt_of(row), _response(row, "r_")) for row in rows]


async def next_reminder(tx: Transaction, ids: Collection[int]) -> dict[int, datetime]:
    """When somebody is reminded next in each of these check-ins."""
    rows = await tx.all(
        select(
            prompt.c.check_in_id, func.min(response.c.remind_at, type_=UTCDateTime()).label("at")
        )
        .join(response, response.c.prompt_id == prompt.c.id)
        .where(prompt.c.check_in_id.in_(sorted(ids)), response.c.remind_at.is_not(None))
        .group_by(prompt.c.check_in_id)
    )
    return {row["check_in_id"]: row["at"] for row in rows}


async def remind_at(tx: Transaction, moments: Sequence[tuple[int, int, datetime | None]]) -> None:
    """When these are reminded next, by prompt and member; None for no more."""
    await tx.run(
        response.update()
        .where(
            response.c.prompt_id == bindparam("b_prompt"),
            response.c.member_id == bindparam("b_member"),
        )
        .values(remind_at=bindparam("b_at")),
        [{"b_prompt": prompt, "b_member": member, "b_at": at} for prompt, member, at in moments],
    )


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


async def _states(
    tx: Transaction, prompts: Collection[int], members: Collection[int]
) -> set[tuple[int, int]]:
    rows = await tx.all(
        select(response.c.prompt_id, response.c.member_id).where(
            response.c.prompt_id.in_(sorted(prompts)), response.c.member_id.in_(sorted(members))
        )
    )
    return {(row["prompt_id"], row["member_id"]) for row in rows}


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
