"""What the people of a table said came of it, as rows, and what follows for who met whom."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

from sqlalchemy import Column, ForeignKey, String, Table, case, exists, func, select

from bot.circles.outcome import LATE, Outcome, Said
from bot.circles.store.circles import circle
from bot.circles.store.dates import table_date
from bot.circles.store.rounds import latest_drawn, pairing, round_, seat
from bot.database import Transaction, UTCDateTime, metadata
from bot.meetings import store as meetings
from bot.meetings.model import Meeting, Pair
from bot.members.store import account, member

answer = Table(
    "table_answer",
    metadata,
    Column("pairing_id", ForeignKey(pairing.c.id), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("outcome", String, nullable=False),
    Column("reason", String),  # why they did not meet, where they said so
    Column("at", UTCDateTime, nullable=False),
)
declined = Table(  # who would rather not be first in line for this table again
    "table_declined",
    metadata,
    Column("pairing_id", ForeignKey(pairing.c.id), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True),
)


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody at a table: their account, their name, and where they live."""

    ref: str
    name: str
    zone: str | None


@dataclass(frozen=True, slots=True)
class Laid:
    """A table that was set: in which circle and round, who sits there, and what came of it.

    `closed`: when the next round of the circle was drawn; None for a table of the latest one.
    `meets`: its date, while that stands and has a time; `asks`: when it is asked because of that.
    """

    pairing: int
    circle: int
    period: date
    starter: int
    outcome: Outcome
    topic: str
    people: Mapping[int, Sitting]
    conversation: str = ""
    drawn: datetime | None = None
    closed: datetime | None = None
    meets: datetime | None = None
    asks: datetime | None = None

    @property
    def latest(self) -> bool:
        """Whether no later round of the circle was drawn."""
        return self.closed is None

    def is_open(self, now: datetime) -> bool:
        """Whether its people can say something: until the next round, or a week after a date that
        they are asked about only then.
        """
        if self.closed is None:
            return True
        return self.asks is not None and self.asks >= self.closed and now < self.asks + LATE


async def table(tx: Transaction, community: int, pairing_id: int) -> Laid | None:
    """The table with this id, if it is this community's."""
    rows = await tx.all(
        select(
            round_.c.circle_id,
            round_.c.period,
            pairing.c.starter_id,
            pairing.c.outcome,
            pairing.c.topic,
            pairing.c.conversation,
            round_.c.at.label("drawn"),
            table_date.c.at.label("meets"),
            table_date.c.asks_at,
            member.c.id,
            member.c.name,
            member.c.zone,
            account.c.ref,
        )
        .join(round_, round_.c.id == pairing.c.round_id)
        .join(circle, circle.c.id == round_.c.circle_id)
        .join(seat, seat.c.pairing_id == pairing.c.id)
        .join(member, member.c.id == seat.c.member_id)
        .join(
            account,
            (account.c.member_id == member.c.id)
            & (account.c.workspace_id == circle.c.workspace_id),
        )
        .outerjoin(
            table_date, (table_date.c.pairing_id == pairing.c.id) & table_date.c.off_at.is_(None)
        )
        .where(pairing.c.id == pairing_id, circle.c.community_id == community)
        .order_by(member.c.id)
    )
    if not rows:
        return None
    first = rows[0]
    later = await tx.first(
        select(round_.c.at)
        .where(
            round_.c.circle_id == first["circle_id"],
            round_.c.state == "drawn",
            round_.c.period > first["period"],
        )
        .order_by(round_.c.period)
        .limit(1)
    )
    return Laid(
        pairing=pairing_id,
        circle=first["circle_id"],
        period=first["period"],
        starter=first["starter_id"],
        outcome=first["outcome"],
        topic=first["topic"] or "",
        people={row["id"]: Sitting(row["ref"], row["name"], row["zone"]) for row in rows},
        conversation=first["conversation"] or "",
        drawn=first["drawn"],
        closed=later["at"] if later else None,
        meets=first["meets"],
        asks=first["asks_at"],
    )


async def said(tx: Transaction, pairing_id: int) -> list[Said]:
    """What each of the table said last."""
    rows = await tx.all(select(answer).where(answer.c.pairing_id == pairing_id))
    return [Said(row["member_id"], row["outcome"], row["at"]) for row in rows]


async def say(
    tx: Transaction, pairing_id: int, member_id: int, outcome: Outcome, now: datetime
) -> None:
    """Somebody of the table says what came of it, in place of what they said before."""
    row: dict[str, object] = {"pairing_id": pairing_id, "member_id": member_id}
    row |= {"outcome": outcome, "reason": None, "at": now}
    changed = ("outcome", "reason", "at")
    await tx.put(answer, [row], on=["pairing_id", "member_id"], change=changed)


async def take_back(tx: Transaction, pairing_id: int, outcome: Outcome) -> None:
    """Nobody of the table says this any more."""
    await tx.run(
        answer.delete().where(answer.c.pairing_id == pairing_id, answer.c.outcome == outcome)
    )


async def give_reason(tx: Transaction, pairing_id: int, member_id: int, reason: str) -> int:
    """Why they did not meet, from somebody who said that. How many rows that changed."""
    return await tx.run(
        answer.update()
        .where(
            answer.c.pairing_id == pairing_id,
            answer.c.member_id == member_id,
            answer.c.outcome == "not_met",
        )
        .values(reason=reason)
    )


