"""How somebody stands in a programme, as whoever watches from outside would write it down."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass
class Standing:
    """Whether they are in it, from when to when they are away, and which rounds they sit out.

    A time away has its first day, None for one that has begun, and the day of the return, None
    where they named none. `silent` is the first day of a rest that they have unless they give a
    sign. With `asks` they come to the rounds that they said yes to, and to no others.
    """

    inside: bool = False
    away: tuple[date | None, date | None] | None = None
    skips: set[date] = field(default_factory=set)
    coming: set[date] = field(default_factory=set)
    asks: bool = False
    silent: date | None = None
    gone: bool = False  # from the place altogether, until they do anything

    def comes(self, period: date) -> bool:
        """Whether they are to have a seat in the round of that day."""
        if self.gone or not self.inside or self.away_on(period) or period in self.skips:
            return False
        return period in self.coming or not self.asks

    def away_on(self, day: date) -> bool:
        """Whether they are away on this day."""
        if self.silent is not None and day >= self.silent:
            return True
        if self.away is None:
            return False
        first, back = self.away
        return (first is None or day >= first) and (back is None or day < back)

    def quiet(self, now: datetime, *zones: str) -> bool:
        """Whether nothing of this may reach them: not in it, or away by all of these clocks."""
        days = [now.astimezone(ZoneInfo(zone)).date() for zone in zones]
        return self.gone or not self.inside or all(self.away_on(day) for day in days)

    def leave(self) -> None:
        """They are out, and what they had said is forgotten."""
        self.inside, self.away, self.silent, self.asks = False, None, None, False
        self.skips.clear()
        self.coming.clear()
