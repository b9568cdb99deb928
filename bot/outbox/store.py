"""The outbox as rows, for whoever has something to say: what is put, and what is taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    Text,
    and_,
    false,
    or_,
    select,
    text,
)

from bot.chat import wire
from bot.chat.message import File, Message
from bot.chat.platform import Adding, Channel, Closing, Direct, Edit, Opening, Payload, kind
from bot.chat.platform import Table as At
from bot.database import STAYS, Id, Transaction, UTCDateTime, metadata
from bot.outbox.model import LIFETIME, Delivery, lane

_GOES_ON = text("ended_at IS NULL")  # most rows are over, and no index needs them
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
    Column("anew", String),
    Column("within_id", Id),  # of the one in which it is said together with others
    Index("ix_delivery_kind_not_before", "kind", "not_before", sqlite_where=_GOES_ON),
    Index("ix_delivery_expires_at", "expires_at", sqlite_where=_GOES_ON),
    Index("ix_delivery_lane", "lane", sqlite_where=_GOES_ON),
    Index("ix_delivery_within_id", "within_id", sqlite_where=text("within_id IS NOT NULL")),
)

opening_of = delivery.alias("opening_of")  # what has to arrive before another
IS_OPEN = and_(delivery.c.ended_at.is_(None), delivery.c.state.in_(("pending", "ambiguous")))
"""It waits, and nothing is on its way."""
_PAGE = 500  # keys named in one statement


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
            "anew": each.anew or None,
        }
        for each in deliveries
    ]
    return await tx.put(delivery, rows, on=["key"])


async def drop(tx: Transaction, platform: str, workspace: str, reason: str, now: datetime) -> int:
    """Nothing more goes to this workspace. How many were waiting."""
    return await tx.run(
        delivery.update()
        .where(
            delivery.c.platform == platform,
            delivery.c.workspace == workspace,
            IS_OPEN,
        )
        .values(state="failed", reason=reason, ended_at=now)
    )


async def withdraw(tx: Transaction, keys: Sequence[str], reason: str, now: datetime) -> int:
    """These are not to be sent any more, where they still wait. How many that were."""
    taken_back = 0
    for start in range(0, len(keys), _PAGE):
        taken_back += await tx.run(
            delivery.update()
            .where(delivery.c.key.in_(keys[start : start + _PAGE]), IS_OPEN)
            .values(state="failed", reason=reason, ended_at=now)
        )
    return taken_back


async def bring_back(tx: Transaction, keys: Sequence[str], reason: str, now: datetime) -> list[str]:
    """What was withdrawn for this reason waits again, if its moment is still to come. Which."""
    found: list[str] = []
    for start in range(0, len(keys), _PAGE):
        rows = await tx.all(
            select(delivery.c.key).where(
                delivery.c.key.in_(keys[start : start + _PAGE]),
                delivery.c.state == "failed",
                delivery.c.reason == reason,
                delivery.c.not_before > now,
                delivery.c.payload.is_not(None),
            )
        )
        page = [row["key"] for row in rows]
        await tx.run(
            delivery.update()
            .where(delivery.c.key.in_(page))
            .values(state="pending", reason=None, ended_at=None)
        )
        found += page
    return found


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
        .where(mine, IS_OPEN)
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


async def keys_under(tx: Transaction, beginning: str, *, lost: bool = True) -> list[str]:
    """The keys that begin so, of all that was ever put here, in the order in which it came.

    `lost`: also of what was not sent, and is not any more.
    """
    following = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    wanted = [delivery.c.key >= beginning, delivery.c.key < following]
    if not lost:
        wanted.append(delivery.c.state != "failed")
    rows = await tx.all(select(delivery.c.key).where(*wanted).order_by(delivery.c.id))
    return [row["key"] for row in rows]


async def hush(tx: Transaction, lane: str, reason: str, now: datetime) -> int:
    """Nothing that waits in this lane is sent any more. How much that was."""
    return await tx.run(
        delivery.update()
        .where(delivery.c.lane == lane, IS_OPEN)
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
        delivery.update().where(delivery.c.key == key, IS_OPEN).values(payload=wire.dump(payload))
    )
    return changed == 1


async def coming(tx: Transaction, now: datetime, ending: str) -> list[datetime]:
    """When what waits under a key with this ending is to be sent, each moment once."""
    rows = await tx.all(
        select(delivery.c.not_before)
        .where(
            delivery.c.ended_at.is_(None),
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


def whole() -> Select[tuple[object, ...]]:
    """Deliveries with all that `loaded` makes them from."""
    return select(delivery, opening_of.c.receipt.label("opened")).outerjoin(
        opening_of, opening_of.c.key == delivery.c.opening
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
        anew=row["anew"] or "",
    )
