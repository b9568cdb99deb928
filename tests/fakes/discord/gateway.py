"""The fake's gateway: introductions, resuming with what was missed, and all the ways to lose it."""

import asyncio
import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord.faults import break_off
from tests.fakes.discord.world import World, bot_user

Json = dict[str, Any]

_DISPATCH, _RECONNECT, _INVALID, _HELLO, _ACK = 0, 7, 9, 10, 11
_GUILDS = 1  # the only intent that an unprivileged bot of ours needs


@dataclass(eq=False)
class _Line:
    """One socket, and its stream of compressed frames."""

    socket: web.WebSocketResponse
    request: web.Request
    deflate: Any = None

    async def send(self, payload: Json) -> None:
        text = json.dumps(payload)
        if self.deflate is None:
            await self.socket.send_str(text)
            return
        frame = self.deflate.compress(text.encode()) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(frame)


@dataclass(eq=False)
class _Session:
    """What one introduction began; it outlives its sockets."""

    id: str
    said: list[Json] = field(default_factory=list)
    line: _Line | None = None


class Gateway:
    """Tells the bot what happens. What it can't be told now it is told when it resumes."""

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self._token = token
        self._session: _Session | None = None
        self._lines: set[_Line] = set()
        self.introductions: list[Json] = []
        self.resumed = 0
        self.connections = 0
        self.refuse = 0  # close the next introduction with this code
        self.ready = asyncio.Event()
        self.url = ""

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One socket, from hello to its end."""
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        self.connections += 1
        line = _Line(socket, request)
        if request.query.get("compress") == "zlib-stream":
            line.deflate = zlib.compressobj()
        self._lines.add(line)
        await line.send({"op": _HELLO, "d": {"heartbeat_interval": 41250}, "s": None, "t": None})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            await self._heard(line, json.loads(message.data))
        self._lines.discard(line)
        if self._session is not None and self._session.line is line:
            self._lost()
        return socket

    async def tell(self, event: str, data: Json, times: int = 1) -> None:
        """Something happened; `times` over, as Discord sometimes does."""
        assert self._session is not None
        for _ in range(times):
            said = {"op": _DISPATCH, "t": event, "d": data, "s": len(self._session.said) + 1}
            self._session.said.append(said)
            if self._session.line is not None:
                await self._session.line.send(said)

    async def ask_to_reconnect(self) -> None:
        """Op 7: come back at once."""
        await self._line().send({"op": _RECONNECT, "d": None, "s": None, "t": None})

    async def invalidate(self, *, resumable: bool) -> None:
        """Op 9: this session is over, or may be."""
        line = self._line()
        if not resumable:
            self._session = None
            self.ready.clear()
        await line.send({"op": _INVALID, "d": resumable, "s": None, "t": None})

    def drop(self) -> None:
        """The connection is reset; what is told until it resumes is kept."""
        line = self._line()
        self._lost()
        break_off(line.request)

    async def close(self) -> None:
        """End every socket."""
        for line in list(self._lines):
            await line.socket.close(code=1001)

    def _line(self) -> _Line:
        assert self._session is not None
        assert self._session.line is not None
        return self._session.line

    def _lost(self) -> None:
        self.ready.clear()
        if self._session is not None:
            self._session.line = None

    async def _heard(self, line: _Line, payload: Json) -> None:
        match payload["op"]:
            case 1:
                await line.send({"op": _ACK, "d": None, "s": None, "t": None})
            case 2:
                await self._introduced(line, payload["d"])
            case 6:
                await self._resume(line, payload["d"])

    async def _introduced(self, line: _Line, data: Json) -> None:
        self.introductions.append(data)
        code = self.refuse or (0 if data["token"] == self._token else 4004)
        if code == 0 and data["intents"] != _GUILDS:
            code = 4014
        if code:
            await line.socket.close(code=code)
            return
        self._session = _Session(f"session-{len(self.introductions)}", line=line)
        server = {"id": self._world.server, "unavailable": True}
        ready = {
            "v": 10,
            "user": bot_user(self._world.application),
            "guilds": [server],
            "session_id": self._session.id,
            "resume_gateway_url": self.url,
            "application": {"id": self._world.application, "flags": 0},
        }
        await self.tell("READY", ready)
        await self.tell("GUILD_CREATE", self._world.shown_server())
        self.ready.set()

    async def _resume(self, line: _Line, data: Json) -> None:
        session = self._session
        if session is None or session.id != data["session_id"] or data["token"] != self._token:
            await line.send({"op": _INVALID, "d": False, "s": None, "t": None})
            return
        self.resumed += 1
        session.line = line
        for said in session.said[data["seq"] :]:
            await line.send(said)
        await self.tell("RESUMED", {})
        self.ready.set()
