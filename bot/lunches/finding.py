"""The times that a table is to be offered next: worked out before anything is written.

What they were found from comes along, so that whoever offers them sees whether it is still so.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.chat.action import row_id
from bot.circles import one_a_day
from bot.circles.model import Circle
from bot.circles.settings import holidays
from bot.circles.store import circles, dates, outcomes
from bot.circles.store.outcomes import Laid
from bot.lunches import pages, slots
from bot.lunches.slots import Diner, Frame, Why
from bot.lunches.store import times
from bot.members import tags
from bot.members.about import hours
from bot.schedules.local import day_at
from bot.turn import Outdated, Turn

_WITHOUT_NEXT = timedelta(days=14)  # how far to look in a circle whose next round has no date


@dataclass(frozen=True, slots=True)
class Basis:
    """What times are found from: who sits there, where to look; what they were offered, or have.

    `elsewhere`: when any of them meets others.
    """

    diners: tuple[Diner, ...]
    frame: Frame
    offered: tuple[datetime, ...]
    elsewhere: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Times for a table, and what they were found from. `why` there is none, where none ever was"""

    basis: Basis
    times: tuple[datetime, ...]
    why: Why | None


async def ahead(turn: Turn) -> Found | None:
    """Work out, before the press itself, the times that it brings; None where it brings none."""
    state = turn.request.state
    pairing = row_id(state[0]) if state else None
    laid = await outcomes.table(turn.tx, turn.community, pairing) if pairing else None
    if laid is None or not await _brings_times(turn, laid):
        return None
    basis, found = await _basis(turn, laid), list[Found]()
    await turn.think(lambda: found.append(_work_out(basis)))
    return found[0]


async def still(turn: Turn, laid: Laid) -> Found:
    """The times that were worked out. Raises `Outdated` where the table is another by now."""
    found = turn.prepared
    if not isinstance(found, Found) or found.basis != await _basis(turn, laid):
        raise Outdated
    return found


async def to_choose_from(turn: Turn, laid: Laid) -> bool:
    """Whether any of the times that were offered last can be chosen by those who sit there now."""
    page = await pages.to_choose_from(turn.tx, laid.pairing, turn.now)
    ahead = [at for at in page.times.values() if at > turn.now] if page else []
    return await suits(turn, laid, *ahead)


async def suits(turn: Turn, laid: Laid, *moments: datetime) -> bool:
    """Whether any of these is inside the day and the hours of all who sit there by now."""
    circle = await circles.with_id(turn.tx, turn.community, laid.circle)
    assert circle is not None
    diners = [*(await _diners(turn, laid, circle)).values()]
    return any(slots.suits(diners, at) for at in moments)


def named(turn: Turn) -> int | None:
    """The time, or the page, that a button names."""
    state = turn.request.state
    return row_id(state[1]) if len(state) > 1 else None


async def _brings_times(turn: Turn, laid: Laid) -> bool:
    page, number = await times.page(turn.tx, laid.pairing), named(turn)
    match turn.request.action:
        case "lunches.suggest":
            return not await to_choose_from(turn, laid)
        case "lunches.choose":
            at = page.times.get(number) if page and number else None
            return at is not None and (at <= turn.now or not await suits(turn, laid, at))
        case _:
            return page is not None and page.number == number


def _work_out(basis: Basis) -> Found:
    """One lunch a day for each of them, as far as there is a time; never two at once."""
    but = (*basis.offered, *basis.elsewhere)
    anyway = [replace(each, taken=frozenset()) for each in basis.diners]
    found = slots.slots(basis.diners, basis.frame, but)
    found = found or slots.slots(anyway, basis.frame, but)
    none = not found and not basis.offered
    return Found(basis, tuple(found), slots.why_none(basis.diners, basis.frame) if none else None)


async def _basis(turn: Turn, laid: Laid) -> Basis:
    """Who sits there, and where to look for times: from soon until the round ends."""
    circle = await circles.with_id(turn.tx, turn.community, laid.circle)
    assert circle is not None
    elsewhere = await dates.elsewhere(turn.tx, laid.people, laid.pairing, turn.now)
    several = await one_a_day.several(turn.tx, elsewhere)
    diners = tuple(
        replace(each, taken=frozenset(day_at(at, each.zone) for at in elsewhere.get(member, ())))
        if member not in several
        else each
        for member, each in (await _diners(turn, laid, circle)).items()
    )
    ends = circle.next_at or turn.now + _WITHOUT_NEXT
    days, zone = holidays(circle.settings), circle.schedule.zone
    frame = Frame(turn.now + slots.LEAD, ends, circle.schedule.at, zone, days)
    others = tuple(sorted({at for of in elsewhere.values() for at in of}))
    offered = tuple(await times.offered(turn.tx, laid.pairing))
    date = await dates.of_table(turn.tx, laid.pairing)
    if date is not None and date.at is not None:
        offered += (date.at,)
    return Basis(diners, frame, offered, others)


async def _diners(turn: Turn, laid: Laid, circle: Circle) -> dict[int, Diner]:
    """Whoever named no zone is taken to live by the circle's clock."""
    told = await tags.of(turn.tx, laid.people)
    return {
        member: Diner(who.zone or circle.schedule.zone, hours(told.get(member, {})))
        for member, who in laid.people.items()
    }
