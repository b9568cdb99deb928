"""Drives the bot by the clock: what is due every half minute, what waits, and tidying by night.

The jobs themselves only start tasks of ours: APScheduler would cancel a running job when it stops,
and a delivery that is on its way has to be finished.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.app import Bot

TICK = 30  # seconds
DELIVER = 2  # so long a retry may have to wait beyond its time

log = structlog.get_logger(__name__)


class Loop:
    """Runs a bot until it is stopped."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._running: dict[str, asyncio.Task[object]] = {}
        self._again: set[str] = set()

    def start(self) -> None:
        """Look at what is due now, and from now on."""
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        self._bot.on_work = self.work
        self._scheduler.add_job(self._tick, "interval", seconds=TICK)
        self._scheduler.add_job(self._call_roll, "interval", seconds=TICK)
        self._scheduler.add_job(self._deliver, "interval", seconds=DELIVER)
        self._scheduler.add_job(self._tidy, "cron", hour=3, minute=17)
        self._scheduler.start()
        self.work()

    def work(self) -> None:
        """There may be something to do at once."""
        self._spawn("tick", self._bot.tick)
        self._spawn("deliver", self._bot.deliver)

    async def stop(self, grace: float = 10.0) -> None:
        """Begin nothing new, and wait for what is on its way, but not for ever."""
        self._scheduler.shutdown(wait=False)
        self._again.clear()
        self._bot.on_work = lambda: None
        self._bot.stop()
        running = set(self._running.values())
        if running:
            _, late = await asyncio.wait(running, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    # Coroutines, as APScheduler would run plain functions in a thread.

    async def _tick(self) -> None:
        self._spawn("tick", self._bot.tick)

    async def _call_roll(self) -> None:
        self._spawn("roll call", self._bot.call_roll)

    async def _deliver(self) -> None:
        self._spawn("deliver", self._bot.deliver)

    async def _tidy(self) -> None:
        self._spawn("tidy", self._bot.tidy)

    def _spawn(self, name: str, work: Callable[[], Coroutine[None, None, object]]) -> None:
        """Start it, unless it runs: then once more when it has ended."""
        if name in self._running:
            self._again.add(name)
            return
        task = asyncio.get_running_loop().create_task(work(), name=name)
        self._running[name] = task
        task.add_done_callback(lambda done: self._ended(name, done, work))

    def _ended(
        self,
        name: str,
        task: asyncio.Task[object],
        work: Callable[[], Coroutine[None, None, object]],
    ) -> None:
        del self._running[name]
        if not task.cancelled() and (fault := task.exception()):
            log.error("a fault of ours", job=name, exc_info=fault)
        if name in self._again:
            self._again.discard(name)
            self._spawn(name, work)
