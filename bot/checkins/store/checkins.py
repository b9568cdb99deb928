"""Check-ins with the wordings of their questions and their settings, as rows."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    select,
    text,
)

from bot.checkins.model import CheckIn
from bot.checkins.questions import Question, from_json, to_json
from bot.database import STAYS, Id, Transaction, UTCDateTime, metadata
from bot.members.communities import workspace
from bot.members.model import key
from bot.programme import State
from bot.schedules import schedule
from bot.schedules.schedule import Schedule

_NOWHERE = "UTC"  # a check-in's days and hour hold in every member's own zone

check_in = Table(
    "check_in",
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
    Column("version", Integer, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("closed", Boolean(create_constraint=False)),  # to all but those brought together in it
    Column("peopled_at", UTCDateTime),  # since when a closed one may have other people
    UniqueConstraint("community_id", "name_key"),
    Index("ix_check_in_peopled_at", "peopled_at", sqlite_where=text("peopled_at IS NOT NULL")),
)
FIRST_PEOPLED = select(func.min(check_in.c.peopled_at, type_=UTCDateTime())).where(
    check_in.c.peopled_at.is_not(None)
)
"""Since when somebody has come to a closed check-in, or gone, and nobody has looked after it."""
wording = Table(
    "check_in_wording",
    metadata,
    Column("check_in_id", ForeignKey(check_in.c.id), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("when", Text, nullable=False),
    Column("questions", Text, nullable=False),
    Column("by_id", ForeignKey("member.id"), nullable=False, info={STAYS: True}),
    Column("at", UTCDateTime, nullable=False),
)
setting = Table(
    "check_in_setting",
    metadata,
    Column("check_in_id", ForeignKey(check_in.c.id), primary_key=True),
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)


async def create(tx: Transaction, made: CheckIn, workspace_id: int, now: datetime) -> int:
    """A new check-in with the first wording of its questions; its id."""
    made_id = await tx.add(
        check_in,
        community_id=made.community,
        workspace_id=workspace_id,
        channel=made.channel,
        name=made.name,
        name_key=key(made.name),
        state=made.state,
        creator_id=made.creator,
        schedule=_times(made),
        version=1,
        created_at=now,
        closed=made.closed,
    )
    await _add_wording(tx, made_id, made, 1, made.creator, now)
    return made_id


async def rewrite(tx: Transaction, changed: CheckIn, by: int, now: datetime) -> None:
    """The check-in as it is from now on, with a new wording: prompts that are open keep theirs."""
    row = await tx.first(select(check_in.c.version).where(check_in.c.id == changed.id))
    assert row is not None
    version = row["version"] + 1
    await update(tx, changed)
    await tx.run(check_in.update().where(check_in.c.id == changed.id).values(version=version))
    await _add_wording(tx, changed.id, changed, version, by, now)


async def update(tx: Transaction, changed: CheckIn) -> None:
    """The check-in as it is from now on, its wording unchanged."""
    await tx.run(
        check_in.update()
        .where(check_in.c.id == changed.id)
        .values(
            channel=changed.channel,
            name=changed.name,
            name_key=key(changed.name),
            state=changed.state,
            schedule=_times(changed),
        )
    )


async def set_setting(tx: Transaction, check_in_id: int, name: str, value: str) -> None:
    """One setting's value."""
    row = {"check_in_id": check_in_id, "name": name, "value": value}
    await tx.put(setting, [row], on=["check_in_id", "name"], change=["value"])


async def with_id(tx: Transaction, community: int, check_in_id: int) -> CheckIn | None:
    """The check-in with this id, if it is this community's."""
    found = _check_ins(await tx.all(_WITH_ID, community=community, id=check_in_id))
    return found[0] if found else None


async def of_community(tx: Transaction, community: int, *states: State) -> list[CheckIn]:
    """The community's check-ins in one of these states, in order of their names."""
    this = (check_in.c.community_id == community, check_in.c.state.in_(states))
    return _check_ins(await tx.all(_CHECK_INS.where(*this)))


async def named(tx: Transaction, name: str) -> list[CheckIn]:
    """The check-ins with this name, in whichever community; no closed ones."""
    this = (check_in.c.name_key == key(name), check_in.c.closed.is_not(True))
    return _check_ins(await tx.all(_CHECK_INS.where(*this)))


