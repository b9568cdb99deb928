"""The playground as a platform of its own: pretend people, one page, a clock wound by hand."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from pathlib import Path

from aiohttp import web

from adapters.playground import inbound, server
from adapters.playground.game import Game
from adapters.playground.people import USUAL, town
from adapters.playground.world import LUNCH, World, direct
from bot.chat.answer import Answer
from bot.chat.command import Command
from bot.chat.message import File, Message
from bot.chat.platform import (
    Adding,
    Address,
    Channel,
    Closing,
    Direct,
    Edit,
    Opening,
    Payload,
    Receipt,
    Table,
    Traits,
    Undeliverable,
)
from bot.chat.request import Person, Request
from bot.chat.text import Text
from bot.clock import SetClock


class Playground:
    """Implements the port, and serves the page until it is cancelled.

    The world lies in `folder` and is there again after a restart; so is the place of the clock,
    which is set here and now where there is one. `wind` runs all that is due on the way to a
    moment, `ahead` tells what comes next, `start_over` makes the bot as new in an empty world.
    """

    def __init__(
        self,
        *,
        commands: tuple[Command, ...],
        handle: Callable[[Request], Awaitable[Answer]],
        clock: SetClock,
        wind: Callable[[datetime], Awaitable[None]],
        ahead: Callable[[], Awaitable[tuple[tuple[datetime, Text], ...]]],
        start_over: Callable[[], Awaitable[None]],
        folder: Path,
        people: int = USUAL,
        port: int = 0,
    ) -> None:
        self._world = World(folder / "world.jsonl")
        self.fresh = self._world.clock is None
        if self._world.clock:
            clock.set(self._world.clock)
        self._clock = clock
        self._game = Game(
            world=self._world,
            town=town(people),
            commands=commands,
            handle=handle,
            clock=clock,
            wind=wind,
            ahead=ahead,
            start_over=start_over,
        )
        self._port = port
        self.trouble = "the playground is not open yet"
        self.open = asyncio.Event()

    @property
    def traits(self) -> Traits:
        """Tables of eight as on Slack; everybody's time zone is known."""
        return Traits(seats=8, adds=True, tells_zone=True)

    @property
    def url(self) -> str:
        """Where the page is. A port of 0 becomes a real one once `open` is set."""
        return f"http://{server.HOST}:{self._port}/"

    def person(self, id: str) -> Person:  # noqa: A002  # the word that callers use
        """One of the pretend people, as the bot knows them. Raises KeyError."""
        return inbound.person(self._game.town[id])

    async def perform(self, request: Request, line: str = "") -> Answer:
        """Let somebody do this as if on the page: what the bot answers stands on their screen."""
        answer = await self._game.ask(request)
        who = self._game.town[request.person.id]
        self._game.show(answer, who, request.where.channel or direct(who.id), used=line)
        return answer

    async def run(self) -> None:
        """Serve until cancelled. Raises OSError when the port is not to be had."""
        self._game.begin()
        app = server.application(self._game)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            site = web.TCPSite(runner, server.HOST, self._port)
            await site.start()
            self._port = runner.addresses[0][1]
            self.trouble = ""
            self.open.set()
            await asyncio.Event().wait()
        finally:
            self.trouble = "the playground is closed"
            self.open.clear()
            await runner.cleanup()

    async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
        """Show it. What came under this key before is not shown again."""
        if workspace != inbound.WORKSPACE:
            raise Undeliverable("workspace_not_found", forever=True)
        known = self._world.receipt(key)
        return Receipt(known if known is not None else self._carry(to, payload, key))

    async def gone(self, workspace: str, accounts: Collection[str]) -> set[str]:
        """Whoever is not among the pretend people, as after a start with fewer of them."""
        return {account for account in accounts if account not in self._game.town}

    def _carry(self, to: Address, payload: Payload, key: str) -> str:
        match payload:
            case Opening(people=people):
                for person in people:
                    self._known(person)
                room = self._world.open(payload, self._clock.now(), key)
                self._game.seated(room)
                return room.id
            case Adding(people=people):
                for person in people:
                    self._known(person)
                room = self._world.add(self._place(to), people, key)
                self._game.seated(room)
                return room.id
            case Closing():
                place = self._place(to)
                self._world.close(place, key)
                self._game.tell()
                return place
            case Message() | File():
                said = self._world.say(self._place(to), self._clock.now(), payload, key=key)
                self._game.arrived(said)
                return said.id
            case Edit(message=message, receipt=of):
                earlier = self._world.named(of)
                if earlier is None:
                    raise Undeliverable("message_not_found", forever=True)
                self._world.change(earlier, message)
                self._game.tell()
                return of

    def _place(self, to: Address) -> str:
        match to:
            case Direct(user=user):
                return direct(self._known(user))
            case Channel(id=place) | Table(id=place):
                known = place == LUNCH or place in self._world.rooms
                if not known and place.startswith(direct("")):
                    known = bool(self._known(place.removeprefix(direct(""))))
                if not known:
                    raise Undeliverable("channel_not_found", forever=bool(place))
                return place

    def _known(self, user: str) -> str:
        if user not in self._game.town:
            raise Undeliverable("user_not_found", forever=True)
        return user