async def decline(tx: Transaction, pairing_id: int, member_id: int) -> None:
    """They would rather not be first in line for this table again."""
    row = {"pairing_id": pairing_id, "member_id": member_id}
    await tx.put(declined, [row], on=["pairing_id", "member_id"])


async def keep(tx: Transaction, community: int, laid: Laid, outcome: Outcome) -> None:
    """This came of the table; what is known of its pairs is counted anew, so that it is exact."""
    await tx.run(pairing.update().where(pairing.c.id == laid.pairing).values(outcome=outcome))
    await recount(tx, community, laid.people)


async def recount(tx: Transaction, community: int, people: Collection[int]) -> None:
    """Count anew what is known of any two of these people, from all their tables as they are."""
    await meetings.rewrite(tx, community, await _counted(tx, people))


async def latest_tables(tx: Transaction, circle_id: int) -> list[int]:
    """The tables of the circle's latest round that was drawn."""
    rows = await tx.all(
        select(pairing.c.id)
        .where(pairing.c.round_id == latest_drawn(circle_id))
        .order_by(pairing.c.id)
    )
    return [row["id"] for row in rows]


async def open_tables(tx: Transaction, circle_id: int) -> list[int]:
    """Those of them at which somebody sits, and nobody has said that they met."""
    rows = await tx.all(
        select(pairing.c.id)
        .where(
            pairing.c.round_id == latest_drawn(circle_id),
            pairing.c.outcome.not_in(("met", "some_met")),
            exists().where(seat.c.pairing_id == pairing.c.id),
        )
        .order_by(pairing.c.id)
    )
    return [row["id"] for row in rows]


async def to_pass(tx: Transaction, member_id: int) -> int | None:
    """A table of somebody's that did not meet, of the latest round of any circle.

    One for which they are still first in line, where there is one.
    """
    last = (
        select(round_.c.circle_id, func.max(round_.c.period).label("period"))
        .where(round_.c.state == "drawn")
        .group_by(round_.c.circle_id)
        .subquery()
    )
    row = await tx.first(
        select(pairing.c.id)
        .join(seat, seat.c.pairing_id == pairing.c.id)
        .join(round_, round_.c.id == pairing.c.round_id)
        .join(
            last,
            (last.c.circle_id == round_.c.circle_id) & (last.c.period == round_.c.period),
        )
        .outerjoin(
            declined,
            (declined.c.pairing_id == pairing.c.id) & (declined.c.member_id == member_id),
        )
        .where(seat.c.member_id == member_id, pairing.c.outcome == "not_met")
        .order_by(declined.c.member_id.is_not(None), round_.c.at.desc(), pairing.c.id.desc())
        .limit(1)
    )
    return row["id"] if row else None


async def passed(tx: Transaction, circle_id: int) -> frozenset[Pair]:
    """Pairs of the latest round that did not meet, one of whom would rather meet somebody new."""
    no = seat.alias("no")
    rows = await tx.all(
        select(no.c.member_id.label("one"), seat.c.member_id.label("other"))
        .select_from(declined)
        .join(
            no,
            (no.c.pairing_id == declined.c.pairing_id) & (no.c.member_id == declined.c.member_id),
        )
        .join(seat, (seat.c.pairing_id == no.c.pairing_id) & (seat.c.member_id != no.c.member_id))
        .join(pairing, pairing.c.id == seat.c.pairing_id)
        .where(pairing.c.round_id == latest_drawn(circle_id), pairing.c.outcome == "not_met")
    )
    return frozenset((min(row["one"], row["other"]), max(row["one"], row["other"])) for row in rows)


async def owed(tx: Transaction, circle_id: int) -> dict[int, frozenset[int]]:
    """Who of the latest round is first in line for each other: did not meet, and would like to."""
    rows = await tx.all(
        select(seat.c.pairing_id, seat.c.member_id)
        .join(pairing, pairing.c.id == seat.c.pairing_id)
        .outerjoin(
            declined,
            (declined.c.pairing_id == pairing.c.id) & (declined.c.member_id == seat.c.member_id),
        )
        .where(
            pairing.c.round_id == latest_drawn(circle_id),
            pairing.c.outcome == "not_met",
            declined.c.member_id.is_(None),
        )
    )
    tables: dict[int, set[int]] = {}
    for row in rows:
        tables.setdefault(row["pairing_id"], set()).add(row["member_id"])
    return {each: frozenset(people) for each, people in tables.items()}


async def _counted(tx: Transaction, people: Collection[int]) -> dict[Pair, Meeting | None]:
    """What all their tables say of each pair of these people; None for no meeting at all."""
    one, other = seat.alias("one"), seat.alias("other")
    there = sorted(people)
    rows = await tx.all(
        select(
            one.c.member_id.label("a"),
            other.c.member_id.label("b"),
            func.count().label("times"),
            func.sum(case((pairing.c.outcome == "met", 1), else_=0)).label("met"),
            func.max(round_.c.period).label("last"),
        )
        .join(
            other,
            (other.c.pairing_id == one.c.pairing_id) & (other.c.member_id > one.c.member_id),
        )
        .join(pairing, pairing.c.id == one.c.pairing_id)
        .join(round_, round_.c.id == pairing.c.round_id)
        .where(
            one.c.member_id.in_(there),
            other.c.member_id.in_(there),
            pairing.c.outcome != "not_met",
        )
        .group_by(one.c.member_id, other.c.member_id)
    )
    found: dict[Pair, Meeting | None] = dict.fromkeys(combinations(there, 2))
    for row in rows:
        found[row["a"], row["b"]] = Meeting(row["last"], row["times"], row["met"])
    return found
