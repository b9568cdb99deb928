"""What an organiser does with a circle: invite, draw now, pause, and end it."""

from dataclasses import replace
from datetime import date, timedelta

from bot.chat.answer import Answer, Replace, Reply
from bot.chat.message import Button, Message
from bot.chat.text import Place
from bot.circles import after_dates, asking, choosing, messages, telling, wording
from bot.circles.kind import CIRCLES
from bot.circles.model import Circle, following
from bot.circles.organising import post, understood
from bot.circles.planning import roster
from bot.circles.publishing import Shown, people_of, refused
from bot.circles.rounds import ask_no_more
from bot.circles.settings import number
from bot.circles.store import calendar, circles, enrolments, publications, rounds
from bot.circles.store.publications import Publication
from bot.members import store as members
from bot.members.actions import here
from bot.outbox import store as outbox
from bot.programme import button
from bot.programmes import ending
from bot.programmes.noting import note
from bot.turn import Turn


async def run(turn: Turn) -> Answer:
    """Ask whether the coming round is to be drawn now, with what that means."""
    say = turn.say
    circle = await choosing.own_one(turn)
    period, at = choosing.coming(turn, circle)
    there = await roster(turn.tx, circle, period)
    least = number(circle.settings, "minimum")
    title = say("run.title", circle=wording.name(circle))
    if len(there) < least:
        few = say("run.too_few", n=len(there), least=least)
        invite = button(say.label("button.invite"), "circles.invite", circle, "main")
        return Reply(Message(title, (few + say("too_few.next", at=at),), (invite,)))
    body = [say("run.body", n=len(there), at=at)]
    if await asking.unasked(turn.tx, circle):
        body.append(say("run.unasked"))
    last = await rounds.last(turn.tx, circle.id)
    if last and turn.now - last[1] < timedelta(days=1):
        body.insert(0, say("run.again", at=last[1]))
    draw = Button(
        say.label("button.draw"), "circles.draw", (str(circle.id), period.isoformat()), "main"
    )
    return Reply(Message(title, tuple(body), (draw,)))


async def draw(turn: Turn) -> Answer:
    """Have the coming round drawn now. A second press makes no second round."""
    say = turn.say
    circle = await choosing.own_one(turn)
    asked = date.fromisoformat(turn.request.state[1])
    title = say("preview.title", circle=wording.name(circle))
    if not await calendar.bring_forward(turn.tx, circle, asked, turn.now):
        if await _drawn(turn, circle, asked):
            return Replace(Message(title, (say("run.done"),)))
        return await run(turn)  # its day is another one now
    await publications.forget(turn.tx, circle.id)
    await note(turn, "circles.draw", circle)
    return Replace(Message(title, (say("run.now"),)))


async def publish(turn: Turn) -> Answer:
    """Have the coming round drawn now, if it makes the tables that were shown.

    The people are compared here, so that most changes are told at once, and the tables when they
    are drawn.
    """
    say = turn.say
    circle = await choosing.own_one(turn)
    shown = Shown.read(turn.request.state[1:])
    title = say("preview.title", circle=wording.name(circle))
    if circle.next_period == shown.period and circle.next_at and circle.next_at > turn.now:
        there = await roster(turn.tx, circle, shown.period)
        if people_of(there) != shown.people:
            return Replace(await refused(turn.tx, say, circle, shown.at, there))
    if not await calendar.bring_forward(turn.tx, circle, shown.period, turn.now):
        drawn = await _drawn(turn, circle, shown.period)
        look = button(say.label("button.preview"), "circles.preview", circle, "main")
        moved = Message(title, (say("publish.moved"),), (look,))
        return Replace(Message(title, (say("run.done"),)) if drawn else moved)
    by = (await here(turn)).member.id
    wanted = Publication(shown.period, shown.tables, shown.at, by)
    await publications.ask(turn.tx, circle.id, wanted)
    await note(turn, "circles.publish", circle)
    return Replace(Message(title, (say("publish.now"),)))


async def _drawn(turn: Turn, circle: Circle, period: date) -> bool:
    """Whether the round of that day was drawn, or is about to be."""
    latest = await rounds.latest_period(turn.tx, circle.id)
    due = circle.next_period == period and circle.next_at is not None
    return due or (latest is not None and period <= latest)


async def pause(turn: Turn) -> Answer:
    """No rounds until the organiser says so."""
    circle = await choosing.own_one(turn)
    await circles.update(turn.tx, replace(circle, state="paused", next_at=None, next_period=None))
    await ask_no_more(turn.tx, circle.id, turn.now)
    await note(turn, "circles.pause_circle", circle)
    return ending.became(turn, CIRCLES, circle, "paused", "circles.resume_circle")


async def resume(turn: Turn) -> Answer:
    """Rounds again, from the next date on."""
    circle = await choosing.own_one(turn, archived=True)
    if circle.state != "active":
        latest = await rounds.latest_period(turn.tx, circle.id)
        first = following(circle.calendar, turn.now, latest)
        circle = replace(circle, state="active", next_at=first.at, next_period=first.period)
        await circles.update(turn.tx, circle)
        await after_dates.taken_up(turn.tx, turn.say, circle, turn.now)
        there = await rounds.sitting(turn.tx, circle.id)
        await members.absent(turn.tx, there, turn.now)  # who left meanwhile gets up now
        await note(turn, "circles.resume_circle", circle)
    return Reply(understood(turn, circle, "resumed.title"))


async def archive(turn: Turn) -> Answer:
    """Ask whether the circle is to end."""
    return ending.ask_to_end(turn, CIRCLES, await choosing.own_one(turn))


async def archived(turn: Turn) -> Answer:
    """End the circle; nothing is deleted, and it can be taken up again."""
    circle = await choosing.own_one(turn)
    ended = replace(circle, state="archived", next_at=None, next_period=None)
    await circles.update(turn.tx, ended)
    await ask_no_more(turn.tx, circle.id, turn.now)
    await note(turn, "circles.archive", circle)
    return ending.became(turn, CIRCLES, circle, "archived", "circles.resume_circle")


async def invite(turn: Turn) -> Answer:
    """Post an invitation with a button into the circle's channel."""
    circle = await choosing.own_one(turn)
    say = turn.say
    how_many = (await enrolments.how_many(turn.tx, [circle.id])).get(circle.id, 0)
    message = messages.invitation(say, circle, how_many)
    posting = f"{circle.subject}:invitation:{turn.request.event}"
    posted = telling.in_channel(circle, posting, message, turn.now, "circles.posted")
    await outbox.put(turn.tx, [posted])
    await note(turn, "circles.invite", circle)
    title = say("invite.title", circle=wording.name(circle))
    said = say("invite.body", channel=Place(circle.channel))
    return Reply(Message(title, (said,)))


async def post_again(turn: Turn) -> Answer:
    """Post the circle's opening message once more, after the remedy."""
    circle = await choosing.own_one(turn)
    await post(turn, circle)
    said = turn.say("post.body", channel=Place(circle.channel))
    return Replace(Message(body=(said,)))