async def active(tx: Transaction) -> list[CheckIn]:
    """Every check-in that asks."""
    this = (check_in.c.state == "active", workspace.c.gone_at.is_(None))
    return _check_ins(await tx.all(_CHECK_INS.where(*this)))


async def with_ids(tx: Transaction, ids: Collection[int]) -> list[CheckIn]:
    """These check-ins."""
    return _check_ins(await tx.all(_WITH_IDS, ids=sorted(ids))) if ids else []


async def there(tx: Transaction, ids: Collection[int]) -> list[CheckIn]:
    """These check-ins, as far as their workspaces are still there."""
    return _check_ins(await tx.all(_THERE, ids=sorted(ids))) if ids else []


async def peopled(tx: Transaction, check_in_id: int, at: datetime) -> None:
    """Somebody came or went: whoever looks after a closed check-in is to look."""
    this = (check_in.c.id == check_in_id, check_in.c.closed.is_(True))
    await tx.run(check_in.update().where(*this).values(peopled_at=at))


async def to_look_after(tx: Transaction, now: datetime) -> set[int]:
    """The closed check-ins whose people may be others now, by their ids."""
    rows = await tx.all(select(check_in.c.id).where(check_in.c.peopled_at <= now))
    return {row["id"] for row in rows}


async def looked_after(tx: Transaction, ids: Collection[int]) -> None:
    """Their people are those who are known."""
    this = check_in.c.id.in_(sorted(ids))
    await tx.run(check_in.update().where(this).values(peopled_at=None))


async def questions(tx: Transaction, check_in_id: int, version: int) -> tuple[Question, ...]:
    """The questions as they were worded in this version."""
    row = await tx.first(
        select(wording.c.questions).where(
            wording.c.check_in_id == check_in_id, wording.c.version == version
        )
    )
    assert row is not None
    return from_json(row["questions"])


def _times(of: CheckIn) -> str:
    return schedule.to_json(Schedule(of.rule, of.at, _NOWHERE))


async def _add_wording(
    tx: Transaction, check_in_id: int, words: CheckIn, version: int, by: int, now: datetime
) -> None:
    row = {
        "check_in_id": check_in_id,
        "version": version,
        "purpose": words.purpose,
        "when": words.when,
        "questions": to_json(words.questions),
        "by_id": by,
        "at": now,
    }
    await tx.run(wording.insert(), [row])


_CHECK_INS = (
    select(
        check_in,
        workspace.c.platform,
        workspace.c.ref,
        wording.c.purpose,
        wording.c.when,
        wording.c.questions,
        setting.c.name.label("setting"),
        setting.c.value,
    )
    .join(workspace, workspace.c.id == check_in.c.workspace_id)
    .join(
        wording,
        (wording.c.check_in_id == check_in.c.id) & (wording.c.version == check_in.c.version),
    )
    .outerjoin(setting, setting.c.check_in_id == check_in.c.id)
    .order_by(check_in.c.name_key)
)
_WITH_ID = _CHECK_INS.where(
    check_in.c.community_id == bindparam("community"), check_in.c.id == bindparam("id")
)
_WITH_IDS = _CHECK_INS.where(check_in.c.id.in_(bindparam("ids", expanding=True)))
_THERE = _WITH_IDS.where(workspace.c.gone_at.is_(None))


def _check_ins(rows: Sequence[RowMapping]) -> list[CheckIn]:
    """The check-ins out of rows with one setting each, in the order of the rows."""
    settings: dict[int, dict[str, str]] = {}
    for row in rows:
        of = settings.setdefault(row["id"], {})
        if row["setting"] is not None:
            of[row["setting"]] = row["value"]
    one_each = {row["id"]: row for row in rows}
    return [_check_in(row, settings[row["id"]]) for row in one_each.values()]


def _check_in(row: RowMapping, settings: Mapping[str, str]) -> CheckIn:
    times = schedule.from_json(row["schedule"])
    return CheckIn(
        id=row["id"],
        community=row["community_id"],
        platform=row["platform"],
        workspace=row["ref"],
        channel=row["channel"],
        name=row["name"],
        state=row["state"],
        creator=row["creator_id"],
        rule=times.rule,
        at=times.at,
        purpose=row["purpose"],
        when=row["when"],
        questions=from_json(row["questions"]),
        version=row["version"],
        settings=settings,
        closed=bool(row["closed"]),
    )
