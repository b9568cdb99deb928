"""How often the bot introduces itself to the gateway: Discord resets the token of one that does
so a thousand times in a day.
"""

from datetime import datetime, timedelta

import pytest

from adapters.discord.starts import Starts, pause
from bot.clock import SetClock
from tests.adapters.discord.conftest import NOON, Notes

DAY = timedelta(days=1)


@pytest.mark.parametrize("lives", [timedelta(0), timedelta(seconds=20), timedelta(minutes=5)])
def test_a_crash_loop_stays_under_two_hundred_a_day(lives: timedelta) -> None:
    """However soon it crashes again, over three days, in every window of a day."""
    starts: list[datetime] = []
    now = NOON
    while now < NOON + 3 * DAY:
        now += pause(starts, now)
        starts.append(now)
        now += lives + timedelta(milliseconds=100)
    for start in starts:
        assert sum(start <= one < start + DAY for one in starts) <= 200


def test_a_few_starts_are_free_and_the_pause_grows() -> None:
    """Somebody setting the bot up waits for nothing; a loop waits longer and longer."""
    gaps = [pause([NOON] * number, NOON) for number in (0, 4, 5, 20, 50, 100, 194)]
    assert gaps == [
        timedelta(0),
        timedelta(0),
        timedelta(seconds=30),
        timedelta(minutes=2),
        timedelta(minutes=6),
        timedelta(minutes=12),
        timedelta(minutes=12),
    ]
    assert pause([NOON] * 195, NOON) == DAY


def test_what_was_yesterday_or_is_to_come_does_not_count() -> None:
    """A clock that was put back starts no pause of a day."""
    assert pause([NOON - DAY] * 100, NOON) == timedelta(0)
    assert pause([NOON + DAY] * 100, NOON) == timedelta(0)


async def test_starts_are_found_after_a_restart() -> None:
    """In a row of words, the last ones only; what can't be read is passed over."""
    notes, clock = Notes(), SetClock(NOON)
    for _ in range(210):
        await Starts(notes, clock).remember()
        clock.set(clock.now() + timedelta(minutes=1))
    assert len(notes.kept["discord.starts"].split()) == 195
    assert await Starts(notes, clock).pause() > timedelta(hours=20)
    notes.kept["discord.starts"] = "x"
    assert await Starts(notes, clock).pause() == timedelta(0)
