"""Asks and blockers live on: who offered in that topic is asked once, and the asker decides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat.action import row_id
from bot.chat.answer import Answer, Refusal, Replace, Reply
from bot.chat.message import Button, Facts, Message, Option, Select
from bot.chat.text import Mention, Quote
from bot.checkins import telling, wording
from bot.checkins.model import CheckIn
from bot.checkins.questions import OPEN_TO, Question
from bot.checkins.store import asks, checkins, enrolments
from bot.checkins.store.asks import Ask
from bot.checkins.store.enrolments import Seat
from bot.database import Transaction
from bot.members import lines, tags
from bot.members.actions import here
from bot.members.model import shorten
from bot.members.topics import common
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from bot.outbox.policy import Drop
from bot.texts.catalogue import Say
from bot.turn import Turn

CALLED = 2  # people who are asked to help with one thing
SHOWN = 8  # asks in a list
SAID = 200  # characters of an ask in it
FRESH = timedelta(weeks=4)  # what was offered longer ago is not asked about


async def notice(
    turn: Turn,
    check_in: CheckIn,
    prompt: int,
    seat: Seat,
    questions: Sequence[Question],
    answers: Mapping[int, str],
) -> None:
    """Keep what somebody asked for in a prompt, and ask who offered in that topic."""
    for number, each in enumerate(questions, 1):
        if each.role not in ("ask", "blocker") or each.audience == "anonymous":
            continue
        of = (prompt, seat.member, number)
        text = answers.get(number, "")
        new = await asks.note(turn.tx, of, check_in.id, text, turn.now)
        if new is not None and each.audience in OPEN_TO:
            await _call(turn, check_in, seat, new, text)


async def show(turn: Turn) -> Answer:
    """What whoever asks still asks for, and a way to close it."""
    say, who = turn.say, await here(turn)
    mine = await asks.of_member(turn.tx, who.member.id, SHOWN)
    if not mine:
        return Reply(Message(say("asks.title"), (say("asks.none"),)))
    rows = tuple(
        (say(f"ask_state.{each.state}"), (Quote(shorten(each.text, SAID)),)) for each in mine
    )
    options = tuple(Option(shorten(" ".join(each.text.split()), 60), str(each.id)) for each in mine)
    select = Select(say.label("asks.close"), "checkins.settle", options)
    return Reply(Message(say("asks.title"), (Facts(rows),), (select,), say("asks.foot")))


async def offer(turn: Turn) -> Answer:
    """Say whether one can help with what one was asked about, and tell whoever asked."""
    say, who = turn.say, await here(turn)
    ask = await _ask(turn, turn.request.state[:1])
    if not await asks.was_called(turn.tx, ask.id, who.member.id):
        raise Refusal(say("ask.not_yours"))
    helps = turn.request.state[1:] == ("yes",)
    first = await asks.answer(turn.tx, ask.id, who.member.id, "yes" if helps else "no")
    check_in = await _check_in(turn, ask)
    title = say("offer.title", checkin=wording.name(check_in))
    if not helps:
        return Replace(Message(title, (say("offer.no"),)))
    seat = await enrolments.seat_of(turn.tx, ask.check_in, ask.member)
    if first and seat is not None and ask.state == "open":
        await asks.move(turn.tx, ask.id, "seen")
    if first and seat is not None:
        await _tell(turn, check_in, seat, ask, who.member.ref)
    return Replace(Message(title, (say("offer.yes"),)))


async def settle(turn: Turn) -> Answer:
    """Whoever asked says that it helped, or that it is over."""
    say, who = turn.say, await here(turn)
    state, choice = turn.request.state, turn.request.value("choice")
    ask = await _ask(turn, (choice,) if choice else state[:1])
    if ask.member != who.member.id:
        raise Refusal(say("ask.not_yours"))
    helped = state[1:] == ("helped",)
    await asks.move(turn.tx, ask.id, "helped" if helped else "closed")
    title = say("settled.title")
    body = say("settled.helped") if helped else say("settled.closed")
    return Replace(Message(title, ((Quote(shorten(ask.text, SAID)),), body)))


async def still_open(tx: Transaction, _: Say, delivery: Delivery, __: datetime) -> Message | Drop:
    """Nobody is asked to help with what is settled by the time they may be written to."""
    found = await asks.with_id(tx, delivery.community, delivery.about)
    if found is None or found.state not in ("open", "seen"):
        return Drop("what was asked for is settled")
    assert isinstance(delivery.payload, Message)
    return delivery.payload


async def _call(turn: Turn, check_in: CheckIn, asker: Seat, ask_id: int, text: str) -> None:
    """Ask at most two of those who offered in that topic: who was asked least comes first."""
    say = turn.say
    offers = await tags.named(turn.tx, turn.community, "offers")
    since = turn.now.date() - FRESH
    for member, said in (await lines.offered_in(turn.tx, check_in.id, since)).items():
        offers.setdefault(member, []).extend(said)
    fitting = {
        member: offer
        for member, said in offers.items()
        if (offer := next((each for each in said if common(text, each)), ""))
        and member != asker.member
    }
    seats = await enrolments.seats_of(turn.tx, check_in.id, fitting)
    there = [each for each, seat in seats.items() if seat.enrolment.pause is None]
    called = await asks.times_called(turn.tx, there)
    chosen = sorted(there, key=lambda member: (called.get(member, 0), member))[:CALLED]
    await asks.call(turn.tx, ask_id, chosen)
    deliveries = []
    for member in chosen:
        seat = seats[member]
        body = say("call.body", who=Quote(asker.name), ask=Quote(text))
        message = Message(
            say("call.title", checkin=wording.name(check_in)),
            (body, say("call.why", topic=Quote(fitting[member]))),
            (
                Button(
                    say.label("button.can_help"), "checkins.offer", (str(ask_id), "yes"), "main"
                ),
                Button(say.label("button.can_not_help"), "checkins.offer", (str(ask_id), "no")),
            ),
            say("call.foot"),
        )
        to = telling.address(seat.ref, seat.enrolment)
        key = f"ask:{ask_id}:call:{member}"
        told = telling.to_member(check_in, to, member, key, message, turn.now, about=ask_id)
        deliveries.append(replace(told, anew="checkins.call"))
    await outbox.put(turn.tx, deliveries)


async def _tell(turn: Turn, check_in: CheckIn, asker: Seat, ask: Ask, helper: str) -> None:
    """Tell whoever asked that somebody can help."""
    say, state = turn.say, str(ask.id)
    message = Message(
        say("found.title", checkin=wording.name(check_in)),
        (say("found.body", who=Mention(helper), ask=Quote(shorten(ask.text, SAID))),),
        (
            Button(say.label("button.it_helped"), "checkins.settle", (state, "helped"), "main"),
            Button(say.label("button.close_ask"), "checkins.settle", (state, "closed")),
        ),
    )
    to = telling.address(asker.ref, asker.enrolment)
    key = f"ask:{ask.id}:found:{helper}"
    told = telling.to_member(check_in, to, asker.member, key, message, turn.now, asked=True)
    await outbox.put(turn.tx, [told])


async def _ask(turn: Turn, state: tuple[str, ...]) -> Ask:
    number = row_id(state[0]) if state else None
    found = None if number is None else await asks.with_id(turn.tx, turn.community, number)
    if found is None:
        raise Refusal(turn.say("ask.gone"))
    return found


async def _check_in(turn: Turn, ask: Ask) -> CheckIn:
    found = await checkins.with_id(turn.tx, turn.community, ask.check_in)
    assert found is not None
    return found
