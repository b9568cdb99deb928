"""What can go wrong with a call: answers that tests put in the way, one call each."""

import asyncio
import json
import socket
import struct
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Json = dict[str, Any]
Answer = Callable[[], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Fault:
    """How one call goes wrong. `effect`: what was asked for is done all the same.

    `until` this nothing is done. `kill` is called then, before there could be an answer.
    """

    status: int = 0  # 0: no answer at all, the connection is reset
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    effect: bool = False
    until: asyncio.Event | None = None
    kind: str = "application/json"
    kill: Callable[[], None] | None = None


def limited(seconds: float, *, via: bool = True, everywhere: bool = False) -> Fault:
    """A rate limit; without `via` it is a ban by what stands before Discord."""
    headers = {"Retry-After": str(seconds), "X-RateLimit-Scope": "user"}
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}
    return Fault(429, body, headers | ({"Via": "1.1 google"} if via else {}))


def broken(status: int, *, effect: bool = False) -> Fault:
    """A server error."""
    return Fault(status, {"message": f"{status}: Server Error", "code": 0}, effect=effect)


def denied(code: int, status: int = 403) -> Fault:
    """One of Discord's own codes."""
    return Fault(status, {"message": "no", "code": code})


def unauthorised() -> Fault:
    """The token is void."""
    return Fault(401, {"message": "401: Unauthorized", "code": 0})


def reset(*, effect: bool) -> Fault:
    """The connection breaks, before or after what was asked for is done."""
    return Fault(effect=effect)


def deadly(kill: Callable[[], None], *, effect: bool) -> Fault:
    """The bot is killed when the call has come, before or after what was asked for is done."""
    return Fault(effect=effect, kill=kill)


def garbled(*, effect: bool) -> Fault:
    """An answer that is not JSON."""
    return Fault(200, "<html>", effect=effect, kind="text/html")


def held(until: asyncio.Event) -> Fault:
    """It works, as soon as it is let go."""
    return Fault(-1, effect=True, until=until)


class Faults:
    """What is in the way of the next calls, by method and a part of the path."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[str, str, Fault]] = deque()

    def next(self, method: str, part: str, *faults: Fault) -> None:
        """Each of them meets one call."""
        self._waiting.extend((method, part, fault) for fault in faults)

    @property
    def left(self) -> int:
        """How many have not been met."""
        return len(self._waiting)

    async def answer(
        self, request: web.Request, template: str, do: Answer
    ) -> web.StreamResponse | None:
        """What this call is answered; None when no fault is in its way."""
        fault = self._take(request.method, template)
        if fault is None:
            return None
        if fault.until is not None:
            await fault.until.wait()
        done = await do() if fault.effect else None
        if fault.kill is not None:
            fault.kill()
        if fault.status == -1:
            return done
        if fault.status == 0:
            break_off(request)
            return web.Response()
        body = fault.body if isinstance(fault.body, str) else json.dumps(fault.body)
        return web.Response(
            status=fault.status,
            body=body.encode(),
            headers=fault.headers,
            content_type=fault.kind,
        )

    def _take(self, method: str, template: str) -> Fault | None:
        for index, (wanted, part, fault) in enumerate(self._waiting):
            if wanted == method and part in template:
                del self._waiting[index]
                return fault
        return None


def break_off(request: web.Request) -> None:
    """Reset the connection, as a machine that dies does."""
    assert request.transport is not None
    inner = request.transport.get_extra_info("socket")
    inner.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
