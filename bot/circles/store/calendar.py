"""When circles come round: which rounds are due, and who of all that look gets to do it."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select

from bot.circles.model import Circle
from bot.circles.settings import ASKS_SOME
from bot.circles.store.circles import circle, setting, those
from bot.database import Transaction, UTCDateTime
from bot.members.communities import workspace

_asks = select(setting.c.circle_id).where(
    or_(
        (setting.c.name == "consent") & (setting.c.value == "ask"),
        (setting.c.name == ASKS_SOME) & (setting.c.value == "on"),
    )
)
_to_ask = (
    circle.c.state == "active",
    circle.c.asked_period.is_distinct_from(circle.c.next_period),
    circle.c.id.in_(_asks),
)
_to_listen = (
    circle.c.state == "active",
    circle.c.listened_period.is_distinct_from(circle.c.next_period),
)
_first = (
    select(func.min(circle.c.next_at, type_=UTCDateTime()))
    .join(workspace, workspace.c.id == circle.c.workspace_id)
    .where(workspace.c.gone_at.is_(None))
)
FIRST = _first.where(circle.c.state == "active")
"""When the next round is drawn of any circle where the bot is."""
FIRST_TO_ASK = _first.where(*_to_ask)
"""The next round of those before which everybody is asked, and was not yet."""
FIRST_TO_LISTEN = _first.where(*_to_listen)
"""The next round of those before which nobody has looked yet for who is silent."""


async def due(tx: Transaction, now: datetime) -> list[Circle]:
    """The circles whose time has come, in workspaces that are still there."""
    return await those(
        tx, circle.c.state == "active", circle.c.next_at <= now, workspace.c.gone_at.is_(None)
    )


async def upcoming(tx: Transaction, until: datetime) -> list[Circle]:
    """Active circles to be looked at by then, whose roster was not yet asked for that round."""
    return await those(
        tx,
        circle.c.state == "active",
        circle.c.next_at <= until,
        circle.c.roster_asked.is_distinct_from(circle.c.next_period),
        workspace.c.gone_at.is_(None),
    )


async def ahead(tx: Transaction) -> list[Circle]:
    """Every active circle, the next one first."""
    found = await those(tx, circle.c.state == "active", circle.c.next_at.is_not(None))
    return sorted(found, key=lambda each: (each.next_at is None, each.next_at))


async def roster_asked(tx: Transaction, asked: Circle) -> None:
    """The platform was asked who is there before this circle's next round."""
    await tx.run(
        circle.update().where(circle.c.id == asked.id).values(roster_asked=asked.next_period)
    )


async def to_ask(tx: Transaction, until: datetime) -> list[Circle]:
    """Active circles that ask everybody before a round, whose next one comes by then."""
    return await those(tx, *_to_ask, circle.c.next_at <= until, workspace.c.gone_at.is_(None))


async def asked(tx: Transaction, seen: Circle) -> bool:
    """Everybody is asked about the next round: true for one of all who saw the circle as `seen`."""
    return (
        await tx.run(
            circle.update()
            .where(*_as(seen), circle.c.asked_period.is_distinct_from(seen.next_period))
            .values(asked_period=seen.next_period)
        )
        == 1
    )


async def was_asked(tx: Transaction, seen: Circle) -> bool:
    """Whether people were asked about the circle's next round already."""
    found = select(circle.c.id).where(
        circle.c.id == seen.id, circle.c.asked_period == seen.next_period
    )
    return await tx.first(found) is not None


async def to_listen(tx: Transaction, until: datetime) -> list[Circle]:
    """Active circles whose next round comes by then, for who is silent was not looked yet."""
    there = workspace.c.gone_at.is_(None)
    return await those(tx, *_to_listen, circle.c.next_at <= until, there)


async def listened(tx: Transaction, seen: Circle) -> bool:
    """Who is silent is looked for before the next round: true for one who saw it as `seen`."""
    once = circle.c.listened_period.is_distinct_from(seen.next_period)
    values = {"listened_period": seen.next_period}
    return await tx.run(circle.update().where(*_as(seen), once).values(**values)) == 1


async def put_off(tx: Transaction, seen: Circle, until: datetime) -> bool:
    """Look at what is due only then. False when somebody else got there first."""
    return await tx.run(circle.update().where(*_as(seen)).values(next_at=until)) == 1


async def claim(
    tx: Transaction, seen: Circle, next_at: datetime, period: date, *, drawn: bool
) -> bool:
    """Take what is due: true for exactly one of all who saw the circle as `seen`.

    A round that is `drawn` uses up its lot; the next one is that of the day that comes now.
    """
    values: dict[str, object] = {"next_at": next_at, "next_period": period}
    if drawn:
        values |= {"number": circle.c.number + 1, "lot_period": period}
    return await tx.run(circle.update().where(*_as(seen)).values(**values)) == 1


async def bring_forward(tx: Transaction, seen: Circle, period: date, now: datetime) -> bool:
    """Have the coming round drawn now. False when it is not the coming one, or is due already."""
    changed = await tx.run(
        circle.update()
        .where(
            circle.c.id == seen.id,
            circle.c.state == "active",
            circle.c.next_period == period,
            circle.c.next_at > now,
        )
        .values(next_at=now)
    )
    return changed == 1


def _as(seen: Circle) -> tuple[ColumnElement[bool], ...]:
    """The circle, if it is still as it was seen."""
    return (
        circle.c.id == seen.id,
        circle.c.state == "active",
        circle.c.next_at == seen.next_at,
        circle.c.next_period == seen.next_period,
    )
