"""Slack: one workspace, reached over Socket Mode; what people do comes in, deliveries go out."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from typing import Any, assert_never

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import commands as declared
from adapters.slack import failures, inbound, render
from adapters.slack.files import Files
from adapters.slack.inbound import Json, Origin
from adapters.slack.limits import Limits
from adapters.slack.link import Link, SlackRefused, refused_or_wait
from adapters.slack.people import People
from adapters.slack.quiet import library_log
from adapters.slack.replies import Replies
from adapters.slack.settings import Settings
from adapters.slack.timing import USUAL, Timing
from bot.chat.answer import Answer, Reply
from bot.chat.command import Command
from bot.chat.message import File, Message
from bot.chat.platform import (
    Adding,
    Address,
    Channel,
    Closing,
    Direct,
    Edit,
    Memory,
    Opening,
    Payload,
    Receipt,
    Table,
    Traits,
    Undeliverable,
)
from bot.chat.request import Person, Request

Handle = Callable[[Request], Awaitable[Answer]]

_log = logging.getLogger(__name__)

_TRAITS = Traits(
    seats=8,  # conversations.open: a group conversation of up to eight people beside the app
    tells_zone=True,
    per_place=1.0,  # chat.postMessage: one message a second and channel
    per_workspace={
        "opening": 1.2,  # conversations.open: tier 3, 50 and more a minute
        "message": 0.2,  # chat.postMessage: "several hundred messages a minute" in a workspace
        "edit": 1.2,  # chat.update: tier 3
        "file": 0.7,  # both methods of an upload: tier 4, 100 and more a minute
    },
)


class SlackPlatform:
    """The port, and the way in. `run` keeps it connected."""

    def __init__(
        self,
        *,
        settings: Settings,
        commands: tuple[Command, ...],
        handle: Handle,
        memory: Memory,  # Slack keeps everything itself that we would want to find again
        apology: Message,
        foreign: Message,
        timing: Timing = USUAL,
    ) -> None:
        self._handle = handle
        self._commands = declared.named(commands, settings.command_prefix)
        self._traits = replace(_TRAITS, prefix=settings.command_prefix)
        self._foreign = foreign
        self._timing = timing
        self._token = settings.bot_token.get_secret_value()
        self._reading = client(settings, timing)
        # No retries of the library's own: one whose answer was lost would be said twice. And a
        # connection for each call (its default), as one kept alive may be closed under a request.
        self._posting = client(settings, timing, posting=True)
        self._limits = Limits()
        self._files = Files(self._posting, self._limits, timing)
        self._people = People(self._reading, timing.kept)
        self._replies = Replies(self._posting, guard=timing.guard, apology=apology)
        self._team = ""
        self._refused = ""
        self._direct: dict[str, str] = {}  # a person's direct conversation; Slack's for ever
        self._link = Link(self._app(), self._reading, settings.app_token.get_secret_value(), timing)

    @property
    def traits(self) -> Traits:
        """What the core has to know of Slack."""
        return replace(self._traits, files=self._files.granted)

    @property
    def trouble(self) -> str:
        """Why it does not work at this moment; "" when it does."""
        if self._refused:
            return f"Slack refuses: {self._refused}"
        if not self._team:
            return "Slack has not been reached yet"
        return "" if self._link.is_alive else "no session with Slack"

    async def run(self) -> None:
        """Connect and stay connected until cancelled. Raises `SlackRefused`."""
        try:
            await self._introduce()
            await self._link.keep()
        except SlackRefused as refused:
            self._refused = refused.reason
            raise

    async def close(self) -> None:
        """Let answers under way arrive. The connection goes down with `run`."""
        await self._replies.settle()

    async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
        """Carry it there. A message's receipt is `channel:ts`, an opening's is the channel."""
        try:
            match payload:
                case Message():
                    receipt = await self._post(to, payload, key)
                case Opening():
                    receipt = await self._table(payload.people)
                case Adding():
                    # The people of a group conversation are what makes it that one.
                    raise Undeliverable("Slack adds nobody to a conversation", forever=True)
                case Closing():
                    receipt = Receipt("")  # Slack has nothing to put away
                case Edit(message=message, receipt=of):
                    receipt = await self._change(of, message)
                case File():
                    receipt = await self._files.post(await self._conversation(to), payload)
                case _:
                    assert_never(payload)
        except Undeliverable as failed:
            self._refused = failed.reason if failed.everywhere else self._refused
            raise
        self._refused = ""
        return receipt

    async def gone(self, workspace: str, accounts: Collection[str]) -> set[str]:
        """Which of these are deactivated. Who could not be asked about counts as there."""
        found = set()
        for account in accounts:
            try:
                if await self._people.is_gone(account):
                    found.add(account)
            except failures.FAILED as failure:
                verdict = failures.verdict(failure)
                _log.warning("Slack does not say who is still there: %s", verdict.reason)
                if verdict.everywhere or verdict.forever:
                    break
            await asyncio.sleep(self._timing.pace)
        return found

    async def _post(self, to: Address, message: Message, key: str) -> Receipt:
        shown = render.message(message)
        channel = await self._conversation(to)
        with self._limits.kept("chat.postMessage"), failures.judged():
            response = await self._posting.chat_postMessage(
                channel=channel,
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": "tablemates_delivery", "event_payload": {"k": key}},
                **shown,
            )
            return Receipt(f"{response['channel']}:{response['ts']}")

    async def _change(self, receipt: str, message: Message) -> Receipt:
        """Put a message in the place of an earlier one, however often: the last one stays."""
        channel, _, ts = receipt.partition(":")
        with self._limits.kept("chat.update"), failures.judged(repeatable=True):
            await self._posting.chat_update(channel=channel, ts=ts, **render.message(message))
        return Receipt(receipt)

    async def _conversation(self, to: Address) -> str:
        match to:
            case Channel(id=channel):
                return channel
            case Table(id=""):
                raise Undeliverable("the table is not open yet")
            case Table(id=channel):
                return channel
            case Direct(user=user):
                if user not in self._direct:
                    self._direct[user] = await self._opened(user)
                return self._direct[user]
            case _:
                assert_never(to)

    async def _table(self, people: tuple[str, ...]) -> Receipt:
        """The conversation with these people; without those of them who are deactivated.

        Slack refuses all of them for one. Where one person would sit there alone it stays so.
        """
        try:
            return Receipt(await self._opened(",".join(people)))
        except Undeliverable as refused:
            if refused.reason not in failures.SOMEBODY_GONE:
                raise
            gone = await self.gone(self._team, people)
            missing = tuple(each for each in people if each in gone)
            there = [each for each in people if each not in gone]
            if not missing or len(there) < 2:
                refused.missing = missing
                raise
            return Receipt(await self._opened(",".join(there)), missing)

    async def _opened(self, users: str) -> str:
        """The conversation with these people: the same people have the same one, every time."""
        with self._limits.kept("conversations.open"), failures.judged(repeatable=True):
            response = await self._posting.conversations_open(users=users)
            return str(response["channel"]["id"])

    async def _introduce(self) -> None:
        """Learn which workspace we are in, asked until Slack says."""
        pause = self._timing.pause
        while not self._team:
            try:
                told = await self._reading.auth_test()
                self._files.learn(told.headers.get("x-oauth-scopes", ""))
                self._team = str(told["team_id"])
            except failures.FAILED as failure:
                pause = await refused_or_wait(failure, pause)

    def _app(self) -> AsyncApp:
        """Any command, any press, any form, and the three events."""

        async def authorised() -> AuthorizeResult:  # the library takes no method here
            return AuthorizeResult(enterprise_id=None, team_id=self._team, bot_token=self._token)

        app = AsyncApp(
            name="tablemates",
            logger=library_log,
            client=self._reading,
            authorize=authorised,
            process_before_response=True,  # acknowledged when a listener is done, never before
            request_verification_enabled=False,  # a socket of ours needs no signatures
            ssl_check_enabled=False,
            url_verification_enabled=False,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        anything = re.compile("")
        app.command(anything)(self._on_command)
        app.action(anything)(self._on_press)
        app.view(anything)(self._on_form)
        for event in declared.EVENTS:
            app.event(event)(self._on_event)
        return app

    async def _on_command(self, ack: AsyncAck, body: Json) -> BoltResponse:
        def read(who: Person) -> Request:
            return inbound.command(body, who, self._team, self._commands)

        return await self._reply(ack, inbound.command_origin(body, self._commands), read)

    async def _on_press(self, ack: AsyncAck, body: Json) -> BoltResponse:
        if inbound.is_link(body):
            return await ack()
        origin = inbound.press_origin(body)
        return await self._reply(ack, origin, lambda who: inbound.press(body, who, self._team))

    async def _on_form(self, ack: AsyncAck, body: Json) -> BoltResponse:
        origin = inbound.form_origin(body)
        return await self._reply(ack, origin, lambda who: inbound.form(body, who, self._team))

    async def _on_event(self, body: dict[str, Any]) -> None:
        """Acknowledged when it was handled: what fails, Slack sends again."""
        if body["event"]["type"] == "user_change":
            self._people.forget(body["event"]["user"]["id"])
            request = inbound.changed(body, self._team)
        else:
            request = inbound.removed(body, self._team)
        if request is not None:
            handling = asyncio.ensure_future(self._handle(request))
            await asyncio.wait({handling})
            if (failure := handling.exception()) is not None:
                _log.error("%s failed", request.action, exc_info=failure)
                raise failure

    async def _reply(
        self, ack: AsyncAck, origin: Origin, read: Callable[[Person], Request]
    ) -> BoltResponse:
        async def asked() -> Answer:
            who = await self._people.known(origin.user, self._team)
            return Reply(self._foreign) if who is None else await self._handle(read(who))

        return await self._replies.reply(ack, origin, asked())


def client(settings: Settings, timing: Timing = USUAL, *, posting: bool = False) -> AsyncWebClient:
    """Calls the Web API. The posting one never tries twice by itself."""
    return AsyncWebClient(
        settings.bot_token.get_secret_value(),
        base_url=settings.api_url,
        timeout=timing.call,
        logger=library_log,
        retry_handlers=[]
        if posting
        else [
            AsyncConnectionErrorRetryHandler(max_retry_count=2),
            AsyncRateLimitErrorRetryHandler(max_retry_count=2),
            AsyncServerErrorRetryHandler(max_retry_count=2),
        ],
    )
