"""Circles with their charters and settings, as rows."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Integer,
    RowMapping,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    or_,
    select,
)

from bot.circles.model import Charter, Circle
from bot.circles.settings import ASKS_SOME
from bot.database import STAYS, Id, Transaction, UTCDateTime, metadata
from bot.members.model import key
from bot.members.store import workspace
from bot.programme import State
from bot.schedules.schedule import from_json, to_json

circle = Table(
    "circle",
    metadata,
    Column("id", Id, primary_key=True),
    Column("community_id", ForeignKey("community.id"), nullable=False),
    Column("workspace_id", ForeignKey("workspace.id"), nullable=False),
    Column("channel", String, nullable=False),
    Column("name", String, nullable=False),
    Column("name_key", String, nullable=False),  # the name as it is looked up
    Column("state", String, nullable=False),
    Column("creator_id", ForeignKey("member.id"), nullable=False, info={STAYS: True}),
    Column("schedule", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("charter_version", Integer, nullable=False),
    Column("next_at", UTCDateTime, index=True),
    Column("next_period", Date),
    Column("lot_period", Date, nullable=False),
    Column("number", Integer, nullable=False),
    Column("roster_asked", Date),  # the period before which the platform was asked who is there
    Column("created_at", UTCDateTime, nullable=False),
    Column("listened_period", Date),  # the period before which the silent were asked
    Column("asked_period", Date),  # the period for which everybody was asked whether they come
    UniqueConstraint("community_id", "name_key"),
)
charter = Table(
    "charter",
    metadata,
    Column("circle_id", ForeignKey(circle.c.id), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("container", Text, nullable=False),
    Column("construct", Text, nullable=False),
    Column("conversation", Text, nullable=False),
    Column("community", Text, nullable=False),
    Column("by_id", ForeignKey("member.id"), nullable=False, info={STAYS: True}),
    Column("at", UTCDateTime, nullable=False),
)
setting = Table(
    "circle_setting",
    metadata,
    Column("circle_id", ForeignKey(circle.c.id), primary_key=True),
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

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
FIRST = select(func.min(circle.c.next_at, type_=UTCDateTime())).where(circle.c.state == "active")
"""When the next round of any circle is drawn."""
FIRST_TO_ASK = select(func.min(circle.c.next_at, type_=UTCDateTime())).where(*_to_ask)
"""The next round of those before which everybody is asked, and was not yet."""
FIRST_TO_LISTEN = select(func.min(circle.c.next_at, type_=UTCDateTime())).where(*_to_listen)
"""The next round of those before which nobody has looked yet for who is silent."""


async def create(tx: Transaction, made: Circle, workspace_id: int, now: datetime) -> int:
    """A new circle with the first version of its charter; its id."""
    circle_id = await tx.add(
        circle,
        community_id=made.community,
        workspace_id=workspace_id,
        channel=made.channel,
        name=made.name,
        name_key=key(made.name),
        state=made.state,
        creator_id=made.creator,
        schedule=to_json(made.schedule),
        size=made.size,
        charter_version=1,
        next_at=made.next_at,
        next_period=made.next_period,
        lot_period=made.lot_period,
        number=0,
        created_at=now,
    )
    await _add_charter(tx, circle_id, 1, made.charter, made.creator, now)
    return circle_id


async def rewrite(tx: Transaction, changed: Circle, by: int, now: datetime) -> None:
    """The circle as it is from now on, with a new version of its charter."""
    row = await tx.first(select(circle.c.charter_version).where(circle.c.id == changed.id))
    assert row is not None
    version = row["charter_version"] + 1
    await update(tx, changed)
    await tx.run(circle.update().where(circle.c.id == changed.id).values(charter_version=version))
    await _add_charter(tx, changed.id, version, changed.charter, by, now)


async def update(tx: Transaction, changed: Circle) -> None:
    """The circle as it is from now on, its charter unchanged."""
    await tx.run(
        circle.update()
        .where(circle.c.id == changed.id)
        .values(
            channel=changed.channel,
            name=changed.name,
            name_key=key(changed.name),
            state=changed.state,
            schedule=to_json(changed.schedule),
            size=changed.size,
            next_at=changed.next_at,
            next_period=changed.next_period,
        )
    )


async def set_setting(tx: Transaction, circle_id: int, name: str, value: str) -> None:
    """One setting's value."""
    row = {"circle_id": circle_id, "name": name, "value": value}
    await tx.put(setting, [row], on=["circle_id", "name"], change=["value"])


