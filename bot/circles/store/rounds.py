"""Rounds, their pairings and seats, as rows. A round is unique by its circle and its day."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    ScalarSelect,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
    union,
)

from bot.circles.store.circles import circle
from bot.database import STAYS, Id, Transaction, UTCDateTime, metadata

round_ = Table(
    "round",
    metadata,
    Column("id", Id, primary_key=True),
    Column("circle_id", ForeignKey(circle.c.id), nullable=False),
    Column("period", Date, nullable=False),
    Column("number", Integer),  # of those drawn; none for a round that was left out
    Column("state", String, nullable=False),  # drawn, too_few, away
    Column("seed", String),
    Column("next_hash", String),  # SHA-256 of the next round's seed
    Column("inputs", Text),  # what it was drawn from, to draw it again
    Column("at", UTCDateTime, nullable=False),
    UniqueConstraint("circle_id", "period"),
)
pairing = Table(
    "pairing",
    metadata,
    Column("id", Id, primary_key=True),
    Column("round_id", ForeignKey(round_.c.id), nullable=False),
    Column("number", Integer, nullable=False),
    Column("starter_id", ForeignKey("member.id"), nullable=False, info={STAYS: True}),
    Column("conversation", String),
    Column("outcome", String, nullable=False),
    Column("topic", String),  # the starter of their conversation
    UniqueConstraint("round_id", "number"),
)
seat = Table(
    "seat",
    metadata,
    Column("round_id", ForeignKey(round_.c.id), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True, index=True, info={STAYS: True}),
    Column("pairing_id", ForeignKey(pairing.c.id), nullable=False, index=True),
    Column("day", Date),  # of the round; none for somebody who asked for more than one table a day
    Index("ix_seat_member_id_day", "member_id", "day", unique=True),
)

left_over = Table(
    "left_over",
    metadata,
    Column("round_id", ForeignKey(round_.c.id), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True, info={STAYS: True}),
)

let_down = Table(  # who sat there with somebody who gives no sign: first in line next time
    "let_down",
    metadata,
    Column("round_id", ForeignKey(round_.c.id), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True),
)


async def add(
    tx: Transaction,
    circle_id: int,
    period: date,
    state: str,
    now: datetime,
    *,
    number: int | None = None,
    seed: str | None = None,
    next_hash: str | None = None,
    inputs: str | None = None,
) -> int:
    """One round; its id. The same circle and day a second time is an error of the database."""
    return await tx.add(
        round_,
        circle_id=circle_id,
        period=period,
        number=number,
        state=state,
        seed=seed,
        next_hash=next_hash,
        inputs=inputs,
        at=now,
    )


async def seat_all(
    tx: Transaction,
    round_id: int,
    tables: Sequence[tuple[tuple[int, ...], int]],
    topics: Sequence[str] = (),
    *,
    several: Collection[int] = (),
) -> list[int]:
    """Store the tables, each with who starts there; the ids of the pairings, in their order.

    `topics`: what each of them begins with. The database takes no second table of a day, but for
    those who asked for `several`.
    """
    day = await day_of(tx, round_id)
    await tx.run(
        pairing.insert(),
        [
            {
                "round_id": round_id,
                "number": n,
                "starter_id": starter,
                "outcome": "unknown",
                "topic": topics[n - 1] if topics else None,
            }
            for n, (_, starter) in enumerate(tables, 1)
        ],
    )
    rows = await tx.all(
        select(pairing.c.id).where(pairing.c.round_id == round_id).order_by(pairing.c.number)
    )
    ids = [row["id"] for row in rows]
    await tx.run(
        seat.insert(),
        [
            {
                "round_id": round_id,
                "member_id": member_id,
                "pairing_id": pairing_id,
                "day": None if member_id in several else day,
            }
            for pairing_id, (people, _) in zip(ids, tables, strict=True)
            for member_id in people
        ],
    )
    return ids


async def circle_and_day(tx: Transaction, round_id: int) -> tuple[int, date]:
    """The circle of a round, and its day."""
    row = await tx.first(select(round_.c.circle_id, round_.c.period).where(round_.c.id == round_id))
    assert row is not None
    return row["circle_id"], row["period"]


async def day_of(tx: Transaction, round_id: int) -> date:
    """The day of a round, which is the day of each of its tables."""
    return (await circle_and_day(tx, round_id))[1]


async def leave_over(tx: Transaction, round_id: int, people: Collection[int]) -> None:
    """These people were there, and no table had a place for them."""
    rows = [{"round_id": round_id, "member_id": each} for each in sorted(people)]
    await tx.run(left_over.insert(), rows)


async def forget_inputs(tx: Transaction, before: datetime) -> int:
    """Drop what rounds were drawn from: it holds private wishes, and is kept for a while only."""
    return await tx.run(
        round_.update()
        .where(round_.c.at < before, round_.c.inputs.is_not(None))
        .values(inputs=None)
    )


async def forget_inputs_of(tx: Transaction, member_id: int) -> None:
    """Drop what the rounds were drawn from in which somebody sat, or had no seat."""
    theirs = union(
        select(seat.c.round_id).where(seat.c.member_id == member_id),
        select(left_over.c.round_id).where(left_over.c.member_id == member_id),
    )
    await tx.run(round_.update().where(round_.c.id.in_(theirs)).values(inputs=None))


async def last(tx: Transaction, circle_id: int) -> tuple[date, datetime] | None:
    """The day of the latest round that was drawn, and the moment of drawing it."""
    row = await tx.first(
        select(round_.c.period, round_.c.at)
        .where(round_.c.circle_id == circle_id, round_.c.state == "drawn")
        .order_by(round_.c.period.desc())
        .limit(1)
    )
    return (row["period"], row["at"]) if row else None


async def latest_period(tx: Transaction, circle_id: int) -> date | None:
    """The latest day that has a round, drawn or not."""
    row = await tx.first(
        select(func.max(round_.c.period).label("period")).where(round_.c.circle_id == circle_id)
    )
    return row["period"] if row else None


async def latest_state(tx: Transaction, circle_id: int) -> str:
    """What became of the circle's latest round: drawn, too_few or away; "" before the first."""
    row = await tx.first(
        select(round_.c.state)
        .where(round_.c.circle_id == circle_id)
        .order_by(round_.c.period.desc())
        .limit(1)
    )
    return row["state"] if row else ""


