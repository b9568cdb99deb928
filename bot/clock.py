"""What time it is: the one place that reads the machine's clock, and the clock that tests set."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the moment, aware and in UTC."""

    def now(self) -> datetime:
        """The moment."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The moment."""
        return datetime.now(UTC)  # noqa: TID251  # the one place


class SetClock:
    """Stands still until it is set: for tests, and for the playground."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def now(self) -> datetime:
        """The moment it was set to."""
        return self._at

    def set(self, at: datetime) -> None:
        """Stand at this moment, which has to be aware."""
        if at.tzinfo is None:
            raise ValueError("a moment needs its zone")
        self._at = at.astimezone(UTC)
