"""Which conversation starters tables had, as far back as it matters for the next one."""

from collections.abc import Collection

from sqlalchemy import func, select

from bot.circles.store.rounds import pairing, seat
from bot.database import Transaction, these
from bot.meetings.model import Pair


async def recent(tx: Transaction, people: Collection[int], rounds: int) -> dict[int, set[str]]:
    """The starters of each person's latest tables, so many of them."""
    ago = func.row_number().over(partition_by=seat.c.member_id, order_by=seat.c.pairing_id.desc())
    sat = (
        select(seat.c.member_id, pairing.c.topic, ago.label("ago"))
        .join(pairing, pairing.c.id == seat.c.pairing_id)
        .where(seat.c.member_id.in_(these(people)))
        .subquery()
    )
    rows = await tx.all(
        select(sat.c.member_id, sat.c.topic).where(sat.c.ago <= rounds, sat.c.topic.is_not(None))
    )
    found: dict[int, set[str]] = {}
    for row in rows:
        found.setdefault(row["member_id"], set()).add(row["topic"])
    return found


async def together(tx: Transaction, pairs: Collection[Pair]) -> dict[Pair, set[str]]:
    """The starters that each of these pairs had, ever; the smaller id first in each."""
    one, other = seat.alias("one"), seat.alias("other")
    rows = await tx.all(
        select(one.c.member_id.label("a"), other.c.member_id.label("b"), pairing.c.topic)
        .join(other, other.c.pairing_id == one.c.pairing_id)
        .join(pairing, pairing.c.id == one.c.pairing_id)
        .where(
            one.c.member_id.in_(these({a for a, _ in pairs})),
            other.c.member_id.in_(these({b for _, b in pairs})),
            pairing.c.topic.is_not(None),
        )
    )
    found: dict[Pair, set[str]] = {}
    for row in rows:
        if (row["a"], row["b"]) in pairs:
            found.setdefault((row["a"], row["b"]), set()).add(row["topic"])
    return found
