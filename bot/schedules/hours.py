"""The hours at which people may be written to: by day, on the clock of where they live."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from bot.schedules.local import day_at, resolve
from bot.schedules.zones import zone_time

DAY = time(8), time(20)
_NEXT = timedelta(days=1)


def is_quiet(moment: datetime, zone: str) -> bool:
    """Whether it is between 20:00 and 08:00 there."""
    return not DAY[0] <= zone_time(moment, zone).time() < DAY[1]


def by_day(now: datetime, zone: str) -> datetime:
    """This moment, when it is day there; else the next 08:00."""
    if not is_quiet(now, zone):
        return now
    day = day_at(now, zone)
    opens = resolve(datetime.combine(day, DAY[0]), zone)
    return opens if now < opens else resolve(datetime.combine(day + _NEXT, DAY[0]), zone)


def by_day_for_all(now: datetime, zones: Collection[str], within: timedelta) -> datetime | None:
    """The first moment from now on, and within this time, at which it is day in all these zones."""
    moment, last = now, now + within
    while moment <= last:
        latest = max((by_day(moment, zone) for zone in zones), default=moment)
        if latest == moment:
            return moment
        moment = latest
    return None


def evening(now: datetime, zones: Collection[str]) -> datetime:
    """When it is night next in one of these zones; now, where it is night in one already."""
    ends = []
    for zone in zones:
        closes = resolve(datetime.combine(day_at(now, zone), DAY[1]), zone)
        ends.append(now if is_quiet(now, zone) else closes)
    return min(ends)
