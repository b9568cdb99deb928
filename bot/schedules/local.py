"""Turns a time on somebody's wall into one moment, also on the nights when clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)


def resolve(local: datetime, zone: str) -> datetime:
    """The one moment, in UTC, at which the clocks of a zone show this time.

    A time that comes twice, because clocks went back, is its first coming. A time that never comes,
    because clocks went forward, moves on by the hour (or half hour) that was left out: 02:30
    becomes 03:30. It stays on its day: where the day's beginning was left out, it is the day's
    first minute, and where its end was, the last minute before. Only when the whole day was left
    out, as 30 December 2011 was in Samoa, is it the first minute of the next.
    """
    tz = ZoneInfo(zone)
    forward = _in_utc(local, tz, fold=0)
    if _wall(forward, tz) == local:
        return forward
    jump = _jump_between(_in_utc(local, tz, fold=1), forward, tz)
    if _wall(jump - _MINUTE, tz).date() < local.date():
        return jump
    if _wall(forward, tz).date() == local.date():
        return forward
    return jump - _MINUTE


def day_at(moment: datetime, zone: str) -> date:
    """The date that the calendars of a zone show at this moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


def midnight(day: date, zone: str) -> datetime:
    """The moment, in UTC, at which a day begins there, which need not be at 00:00."""
    return resolve(datetime.combine(day, time()), zone)


def _in_utc(local: datetime, tz: ZoneInfo, *, fold: int) -> datetime:
    return local.replace(tzinfo=tz, fold=fold).astimezone(UTC)


def _wall(moment: datetime, tz: ZoneInfo) -> datetime:
    return moment.astimezone(tz).replace(tzinfo=None, fold=0)


def _jump_between(before: datetime, after: datetime, tz: ZoneInfo) -> datetime:
    """The first second after clocks went forward, which they did once between these two moments."""
    old = before.astimezone(tz).utcoffset()
    seconds = round((after - before).total_seconds())
    low, high = 0, seconds  # the jump lies after `low` seconds and at the latest at `high`
    while high - low > 1:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(tz).utcoffset() == old:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)
