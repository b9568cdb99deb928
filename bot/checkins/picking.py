"""Check-ins among the programmes that a member may have so many of at a time."""

from bot.audit import store as audit
from bot.chat.answer import Answer, Refusal
from bot.checkins import actions
from bot.checkins.store import checkins, enrolments, responses
from bot.members import picking
from bot.turn import Kind, Programme, Turn


async def of_member(turn: Turn, member: int) -> list[Programme]:
    """The check-ins that somebody is in."""
    mine = await enrolments.of_member(turn.tx, member)
    every = await checkins.of_community(turn.tx, turn.community, "active", "paused")
    return [Programme("checkin", each.id, each.name) for each in every if each.id in mine]


async def leave(turn: Turn, member: int, check_in: int) -> None:
    """Take somebody out of a check-in, by their own word."""
    mine = await enrolments.of_member(turn.tx, member)
    await enrolments.leave(turn.tx, mine[check_in], turn.now)
    await responses.no_reminders(turn.tx, check_in, member)
    who, subject = turn.request.person.id, f"check_in:{check_in}"
    await audit.note(turn.tx, turn.community, who, "checkins.leave", turn.now, subject=subject)


async def join_instead(turn: Turn) -> Answer:
    """Leave the programme that was chosen, and join this check-in, in one step."""
    if not turn.request.state:
        raise Refusal(turn.say("checkin.gone"))
    return await actions.join(await picking.leave_chosen(turn, "checkin"))


KIND = Kind("checkin", of_member, leave)
