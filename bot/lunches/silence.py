"""A member who gave no sign in three rounds is asked; without an answer they are away, kindly.

They are asked a day before a round. Any sign until then, an answer or whatever else they do about
lunch, and all is as it was. Without one they are away from that round on, and back with one press.
"""

from dataclasses import replace
from functools import partial

from bot.chat.answer import Answer, Refusal, Replace
from bot.chat.message import Button, Message
from bot.circles import telling, wording
from bot.circles.kind import CIRCLES
from bot.circles.model import ASKED_BEFORE, Circle
from bot.circles.settings import ASKS_SOME
from bot.circles.store import calendar, circles, enrolments
from bot.circles.telling import speech
from bot.duty import Duty, Watch, Work
from bot.lunches.store import silence
from bot.members.actions import here
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from bot.programmes import naming
from bot.schedules.hours import by_day
from bot.texts.catalogue import Say
from bot.turn import Turn


async def _before_a_round(watch: Watch) -> list[Work]:
    async with watch.database.read() as tx:
        due = await calendar.to_listen(tx, watch.now + ASKED_BEFORE)
    return [
        partial(_ask, watch, each, watch.traits[each.platform].prefix)
        for each in due
        if each.platform in watch.traits
    ]


DUTY = Duty(_before_a_round, calendar.FIRST_TO_LISTEN, before=ASKED_BEFORE)


async def stay(turn: Turn) -> Answer:
    """They go on, in every round."""
    circle, say = await _answer(turn, asks=False), turn.say
    body = say("silence.stays_body")
    if circle.next_at:
        body += say("left_over.next", at=circle.next_at)
    return Replace(Message(say("silence.stays", circle=wording.name(circle)), (body,)))


async def ask_each_time(turn: Turn) -> Answer:
    """They are asked before each round, and take part in those that they say yes to."""
    circle, say = await _answer(turn, asks=True), turn.say
    await circles.set_setting(turn.tx, circle.id, ASKS_SOME, "on")
    every = Button(say.label("button.every_round"), "lunches.stay", (str(circle.id),))
    title = say("silence.asks", circle=wording.name(circle))
    return Replace(Message(title, (say("silence.asks_body"),), (every,)))


async def _answer(turn: Turn, *, asks: bool) -> Circle:
    """Whoever answers is in the circle, and not away for want of a sign."""
    me = (await here(turn)).member.id
    state = turn.request.state
    circle = await naming.with_id(turn, CIRCLES, state[0] if state else "")
    mine = (await enrolments.of_member(turn.tx, me)).get(circle.id)
    if mine is None:
        raise Refusal(turn.say("circle.not_in", circle=wording.name(circle)))
    if circle.state == "archived":
        raise Refusal(turn.say("circle.gone"))
    await silence.ask_each_time(turn.tx, circle.id, me, asks=asks)
    await enrolments.pause(turn.tx, mine.id, None)
    return circle


async def _ask(watch: Watch, circle: Circle, prefix: str) -> bool:
    """Ask all who were silent, once before each round. False when somebody else did already."""
    async with watch.database.write() as tx:
        if not await calendar.listened(tx, circle):
            return False
        silent = await silence.find(tx, circle.id)
        if not silent:
            return True
        assert circle.next_period is not None
        await silence.ask(tx, circle.id, silent, circle.next_period)
        await silence.let_partners_down(tx, circle.id, silent)
        say = await speech(tx, circle, watch.now, prefix)
        deliveries: list[Delivery] = []
        for seat in await enrolments.enrolled(tx, circle.id, silent):
            zone = seat.zone or circle.schedule.zone
            deliveries += _told(say, circle, seat.member, seat.ref, zone, watch)
        await outbox.put(tx, deliveries)
    return True


def _told(
    say: Say, circle: Circle, member: int, ref: str, zone: str, watch: Watch
) -> list[Delivery]:
    """The question, by day; and once the round has come what no answer has meant."""
    assert circle.next_at is not None
    assert circle.next_period is not None
    key = f"{circle.subject}:silence:{circle.next_period}:{member}"
    away = silence.sign_key(circle.id, member, circle.next_period)
    asked = telling.to_person(circle, ref, key, question(say, circle), by_day(watch.now, zone))
    told = telling.to_person(circle, ref, away, rest(say, circle), by_day(circle.next_at, zone))
    told = replace(told, programme="")  # they are away by then, and are to know it
    return [replace(each, member=member) for each in (asked, told)]


def question(say: Say, circle: Circle) -> Message:
    """Asks somebody who was silent whether they go on, and how."""
    state = (str(circle.id),)
    assert circle.next_at is not None
    return Message(
        say("silence.title", circle=wording.name(circle)),
        (say("silence.body", n=silence.ROUNDS),),
        (
            Button(say.label("button.stay"), "lunches.stay", state, "main"),
            Button(say.label("button.ask_me"), "lunches.ask_me", state),
            Button(say.label("button.pause"), "circles.pause", state),
        ),
        say("silence.foot", at=circle.next_at),
    )


def rest(say: Say, circle: Circle) -> Message:
    """Tells somebody that they are away now, and how they are back."""
    back = Button(say.label("button.resume"), "circles.resume", (str(circle.id),), "main")
    title = say("silence.away", circle=wording.name(circle))
    return Message(title, (say("silence.away_body"),), (back,))
