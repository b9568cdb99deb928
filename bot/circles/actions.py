"""What a member does: join a circle and leave it, sit a round out, be away, and be back."""

from datetime import date, timedelta

from bot.chat.answer import Answer, Refusal, Replace, Reply
from bot.chat.message import Button, Control, Message
from bot.chat.text import Place, Text
from bot.circles import absence, sitting, wording
from bot.circles.kind import CIRCLES
from bot.circles.mine import Mine, must_be_in, one_of_mine, own
from bot.circles.model import ASKED_BEFORE, Circle
from bot.circles.settings import asks, needs_word
from bot.circles.status import state, status
from bot.circles.store import circles, enrolments
from bot.members import store as members
from bot.members.actions import Here, here
from bot.programme import button
from bot.programmes import naming, picking
from bot.programmes.noting import note
from bot.programmes.telling import hush
from bot.turn import Turn


async def join(turn: Turn) -> Answer:
    """Put whoever asks into a circle: nobody can do it for somebody else."""
    who, say = await here(turn), turn.say
    every = await circles.of_community(turn.tx, turn.community, "active", "paused")
    if not every:
        raise naming.none_there(turn, CIRCLES)
    found = await naming.meant(turn, CIRCLES, every)
    naming.no_more_words(turn, CIRCLES, found, every)
    mine = await enrolments.of_member(turn.tx, who.member.id)
    free = [circle for circle in every if circle.id not in mine]
    if found.one is None and not free:
        return await status(turn)
    circle = naming.one(turn, CIRCLES, found, free)
    if circle.state == "archived":
        raise Refusal(say("circle.gone"))
    if circle.id in mine:
        return state(turn, say("join.already", circle=wording.name(circle)), circle, mine)
    if full := await picking.no_room(turn, CIRCLES, circle):
        return full
    consent = turn.request.action if turn.request.carried else "command"
    await enrolments.enrol(turn.tx, circle.id, who.member.id, consent, circle.version, turn.now)
    await note(turn, "circles.join", circle)
    body = [_first(turn, circle)]
    if asks(circle.settings):
        body.append(say("join.asks_no" if needs_word(circle.settings) else "join.asks"))
        await _in_time(turn, circle, who)
    else:
        body[0] += say("join.always")
    if turn.traits.under_channel and turn.request.where.channel != circle.channel:
        body.append(say("join.elsewhere", channel=Place(circle.channel)))
    controls: list[Control] = []
    if who.member.zone is None and not turn.traits.tells_zone:
        body.append(say("join.zone"))
        controls.append(Button(say.label("button.zone"), "members.ask_zone", (), "main"))
    if circle.state == "active":
        controls.append(button(say.label("button.skip"), "circles.skip", circle))
    controls.append(button(say.label("button.leave"), "circles.leave", circle))
    title = say("join.title", circle=wording.name(circle))
    return Reply(Message(title, tuple(body), tuple(controls), say("join.foot")))


async def join_instead(turn: Turn) -> Answer:
    """Leave the programme that was chosen, and join this circle, in one step."""
    return await join(await picking.leave_chosen(turn, CIRCLES))


async def leave(turn: Turn) -> Answer:
    """Take whoever asks out of a circle. Nobody is told."""
    mine, circle = await one_of_mine(turn)
    await enrolments.leave(turn.tx, mine.enrolments[circle.id].id, turn.now)
    await members.absent(turn.tx, [mine.who.member.id], turn.now)
    await hush(turn.tx, circle, mine.who.member, turn.now)
    await note(turn, "circles.leave", circle)
    say = turn.say
    back = button(say.label("button.rejoin"), "circles.join", circle)
    title = say("leave.title", circle=wording.name(circle))
    date, cant = await sitting.stands(turn.tx, say, circle, mine.who.member.id, turn.now)
    return Reply(Message(title, (say("leave.body"), *date), (back, *cant)))


async def pause(turn: Turn) -> Answer:
    """Be away: until a day, for some time, or until they say so."""
    say = turn.say
    mine = await own(turn)
    found = await naming.meant(turn, CIRCLES, mine.every)
    meant = absence.pause(turn, mine.who, found.rest or turn.request.value("until"))
    circle = naming.one(turn, CIRCLES, found, mine.circles, rest=absence.carried(meant))
    must_be_in(turn, mine, circle)
    if circle.state == "archived":
        raise Refusal(say("circle.gone"))
    await enrolments.pause(turn.tx, mine.enrolments[circle.id].id, meant)
    await members.absent(turn.tx, [mine.who.member.id], turn.now)
    if meant.since is None:
        await hush(turn.tx, circle, mine.who.member, turn.now)
    await note(turn, "circles.pause", circle)
    body = say("pause.until", day=meant.until) if meant.until else say("pause.open")
    if meant.until and meant.since:
        last = meant.until - timedelta(days=1)
        body = say("pause.range", first=meant.since, last=last, day=meant.until)
    enrolment = (await enrolments.of_member(turn.tx, mine.who.member.id))[circle.id]
    back = wording.next_for(circle, enrolment)
    if back is not None:
        body += say("pause.back", at=back)
    resume = button(say.label("button.resume"), "circles.resume", circle)
    title = say("pause.title", circle=wording.name(circle))
    date, cant = await sitting.stands(turn.tx, say, circle, mine.who.member.id, turn.now)
    return Reply(Message(title, (body, *date), (resume, *cant)))


