"""A schedule that minds holidays: what would fall on one moves to a working day, or is left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, takewhile

from bot.schedules.local import resolve
from bot.schedules.schedule import Occurrence, Schedule

_DAY = timedelta(days=1)
_FRIDAY = 4
_FURTHEST = timedelta(days=31)  # that an occurrence moves


@dataclass(frozen=True, slots=True)
class Calendar:
    """A schedule and its holidays. `moves`: to the next working day, unless the next one comes by
    then; otherwise it is left out. It is asked like a schedule.
    """

    schedule: Schedule
    holidays: frozenset[date] = frozenset()
    moves: bool = True

    def following(self, moment: datetime) -> Iterator[Occurrence]:
        """All that comes strictly after a moment, in order and without end."""
        if not self.holidays:
            yield from self.schedule.following(moment)
            return
        last: date | None = None
        for one, other in pairwise(self.schedule.following(moment - _FURTHEST)):
            kept = self._kept(one, other)
            if kept is not None and kept.at > moment and (last is None or kept.period > last):
                last = kept.period
                yield kept

    def between(self, after: datetime, until: datetime) -> list[Occurrence]:
        """All that come strictly after one moment and at the latest at another, in order."""
        return list(takewhile(lambda occurrence: occurrence.at <= until, self.following(after)))

    def _kept(self, one: Occurrence, other: Occurrence) -> Occurrence | None:
        """The occurrence where it is kept, `other` being the next; None where it is left out."""
        if one.period not in self.holidays:
            return one
        day = one.period + _DAY
        while day in self.holidays or day.weekday() > _FRIDAY:
            day += _DAY
        if not self.moves or day >= other.period or day - one.period > _FURTHEST:
            return None
        at = resolve(datetime.combine(day, self.schedule.at), self.schedule.zone)
        return Occurrence(day, at.astimezone(UTC))


def instead(before: Calendar, after: Calendar, since: datetime, until: date) -> dict[date, date]:
    """The days up to one whose rounds are gone, each with the day that has taken its place.

    That is the nearest new one, as far as no round that stays stands between them: a round that was
    moved, and not one that is left out.
    """
    end = until + _FURTHEST
    old, new = ({each.period for each in _up_to(of, since, end)} for of in (before, after))
    gone, fresh, stay = sorted(old - new), sorted(new - old), old & new
    found: dict[date, date] = {}
    for day in gone:
        other = _nearest(day, fresh)
        if other is None or _nearest(other, gone) != day:
            continue
        first, last = min(day, other), max(day, other)
        if day <= until and not any(first < each < last for each in stay):
            found[day] = other
    return found


def _up_to(calendar: Calendar, since: datetime, end: date) -> Iterator[Occurrence]:
    return takewhile(lambda each: each.period <= end, calendar.following(since))


def _nearest(day: date, among: Sequence[date]) -> date | None:
    return min(among, key=lambda each: (abs(each - day), each), default=None)
