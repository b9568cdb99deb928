"""What members said they work on, ask for and offer, and before whom that may be repeated.

A line was said in a check-in, for an audience that was agreed then and is never widened. Who is in
which check-in stands here, too, so that another feature can tell who may read a line.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, Text, select

from bot.database import Id, Transaction, metadata

LINE = 200  # characters of a line that are kept
READ = ("channel", "members")  # audiences for which a line may be repeated to somebody

Role = Literal["working", "ask", "offer"]
ROLES: tuple[Role, ...] = ("working", "ask", "offer")

reader = Table(
    "line_reader",
    metadata,
    Column("check_in_id", Id, primary_key=True, autoincrement=False),  # of the feature above
    Column("member_id", ForeignKey("member.id"), primary_key=True, index=True),
    Column("shows", Boolean(create_constraint=False), nullable=False),  # their own lines, at lunch
)
line = Table(
    "member_line",
    metadata,
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("check_in_id", Id, primary_key=True, autoincrement=False),
    Column("question", Integer, primary_key=True),
    Column("role", String, nullable=False),  # working, ask, offer
    Column("audience", String, nullable=False),  # channel, members
    Column("text", Text, nullable=False),
    Column("said_on", Date, nullable=False),
)
_PAGE = 500  # SQLite binds at most 32,766 values


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a member. `among`: only those in this check-in may read it; None: any table."""

    role: Role
    text: str
    among: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A line as it was said: the number of its question, and who was to read the answer."""

    question: int
    role: Role
    audience: str
    text: str


async def may_read(tx: Transaction, check_in_id: int, member_id: int) -> None:
    """They are in this check-in, and read what is said there. Their own lines they show later."""
    row = {"check_in_id": check_in_id, "member_id": member_id, "shows": False}
    await tx.put(reader, [row], on=["check_in_id", "member_id"])


async def may_not_read(tx: Transaction, check_in_id: int, member_id: int) -> None:
    """They have left: they read nothing more of it, and what they said there is repeated nowhere.

    Whoever comes back agrees anew.
    """
    for table in (reader, line):
        await tx.run(
            table.delete().where(table.c.check_in_id == check_in_id, table.c.member_id == member_id)
        )


async def show(tx: Transaction, check_in_id: int, member_id: int, shows: bool) -> None:
    """Whether this member's lines go along to their lunches, by their own word."""
    await tx.run(
        reader.update()
        .where(reader.c.check_in_id == check_in_id, reader.c.member_id == member_id)
        .values(shows=shows)
    )


async def shows(tx: Transaction, check_in_id: int, member_id: int) -> bool:
    """Whether they agreed to that."""
    row = await tx.first(
        select(reader.c.shows).where(
            reader.c.check_in_id == check_in_id, reader.c.member_id == member_id
        )
    )
    return row is not None and bool(row["shows"])


async def keep(
    tx: Transaction, check_in_id: int, member_id: int, day: date, said: Iterable[Said]
) -> None:
    """What they said on this day, in place of their earlier lines; never of their later ones."""
    own = (line.c.check_in_id == check_in_id) & (line.c.member_id == member_id)
    later = await tx.first(select(line.c.said_on).where(own, line.c.said_on > day))
    if later is not None:
        return
    await tx.run(line.delete().where(own))
    rows = [
        {
            "member_id": member_id,
            "check_in_id": check_in_id,
            "question": each.question,
            "role": each.role,
            "audience": each.audience,
            "text": each.text,
            "said_on": day,
        }
        for each in said
        if each.text and each.audience in READ
    ]
    await tx.run(line.insert(), rows)


async def offered_in(tx: Transaction, check_in_id: int, since: date) -> dict[int, list[str]]:
    """What members offered in a check-in since that day."""
    rows = await tx.all(
        select(line.c.member_id, line.c.text).where(
            line.c.check_in_id == check_in_id, line.c.role == "offer", line.c.said_on >= since
        )
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row["member_id"], []).append(row["text"])
    return found


async def shown(tx: Transaction, ids: Collection[int], since: date) -> dict[int, list[Line]]:
    """The lines since that day that these members agreed to show at their lunches."""
    found: dict[int, list[Line]] = {}
    same = (reader.c.check_in_id == line.c.check_in_id) & (reader.c.member_id == line.c.member_id)
    for page in _pages(ids):
        rows = await tx.all(
            select(line)
            .join(reader, same)
            .where(line.c.member_id.in_(page), reader.c.shows, line.c.said_on >= since)
            .order_by(line.c.member_id, line.c.said_on.desc(), line.c.check_in_id, line.c.question)
        )
        for row in rows:
            among = row["check_in_id"] if row["audience"] == "members" else None
            found.setdefault(row["member_id"], []).append(Line(row["role"], row["text"], among))
    return found


async def readers(tx: Transaction, ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The check-ins that each of these members is in."""
    found: dict[int, set[int]] = {}
    for page in _pages(ids):
        rows = await tx.all(
            select(reader.c.member_id, reader.c.check_in_id).where(reader.c.member_id.in_(page))
        )
        for row in rows:
            found.setdefault(row["member_id"], set()).add(row["check_in_id"])
    return {member: frozenset(each) for member, each in found.items()}


def _pages(ids: Collection[int]) -> list[Sequence[int]]:
    ordered = sorted(ids)
    return [ordered[start : start + _PAGE] for start in range(0, len(ordered), _PAGE)]
