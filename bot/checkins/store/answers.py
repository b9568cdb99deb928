"""What members answered to a prompt, question by question, as rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, bindparam, func, select

from bot.checkins.store.checkins import check_in
from bot.checkins.store.prompts import Prompt, prompt, prompt_of
from bot.checkins.store.responses import response
from bot.database import Transaction, metadata
from bot.members.store import member

answer = Table(
    "answer",
    metadata,
    Column("prompt_id", ForeignKey(prompt.c.id), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True, index=True),
    Column("question", Integer, primary_key=True),
    Column("value", Text, nullable=False),
)

_done, _one = response.alias("done"), prompt.alias("one")
_LATEST = (
    select(func.max(_one.c.period))
    .join(_done, _done.c.prompt_id == _one.c.id)
    .where(
        _one.c.check_in_id == prompt.c.check_in_id,
        _one.c.period < bindparam("day"),
        _done.c.member_id == response.c.member_id,
        _done.c.state == "answered",
    )
    .scalar_subquery()
)
_LAST = (
    select(prompt, response.c.member_id, answer.c.question, answer.c.value)
    .join(response, response.c.prompt_id == prompt.c.id)
    .outerjoin(
        answer,
        (answer.c.prompt_id == prompt.c.id) & (answer.c.member_id == response.c.member_id),
    )
    .where(
        prompt.c.check_in_id == bindparam("check_in"),
        prompt.c.period == _LATEST,
        response.c.member_id.in_(bindparam("members", expanding=True)),
    )
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a member answered to one question of a prompt."""

    member: int
    name: str
    question: int
    value: str
    late_day: date | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """A prompt that somebody answered: when, in which check-in, and with what."""

    prompt: Prompt
    check_in: str
    answers: dict[int, str]


async def save(tx: Transaction, prompt_id: int, member_id: int, answers: dict[int, str]) -> None:
    """What they answered to these questions, in place of what was before; "" takes it back."""
    await tx.run(
        answer.delete().where(
            answer.c.prompt_id == prompt_id,
            answer.c.member_id == member_id,
            answer.c.question.in_(sorted(answers)),
        )
    )
    rows = [
        {"prompt_id": prompt_id, "member_id": member_id, "question": number, "value": value}
        for number, value in sorted(answers.items())
        if value
    ]
    await tx.run(answer.insert(), rows)


async def of(tx: Transaction, prompt_id: int, member_id: int) -> dict[int, str]:
    """What somebody answered so far, by question."""
    rows = await tx.all(
        select(answer.c.question, answer.c.value).where(
            answer.c.prompt_id == prompt_id, answer.c.member_id == member_id
        )
    )
    return {row["question"]: row["value"] for row in rows}


async def said(tx: Transaction, prompt_id: int, questions: Collection[int]) -> list[Said]:
    """What was answered to these questions by those who are done, in the order of answering."""
    rows = await tx.all(
        select(
            answer.c.member_id,
            member.c.name,
            answer.c.question,
            answer.c.value,
            response.c.late_day,
        )
        .join(member, member.c.id == answer.c.member_id)
        .join(
            response,
            (response.c.prompt_id == answer.c.prompt_id)
            & (response.c.member_id == answer.c.member_id),
        )
        .where(
            answer.c.prompt_id == prompt_id,
            answer.c.question.in_(sorted(questions)),
            response.c.state == "answered",
        )
        .order_by(response.c.answered_at, answer.c.member_id)
    )
    return [
        Said(row["member_id"], row["name"], row["question"], row["value"], row["late_day"])
        for row in rows
    ]


async def last(
    tx: Transaction, check_in_id: int, members: Collection[int], before: date
) -> dict[int, tuple[Prompt, dict[int, str]]]:
    """What each of these answered last in this check-in before this day, as far as they did."""
    rows = await tx.all(_LAST, check_in=check_in_id, members=sorted(members), day=before)
    found: dict[int, tuple[Prompt, dict[int, str]]] = {}
    for row in rows:
        _, given = found.setdefault(row["member_id"], (prompt_of(row), {}))
        if row["question"] is not None:
            given[row["question"]] = row["value"]
    return found


async def of_member(tx: Transaction, member_id: int, limit: int) -> list[Past]:
    """What somebody answered, the newest first."""
    rows = await tx.all(
        select(prompt, check_in.c.name)
        .join(response, response.c.prompt_id == prompt.c.id)
        .join(check_in, check_in.c.id == prompt.c.check_in_id)
        .where(response.c.member_id == member_id, response.c.state == "answered")
        .order_by(prompt.c.period.desc(), prompt.c.id.desc())
        .limit(limit)
    )
    return [Past(prompt_of(row), row["name"], await of(tx, row["id"], member_id)) for row in rows]
