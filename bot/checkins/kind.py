"""Check-ins as a kind of programme, for the code that they share with circles."""

from datetime import datetime

from bot.checkins.store import checkins, enrolments, responses
from bot.database import Transaction
from bot.kind import Kind


async def leave(tx: Transaction, member: int, check_in: int, now: datetime) -> None:
    """Take somebody out of a check-in that they are in."""
    mine = await enrolments.of_member(tx, member)
    await enrolments.leave(tx, mine[check_in], now)
    await responses.no_reminders(tx, check_in, member)


CHECK_INS = Kind(
    name="checkin",
    actions="checkins",
    with_id=checkins.with_id,
    of_community=checkins.of_community,
    of_member=enrolments.of_member,
    leave=leave,
)
