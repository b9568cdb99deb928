"""A member who gave no sign in three rounds is asked; without an answer they are away, kindly.

They are asked a day before a round, or as soon after as they may be written to, and then before the
round that comes next. Any sign until then, an answer or whatever else they do about lunch, and all
is as it was. Without one they are away from that round on, and back with one press. Nobody is away
for want of an answer to a question that they were never asked.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.chat.answer import Answer, Refusal, Replace
from bot.chat.message import Button, Message
from bot.circles import telling, wording
from bot.circles.kind import CIRCLES
from bot.circles.model import ASKED_BEFORE, Circle
from bot.circles.settings import ASKS_SOME
from bot.circles.store import calendar, circles, enrolments
from bot.circles.store.enrolments import Seat
from bot.circles.telling import speech
from bot.database import Transaction
from bot.duty import Duty, Watch, Work
from bot.lunches.store import silence
from bot.members.actions import here
from bot.outbox import store as outbox
from bot.outbox.model import Delivery, Ended
from bot.outbox.policy import Drop, Wait
from bot.programmes import naming
from bot.programmes.noting import note
from bot.schedules.hours import by_day
from bot.texts.catalogue import Say
from bot.turn import Turn

TIME = timedelta(hours=6)  # at least, to answer in
_DRAWN = timedelta(minutes=10)  # after its hour, a round has been drawn


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
    await note(turn, f"lunches.{'ask_me' if asks else 'stay'}", circle)
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
        again = await silence.noted(tx, circle.id, silent, circle.next_period)
        await outbox.withdraw(tx, again, "they are asked before another round", watch.now)
        await silence.let_partners_down(tx, circle.id, silent)
        say = await speech(tx, circle, watch.now, prefix)
        seats = await enrolments.enrolled(tx, circle.id, silent)
        await outbox.put(tx, [_question(say, circle, seat, watch.now) for seat in seats])
    return True


def _question(say: Say, circle: Circle, seat: Seat, now: datetime) -> Delivery:
    """By day; and for as long as it waits nothing follows from it."""
    assert circle.next_period is not None
    key = silence.question_key(circle.id, seat.member, circle.next_period)
    at = by_day(now, seat.zone or circle.schedule.zone)
    asked = telling.to_person(circle, seat.ref, key, question(say, circle), at)
    about = replace(asked, member=seat.member, about=seat.enrolment.id)
    return replace(about, on_end="lunches.silent_asked", anew="lunches.silent")


async def drawn(
    tx: Transaction, say: Say, delivery: Delivery, now: datetime
) -> Message | Wait | Drop:
    """The question as it goes: about the round that comes next, with time left to answer."""
    found = await silence.of_enrolment(tx, delivery.about)
    if found is None or found.away:
        return Drop("they gave a sign, or were asked")
    circle = await circles.with_id(tx, delivery.community, found.circle)
    if circle is None or circle.state != "active" or circle.next_at is None:
        return Drop("there is no round to come to")
    if circle.next_at - now < TIME:
        return Wait(max(circle.next_at, now) + _DRAWN)
    return question(say, circle)


async def asked(tx: Transaction, ended: Ended) -> None:
    """They have the question: without a sign they are away from the round that comes next.

    Where it did not get through, nothing has been said: they are asked before another round.
    """
    found = await silence.of_enrolment(tx, ended.about)
    if found is None or found.away:
        return
    circle = await circles.with_id(tx, ended.community, found.circle)
    seats = await enrolments.enrolled(tx, found.circle, [found.member])
    if ended.end != "sent" or circle is None or circle.next_period is None or not seats:
        await silence.forget(tx, found)
        return
    assert circle.next_at is not None
    await silence.rest(tx, found, circle.next_period)
    (seat,) = seats
    key = silence.sign_key(circle.id, seat.member, circle.next_period)
    at = by_day(circle.next_at, seat.zone or circle.schedule.zone)
    say = await speech(tx, circle, ended.now)
    told = telling.to_person(circle, seat.ref, key, rest(say, circle), at)
    told = replace(told, programme="")  # they are away by then, and are to know it
    about = replace(told, member=seat.member, about=seat.enrolment.id, anew="lunches.rests")
    await outbox.put(tx, [about])


async def rests(tx: Transaction, say: Say, delivery: Delivery, _: datetime) -> Message | Drop:
    """That they are away for want of an answer, if they are."""
    found = await silence.of_enrolment(tx, delivery.about)
    circle = await circles.with_id(tx, delivery.community, found.circle) if found else None
    if found is None or not found.away or circle is None or circle.state == "archived":
        return Drop("they are not away for that any more")
    return rest(say, circle)


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
