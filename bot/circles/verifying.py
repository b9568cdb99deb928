"""A second look at a round: whether what was kept of it makes the tables that were set."""

from dataclasses import dataclass
from datetime import date

from bot.circles import inputs
from bot.circles.model import Circle, sealed
from bot.circles.store import seats
from bot.database import Transaction


@dataclass(frozen=True, slots=True)
class Verified:
    """What a second look at a round found.

    `sealed_before`: the SHA-256 of its lot was told with the round before; None when this is the
    circle's first. `same`: the stored inputs and the lot make the tables that were set; None when
    the inputs are no longer kept.
    """

    period: date
    lot: str
    sealed_before: bool | None
    same: bool | None


async def verify(tx: Transaction, circle: Circle, number: int) -> Verified | None:
    """Draw a round again from what was kept of it. None when there was no such round."""
    kept = await seats.numbered(tx, circle.id, number)
    if kept is None:
        return None
    before = await seats.numbered(tx, circle.id, number - 1)
    drawn = bytes.fromhex(kept.lot)
    same = None
    if kept.inputs is not None:
        same = sorted(inputs.again(kept.inputs, drawn).tables) == sorted(kept.tables)
    told = None if before is None else before.next_seal == sealed(drawn)
    return Verified(kept.period, kept.lot, told, same)
