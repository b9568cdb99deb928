"""The outbox as rows: what waits, what is on its way, and what became of the rest."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    Text,
    case,
    exists,
    false,
    func,
    or_,
    select,
)

from bot.chat import wire
from bot.chat.message import File, Message
from bot.chat.platform import Adding, Channel, Closing, Direct, Edit, Kind, Opening, Payload, kind
from bot.chat.platform import Table as At
from bot.database import STAYS, Id, Transaction, UTCDateTime, metadata
from bot.outbox.model import LIFETIME, Delivery, Due, End, Taken, lane

delivery = Table(
    "delivery",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("community_id", ForeignKey("community.id"), nullable=False),
    Column("platform", String, nullable=False),
    Column("workspace", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("lane", String, nullable=False),
    Column("member_id", ForeignKey("member.id"), info={STAYS: True}),
    Column("address", Text, nullable=False),
    Column("opening", String),  # the key of the delivery that has to arrive first
    Column("payload", Text),  # dropped when it is tidied, the row stays
    Column("receipt", String),
    Column("state", String, nullable=False),
    Column("reason", String),
    Column("attempts", Integer, nullable=False),
    Column("attempted_at", UTCDateTime),
    Column("first_attempt", UTCDateTime),
    Column("not_before", UTCDateTime, nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
    Column("asked", Boolean(create_constraint=False), nullable=False),
    Column("again", Boolean(create_constraint=False), nullable=False),
    Column("on_end", String),
    Column("about", Id, nullable=False),
    Column("ended_at", UTCDateTime),
    Column("at_once", Boolean(create_constraint=False), nullable=False, server_default=false()),
    Column("keeps", Boolean(create_constraint=False), nullable=False, server_default=false()),
    Column("programme", String),
    Column("zone", String),
    Index("ix_delivery_state_not_before", "state", "not_before"),
    Index("ix_delivery_lane_state", "lane", "state"),
)

_before = delivery.alias("before")
_opening = delivery.alias("opening_of")
OPEN = ("pending", "ambiguous")
_PAGE = 500  # keys named in one statement


@dataclass(frozen=True, slots=True)
class Told:
    """The action that wants to know what became of a delivery ("": none), about what, and where."""

    action: str
    community: int
    about: int
    platform: str


async def put(tx: Transaction, deliveries: Sequence[Delivery]) -> int:
    """Let them wait. A key that is there already is left alone. How many are new."""
    written = {id(each.payload): each.payload for each in deliveries}  # said to many, written once
    dumped = {one: wire.dump(payload) for one, payload in written.items()}
    rows = [
        {
            "key": each.key,
            "community_id": each.community,
            "platform": each.platform,
            "workspace": each.workspace,
            "kind": kind(each.payload),
            "lane": lane(each),
            "member_id": each.member,
            "address": wire.dump(each.to),
            "opening": _waits_for(each),
            "payload": dumped[id(each.payload)],
            "state": "pending",
            "attempts": 0,
            "not_before": each.not_before,
            "expires_at": each.expires or each.not_before + LIFETIME,
            "asked": each.asked,
            "again": each.again,
            "on_end": each.on_end or None,
            "about": each.about,
            "at_once": each.at_once,
            "keeps": each.expires is None,
            "programme": each.programme or None,
            "zone": each.zone or None,
        }
        for each in deliveries
    ]
    return await tx.put(delivery, rows, on=["key"])


async def due(
    tx: Transaction, now: datetime, what: Kind, limit: int, *, without: Collection[tuple[str, str]]
) -> list[Due]:
    """What is due, oldest first, one of each lane, but not to the workspaces of `without`."""
    blocked = exists().where(
        _before.c.lane == delivery.c.lane,
        _before.c.id < delivery.c.id,
        _before.c.state.in_((*OPEN, "sending")),
        or_(_before.c.not_before <= now, _before.c.attempts > 0),
    )
    rows = await tx.all(
        select(
            delivery.c.id,
            delivery.c.lane,
            delivery.c.kind,
            delivery.c.platform,
            delivery.c.workspace,
            delivery.c.state,
            delivery.c.again,
            delivery.c.asked,
            delivery.c.at_once,
            delivery.c.first_attempt,
        )
        .outerjoin(_opening, _opening.c.key == delivery.c.opening)
        .where(
            delivery.c.state.in_(OPEN),
            delivery.c.kind == what,
            delivery.c.not_before <= now,
            delivery.c.expires_at > now,
            or_(delivery.c.opening.is_(None), _opening.c.state == "sent"),
            *(
                or_(delivery.c.platform != platform, delivery.c.workspace != workspace)
                for platform, workspace in sorted(without)
            ),
            ~blocked,
        )
        .order_by(delivery.c.id)
        .limit(limit)
    )
    return [Due(**row) for row in rows]


async def take(tx: Transaction, delivery_id: int, now: datetime) -> Taken | None:
    """Mark it as on its way, before the call. None: somebody else got there first."""
    first = func.coalesce(delivery.c.first_attempt, now, type_=UTCDateTime())
    changed = await tx.run(
        delivery.update()
        .where(delivery.c.id == delivery_id, delivery.c.state.in_(OPEN))
        .values(
            state="sending",
            attempts=delivery.c.attempts + 1,
            attempted_at=now,
            first_attempt=first,
        )
    )
    if not changed:
        return None
    row = await tx.first(whole().where(delivery.c.id == delivery_id))
    assert row is not None
    return Taken(row["id"], loaded(row), row["attempts"])


async def again_later(
    tx: Transaction, delivery_id: int, at: datetime, reason: str, *, perhaps: bool
) -> None:
    """It waits until then; `perhaps`: it may have arrived all the same."""
    await tx.run(
        delivery.update()
        .where(delivery.c.id == delivery_id)
        .values(state="ambiguous" if perhaps else "pending", not_before=at, reason=reason)
    )


async def end(
    tx: Transaction,
    delivery_id: int,
    how: End,
    now: datetime,
    *,
    receipt: str = "",
    reason: str = "",
) -> Told:
    """It is over: sent, with the platform's own id, or not, with the reason. Who is to be told."""
    this = delivery.c.id == delivery_id
    await tx.run(
        delivery.update()
        .where(this)
        .values(
            state=how,
            ended_at=now,
            receipt=receipt or None,
            reason=reason or None,
            # nobody could find a name in a file that is kept, to take it out again
            payload=case((delivery.c.kind == "file", None), else_=delivery.c.payload),
        )
    )
    row = await tx.first(
        select(
            delivery.c.on_end, delivery.c.community_id, delivery.c.about, delivery.c.platform
        ).where(this)
    )
    assert row is not None
    return Told(row["on_end"] or "", row["community_id"], row["about"], row["platform"])


