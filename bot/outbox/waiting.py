"""What waits in the outbox for a better hour, as rows: held, said together, or taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, case, false, select

from bot.chat import wire
from bot.chat.message import Message
from bot.database import Transaction, UTCDateTime
from bot.outbox.model import Delivery, direct_lane
from bot.outbox.store import IS_OPEN, delivery, loaded, whole

_HOLD = (
    delivery.update()
    .where(delivery.c.id == bindparam("this"), IS_OPEN)
    .values(
        not_before=bindparam("until"),
        attempts=0,  # it keeps nobody else waiting
        expires_at=case((delivery.c.keeps, bindparam("end")), else_=delivery.c.expires_at),
        keeps=false(),
    )
)
_BESIDE = (
    whole()
    .where(
        delivery.c.lane == bindparam("lane"),
        delivery.c.id != bindparam("this"),
        delivery.c.ended_at.is_(None),
        delivery.c.state == "pending",
        delivery.c.kind == "message",
        delivery.c.attempts == 0,
        delivery.c.not_before <= bindparam("now", type_=UTCDateTime()),
        delivery.c.expires_at > bindparam("now", type_=UTCDateTime()),
        ~delivery.c.asked,
    )
    .order_by(delivery.c.id)
)


async def hold(tx: Transaction, until: Mapping[int, datetime], keeps: datetime) -> None:
    """They wait until then; what has no end of its own is kept until `keeps`, counted once."""
    await tx.run(_HOLD, [{"this": each, "until": at, "end": keeps} for each, at in until.items()])


async def beside(
    tx: Transaction, delivery_id: int, lane: str, now: datetime
) -> list[tuple[int, Delivery]]:
    """What else waits to be said to the same person, unasked and not tried yet, oldest first."""
    rows = await tx.all(_BESIDE, this=delivery_id, lane=lane, now=now)
    return [(row["id"], loaded(row)) for row in rows]


async def say_together(
    tx: Transaction,
    delivery_id: int,
    message: Message,
    others: Sequence[int],
    reason: str,
    now: datetime,
) -> None:
    """The one says this message, in which the others are said too."""
    await reword(tx, delivery_id, message)
    await tx.run(
        delivery.update()
        .where(delivery.c.id.in_(others))
        .values(state="merged", reason=reason, ended_at=now, within_id=delivery_id)
    )


async def reword(tx: Transaction, delivery_id: int, message: Message) -> None:
    """It says this instead."""
    this = delivery.c.id == delivery_id
    await tx.run(delivery.update().where(this).values(payload=wire.dump(message)))


async def silence(
    tx: Transaction, programme: str, to: tuple[str, str, str], member: int, now: datetime
) -> int:
    """Nothing that waits of this programme goes to a person any more. How many that were.

    `to` names them by platform, workspace and account.
    """
    return await tx.run(
        delivery.update()
        .where(
            IS_OPEN,
            delivery.c.programme == programme,
            (delivery.c.member_id == member) | (delivery.c.lane == direct_lane(*to)),
        )
        .values(state="failed", reason="they are away, or have left", ended_at=now)
    )


async def mornings(tx: Transaction, now: datetime) -> list[datetime]:
    """The moments until which something waits that is for one person, each once."""
    rows = await tx.all(
        select(delivery.c.not_before)
        .where(
            delivery.c.ended_at.is_(None),
            delivery.c.state == "pending",
            delivery.c.not_before > now,
            delivery.c.kind == "message",
            delivery.c.lane.contains(":direct:") | delivery.c.member_id.is_not(None),
        )
        .distinct()
        .order_by(delivery.c.not_before)
    )
    return [row["not_before"] for row in rows]
