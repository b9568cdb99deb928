"""When something may be said to people: not by night, not while they are away, and not too often.

What somebody asked for is never counted. Of all else a person reads three messages in seven days,
over all circles and check-ins; the last of them says everything that waits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.schedules.hours import by_day, is_quiet

MOST = 3  # messages a week that nobody asked for
WEEK = timedelta(days=7)
KEEPS = WEEK + timedelta(days=1)  # how long what has no end of its own may wait for its hour
_LOOK_AGAIN = timedelta(hours=12)  # for whoever is away and did not say until when


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who would read a message, where they live, and whether they are away.

    `back`: the moment of their return, where they said it.
    """

    member: int
    zone: str
    away: bool = False
    back: datetime | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """It goes now. `last`: it is the last one of this week, and says all that waits beside it."""

    last: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """It waits until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """It is not said."""

    reason: str


Verdict = Send | Wait | Drop


def to_one(reader: Reader, spent: Sequence[datetime], now: datetime, *, asked: bool) -> Verdict:
    """Whether this person may be written to alone.

    `spent`: when they read what nobody had asked for; `asked`: this they did ask for.
    """
    if reader.away:
        back = reader.back or now + _LOOK_AGAIN
        return Wait(by_day(max(back, now + timedelta(minutes=1)), reader.zone))
    if is_quiet(now, reader.zone):
        return Wait(by_day(now, reader.zone))
    if asked:
        return Send()
    lately = sorted(each for each in spent if each > now - WEEK)
    if len(lately) >= MOST:
        return Wait(by_day(lately[-MOST] + WEEK, reader.zone))
    return Send(last=len(lately) == MOST - 1)


def to_table(
    readers: Sequence[Reader],
    spent: Mapping[int, Sequence[datetime]],
    now: datetime,
    *,
    asked: bool,
) -> Verdict:
    """Whether these people may be written to together: for all of them, or not at all.

    What they asked for comes at its hour; what they did not only while it is day for all of them.
    """
    if any(each.away for each in readers):
        return Drop(AWAY)
    if asked:
        return Send()
    if any(is_quiet(now, each.zone) for each in readers):
        return Drop("it is night for somebody there")
    for each in readers:
        if len([at for at in spent.get(each.member, ()) if at > now - WEEK]) >= MOST:
            return Drop("somebody there has read enough this week")
    return Send()


AWAY = "somebody there is away"
