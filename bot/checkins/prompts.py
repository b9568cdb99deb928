"""What is due of a check-in: members are asked and reminded, and a prompt closes with its digest.

Each step is a transaction of its own and takes a page of members at most, so that nobody waits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from bot.chat.message import Message
from bot.chat.text import Quote, Text
from bot.checkins import digest, messages, telling
from bot.checkins.model import (
    Asking,
    CheckIn,
    Enrolment,
    deadline,
    due,
    first_after,
    is_quiet,
    next_reminder,
    planned,
    reminders,
    schedule,
)
from bot.checkins.questions import Question, left_out
from bot.checkins.settings import number
from bot.checkins.store import checkins, enrolments, responses
from bot.checkins.store import prompts as rows
from bot.checkins.store.enrolments import Seat
from bot.checkins.store.prompts import Prompt
from bot.checkins.store.responses import Response
from bot.database import Database, Transaction
from bot.duty import Watch, Work
from bot.members import store as members
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from bot.schedules.local import day_at
from bot.texts.catalogue import Say

PAGE = 100  # members in one transaction


@dataclass(frozen=True, slots=True)
class _Asked:
    """One member who is asked now."""

    seat: Seat
    asking: Asking
    prompt: Prompt
    due_at: datetime
    missed: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A check-in in which members are to be asked or reminded, or prompts may be over."""

    check_in: CheckIn
    ask: bool
    remind: bool
    over: tuple[Prompt, ...]


async def waiting(tx: Transaction, now: datetime) -> list[Waiting]:
    """The check-ins in which something is due, and what."""
    ask = await enrolments.check_ins_due(tx, now)
    remind = await responses.check_ins_to_remind(tx, now)
    over = await rows.to_close(tx, now)
    ids = ask | remind | {each.check_in for each in over}
    return [
        Waiting(
            each,
            each.id in ask,
            each.id in remind,
            tuple(prompt for prompt in over if prompt.check_in == each.id),
        )
        for each in await checkins.with_ids(tx, sorted(ids))
    ]


async def ahead(tx: Transaction, say: Say, _: datetime) -> list[tuple[datetime, Text]]:
    """When something is due next in each check-in that is active."""
    active = {each.id: each for each in await checkins.active(tx)}
    found: dict[int, datetime] = {}
    for moments in (
        await enrolments.next_of(tx, active),
        await responses.next_reminder(tx, active),
        await rows.next_closing(tx, active),
    ):
        for check_in, at in moments.items():
            found[check_in] = min(at, found.get(check_in, at))
    return [
        (at, say("ahead.check_in", checkin=Quote(active[check_in].name)))
        for check_in, at in found.items()
    ]


async def duty(watch: Watch) -> list[Work]:
    """Ask, remind and close in each check-in where it is time, and follow whoever has moved."""
    await follow_zones(watch.database, watch.now)
    async with watch.database.read() as tx:
        due = await waiting(tx, watch.now)
    return [
        partial(
            run_due, watch.database, each, watch.traits[each.check_in.platform].prefix, watch.now
        )
        for each in due
        if each.check_in.platform in watch.traits
    ]


async def run_due(database: Database, waits: Waiting, prefix: str, now: datetime) -> bool:
    """Do what is due in a check-in, a page of members at a time."""
    seen = waits.check_in
    for wanted, step in ((waits.ask, _ask), (waits.remind, _remind)):
        more = wanted
        while more:
            async with database.write() as tx:
                check_in = await checkins.with_id(tx, seen.community, seen.id)
                assert check_in is not None
                more = await step(tx, check_in, prefix, now)
    for prompt in waits.over:
        async with database.write() as tx:
            check_in = await checkins.with_id(tx, seen.community, seen.id)
            assert check_in is not None
            await _close(tx, check_in, prompt, prefix, now)
    return True


async def follow_zones(database: Database, now: datetime) -> None:
    """Whoever lives in another zone by now is asked by their new clock from the next prompt on."""
    async with database.read() as tx:
        moved = await enrolments.moved(tx, PAGE)
    if not moved:
        return
    async with database.write() as tx:
        changed = []
        for seat in await enrolments.moved(tx, PAGE):
            community = (await members.members_with(tx, [seat.member]))[seat.member].community
            check_in = await checkins.with_id(tx, community, seat.enrolment.check_in)
            assert check_in is not None
            here = replace(seat.enrolment, zone=seat.zone)
            overdue = here.next_at is not None and here.next_at <= now
            changed.append(here if overdue else planned(check_in, here, now))
        await enrolments.keep(tx, changed)