async def resume(turn: Turn) -> Answer:
    """Be back."""
    mine, circle = await one_of_mine(turn)
    await enrolments.pause(turn.tx, mine.enrolments[circle.id].id, None)
    if mine.enrolments[circle.id].must_say(circle.settings):
        await _in_time(turn, circle, mine.who)
    await note(turn, "circles.resume", circle)
    return await _now(turn, turn.say("resume.title", circle=wording.name(circle)), circle)


async def skip(turn: Turn) -> Answer:
    """Sit the coming round out, or those of a day or of a time that is named, and only these."""
    mine, circle, days = await _days_of_mine(turn)
    enrolment = mine.enrolments[circle.id].id
    for day in days:
        await enrolments.add_skip(turn.tx, enrolment, day)
        await enrolments.come_not(turn.tx, enrolment, day)
    await note(turn, "circles.skip", circle)
    return await _now(turn, _which(turn, "skip", circle, days), circle)


async def unskip(turn: Turn) -> Answer:
    """Come to the coming round after all, or to those that are named; whoever is away stays so."""
    mine, circle, days = await _days_of_mine(turn)
    enrolment = mine.enrolments[circle.id]
    for day in days:
        await enrolments.remove_skip(turn.tx, enrolment.id, day)
        await enrolments.come(turn.tx, enrolment.id, day)
    await note(turn, "circles.unskip", circle)
    there = [day for day in days if not enrolment.away_in(day)]
    away = turn.say("pause.title", circle=wording.name(circle))
    return await _now(turn, _which(turn, "unskip", circle, there) if there else away, circle)


async def answered(turn: Turn) -> Answer:
    """Say whether they come to the round that they were asked about."""
    answer = await (skip if turn.request.state[2:] == ("no",) else unskip)(turn)
    return Replace(answer.message) if isinstance(answer, Reply) else answer


async def _days_of_mine(turn: Turn) -> tuple[Mine, Circle, list[date]]:
    """The circle that is meant, and which of its rounds; the coming one where none is named."""
    mine = await own(turn)
    found = await naming.meant(turn, CIRCLES, mine.every)
    if turn.request.state[2:]:  # a button of the question about one round
        day = date.fromisoformat(turn.request.state[1])
        named: tuple[date, date] | None = (day, day)
    else:
        named = absence.days(turn, mine.who, found, mine.every)
    rest = f"{named[0].isoformat()}..{named[1].isoformat()}" if named else ""
    circle = naming.one(turn, CIRCLES, found, mine.circles, rest=rest)
    must_be_in(turn, mine, circle)
    if circle.state == "archived":
        raise Refusal(turn.say("circle.gone"))
    return mine, circle, absence.rounds(turn, circle, named)


def _which(turn: Turn, what: str, circle: Circle, days: list[date]) -> Text:
    """Which rounds it is about: one, that of a day, or so many."""
    say, name = turn.say, wording.name(circle)
    if days == [circle.next_period]:
        return say(f"{what}.title", circle=name)
    if len(days) == 1:
        return say(f"{what}.on", circle=name, day=days[0])
    return say(f"{what}.several", circle=name, n=len(days), first=days[0], last=days[-1])


async def _now(turn: Turn, title: Text, circle: Circle) -> Reply:
    who = await here(turn)
    return state(turn, title, circle, await enrolments.of_member(turn.tx, who.member.id))


async def _in_time(turn: Turn, circle: Circle, who: Here) -> None:
    """Whoever joins, or is back, when the others have been asked already has said yes by that."""
    if circle.next_at and circle.next_period and circle.next_at - turn.now <= ASKED_BEFORE:
        enrolment = (await enrolments.of_member(turn.tx, who.member.id))[circle.id]
        if circle.next_period in enrolment.skips:
            return
        await enrolments.come(turn.tx, enrolment.id, circle.next_period)


def _first(turn: Turn, circle: Circle) -> Text:
    if circle.state == "active" and circle.next_at:
        return turn.say("join.body", at=circle.next_at)
    return turn.say("join.body_paused")
