"""What waits in the outbox for a better hour, as rows: held, said together, or taken back."""

from datetime import datetime

from sqlalchemy import select

from bot.chat import wire
from bot.chat.message import Message
from bot.database import Transaction
from bot.outbox.model import Delivery, direct_lane
from bot.outbox.store import OPEN, delivery, loaded, whole


async def look(tx: Transaction, delivery_id: int) -> Delivery | None:
    """One that waits. None: somebody else took it."""
    row = await tx.first(whole().where(delivery.c.id == delivery_id, delivery.c.state.in_(OPEN)))
    return loaded(row) if row else None


async def hold(tx: Transaction, delivery_id: int, until: datetime, keeps: datetime) -> None:
    """It waits until then; what has no end of its own is kept until `keeps`, counted once."""
    this = delivery.update().where(delivery.c.id == delivery_id, delivery.c.state.in_(OPEN))
    await tx.run(this.where(delivery.c.keeps).values(expires_at=keeps, keeps=False))
    await tx.run(this.values(not_before=until, attempts=0))  # it keeps nobody else waiting


async def beside(
    tx: Transaction, delivery_id: int, lane: str, now: datetime
) -> list[tuple[int, Delivery]]:
    """What else waits to be said to the same person, unasked and not tried yet, oldest first."""
    rows = await tx.all(
        whole()
        .where(
            delivery.c.lane == lane,
            delivery.c.id != delivery_id,
            delivery.c.state == "pending",
            delivery.c.kind == "message",
            delivery.c.attempts == 0,
            delivery.c.not_before <= now,
            delivery.c.expires_at > now,
            ~delivery.c.asked,
        )
        .order_by(delivery.c.id)
    )
    return [(row["id"], loaded(row)) for row in rows]


async def say_together(
    tx: Transaction,
    delivery_id: int,
    message: Message,
    others: list[int],
    reason: str,
    now: datetime,
) -> None:
    """The one says this message, in which the others are said too."""
    await tx.run(
        delivery.update().where(delivery.c.id == delivery_id).values(payload=wire.dump(message))
    )
    await tx.run(
        delivery.update()
        .where(delivery.c.id.in_(others))
        .values(state="merged", reason=reason, ended_at=now)
    )


async def silence(
    tx: Transaction, programme: str, to: tuple[str, str, str], member: int, now: datetime
) -> int:
    """Nothing that waits of this programme goes to a person any more. How many that were.

    `to` names them by platform, workspace and account.
    """
    return await tx.run(
        delivery.update()
        .where(
            delivery.c.state.in_(OPEN),
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
            delivery.c.state == "pending",
            delivery.c.not_before > now,
            delivery.c.kind == "message",
            delivery.c.lane.contains(":direct:") | delivery.c.member_id.is_not(None),
        )
        .distinct()
        .order_by(delivery.c.not_before)
    )
    return [row["not_before"] for row in rows]
