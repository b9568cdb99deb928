"""Circles with their charters and settings, as rows."""

from collections.abc import Sequence
from datetime import datetime

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
    select,
)

from bot.circles.model import Charter, Circle
from bot.database import STAYS, Id, Transaction, UTCDateTime, metadata
from bot.members.communities import workspace
from bot.members.model import key
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
    found = await those(tx, circle.c.community_id == community, circle.c.id == circle_id)
    return found[0] if found else None


async def of_community(tx: Transaction, community: int, *states: State) -> list[Circle]:
    """The community's circles in one of these states, in order of their names."""
    return await those(tx, circle.c.community_id == community, circle.c.state.in_(states))


async def named(tx: Transaction, name: str) -> list[Circle]:
    """The circles of this name, of every community."""
    return await those(tx, circle.c.name_key == key(name))


async def every(tx: Transaction) -> list[Circle]:
    """All circles, of every community, those that ended among them."""
    return await those(tx)


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


async def those(tx: Transaction, *where: ColumnElement[bool]) -> list[Circle]:
    """The circles of which all this is true, in order of their names."""
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
