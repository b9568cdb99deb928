"""What is due of a check-in: members are asked and reminded, and a prompt closes with its digest.

Each step is a transaction of its own and takes a page of members at most, so that nobody waits.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.chat.text import Quote, Text
from bot.checkins import asking, closing, reminding
from bot.checkins.model import PAGE, CheckIn, planned
from bot.checkins.store import calendar, checkins, enrolments, responses
from bot.checkins.store import prompts as rows
from bot.checkins.store.prompts import Prompt
from bot.database import Database, Transaction
from bot.duty import Watch, Work
from bot.members import store as members
from bot.texts.catalogue import Say


@dataclass(frozen=True, slots=True)
class Waiting:
    """A check-in in which members are to be asked or reminded, or prompts may be over."""

    check_in: CheckIn
    ask: bool
    remind: bool
    over: tuple[Prompt, ...]


async def waiting(tx: Transaction, now: datetime) -> list[Waiting]:
    """The check-ins in which something is due, and what."""
    ask = await calendar.check_ins_due(tx, now)
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
        await calendar.next_of(tx, active),
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
    for wanted, step in ((waits.ask, asking.ask), (waits.remind, reminding.remind)):
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
            await closing.close(tx, check_in, prompt, prefix, now)
    return True


async def follow_zones(database: Database, now: datetime) -> None:
    """Whoever lives in another zone by now is asked by their new clock from the next prompt on."""
    async with database.read() as tx:
        moved = await calendar.moved(tx, PAGE)
    if not moved:
        return
    async with database.write() as tx:
        changed = []
        for seat in await calendar.moved(tx, PAGE):
            community = (await members.members_with(tx, [seat.member]))[seat.member].community
            check_in = await checkins.with_id(tx, community, seat.enrolment.check_in)
            assert check_in is not None
            here = replace(seat.enrolment, zone=seat.zone)
            overdue = here.next_at is not None and here.next_at <= now
            changed.append(here if overdue else planned(check_in, here, now))
        await enrolments.keep(tx, changed)