async def promise_of(tx: Transaction, check_in: CheckIn, member: int, period: date) -> str:
    """What this member promised last, before the prompt of this day; "" for nothing."""
    if not any(each.role == "outcome" for each in check_in.questions):
        return ""
    found = await responses.last_answer(tx, check_in.id, member, period)
    if found is None:
        return ""
    past, answers = found
    questions = await questions_of(tx, check_in, past)
    given = [answers.get(n, "") for n, each in enumerate(questions, 1) if each.role == "promise"]
    return next((each for each in given if each), "")


async def questions_of(tx: Transaction, check_in: CheckIn, prompt: Prompt) -> Sequence[Question]:
    """The questions of a prompt, as they were worded when it opened."""
    if prompt.version == check_in.version:
        return check_in.questions
    return await checkins.questions(tx, check_in.id, prompt.version)


async def speech(tx: Transaction, check_in: CheckIn, now: datetime, prefix: str = "") -> Say:
    """The language of the community; `prefix` is for messages that name a command."""
    community = await members.community_with(tx, check_in.community)
    assert community is not None
    return Say(community.language, day_at(now, community.zone), prefix)


async def to_organiser(
    tx: Transaction, check_in: CheckIn, key: str, message: Message, now: datetime
) -> None:
    """Tell whoever made the check-in, once for each key."""
    creator = (await members.members_with(tx, [check_in.creator])).get(check_in.creator)
    if creator is not None and not creator.gone:
        to = telling.address(creator.ref, Enrolment(0, check_in.id, creator.id, ""))
        whole = f"check_in:{check_in.id}:{key}"
        told = telling.to_member(check_in, to, creator.id, whole, message, now)
        await outbox.put(tx, [told])


async def _ask(tx: Transaction, check_in: CheckIn, prefix: str, now: datetime) -> bool:
    """Ask a page of those whose time has come. Whether there may be more of them."""
    if check_in.state != "active":
        return False
    seats = await enrolments.due(tx, check_in.id, now, PAGE)
    if not seats:
        return False
    hours = number(check_in.settings, "deadline")
    opened: dict[date, Prompt] = {}
    asked: list[_Asked] = []
    later: list[Enrolment] = []
    for seat in seats:
        times = schedule(check_in, seat.enrolment)
        asking = due(times, seat.enrolment, now)
        missed = seat.enrolment.missed + asking.missed
        if asking.occurrence is not None:
            day = asking.occurrence.period
            due_at = deadline(asking.occurrence, hours, now, late=asking.late)
            if day not in opened:
                opened[day] = await rows.open_on(tx, check_in.id, day, check_in.version, due_at)
            asked.append(_Asked(seat, asking, opened[day], due_at, missed))
        following = first_after(times, asking.last)
        later.append(
            replace(
                seat.enrolment,
                last=asking.last,
                missed=0 if asking.occurrence is not None else missed,
                pause=None,  # whoever is asked is back
                next_at=following.at,
                next_period=following.period,
            )
        )
    claimed = await enrolments.claim(tx, [seat.enrolment for seat in seats], later)
    assert claimed, "nobody else writes inside this transaction"
    await _tell(tx, check_in, asked, prefix, now)
    return len(seats) == PAGE


async def _tell(
    tx: Transaction, check_in: CheckIn, asked: Sequence[_Asked], prefix: str, now: datetime
) -> None:
    """Write down who is asked, and send each the prompt."""
    usual = number(check_in.settings, "reminders")
    begun = [
        Response(
            each.prompt.id,
            each.seat.member,
            "asked",
            each.due_at,
            asked=True,
            remind_at=_first_reminder(each, usual, now),
        )
        for each in asked
    ]
    new = await responses.ask(tx, begun)
    say = await speech(tx, check_in, now, prefix)
    made: dict[object, Message] = {}
    deliveries: list[Delivery] = []
    for each in asked:
        member, prompt = each.seat.member, each.prompt
        if (prompt.id, member) not in new:
            continue  # they answered early, or sit this one out
        questions = await questions_of(tx, check_in, prompt)
        promise = await promise_of(tx, check_in, member, prompt.period)
        variant = (prompt.id, each.due_at, each.missed, promise)
        if variant not in made:
            without = left_out(questions, promise)
            made[variant] = messages.prompt(
                say,
                check_in,
                prompt.period,
                [one for n, one in enumerate(questions, 1) if n not in without],
                each.due_at,
                missed=each.missed,
                promise=promise,
            )
        deliveries.append(
            telling.to_member(
                check_in,
                telling.address(each.seat.ref, each.seat.enrolment),
                member,
                telling.asking_key(prompt.id, member),
                made[variant],
                now,
                expires=each.due_at,
                on_end="checkins.asked",
                about=each.seat.enrolment.id,
            )
        )
    await outbox.put(tx, deliveries)


