"""Asks and blockers, which live on after the prompt in which they were said, as rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Integer,
    RowMapping,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
)

from bot.checkins.store.checkins import check_in
from bot.checkins.store.prompts import prompt
from bot.database import Id, Transaction, UTCDateTime, metadata
from bot.members.store import member

ask = Table(
    "ask",
    metadata,
    Column("id", Id, primary_key=True),
    Column("check_in_id", ForeignKey(check_in.c.id), nullable=False),
    Column("prompt_id", ForeignKey(prompt.c.id), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("question", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String, nullable=False),  # open, seen, helped, closed
    Column("at", UTCDateTime, nullable=False),
    UniqueConstraint("prompt_id", "member_id", "question"),
)
helper = Table(
    "ask_helper",
    metadata,
    Column("ask_id", ForeignKey(ask.c.id), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True, index=True),
    Column("answer", String),  # yes, no; none yet
)

State = Literal["open", "seen", "helped", "closed"]


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that somebody could use help with, or that is in their way."""

    id: int
    check_in: int
    member: int
    text: str
    state: State


async def note(
    tx: Transaction, of: tuple[int, int, int], check_in_id: int, text: str, now: datetime
) -> int | None:
    """Keep what was asked (`of`: the prompt, the member, the question); its id when it is new.

    Said anew, it has the new words; taken back, it is closed.
    """
    prompt_id, member_id, question = of
    this = (
        (ask.c.prompt_id == prompt_id)
        & (ask.c.member_id == member_id)
        & (ask.c.question == question)
    )
    known = await tx.first(select(ask.c.id).where(this))
    if known is not None:
        values = {"text": text} if text else {"state": "closed"}
        await tx.run(ask.update().where(this).values(**values))
        return None
    if not text:
        return None
    return await tx.add(
        ask,
        check_in_id=check_in_id,
        prompt_id=prompt_id,
        member_id=member_id,
        question=question,
        text=text,
        state="open",
        at=now,
    )


async def with_id(tx: Transaction, community: int, ask_id: int) -> Ask | None:
    """The ask with this id, if it is this community's."""
    found = await _asks(tx, ask.c.id == ask_id, check_in.c.community_id == community)
    return found[0] if found else None


async def of_member(tx: Transaction, member_id: int, limit: int) -> list[Ask]:
    """What somebody still asks for, the newest first."""
    live = ask.c.state.in_(("open", "seen"))
    return (await _asks(tx, ask.c.member_id == member_id, live))[:limit]


async def move(tx: Transaction, ask_id: int, state: State) -> None:
    """It is seen, helped or closed."""
    await tx.run(ask.update().where(ask.c.id == ask_id).values(state=state))


async def call(tx: Transaction, ask_id: int, members: Collection[int]) -> None:
    """These are asked whether they can help."""
    rows = [{"ask_id": ask_id, "member_id": each, "answer": None} for each in sorted(members)]
    await tx.run(helper.insert(), rows)


async def times_called(tx: Transaction, members: Collection[int]) -> dict[int, int]:
    """How often each of these was asked to help."""
    rows = await tx.all(
        select(helper.c.member_id, func.count())
        .where(helper.c.member_id.in_(sorted(members)))
        .group_by(helper.c.member_id)
    )
    return {row["member_id"]: row["count"] for row in rows}


async def answer(tx: Transaction, ask_id: int, member_id: int, said: str) -> bool:
    """Whether they can help. False for somebody who was not asked, or has answered."""
    changed = await tx.run(
        helper.update()
        .where(
            helper.c.ask_id == ask_id, helper.c.member_id == member_id, helper.c.answer.is_(None)
        )
        .values(answer=said)
    )
    return changed == 1


async def was_called(tx: Transaction, ask_id: int, member_id: int) -> bool:
    """Whether this member was asked to help with it."""
    this = (helper.c.ask_id == ask_id) & (helper.c.member_id == member_id)
    return await tx.first(select(helper.c.ask_id).where(this)) is not None


async def _asks(tx: Transaction, *where: ColumnElement[bool]) -> list[Ask]:
    rows = await tx.all(
        select(ask)
        .join(check_in, check_in.c.id == ask.c.check_in_id)
        .join(member, member.c.id == ask.c.member_id)
        .where(*where)
        .order_by(ask.c.id.desc())
    )
    return [_ask(row) for row in rows]


def _ask(row: RowMapping) -> Ask:
    return Ask(row["id"], row["check_in_id"], row["member_id"], row["text"], row["state"])
