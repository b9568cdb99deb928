"""An outbox with a courier of its own in front of the stage, and things to put into it."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import RowMapping, select

from bot.chat.message import Message
from bot.chat.platform import (
    Address,
    Direct,
    Opening,
    Payload,
    Platform,
    Table,
)
from bot.chat.text import Words
from bot.clock import SetClock
from bot.database import Database
from bot.outbox import store as outbox
from bot.outbox.courier import Courier
from bot.outbox.model import Delivery, Ended
from bot.outbox.policy import Drop, Reader, Wait
from tests.stage import Stage
from tests.town import MONDAY

SECRET = b"s" * 32


@dataclass
class Post:
    """A courier with an outbox of its own, and whoever wants to know what becomes of things."""

    database: Database
    clock: SetClock
    stage: Stage
    platforms: dict[str, Platform]  # the stage, unless another one stands in its place
    courier: Courier
    community: int
    told: list[tuple[str, Ended]] = field(default_factory=list)
    readers: dict[str, Reader] = field(default_factory=dict)  # by account; all others are unknown
    in_programme: dict[tuple[str, str], Reader] = field(default_factory=dict)  # else, by both
    fresh: dict[str, Message | Wait | Drop] = field(default_factory=dict)  # drawn anew, by key

    async def put(self, *deliveries: Delivery) -> int:
        """Let them wait."""
        async with self.database.write() as tx:
            return await outbox.put(tx, deliveries)

    async def row(self, key: str) -> RowMapping:
        """What is written down of one."""
        async with self.database.read() as tx:
            row = await tx.first(select(outbox.delivery).where(outbox.delivery.c.key == key))
            assert row is not None
            return row

    async def states(self) -> dict[str, str]:
        """The state of each, by its key."""
        async with self.database.read() as tx:
            rows = await tx.all(select(outbox.delivery).order_by(outbox.delivery.c.id))
            return {row["key"]: row["state"] for row in rows}

    async def later(self, **by: float) -> int:
        """Time goes on, and what is due is sent."""
        self.clock.set(self.clock.now() + timedelta(**by))
        return await self.courier.deliver()

    @property
    def keys(self) -> list[str]:
        """What arrived, in order."""
        return [each.key for each in self.stage.carried]


def message(words: str) -> Message:
    """Something to say."""
    return Message(body=((Words(words),),))


def delivery(key: str, to: Address, payload: Payload | None = None) -> Delivery:
    """One on its way, of the only community that there is."""
    return Delivery(key, 1, "stage", "town", to, payload or message(key), MONDAY)


def there(what: Delivery) -> list[str]:
    """The accounts that a delivery would reach; those at a table are its key's words."""
    return [what.to.user] if isinstance(what.to, Direct) else what.key.split()


def opening(key: str) -> Delivery:
    """A conversation to open."""
    return delivery(key, Table(key), Opening("Lunch", f"T{key}", "lunch", ("ann", "ben")))
