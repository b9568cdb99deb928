"""What an organiser does with a circle: look ahead, invite, draw now, pause, and end it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.chat import limits
from bot.chat.answer import Answer, Refusal, Replace, Reply
from bot.chat.message import Block, Button, Facts, Message
from bot.chat.text import Place, Quote, Text
from bot.circles import choosing, messages, telling, wording
from bot.circles.model import Circle, following
from bot.circles.organising import note, post, understood
from bot.circles.rounds import in_channel_only, plan, roster
from bot.circles.settings import number
from bot.circles.store import circles, enrolments, rounds
from bot.outbox import store as outbox
from bot.turn import Turn

PREVIEWED = 20  # tables that a preview shows; of a larger round it tells how many more there are


async def list_all(turn: Turn) -> Answer:
    """Every circle of the community."""
    say = turn.say
    every = await circles.of_community(turn.tx, turn.community, "active", "paused")
    if not every:
        raise Refusal(say("none.yet"))
    how_many = await enrolments.how_many(turn.tx, [each.id for each in every])
    rows = tuple(
        (
            (wording.name(each),),
            say(
                "list.line",
                rhythm=wording.rhythm(say, each.schedule, each.size),
                people=say("people.n", n=how_many.get(each.id, 0)),
            ),
        )
        for each in every[: limits.FACTS]
    )
    foot = say("list.more", n=len(every) - limits.FACTS) if len(every) > limits.FACTS else ()
    return Reply(Message(say("list.title"), (Facts(rows),), foot=foot))


async def show(turn: Turn) -> Answer:
    """A circle's charter, and how many are in it."""
    say = turn.say
    circle = await choosing.own_one(turn, anybody=True)
    if isinstance(circle, Reply):
        return circle
    how_many = await enrolments.how_many(turn.tx, [circle.id])
    message = messages.opening(say, circle)
    people = say("people.n", n=how_many.get(circle.id, 0))
    state = say(f"state.{circle.state}")
    foot = say("show.foot", people=people, channel=Place(circle.channel), state=state)
    return Reply(
        Message(say("show.title", circle=wording.name(circle)), message.body[1:], foot=foot)
    )


async def preview(turn: Turn) -> Answer:
    """The tables that the coming round would make; nothing is stored and nothing sent."""
    say = turn.say
    circle = await choosing.own_one(turn)
    if isinstance(circle, Reply):
        return circle
    period, at = _coming(turn, circle)
    planned = await plan(turn.tx, circle, period, turn.traits)
    tables = planned.drawing.tables
    names = {seat.member: seat.name for seat in planned.roster}
    if not tables or len(planned.roster) < number(circle.settings, "minimum"):
        body: list[Block] = [say("preview.too_few", n=len(planned.roster), at=at)]
    else:
        people = say("people.n", n=len(planned.roster))
        counts = say("round.counts", tables=say("tables.n", n=len(tables)), people=people)
        body = [counts + say("preview.when", at=at)]
        lines = [say.listed([(Quote(names[each]),) for each in table]) for table in tables]
        body.append(_joined(say("line"), lines[:PREVIEWED]))
        if len(lines) > PREVIEWED:
            body.append(say("preview.more", n=len(lines) - PREVIEWED))
        if planned.drawing.repeats:
            body.append(say("preview.repeats", n=planned.drawing.repeats))
        if in_channel_only(len(tables), turn.traits):
            body.append(say("preview.crowded", n=turn.traits.tables or 0))
    draw = Button(say.label("button.run"), "circles.run", (str(circle.id),))
    title = say("preview.title", circle=wording.name(circle))
    return Reply(Message(title, tuple(body), (draw,), say("preview.foot")))


async def run(turn: Turn) -> Answer:
    """Ask whether the coming round is to be drawn now, with what that means."""
    say = turn.say
    circle = await choosing.own_one(turn)
    if isinstance(circle, Reply):
        return circle
    period, at = _coming(turn, circle)
    there = await roster(turn.tx, circle, period)
    body = [say("run.body", n=len(there), at=at)]
    last = await rounds.last(turn.tx, circle.id)
    if last and turn.now - last[1] < timedelta(days=1):
        body.insert(0, say("run.again", at=last[1]))
    draw = Button(
        say.label("button.draw"), "circles.draw", (str(circle.id), period.isoformat()), "main"
    )
    title = say("run.title", circle=wording.name(circle))
    return Reply(Message(title, tuple(body), (draw,)))


