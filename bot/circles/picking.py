"""Circles among the programmes that a member may have so many of at a time."""

from bot.audit import store as audit
from bot.chat.answer import Answer, Refusal
from bot.circles import actions
from bot.circles.store import circles, enrolments
from bot.members import picking
from bot.members import store as members
from bot.turn import Kind, Programme, Turn


async def of_member(turn: Turn, member: int) -> list[Programme]:
    """The circles that somebody is in."""
    mine = await enrolments.of_member(turn.tx, member)
    every = await circles.of_community(turn.tx, turn.community, "active", "paused")
    return [Programme("circle", each.id, each.name) for each in every if each.id in mine]


async def leave(turn: Turn, member: int, circle: int) -> None:
    """Take somebody out of a circle, by their own word."""
    mine = await enrolments.of_member(turn.tx, member)
    await enrolments.leave(turn.tx, mine[circle].id, turn.now)
    await members.absent(turn.tx, [member], turn.now)
    who, subject = turn.request.person.id, f"circle:{circle}"
    await audit.note(turn.tx, turn.community, who, "circles.leave", turn.now, subject=subject)


async def join_instead(turn: Turn) -> Answer:
    """Leave the programme that was chosen, and join this circle, in one step."""
    if not turn.request.state:
        raise Refusal(turn.say("circle.gone"))
    return await actions.join(await picking.leave_chosen(turn, "circle"))


KIND = Kind("circle", of_member, leave)
