"""What a member says about a season: that they are in, or not, or that they would go on."""

from dataclasses import replace

from bot.audit import store as audit
from bot.chat.action import row_id
from bot.chat.answer import Answer, Refusal, Reply
from bot.chat.message import Block, Button, Facts, Message
from bot.chat.text import Quote
from bot.checkins import wording
from bot.checkins.kind import CHECK_INS
from bot.checkins.model import CheckIn, Enrolment, planned
from bot.checkins.store import checkins, enrolments
from bot.circles.kind import CIRCLES
from bot.circles.store import circles
from bot.circles.store import enrolments as of_circles
from bot.members.actions import Here, here
from bot.outbox import store as outbox
from bot.programmes import picking
from bot.seasons import messages
from bot.seasons.kind import SEASONS, announced, of_member
from bot.seasons.model import Group
from bot.seasons.organising import season_of
from bot.seasons.store import seasons
from bot.turn import Turn

ENOUGH = 2  # who have to say so before a group goes on


async def join(turn: Turn) -> Answer:
    """Say yes to a season of a circle that one is in: nobody can do it for somebody else."""
    say, who = turn.say, await here(turn)
    found = await season_of(turn)
    circle = await circles.with_id(turn.tx, turn.community, found.circle)
    assert circle is not None
    if circle.id not in await of_circles.of_member(turn.tx, who.member.id):
        raise Refusal(say("season.circle_first", circle=Quote(circle.name)))
    if found.state != "asking" or turn.now >= found.starts_at:
        raise Refusal(say("season.too_late"))
    if found.id not in await of_member(turn.tx, who.member.id):
        its_own = f"{CIRCLES.name}-{circle.id}"
        if full := await picking.no_room(turn, SEASONS, announced(found, circle), but=its_own):
            return full
    await seasons.say_yes(turn.tx, found.id, who.member.id)
    await _note(turn, "seasons.join", found.id)
    leave = Button(say.label("button.season_no"), "seasons.leave", (str(found.id),))
    body: list[Block] = [say("season.in")]
    body += [wording.question(say, n, each) for n, each in enumerate(found.questions, 1)]
    body.append(Facts(messages.about(say, circle, found)))
    title = say("season.title", circle=Quote(circle.name))
    return Reply(Message(title, tuple(body), (leave,), say("season.foot")))


async def join_instead(turn: Turn) -> Answer:
    """Leave the programme that was chosen, and say yes to this season, in one step."""
    return await join(await picking.leave_chosen(turn, SEASONS))


async def leave(turn: Turn) -> Answer:
    """Take back what one said before the season begins. Nobody is told."""
    say, who = turn.say, await here(turn)
    found = await season_of(turn)
    if found.state != "asking":
        raise Refusal(say("season.leave_group"))
    if not await seasons.take_back(turn.tx, found.id, who.member.id):
        raise Refusal(say("season.not_in"))
    await _note(turn, "seasons.leave", found.id)
    circle = await circles.with_id(turn.tx, turn.community, found.circle)
    assert circle is not None
    back = Button(say.label("button.season_yes"), "seasons.join", (str(found.id),))
    title = say("season.title", circle=Quote(circle.name))
    return Reply(Message(title, (say("season.out"),), (back,)))


async def go_on(turn: Turn) -> Answer:
    """Say that one would go on together: it does as soon as two say so, for as many weeks again."""
    say, who = turn.say, await here(turn)
    number = row_id(turn.request.state[0]) if turn.request.state else None
    group = None
    if number is not None:
        group = await seasons.group_with(turn.tx, turn.community, number)
    if group is None:
        raise Refusal(say("season.gone"))
    if await enrolments.before(turn.tx, group.check_in, who.member.id) is None:
        raise Refusal(say("group.not_yours"))
    check_in = await checkins.with_id(turn.tx, turn.community, group.check_in)
    assert check_in is not None
    await picking.must_have_room(turn, f"{CHECK_INS.name}-{check_in.id}")
    willing = await seasons.would_go_on(turn.tx, group.id, who.member.id)
    title = (wording.name(check_in),)
    if group.state == "over" and len(willing) < ENOUGH:
        return Reply(Message(title, (say("group.waits"),)))
    if group.state == "over":
        await _revive(turn, group, check_in, willing)
    elif not await enrolments.seat_of(turn.tx, check_in.id, who.member.id):
        await _take_in(turn, check_in, who)
    await _note(turn, "seasons.go_on", group.season)
    return Reply(Message(title, (say("group.goes_on"),)))


async def _revive(turn: Turn, group: Group, check_in: CheckIn, willing: set[int]) -> None:
    """The group checks in again, with those who said so and nobody else."""
    season = await seasons.with_id(turn.tx, turn.community, group.season)
    assert season is not None
    active = replace(check_in, state="active")
    await checkins.update(turn.tx, active)
    await outbox.withdraw(turn.tx, [group.closing], "the group goes on", turn.now)
    later: list[Enrolment] = []
    for seat in await enrolments.enrolled(turn.tx, check_in.id):
        if seat.member in willing:
            later.append(planned(active, replace(seat.enrolment, zone=seat.zone), turn.now))
        else:
            await enrolments.leave(turn.tx, seat.enrolment, turn.now)
    await enrolments.keep(turn.tx, later)
    await seasons.go_on(turn.tx, group.id, turn.now + season.length)


async def _take_in(turn: Turn, check_in: CheckIn, who: Here) -> None:
    """One more of the group, who was slower to say so."""
    zone = who.member.zone or who.community.zone
    known = await enrolments.before(turn.tx, check_in.id, who.member.id)
    base = known or Enrolment(0, check_in.id, who.member.id, zone)
    fresh = planned(check_in, replace(base, zone=zone, pause=None, thread=""), turn.now)
    await enrolments.enrol(turn.tx, fresh, "seasons.go_on", check_in.version, turn.now)


async def _note(turn: Turn, action: str, season: int) -> None:
    who, subject = turn.request.person.id, f"season:{season}"
    await audit.note(turn.tx, turn.community, who, action, turn.now, subject=subject)
