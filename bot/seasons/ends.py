"""What follows when a group's conversation is open, or could not be; and a second try."""

from dataclasses import replace
from datetime import datetime

from bot.chat.action import row_id
from bot.chat.answer import Answer, Refusal, Replace
from bot.chat.message import Message
from bot.checkins import messages as of_check_ins
from bot.checkins import wording
from bot.checkins.model import CheckIn
from bot.checkins.store import checkins, enrolments
from bot.circles.store import circles
from bot.circles.telling import speech, to_organiser
from bot.database import Transaction
from bot.members.actions import here
from bot.outbox import store as outbox
from bot.outbox.model import Delivery, Ended
from bot.outbox.policy import Drop
from bot.seasons import messages
from bot.seasons.model import Group
from bot.seasons.running import open_for
from bot.seasons.store import seasons
from bot.texts.catalogue import Say
from bot.turn import Turn


async def opened(tx: Transaction, ended: Ended) -> None:
    """The group's digests go to its conversation from now on.

    The organiser hears of a failure, and of whom the platform left out.
    """
    group = await seasons.group_with(tx, ended.community, ended.about)
    assert group is not None
    check_in = await checkins.with_id(tx, ended.community, group.check_in)
    assert check_in is not None
    if ended.end == "sent":
        if await outbox.receipt_of(tx, group.opening) == ended.receipt:  # not of an earlier one
            await checkins.update(tx, replace(check_in, channel=ended.receipt))
            await _left_out(tx, ended, group, check_in)
        return
    season = await seasons.with_id(tx, ended.community, group.season)
    assert season is not None
    circle = await circles.with_id(tx, ended.community, season.circle)
    assert circle is not None
    told = messages.not_opened(
        await speech(tx, circle, ended.now), check_in, group.id, ended.reason
    )
    key = f"{group.opening}:failed"
    about = group.id
    await to_organiser(tx, circle, key, told, ended.now, anew="seasons.not_opened", about=about)


async def _left_out(tx: Transaction, ended: Ended, group: Group, check_in: CheckIn) -> None:
    """Whoever is not in their group's conversation reads nothing of it: somebody has to know."""
    missing = [
        each.name
        for each in await enrolments.enrolled(tx, check_in.id)
        if each.ref in ended.missing
    ]
    if not missing:
        return
    season = await seasons.with_id(tx, ended.community, group.season)
    assert season is not None
    circle = await circles.with_id(tx, ended.community, season.circle)
    assert circle is not None
    told = messages.left_out(await speech(tx, circle, ended.now), check_in, group, missing)
    key, about = f"{group.opening}:left_out", group.id
    await to_organiser(tx, circle, key, told, ended.now, anew="seasons.left_out", about=about)


async def left_out(tx: Transaction, _: Say, delivery: Delivery, __: datetime) -> Message | Drop:
    """Nobody hears of a conversation that the group has left since; `delivery.about`: the group."""
    group = await seasons.group_with(tx, delivery.community, delivery.about)
    if group is None or group.state == "over" or f"{group.opening}:" not in delivery.key:
        return Drop("the group has another conversation by now, or is over")
    assert isinstance(delivery.payload, Message)
    return delivery.payload


async def welcome(tx: Transaction, say: Say, delivery: Delivery, __: datetime) -> Message | Drop:
    """Nobody reads when they are asked for the first time once they were; `about`: their enrolment.

    It waits for the morning of whoever sleeps as a season begins.
    """
    seat = await enrolments.with_id(tx, delivery.about)
    if seat is None or seat.enrolment.last is not None:
        return Drop("they were asked already, or have left")
    check_in = await checkins.with_id(tx, delivery.community, seat.enrolment.check_in)
    assert check_in is not None
    return of_check_ins.welcome(say, check_in, seat.enrolment.next_at)


async def not_opened(tx: Transaction, _: Say, delivery: Delivery, __: datetime) -> Message | Drop:
    """Nobody is asked to try again what went well since; `delivery.about`: the group."""
    group = await seasons.group_with(tx, delivery.community, delivery.about)
    check_in = await checkins.with_id(tx, delivery.community, group.check_in) if group else None
    if group is None or check_in is None or check_in.channel or group.state == "over":
        return Drop("the conversation is open by now, or not needed any more")
    assert isinstance(delivery.payload, Message)
    return delivery.payload


async def reopen(turn: Turn) -> Answer:
    """Open a group's conversation once more, for the organiser of its circle.

    One that is open only where somebody was left out of that very one.
    """
    say = turn.say
    number = row_id(turn.request.state[0]) if turn.request.state else None
    group = None
    if number is not None:
        group = await seasons.group_with(turn.tx, turn.community, number)
    if group is None:
        raise Refusal(say("season.gone"))
    season = await seasons.with_id(turn.tx, turn.community, group.season)
    assert season is not None
    circle = await circles.with_id(turn.tx, turn.community, season.circle)
    check_in = await checkins.with_id(turn.tx, turn.community, group.check_in)
    assert circle is not None
    assert check_in is not None
    if not (turn.request.person.organises or circle.creator == (await here(turn)).member.id):
        raise Refusal(say("circle.not_yours"))
    seats = await enrolments.enrolled(turn.tx, check_in.id)
    title = (wording.name(check_in),)
    which = turn.request.state[1:]
    done = which != (str(group.openings),) if which else bool(check_in.channel)
    if done or group.state == "over" or len(seats) < 2:
        return Replace(Message(title, (say("group.is_open"),)))
    await open_for(turn.tx, season, circle, group, seats, turn.now)
    return Replace(Message(title, (say("group.opens"),)))
