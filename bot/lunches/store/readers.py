"""The people whom messages would reach, and how they stand in what those are about, as rows."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, RowMapping, Select, Table, and_, bindparam, literal, select

from bot.checkins.store.enrolments import enrolment as in_check_in
from bot.circles.store.circles import circle
from bot.circles.store.enrolments import enrolment as in_circle
from bot.circles.store.rounds import pairing, round_, seat
from bot.database import Transaction
from bot.members.communities import community, workspace
from bot.members.model import Pause
from bot.members.store import account, member


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody, their zone where it is known, and whether they left or are away.

    `gone`: they left the place, or what the message is about; `pause`: from that.
    """

    member: int
    zone: str | None
    community_zone: str
    gone: bool
    pause: Pause | None


async def accounts_of(
    tx: Transaction, platform: str, at: str, refs: Collection[str], programme: str
) -> dict[str, Found]:
    """The people with these accounts, as they stand in a programme; no strangers."""
    kind, of = _kind_of(programme)
    rows = await tx.all(_with_account(kind), **of, platform=platform, at=at, refs=sorted(refs))
    return {row["ref"]: _found(row) for row in rows}


async def members_with(
    tx: Transaction, platform: str, at: str, ids: Collection[int], programme: str
) -> dict[int, Found]:
    """The people with these ids of ours who have an account there, as they stand in a programme."""
    kind, of = _kind_of(programme)
    rows = await tx.all(_with_id(kind), **of, platform=platform, at=at, ids=sorted(ids))
    return {row["id"]: _found(row) for row in rows}


async def at_tables(tx: Transaction, pairings: Collection[int]) -> dict[int, list[Found]]:
    """Everybody who sits at each of these, as they stand in the circle of that table."""
    found: dict[int, list[Found]] = {each: [] for each in pairings}
    for row in await tx.all(_SEATED, pairings=sorted(found)):
        found[row["pairing_id"]].append(_found(row))
    return found


def _kind_of(programme: str) -> tuple[str, dict[str, int]]:
    """Of `circle:ID` or `check_in:ID`, what it is and its id; of "" neither."""
    kind, _, of = programme.partition(":")
    return kind, {"of": int(of)} if kind else {}


_PERSON = (
    member.c.id,
    member.c.zone,
    community.c.zone.label("community_zone"),
    account.c.ref,
    account.c.gone_at,
)


def _standing(
    people: Select[tuple[object, ...]], enrolled: Table, this: ColumnElement[bool]
) -> Select[tuple[object, ...]]:
    """These, and whether they are enrolled in `this`, and away from it."""
    since = enrolled.c.paused_from if enrolled is in_circle else literal(None)
    return people.add_columns(
        enrolled.c.id.label("enrolment"),
        enrolled.c.left_at,
        enrolled.c.paused,
        enrolled.c.paused_until,
        since.label("since"),
    ).outerjoin(enrolled, and_(enrolled.c.member_id == member.c.id, this))


def _people(kind: str) -> Select[tuple[object, ...]]:
    """People in a place, and how they stand in a programme; without one everybody stands well."""
    people = (
        select(*_PERSON)
        .select_from(account)
        .join(workspace, workspace.c.id == account.c.workspace_id)
        .join(member, member.c.id == account.c.member_id)
        .join(community, community.c.id == member.c.community_id)
        .where(workspace.c.platform == bindparam("platform"), workspace.c.ref == bindparam("at"))
    )
    if kind == "check_in":
        return _standing(people, in_check_in, in_check_in.c.check_in_id == bindparam("of"))
    if kind:
        return _standing(people, in_circle, in_circle.c.circle_id == bindparam("of"))
    return people


@cache
def _with_account(kind: str) -> Select[tuple[object, ...]]:
    return _people(kind).where(account.c.ref.in_(bindparam("refs", expanding=True)))


@cache
def _with_id(kind: str) -> Select[tuple[object, ...]]:
    return _people(kind).where(member.c.id.in_(bindparam("ids", expanding=True)))


_SEATED = _standing(
    select(*_PERSON, seat.c.pairing_id)
    .select_from(seat)
    .join(pairing, pairing.c.id == seat.c.pairing_id)
    .join(round_, round_.c.id == pairing.c.round_id)
    .join(circle, circle.c.id == round_.c.circle_id)
    .join(member, member.c.id == seat.c.member_id)
    .join(community, community.c.id == member.c.community_id)
    .join(
        account,
        and_(account.c.member_id == member.c.id, account.c.workspace_id == circle.c.workspace_id),
    )
    .where(seat.c.pairing_id.in_(bindparam("pairings", expanding=True)))
    .order_by(member.c.id),
    in_circle,
    in_circle.c.circle_id == circle.c.id,
)


def _found(row: RowMapping) -> Found:
    gone, pause = row["gone_at"] is not None, None
    if "enrolment" in row:
        gone = gone or row["enrolment"] is None or row["left_at"] is not None
        pause = Pause(row["paused_until"], row["since"]) if row["paused"] else None
    return Found(row["id"], row["zone"], row["community_zone"], gone, pause)
