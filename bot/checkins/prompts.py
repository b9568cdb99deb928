"""What is due of a check-in: members are asked and reminded, and a prompt closes with its digest.

Each step is a transaction of its own and takes a page of members at most, so that nobody waits.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.chat.text import Quote, Text
from bot.checkins import asking, closing, reminding
from bot.checkins.model import PAGE, CheckIn, planned
from bot.checkins.store import calendar, checkins, enrolments, responses
from bot.checkins.store import prompts as rows
from bot.checkins.store.prompts import Prompt
from bot.database import Transaction
from bot.duty import Duty, Watch, Work
from bot.members import store as members
from bot.texts.catalogue import Say

Step = Callable[[Transaction, CheckIn, str, datetime], Awaitable[bool]]
"""Does a page of what is due in a check-in. Whether there may be more."""


async def _follow(watch: Watch) -> list[Work]:
    async with watch.database.read() as tx:
        moved = await members.moved(tx, 1)
    return [partial(_follow_all, watch)] if moved else []


async def _ask(watch: Watch) -> list[Work]:
    async with watch.database.read() as tx:
        due = await calendar.check_ins_due(tx, watch.now)
        there = await checkins.there(tx, due)
    return [_work(watch, each, asking.ask) for each in there if each.platform in watch.traits]


async def _remind(watch: Watch) -> list[Work]:
    async with watch.database.read() as tx:
        due = await rows.with_ids(tx, await responses.prompts_to_remind(tx, watch.now))
        there = await checkins.there(tx, {each.check_in for each in due})
    return [
        _work(watch, check_in, partial(reminding.remind, prompt))
        for check_in in there
        if check_in.platform in watch.traits
        for prompt in due
        if prompt.check_in == check_in.id
    ]


async def _close(watch: Watch) -> list[Work]:
    async with watch.database.read() as tx:
        due = await rows.to_close(tx, watch.now)
        there = await checkins.there(tx, {each.check_in for each in due})
    return [
        partial(_close_one, watch, check_in, prompt)
        for check_in in there
        if check_in.platform in watch.traits
        for prompt in due
        if prompt.check_in == check_in.id
    ]


DUTIES = (
    Duty(_follow, members.FIRST_MOVED),
    Duty(_ask, calendar.FIRST),
    Duty(_remind, responses.FIRST_REMINDER),
    Duty(_close, rows.FIRST_CLOSING),
)


async def ahead(tx: Transaction, say: Say, _: datetime) -> list[tuple[datetime, Text]]:
    """When something is due next in each check-in that is active."""
    reminded = await responses.next_reminder(tx)
    prompts = await rows.with_ids(tx, reminded)
    moments = [*(await calendar.next_of(tx)).items()]
    moments += [(each.check_in, reminded[each.id]) for each in prompts]
    moments += [(each.check_in, each.closes_at) for each in await rows.open_ones(tx)]
    active = {each.id: each for each in await checkins.active(tx)}
    found: dict[int, datetime] = {}
    for check_in, at in moments:
        if check_in in active:
            found[check_in] = min(at, found.get(check_in, at))
    return [
        (at, say("ahead.check_in", checkin=Quote(active[check_in].name)))
        for check_in, at in found.items()
    ]


def _work(watch: Watch, seen: CheckIn, step: Step) -> Work:
    return partial(_by_pages, watch, seen, step)


async def _by_pages(watch: Watch, seen: CheckIn, step: Step) -> bool:
    """Do what is due in a check-in, each page by what it is at that moment."""
    more = True
    while more:
        async with watch.database.write() as tx:
            check_in = await checkins.with_id(tx, seen.community, seen.id)
            assert check_in is not None
            more = await step(tx, check_in, watch.traits[seen.platform].prefix, watch.now)
    return True


async def _close_one(watch: Watch, seen: CheckIn, prompt: Prompt) -> bool:
    """Close a prompt. Its digest is drafted before, while everybody else may write."""
    prefix = watch.traits[seen.platform].prefix
    async with watch.database.read() as tx:
        drafted = await closing.draft(prompt, tx, seen, prefix, watch.now)
    return await _by_pages(watch, seen, partial(closing.close, prompt, drafted))


async def _follow_all(watch: Watch) -> bool:
    """Whoever lives in another zone by now is asked by their new clock from the next prompt on.

    Who is gone is asked nothing, and is back in the order of things with their next prompt.
    """
    while await _follow_page(watch):
        pass
    return True


async def _follow_page(watch: Watch) -> bool:
    async with watch.database.write() as tx:
        moved = await members.moved(tx, PAGE)
        await calendar.let_go(tx, moved, watch.now)
        await responses.let_go(tx, moved)
        seats = await calendar.elsewhere(tx, moved)
        of = await checkins.with_ids(tx, {each.enrolment.check_in for each in seats})
        by_id = {each.id: each for each in of}
        changed = []
        for seat in seats:
            here = replace(seat.enrolment, zone=seat.zone)
            overdue = here.next_at is not None and here.next_at <= watch.now
            changed.append(here if overdue else planned(by_id[here.check_in], here, watch.now))
        await enrolments.keep(tx, changed)
        await members.followed(tx, moved)
    return len(moved) == PAGE
