"""`tablemates run`: puts the whole bot together, runs it, and takes it apart again when told to."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from adapters.cli import exits, logs, place, platforms, storage
from adapters.cli.exits import Stop
from adapters.cli.platforms import Adapter
from adapters.cli.redaction import redact
from adapters.web import health
from bot.app import Bot
from bot.clock import SystemClock
from bot.config import Config
from bot.database import Database
from bot.scheduler import Loop
from bot.sections import Web

LEAVING = 10.0  # seconds that deliveries under way have to end
PARTING = 3.0  # seconds that a platform has to let go

log = logging.getLogger(__name__)


def run(config: Config, level: str) -> None:
    """Run until a signal comes. Raises `Stop` when it can't start or go on."""
    logs.start(sys.stderr, level)
    asyncio.run(serve(config))


async def serve(config: Config) -> None:
    """The bot from its first look at the database to its last word."""
    logs.watch(asyncio.get_running_loop())
    end = End()
    async with storage.opened(config.storage) as database:
        database.on_fault = end.fault
        clock = SystemClock()
        community = config.community
        bot = Bot(database, clock, zone=community.timezone, language=community.language)
        adapters = {
            name: platforms.adapter(settings, bot, database, clock)
            for name, settings in config.adapters.items()
        }
        bot.platforms.update(adapters)
        ready = Readiness(end, adapters, config.storage.path)
        async with _serving(config.web, database, ready), _connected(adapters, end), _working(bot):
            log.info("running on %s", " and ".join(adapters))
            await end.reached()
            log.info("stopping")
    log.info("stopped")


class End:
    """Why the bot ends: a signal, a fault of the disk, or no platform that will have it."""

    def __init__(self) -> None:
        self.stop: Stop | None = None
        self._reached = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._signalled)

    @property
    def near(self) -> bool:
        """Whether the bot is about to stop, or has begun to."""
        return self._reached.is_set()

    async def reached(self) -> None:
        """Wait for it. Raises `Stop` unless it was asked for."""
        await self._reached.wait()
        if self.stop is not None:
            raise self.stop

    def fault(self) -> None:
        """After a failed write nobody knows what the disk holds: carrying on could only do harm."""
        self.because(Stop(exits.STORAGE, "the disk or the database is at fault; the log says more"))

    def because(self, stop: Stop) -> None:
        """End for this reason, unless another was first."""
        if not self.near:
            self.stop = stop
            self._reached.set()

    def _signalled(self) -> None:
        self._reached.set()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)  # a second one ends it on the spot


class Readiness:
    """What keeps the bot from its work at this moment."""

    def __init__(self, end: End, adapters: Mapping[str, Adapter], database: Path) -> None:
        self._end = end
        self._adapters = adapters
        self._database = database

    def __call__(self) -> list[str]:
        """One line for each thing, without a secret."""
        reasons = ["it is stopping"] if self._end.near else []
        if place.room(self._database) < place.ROOM:
            reasons.append("there is no room left on the disk")
        troubles = {name: adapter.trouble for name, adapter in self._adapters.items()}
        return reasons + [redact(f"{name}: {why}") for name, why in troubles.items() if why]


@asynccontextmanager
async def _serving(web: Web, database: Database, ready: Readiness) -> AsyncIterator[None]:
    serving = health.serve(health.application(database.trouble, ready), web.host, web.port)
    async with AsyncExitStack() as stack:
        try:
            port = await stack.enter_async_context(serving)
        except OSError as wrong:
            why = os.strerror(wrong.errno) if wrong.errno and wrong.errno > 0 else wrong.strerror
            where = f"web.port: {web.host}:{web.port} can't be had ({why})"
            raise Stop(exits.UNAVAILABLE, where) from None
        log.info("healthz and readyz answer at http://%s:%s", web.host, port)
        yield


@asynccontextmanager
async def _working(bot: Bot) -> AsyncIterator[None]:
    """The bot by the clock; at the end what is on its way is finished, and nothing new begun."""
    await bot.recover()
    loop = Loop(bot)
    loop.start()
    try:
        yield
    finally:
        await loop.stop(LEAVING)


@asynccontextmanager
async def _connected(adapters: Mapping[str, Adapter], end: End) -> AsyncIterator[None]:
    """Every platform's connection. The last that is refused for ever is the end."""
    links = {asyncio.create_task(each.run(), name=name): each for name, each in adapters.items()}

    def ended(link: asyncio.Task[None]) -> None:
        if link.cancelled() or end.near:
            return
        error = link.exception()
        reason = getattr(error, "reason", None)
        log.critical("%s is lost: %s", link.get_name(), reason, exc_info=None if reason else error)
        if all(each.done() for each in links):
            code = exits.UNAVAILABLE if reason else exits.BUG
            end.because(Stop(code, f"{link.get_name()}: {reason or 'a bug; the log says more'}"))

    for link in links:
        link.add_done_callback(ended)
    try:
        yield
    finally:
        for link, adapter in links.items():
            with suppress(TimeoutError):
                async with asyncio.timeout(PARTING):
                    await adapter.close()
            link.cancel()
        await asyncio.gather(*links, return_exceptions=True)
