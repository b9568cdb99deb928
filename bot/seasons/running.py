"""What is due of seasons: groups are drawn, kept together while their people change, and end.

A group's check-in is closed to all others; who is in the group is who is in its check-in.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.chat.platform import Channel, Closing, Opening, Table
from bot.chat.text import Text
from bot.checkins import messages as of_check_ins
from bot.checkins import telling
from bot.checkins.model import CheckIn, Enrolment, planned
from bot.checkins.past import questions_of
from bot.checkins.settings import HOME
from bot.checkins.store import answers, checkins, enrolments, prompts
from bot.checkins.store.enrolments import Seat
from bot.circles import telling as of_circles
from bot.circles.model import Circle
from bot.circles.store import circles
from bot.circles.telling import speech, to_organiser
from bot.database import Transaction
from bot.duty import Duty, Watch, Work
from bot.members import communities
from bot.members import store as members
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from bot.programmes.telling import delivery
from bot.seasons import messages
from bot.seasons.drawing import Drawn, plan, roster
from bot.seasons.model import Group, Season, check_in_of
from bot.seasons.store import seasons
from bot.texts.catalogue import Say

TO_GO_ON = timedelta(days=7)  # after the farewell, to press its button in the conversation

Step = Callable[[Transaction, Group, Season, Circle, CheckIn, datetime], Awaitable[None]]


async def _ready(watch: Watch) -> list[Work]:
    """The seasons whose day has come."""
    async with watch.database.read() as tx:
        due = [each for each in await seasons.asking(tx) if each.starts_at <= watch.now]
        at = {each.id: await _circle_of(tx, each) for each in due}
    return [
        partial(begin, watch, each, circle)
        for each in due
        if (circle := at[each.id]) is not None and circle.platform in watch.traits
    ]


async def _ending(watch: Watch) -> list[Work]:
    """The groups whose weeks are over."""
    async with watch.database.read() as tx:
        found = [each for each in await seasons.running(tx) if each[0].ends_at <= watch.now]
        return [work for each in found for work in await _work(tx, watch, _finish, *each)]


async def _others(watch: Watch) -> list[Work]:
    """The groups to which somebody came, or whom somebody left, since they were looked after."""
    async with watch.database.read() as tx:
        peopled = await checkins.to_look_after(tx, watch.now)
        others = await seasons.others_now(tx)
        running = {each[0].check_in: each for each in await seasons.running(tx)}
        changed = [running[each] for each in peopled if each in running]
        found = [each for each in changed if each[0].id in others]
        works = [work for each in found for work in await _work(tx, watch, _tend, *each)]
    settled = peopled - {group.check_in for group, _ in found}
    return [*works, partial(_look_after, watch, settled)] if settled else works


DUTIES = (
    Duty(_ready, seasons.FIRST),
    Duty(_ending, seasons.FIRST_END),
    Duty(_others, checkins.FIRST_PEOPLED),
)


async def ahead(tx: Transaction, say: Say, _: datetime) -> list[tuple[datetime, Text]]:
    """When seasons begin, and when their groups end."""
    coming = [
        (each.starts_at, say("ahead.season", n=each.number)) for each in await seasons.asking(tx)
    ]
    ends = {(group.ends_at, season.number) for group, season in await seasons.running(tx)}
    return coming + [(at, say("ahead.season_end", n=n)) for at, n in sorted(ends)]


async def begin(watch: Watch, season: Season, circle: Circle) -> bool:
    """Draw the groups and begin. False when somebody else did, or when people have changed."""
    traits, now = watch.traits[circle.platform], watch.now
    async with watch.database.read() as tx:
        drawn = await plan(tx, season, circle, traits, watch.think)
    async with watch.database.write() as tx:
        if await roster(tx, season, circle) != drawn.roster:
            return False  # the next tick draws anew
        if not await seasons.move(tx, season.id, "asking", "running" if drawn.groups else "over"):
            return False
        say = await speech(tx, circle, now, traits.prefix)
        for number, people in enumerate(drawn.groups, 1):
            await _form_group(tx, say, season, circle, number, people, drawn, now)
        why = "place" if drawn.groups else "company"
        await tell_all(tx, say, circle, season, drawn.left_out, why, now)
        groups, left = len(drawn.groups), len(drawn.left_out)
        told = messages.begun(say, circle, groups, left)
        await to_organiser(tx, circle, f"season:{season.id}:begun", told, now)
    return True


async def tell_all(
    tx: Transaction,
    say: Say,
    circle: Circle,
    season: Season,
    people: Collection[int],
    what: str,
    now: datetime,
) -> None:
    """Tell these that there is no season for them (no `what`: company, place, more)."""
    message = messages.no_season(say, circle, what)
    there = await members.members_with(tx, people)
    told = [
        of_circles.to_person(circle, each.ref, f"season:{season.id}:no:{each.id}", message, now)
        for each in there.values()
        if not each.gone
    ]
    await outbox.put(tx, told)


async def open_for(
    tx: Transaction,
    season: Season,
    circle: Circle,
    group: Group,
    seats: Sequence[Seat],
    now: datetime,
) -> None:
    """Open a conversation for exactly these people; an earlier one is put away."""
    check_in = await checkins.with_id(tx, season.community, group.check_in)
    assert check_in is not None
    if check_in.channel:
        await outbox.put(tx, [_closing(circle, group, check_in, now)])
    await checkins.update(tx, replace(check_in, channel=""))
    await seasons.seat(tx, group, [each.member for each in seats])
    fresh = replace(group, openings=group.openings + 1)
    say = await speech(tx, circle, now)
    people = tuple(each.ref for each in seats)
    made = Opening(check_in.name, f"S{group.id}-{fresh.openings}", circle.channel, people)
    again = group.openings > 0
    hello = messages.hello(say, check_in, people, group.ends_at, again=again)
    to, key = Table(fresh.opening), f"{fresh.opening}:hello"
    deliveries = [delivery(circle, fresh.opening, to, made, now, "seasons.opened", group.id)]
    deliveries.append(delivery(circle, key, to, hello, now))
    await outbox.put(tx, deliveries)


async def _form_group(
    tx: Transaction,
    say: Say,
    season: Season,
    circle: Circle,
    number: int,
    people: Collection[int],
    drawn: Drawn,
    now: datetime,
) -> None:
    """A group with its check-in, everybody in it by the word that they gave, and hello to each."""
    at = await communities.workspace_of(tx, season.community, circle.platform)
    community = await communities.with_id(tx, season.community)
    assert at is not None
    assert community is not None
    check_in = check_in_of(season, circle, messages.name(say, circle, season, number))
    check_in = replace(check_in, id=await checkins.create(tx, check_in, at.id, now))
    await checkins.set_setting(tx, check_in.id, HOME, circle.channel)
    for each in drawn.roster:
        if each.member in people:
            zone = each.zone or community.zone
            own = planned(check_in, Enrolment(0, check_in.id, each.member, zone), now)
            await enrolments.enrol(tx, own, "seasons.join", check_in.version, now)
    made = Group(0, season.id, number, check_in.id, "running", season.starts_at + season.length)
    group = replace(made, id=await seasons.add_group(tx, made))
    seats = await enrolments.enrolled(tx, check_in.id)
    await open_for(tx, season, circle, group, seats, now)
    welcome = [
        telling.to_member(
            check_in,
            telling.address(each.ref, each.enrolment),
            each.member,
            f"check_in_enrolment:{each.enrolment.id}:welcome:season",
            of_check_ins.welcome(say, check_in, each.enrolment.next_at),
            now,
            on_end="checkins.asked",
            about=each.enrolment.id,
            asked=True,
        )
        for each in seats
    ]
    await outbox.put(tx, [replace(each, anew="seasons.welcome") for each in welcome])


async def _work(
    tx: Transaction, watch: Watch, step: Step, group: Group, season: Season
) -> list[Work]:
    circle = await _circle_of(tx, season)
    if circle is None or circle.platform not in watch.traits:
        return []
    return [partial(_do, watch, step, group, season, circle)]


async def _do(watch: Watch, step: Step, group: Group, season: Season, circle: Circle) -> bool:
    """Do one thing about a group, if it is still what was seen."""
    async with watch.database.write() as tx:
        current = await seasons.group_with(tx, season.community, group.id)
        check_in = await checkins.with_id(tx, season.community, group.check_in)
        if current != group or check_in is None:
            return False  # the next tick sees it anew
        await step(tx, group, season, circle, check_in, watch.now)
    return True


async def _look_after(watch: Watch, check_ins: Collection[int]) -> bool:
    """Their people are those whom their conversation is for, or their groups are over."""
    async with watch.database.write() as tx:
        others = await seasons.others_now(tx)
        changed = {group.check_in for group, _ in await seasons.running(tx) if group.id in others}
        await checkins.looked_after(tx, set(check_ins) - changed)
    return True


async def _tend(
    tx: Transaction, group: Group, season: Season, circle: Circle, check_in: CheckIn, now: datetime
) -> None:
    """The people of a group are others now: they get a conversation; one alone hears that."""
    seats = await enrolments.enrolled(tx, check_in.id)
    if len(seats) > 1:
        await open_for(tx, season, circle, group, seats, now)
        return
    await _close(tx, group, season, circle, check_in, now)
    if check_in.channel:
        await outbox.put(tx, [_closing(circle, group, check_in, now)])
    say = await speech(tx, circle, now)
    told = [
        telling.to_member(
            check_in,
            telling.address(each.ref, each.enrolment),
            each.member,
            f"season_group:{group.id}:alone:{each.member}:{group.openings}",
            messages.alone(say, check_in, circle),
            now,
        )
        for each in seats
    ]
    await outbox.put(tx, told)


async def _finish(
    tx: Transaction, group: Group, season: Season, circle: Circle, check_in: CheckIn, now: datetime
) -> None:
    """The weeks are over: the group reads what came of them, together and without names."""
    await _close(tx, group, season, circle, check_in, now)
    if not check_in.channel:
        return
    said, kept = await _came(tx, check_in)
    say = await speech(tx, circle, now)
    bye = messages.farewell(say, check_in, group.id, season.weeks, said, kept)
    key = f"season_group:{group.id}:farewell:{group.ends_at.date()}"
    farewell = delivery(circle, key, Channel(check_in.channel), bye, now)
    await outbox.put(tx, [farewell, _closing(circle, group, check_in, now + TO_GO_ON)])


def _closing(circle: Circle, group: Group, check_in: CheckIn, at: datetime) -> Delivery:
    """The group's conversation is put away then, where a platform does that."""
    to = Table(group.opening, check_in.channel)
    return delivery(circle, group.closing, to, Closing(), at)


