"""What a member does about their check-ins: join, be away, choose their times, look back."""

from dataclasses import replace

from bot.chat.answer import Answer, Refusal, Reply
from bot.chat.message import Button, Control, Facts, Message
from bot.chat.text import Quote, Text
from bot.checkins import choosing, looking, messages, telling, wording
from bot.checkins.kind import CHECK_INS
from bot.checkins.model import CheckIn, Enrolment, planned
from bot.checkins.store import answers, checkins, enrolments, responses
from bot.members.actions import Here, here
from bot.members.model import shorten
from bot.outbox import store as outbox
from bot.programme import button
from bot.programmes import naming, picking
from bot.programmes.noting import note
from bot.programmes.telling import hush
from bot.schedules.local import day_at
from bot.turn import Turn

SHOWN = 4  # check-ins in a status: with its title and foot, an answer has six lines
PAST = 8  # prompts in the look back
SAID = 150  # characters of each answer there


async def join(turn: Turn) -> Answer:
    """Put whoever asks into a check-in: nobody can do it for somebody else."""
    who, say = await here(turn), turn.say
    every = await checkins.of_community(turn.tx, turn.community, "active", "paused")
    enrolled = await enrolments.of_member(turn.tx, who.member.id)
    every = choosing.open_to(every, enrolled)
    if not every and not (turn.request.carried and turn.request.state):
        raise naming.none_there(turn, CHECK_INS)
    found = await naming.meant(turn, CHECK_INS, every)
    naming.no_more_words(turn, CHECK_INS, found, every)
    free = [each for each in every if each.id not in enrolled]
    if found.one is None and not free:
        return await status(turn)
    check_in = naming.one(turn, CHECK_INS, found, free)
    if check_in.state == "archived" or not await _may_join(turn, check_in, who):
        raise Refusal(say("checkin.gone"))
    if check_in.id in enrolled:
        title = say("checkin_join.already", checkin=wording.name(check_in))
        return state(turn, title, check_in, enrolled[check_in.id])
    if full := await picking.no_room(turn, CHECK_INS, check_in):
        return full
    enrolment = await _enrol(turn, who, check_in)
    await note(turn, "checkins.join", check_in)
    await _greet(turn, check_in, enrolment, who.member.ref)
    body = [_first(turn, check_in, enrolment), wording.seen_by(say, check_in.questions)]
    controls: list[Control] = []
    if who.member.zone is None and not turn.traits.tells_zone:
        body.append(say("checkin_join.zone"))
        controls.append(Button(say.label("button.zone"), "members.ask_zone", (), "main"))
    controls.append(button(say.label("button.times"), "checkins.times", check_in))
    controls.append(button(say.label("button.leave"), "checkins.leave", check_in))
    title = say("checkin_join.title", checkin=wording.name(check_in))
    return Reply(Message(title, tuple(body), tuple(controls), say("checkin_join.foot")))


async def join_instead(turn: Turn) -> Answer:
    """Leave the programme that was chosen, and join this check-in, in one step."""
    return await join(await picking.leave_chosen(turn, CHECK_INS))


async def leave(turn: Turn) -> Answer:
    """Take whoever asks out of a check-in. Nobody is told."""
    mine = await choosing.mine(turn, over=True)
    await enrolments.leave(turn.tx, mine.enrolment, turn.now)
    await responses.no_reminders(turn.tx, mine.check_in.id, mine.who.member.id)
    await hush(turn.tx, mine.check_in, mine.who.member, turn.now)
    await note(turn, "checkins.leave", mine.check_in)
    say = turn.say
    back = button(say.label("button.rejoin"), "checkins.join", mine.check_in)
    title = say("checkin_leave.title", checkin=wording.name(mine.check_in))
    return Reply(Message(title, (say("checkin_leave.body"),), (back,)))


async def status(turn: Turn) -> Answer:
    """How whoever asks stands in each of their check-ins."""
    who, say = await here(turn), turn.say
    enrolled = await enrolments.of_member(turn.tx, who.member.id)
    every = await checkins.of_community(turn.tx, turn.community, "active", "paused")
    every = choosing.open_to(every, enrolled)
    if not every:
        raise Refusal(say("checkin.none_yet"))
    own = [each for each in every if each.id in enrolled]
    if not own:
        body = say("checkin_status.in_none", n=len(every))
        controls = tuple(
            button(
                say.label("checkin.join_named", checkin=wording.name(each)), "checkins.join", each
            )
            for each in every[:3]
        )
        return Reply(Message(say("checkin_status.title"), (body,), controls))
    if len(own) == 1:
        title = say("checkin_status.of", checkin=wording.name(own[0]))
        return state(turn, title, own[0], enrolled[own[0].id])
    rows = tuple(
        ((wording.name(each),), _standing(turn, each, enrolled[each.id])) for each in own[:SHOWN]
    )
    more = len(own) - SHOWN
    foot = say("checkin_status.more", n=more) if more > 0 else say("checkin_status.foot")
    return Reply(Message(say("checkin_status.title"), (Facts(rows),), foot=foot))


