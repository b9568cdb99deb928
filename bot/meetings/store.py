"""Who sat with whom, wherever it came about, as rows: the smaller id first, each pair once."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from itertools import combinations

from sqlalchemy import Column, Date, ForeignKey, Integer, RowMapping, Table, bindparam, func, select

from bot.database import STAYS, Transaction, metadata, these
from bot.meetings.model import Meeting, Pair

_PAGE = 400
_PAIRS = 5000

meeting = Table(
    "meeting",
    metadata,
    Column("a", ForeignKey("member.id"), primary_key=True, info={STAYS: True}),
    Column("b", ForeignKey("member.id"), primary_key=True, index=True, info={STAYS: True}),
    Column("community_id", ForeignKey("community.id"), nullable=False),
    Column("last", Date, nullable=False),
    Column("times", Integer, nullable=False),
    Column("met", Integer, nullable=False),
)
_DELETE = meeting.delete().where(
    meeting.c.a == bindparam("this_a"), meeting.c.b == bindparam("this_b")
)


async def record(
    tx: Transaction, community: int, tables: Iterable[Sequence[int]], day: date
) -> int:
    """Everybody at each table may have met on that day. How many pairs."""
    pairs = sorted(pair for people in tables for pair in combinations(sorted(people), 2))
    rows = [
        {"a": a, "b": b, "community_id": community, "last": day, "times": 1, "met": 0}
        for a, b in pairs
    ]
    return await tx.put(meeting, rows, on=["a", "b"], change=["last"], grow=["times"])


async def rewrite(tx: Transaction, community: int, known: Mapping[Pair, Meeting | None]) -> None:
    """What is known of these pairs is exactly this from now on; None: they have not met."""
    never = [{"this_a": a, "this_b": b} for (a, b), one in sorted(known.items()) if one is None]
    await tx.run(_DELETE, never)
    rows = [
        {"a": a, "b": b, "community_id": community, **asdict(one)}
        for (a, b), one in sorted(known.items())
        if one is not None
    ]
    await tx.put(meeting, rows, on=["a", "b"], change=["last", "times", "met"])


async def among(tx: Transaction, people: Collection[int]) -> dict[Pair, Meeting]:
    """Every meeting between any two of these people."""
    there, found = sorted(people), dict[Pair, Meeting]()
    for start in range(0, len(there), _PAGE):
        rows = await tx.all(
            select(meeting).where(
                meeting.c.a.in_(there[start : start + _PAGE]), meeting.c.b.in_(these(there))
            )
        )
        found |= {(row["a"], row["b"]): _meeting(row) for row in rows}
    return found


async def between(tx: Transaction, pairs: Sequence[Pair]) -> dict[Pair, Meeting]:
    """What is known of these pairs, the smaller id first in each, in ascending order.

    The pairs are joined with the table by its key: the cost is theirs, however long the history is.
    """
    found: dict[Pair, Meeting] = {}
    for start in range(0, len(pairs), _PAIRS):
        asked = func.json_each(json.dumps(pairs[start : start + _PAIRS])).table_valued("value")
        a, b = (func.json_extract(asked.c.value, f"$[{n}]", type_=Integer) for n in (0, 1))
        both = (meeting.c.a == a) & (meeting.c.b == b)
        rows = await tx.all(select(meeting).select_from(asked.join(meeting, both)))
        found |= {(row["a"], row["b"]): _meeting(row) for row in rows}
    return found


def _meeting(row: RowMapping) -> Meeting:
    return Meeting(row["last"], row["times"], row["met"])
