"""A circle, its charter, who is in it, and the rules that need nothing but plain values."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from bot.circles.settings import choice, holidays, needs_word
from bot.members.model import Pause
from bot.programme import State
from bot.schedules.holidays import Calendar
from bot.schedules.hours import by_day
from bot.schedules.local import midnight
from bot.schedules.schedule import Occurrence, Schedule

NOTHING_SOONER = timedelta(minutes=10)  # later than this, a round is late and minds the hour
ASKED_BEFORE = timedelta(days=1)  # a round, where everybody is asked whether they come


@dataclass(frozen=True, slots=True)
class Charter:
    """Why a circle exists, in four lines."""

    container: str
    construct: str
    conversation: str = ""
    community: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    """A programme in which people are put at a table together again and again.

    `next_at` is when to look at it again, `next_period` which occurrence comes next: the local
    date that makes a round unique. `lot_period` is the day that the coming round's lot was sealed
    for: moving the round does not change its lot. `number` counts the rounds that were drawn.
    """

    id: int
    community: int
    platform: str
    workspace: str
    channel: str
    name: str
    state: State
    creator: int
    schedule: Schedule
    size: int
    charter: Charter
    next_at: datetime | None
    next_period: date | None
    lot_period: date
    number: int = 0
    version: int = 1
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """The circle, as its deliveries and the audit log call it."""
        return f"circle:{self.id}"

    @property
    def calendar(self) -> Calendar:
        """When it comes round, its holidays minded."""
        return Calendar(
            self.schedule, holidays(self.settings), choice(self.settings, "holidays") == "move"
        )


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Somebody in a circle, by their own word.

    `skips`: the periods that they sit out. `coming`: those that they said yes to. `asks`: they
    want to be asked before each round, and take part only where they say yes.
    """

    id: int
    circle: int
    member: int
    pause: Pause | None = None
    skips: frozenset[date] = frozenset()
    coming: frozenset[date] = frozenset()
    asks: bool = False

    def must_say(self, settings: Mapping[str, str]) -> bool:
        """Whether no answer means that they sit the round out: by their choice, or the circle's."""
        return self.asks or needs_word(settings)

    def takes_part(self, period: date) -> bool:
        """Whether they are at the table in the round of that day."""
        return not self.away_in(period) and period not in self.skips

    def comes(self, period: date, settings: Mapping[str, str]) -> bool:
        """Whether they have a seat in the round of that day, as far as they have said."""
        return self.takes_part(period) and (period in self.coming or not self.must_say(settings))

    def away_in(self, period: date | None) -> bool:
        """Whether they are paused in the round of that day; None for a round without a day yet."""
        return self.pause is not None and (period is None or self.pause.covers(period))


@dataclass(frozen=True, slots=True)
class Draw:
    """The round of this day is due; those of the days `missed` went by while the bot was away."""

    period: date
    missed: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """A round is late, and it is night: it waits until then."""

    until: datetime


def due(circle: Circle, now: datetime) -> Draw | Wait:
    """The latest occurrence that has come, at once by day and else at 08:00; none of those before.

    A circle whose next occurrence has not come was brought forward: that one is drawn.
    """
    assert circle.next_period is not None
    schedule, calendar = circle.schedule, circle.calendar
    start = midnight(circle.next_period, schedule.zone) - timedelta(seconds=1)
    came = [o for o in calendar.between(start, now) if o.period >= circle.next_period]
    if not came:
        return Draw(circle.next_period)
    latest, missed = came[-1], tuple(o.period for o in came[:-1])
    since = max(latest.at, circle.next_at or latest.at)  # put off before, or drawn by hand
    if now - since > NOTHING_SOONER:
        wait = by_day(now, schedule.zone)
        if wait > now:
            return Wait(wait)
    return Draw(latest.period, missed)


def following(calendar: Schedule | Calendar, after: datetime, last: date | None) -> Occurrence:
    """The first occurrence after this moment whose day comes after the last round's."""
    return next(each for each in calendar.following(after) if last is None or each.period > last)


def coming(calendar: Schedule | Calendar, after: datetime, how_many: int) -> list[Occurrence]:
    """The next few occurrences."""
    return list(islice(calendar.following(after), how_many))


def lot(secret: bytes, circle: int, period: date) -> bytes:
    """The lot of a round, its seed: nobody chooses it, and everybody can check it afterwards.

    128 bits: as many as nobody can try out, and as few as people can read.
    """
    return hmac.digest(secret, f"{circle}|{period.isoformat()}".encode(), "sha256")[:16]


def sealed(drawn: bytes) -> str:
    """The SHA-256 of a lot, told before the round, so that it can't be another one then."""
    return hashlib.sha256(drawn).hexdigest()


def starter(table: Sequence[int], starts: Mapping[int, Sequence[int]], drawn: bytes) -> int:
    """Who starts the conversation: who did so least often lately, else by lot.

    `starts`: how often each did in the last nine rounds, in the last eight, down to the last one.
    Where the first of these are alike, the next decides: what is nearer stays longer in the count.
    """

    def draw(member: int) -> bytes:
        return hmac.digest(drawn, f"starts|{member}".encode(), "sha256")

    return min(table, key=lambda member: (tuple(starts[member]), draw(member)))