async def draw(turn: Turn) -> Answer:
    """Have the coming round drawn now. A second press makes no second round."""
    say = turn.say
    circle = await choosing.own_one(turn)
    if isinstance(circle, Reply):
        return circle
    asked = date.fromisoformat(turn.request.state[1])
    title = say("run.title", circle=wording.name(circle))
    if not await circles.bring_forward(turn.tx, circle, asked, turn.now):
        return Replace(Message(title, (say("run.done"),)))
    await note(turn, "circles.draw", circle)
    return Replace(Message(title, (say("run.now"),)))


async def pause(turn: Turn) -> Answer:
    """No rounds until the organiser says so."""
    circle = await choosing.own_one(turn)
    if isinstance(circle, Reply):
        return circle
    await circles.update(turn.tx, replace(circle, state="paused", next_at=None, next_period=None))
    await note(turn, "circles.pause_circle", circle)
    return _done(turn, circle, "circle_pause", "button.resume_circle", "circles.resume_circle")


async def resume(turn: Turn) -> Answer:
    """Rounds again, from the next date on."""
    circle = await choosing.own_one(turn, archived=True)
    if isinstance(circle, Reply):
        return circle
    if circle.state != "active":
        latest = await rounds.latest_period(turn.tx, circle.id)
        first = following(circle.schedule, turn.now, latest)
        circle = replace(circle, state="active", next_at=first.at, next_period=first.period)
        await circles.update(turn.tx, circle)
        await note(turn, "circles.resume_circle", circle)
    return Reply(understood(turn, circle, "circle_resume.title"))


async def archive(turn: Turn) -> Answer:
    """Ask whether the circle is to end."""
    say = turn.say
    circle = await choosing.own_one(turn)
    if isinstance(circle, Reply):
        return circle
    end = Button(say.label("button.archive"), "circles.archived", (str(circle.id),), "danger")
    title = say("archive.title", circle=wording.name(circle))
    return Reply(Message(title, (say("archive.body"),), (end,)))


async def archived(turn: Turn) -> Answer:
    """End the circle; nothing is deleted, and it can be taken up again."""
    circle = await choosing.own_one(turn)
    if isinstance(circle, Reply):
        return circle
    ended = replace(circle, state="archived", next_at=None, next_period=None)
    await circles.update(turn.tx, ended)
    await note(turn, "circles.archive", circle)
    return _done(turn, circle, "archived", "button.resume_circle", "circles.resume_circle")


async def invite(turn: Turn) -> Answer:
    """Post an invitation with a button into the circle's channel."""
    circle = await choosing.own_one(turn)
    if isinstance(circle, Reply):
        return circle
    say = turn.say
    how_many = (await enrolments.how_many(turn.tx, [circle.id])).get(circle.id, 0)
    message = messages.invitation(say, circle, how_many)
    posting = f"circle:{circle.id}:invitation:{turn.request.event}"
    posted = telling.in_channel(circle, posting, message, turn.now, "circles.posted")
    await outbox.put(turn.tx, [posted])
    await note(turn, "circles.invite", circle)
    title = say("invite.title", circle=wording.name(circle))
    said = say("invite.body", channel=Place(circle.channel))
    return Reply(Message(title, (said,)))


async def post_again(turn: Turn) -> Answer:
    """Post the circle's opening message once more, after the remedy."""
    circle = await choosing.own_one(turn)
    if isinstance(circle, Reply):
        return circle
    await post(turn, circle)
    said = turn.say("post.body", channel=Place(circle.channel))
    return Replace(Message(body=(said,)))


def _coming(turn: Turn, circle: Circle) -> tuple[date, datetime]:
    if circle.state != "active" or circle.next_period is None or circle.next_at is None:
        raise Refusal(turn.say("circle.paused", circle=wording.name(circle)))
    return circle.next_period, circle.next_at


def _done(turn: Turn, circle: Circle, what: str, undo: str, action: str) -> Replace:
    """Say what became of the circle, with the way back."""
    say = turn.say
    back = Button(say.label(undo), action, (str(circle.id),))
    title = say(f"{what}.title", circle=wording.name(circle))
    return Replace(Message(title, (say(f"{what}.body"),), (back,)))


def _joined(between: Text, lines: list[Text]) -> Text:
    text = lines[0]
    for line in lines[1:]:
        text = text + between + line
    return text
