"""What is done by time rather than asked for: each kind is a duty, looked at with every tick."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.platform import Traits
from bot.database import Database
from bot.turn import Think


@dataclass(frozen=True, slots=True)
class Watch:
    """One look at the clock. `traits` has the platforms that are there: the others wait."""

    database: Database
    now: datetime
    traits: Mapping[str, Traits]
    think: Think


Work = Callable[[], Awaitable[bool]]
"""Does one thing, in a transaction of its own. False when there was nothing left to do."""

Duty = Callable[[Watch], Awaitable[Sequence[Work]]]
"""Finds what is due. One work that fails is logged, and keeps no other from being done."""
