"""What an organiser does with a check-in: invite, ask now, pause, and end it."""

from dataclasses import replace
from datetime import date

from bot.chat.answer import Answer, Refusal, Replace, Reply
from bot.chat.message import Button, Message
from bot.chat.text import Place
from bot.checkins import choosing, messages, telling, wording
from bot.checkins.kind import CHECK_INS
from bot.checkins.model import CheckIn
from bot.checkins.organising import plan_all, post, understood
from bot.checkins.store import checkins, enrolments
from bot.checkins.store.enrolments import Seat
from bot.outbox import store as outbox
from bot.programmes import ending
from bot.programmes.noting import note
from bot.schedules.hours import is_quiet
from bot.turn import Turn


async def run(turn: Turn) -> Answer:
    """Ask whether the coming prompt is to be sent now, with what that means."""
    say = turn.say
    check_in = await choosing.own_one(turn)
    day, awake, asleep = await _coming(turn, check_in)
    title = say("checkin_run.title", checkin=wording.name(check_in))
    if not awake:
        raise Refusal(say("checkin_run.nobody"))
    body = [say("checkin_run.body", n=len(awake), day=day)]
    if asleep:
        body.append(say("checkin_run.asleep", n=len(asleep)))
    state = (str(check_in.id), day.isoformat())
    ask = Button(say.label("button.ask_now"), "checkins.ask_now", state, "main")
    return Reply(Message(title, tuple(body), (ask,)))


async def ask_now(turn: Turn) -> Answer:
    """Have the coming prompt sent now. A second press asks nobody twice."""
    say = turn.say
    check_in = await choosing.own_one(turn)
    asked = date.fromisoformat(turn.request.state[1])
    title = say("checkin_run.title", checkin=wording.name(check_in))
    seats = await enrolments.enrolled(turn.tx, check_in.id)
    awake = [each for each in _of_day(seats, asked) if not is_quiet(turn.now, each.zone)]
    if check_in.state != "active" or not awake:
        return Replace(Message(title, (say("checkin_run.done"),)))
    now = [replace(each.enrolment, next_at=turn.now) for each in awake]
    await enrolments.keep(turn.tx, now)
    await note(turn, "checkins.ask_now", check_in)
    return Replace(Message(title, (say("checkin_run.now", n=len(now)),)))


async def pause(turn: Turn) -> Answer:
    """Nobody is asked until the organiser says so."""
    check_in = await choosing.own_one(turn)
    await _change(turn, replace(check_in, state="paused"))
    await note(turn, "checkins.pause", check_in)
    return ending.became(turn, CHECK_INS, check_in, "paused", "checkins.resume")


async def resume(turn: Turn) -> Answer:
    """Everybody is asked again, from their next time on."""
    check_in = await choosing.own_one(turn, archived=True)
    if check_in.state != "active":
        check_in = replace(check_in, state="active")
        await _change(turn, check_in)
        await note(turn, "checkins.resume", check_in)
    return Reply(understood(turn, check_in, "resumed.title"))


async def archive(turn: Turn) -> Answer:
    """Ask whether the check-in is to end."""
    return ending.ask_to_end(turn, CHECK_INS, await choosing.own_one(turn))


async def archived(turn: Turn) -> Answer:
    """End the check-in; nothing is deleted, and it can be taken up again."""
    check_in = await choosing.own_one(turn)
    await _change(turn, replace(check_in, state="archived"))
    await note(turn, "checkins.archive", check_in)
    return ending.became(turn, CHECK_INS, check_in, "archived", "checkins.resume")


async def invite(turn: Turn) -> Answer:
    """Post an invitation with a button into the check-in's channel."""
    check_in = await choosing.own_one(turn)
    say = turn.say
    how_many = (await enrolments.how_many(turn.tx, [check_in.id])).get(check_in.id, 0)
    message = messages.invitation(say, check_in, how_many)
    posting = f"{check_in.subject}:invitation:{turn.request.event}"
    posted = telling.in_channel(check_in, posting, message, turn.now, "checkins.posted")
    await outbox.put(turn.tx, [posted])
    await note(turn, "checkins.invite", check_in)
    title = say("checkin_invite.title", checkin=wording.name(check_in))
    return Reply(Message(title, (say("invite.body", channel=Place(check_in.channel)),)))


async def post_again(turn: Turn) -> Answer:
    """Say hello in the channel once more, after the remedy."""
    check_in = await choosing.own_one(turn)
    await post(turn, check_in)
    return Replace(Message(body=(turn.say("post.body", channel=Place(check_in.channel)),)))


async def _change(turn: Turn, changed: CheckIn) -> None:
    await checkins.update(turn.tx, changed)
    await plan_all(turn, changed)


async def _coming(turn: Turn, check_in: CheckIn) -> tuple[date, list[Seat], list[Seat]]:
    """The day of the coming prompt, and who would be asked now, or not as it is night there."""
    seats = await enrolments.enrolled(turn.tx, check_in.id)
    days = [each.enrolment.next_period for each in seats if each.enrolment.next_period]
    if check_in.state != "active":
        raise Refusal(turn.say("checkin.paused", checkin=wording.name(check_in)))
    if not days:
        raise Refusal(turn.say("checkin_run.nobody"))
    there = _of_day(seats, min(days))
    awake = [each for each in there if not is_quiet(turn.now, each.zone)]
    return min(days), awake, [each for each in there if each not in awake]


def _of_day(seats: list[Seat], day: date) -> list[Seat]:
    return [each for each in seats if each.enrolment.next_period == day]