def _first_reminder(asked: _Asked, usual: int, now: datetime) -> datetime | None:
    assert asked.asking.occurrence is not None
    own = asked.seat.enrolment
    how_many = usual if own.reminders is None else own.reminders
    opens = (
        max(asked.asking.occurrence.at, now) if asked.asking.late else asked.asking.occurrence.at
    )
    return next_reminder(reminders(opens, asked.due_at, how_many, own.zone), now)


async def _remind(tx: Transaction, check_in: CheckIn, prefix: str, now: datetime) -> bool:
    """Remind a page of those who wanted to be. Whether there may be more of them."""
    found = await responses.to_remind(tx, check_in.id, now, PAGE)
    if not found:
        return False
    there = await enrolments.seats_of(tx, check_in.id, [each.member for _, each in found])
    say = await speech(tx, check_in, now, prefix)
    made: dict[object, Message] = {}
    later: list[tuple[int, int, datetime | None]] = []
    deliveries: list[Delivery] = []
    for prompt, response in found:
        seat = there.get(response.member)
        if seat is None or not _may_remind(check_in, seat, response, now):
            later.append((prompt.id, response.member, None))
            continue
        later.append((prompt.id, response.member, _next_reminder(check_in, seat, response, now)))
        variant = (prompt.id, response.due_at)
        if variant not in made:
            questions = await questions_of(tx, check_in, prompt)
            made[variant] = messages.reminder(
                say, check_in, prompt.period, questions, response.due_at
            )
        deliveries.append(
            telling.to_member(
                check_in,
                telling.address(seat.ref, seat.enrolment),
                seat.member,
                f"prompt:{prompt.id}:reminder:{seat.member}:{response.remind_at}",
                made[variant],
                now,
                expires=response.due_at,
            )
        )
    await responses.remind_at(tx, later)
    await outbox.put(tx, deliveries)
    return len(found) == PAGE


def _may_remind(check_in: CheckIn, seat: Seat, response: Response, now: datetime) -> bool:
    """Whether they have given no sign, and it is neither night there nor too late."""
    waits = response.state == "asked" and now < response.due_at and seat.enrolment.pause is None
    return waits and check_in.state == "active" and not is_quiet(now, seat.zone)


def _next_reminder(
    check_in: CheckIn, seat: Seat, response: Response, now: datetime
) -> datetime | None:
    opens = response.due_at - timedelta(hours=number(check_in.settings, "deadline"))
    how_many = seat.enrolment.reminders
    if how_many is None:
        how_many = number(check_in.settings, "reminders")
    return next_reminder(reminders(opens, response.due_at, how_many, seat.zone), now)


async def _close(
    tx: Transaction, check_in: CheckIn, prompt: Prompt, prefix: str, now: datetime
) -> None:
    """Close a prompt once everybody's time is over, and tell the channel what was said."""
    hours = number(check_in.settings, "deadline")
    still = await enrolments.still_to_ask(tx, check_in.id, prompt.period)
    ends = [
        await responses.last_due(tx, prompt.id),
        still + timedelta(hours=hours) if still else None,
    ]
    last = max((each for each in ends if each is not None), default=now)
    if last > now:
        await rows.close_later(tx, prompt.id, last)
        return
    if not await rows.close(tx, prompt.id):
        return
    questions = await questions_of(tx, check_in, prompt)
    await digest.release(tx, prompt, questions)
    say = await speech(tx, check_in, now, prefix)
    await digest.publish(tx, say, check_in, replace(prompt, closed=True), questions, now)
