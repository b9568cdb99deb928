"""The bot's connection to Discord, and what goes out through it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import assert_never

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord import commands as declared
from adapters.discord import inbound
from adapters.discord.answers import PATIENCE, Answers, asked
from adapters.discord.forms import Forms
from adapters.discord.mail import Mail
from adapters.discord.rest import LONGEST_WAIT, Denied, Rest
from adapters.discord.settings import Settings
from adapters.discord.starts import Starts
from adapters.discord.tables import PUT_AWAY, Tables
from bot.chat.answer import Answer
from bot.chat.command import Command
from bot.chat.message import File, Message
from bot.chat.platform import (
    Adding,
    Address,
    Closing,
    Edit,
    Memory,
    Opening,
    Payload,
    Receipt,
    Traits,
    Undeliverable,
)
from bot.chat.request import Request
from bot.clock import Clock

log = logging.getLogger(__name__)

TRAITS = Traits(
    seats=1000,
    tables=900,  # a server has room for about 1,000 open threads, and others use them too
    under_channel=True,
    adds=True,
    remembers=120.0,  # Discord says "a few minutes"; this much of it is safe
    # half of 50 calls a second
    per_workspace={
        "message": 0.04,
        "opening": 0.2,
        "adding": 0.2,
        "closing": 0.1,
        "edit": 0.1,
        "file": 0.1,
    },
)
_COMMANDS = "discord.commands"
_ONE_MEMBER = 0.2  # seconds from one question about a member to the next
_AGAIN = (1.0, 5.0, 15.0, 60.0, 300.0)  # seconds between attempts to log in
_LEAVING = 3.0  # seconds in which answers under way may still be given
_NEVER = {
    4004: "Discord does not accept the token",
    4013: "Discord does not know an intent that was asked for",
    4014: "Discord does not allow an intent that was asked for",
}


class Refused(Exception):
    """Discord will not have this bot until somebody changes something. `reason` says what."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Discord:
    """Connects, hands what people do to `handle`, answers them, and carries deliveries.

    `apology` is what a person reads when `handle` raises. One of these a process: the library
    keeps its addresses in globals.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        commands: tuple[Command, ...],
        handle: Callable[[Request], Awaitable[Answer]],
        memory: Memory,
        apology: Message,
        clock: Clock,
        patience: float = PATIENCE,
    ) -> None:
        # The library takes its addresses from these two alone. Interactions use the first as well;
        # a session that can't be resumed comes back to the second.
        Route.BASE = settings.api_url
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)
        for prints_bodies in ("discord.http", "discord.gateway", "discord.webhook.async_"):
            logging.getLogger(prints_bodies).setLevel(logging.INFO)
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it never speaks
        self._token = settings.token
        self._commands = commands
        self._memory = memory
        self._clock = clock
        self._starts = Starts(memory, clock)
        self._rest = Rest()
        self._mail = Mail(self._rest)
        self._tables = Tables(self._rest)
        self._answers = Answers(self._rest, handle, apology, Forms(clock), patience)
        self._client: discord.Client | None = None
        self._trouble = "not connected to Discord yet"
        self._closing = False
        self._answering: set[asyncio.Task[object]] = set()

    @property
    def traits(self) -> Traits:
        """What the core has to know of Discord."""
        return TRAITS

    @property
    def trouble(self) -> str:
        """Why the bot does not work at the moment, in one line; "" when it does."""
        return self._trouble or self._rest.trouble

    async def run(self) -> None:
        """Stay connected until cancelled or closed. Raises `Refused` when that can't be."""
        failed = 0
        while not self._closing:
            await self._wait_for_a_start()
            client = self._new_client()
            try:
                async with client:
                    await client.start(self._token.get_secret_value())
            except discord.LoginFailure:
                raise Refused("Discord does not accept the token") from None
            except discord.PrivilegedIntentsRequired:
                raise Refused(_NEVER[4014]) from None
            except discord.ConnectionClosed as closed:
                known = _NEVER.get(closed.code, "Discord closed the connection for good")
                raise Refused(f"{known} ({closed.code})") from None
            except (discord.DiscordException, aiohttp.ClientError, OSError) as wrong:
                pause = _AGAIN[min(failed, len(_AGAIN) - 1)]
                failed += 1
                self._trouble = f"can't log in to Discord ({_why(wrong)})"
                log.warning("%s; again in %.0f s", self._trouble, pause)
                await asyncio.sleep(pause)
            finally:
                self._rest.through(None)
                self._client = None
        self._trouble = "closed"

    async def close(self) -> None:
        """Take nothing more, let answers under way be given, and leave."""
        self._closing = True
        if self._answering:
            await asyncio.wait(self._answering, timeout=_LEAVING)
        if self._client is not None:
            await self._client.close()

    async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
        """Carry it to Discord; the same key within two minutes makes nothing twice."""
        match payload:
            case Message() | File():
                return await self._mail.post(to, payload, key)
            case Opening():
                return await self._tables.open(workspace, payload, key)
            case Adding(people=people):
                return await self._tables.add(await self._mail.channel(to), people)
            case Closing():
                thread = await self._mail.channel(to)
                await self._tables.close(thread)
                return Receipt(thread)
            case Edit(message=message, receipt=of):
                return await self._change(to, of, message)
            case _:
                assert_never(payload)

    async def _change(self, to: Address, of: str, message: Message) -> Receipt:
        """Put this in the place of a message, also where its thread was put away, and stays so."""
        try:
            return await self._mail.change(to, of, message)
        except Denied as denied:
            if denied.code != PUT_AWAY:
                raise
        thread = await self._mail.channel(to)
        await self._tables.wake(thread)
        receipt = await self._mail.change(to, of, message)
        await self._tables.close(thread)
        return receipt

    async def gone(self, workspace: str, accounts: Collection[str]) -> set[str]:
        """Who is no longer in the server. Where Discord can't tell, they count as there."""
        found = set()
        path = "/guilds/{guild_id}/members/{user_id}"
        for account in accounts:
            try:
                await self._rest.call("GET", path, guild_id=workspace, user_id=account)
            except Undeliverable as wrong:
                if not isinstance(wrong, Denied) or wrong.code not in (10007, 10013):
                    log.warning("who has left can't be asked: %s", wrong.reason)
                    break
                found.add(account)
            await asyncio.sleep(_ONE_MEMBER)
        return found

    def _new_client(self) -> discord.Client:
        """Only servers and their channels are asked for: nothing that Discord calls privileged."""
        client = discord.Client(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=LONGEST_WAIT,
        )
        for heard in (
            self.setup_hook,
            self.before_identify_hook,
            self.on_connect,
            self.on_resumed,
            self.on_disconnect,
            self.on_interaction,
            self.on_guild_remove,
        ):
            client.event(heard)  # the library finds them by these names
        self._client = client
        return client

    async def setup_hook(self) -> None:
        """Logged in, not connected yet: tell Discord the commands, if they are new to it."""
        assert self._client is not None
        assert self._client.user is not None
        self._rest.through(self._client.http)
        self._tables.belong_to(str(self._client.user.id))
        application = str(self._client.application_id)
        commands = declared.declaration(self._commands)
        digest = declared.digest(application, commands)
        if await self._memory.recall(_COMMANDS) == digest:
            return
        route = Route("PUT", "/applications/{application_id}/commands", application_id=application)
        try:
            await self._client.http.request(route, json=commands)
        except discord.HTTPException as wrong:
            if wrong.status in (400, 403):
                raise Refused(f"Discord does not take the commands ({_why(wrong)})") from None
            raise
        await self._memory.remember(_COMMANDS, digest)
        log.info("told Discord the commands")

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Count every introduction to the gateway; one that follows another waits its turn."""
        if not initial:
            # The library gives this 60 seconds. Its own next attempt comes back here.
            await asyncio.sleep(max(5.0, (await self._starts.pause()).total_seconds()))
        await self._starts.remember()

    async def on_connect(self) -> None:
        """The gateway knows us."""
        self._trouble = ""

    async def on_resumed(self) -> None:
        """The gateway knows us again, and told what was missed."""
        self._trouble = ""

    async def on_disconnect(self) -> None:
        """The socket is gone; the library makes another."""
        self._trouble = "the connection to Discord is down"

    async def on_interaction(self, interaction: discord.Interaction[discord.Client]) -> None:
        """Somebody typed a command, pressed, chose, or sent a form."""
        if self._closing:
            return
        task = asyncio.current_task()
        assert task is not None
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)
        request = inbound.request(interaction, self._commands)
        await self._answers.give(asked(interaction), request)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was taken out of a server; one that Discord has lost for a while is none."""
        event = f"removed-{guild.id}-{self._clock.now().isoformat()}"
        await self._answers.tell(inbound.removed(str(guild.id), event))

    async def _wait_for_a_start(self) -> None:
        pause = (await self._starts.pause()).total_seconds()
        if pause > 0:
            self._trouble = "started often of late; waiting so that Discord keeps the token valid"
            log.warning("%s: %.0f s", self._trouble, pause)
            await asyncio.sleep(pause)


def _why(wrong: Exception) -> str:
    if isinstance(wrong, discord.HTTPException):
        return f"{wrong.status}, code {wrong.code}" if wrong.code else str(wrong.status)
    return type(wrong).__name__
