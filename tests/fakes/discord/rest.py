"""The fake's REST API: does what Discord documents, and checks every request that it gets."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web

from tests.fakes.discord.description import request_problems
from tests.fakes.discord.faults import Faults
from tests.fakes.discord.markdown import pings
from tests.fakes.discord.visits import Visits
from tests.fakes.discord.world import (
    DIRECT,
    PRIVATE_THREAD,
    PRIVATE_THREADS,
    READ_HISTORY,
    SEND,
    SEND_IN_THREADS,
    TEXT,
    VIEW,
    Attached,
    Channel,
    Message,
    Refusal,
    World,
    bot_user,
)

Json = dict[str, Any]

_REMEMBERS = 300.0  # seconds in which a nonce is known
_NO_TOKEN = ("/interactions/", "/webhooks/")


@dataclass(frozen=True)
class Call:
    """A request as it came, and what it was answered; status 0 for a broken connection.

    `at` is the loop's own time at which it came.
    """

    method: str
    template: str
    names: Json
    body: Any
    status: int
    headers: Json
    at: float


class Rest:
    """Every call that the bot makes over HTTP."""

    def __init__(self, world: World, token: str, visits: Visits) -> None:
        self._world = world
        self._token = token
        self._visits = visits
        self.faults = Faults()
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.endpoint: str | None = None  # of interactions, by HTTP

    def routes(self, prefix: str) -> list[web.RouteDef]:
        """All calls that the fake knows; another is a violation."""
        known: list[tuple[str, str, Callable[[Json, Any], Awaitable[Any]]]] = [
            ("GET", "/users/@me", self._me),
            ("GET", "/users/@me/guilds", self._servers),
            ("POST", "/users/@me/channels", self._open_direct),
            ("GET", "/oauth2/applications/@me", self._application),
            ("PUT", "/applications/{application_id}/commands", self._set_commands),
            ("POST", "/channels/{channel_id}/messages", self._post),
            ("PATCH", "/channels/{channel_id}/messages/{message_id}", self._change_message),
            ("POST", "/channels/{channel_id}/threads", self._start_thread),
            ("PATCH", "/channels/{channel_id}", self._change),
            ("PUT", "/channels/{channel_id}/thread-members/{user_id}", self._add),
            ("GET", "/guilds/{guild_id}/threads/active", self._active),
            (
                "GET",
                "/channels/{channel_id}/users/@me/threads/archived/private",
                self._archived,
            ),
            ("GET", "/guilds/{guild_id}/members/{user_id}", self._member),
            (
                "POST",
                "/interactions/{interaction_id}/{interaction_token}/callback",
                self._callback,
            ),
            ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", self._edit),
            ("POST", "/webhooks/{webhook_id}/{webhook_token}", self._follow_up),
        ]
        routes = [
            web.route(method, prefix + template, self._wrapped(template, do))
            for method, template, do in known
        ]
        return [*routes, web.route("*", "/{other:.*}", self._unknown)]

    def _wrapped(
        self, template: str, do: Callable[[Json, Any], Awaitable[Any]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            at = asyncio.get_running_loop().time()
            names = dict(request.match_info)
            body, files = await _read(request)

            async def done() -> web.StreamResponse:
                return await self._done(request, template, names, body, files, do)

            response = await self.faults.answer(request, template, done)
            if response is None:
                response = await done()
            lost = request.transport is None or request.transport.is_closing()
            status = 0 if lost else response.status
            headers = dict(request.headers)
            self.calls.append(Call(request.method, template, names, body, status, headers, at))
            return response

        return answer

    async def _done(
        self,
        request: web.Request,
        template: str,
        names: Json,
        body: Any,
        files: list[Attached],
        do: Callable[[Json, Any], Awaitable[Any]],
    ) -> web.StreamResponse:
        bare = template.startswith(_NO_TOKEN)
        if not bare and request.headers.get("Authorization") != f"Bot {self._token}":
            return _json({"message": "401: Unauthorized", "code": 0}, 401)
        if not request.headers.get("User-Agent", "").startswith("DiscordBot"):
            self.violations.append(f"{request.method} {template}: User-Agent")
        parts = {file.part: file.name for file in files}
        problems = request_problems(request.method, template, body, parts)
        self.violations += [f"{request.method} {template}: {problem}" for problem in problems]
        if problems:
            return _json({"message": "Invalid Form Body", "code": 50035, "errors": {}}, 400)
        try:
            found = await do(names, body)
            if files and isinstance(found, dict):
                self._world.attach(str(found["id"]), files)
        except Refusal as refusal:
            return _json(refusal.body, refusal.status)
        return web.Response(status=204) if found is None else _json(found)

    async def _unknown(self, request: web.Request) -> web.Response:
        self.violations.append(f"no such call: {request.method} {request.path}")
        return _json({"message": "404: Not Found", "code": 0}, 404)

    async def _me(self, names: Json, body: Any) -> Json:
        return bot_user(self._world.application) | {"flags": 0, "locale": "en-US"}

    async def _servers(self, names: Json, body: Any) -> list[Json]:
        return [{"id": self._world.server, "name": "Town"}]

    async def _application(self, names: Json, body: Any) -> Json:
        return {
            "id": self._world.application,
            "name": "Tablemates",
            "icon": None,
            "description": "",
            "bot_public": False,
            "bot_require_code_grant": False,
            "owner": bot_user("1"),
            "verify_key": "0",
            "flags": 0,
            "interactions_endpoint_url": self.endpoint,
            "team": None,
        }

    async def _set_commands(self, names: Json, body: Any) -> list[Json]:
        self._world.commands = [
            one | {"id": self._world.next_id(), "application_id": names["application_id"]}
            for one in body
        ]
        return self._world.commands

    async def _open_direct(self, names: Json, body: Any) -> Json:
        person = self._world.people.get(str(body["recipient_id"]))
        if person is None:
            raise Refusal(400, 50033)
        return self._world.direct(person).shown(self._world.server)

    async def _post(self, names: Json, body: Any) -> Json:
        channel = self._channel(names["channel_id"])
        if channel.kind == DIRECT:
            assert channel.recipient is not None
            if not channel.recipient.here:
                raise Refusal(403, 50278)
            if not channel.recipient.directs_open:
                raise Refusal(403, 50007)
        else:
            self._needs(channel, SEND_IN_THREADS if channel.kind == PRIVATE_THREAD else SEND)
        now = asyncio.get_running_loop().time()
        known = self._known(str(body.get("nonce", "")), now) if body.get("enforce_nonce") else None
        if known is not None:
            if known.deleted:
                raise Refusal(404, 10008)
            return known.shown(self._world.application, self._world.server)
        channel.archived = False  # a word in it wakes a thread up
        message = self._message(channel, body)
        message.at = now
        channel.messages.append(message)
        return message.shown(self._world.application, self._world.server)

    def _known(self, nonce: str, now: float) -> Message | None:
        for channel in self._world.channels.values():
            for message in channel.messages:
                if nonce and message.nonce == nonce and now - message.at < _REMEMBERS:
                    return message
        return None

    def _message(self, channel: Channel, body: Json) -> Message:
        message = Message(
            id=self._world.next_id(),
            channel=channel,
            components=body["components"],
            flags=body["flags"],
            nonce=str(body.get("nonce", "")),
        )
        message.pings = pings(message.text, body["allowed_mentions"])
        return message

    async def _change_message(self, names: Json, body: Any) -> Json:
        channel = self._channel(names["channel_id"])
        known = {message.id: message for message in channel.messages}
        message = known.get(names["message_id"])
        if message is None or message.deleted:
            raise Refusal(404, 10008)
        if channel.archived:
            raise Refusal(400, 50083)
        changed = self._message(channel, body)
        message.components, message.flags = changed.components, changed.flags
        return message.shown(self._world.application, self._world.server)

    async def _start_thread(self, names: Json, body: Any) -> Json:
        channel = self._channel(names["channel_id"])
        self._needs(channel, PRIVATE_THREADS)
        if channel.kind != TEXT:
            raise Refusal(400, 50024)
        if len(self._world.threads()) >= self._world.most_threads:
            raise Refusal(400, 160006)
        thread = Channel(
            id=self._world.next_id(),
            name=body["name"],
            kind=PRIVATE_THREAD,
            bot_may=channel.bot_may,
            parent=channel,
            owner=self._world.application,
            members=[self._world.application],
        )
        self._world.channels[thread.id] = thread
        return thread.shown(self._world.server)

    async def _change(self, names: Json, body: Any) -> Json:
        thread = self._channel(names["channel_id"])
        if thread.kind != PRIVATE_THREAD or thread.owner != self._world.application:
            raise Refusal(403, 50013)
        thread.archived = body["archived"]
        return thread.shown(self._world.server)

    async def _add(self, names: Json, body: Any) -> None:
        thread = self._channel(names["channel_id"])
        self._needs(thread, SEND_IN_THREADS)
        if thread.archived:
            raise Refusal(400, 50083)
        person = self._world.people.get(names["user_id"])
        if person is None or not person.here:
            raise Refusal(404, 10007 if person else 10013)
        assert thread.parent is not None
        if person.id in thread.parent.hidden_from:
            raise Refusal(403, 50001)
        if person.id not in thread.members:
            thread.members.append(person.id)

    async def _active(self, names: Json, body: Any) -> Json:
        self._server(names["guild_id"])
        shown = [thread.shown(self._world.server) for thread in self._world.threads()]
        return {"threads": shown, "members": []}

    async def _archived(self, names: Json, body: Any) -> Json:
        channel = self._channel(names["channel_id"])
        self._needs(channel, READ_HISTORY)
        there = [one for one in self._world.threads(archived=True) if one.parent is channel]
        shown = [thread.shown(self._world.server) for thread in there]
        return {"threads": shown, "members": [], "has_more": False}

    async def _member(self, names: Json, body: Any) -> Json:
        self._server(names["guild_id"])
        person = self._world.people.get(names["user_id"])
        if person is None or not person.here:
            raise Refusal(404, 10007 if person else 10013)
        return person.member()

    async def _callback(self, names: Json, body: Any) -> None:
        visit = self._visits.expected(names["interaction_id"], names["interaction_token"])
        visit.respond(body, lambda data: self._message(visit.channel, data))

    async def _edit(self, names: Json, body: Any) -> Json:
        visit = self._visits.open(names["webhook_token"])
        message = self._message(visit.channel, body)
        visit.edit(message)
        return message.shown(self._world.application, self._world.server)

    async def _follow_up(self, names: Json, body: Any) -> Json:
        visit = self._visits.open(names["webhook_token"])
        message = self._message(visit.channel, body)
        visit.follow_up(message)
        return message.shown(self._world.application, self._world.server)

    def _channel(self, name: str) -> Channel:
        channel = self._world.channels.get(name)
        if channel is None or channel.gone:
            raise Refusal(404, 10003)
        return channel

    def _server(self, name: str) -> None:
        if name != self._world.server:
            raise Refusal(404, 10004)

    def _needs(self, channel: Channel, permission: int) -> None:
        if not channel.bot_may & VIEW:
            raise Refusal(403, 50001)
        if not channel.bot_may & permission:
            raise Refusal(403, 50013)


async def _read(request: web.Request) -> tuple[Any, list[Attached]]:
    """The body, and the files that came beside it."""
    if request.content_type != "multipart/form-data":
        text = await request.text()
        return (json.loads(text) if text else None), []
    body: Any = None
    files: list[Attached] = []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        content = await part.read()
        if part.name == "payload_json":
            body = json.loads(content)
        else:
            kind = part.headers.get("Content-Type", "")
            files.append(Attached(part.name or "", part.filename or "", kind, bytes(content)))
    return body, files


def _json(found: Any, status: int = 200) -> web.Response:
    """With exactly this content type: with a charset the library takes it for text."""
    headers = {"Via": "1.1 google"}
    body = json.dumps(found).encode()
    return web.Response(status=status, body=body, content_type="application/json", headers=headers)
