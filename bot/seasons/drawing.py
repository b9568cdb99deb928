"""Who is in which group of a season: the same drawing as a round's, of groups that stay."""

import hmac
from dataclasses import dataclass, replace
from datetime import date

from bot.chat.platform import Traits
from bot.circles import planning, wishes
from bot.circles.model import Circle
from bot.circles.store import enrolments
from bot.circles.store.enrolments import Seat
from bot.database import Transaction
from bot.meetings import store as meetings
from bot.members import communities
from bot.pairing.draw import draw
from bot.pairing.seating import Drawing, Past
from bot.schedules.local import day_at
from bot.seasons.model import SIZES, Season
from bot.seasons.store import seasons
from bot.turn import Think


@dataclass(frozen=True, slots=True)
class Drawn:
    """The groups as they would be. `roster`: who said yes and is still in the circle."""

    roster: tuple[Seat, ...]
    groups: tuple[tuple[int, ...], ...] = ()
    left_out: tuple[int, ...] = ()


async def roster(tx: Transaction, season: Season, circle: Circle) -> tuple[Seat, ...]:
    """Who takes part, by their own word."""
    said_yes = await seasons.members_of(tx, season.id)
    return tuple(
        each for each in await enrolments.enrolled(tx, circle.id) if each.member in said_yes
    )


async def plan(
    tx: Transaction, season: Season, circle: Circle, traits: Traits, think: Think
) -> Drawn:
    """Draw the groups, storing nothing: the circle's wishes hold, and people are rather new.

    Nobody is in a group with somebody whom they never sit with, and no group is under three.
    """
    there = await roster(tx, season, circle)
    if len(there) < SIZES[0]:
        return Drawn(there, left_out=tuple(each.member for each in there))
    day = day_at(season.starts_at, circle.schedule.zone)
    wanted = await planning.seating(tx, circle, day, there, traits)
    seating = replace(
        wanted,
        size=season.size,
        smallest=SIZES[0],
        largest=SIZES[-1],
        burden={},
        waited={},
        wishes=tuple(each for each in wanted.wishes if each != wishes.FIRST_IN_LINE),
    )
    known = await meetings.among(tx, seating.people)
    past = {
        pair: Past(times=each.times, last=_weeks(each.last, day), known=each.met > 0)
        for pair, each in known.items()
    }
    community = await communities.with_id(tx, season.community)
    assert community is not None
    lot = hmac.digest(community.lot_secret, f"season|{season.id}".encode(), "sha256")
    seed = int.from_bytes(lot, "big")
    found: list[Drawing] = []
    await think(lambda: found.append(draw(seating, past, seed)))
    (drawn,) = found
    groups = tuple(each for each in drawn.tables if len(each) >= SIZES[0])
    seated = {person for each in groups for person in each}
    left = tuple(each.member for each in there if each.member not in seated)
    return Drawn(there, groups, left)


def _weeks(last: date, day: date) -> int:
    """How long ago a meeting was, as rounds are counted: the last week is one."""
    return max(1, (day - last).days // 7 + 1)
