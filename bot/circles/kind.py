"""Circles as a kind of programme, for the code that they share with check-ins."""

from datetime import datetime

from bot.circles.store import circles, enrolments
from bot.database import Transaction
from bot.kind import Kind
from bot.members import store as members


async def leave(tx: Transaction, member: int, circle: int, now: datetime) -> None:
    """Take somebody out of a circle that they are in."""
    mine = await enrolments.of_member(tx, member)
    await enrolments.leave(tx, mine[circle].id, now)
    await members.absent(tx, [member], now)


CIRCLES = Kind(
    name="circle",
    actions="circles",
    with_id=circles.with_id,
    of_community=circles.of_community,
    of_member=enrolments.of_member,
    leave=leave,
)
