"""How a circle's rounds went, in counts: whole tables and pairs, never a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import RowMapping, case, exists, func, select

from bot.circles.store import seats, without
from bot.circles.store.circles import circle
from bot.circles.store.enrolments import enrolment
from bot.circles.store.outcomes import answer
from bot.circles.store.rounds import latest_drawn, left_over, pairing, round_, seat
from bot.database import Transaction
from bot.meetings.store import meeting
from bot.members.store import account


@dataclass(frozen=True, slots=True)
class Figures:
    """One round, or several together. `new`: pairs that met for the first time anywhere."""

    tables: int = 0
    met: int = 0
    answered: int = 0
    new: int = 0
    left_out: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        """Both together."""
        return Figures(
            self.tables + other.tables,
            self.met + other.met,
            self.answered + other.answered,
            self.new + other.new,
            self.left_out + other.left_out,
        )


@dataclass(frozen=True, slots=True)
class Sat:
    """The latest round of a circle as somebody knew it: at which table, or why at none.

    `before`: whether any two of the table had one together before. `owed`: whether some of them had
    one in the circle's round before this, which did not come about. `changed`: why their seat is
    another than the one that was drawn; "" where it is not.
    """

    period: date
    state: str
    lot: str
    names: tuple[str, ...]
    before: bool
    left_over: bool
    elsewhere: bool
    late: bool
    changed: str = ""
    owed: bool = False


async def drawn(tx: Transaction, circle_id: int) -> list[tuple[int, date]]:
    """The number and the day of each round of the circle that was drawn, the newest first."""
    rows = await tx.all(
        select(round_.c.number, round_.c.period)
        .where(round_.c.circle_id == circle_id, round_.c.state == "drawn")
        .order_by(round_.c.period.desc())
    )
    return [(row["number"], row["period"]) for row in rows]


async def of_rounds(tx: Transaction, circle_id: int, how_many: int) -> list[Figures]:
    """The circle's latest rounds that were drawn, the newest first."""
    rounds = await tx.all(
        select(round_.c.id)
        .where(round_.c.circle_id == circle_id, round_.c.state == "drawn")
        .order_by(round_.c.period.desc())
        .limit(how_many)
    )
    ids = [row["id"] for row in rounds]
    tables = await tx.all(
        select(
            pairing.c.round_id,
            func.count().label("tables"),
            func.sum(case((pairing.c.outcome.in_(("met", "some_met")), 1), else_=0)).label("met"),
            func.sum(case((pairing.c.outcome != "unknown", 1), else_=0)).label("answered"),
        )
        .where(
            pairing.c.round_id.in_(ids),
            exists().where(seat.c.pairing_id == pairing.c.id),  # not one that everybody has left
        )
        .group_by(pairing.c.round_id)
    )
    one, other = seat.alias("one"), seat.alias("other")
    first = (
        select(func.min(one.c.round_id).label("round_id"))
        .join(
            other, (other.c.pairing_id == one.c.pairing_id) & (other.c.member_id > one.c.member_id)
        )
        .join(pairing, pairing.c.id == one.c.pairing_id)
        .where(pairing.c.outcome == "met")
        .group_by(one.c.member_id, other.c.member_id)
        .subquery()
    )
    new = await tx.all(
        select(first.c.round_id, func.count().label("new"))
        .where(first.c.round_id.in_(ids))
        .group_by(first.c.round_id)
    )
    left = await tx.all(
        select(left_over.c.round_id, func.count().label("left_out"))
        .where(left_over.c.round_id.in_(ids))
        .group_by(left_over.c.round_id)
    )
    by_round: dict[int, dict[str, int]] = {each: {} for each in ids}
    for rows in (tables, new, left):
        _gather(by_round, rows)
    return [Figures(**by_round[each]) for each in ids]


def _gather(by_round: Mapping[int, dict[str, int]], rows: Sequence[RowMapping]) -> None:
    for row in rows:
        by_round[row["round_id"]].update({k: row[k] for k in row if k != "round_id"})


