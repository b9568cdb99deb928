"""Sends what waits in the outbox: again later, or never, and nothing twice that can be helped.

A delivery is marked as on its way, and that is committed, before the platform is called: whatever
dies in between, it is known that it may have arrived. One lane goes one at a time and in order;
lanes do not wait for each other. The pace is the platform's, so that no limit is ever reached.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import structlog

from bot.chat.action import Key, seal
from bot.chat.message import Message
from bot.chat.platform import Direct, Edit, Kind, Payload, Platform, Traits, Undeliverable
from bot.clock import Clock
from bot.database import Database, Transaction
from bot.outbox import store
from bot.outbox.holding import Reads, Speaks, take
from bot.outbox.model import Due, End, Ended, Taken, may_repeat, pause
from bot.outbox.policy import Drop

_KINDS: tuple[Kind, ...] = ("message", "opening", "adding", "closing", "edit", "file")
_IN_HAND = 20  # of a kind, waiting for their pace or on their way
_LOOK_AGAIN = 0.5  # seconds after which the outbox is looked at again, however full the hands are
_IN_FLIGHT = 4  # calls at the same time: as many as a crash can leave in doubt
_BREAKER = 5  # failures in a row after which a workspace is left alone for a while
_BREAK = timedelta(seconds=60)
_REVOKED = timedelta(minutes=5)  # a workspace that lets nothing through, until somebody acts

log = structlog.get_logger(__name__)

Keys = Callable[[Transaction, int], Awaitable[Key]]
Tell = Callable[[Transaction, str, Ended], Awaitable[None]]


class Courier:
    """Carries deliveries out. `keys` seal buttons, `tell` hears what became of a delivery.

    `reads` knows who would read it and whether they may be spoken to now, `speaks` their language.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        platforms: Mapping[str, Platform],
        *,
        keys: Keys,
        tell: Tell,
        reads: Reads,
        speaks: Speaks,
        rng: Random,
    ) -> None:
        self._database = database
        self._clock = clock
        self._platforms = platforms
        self._keys = keys
        self._tell = tell
        self._reads = reads
        self._speaks = speaks
        self._rng = rng
        self._one = asyncio.Lock()
        self._flight = asyncio.Semaphore(_IN_FLIGHT)
        self._next: dict[tuple[str, ...], float] = defaultdict(float)  # kinds and places
        self._turns: dict[tuple[str, ...], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._failures: dict[tuple[str, str], int] = defaultdict(int)
        self._left_alone: dict[tuple[str, str], datetime] = {}
        self._stopping = asyncio.Event()
        self._unsettled = False  # an end could not be written down

    def stop(self) -> None:
        """Begin nothing new; what is on its way is finished."""
        self._stopping.set()

    async def deliver(self) -> int:
        """Send all that is due, and what becomes due meanwhile. How many arrived."""
        async with self._one:
            if self._unsettled:
                await self.recover()
                self._unsettled = False
            await self._give_up()
            over = [what for what, at in self._next.items() if at < _second()]
            for what in over:
                del self._next[what]
            hands: dict[asyncio.Task[bool], Due] = {}
            try:
                return await self._empty(hands)
            finally:
                for task in hands:  # only where this itself was cancelled, or failed
                    task.cancel()

    async def _empty(self, hands: dict[asyncio.Task[bool], Due]) -> int:
        """Carry what is due until nothing is, keeping in `hands` what is on its way."""
        sent, looked = 0, 0.0
        while True:
            now = _second()
            full = len(hands) > _IN_HAND // 2 and now - looked < _LOOK_AGAIN
            if not (full or self._stopping.is_set()):
                looked = now
                for due in await self._due(list(hands.values())):
                    hands[asyncio.create_task(self._carry(due))] = due
            if not hands:
                return sent
            done, _ = await asyncio.wait(
                hands, timeout=_LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                sent += await self._outcome(task, hands.pop(task))

    async def recover(self) -> int:
        """At start, before anything is sent: what was on its way may have arrived."""
        async with self._database.write() as tx:
            return await store.recover(tx)

    async def _due(self, in_hand: list[Due]) -> list[Due]:
        """What to take in hand now: of each kind at most so much, and of each lane one."""
        now = self._clock.now()
        lanes = {each.lane for each in in_hand}
        trying = {(each.platform, each.workspace) for each in in_hand} & set(self._left_alone)
        resting = {at for at, until in self._left_alone.items() if until > now} | trying
        found: list[Due] = []
        async with self._database.read() as tx:
            for what in _KINDS:
                room = _IN_HAND - sum(each.kind == what for each in in_hand)
                rows = await store.due(tx, now, what, _IN_HAND + len(lanes), without=resting)
                for row in rows:
                    if room > 0 and row.lane not in lanes and self._may_try(row, found):
                        found.append(row)
                        room -= 1
        return found

    def _may_try(self, row: Due, found: list[Due]) -> bool:
        """Whether its workspace is not one that failed, of which one delivery is tried alone."""
        at = (row.platform, row.workspace)
        if at not in self._left_alone:
            return True
        return not any(at == (each.platform, each.workspace) for each in found)

    async def _carry(self, due: Due) -> bool:
        platform = self._platforms.get(due.platform)
        now = self._clock.now()
        if platform is None:
            await self._later(due.id, timedelta(hours=1), "this platform is not configured")
            return False
        if due.state == "ambiguous" and not may_repeat(due, platform.traits, now):
            await self._end(due.id, "parked", reason="nobody can tell whether it arrived")
            return False
        at = (due.platform, due.workspace)
        async with AsyncExitStack() as turn:
            await self._turn(due, platform.traits, turn)
            async with self._flight:
                if self._stopping.is_set() or self._left_alone.get(at, now) > self._clock.now():
                    return False
                found = await self._take(due)
                if found is None:
                    return False
                taken, payload = found
                delivery = taken.delivery
                await self._called(due, platform.traits, turn)
                try:
                    receipt = await platform.deliver(
                        delivery.workspace, delivery.to, payload, delivery.key
                    )
                except Undeliverable as no:
                    await self._not_carried(taken, no)
                    return False
        self._answers(at)
        await self._end(due.id, "sent", receipt=receipt.id, missing=receipt.missing)
        return True

    async def _take(self, due: Due) -> tuple[Taken, Payload] | None:
        """Mark it as on its way, and seal it. None: it is not to be said, or not now."""
        async with self._database.write() as tx:
            taken = await take(tx, due, self._clock.now(), self._reads, self._speaks)
            if isinstance(taken, Taken):
                return taken, await self._sealed(tx, taken)
        if isinstance(taken, Drop):
            await self._end(due.id, "failed", reason=taken.reason)
        return None

    async def _outcome(self, task: asyncio.Task[bool], due: Due) -> bool:
        fault = task.exception()
        if fault is None:
            return task.result()
        log.error("a fault of ours", delivery=due.id, exc_info=fault)
        await self._end(due.id, "failed", reason=f"a fault of ours: {type(fault).__name__}")
        return False

    async def _sealed(self, tx: Transaction, taken: Taken) -> Payload:
        delivery = taken.delivery
        if not isinstance(delivery.payload, Message | Edit):
            return delivery.payload
        key = await self._keys(tx, delivery.community)
        person = delivery.to.user if isinstance(delivery.to, Direct) else ""
        own = replace(key, person=person)
        if isinstance(delivery.payload, Edit):
            return replace(delivery.payload, message=seal(delivery.payload.message, own))
        return seal(delivery.payload, own)

    async def _not_carried(self, taken: Taken, no: Undeliverable) -> None:
        at = (taken.delivery.platform, taken.delivery.workspace)
        log.warning("not delivered", key=taken.delivery.key, reason=no.reason, forever=no.forever)
        self._failures[at] += no.after is None and not no.forever
        if no.everywhere or self._failures[at] >= _BREAKER:
            self._left_alone[at] = self._clock.now() + (_REVOKED if no.everywhere else _BREAK)
            self._failures[at] = _BREAKER - 1  # the next one is the trial
        elif no.forever:
            self._answers(at)
        if no.forever:
            await self._end(taken.id, "failed", reason=no.reason, missing=no.missing)
            return
        wait = pause(taken.attempts, no.after, self._rng)
        await self._later(taken.id, wait, no.reason, perhaps=no.perhaps)

    def _answers(self, at: tuple[str, str]) -> None:
        """The platform answers for this workspace."""
        self._failures.pop(at, None)
        self._left_alone.pop(at, None)

    async def _later(
        self, delivery_id: int, wait: timedelta, reason: str, *, perhaps: bool = False
    ) -> None:
        async with self._database.write() as tx:
            at = self._clock.now() + wait
            await store.again_later(tx, delivery_id, at, reason, perhaps=perhaps)

    async def _end(
        self,
        delivery_id: int,
        how: End,
        *,
        receipt: str = "",
        reason: str = "",
        missing: tuple[str, ...] = (),
    ) -> None:
        """Write down what became of it, and tell; where telling fails, write it down alone."""
        for tell in (True, False):
            ending = self._write_end(delivery_id, how, receipt, reason, missing, tell=tell)
            (fault,) = await asyncio.gather(ending, return_exceptions=True)
            if fault is None:
                return
            log.error("a fault of ours", delivery=delivery_id, exc_info=fault)
        self._unsettled = True

    async def _write_end(
        self,
        delivery_id: int,
        how: End,
        receipt: str,
        reason: str,
        missing: tuple[str, ...],
        *,
        tell: bool,
    ) -> None:
        now = self._clock.now()
        async with self._database.write() as tx:
            told = await store.end(tx, delivery_id, how, now, receipt=receipt, reason=reason)
            if tell and told.action:
                at = self._platforms.get(told.platform)
                files = at is not None and at.traits.files
                ended = Ended(told.community, told.about, how, receipt, reason, now, missing, files)
                await self._tell(tx, told.action, ended)

    async def _give_up(self) -> None:
        async with self._database.read() as tx:
            too_late = await store.expired(tx, self._clock.now())
            never = await store.without_conversation(tx)
        for delivery_id in too_late:
            await self._end(delivery_id, "failed", reason="it was too late to say it")
        for delivery_id in never:
            await self._end(
                delivery_id, "failed", reason="what has to come before it did not arrive"
            )

    async def _turn(self, due: Due, traits: Traits, turn: AsyncExitStack) -> None:
        """Wait until this platform may be called for such a thing again.

        `turn` keeps the next of its kind back until the call has begun: the pace is that of calls.
        """
        await self._wait(self._next[due.lane,] - _second())
        if traits.per_workspace.get(due.kind):
            await turn.enter_async_context(self._turns[_kind(due)])
            await self._wait(self._next[_kind(due)] - _second())

    async def _called(self, due: Due, traits: Traits, turn: AsyncExitStack) -> None:
        """The call begins now, and whoever comes next counts from here."""
        self._next[_kind(due)] = _second() + traits.per_workspace.get(due.kind, 0.0)
        if due.kind in ("message", "file"):
            self._next[due.lane,] = _second() + traits.per_place
        await turn.aclose()

    async def _wait(self, seconds: float) -> None:
        if seconds > 0:
            with suppress(TimeoutError):  # sooner only when it is to stop
                await asyncio.wait_for(self._stopping.wait(), seconds)


def _kind(due: Due) -> tuple[str, ...]:
    return due.platform, due.workspace, due.kind


def _second() -> float:
    return asyncio.get_running_loop().time()
