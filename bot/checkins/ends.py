"""What follows when a delivery of a check-in has ended, in the transaction that marks it."""

from bot.checkins import messages, telling
from bot.checkins.model import CheckIn
from bot.checkins.store import checkins, enrolments
from bot.database import Transaction
from bot.outbox import store as outbox
from bot.outbox.model import Ended
from bot.schedules.local import day_at

CLOSED = ("50007", "cannot_dm_bot", "messages_tab_disabled")
"""What platforms say of somebody who can't be written to; all else may be for another reason."""


async def asked(tx: Transaction, ended: Ended) -> None:
    """Where a member can't be written to, ask them in the channel how they would like to be asked.

    Once a day at most: it is they who decide.
    """
    seat = await enrolments.with_id(tx, ended.about)
    if ended.end != "failed" or seat is None or not ended.reason.startswith(CLOSED):
        return
    check_in = await checkins.with_id(tx, ended.community, seat.enrolment.check_in)
    assert check_in is not None
    if not check_in.channel:
        return  # there is no conversation yet to ask them in
    say = await telling.speech(tx, check_in, ended.now)
    key = telling.day_key(check_in, f"closed:{seat.member}", day_at(ended.now, seat.zone))
    message = messages.closed_to_us(say, check_in, seat.ref)
    await outbox.put(tx, [telling.in_channel(check_in, key, message, ended.now)])


async def thread_opened(tx: Transaction, ended: Ended) -> None:
    """Ask them there from now on, and say so where it is."""
    seat = await enrolments.with_id(tx, ended.about)
    if seat is None or ended.end != "sent":
        return
    await enrolments.set_thread(tx, seat.enrolment.id, ended.receipt)
    seat = await enrolments.with_id(tx, ended.about)
    assert seat is not None
    check_in = await checkins.with_id(tx, ended.community, seat.enrolment.check_in)
    assert check_in is not None
    say = await telling.speech(tx, check_in, ended.now)
    told = telling.to_member(
        check_in,
        telling.address(seat.ref, seat.enrolment),
        seat.member,
        f"check_in_enrolment:{seat.enrolment.id}:welcome:{ended.receipt}",
        messages.welcome(say, check_in, seat.enrolment.next_at),
        ended.now,
        asked=True,
        at_once=True,
    )
    await outbox.put(tx, [told])


async def posted(tx: Transaction, ended: Ended) -> None:
    """Tell the organiser when the channel is closed to the bot, with the remedy."""
    if ended.end == "sent":
        return
    check_in = await checkins.with_id(tx, ended.community, ended.about)
    assert isinstance(check_in, CheckIn)
    say = await telling.speech(tx, check_in, ended.now)
    told = messages.not_posted(say, check_in, ended.reason)
    day = day_at(ended.now, "UTC")
    await telling.to_organiser(tx, check_in, f"not_posted:{day}", told, ended.now)
