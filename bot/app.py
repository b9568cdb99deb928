"""The door: people come in through `handle`, time through `tick`; words go out by `deliver`."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

import structlog

from bot import routes
from bot.audit import store as audit
from bot.chat.action import Key, seal_answer
from bot.chat.answer import Answer, Refusal, Replace, Reply, Settle, Unclear, beside
from bot.chat.command import Command
from bot.chat.message import Message
from bot.chat.platform import Platform, Traits
from bot.chat.request import Request
from bot.chat.text import Text
from bot.circles import roll
from bot.circles.store import rounds as round_rows
from bot.clock import Clock
from bot.database import Database, Transaction
from bot.duty import Watch, due
from bot.entrance import Entrance
from bot.inbox import store as inbox
from bot.inbox.patience import Patience
from bot.lunches import readers
from bot.lunches.signs import Glances
from bot.lunches.store import promises
from bot.members import communities
from bot.members.model import Community
from bot.outbox import ledger
from bot.outbox import store as outbox
from bot.outbox.courier import Courier
from bot.outbox.model import Delivery, Ended
from bot.outbox.policy import Drop, Wait
from bot.texts.catalogue import Say
from bot.turn import Action, Outdated, Think, Turn

INPUTS_KEPT = timedelta(days=90)  # as long as a round can be drawn again to check it

Done = TypeVar("Done")

log = structlog.get_logger(__name__)


async def in_thread(work: Callable[[], None]) -> None:
    """Run it where it keeps nobody waiting."""
    await asyncio.to_thread(work)


class Bot:
    """The whole product, without a platform. Adapters are put into `platforms` by their name.

    `on_work` is called when there may be something to do at once: a round that was brought forward,
    a message that waits.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        zone: str = "UTC",
        language: str = "en",
        rng: Random | None = None,
        think: Think = in_thread,
        patience: Patience | None = None,
    ) -> None:
        self.platforms: dict[str, Platform] = {}
        self.on_work: Callable[[], None] = lambda: None
        self._database = database
        self._clock = clock
        self._language = language
        self._think = think
        self._patience = patience or Patience()
        self._glances = Glances()
        self._entrance = Entrance(database, clock, zone=zone, language=language)
        self._courier = Courier(
            database,
            clock,
            self.platforms,
            keys=self._keys,
            tell=self._tell,
            reads=readers.of,
            speaks=self._speaks,
            anew=self._anew,
            rng=rng or Random(),  # noqa: S311  # spreads retries, decides nothing
        )

    @property
    def commands(self) -> tuple[Command, ...]:
        """Every command, as adapters declare them to their platforms."""
        return routes.commands(self._say())

    @property
    def apology(self) -> Message:
        """What a person reads when something broke on our side."""
        return Message(body=(self._say()("fault.apology"),))

    @property
    def foreign(self) -> Message:
        """What somebody from elsewhere reads."""
        return Message(body=(self._say()("foreign"),))

    async def handle(self, request: Request) -> Answer:
        """Do what a person asks, and say what came of it. The answer is committed when it is given.

        A rule that says no is an answer. Anything that is raised is a fault of ours.
        """
        if not (request.action in routes.FREE or self._patience.allows(_who(request), _second())):
            return Reply(Message(body=(self._say(request)("slow.down"),)))
        admitted = await self._entrance.admit(request)
        if admitted is None:
            return await self._stale(request)
        community, request = admitted
        traits = self.platforms[request.platform].traits
        language = community.language
        say = Say(language, self._clock.now().date(), traits.prefix)
        try:
            answer = await self._act(request, community, traits, say)
        except Refusal as refusal:
            self._saw(request)
            answer = Reply(Message(body=(refusal.text,)))
        if request.beside:
            answer = beside(answer)
        return seal_answer(answer, self._key(community, request.person.id))

    async def tick(self) -> None:
        """Do what is due: draw the rounds whose time has come, and ask who is to be asked."""
        now = self._clock.now()
        await _unless_it_fails(self._glances.keep(self._database, now))
        duties = await due(self._database, routes.DUTIES, now)
        if not duties:
            return
        there = {name: await _unless_it_fails(_traits(at)) for name, at in self.platforms.items()}
        traits = {name: each for name, each in there.items() if each is not None}
        watch = Watch(self._database, now, traits, self._think)
        done = False
        for duty in duties:
            for work in await _unless_it_fails(duty.look(watch)) or ():
                done = await _unless_it_fails(work()) or done
        if done:  # what could not be done waits for the next tick
            self.on_work()

    async def call_roll(self) -> None:
        """Ask the platforms who is still there, in the half hour before a round. Takes its time."""
        for call in await roll.calls(self._database, self.platforms, self._clock, self._think):
            await _unless_it_fails(call())

    async def deliver(self) -> int:
        """Send what waits in the outbox. How many deliveries arrived."""
        return await self._courier.deliver()

    async def recover(self) -> None:
        """At start: what was on its way when the last process ended is looked at again."""
        await self._courier.recover()

    def stop(self) -> None:
        """Begin no new delivery; those on their way are finished."""
        self._courier.stop()

    async def tidy(self) -> None:
        """Forget what is kept for a while only."""
        now = self._clock.now()
        async with self._database.write() as tx:
            await inbox.tidy(tx, now)
            await round_rows.forget_inputs(tx, now - INPUTS_KEPT)
            await outbox.tidy(tx, now)
            await ledger.tidy(tx, now)
            await audit.tidy(tx, now)
            await promises.forget_gone(tx)
            await communities.renew_secrets(tx, now)

    async def ahead(self) -> tuple[tuple[datetime, Text], ...]:
        """What comes next, in order: when, and what it is."""
        say, now = self._say(), self._clock.now()
        async with self._database.read() as tx:
            coming = [each for ahead in routes.AHEAD for each in await ahead(tx, say, now)]
        return tuple(sorted(coming, key=lambda one: one[0]))

    async def _act(
        self, request: Request, community: Community, traits: Traits, say: Say
    ) -> Answer:
        now, think = self._clock.now(), self._think

        def turn(tx: Transaction, *, reads: bool = False, prepared: object = None) -> Turn:
            of, kinds = community.id, routes.KINDS
            return Turn(request, tx, now, say, of, traits, reads, think, kinds, prepared)

        if request.action in routes.READS:
            self._saw(request)
            async with self._database.read() as tx:
                return await _answer(routes.READS[request.action], turn(tx, reads=True))
        prepare = routes.PREPARES.get(request.action)
        while True:
            prepared: object = None
            if prepare is not None:
                async with self._database.read() as tx:
                    prepared = await prepare(turn(tx, reads=True))
            with suppress(Outdated):  # else it is prepared anew
                async with self._database.write() as tx:
                    answer = await self._change(request, turn(tx, prepared=prepared))
                self.on_work()
                return answer

    async def _change(self, request: Request, turn: Turn) -> Answer:
        """Do it, and keep the answer: the same event has its effect once."""
        before = await inbox.answered(turn.tx, request.platform, request.event)
        if before is not None:
            return before
        action = routes.WRITES.get(request.action) or routes.EVENTS[request.action]
        answer = await _answer(action, turn)
        if isinstance(answer, Reply | Replace | Settle):
            who = "" if request.action in routes.NAMELESS else request.person.id
            await inbox.record(turn.tx, request.platform, request.event, who, answer, turn.now)
        return answer

    def _saw(self, request: Request) -> None:
        """Whoever looks, or is told no, is there; what they did has written nothing of it."""
        if request.action not in routes.FREE:
            about = request.action in routes.ABOUT_LUNCH
            self._glances.saw(request, self._clock.now(), about_lunch=about)

    async def _stale(self, request: Request) -> Answer:
        """The same words by the same path, whatever was wrong with a control."""
        log.info("a control was refused", platform=request.platform)
        await self._entrance.refuse(request)
        return Reply(Message(body=(self._say(request)("stale.control"),)))

    async def _keys(self, tx: Transaction, community_id: int) -> Key:
        community = await communities.with_id(tx, community_id)
        assert community is not None
        return self._key(community, "")

    async def _speaks(self, tx: Transaction, delivery: Delivery) -> Say:
        community = await communities.with_id(tx, delivery.community)
        assert community is not None
        prefix = self.platforms[delivery.platform].traits.prefix
        return Say(community.language, self._clock.now().date(), prefix)

    async def _anew(
        self, tx: Transaction, say: Say, delivery: Delivery, now: datetime
    ) -> Message | Wait | Drop:
        return await routes.ANEW[delivery.anew](tx, say, delivery, now)

    async def _tell(self, tx: Transaction, action: str, ended: Ended) -> None:
        await routes.ENDS[action](tx, ended)

    def _key(self, community: Community, person: str) -> Key:
        return Key(community.secrets[0], community.id, self._clock.now().date(), person)

    def _say(self, request: Request | None = None) -> Say:
        prefix = self.platforms[request.platform].traits.prefix if request else ""
        return Say(self._language, self._clock.now().date(), prefix)


async def _answer(action: Action, turn: Turn) -> Answer:
    """What the action answers, or the question without which it can't go on."""
    try:
        return await action(turn)
    except Unclear as unclear:
        return unclear.question


def _who(request: Request) -> tuple[str, str]:
    return request.platform, request.person.id


def _second() -> float:
    return asyncio.get_running_loop().time()


async def _traits(platform: Platform) -> Traits:
    return platform.traits


async def _unless_it_fails(work: Awaitable[Done]) -> Done | None:
    """What came of it; None when it failed, and then the log says why."""
    outcome: Done | BaseException
    (outcome,) = await asyncio.gather(work, return_exceptions=True)
    if isinstance(outcome, asyncio.CancelledError):
        raise outcome
    if isinstance(outcome, BaseException):
        log.error("a fault of ours", exc_info=outcome)
        return None
    return outcome
