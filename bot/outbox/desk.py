"""The courier's desk: what is to be written down at the same moment is written in one transaction.

Four calls end, four begin: that is one commit, not eight. Whoever asks goes on after that commit,
so nothing is called before it stands in the database that it may arrive. Where writing several
fails, each is written alone, and the fault is that of the one that has it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat.action import Key, seal
from bot.chat.message import Message
from bot.chat.platform import Direct, Edit
from bot.clock import Clock
from bot.database import Database, Transaction
from bot.outbox import carrying, holding
from bot.outbox.holding import Anew, Reads, Speaks
from bot.outbox.model import Delivery, Due, Ended, Outcome, Taken, may_say_others
from bot.outbox.policy import Drop

_AT_ONCE = 20  # so that no transaction keeps other writers waiting

Keys = Callable[[Transaction, int], Awaitable[Key]]
Tell = Callable[[Transaction, str, Ended], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Ending:
    outcome: Outcome
    tell: bool


Answer = Taken | Drop | None
_Asked = tuple[Due | _Ending, asyncio.Future[Answer]]


class Desk:
    """`keys` seal buttons, `tell` hears what became of a delivery.

    `reads` knows who would read it and whether they may be spoken to now, `speaks` their language,
    `anew` what it says by now.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        keys: Keys,
        tell: Tell,
        reads: Reads,
        speaks: Speaks,
        anew: Anew,
    ) -> None:
        self._database = database
        self._clock = clock
        self._keys = keys
        self._tell = tell
        self._reads = reads
        self._speaks = speaks
        self._anew = anew
        self._asked: list[_Asked] = []
        self._writing: asyncio.Task[None] | None = None

    async def take(self, due: Due) -> Answer:
        """Mark it as on its way, and seal it. None: it waits now, or somebody else has it."""
        return await self._ask(due)

    async def end(self, outcome: Outcome, *, tell: bool) -> None:
        """Write down what became of it, and tell whoever wants to know."""
        await self._ask(_Ending(outcome, tell))

    def clear(self) -> None:
        """Nothing more is written of what was asked; what is being written leaves no trace."""
        self._asked = []
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None

    def _ask(self, what: Due | _Ending) -> asyncio.Future[Answer]:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asked.append((what, answer))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        return answer

    async def _write_all(self) -> None:
        while self._asked:
            await self._write_some()

    async def _write_some(self) -> None:
        batch: list[_Asked] = []
        fault = await _fault_of(self._write(self._asked, batch))
        if fault is None:
            return
        if len(batch) <= 1:  # none: it could not even begin
            _fail(batch[0] if batch else self._asked.pop(0), fault)
            return
        for each in batch:
            fault = await _fault_of(self._write([each], []))
            if fault is not None:
                _fail(each, fault)

    async def _write(self, asked: list[_Asked], batch: list[_Asked]) -> None:
        """Write down and answer what is asked by the time the transaction begins: the batch."""
        async with self._database.write() as tx:
            batch += asked[:_AT_ONCE]
            del asked[: len(batch)]
            await self._end(tx, [what for what, _ in batch if isinstance(what, _Ending)])
            wanted = [(what, answer) for what, answer in batch if isinstance(what, Due)]
            dues = [due for due, answer in wanted if not answer.cancelled()]
            taken = await self._take(tx, dues)
        for what, answer in batch:
            if not answer.cancelled():
                answer.set_result(taken.get(what.id) if isinstance(what, Due) else None)

    async def _take(self, tx: Transaction, dues: Sequence[Due]) -> dict[int, Taken | Drop]:
        if not dues:
            return {}
        now = self._clock.now()
        found = await holding.take(tx, dues, now, self._reads, self._speaks, self._anew)
        keys: dict[int, Key] = {}
        for id_, each in found.items():
            if isinstance(each, Taken):
                of = each.delivery.community
                keys[of] = keys.get(of) or await self._keys(tx, of)
                found[id_] = replace(each, delivery=_sealed(each.delivery, keys[of]))
        return found

    async def _end(self, tx: Transaction, endings: Sequence[_Ending]) -> None:
        now = self._clock.now()
        await carrying.end(tx, [each.outcome for each in endings], now)
        told = {each.outcome.due.id: each.outcome for each in endings if each.tell}
        for one in [each for each in told.values() if each.due.on_end]:
            await self._tell(tx, one.due.on_end, _ended(one, now))
        several = [each for each, one in told.items() if may_say_others(one.due)]
        for part in await carrying.parts(tx, several):
            ended = _ended(told[part.within], now)
            ended = replace(ended, community=part.community, about=part.about)
            await self._tell(tx, part.on_end, ended)


def _ended(one: Outcome, now: datetime) -> Ended:
    due = one.due
    return Ended(
        due.community, due.about, one.end, one.receipt, one.reason, now, one.missing, one.files
    )


def _sealed(delivery: Delivery, key: Key) -> Delivery:
    """One whose buttons work: in what goes to one person, for them alone."""
    own = replace(key, person=delivery.to.user if isinstance(delivery.to, Direct) else "")
    match delivery.payload:
        case Message() as message:
            return replace(delivery, payload=seal(message, own))
        case Edit(message=message) as edit:
            return replace(delivery, payload=replace(edit, message=seal(message, own)))
        case _:
            return delivery


async def _fault_of(work: Awaitable[None]) -> BaseException | None:
    (outcome,) = await asyncio.gather(work, return_exceptions=True)
    return outcome


def _fail(asked: _Asked, fault: BaseException) -> None:
    _, answer = asked
    if not answer.cancelled():
        answer.set_exception(fault)
