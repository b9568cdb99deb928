"""The roll: before each round a platform is asked who of the circle is no longer there."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.chat.platform import Platform, Traits, Undeliverable
from bot.circles import mishaps, telling
from bot.circles.model import Circle
from bot.circles.planning import roster, seating
from bot.circles.store import calendar, enrolments
from bot.clock import Clock
from bot.database import Database, Transaction
from bot.duty import Work
from bot.members import communities
from bot.members import store as members
from bot.pairing.impossible import Impossible, impossible
from bot.turn import Think

AHEAD = timedelta(minutes=30)  # of a round, the roll is called

log = structlog.get_logger(__name__)


async def calls(
    database: Database, platforms: Mapping[str, Platform], clock: Clock, think: Think
) -> list[Work]:
    """A call for each circle whose round comes soon, and for which none was made yet."""
    async with database.read() as tx:
        upcoming = await calendar.upcoming(tx, clock.now() + AHEAD)
    return [
        partial(_call, database, platforms[each.platform], each, clock, think)
        for each in upcoming
        if each.platform in platforms
    ]


async def _call(
    database: Database, platform: Platform, circle: Circle, clock: Clock, think: Think
) -> bool:
    """Ask who is gone, which takes its time; then tell the organiser of rules that can't be kept.

    False when the platform could not say: the next call asks again.
    """
    async with database.read() as tx:
        there = [seat.ref for seat in await enrolments.enrolled(tx, circle.id)]
    try:
        gone = await platform.gone(circle.workspace, there)
    except Undeliverable as no:
        log.warning("who is there could not be asked", circle=circle.id, reason=no.reason)
        if not no.forever:
            return False
        gone = set()
    now = clock.now()
    async with database.write() as tx:
        at = await communities.workspace_named(tx, circle.platform, circle.workspace)
        if at is not None and gone:
            await members.accounts_gone(tx, at, gone, now)
    async with database.read() as tx:
        broken = await _unkept(tx, circle, platform.traits, think)
    async with database.write() as tx:
        await calendar.roster_asked(tx, circle)
        if broken:
            await _warn(tx, circle, broken, now)
    return True


async def _unkept(
    tx: Transaction, circle: Circle, traits: Traits, think: Think
) -> tuple[Impossible, ...]:
    """Which of the circle's rules can't be kept in the coming round, as far as can be told now."""
    if circle.next_period is None:
        return ()
    there = await roster(tx, circle, circle.next_period)
    seats = await seating(tx, circle, circle.next_period, there, traits)
    found: list[Impossible] = []
    await think(lambda: found.extend(impossible(seats)))
    return tuple(found)


async def _warn(
    tx: Transaction, circle: Circle, broken: Sequence[Impossible], now: datetime
) -> None:
    """Tell the organiser before the coming round of the rules that can't be kept."""
    concerned = {person for each in broken for person in each.people}
    known = await members.members_with(tx, concerned)
    names = {each: member.name for each, member in known.items()}
    day = circle.next_period
    assert day is not None
    told = mishaps.impossible(await telling.speech(tx, circle, now), circle, day, broken, names)
    await telling.to_organiser(tx, circle, f"impossible:{day}", told, now)
