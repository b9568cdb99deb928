"""A circle's own conversation starters, as rows. One that was taken out leaves its row empty."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, ForeignKey, String, Table, select

from bot.circles.starters import Own, name
from bot.circles.store.circles import circle
from bot.database import Id, Transaction, metadata, these

starter = Table(
    "starter",
    metadata,
    Column("id", Id, primary_key=True),
    Column("circle_id", ForeignKey(circle.c.id), nullable=False, index=True),
    Column("depth", String, nullable=False),
    Column("topic", String, nullable=False),  # "" for none
    Column("text", String),  # none once it was taken out: its number is never given again
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A starter of a circle's own, and its id."""

    id: int
    own: Own


async def add(tx: Transaction, circle_id: int, starters: Sequence[Own]) -> None:
    """These are the circle's from now on."""
    rows = [
        {"circle_id": circle_id, "depth": each.depth, "topic": each.topic, "text": each.text}
        for each in starters
    ]
    await tx.run(starter.insert(), rows)


async def of_circle(tx: Transaction, circle_id: int) -> list[Kept]:
    """All that a circle has of its own, the newest first."""
    rows = await tx.all(
        select(starter)
        .where(starter.c.circle_id == circle_id, starter.c.text.is_not(None))
        .order_by(starter.c.id.desc())
    )
    return [Kept(row["id"], Own(row["text"], row["depth"], row["topic"])) for row in rows]


async def names(tx: Transaction, circle_id: int) -> tuple[str, ...]:
    """What tables of the circle can begin with beside what everybody can, by name."""
    return tuple(name(each.id, each.own) for each in reversed(await of_circle(tx, circle_id)))


async def take_out(tx: Transaction, circle_id: int, starter_id: int) -> int:
    """No table begins with it any more. How many rows that were."""
    mine = (starter.c.id == starter_id) & (starter.c.circle_id == circle_id)
    return await tx.run(starter.update().where(mine, starter.c.text.is_not(None)).values(text=None))


async def texts(tx: Transaction, ids: Collection[int]) -> Mapping[int, str]:
    """What these say; one that was taken out says nothing any more."""
    rows = await tx.all(
        select(starter.c.id, starter.c.text).where(
            starter.c.id.in_(these(ids)), starter.c.text.is_not(None)
        )
    )
    return {row["id"]: row["text"] for row in rows}
