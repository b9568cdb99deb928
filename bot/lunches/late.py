"""Whoever comes in the first half of a round may have a seat in it yet, unless they say no."""

from dataclasses import replace
from datetime import date, datetime

from bot.chat import limits
from bot.chat.answer import Answer, Refusal, Reply
from bot.chat.text import Text
from bot.circles import one_a_day, wording
from bot.circles.kind import CIRCLES
from bot.circles.model import Circle, Enrolment
from bot.circles.store import circles, enrolments
from bot.database import Transaction
from bot.lunches import seat_messages as messages
from bot.lunches.freeing import too_late
from bot.lunches.store import tables, waiting
from bot.lunches.store.waiting import Round
from bot.members.actions import here
from bot.programmes import naming
from bot.schedules.local import day_at
from bot.texts.catalogue import Say
from bot.turn import Action, Turn


def seated_yet(action: Action) -> Action:
    """Whoever is in a circle by this action, and was not before, waits for a seat and reads so."""

    async def coming(turn: Turn) -> Answer:
        me = (await here(turn)).member.id
        before = await enrolments.of_member(turn.tx, me)
        answer = await action(turn)
        if not isinstance(answer, Reply):
            return answer
        for each in (await enrolments.of_member(turn.tx, me)).values():
            answer = await _waits(turn, answer, before.get(each.circle), each)
        return answer

    return coming


async def not_now(turn: Turn) -> Answer:
    """They would rather begin with the next round: no seat is looked for in this one."""
    me = (await here(turn)).member.id
    state = turn.request.state
    circle = await naming.with_id(turn, CIRCLES, state[0] if state else "")
    if circle.id not in await enrolments.of_member(turn.tx, me):
        raise Refusal(turn.say("circle.not_in", circle=wording.name(circle)))
    round_ = await waiting.latest(turn.tx, circle.id)
    if round_ is not None:
        await waiting.stop(turn.tx, round_.id, me)
    return Reply(messages.not_now(turn.say, circle))


async def ahead(tx: Transaction, say: Say, now: datetime) -> list[tuple[datetime, Text]]:
    """When a seat is looked for next, for whoever waits for one."""
    return [(at, say("ahead.seat")) for at in await waiting.coming(tx, now)]


def _comes(before: Enrolment | None, after: Enrolment, today: date) -> bool:
    """Whether they joined, or are back from a time away that had begun."""
    return before is None or (before.away_in(today) and not after.away_in(today))


async def _waits(turn: Turn, answer: Reply, before: Enrolment | None, mine: Enrolment) -> Reply:
    circle = await circles.with_id(turn.tx, turn.community, mine.circle)
    round_ = await waiting.latest(turn.tx, mine.circle)
    if circle is None or round_ is None or not _first_half(circle, round_, turn.now):
        return answer
    comes = _comes(before, mine, day_at(turn.now, circle.schedule.zone))
    if not comes or round_.period in mine.skips:
        return answer
    if await tables.sits(turn.tx, round_.id, mine.member):
        return answer
    message = answer.message
    if await one_a_day.taken(turn.tx, circle, round_.period, [mine.member]):
        said = messages.seated_elsewhere(turn.say, round_.period)
        return Reply(replace(message, body=(*message.body, said)))
    await waiting.wait(turn.tx, round_.id, mine.member, "late", turn.now)
    said, button = messages.seated_yet(turn.say, circle)
    controls = (button, *message.controls)[: limits.BUTTONS]  # the last ones matter least
    return Reply(replace(message, body=(*message.body, said), controls=controls))


def _first_half(circle: Circle, round_: Round, now: datetime) -> bool:
    if circle.next_at is None or too_late(circle, round_.at, now):
        return False
    return now - round_.at < (circle.next_at - round_.at) / 2
