"""Sends what waits in the outbox: again later, or never, and nothing twice that can be helped.

A delivery is marked as on its way, and that is committed, before the platform is called: whatever
dies in between, it is known that it may have arrived. One lane goes one at a time and in order;
lanes do not wait for each other. The pace is the platform's, so that no limit is ever reached.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import structlog

from bot.chat.action import Key, seal
from bot.chat.message import Message
from bot.chat.platform import Direct, Kind, Payload, Platform, Undeliverable
from bot.clock import Clock
from bot.database import Database, Transaction
from bot.outbox import store
from bot.outbox.model import Due, End, Ended, Taken, may_repeat, pause

_KINDS: tuple[Kind, ...] = ("message", "opening", "closing")
_IN_HAND = 20  # of a kind, waiting for their pace or on their way
_LOOK_AGAIN = 0.5  # seconds after which the outbox is looked at again, however full the hands are
_IN_FLIGHT = 4  # calls at the same time: as many as a crash can leave in doubt
_BREAKER = 5  # failures in a row after which a workspace is left alone for a while
_BREAK = timedelta(seconds=60)

log = structlog.get_logger(__name__)

Keys = Callable[[Transaction, int], Awaitable[Key]]
Tell = Callable[[Transaction, str, Ended], Awaitable[None]]


class Courier:
    """Carries deliveries out. `keys` seal buttons, `tell` hears what became of a delivery."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        platforms: Mapping[str, Platform],
        *,
        keys: Keys,
        tell: Tell,
        rng: Random,
    ) -> None:
        self._database = database
        self._clock = clock
        self._platforms = platforms
        self._keys = keys
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
            hands: dict[asyncio.Task[bool], Due] = {}
            sent, looked = 0, 0.0
            while not self._stopping:
                now = asyncio.get_running_loop().time()
                if len(hands) <= _IN_HAND // 2 or now - looked >= _LOOK_AGAIN:
                    looked = now
                    for due in await self._due({each.lane for each in hands.values()}):
                        hands[asyncio.create_task(self._carry(due))] = due
                if not hands:
                    return sent
                done, _ = await asyncio.wait(
                    hands, timeout=_LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    sent += await self._outcome(task, hands.pop(task))
            if hands:
                await asyncio.wait(hands)
            return sent

    async def recover(self) -> int:
        """At start, before anything is sent: what was on its way may have arrived."""
        async with self._database.write() as tx:
            return await store.recover(tx)

    async def _due(self, in_hand: set[str]) -> list[Due]:
        now = self._clock.now()
        resting = [at for at, until in self._left_alone.items() if until > now]
        found: list[Due] = []
        async with self._database.read() as tx:
            for what in _KINDS:
                rows = await store.due(tx, now, what, _IN_HAND + len(in_hand), without=resting)
                found += [row for row in rows if row.lane not in in_hand][:_IN_HAND]
        return found

    async def _carry(self, due: Due) -> bool:
        platform = self._platforms.get(due.platform)
        now = self._clock.now()
        if platform is None:
            await self._later(due.id, timedelta(hours=1), "this platform is not configured")
            return False
        if due.state == "ambiguous" and not may_repeat(due, platform.traits, now):
            async with self._database.write() as tx:
                taken = await store.take(tx, due.id, now)
            if taken is not None:
                await self._end(taken, "parked", reason="nobody can tell whether it arrived")
            return False
        await self._turn(due, platform)
        async with self._flight:
            if self._stopping:
                return False
            async with self._database.write() as tx:
                taken = await store.take(tx, due.id, self._clock.now())
                if taken is None:
                    return False
                payload = await self._sealed(tx, taken)
            delivery = taken.delivery
            try:
                receipt = await platform.deliver(
                    delivery.workspace, delivery.to, payload, delivery.key
                )
            except Undeliverable as no:
                await self._not_carried(taken, no)
                return False
        self._failures.pop((due.platform, due.workspace), None)
        await self._end(taken, "sent", receipt=receipt.id)
        return True

    async def _outcome(self, task: asyncio.Task[bool], due: Due) -> bool:
        fault = task.exception()
        if fault is None:
            return task.result()
        log.error("a fault of ours", delivery=due.id, exc_info=fault)
        now, reason = self._clock.now(), f"a fault of ours: {type(fault).__name__}"
        async with self._database.write() as tx:
            await store.end(tx, due.id, "failed", now, reason=reason)
        return False

    async def _sealed(self, tx: Transaction, taken: Taken) -> Payload:
        delivery = taken.delivery
        if not isinstance(delivery.payload, Message):
            return delivery.payload
        key = await self._keys(tx, delivery.community)
        person = delivery.to.user if isinstance(delivery.to, Direct) else ""
        return seal(delivery.payload, replace(key, person=person))

    async def _not_carried(self, taken: Taken, no: Undeliverable) -> None:
        at = (taken.delivery.platform, taken.delivery.workspace)
        log.warning("not delivered", key=taken.delivery.key, reason=no.reason, forever=no.forever)
        if no.forever:
            await self._end(taken, "failed", reason=no.reason)
            return
        self._failures[at] += no.after is None
        if no.everywhere or self._failures[at] >= _BREAKER:
            self._left_alone[at] = self._clock.now() + _BREAK
            self._failures[at] = _BREAKER - 1  # the next one is the trial
        wait = pause(taken.attempts, no.after, self._rng)
        await self._later(taken.id, wait, no.reason, perhaps=no.perhaps)

    async def _later(
        self, delivery_id: int, wait: timedelta, reason: str, *, perhaps: bool = False
    ) -> None:
        async with self._database.write() as tx:
            at = self._clock.now() + wait
            await store.again_later(tx, delivery_id, at, reason, perhaps=perhaps)

    async def _end(self, taken: Taken, how: End, *, receipt: str = "", reason: str = "") -> None:
        now = self._clock.now()
        delivery = taken.delivery
        async with self._database.write() as tx:
            await store.end(tx, taken.id, how, now, receipt=receipt, reason=reason)
            if delivery.on_end:
                ended = Ended(delivery.community, delivery.about, how, receipt, reason, now)
                await self._tell(tx, delivery.on_end, ended)

    async def _give_up(self) -> None:
        async with self._database.read() as tx:
            late = await store.expired(tx, self._clock.now())
        for taken in late:
            await self._end(taken, "failed", reason="it was too late to say it")

    async def _turn(self, due: Due, platform: Platform) -> None:
        """Wait until this platform may be called for such a thing again."""
        traits = platform.traits
        at = (due.platform, due.workspace, due.kind)
        await self._wait(at, traits.per_workspace.get(due.kind, 0.0))
        if due.kind == "message":
            await self._wait((due.lane,), traits.per_place)

    async def _wait(self, what: tuple[str, ...], seconds: float) -> None:
        if seconds:
            now = asyncio.get_running_loop().time()
            start = max(now, self._next[what])
            self._next[what] = start + seconds
            await asyncio.sleep(start - now)
