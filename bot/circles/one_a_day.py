"""One table a day, over all circles of a community, for everybody who did not ask for more."""

from collections.abc import Collection
from datetime import date

from bot.circles.model import Circle
from bot.circles.store import without
from bot.database import Transaction
from bot.members import tags as tag_rows
from bot.members.about import wants_several


async def taken(
    tx: Transaction, circle: Circle, period: date, people: Collection[int]
) -> frozenset[int]:
    """Who of these has a table in another circle on that day, and did not ask for two."""
    seated = await without.seated(tx, circle.community, circle.id, period)
    there = seated.intersection(people)
    return frozenset(there - await several(tx, there))


async def several(tx: Transaction, people: Collection[int]) -> set[int]:
    """Who of these would rather have a table in each of their circles, whatever the day."""
    told = await tag_rows.of(tx, people)
    return {each for each, tags in told.items() if wants_several(tags)}