async def reasons(tx: Transaction, circle_id: int, how_many: int) -> dict[str, int]:
    """Why people of the circle's latest rounds did not meet, where they said so."""
    latest = (
        select(round_.c.id)
        .where(round_.c.circle_id == circle_id, round_.c.state == "drawn")
        .order_by(round_.c.period.desc())
        .limit(how_many)
    )
    rows = await tx.all(
        select(answer.c.reason, func.count().label("times"))
        .join(pairing, pairing.c.id == answer.c.pairing_id)
        .where(
            pairing.c.round_id.in_(latest),
            pairing.c.outcome == "not_met",  # and nobody of it has said otherwise
            answer.c.reason.is_not(None),
        )
        .group_by(answer.c.reason)
    )
    return {row["reason"]: row["times"] for row in rows}


async def coverage(tx: Transaction, circle_id: int) -> tuple[int, int]:
    """How many pairs of those who are in the circle have met, and how many there could be."""
    there = (
        select(enrolment.c.member_id)
        .join(circle, circle.c.id == enrolment.c.circle_id)
        .join(
            account,
            (account.c.member_id == enrolment.c.member_id)
            & (account.c.workspace_id == circle.c.workspace_id),
        )
        .where(
            enrolment.c.circle_id == circle_id,
            enrolment.c.left_at.is_(None),
            account.c.gone_at.is_(None),
        )
    )
    met = await tx.first(
        select(func.count().label("pairs")).where(
            meeting.c.a.in_(there), meeting.c.b.in_(there), meeting.c.met > 0
        )
    )
    people = await tx.first(select(func.count().label("people")).select_from(there.subquery()))
    assert met is not None
    assert people is not None
    return met["pairs"], people["people"] * (people["people"] - 1) // 2


async def latest(
    tx: Transaction, circle_id: int, member_id: int, names: Mapping[int, str]
) -> Sat | None:
    """The circle's latest round as this member knew it; `names` of those who could sit there."""
    row = await tx.first(
        select(round_, enrolment.c.joined_at)
        .outerjoin(
            enrolment,
            (enrolment.c.circle_id == round_.c.circle_id) & (enrolment.c.member_id == member_id),
        )
        .where(round_.c.circle_id == circle_id)
        .order_by(round_.c.period.desc())
        .limit(1)
    )
    if row is None:
        return None
    mine = select(seat.c.pairing_id).where(
        seat.c.round_id == row["id"], seat.c.member_id == member_id
    )
    sat = await tx.all(select(seat.c.member_id).where(seat.c.pairing_id.in_(mine)))
    people = [each["member_id"] for each in sat]
    earlier, also = seat.alias("earlier"), seat.alias("also")
    previous = await tx.first(
        select(round_.c.id)
        .where(
            round_.c.circle_id == circle_id,
            round_.c.state == "drawn",
            round_.c.period < row["period"],
        )
        .order_by(round_.c.period.desc())
        .limit(1)
    )
    before = await tx.all(
        select(earlier.c.round_id, pairing.c.outcome)
        .join(
            also,
            (also.c.pairing_id == earlier.c.pairing_id) & (also.c.member_id > earlier.c.member_id),
        )
        .join(pairing, pairing.c.id == earlier.c.pairing_id)
        .join(round_, round_.c.id == earlier.c.round_id)
        .where(
            earlier.c.member_id.in_(people),
            also.c.member_id.in_(people),
            round_.c.at < row["at"],  # other circles may have set tables since
        )
    )
    owed = previous is not None and any(
        each["round_id"] == previous["id"] and each["outcome"] == "not_met" for each in before
    )
    left = await tx.first(
        select(left_over).where(
            left_over.c.round_id == row["id"], left_over.c.member_id == member_id
        )
    )
    joined = row["joined_at"]
    return Sat(
        period=row["period"],
        state=row["state"],
        lot=row["seed"] or "",
        names=tuple(names.get(each, "") for each in people if each != member_id),
        before=bool(before),
        left_over=left is not None,
        elsewhere=await without.was_passed_over(tx, row["id"], member_id),
        late=joined is not None and joined > row["at"],
        changed=await seats.last_reason(tx, row["id"], member_id),
        owed=owed,
    )


async def mates(tx: Transaction, circle_id: int, member_id: int) -> list[int]:
    """Who else sits at somebody's table in the circle's latest round."""
    mine = select(seat.c.pairing_id).where(
        seat.c.round_id == latest_drawn(circle_id), seat.c.member_id == member_id
    )
    rows = await tx.all(
        select(seat.c.member_id).where(seat.c.pairing_id.in_(mine), seat.c.member_id != member_id)
    )
    return [row["member_id"] for row in rows]
