"""Sends what waits in the outbox: again later, or never, and nothing twice that can be helped.

A delivery is marked as on its way, and that is committed, before the platform is called: whatever
dies in between, it is known that it may have arrived. One lane goes one at a time and in order;
lanes do not wait for each other. The pace is the platform's, so that no limit is ever reached.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from random import Random

import structlog

from bot.chat.message import Message
from bot.chat.platform import Direct, Kind, Payload, Platform, Undeliverable, kind
from bot.clock import Clock
from bot.database import Database, Transaction
from bot.outbox import store
from bot.outbox.model import Delivery, End, Ended, Waiting, lane, may_repeat, pause

_KINDS: tuple[Kind, ...] = ("message", "opening", "closing")
_AT_ONCE = 20  # of a kind, in hand; a page of the outbox
_IN_FLIGHT = 4  # calls at the same time: as many as a crash can leave in doubt
_BREAKER = 5  # failures in a row after which a workspace is left alone for a while
_BREAK = timedelta(seconds=60)

log = structlog.get_logger(__name__)

Seal = Callable[[Transaction, int, Message, str], Awaitable[Message]]
Tell = Callable[[Transaction, str, Ended], Awaitable[None]]


class Courier:
    """Carries deliveries out. `seal` makes buttons remember, `tell` hears what became of it."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        platforms: Mapping[str, Platform],
        *,
        seal: Seal,
        tell: Tell,
        rng: Random,
    ) -> None:
        self._database = database
        self._clock = clock
        self._platforms = platforms
        self._seal = seal
        self._tell = tell
        self._rng = rng
        self._one = asyncio.Lock()
        self._flight = asyncio.Semaphore(_IN_FLIGHT)
        self._next: dict[tuple[str, ...], float] = defaultdict(float)
        self._failures: dict[tuple[str, str], int] = defaultdict(int)
        self._left_alone: dict[tuple[str, str], datetime] = {}
        self._stopping = False

    def stop(self) -> None:
        """Begin nothing new; what is on its way is finished."""
        self._stopping = True

    async def deliver(self) -> int:
        """Send all that is due, and what becomes due meanwhile. How many arrived."""
        async with self._one:
            await self._give_up()
            hands: dict[asyncio.Task[bool], Waiting] = {}
            sent = 0
            while not self._stopping:
                taken = {lane(waiting.delivery) for waiting in hands.values()}
                for waiting in await self._waiting(taken):
                    hands[asyncio.create_task(self._carry(waiting))] = waiting
                if not hands:
                    return sent
                done, _ = await asyncio.wait(hands, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    sent += await self._outcome(task, hands.pop(task))
            if hands:
                await asyncio.wait(hands)
            return sent

    async def recover(self) -> int:
        """At start, before anything is sent: what was on its way may have arrived."""
        async with self._database.write() as tx:
            return await store.recover(tx)

    async def _waiting(self, taken: set[str]) -> list[Waiting]:
        now = self._clock.now()
        resting = [at for at, until in self._left_alone.items() if until > now]
        found: list[Waiting] = []
        async with self._database.read() as tx:
            for what in _KINDS:
                rows = await store.waiting(tx, now, what, _AT_ONCE + len(taken), without=resting)
                found += [row for row in rows if lane(row.delivery) not in taken][:_AT_ONCE]
        return found

    async def _carry(self, waiting: Waiting) -> bool:
        delivery = waiting.delivery
        platform = self._platforms.get(delivery.platform)
        if platform is None:
            await self._later(waiting, timedelta(hours=1), "this platform is not configured")
            return False
        if waiting.state == "ambiguous" and not may_repeat(
            waiting, platform.traits, self._clock.now()
        ):
            await self._end(waiting, "parked", reason="nobody can tell whether it arrived")
            return False
        await self._turn(delivery, platform)
        async with self._flight:
            if self._stopping:
                return False
            async with self._database.write() as tx:
                if not await store.begin(tx, waiting.id, self._clock.now()):
                    return False
                payload = await self._sealed(tx, delivery)
            try:
                receipt = await platform.deliver(
                    delivery.workspace, delivery.to, payload, delivery.key
                )
            except Undeliverable as no:
                await self._not_carried(waiting, no)
                return False
        self._failures.pop((delivery.platform, delivery.workspace), None)
        await self._end(waiting, "sent", receipt=receipt.id)
        return True

    async def _outcome(self, task: asyncio.Task[bool], waiting: Waiting) -> bool:
        fault = task.exception()
        if fault is None:
            return task.result()
        log.error("a fault of ours", key=waiting.delivery.key, exc_info=fault)
        await self._end(waiting, "failed", reason=f"a fault of ours: {type(fault).__name__}")
        return False

    async def _sealed(self, tx: Transaction, delivery: Delivery) -> Payload:
        if not isinstance(delivery.payload, Message):
            return delivery.payload
        person = delivery.to.user if isinstance(delivery.to, Direct) else ""
        return await self._seal(tx, delivery.community, delivery.payload, person)

    async def _not_carried(self, waiting: Waiting, no: Undeliverable) -> None:
        at = (waiting.delivery.platform, waiting.delivery.workspace)
        log.warning("not delivered", key=waiting.delivery.key, reason=no.reason, forever=no.forever)
        if no.forever:
            await self._end(waiting, "failed", reason=no.reason)
            return
        self._failures[at] += no.after is None
        if no.everywhere or self._failures[at] >= _BREAKER:
            self._left_alone[at] = self._clock.now() + _BREAK
            self._failures[at] = _BREAKER - 1  # the next one is the trial
        wait = pause(waiting.attempts, no.after, self._rng)
        await self._later(waiting, wait, no.reason, perhaps=no.perhaps)

    async def _later(
        self, waiting: Waiting, wait: timedelta, reason: str, *, perhaps: bool = False
    ) -> None:
        async with self._database.write() as tx:
            at = self._clock.now() + wait
            await store.again_later(tx, waiting.id, at, reason, perhaps=perhaps)

    async def _end(
        self, waiting: Waiting, how: End, *, receipt: str = "", reason: str = ""
    ) -> None:
        now = self._clock.now()
        delivery = waiting.delivery
        async with self._database.write() as tx:
            await store.end(tx, waiting.id, how, now, receipt=receipt, reason=reason)
            if delivery.on_end:
                ended = Ended(delivery.community, delivery.about, how, receipt, reason, now)
                await self._tell(tx, delivery.on_end, ended)

    async def _give_up(self) -> None:
        async with self._database.read() as tx:
            late = await store.expired(tx, self._clock.now())
        for waiting in late:
            await self._end(waiting, "failed", reason="it was too late to say it")

    async def _turn(self, delivery: Delivery, platform: Platform) -> None:
        """Wait until this platform may be called for such a thing again."""
        traits, what = platform.traits, kind(delivery.payload)
        at = (delivery.platform, delivery.workspace)
        await self._wait((*at, what), traits.per_workspace.get(what, 0.0))
        if what == "message":
            await self._wait((*at, lane(delivery)), traits.per_place)

    async def _wait(self, what: tuple[str, ...], seconds: float) -> None:
        if seconds:
            now = asyncio.get_running_loop().time()
            start = max(now, self._next[what])
            self._next[what] = start + seconds
            await asyncio.sleep(start - now)