def latest_drawn(circle_id: int) -> ScalarSelect[int]:
    """The id of the circle's latest round that was drawn, for a statement to ask about."""
    return (
        select(round_.c.id)
        .where(round_.c.circle_id == circle_id, round_.c.state == "drawn")
        .order_by(round_.c.period.desc())
        .limit(1)
        .scalar_subquery()
    )


async def conversations(tx: Transaction, circle_id: int) -> dict[int, str]:
    """The conversations of the circle's latest round, by pairing."""
    rows = await tx.all(
        select(pairing.c.id, pairing.c.conversation)
        .where(pairing.c.round_id == latest_drawn(circle_id), pairing.c.conversation.is_not(None))
        .order_by(pairing.c.number)
    )
    return {row["id"]: row["conversation"] for row in rows}


async def sitting(tx: Transaction, circle_id: int) -> list[int]:
    """Who has a seat in the circle's latest round."""
    rows = await tx.all(select(seat.c.member_id).where(seat.c.round_id == latest_drawn(circle_id)))
    return [row["member_id"] for row in rows]


async def opened(tx: Transaction, pairing_id: int, conversation: str) -> None:
    """A table's conversation is there."""
    await tx.run(
        pairing.update().where(pairing.c.id == pairing_id).values(conversation=conversation)
    )


async def at_table(tx: Transaction, pairing_id: int) -> tuple[int, date, frozenset[int]]:
    """The circle of a pairing, the day of its round, and the members who sit there."""
    rows = await tx.all(
        select(round_.c.circle_id, round_.c.period, seat.c.member_id)
        .join(round_, round_.c.id == seat.c.round_id)
        .where(seat.c.pairing_id == pairing_id)
    )
    people = frozenset(row["member_id"] for row in rows)
    return rows[0]["circle_id"], rows[0]["period"], people
