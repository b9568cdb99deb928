"""Which conversation starters people had at their tables, at those too that they have left."""

from collections.abc import Collection

from sqlalchemy import CompoundSelect, Select, func, select, union

from bot.circles.store.rounds import pairing, seat
from bot.circles.store.seats import change
from bot.database import Transaction, these
from bot.meetings.model import Pair


async def recent(tx: Transaction, people: Collection[int], rounds: int) -> dict[int, set[str]]:
    """The starters that each person had in their latest rounds, so many of them."""
    sat = _sat(people).subquery()
    ago = func.dense_rank().over(partition_by=sat.c.member_id, order_by=pairing.c.round_id.desc())
    had = (
        select(sat.c.member_id, pairing.c.topic, ago.label("ago"))
        .join(pairing, pairing.c.id == sat.c.pairing_id)
        .subquery()
    )
    rows = await tx.all(
        select(had.c.member_id, had.c.topic).where(had.c.ago <= rounds, had.c.topic.is_not(None))
    )
    found: dict[int, set[str]] = {}
    for row in rows:
        found.setdefault(row["member_id"], set()).add(row["topic"])
    return found


async def together(
    tx: Transaction, pairs: Collection[Pair], met: Collection[Pair]
) -> dict[Pair, set[str]]:
    """The starters that each of these pairs had, ever; the smaller id first in each.

    `met`: those of them who still sit at a table that they shared. Of the others only the tables
    are looked at that one of them has left.
    """
    found: dict[Pair, set[str]] = {}
    for asked, query in ((met, _seated), (pairs, _left)):
        if not asked:
            continue
        wanted = frozenset(asked)
        for row in await tx.all(query(sorted({person for pair in asked for person in pair}))):
            pair = min(row["a"], row["b"]), max(row["a"], row["b"])
            if pair in wanted:
                found.setdefault(pair, set()).add(row["topic"])
    return found


def _seated(people: Collection[int]) -> Select[tuple[int, int, str]]:
    """Who of these sits with whom of them, and what they began with."""
    one, other = seat.alias("one"), seat.alias("other")
    return (
        select(one.c.member_id.label("a"), other.c.member_id.label("b"), pairing.c.topic)
        .join(
            other, (other.c.pairing_id == one.c.pairing_id) & (other.c.member_id > one.c.member_id)
        )
        .join(pairing, pairing.c.id == one.c.pairing_id)
        .where(
            one.c.member_id.in_(these(people)),
            other.c.member_id.in_(these(people)),
            pairing.c.topic.is_not(None),
        )
    )


def _left(people: Collection[int]) -> CompoundSelect[tuple[int, int, str]]:
    """Who of these has left a table at which others of them sit, or sat, and what it began with."""
    also = change.alias("also")
    who = select(change.c.member_id.label("a"), pairing.c.topic).join(
        pairing, pairing.c.id == change.c.left_id
    )
    mine = (change.c.member_id.in_(these(people)), pairing.c.topic.is_not(None))
    return union(
        who.join(seat, seat.c.pairing_id == change.c.left_id)
        .add_columns(seat.c.member_id.label("b"))
        .where(*mine, seat.c.member_id != change.c.member_id),
        who.join(also, also.c.left_id == change.c.left_id)
        .add_columns(also.c.member_id.label("b"))
        .where(*mine, also.c.member_id > change.c.member_id),
    )


def _sat(people: Collection[int]) -> CompoundSelect[tuple[int, int]]:
    """Where these people sit, or sat until they got up."""
    return union(
        select(seat.c.member_id, seat.c.pairing_id).where(seat.c.member_id.in_(these(people))),
        select(change.c.member_id, change.c.left_id).where(
            change.c.member_id.in_(these(people)), change.c.left_id.is_not(None)
        ),
    )
