"""Seasons and their groups, as rows."""

from collections.abc import Collection
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
    func,
    select,
)

from bot.checkins.questions import from_json, to_json
from bot.checkins.store.checkins import check_in
from bot.checkins.store.enrolments import enrolment
from bot.circles.store.circles import circle
from bot.database import STAYS, Id, Transaction, UTCDateTime, metadata
from bot.members.communities import workspace
from bot.members.store import account
from bot.schedules import schedule
from bot.schedules.schedule import Schedule
from bot.seasons.model import Group, GroupState, Season, State

season = Table(
    "season",
    metadata,
    Column("id", Id, primary_key=True),
    Column("community_id", ForeignKey("community.id"), nullable=False),
    Column("circle_id", ForeignKey(circle.c.id), nullable=False),
    Column("creator_id", ForeignKey("member.id"), nullable=False, info={STAYS: True}),
    Column("number", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("weeks", Integer, nullable=False),
    Column("questions", Text, nullable=False),
    Column("schedule", Text, nullable=False),
    Column("when", Text, nullable=False),
    Column("state", String, nullable=False),  # asking, running, over
    Column("starts_at", UTCDateTime, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
)
group = Table(
    "season_group",
    metadata,
    Column("id", Id, primary_key=True),
    Column("season_id", ForeignKey(season.c.id), nullable=False),
    Column("number", Integer, nullable=False),
    Column("check_in_id", ForeignKey(check_in.c.id), nullable=False),
    Column("state", String, nullable=False),  # running, over
    Column("ends_at", UTCDateTime, nullable=False),
    Column("people", Integer, nullable=False),
    Column("openings", Integer, nullable=False),
    Index("ix_season_group_state_ends_at", "state", "ends_at"),
)
member = Table(
    "season_member",
    metadata,
    Column("season_id", ForeignKey(season.c.id), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True, index=True),
    Column("group_id", ForeignKey(group.c.id)),  # in whose conversation they are
    Column("again", Boolean(create_constraint=False), nullable=False),  # they would go on
)


FIRST = (
    select(func.min(season.c.starts_at, type_=UTCDateTime()))
    .join(circle, circle.c.id == season.c.circle_id)
    .join(workspace, workspace.c.id == circle.c.workspace_id)
    .where(season.c.state == "asking", workspace.c.gone_at.is_(None))
)
"""When the next season begins, where the bot is."""

FIRST_END = (
    select(func.min(group.c.ends_at, type_=UTCDateTime()))
    .join(season, season.c.id == group.c.season_id)
    .join(circle, circle.c.id == season.c.circle_id)
    .join(workspace, workspace.c.id == circle.c.workspace_id)
    .where(group.c.state == "running", workspace.c.gone_at.is_(None))
)
"""When the weeks of a group are over next, where the bot is."""


async def create(tx: Transaction, made: Season, now: datetime) -> int:
    """A new season; its id."""
    return await tx.add(
        season,
        community_id=made.community,
        circle_id=made.circle,
        creator_id=made.creator,
        number=made.number,
        size=made.size,
        weeks=made.weeks,
        questions=to_json(made.questions),
        schedule=schedule.to_json(Schedule(made.rule, made.at, "UTC")),
        when=made.when,
        state=made.state,
        starts_at=made.starts_at,
        created_at=now,
    )


async def with_id(tx: Transaction, community: int, season_id: int) -> Season | None:
    """The season with this id, if it is this community's."""
    row = await tx.first(
        select(season).where(season.c.id == season_id, season.c.community_id == community)
    )
    return _season(row) if row else None


async def of_circle(tx: Transaction, circle_id: int) -> list[Season]:
    """The seasons of a circle, the newest first."""
    rows = await tx.all(
        select(season).where(season.c.circle_id == circle_id).order_by(season.c.id.desc())
    )
    return [_season(row) for row in rows]


async def asking(tx: Transaction) -> list[Season]:
    """The seasons that are still to begin, where the bot is still there."""
    rows = await tx.all(
        select(season)
        .join(circle, circle.c.id == season.c.circle_id)
        .join(workspace, workspace.c.id == circle.c.workspace_id)
        .where(season.c.state == "asking", workspace.c.gone_at.is_(None))
        .order_by(season.c.starts_at)
    )
    return [_season(row) for row in rows]


async def move(tx: Transaction, season_id: int, seen: State, state: State) -> bool:
    """It is in another state now. True for exactly one who moves it."""
    this = (season.c.id == season_id) & (season.c.state == seen)
    return await tx.run(season.update().where(this).values(state=state)) == 1


async def say_yes(tx: Transaction, season_id: int, member_id: int) -> None:
    """They would like to take part, by their own word."""
    row = {"season_id": season_id, "member_id": member_id, "group_id": None, "again": False}
    await tx.put(member, [row], on=["season_id", "member_id"])


async def take_back(tx: Transaction, season_id: int, member_id: int) -> bool:
    """They would rather not. Whether they had said yes."""
    this = (member.c.season_id == season_id) & (member.c.member_id == member_id)
    return await tx.run(member.delete().where(this)) == 1


async def wanted_by(tx: Transaction, member_id: int, circles: Collection[int]) -> set[int]:
    """The seasons of these circles that are still to begin and that somebody said yes to."""
    rows = await tx.all(
        select(season.c.id)
        .join(member, member.c.season_id == season.c.id)
        .where(
            member.c.member_id == member_id,
            season.c.state == "asking",
            season.c.circle_id.in_(sorted(circles)),
        )
    )
    return {row["id"] for row in rows}


async def members_of(tx: Transaction, season_id: int) -> dict[int, int | None]:
    """Who said yes, and in the conversation of which group they are."""
    rows = await tx.all(select(member).where(member.c.season_id == season_id))
    return {row["member_id"]: row["group_id"] for row in rows}


async def add_group(tx: Transaction, made: Group) -> int:
    """A group of a season; its id."""
    return await tx.add(
        group,
        season_id=made.season,
        number=made.number,
        check_in_id=made.check_in,
        state=made.state,
        ends_at=made.ends_at,
        people=made.people,
        openings=made.openings,
    )


async def seat(tx: Transaction, at: Group, people: Collection[int]) -> None:
    """Exactly these are in the group's conversation, which is opened once more for them."""
    here = member.c.season_id == at.season
    within = member.c.member_id.in_(sorted(people))
    gone = (here, member.c.group_id == at.id, ~within)
    await tx.run(member.update().where(*gone).values(group_id=None))
    await tx.run(member.update().where(here, within).values(group_id=at.id))
    await tx.run(
        group.update()
        .where(group.c.id == at.id)
        .values(people=len(people), openings=at.openings + 1)
    )


async def group_with(tx: Transaction, community: int, group_id: int) -> Group | None:
    """The group with this id, if it is this community's."""
    row = await tx.first(
        select(group)
        .join(season, season.c.id == group.c.season_id)
        .where(group.c.id == group_id, season.c.community_id == community)
    )
    return _group(row) if row else None


async def groups_of(tx: Transaction, season_id: int) -> list[Group]:
    """The groups of a season."""
    rows = await tx.all(
        select(group).where(group.c.season_id == season_id).order_by(group.c.number)
    )
    return [_group(row) for row in rows]


async def running(tx: Transaction) -> list[tuple[Group, Season]]:
    """Every group that is under way where the bot is, with its season."""
    rows = await tx.all(
        select(group)
        .join(season, season.c.id == group.c.season_id)
        .join(circle, circle.c.id == season.c.circle_id)
        .join(workspace, workspace.c.id == circle.c.workspace_id)
        .where(group.c.state == "running", workspace.c.gone_at.is_(None))
        .order_by(group.c.id)
    )
    groups = [_group(row) for row in rows]
    if not groups:
        return []
    ids = sorted({each.season for each in groups})
    seasons = await tx.all(select(season).where(season.c.id.in_(ids)))
    of = {row["id"]: _season(row) for row in seasons}
    return [(each, of[each.season]) for each in groups]


async def others_now(tx: Transaction) -> set[int]:
    """The groups under way whose people are not those whom their conversation was opened for."""
    there = func.count(enrolment.c.id)
    seated = func.count(member.c.member_id)
    rows = await tx.all(
        select(group.c.id)
        .join(check_in, check_in.c.id == group.c.check_in_id)
        .outerjoin(
            enrolment,
            (enrolment.c.check_in_id == check_in.c.id)
            & enrolment.c.left_at.is_(None)
            & enrolment.c.member_id.in_(
                select(account.c.member_id).where(
                    account.c.workspace_id == check_in.c.workspace_id, account.c.gone_at.is_(None)
                )
            ),
        )
        .outerjoin(
            member,
            (member.c.member_id == enrolment.c.member_id) & (member.c.group_id == group.c.id),
        )
        .where(group.c.state == "running")
        .group_by(group.c.id, group.c.people)
        .having((there != group.c.people) | (seated != there))
    )
    return {row["id"] for row in rows}


async def end_group(tx: Transaction, group_id: int) -> bool:
    """Its time is over. True for exactly one who ends it."""
    this = (group.c.id == group_id) & (group.c.state == "running")
    return await tx.run(group.update().where(this).values(state="over")) == 1


async def end_at(tx: Transaction, season_id: int, at: datetime) -> None:
    """All that is under way in a season ends then."""
    this = (group.c.season_id == season_id) & (group.c.state == "running")
    await tx.run(group.update().where(this).values(ends_at=at))


async def go_on(tx: Transaction, group_id: int, until: datetime) -> None:
    """A group that was over goes on; what its people said of going on is used up."""
    running: GroupState = "running"
    this = group.c.id == group_id
    await tx.run(group.update().where(this).values(state=running, ends_at=until))
    await tx.run(member.update().where(member.c.group_id == group_id).values(again=False))


async def would_go_on(tx: Transaction, group_id: int, member_id: int) -> set[int]:
    """This member would go on; all of their group who would."""
    here = member.c.group_id == group_id
    mine = (here, member.c.member_id == member_id)
    await tx.run(member.update().where(*mine).values(again=True))
    rows = await tx.all(select(member.c.member_id).where(here, member.c.again))
    return {row["member_id"] for row in rows}


def _season(row: RowMapping) -> Season:
    times = schedule.from_json(row["schedule"])
    return Season(
        id=row["id"],
        community=row["community_id"],
        circle=row["circle_id"],
        creator=row["creator_id"],
        number=row["number"],
        size=row["size"],
        weeks=row["weeks"],
        questions=from_json(row["questions"]),
        rule=times.rule,
        at=times.at,
        when=row["when"],
        state=row["state"],
        starts_at=row["starts_at"],
    )


def _group(row: RowMapping) -> Group:
    return Group(
        id=row["id"],
        season=row["season_id"],
        number=row["number"],
        check_in=row["check_in_id"],
        state=row["state"],
        ends_at=row["ends_at"],
        people=row["people"],
        openings=row["openings"],
    )