async def _close(
    tx: Transaction, group: Group, season: Season, circle: Circle, check_in: CheckIn, now: datetime
) -> None:
    """Nobody of the group is asked any more; after the last group the organiser hears of it."""
    await seasons.end_group(tx, group.id)
    over = replace(check_in, state="archived")
    await checkins.update(tx, over)
    seats = await enrolments.enrolled(tx, check_in.id)
    await enrolments.keep(tx, [planned(over, each.enrolment, now) for each in seats])
    groups = await seasons.groups_of(tx, season.id)
    if any(each.state == "running" for each in groups):
        return
    if await seasons.move(tx, season.id, "running", "over"):
        say = await speech(tx, circle, now)
        told = messages.ended(say, circle, len(groups))
        await to_organiser(tx, circle, f"season:{season.id}:ended", told, now)


async def _came(tx: Transaction, check_in: CheckIn) -> tuple[int, Counter[str]]:
    """How often somebody answered, and how many promises came to which end: counts alone."""
    times, ends = 0, Counter[str]()
    for prompt in await prompts.latest(tx, check_in.id, None):
        questions = await questions_of(tx, check_in, prompt)
        said = await answers.said(tx, prompt.id, range(1, len(questions) + 1))
        times += len({each.member for each in said})
        ends.update(each.value for each in said if questions[each.question - 1].role == "outcome")
    return times, ends


async def _circle_of(tx: Transaction, season: Season) -> Circle | None:
    return await circles.with_id(tx, season.community, season.circle)
