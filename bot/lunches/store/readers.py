"""The people whom a message would reach, and how they stand in what it is about, as rows."""

from dataclasses import dataclass

from sqlalchemy import RowMapping, Select, and_, literal, select

from bot.checkins.store.enrolments import enrolment as in_check_in
from bot.circles.store.circles import circle
from bot.circles.store.enrolments import enrolment as in_circle
from bot.circles.store.rounds import pairing, round_, seat
from bot.database import Transaction
from bot.members.model import Pause
from bot.members.store import account, community, member, workspace


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


async def account_of(
    tx: Transaction, platform: str, at: str, ref: str, programme: str
) -> Found | None:
    """The person with this account, as they stand in a programme; None for a stranger."""
    row = await tx.first(
        _people(programme).where(
            workspace.c.platform == platform, workspace.c.ref == at, account.c.ref == ref
        )
    )
    return _found(row) if row else None


async def member_with(tx: Transaction, member_id: int, programme: str) -> Found | None:
    """The person with this id of ours, as they stand in a programme."""
    row = await tx.first(_people(programme).where(member.c.id == member_id))
    return _found(row) if row else None


async def at_table(tx: Transaction, pairing_id: int) -> list[Found]:
    """Everybody who sits there, as they stand in the circle of that table."""
    of_table = await tx.first(
        select(round_.c.circle_id, circle.c.workspace_id)
        .join(pairing, pairing.c.round_id == round_.c.id)
        .join(circle, circle.c.id == round_.c.circle_id)
        .where(pairing.c.id == pairing_id)
    )
    if of_table is None:
        return []
    rows = await tx.all(
        _people(f"circle:{of_table['circle_id']}")
        .join(seat, seat.c.member_id == member.c.id)
        .where(seat.c.pairing_id == pairing_id, account.c.workspace_id == of_table["workspace_id"])
        .order_by(member.c.id)
    )
    return [_found(row) for row in rows]


def _people(programme: str) -> Select[tuple[object, ...]]:
    """People, and how they stand in `circle:ID` or `check_in:ID`; in "" everybody stands well."""
    kind, _, of = programme.partition(":")
    enrolled = in_check_in if kind == "check_in" else in_circle
    since = literal(None) if kind == "check_in" else in_circle.c.paused_from
    people = (
        select(
            member.c.id,
            member.c.zone,
            community.c.zone.label("community_zone"),
            account.c.gone_at,
            *(
                [
                    enrolled.c.id.label("enrolment"),
                    enrolled.c.left_at,
                    enrolled.c.paused,
                    enrolled.c.paused_until,
                    since.label("since"),
                ]
                if kind
                else []
            ),
        )
        .select_from(account)
        .join(workspace, workspace.c.id == account.c.workspace_id)
        .join(member, member.c.id == account.c.member_id)
        .join(community, community.c.id == member.c.community_id)
    )
    if not kind:
        return people
    this = enrolled.c.check_in_id if kind == "check_in" else enrolled.c.circle_id
    return people.outerjoin(enrolled, and_(enrolled.c.member_id == member.c.id, this == int(of)))


def _found(row: RowMapping) -> Found:
    gone, pause = row["gone_at"] is not None, None
    if "enrolment" in row:
        gone = gone or row["enrolment"] is None or row["left_at"] is not None
        pause = Pause(row["paused_until"], row["since"]) if row["paused"] else None
    return Found(row["id"], row["zone"], row["community_zone"], gone, pause)
