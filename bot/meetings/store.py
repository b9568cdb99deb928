"""Who sat with whom, wherever it came about, as rows: the smaller id first, each pair once."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import combinations

from sqlalchemy import Column, Date, ForeignKey, Integer, RowMapping, Select, Table, func, select

from bot.database import Transaction, metadata
from bot.meetings.model import Meeting, Pair

_PAGE = 400

meeting = Table(
    "meeting",
    metadata,
    Column("a", ForeignKey("member.id"), primary_key=True),
    Column("b", ForeignKey("member.id"), primary_key=True, index=True),
    Column("community_id", ForeignKey("community.id"), nullable=False),
    Column("last", Date, nullable=False),
    Column("times", Integer, nullable=False),
    Column("met", Integer, nullable=False),
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


async def among(tx: Transaction, people: Collection[int]) -> dict[Pair, Meeting]:
    """Every meeting between any two of these people."""
    there, found = sorted(people), dict[Pair, Meeting]()
    for start in range(0, len(there), _PAGE):
        rows = await tx.all(
            select(meeting).where(
                meeting.c.a.in_(there[start : start + _PAGE]), meeting.c.b.in_(_these(there))
            )
        )
        found |= {(row["a"], row["b"]): _meeting(row) for row in rows}
    return found


async def between(tx: Transaction, pairs: Sequence[Pair]) -> dict[Pair, Meeting]:
    """What is known of these pairs, the smaller id first in each."""
    found: dict[Pair, Meeting] = {}
    for start in range(0, len(pairs), _PAGE):
        wanted = set(pairs[start : start + _PAGE])
        rows = await tx.all(
            select(meeting).where(
                meeting.c.a.in_(sorted({a for a, _ in wanted})),
                meeting.c.b.in_(sorted({b for _, b in wanted})),
            )
        )
        found |= {
            (row["a"], row["b"]): _meeting(row) for row in rows if (row["a"], row["b"]) in wanted
        }
    return found


def _these(ids: Sequence[int]) -> Select[tuple[int]]:
    """The ids as a table that SQL can look into, however many they are."""
    each = func.json_each(json.dumps(list(ids))).table_valued("value")
    return select(each.c.value)


def _meeting(row: RowMapping) -> Meeting:
    return Meeting(row["last"], row["times"], row["met"])