async def recover(tx: Transaction) -> int:
    """At start: what was on its way when the process died may have arrived, or not."""
    return await tx.run(
        delivery.update().where(delivery.c.state == "sending").values(state="ambiguous")
    )


async def expired(tx: Transaction, now: datetime) -> list[int]:
    """What waited too long."""
    return await _open_ids(tx, delivery.c.expires_at <= now)


async def without_conversation(tx: Transaction) -> list[int]:
    """What waits for a conversation that will never be."""
    never = select(_opening.c.key).where(_opening.c.state.in_(("failed", "parked", "merged")))
    return await _open_ids(tx, delivery.c.opening.in_(never))


async def drop(tx: Transaction, platform: str, workspace: str, reason: str, now: datetime) -> int:
    """Nothing more goes to this workspace. How many were waiting."""
    return await tx.run(
        delivery.update()
        .where(
            delivery.c.platform == platform,
            delivery.c.workspace == workspace,
            delivery.c.state.in_(OPEN),
        )
        .values(state="failed", reason=reason, ended_at=now)
    )


async def withdraw(tx: Transaction, keys: Sequence[str], reason: str, now: datetime) -> int:
    """These are not to be sent any more, where they still wait. How many that were."""
    taken_back = 0
    for start in range(0, len(keys), _PAGE):
        taken_back += await tx.run(
            delivery.update()
            .where(delivery.c.key.in_(keys[start : start + _PAGE]), delivery.c.state.in_(OPEN))
            .values(state="failed", reason=reason, ended_at=now)
        )
    return taken_back


async def forget(
    tx: Transaction, to: tuple[str, str, str], needles: Sequence[str], now: datetime
) -> None:
    """Nothing more goes to a person (`to`: platform, workspace and account), and what ended has
    no words any more where it went to them or where one of the needles stands in it.
    """
    platform, workspace, ref = to
    place = f"{platform}:{workspace}:direct:"
    mine = delivery.c.lane == place + ref
    await tx.run(
        delivery.update()
        .where(mine, delivery.c.state.in_(OPEN))
        .values(state="failed", reason="they are forgotten", ended_at=now)
    )
    nobody = {"lane": place, "address": wire.dump(Direct("")), "member_id": None}
    await tx.run(delivery.update().where(mine).values(payload=None, **nobody))
    within = or_(*(delivery.c.payload.contains(each, autoescape=True) for each in needles))
    over = delivery.c.ended_at.is_not(None)
    here = (delivery.c.platform == platform) & (delivery.c.workspace == workspace)
    await tx.run(delivery.update().where(here, over, within).values(payload=None))


