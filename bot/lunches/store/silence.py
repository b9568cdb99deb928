"""Who gave no sign in three rounds, and was asked whether they still want to come, as rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, ColumnElement, Date, ForeignKey, Table, func, select

from bot.circles.store.enrolments import enrolment
from bot.circles.store.rounds import latest_drawn, let_down, round_, seat
from bot.database import Transaction, metadata
from bot.lunches.store.signs import lunch_sign

ROUNDS = 3  # in a row, in each of which they sat and gave no sign

silence = Table(  # until they give a sign
    "silence",
    metadata,
    Column("circle_id", ForeignKey("circle.id"), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True, index=True),
    Column("period", Date, nullable=False),  # the round from which on they are away without one
)


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody who is to be asked, or was: in which circle, and before which of its rounds.

    `away`: they were asked, and are away from that round on unless they give a sign.
    """

    circle: int
    member: int
    period: date
    away: bool


async def find(tx: Transaction, circle_id: int) -> list[int]:
    """Who sat in each of the circle's last three rounds, and gave no sign since the first of them.

    Joining is a sign, as is whatever else somebody does about lunch.
    """
    last = await tx.all(
        select(round_.c.id, round_.c.at)
        .where(round_.c.circle_id == circle_id, round_.c.state == "drawn")
        .order_by(round_.c.period.desc())
        .limit(ROUNDS)
    )
    if len(last) < ROUNDS:
        return []
    began = last[-1]["at"]
    sat = (
        select(seat.c.member_id)
        .where(seat.c.round_id.in_([row["id"] for row in last]))
        .group_by(seat.c.member_id)
        .having(func.count() == ROUNDS)
    )
    rows = await tx.all(
        select(enrolment.c.member_id)
        .outerjoin(lunch_sign, lunch_sign.c.member_id == enrolment.c.member_id)
        .where(
            enrolment.c.circle_id == circle_id,
            enrolment.c.left_at.is_(None),
            enrolment.c.paused.is_(False),
            enrolment.c.joined_at < began,
            func.coalesce(lunch_sign.c.at, enrolment.c.joined_at) < began,
            enrolment.c.member_id.in_(sat),
        )
        .order_by(enrolment.c.member_id)
    )
    return [row["member_id"] for row in rows]


async def noted(
    tx: Transaction, circle_id: int, people: Collection[int], period: date
) -> list[str]:
    """These are to be asked before that round. The keys of earlier questions that are not said now.

    Nothing follows from it until they have the question.
    """
    before = await tx.all(
        select(silence).where(
            silence.c.circle_id == circle_id,
            silence.c.member_id.in_(sorted(people)),
            silence.c.period != period,
        )
    )
    rows = [{"circle_id": circle_id, "member_id": each, "period": period} for each in people]
    await tx.put(silence, rows, on=["circle_id", "member_id"], change=["period"])
    return [question_key(circle_id, row["member_id"], row["period"]) for row in before]


async def of_enrolment(tx: Transaction, enrolment_id: int) -> Silent | None:
    """Whoever has this enrolment, where they are to be asked, or were and gave no sign since."""
    row = await tx.first(
        select(silence, enrolment.c.paused, enrolment.c.paused_from)
        .join(
            enrolment,
            (enrolment.c.circle_id == silence.c.circle_id)
            & (enrolment.c.member_id == silence.c.member_id),
        )
        .where(enrolment.c.id == enrolment_id, enrolment.c.left_at.is_(None))
    )
    if row is None:
        return None
    away = row["paused"] and row["paused_from"] == row["period"]
    return Silent(row["circle_id"], row["member_id"], row["period"], away)


async def rest(tx: Transaction, asked: Silent, period: date) -> None:
    """They were asked: without a sign they are away from that round on, until they are back."""
    await tx.run(silence.update().where(*_is(asked)).values(period=period))
    await tx.run(
        enrolment.update()
        .where(enrolment.c.circle_id == asked.circle, enrolment.c.member_id == asked.member)
        .values(paused=True, paused_from=period, paused_until=None)
    )


async def forget(tx: Transaction, silent: Silent) -> None:
    """They were not asked."""
    await tx.run(silence.delete().where(*_is(silent)))


async def let_partners_down(tx: Transaction, circle_id: int, people: Sequence[int]) -> None:
    """Whoever sat with one of these in the last round is first in line for a seat in the next."""
    tables = select(seat.c.pairing_id).where(
        seat.c.round_id == latest_drawn(circle_id), seat.c.member_id.in_(sorted(people))
    )
    rows = await tx.all(
        select(seat.c.round_id, seat.c.member_id).where(
            seat.c.pairing_id.in_(tables), seat.c.member_id.not_in(sorted(people))
        )
    )
    await tx.put(let_down, [dict(row) for row in rows], on=["round_id", "member_id"])


async def broken(tx: Transaction, member_id: int) -> list[str]:
    """They gave a sign: they are not away for want of one. The keys of what is not to be said now.

    One who is away already stays so until they say that they are back.
    """
    rows = await tx.all(select(silence).where(silence.c.member_id == member_id))
    for row in rows:
        await tx.run(
            enrolment.update()
            .where(
                enrolment.c.circle_id == row["circle_id"],
                enrolment.c.member_id == member_id,
                enrolment.c.paused.is_(True),
                enrolment.c.paused_until.is_(None),
                enrolment.c.paused_from == row["period"],
            )
            .values(paused=False, paused_from=None)
        )
    if rows:
        await tx.run(silence.delete().where(silence.c.member_id == member_id))
    return [
        key(row["circle_id"], member_id, row["period"])
        for row in rows
        for key in (question_key, sign_key)
    ]


async def ask_each_time(tx: Transaction, circle_id: int, member_id: int, *, asks: bool) -> None:
    """They take part in the rounds that they say yes to, or in all of them."""
    await tx.run(
        enrolment.update()
        .where(enrolment.c.circle_id == circle_id, enrolment.c.member_id == member_id)
        .values(asks=asks)
    )


def question_key(circle_id: int, member_id: int, period: date) -> str:
    """Under which somebody is asked before a round whether they still want to come."""
    return f"circle:{circle_id}:silence:{period}:{member_id}"


def sign_key(circle_id: int, member_id: int, period: date) -> str:
    """Under which somebody is told that they are away, unless they give a sign before."""
    return f"{question_key(circle_id, member_id, period)}:away"


def _is(silent: Silent) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return silence.c.circle_id == silent.circle, silence.c.member_id == silent.member
