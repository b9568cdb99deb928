"""Seasons that are still to begin, as programmes that count among those which a member may have.

Whoever said yes to one is to be in the check-in of a group, which counts as any other does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.circles.model import Circle
from bot.circles.store import circles
from bot.circles.store import enrolments as of_circles
from bot.database import Transaction
from bot.kind import Kind
from bot.programme import State
from bot.seasons.model import Season
from bot.seasons.store import seasons


@dataclass(frozen=True, slots=True)
class Announced:
    """A season that is asked about; it is called as its circle is."""

    id: int
    community: int
    platform: str
    workspace: str
    channel: str
    name: str
    creator: int
    state: State = "active"
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """The season, as the audit log calls it."""
        return f"season:{self.id}"


def announced(season: Season, circle: Circle) -> Announced:
    """This season of this circle."""
    at = circle.platform, circle.workspace, circle.channel
    return Announced(season.id, season.community, *at, circle.name, season.creator)


async def with_id(tx: Transaction, community: int, season_id: int) -> Announced | None:
    """The season with this id, if it is this community's."""
    found = await seasons.with_id(tx, community, season_id)
    circle = await circles.with_id(tx, community, found.circle) if found else None
    return announced(found, circle) if found and circle else None


async def of_community(tx: Transaction, community: int, /, *_: State) -> list[Announced]:
    """The seasons of a community that are asked about."""
    every = [each for each in await seasons.asking(tx) if each.community == community]
    found = [await with_id(tx, community, each.id) for each in every]
    return [each for each in found if each is not None]


async def of_member(tx: Transaction, member: int) -> set[int]:
    """Those that a member said yes to, and whose circle they are in."""
    mine = await of_circles.of_member(tx, member)
    return await seasons.wanted_by(tx, member, mine)


async def leave(tx: Transaction, member: int, season_id: int, _: datetime) -> None:
    """Take back what somebody said."""
    await seasons.take_back(tx, season_id, member)


SEASONS = Kind(
    name="season",
    actions="seasons",
    with_id=with_id,
    of_community=of_community,
    of_member=of_member,
    leave=leave,
)