async def with_id(tx: Transaction, community: int, circle_id: int) -> Circle | None:
    """The circle with this id, if it is this community's."""
    found = await _circles(tx, circle.c.community_id == community, circle.c.id == circle_id)
    return found[0] if found else None


async def of_community(tx: Transaction, community: int, *states: State) -> list[Circle]:
    """The community's circles in one of these states, in order of their names."""
    return await _circles(tx, circle.c.community_id == community, circle.c.state.in_(states))


async def named(tx: Transaction, name: str) -> list[Circle]:
    """The circles of this name, of every community."""
    return await _circles(tx, circle.c.name_key == key(name))


async def every(tx: Transaction) -> list[Circle]:
    """All circles, of every community, those that ended among them."""
    return await _circles(tx)


async def due(tx: Transaction, now: datetime) -> list[Circle]:
    """The circles whose time has come, in workspaces that are still there."""
    return await _circles(
        tx, circle.c.state == "active", circle.c.next_at <= now, workspace.c.gone_at.is_(None)
    )


async def upcoming(tx: Transaction, until: datetime) -> list[Circle]:
    """Active circles to be looked at by then, whose roster was not yet asked for that round."""
    return await _circles(
        tx,
        circle.c.state == "active",
        circle.c.next_at <= until,
        circle.c.roster_asked.is_distinct_from(circle.c.next_period),
        workspace.c.gone_at.is_(None),
    )


async def ahead(tx: Transaction) -> list[Circle]:
    """Every active circle, the next one first."""
    found = await _circles(tx, circle.c.state == "active", circle.c.next_at.is_not(None))
    return sorted(found, key=lambda each: (each.next_at is None, each.next_at))


async def roster_asked(tx: Transaction, asked: Circle) -> None:
    """The platform was asked who is there before this circle's next round."""
    await tx.run(
        circle.update().where(circle.c.id == asked.id).values(roster_asked=asked.next_period)
    )


async def to_ask(tx: Transaction, until: datetime) -> list[Circle]:
    """Active circles that ask everybody before a round, whose next one comes by then."""
    return await _circles(tx, *_to_ask, circle.c.next_at <= until, workspace.c.gone_at.is_(None))


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


async def to_listen(tx: Transaction, until: datetime) -> list[Circle]:
    """Active circles whose next round comes by then, for who is silent was not looked yet."""
    there = workspace.c.gone_at.is_(None)
    return await _circles(tx, *_to_listen, circle.c.next_at <= until, there)


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


async def _add_charter(
    tx: Transaction, circle_id: int, version: int, words: Charter, by: int, now: datetime
) -> None:
    row = {
        "circle_id": circle_id,
        "version": version,
        "container": words.container,
        "construct": words.construct,
        "conversation": words.conversation,
        "community": words.community,
        "by_id": by,
        "at": now,
    }
    await tx.run(charter.insert(), [row])


async def _circles(tx: Transaction, *where: ColumnElement[bool]) -> list[Circle]:
    rows = await tx.all(
        select(
            circle,
            workspace.c.platform,
            workspace.c.ref,
            charter.c.container,
            charter.c.construct,
            charter.c.conversation,
            charter.c.community,
        )
        .join(workspace, workspace.c.id == circle.c.workspace_id)
        .join(
            charter,
            (charter.c.circle_id == circle.c.id) & (charter.c.version == circle.c.charter_version),
        )
        .where(*where)
        .order_by(circle.c.name_key)
    )
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    settings = await tx.all(select(setting).where(setting.c.circle_id.in_(ids)))
    return [_circle(row, settings) for row in rows]


def _circle(row: RowMapping, settings: Sequence[RowMapping]) -> Circle:
    return Circle(
        id=row["id"],
        community=row["community_id"],
        platform=row["platform"],
        workspace=row["ref"],
        channel=row["channel"],
        name=row["name"],
        state=row["state"],
        creator=row["creator_id"],
        schedule=from_json(row["schedule"]),
        size=row["size"],
        charter=Charter(row["container"], row["construct"], row["conversation"], row["community"]),
        version=row["charter_version"],
        next_at=row["next_at"],
        next_period=row["next_period"],
        lot_period=row["lot_period"],
        number=row["number"],
        settings={
            each["name"]: each["value"] for each in settings if each["circle_id"] == row["id"]
        },
    )
