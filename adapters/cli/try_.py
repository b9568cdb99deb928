"""`tablemates try`: the whole bot among pretend people, on a page, with a clock to wind on."""

import asyncio
import os
import signal
import socket
import sys
from datetime import datetime, timedelta
from pathlib import Path

import typer

from adapters.cli import exits, logs, place, storage
from adapters.cli.exits import Stop
from adapters.cli.platforms import commands
from adapters.playground import inbound
from adapters.playground.people import Somebody, town
from adapters.playground.platform import Playground
from adapters.playground.world import LUNCH, direct
from bot.app import Bot
from bot.chat.answer import Answer, Open
from bot.chat.request import Request
from bot.chat.text import Text
from bot.clock import SetClock, SystemClock
from bot.database import Database
from bot.scheduler import Loop
from bot.sections import Storage

FOLDER = Path(".playground")
HOST, PORT, TRIES = "127.0.0.1", 8765, 20
NEWCOMER = "hana"  # has not joined yet, so that whoever plays can
CIRCLE = {
    "name": "Harbour Makers lunch",
    "container": "Everybody who makes things around the harbour, in whatever craft",
    "construct": "every week on Monday at 09:00 in tables of 2",
    "conversation": "What are you making, and where are you stuck?",
    "community": "Nobody eats alone, and everybody knows somebody in another craft",
}
_STEP = timedelta(hours=6)  # the longest that the clock goes at once while it is wound on


def play(port: int | None, people: int, *, fresh: bool) -> None:
    """Open the playground until Ctrl-C. Raises `Stop` when it can't."""
    os.umask(0o077)
    logs.start(sys.stderr, "warning")
    try:
        FOLDER.mkdir(exist_ok=True)
    except OSError as wrong:
        raise Stop(exits.STORAGE, f"{FOLDER} can't be made here ({wrong.strerror})") from None
    asyncio.run(_play(free_port(port), people, fresh=fresh))


async def _play(port: int, people: int, *, fresh: bool) -> None:
    logs.watch(asyncio.get_running_loop())
    kept = Storage(url=f"sqlite+aiosqlite:///{FOLDER / 'tablemates.db'}")
    place.look(kept.path)
    with place.alone(kept.path):
        if fresh:
            (FOLDER / "world.jsonl").unlink(missing_ok=True)
        game = Game(kept, people, port)
        await game.start()
        try:
            await game.begin()
            await _until_stopped(game, people)
        finally:
            await game.end()


async def _until_stopped(game: "Game", people: int) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    serving = asyncio.create_task(game.playground.run())
    opened = asyncio.create_task(game.playground.open.wait())
    await asyncio.wait({serving, opened}, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        opened.cancel()
        await serving  # raises what is in the way
    typer.echo(
        f"\n  The playground is open: {game.playground.url}\n\n"
        f"  {people} pretend people and a bot, all on this machine; no account, no network.\n"
        "  Join as Hana, wind the clock to Monday 09:00, and see who sits with whom.\n"
        f"  What happens is kept in {FOLDER}; `tablemates try --fresh` begins anew.\n"
        "  Ctrl-C stops it.\n"
    )
    await stopped.wait()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    typer.echo("\n  Stopped. The playground is kept.")


class Game:
    """The bot behind the page, which is made anew when somebody starts over."""

    def __init__(self, kept: Storage, people: int, port: int) -> None:
        self._kept = kept
        self._clock = SetClock(SystemClock().now().replace(second=0, microsecond=0))
        self._town = town(people)
        self._events = 0
        self._database: Database
        self._bot: Bot
        self._loop: Loop
        self.playground = Playground(
            commands=commands(),
            handle=self._handle,
            clock=self._clock,
            wind=self.wind,
            ahead=self.ahead,
            start_over=self.start_over,
            folder=FOLDER,
            people=people,
            port=port,
        )

    async def begin(self) -> None:
        """Take up what was played before, or make the first circle."""
        if self.playground.fresh:
            await self._make_a_circle()

    async def end(self) -> None:
        """Let what is under way end, and let go of the database."""
        await self._loop.stop()
        await self._database.close()

    async def start(self) -> None:
        """Set the bot up, on an empty database where the world is new as well."""
        if self.playground.fresh:
            self._forget()
        self._database = await storage.connect(self._kept)
        self._bot = Bot(self._database, self._clock)
        self._bot.platforms[inbound.PLATFORM] = self.playground
        await self._bot.recover()
        self._loop = Loop(self._bot)
        self._loop.start()

    async def start_over(self) -> None:
        """A new bot, and a new circle."""
        await self.end()
        self._forget()
        await self.start()
        await self._make_a_circle()

    def _forget(self) -> None:
        path = self._kept.path
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)

    async def _handle(self, request: Request) -> Answer:
        return await self._bot.handle(request)

    async def ahead(self) -> tuple[tuple[datetime, Text], ...]:
        """What comes next."""
        return await self._bot.ahead()

    async def wind(self, to: datetime) -> None:
        """Let time pass until then, stopping wherever something is due."""
        while self._clock.now() < to:
            due = [at for at, _ in await self._bot.ahead() if at > self._clock.now()]
            self._clock.set(min(to, self._clock.now() + _STEP, *due))
            await self._bot.tick()
            await self._bot.deliver()

    async def _make_a_circle(self) -> None:
        """By ordinary requests of the pretend people, as if somebody had typed them."""
        host = next(somebody for somebody in self._town if somebody.organises)
        opened = await self._handle(self._typed(host, "circle", "create", LUNCH))
        assert isinstance(opened, Open)
        sent = inbound.send(opened.form, CIRCLE, host, LUNCH, self._event())
        await self.playground.perform(sent, "/circle create")
        await self._bot.deliver()
        for somebody in self._town:
            if somebody.id != NEWCOMER:
                joining = self._typed(somebody, "lunch", "join", direct(somebody.id))
                await self.playground.perform(joining, "/lunch join")
        await self._bot.deliver()

    def _typed(self, who: Somebody, word: str, rest: str, place: str) -> Request:
        command = next(each for each in self._bot.commands if each.name == word)
        return inbound.line(command, rest, who, place, self._event())

    def _event(self) -> str:
        self._events += 1
        return f"first-{self._events}"


def free_port(asked: int | None) -> int:
    """The port that was asked for, or else the usual one or the next that is free."""
    if asked is not None:
        if _is_free(asked):
            return asked
        remedy = "name another with --port, or none to take the next that is free"
        raise Stop(exits.UNAVAILABLE, f"port {asked} is taken; {remedy}")
    for port in range(PORT, PORT + TRIES):
        if _is_free(port):
            if port != PORT:
                typer.echo(f"Port {PORT} is taken, so the playground is at {port}.")
            return port
    raise Stop(exits.UNAVAILABLE, f"ports {PORT} to {port} are taken; name another with --port")


def _is_free(port: int) -> bool:
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taker.bind((HOST, port))
        except OSError:
            return False
    return True