async def receipt_of(tx: Transaction, key: str) -> str:
    """The platform's own id for what was carried under this key; "" as long as it was not."""
    row = await tx.first(select(delivery.c.receipt).where(delivery.c.key == key))
    return (row["receipt"] or "") if row else ""


async def keys_under(tx: Transaction, beginning: str) -> list[str]:
    """The keys that begin so, of all that was ever put here, in the order in which it came."""
    following = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    rows = await tx.all(
        select(delivery.c.key)
        .where(delivery.c.key >= beginning, delivery.c.key < following)
        .order_by(delivery.c.id)
    )
    return [row["key"] for row in rows]


async def hush(tx: Transaction, lane: str, reason: str, now: datetime) -> int:
    """Nothing that waits in this lane is sent any more. How much that was."""
    return await tx.run(
        delivery.update()
        .where(delivery.c.lane == lane, delivery.c.state.in_(OPEN))
        .values(state="failed", reason=reason, ended_at=now)
    )


async def put_off(tx: Transaction, keys: Sequence[str], at: datetime) -> int:
    """These wait until then, where they still wait. How many that are.

    One of which nobody can tell whether it arrived is left alone: later it would be a second one.
    """
    moved = 0
    for start in range(0, len(keys), _PAGE):
        moved += await tx.run(
            delivery.update()
            .where(delivery.c.key.in_(keys[start : start + _PAGE]), delivery.c.state == "pending")
            .values(not_before=at, expires_at=at + LIFETIME)
        )
    return moved


async def reword(tx: Transaction, key: str, payload: Payload) -> bool:
    """Say this instead under that key. False where it does not wait any more: it is on its way."""
    changed = await tx.run(
        delivery.update()
        .where(delivery.c.key == key, delivery.c.state.in_(OPEN))
        .values(payload=wire.dump(payload))
    )
    return changed == 1


async def coming(tx: Transaction, now: datetime, ending: str) -> list[datetime]:
    """When what waits under a key with this ending is to be sent, each moment once."""
    rows = await tx.all(
        select(delivery.c.not_before)
        .where(
            delivery.c.state == "pending",
            delivery.c.not_before > now,
            delivery.c.key.endswith(ending, autoescape=True),
        )
        .distinct()
        .order_by(delivery.c.not_before)
    )
    return [row["not_before"] for row in rows]


async def tidy(tx: Transaction, now: datetime) -> int:
    """Forget the words of what ended a month ago."""
    return await tx.run(
        delivery.update()
        .where(delivery.c.ended_at < now - timedelta(days=30), delivery.c.payload.is_not(None))
        .values(payload=None)
    )


def _waits_for(each: Delivery) -> str | None:
    """What has to arrive first: a table's opening before words, a message before its edit."""
    if isinstance(each.payload, Edit):
        return each.payload.of
    if isinstance(each.payload, Opening) or not isinstance(each.to, At) or each.to.id:
        return None
    return each.to.opening


async def _open_ids(tx: Transaction, where: ColumnElement[bool]) -> list[int]:
    rows = await tx.all(
        select(delivery.c.id)
        .where(delivery.c.state.in_(OPEN), where)
        .order_by(delivery.c.id)
        .limit(500)
    )
    return [row["id"] for row in rows]


def whole() -> Select[tuple[object, ...]]:
    """Deliveries with all that `loaded` makes them from."""
    return select(delivery, _opening.c.receipt.label("opened")).outerjoin(
        _opening, _opening.c.key == delivery.c.opening
    )


def loaded(row: RowMapping) -> Delivery:
    """One as it was put, going where its conversation is by now."""
    to, payload = wire.load(row["address"]), wire.load(row["payload"])
    assert isinstance(to, Channel | Direct | At)
    assert isinstance(payload, Message | Opening | Adding | Closing | Edit | File)
    if isinstance(payload, Edit):
        payload = replace(payload, receipt=row["opened"] or "")
    elif isinstance(to, At) and row["opened"]:
        to = At(to.opening, row["opened"])
    return Delivery(
        key=row["key"],
        community=row["community_id"],
        platform=row["platform"],
        workspace=row["workspace"],
        to=to,
        payload=payload,
        not_before=row["not_before"],
        expires=row["expires_at"],
        member=row["member_id"],
        asked=row["asked"],
        again=row["again"],
        on_end=row["on_end"] or "",
        about=row["about"],
        at_once=row["at_once"],
        programme=row["programme"] or "",
        zone=row["zone"] or "",
    )
