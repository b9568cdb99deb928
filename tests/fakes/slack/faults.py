"""What can go wrong with one call, put before it: `slack.next("chat.postMessage", Lost())`."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RateLimited:
    """HTTP 429 with Retry-After; nothing happens."""

    after: int = 1


@dataclass(frozen=True, slots=True)
class Refused:
    """`ok: false` with this error; nothing happens."""

    error: str


@dataclass(frozen=True, slots=True)
class Status:
    """An HTTP status with a page that is no JSON, as a proxy on the way gives; nothing happens."""

    status: int


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset before anything happens."""


@dataclass(frozen=True, slots=True)
class Lost:
    """It happens, and the connection is reset before the answer."""


@dataclass(frozen=True, slots=True)
class Garbled:
    """It happens, and the answer says that it is JSON and is not."""


@dataclass(frozen=True, slots=True)
class Slow:
    """It happens after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Held:
    """It happens as soon as it is let go."""

    until: asyncio.Event


@dataclass(frozen=True, slots=True)
class Deadly:
    """The bot is killed when the call has come, before or after it happens; nobody is answered.

    What else it had on its way has no effect.
    """

    kill: Callable[[], None]
    happens: bool


Fault = RateLimited | Refused | Status | Reset | Lost | Garbled | Slow | Held | Deadly
