"""Socket Mode of the fake: tickets, sessions, envelopes and their acknowledgements."""

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.slack.workspace import Json


class Sockets:
    """Hands out tickets and keeps the sessions that came of them."""

    def __init__(self) -> None:
        self.opened = 0  # handshakes that led to a session
        self.refused = 0  # handshakes that did not
        self.refuse_handshakes = 0  # so many of the next are answered 503, their tickets void
        self._tickets: set[str] = set()
        self._given = 0
        self._live: list[tuple[web.WebSocketResponse, web.Request]] = []
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._some = asyncio.Event()

    def ticket(self) -> str:
        """Good for one handshake."""
        self._given += 1
        ticket = f"ticket-{self._given}"
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """A handshake, and the session if it is welcome."""
        ticket = request.query.get("ticket", "")
        if self.refuse_handshakes > 0 or ticket not in self._tickets:
            self.refuse_handshakes = max(0, self.refuse_handshakes - 1)
            self._tickets.discard(ticket)
            self.refused += 1
            return web.Response(status=503)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": len(self._live) + 1})
        self.opened += 1
        self._live.append((socket, request))
        self._some.set()
        async for received in socket:
            if received.type is WSMsgType.TEXT:
                self._acknowledge(json.loads(received.data))
        self._forget(socket)
        return socket

    async def connected(self, patience: float = 20.0) -> None:
        """Wait until there is a session."""
        await asyncio.wait_for(self._some.wait(), patience)

    async def send(self, envelope: Json) -> asyncio.Future[Json]:
        """Send an envelope on a session as soon as there is one; the future is its payload."""
        await self.connected()
        future = asyncio.get_running_loop().create_future()
        self._acks[envelope["envelope_id"]] = future
        await self._live[-1][0].send_json(envelope)
        return future

    def drop(self) -> None:
        """Reset every session, as a lost network does."""
        for socket, request in list(self._live):
            if request.transport is not None:
                request.transport.abort()
            self._forget(socket)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Say that the session ends, and end it."""
        for socket, _ in list(self._live):
            await socket.send_json({"type": "disconnect", "reason": reason})
            self._forget(socket)

    async def close(self) -> None:
        """End every session."""
        for socket, _ in list(self._live):
            await socket.close()

    def _acknowledge(self, said: dict[str, Any]) -> None:
        future = self._acks.pop(said.get("envelope_id", ""), None)
        if future is not None and not future.done():
            future.set_result(said.get("payload") or {})

    def _forget(self, socket: web.WebSocketResponse) -> None:
        self._live = [each for each in self._live if each[0] is not socket]
        if not self._live:
            self._some.clear()
