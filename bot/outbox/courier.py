"""Sends what waits in the outbox: again later, or never, and nothing twice that can be helped.

A delivery is marked as on its way, and that is committed, before the platform is called: whatever
dies in between, it is known that it may have arrived. One lane goes one at a time and in order;
lanes do not wait for each other. The pace is the platform's, so that no limit is ever reached.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import get_args

import structlog

from bot.chat.platform import Kind, Platform, Traits, Undeliverable
from bot.clock import Clock
from bot.database import Database
from bot.outbox import carrying
from bot.outbox.desk import Desk, Keys, Tell
from bot.outbox.holding import Anew, Reads, Speaks
from bot.outbox.model import Due, Outcome, Taken, may_repeat, pause
from bot.outbox.policy import Drop

_IN_HAND = 20  # of a kind, waiting for their pace or on their way
_LOOK_AGAIN = 0.5  # seconds after which the outbox is looked at again, however full the hands are
_IN_FLIGHT = 4  # calls at the same time: as many as a crash can leave in doubt
_BREAKER = 5  # failures in a row after which a workspace is left alone for a while
_BREAK = timedelta(seconds=60)
_REVOKED = timedelta(minutes=5)  # a workspace that lets nothing through, until somebody acts

log = structlog.get_logger(__name__)


class Courier:
    """Carries deliveries out, each by one task, over a desk that writes down what they do."""

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
        anew: Anew,
        rng: Random,
    ) -> None:
        self._database = database
        self._clock = clock
        self._platforms = platforms
        self._desk = Desk(
            database, clock, keys=keys, tell=tell, reads=reads, speaks=speaks, anew=anew
        )
        self._rng = rng
        self._one = asyncio.Lock()
        self._flight = asyncio.Semaphore(_IN_FLIGHT)
        self._next: dict[tuple[str, ...], float] = defaultdict(float)  # kinds and places
        self._turns: dict[tuple[str, ...], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._failures: dict[tuple[str, str], int] = defaultdict(int)
        self._left_alone: dict[tuple[str, str], datetime] = {}
        self._stopping = asyncio.Event()
        self._unsettled = False  # something may be on its way of which nobody knows any more

    def stop(self) -> None:
        """Begin nothing new; what is on its way is finished."""
        self._stopping.set()

    async def deliver(self) -> int:
        """Send all that is due, and what becomes due meanwhile. How many arrived."""
        async with self._one:
            if self._unsettled:
                await self.recover()
                self._unsettled = False
            async with self._database.read() as tx:
                something, too_long = await carrying.anything(tx, self._clock.now())
            if too_long:
                await self._give_up()
            if not something:
                return 0
            over = [what for what, at in self._next.items() if at < _second()]
            for what in over:
                del self._next[what]
            hands: dict[asyncio.Task[bool], Due] = {}
            try:
                return await self._empty(hands)
            finally:
                if hands:  # only where this itself was cancelled, or failed
                    self._unsettled = True
                    self._desk.clear()
                    for task in hands:
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
            return await carrying.recover(tx)

    async def _due(self, in_hand: list[Due]) -> list[Due]:
        """What to take in hand now: of each kind at most so much, and of each lane one."""
        now = self._clock.now()
        lanes = {each.lane for each in in_hand}
        trying = {(each.platform, each.workspace) for each in in_hand} & set(self._left_alone)
        resting = {at for at, until in self._left_alone.items() if until > now} | trying
        async with self._database.read() as tx:
            rows = await carrying.due(tx, now, _IN_HAND + len(lanes), resting=resting)
        room = Counter(dict.fromkeys(get_args(Kind), _IN_HAND))
        room.subtract(each.kind for each in in_hand)
        found: list[Due] = []
        for row in rows:
            if room[row.kind] > 0 and row.lane not in lanes and self._may_try(row, found):
                found.append(row)
                room[row.kind] -= 1
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
        if due.orphan:
            why = "what has to come before it did not arrive"
            await self._end(Outcome(due, "failed", reason=why))
            return False
        if platform is None:
            await self._later(due, timedelta(hours=1), "this platform is not configured")
            return False
        if due.state == "ambiguous" and not may_repeat(due, platform.traits, now):
            why = "nobody can tell whether it arrived"
            await self._end(Outcome(due, "parked", reason=why))
            return False
        at = (due.platform, due.workspace)
        async with AsyncExitStack() as turn:
            await self._turn(due, platform.traits, turn)
            async with self._flight:
                if self._stopping.is_set() or self._left_alone.get(at, now) > self._clock.now():
                    return False
                taken = await self._desk.take(due)
                if not isinstance(taken, Taken):
                    if isinstance(taken, Drop):
                        await self._end(Outcome(due, "failed", reason=taken.reason))
                    return False
                delivery = taken.delivery
                await self._called(due, platform.traits, turn)
                try:
                    receipt = await platform.deliver(
                        delivery.workspace, delivery.to, delivery.payload, delivery.key
                    )
                except Undeliverable as no:
                    await self._not_carried(due, taken, no)
                    return False
        self._answers(at)
        await self._end(Outcome(due, "sent", receipt.id, missing=receipt.missing))
        return True

    async def _outcome(self, task: asyncio.Task[bool], due: Due) -> bool:
        fault = task.exception()
        if fault is None:
            return task.result()
        log.error("a fault of ours", delivery=due.id, exc_info=fault)
        why = f"a fault of ours: {type(fault).__name__}"
        await self._end(Outcome(due, "failed", reason=why))
        return False

    async def _not_carried(self, due: Due, taken: Taken, no: Undeliverable) -> None:
        at = (due.platform, due.workspace)
        log.warning("not delivered", key=taken.delivery.key, reason=no.reason, forever=no.forever)
        self._failures[at] += no.after is None and not no.forever
        if no.everywhere or self._failures[at] >= _BREAKER:
            self._left_alone[at] = self._clock.now() + (_REVOKED if no.everywhere else _BREAK)
            self._failures[at] = _BREAKER - 1  # the next one is the trial
        elif no.forever:
            self._answers(at)
        if no.forever:
            await self._end(Outcome(due, "failed", reason=no.reason, missing=no.missing))
            return
        wait = pause(taken.attempts, no.after, self._rng)
        await self._later(due, wait, no.reason, perhaps=no.perhaps)

    def _answers(self, at: tuple[str, str]) -> None:
        """The platform answers for this workspace."""
        self._failures.pop(at, None)
        self._left_alone.pop(at, None)

    async def _later(
        self, due: Due, wait: timedelta, reason: str, *, perhaps: bool = False
    ) -> None:
        async with self._database.write() as tx:
            at = self._clock.now() + wait
            await carrying.again_later(tx, due.id, at, reason, perhaps=perhaps)

    async def _end(self, outcome: Outcome) -> None:
        """Write down what became of it, and tell; where telling fails, write it down alone."""
        platform = self._platforms.get(outcome.due.platform)
        outcome = replace(outcome, files=platform is not None and platform.traits.files)
        for tell in (True, False):
            ending = self._desk.end(outcome, tell=tell)
            (fault,) = await asyncio.gather(ending, return_exceptions=True)
            if fault is None:
                return
            log.error("a fault of ours", delivery=outcome.due.id, exc_info=fault)
        self._unsettled = True

    async def _give_up(self) -> None:
        async with self._database.read() as tx:
            too_late = await carrying.expired(tx, self._clock.now())
        why = "it was too late to say it"
        await asyncio.gather(*(self._end(Outcome(due, "failed", reason=why)) for due in too_late))

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