async def look_back(turn: Turn) -> Answer:
    """What whoever asks answered, the latest first: seen by nobody else here."""
    who, say = await here(turn), turn.say
    past = await answers.of_member(turn.tx, who.member.id, PAST)
    rows: list[tuple[Text, Text]] = []
    for each in past:
        check_in = await checkins.with_id(turn.tx, turn.community, each.prompt.check_in)
        assert check_in is not None
        questions = await checkins.questions(turn.tx, check_in.id, each.prompt.version)
        said: Text = ()
        for n, value in sorted(each.answers.items()):
            short = shorten(value, SAID) if questions[n - 1].kind == "text" else value
            said += say("line") + wording.answer(say, questions[n - 1], short)
        when = say("look_back.when", day=each.prompt.period, checkin=Quote(each.check_in))
        rows.append((when, said or say("look_back.anonymous")))
    if not rows:
        return Reply(Message(say("look_back.title"), (say("look_back.none"),)))
    shown = looking.rows_that_fit(rows)
    return Reply(Message(say("look_back.title"), (Facts(shown),), foot=say("look_back.foot")))


async def thread(turn: Turn) -> Answer:
    """Be asked in a private conversation under the channel, as direct messages are closed to us."""
    mine = await choosing.mine(turn)
    say = turn.say
    key = telling.thread_key(mine.enrolment.id, turn.request.event)
    opening = telling.opening(
        say, mine.check_in, mine.who.member.ref, mine.enrolment, key, turn.now
    )
    await outbox.put(turn.tx, [opening])
    title = say("thread.title", checkin=wording.name(mine.check_in))
    return Reply(Message(title, (say("thread.body"),)))


async def _may_join(turn: Turn, check_in: CheckIn, who: Here) -> bool:
    """A closed check-in takes back whoever was in it, and nobody else."""
    if not check_in.closed:
        return True
    return await enrolments.before(turn.tx, check_in.id, who.member.id) is not None


async def _enrol(turn: Turn, who: Here, check_in: CheckIn) -> Enrolment:
    zone = who.member.zone or who.community.zone
    old = await enrolments.before(turn.tx, check_in.id, who.member.id)
    base = old or Enrolment(0, check_in.id, who.member.id, zone)
    fresh = planned(check_in, replace(base, zone=zone, pause=None, thread=""), turn.now)
    consent = turn.request.action if turn.request.carried else "command"
    await enrolments.enrol(turn.tx, fresh, consent, check_in.version, turn.now)
    return (await enrolments.of_member(turn.tx, who.member.id))[check_in.id]


async def _greet(turn: Turn, check_in: CheckIn, enrolment: Enrolment, ref: str) -> None:
    """Open the direct conversation with a first word, so that the first prompt finds it open."""
    greeting = telling.to_member(
        check_in,
        telling.address(ref, enrolment),
        enrolment.member,
        f"check_in_enrolment:{enrolment.id}:welcome:{turn.request.event}",
        messages.welcome(turn.say, check_in, enrolment.next_at),
        turn.now,
        on_end="checkins.asked",
        about=enrolment.id,
        asked=True,
        at_once=True,
    )
    await outbox.put(turn.tx, [greeting])


def _first(turn: Turn, check_in: CheckIn, enrolment: Enrolment) -> Text:
    if enrolment.next_at is None:
        return turn.say("checkin_join.paused")
    return turn.say(
        "checkin_join.body",
        at=enrolment.next_at,
        rhythm=wording.rhythm(turn.say, check_in, enrolment),
    )


def state(turn: Turn, title: Text, check_in: CheckIn, enrolment: Enrolment) -> Reply:
    """How somebody stands in one check-in, and what they can do about it."""
    say = turn.say
    if enrolment.pause is not None and enrolment.pause.covers(day_at(turn.now, enrolment.zone)):
        controls = [button(say.label("button.resume"), "checkins.back", check_in)]
    else:
        controls = [
            button(say.label("button.answer"), "checkins.answer", check_in),
            button(say.label("button.skip_today"), "checkins.skip", check_in),
            button(say.label("button.away"), "checkins.ask_away", check_in),
        ]
        if check_in.state != "active":
            controls = []
    controls.append(button(say.label("button.times"), "checkins.times", check_in))
    controls.append(button(say.label("button.leave"), "checkins.leave", check_in))
    rows = (
        (say("fact.you"), _standing(turn, check_in, enrolment)),
        (say("fact.when"), wording.rhythm(say, check_in, enrolment)),
        (say("fact.seen_by"), wording.readers(say, check_in.questions)),
    )
    return Reply(Message(title, (Facts(rows),), tuple(controls)))


def _standing(turn: Turn, check_in: CheckIn, enrolment: Enrolment) -> Text:
    say, pause = turn.say, enrolment.pause
    if check_in.state != "active":
        return say("checkin_standing.check_in_paused")
    if enrolment.next_at is None:
        return say("checkin_standing.away")
    if pause is not None and pause.until and pause.covers(day_at(turn.now, enrolment.zone)):
        return say("checkin_standing.away_until", day=pause.until, at=enrolment.next_at)
    return say("checkin_standing.in", at=enrolment.next_at)
