"""How a member stands: in each of their circles, when they sit down again, whom they sat with."""

from dataclasses import replace

from bot.chat.answer import Answer, Refusal, Reply
from bot.chat.message import Button, Control, Facts, Message
from bot.chat.text import Quote, Text
from bot.circles import sitting, wording
from bot.circles.model import Circle, Enrolment
from bot.circles.store import circles, dates, enrolments, past_rounds
from bot.members.actions import here
from bot.programme import button
from bot.turn import Turn

SHOWN = 4  # circles in a status: with its title and foot, an answer has six lines
TABLES = 5  # in a history


async def status(turn: Turn) -> Answer:
    """How whoever asks stands in each of their circles."""
    who, say = await here(turn), turn.say
    every = await circles.of_community(turn.tx, turn.community, "active", "paused")
    if not every:
        raise Refusal(say("circle.none_yet"))
    mine = await enrolments.of_member(turn.tx, who.member.id)
    own = [circle for circle in every if circle.id in mine]
    if not own:
        body = say("status.in_none", n=len(every))
        controls = tuple(
            button(say.label("button.join_named", circle=wording.name(each)), "circles.join", each)
            for each in every[:3]
        )
        return Reply(Message(say("status.title"), (body,), controls))
    if len(own) == 1:
        stands = state(turn, say("status.of", circle=wording.name(own[0])), own[0], mine)
        table = await sitting.line(turn.tx, say, own[0], who.member.id)
        coming = await dates.coming(turn.tx, [own[0].id], who.member.id, turn.now)
        facts = (*([table] if table else []), *sitting.lines(say, coming))
        if not facts:
            return stands
        blocks = (*stands.message.body, Facts(facts))
        return Reply(replace(stands.message, body=blocks))
    shown = own[:SHOWN]
    meets = await sitting.meets(turn.tx, say, [each.id for each in shown], who.member.id, turn.now)
    rows = tuple(
        (
            (wording.name(each),),
            wording.standing(say, each, mine[each.id]) + meets.get(each.id, ()),
        )
        for each in shown
    )
    more = len(own) - SHOWN
    foot = say("status.more", n=more) if more > 0 else say("status.foot")
    prefer = Button(say.label("button.prefer"), "members.prefer")
    return Reply(Message(say("status.title"), (Facts(rows),), (prefer,), foot))


async def next_round(turn: Turn) -> Answer:
    """When the next tables are set, in the circles of whoever asks, or in all."""
    who, say = await here(turn), turn.say
    every = await circles.of_community(turn.tx, turn.community, "active", "paused")
    if not every:
        raise Refusal(say("circle.none_yet"))
    mine = await enrolments.of_member(turn.tx, who.member.id)
    shown = [circle for circle in every if circle.id in mine] or every
    shown.sort(key=lambda circle: (circle.next_at is None, circle.next_at))
    rows = tuple(
        (
            (wording.name(each),),
            say("moment", at=each.next_at) if each.next_at else say("state.paused"),
        )
        for each in shown[:SHOWN]
    )
    more = len(shown) - SHOWN
    foot = say("next.more", n=more) if more > 0 else say("next.foot")
    return Reply(Message(say("next.title"), (Facts(rows),), foot=foot))


async def history(turn: Turn) -> Answer:
    """The latest tables of whoever asks, and who sat there."""
    who, say = await here(turn), turn.say
    past = await past_rounds.history(turn.tx, who.member.id, TABLES)
    if not past:
        return Reply(Message(say("history.title"), (say("history.none"),)))
    rows = tuple(
        (
            say("history.when", day=each.period, circle=Quote(each.circle)),
            wording.names(say, each.names),
        )
        for each in past
    )
    shown = wording.that_fit(rows, wording.ROOM)
    return Reply(Message(say("history.title"), (Facts(rows[:shown]),)))


def state(turn: Turn, title: Text, circle: Circle, mine: dict[int, Enrolment]) -> Reply:
    """How somebody stands in one circle, and what they can do about it."""
    say, enrolment = turn.say, mine[circle.id]
    controls: list[Control] = []
    if enrolment.away_in(circle.next_period):
        controls.append(button(say.label("button.resume"), "circles.resume", circle))
    elif circle.state == "active" and _yet_to_say(circle, enrolment):
        controls.append(button(say.label("button.coming"), "circles.unskip", circle))
    elif circle.next_period in enrolment.skips:
        controls.append(button(say.label("button.unskip"), "circles.unskip", circle))
    else:
        if circle.state == "active":
            controls.append(button(say.label("button.skip"), "circles.skip", circle))
        controls.append(button(say.label("button.pause"), "circles.pause", circle))
    controls.append(button(say.label("button.leave"), "circles.leave", circle))
    if enrolment.asks:
        controls.append(button(say.label("button.every_round"), "lunches.stay", circle))
    controls.append(Button(say.label("button.prefer"), "members.prefer"))
    rows = (
        (say("fact.you"), wording.standing(say, circle, enrolment)),
        (say("charter.construct"), wording.rhythm(say, circle.schedule, circle.size)),
    )
    return Reply(Message(title, (Facts(rows),), tuple(controls)))


def _yet_to_say(circle: Circle, enrolment: Enrolment) -> bool:
    said = circle.next_period in enrolment.coming | enrolment.skips
    return enrolment.must_say(circle.settings) and not said
