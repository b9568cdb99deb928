"""How soon the bot may introduce itself to Discord's gateway again.

Discord takes away the token of a bot that identifies itself a thousand times in a day. A bot that
crashes once a minute gets there in 17 hours, so the times are remembered over restarts, and the
more there were in a day, the longer the next one waits: at most 200 a day, whatever happens.
"""

from datetime import datetime, timedelta

from bot.chat.platform import Memory
from bot.clock import Clock

_DAY = timedelta(days=1)
_MOST = 195  # in a day; a few are left for an operator who is looking into it
# With fewer than so many in the last day, so long from one to the next.
_PAUSES = (
    (5, timedelta(0)),
    (20, timedelta(seconds=30)),
    (50, timedelta(minutes=2)),
    (100, timedelta(minutes=6)),
    (_MOST, timedelta(minutes=12)),
)
_NAME = "discord.starts"


def pause(starts: list[datetime], now: datetime) -> timedelta:
    """How long to wait before the next one, given all those before, oldest first."""
    lately = [start for start in starts if now - _DAY < start <= now]
    for most, gap in _PAUSES:
        if len(lately) < most:
            return max(lately[-1] + gap - now, timedelta(0)) if lately else timedelta(0)
    return lately[-_MOST] + _DAY - now


class Starts:
    """The times themselves, kept where a restart finds them."""

    def __init__(self, memory: Memory, clock: Clock) -> None:
        self._memory = memory
        self._clock = clock

    async def pause(self) -> timedelta:
        """How long to wait from now."""
        return pause(await self._times(), self._clock.now())

    async def remember(self) -> None:
        """One is being made now."""
        times = [*await self._times(), self._clock.now()][-_MOST:]
        await self._memory.remember(_NAME, " ".join(str(int(time.timestamp())) for time in times))

    async def _times(self) -> list[datetime]:
        zone = self._clock.now().tzinfo
        kept = (await self._memory.recall(_NAME)).split()
        return [datetime.fromtimestamp(int(time), zone) for time in kept if time.isdecimal()]
