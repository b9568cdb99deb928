"""Discord's REST calls, through the library's own client, and what a failure of one means.

What we send is already Discord's own JSON, so the library's models are passed by; its sessions,
rate limits and patience are used.
"""

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.chat.message import File
from bot.chat.platform import Undeliverable

# The wait for a rate limit above which the outbox tries again later; the library takes no less.
LONGEST_WAIT = 30.0
_TIMEOUT = aiohttp.ClientTimeout(total=60, sock_connect=10, sock_read=30)
_BAN = 600.0  # seconds; how long a ban of the address lasts is not published
# Discord bans an address after 10,000 refused requests in ten minutes. We stop far earlier.
_REFUSALS, _WINDOW = 500, 600.0

_WORDS = {
    10003: "the channel is gone",
    10004: "the server is gone",
    10007: "no longer a member",
    10008: "the message was deleted",
    10013: "no such person",
    10062: "too late to answer",
    40003: "direct messages are opened too fast",
    40060: "answered before",
    50001: "the bot can't see it",
    50007: "closed to direct messages from apps",
    50013: "the bot lacks a permission",
    50035: "Discord can't read it",
    50083: "the thread is archived",
    50278: "no server in common",
    160005: "the thread is locked",
    160006: "the server has as many open threads as Discord allows",
}
_LATER = {40003: 600.0}  # codes that are not for ever, and the seconds to wait


class Denied(Undeliverable):
    """Discord said no, with a code of its own."""

    def __init__(self, code: int, after: float | None = None) -> None:
        reason = f"{code} {_WORDS.get(code, '')}".strip()
        super().__init__(reason, forever=after is None, after=after)
        self.code = code


@dataclass(frozen=True, slots=True)
class Parts:
    """A body with a file beside it."""

    body: object
    file: File

    def form(self) -> list[dict[str, Any]]:
        """As the parts of a form."""
        said = {"value": json.dumps(self.body), "content_type": "application/json"}
        file = {"filename": self.file.name, "content_type": self.file.media}
        return [
            {"name": "payload_json", **said},
            {"name": "files[0]", "value": self.file.content, **file},
        ]


class Rest:
    """Calls Discord. Stops asking for a while where more questions would end in a ban."""

    def __init__(self) -> None:
        self._http: HTTPClient | None = None
        self._shut: tuple[float, str] = (0.0, "")
        self._refused: deque[float] = deque()

    def through(self, http: HTTPClient | None) -> None:
        """Use this connection from now on; None while there is none."""
        self._http = http

    @property
    def trouble(self) -> str:
        """Why nothing is asked at the moment; "" when all is well."""
        until, why = self._shut
        return why if _now() < until else ""

    async def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        again: bool = False,
        **names: str,
    ) -> object:
        """What Discord answers. `names` fill the path, and tell the library's rate limits apart.

        `again` lets the library repeat it after a server error. Raises `Undeliverable`, and
        `Denied` where Discord gave a code.
        """
        if self._http is None:
            raise Undeliverable("not connected to Discord")
        until, why = self._shut
        if (left := until - _now()) > 0:
            raise Undeliverable(why, after=left)
        more: dict[str, Any] = {"timeout": _TIMEOUT}
        if isinstance(body, Parts):
            more["form"] = body.form()
        elif body is not None:
            more["json"] = body
        if not again:
            more["raise_for_status"] = _once
        try:
            answer: object = await self._http.request(Route(method, path, **names), **more)
        except discord.RateLimited as limited:
            raise Undeliverable("429 rate limited", after=limited.retry_after) from None
        except discord.HTTPException as refused:
            raise self._verdict(refused) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise Undeliverable("Discord can't be reached") from None
        except (aiohttp.ClientError, OSError) as broken:  # OSError: a timeout, too
            raise Undeliverable(f"no answer ({type(broken).__name__})", perhaps=True) from None
        except ValueError:
            raise Undeliverable("an answer that can't be read", perhaps=True) from None
        return answer

    def _verdict(self, refused: discord.HTTPException) -> Undeliverable:
        status, code = refused.status, refused.code
        if status in (401, 403, 429):
            self._count()
        if status == 401:
            self._shut = (_now() + _BAN, "401 Discord does not accept the token")
            return Undeliverable("401 Discord does not accept the token", everywhere=True)
        if status == 429:
            after = _seconds(refused.response.headers.get("Retry-After"))
            if "Via" in refused.response.headers:  # the library has waited five times
                return Undeliverable("429 rate limited", after=after)
            after = after or _BAN
            self._shut = (_now() + after, "429 Discord has shut this address out for a while")
            return Undeliverable(self._shut[1], after=after)
        if status >= 500:
            return Undeliverable(str(status), perhaps=status != 503)
        if not code:  # not from Discord's API, but from what stands before it
            return Undeliverable(str(status))
        return Denied(code, _LATER.get(code))

    def _count(self) -> None:
        now = _now()
        self._refused.append(now)
        while self._refused[0] < now - _WINDOW:
            self._refused.popleft()
        if len(self._refused) >= _REFUSALS:
            self._shut = (now + _WINDOW, "Discord refused too many requests")


def named(answer: object) -> str:
    """The id in an answer. Raises `Undeliverable` where there is none."""
    match answer:
        case {"id": str(name)}:
            return name
        case _:
            raise Undeliverable("an answer that can't be read", perhaps=True)


async def _once(response: aiohttp.ClientResponse) -> None:
    """Let the library not repeat what may have happened: that would make a second thread.

    The outbox tries again, and knows how.
    """
    if response.status in (500, 502, 504, 524):
        response.release()
        raise Undeliverable(str(response.status), perhaps=True)


def _seconds(header: str | None) -> float:
    try:
        return max(float(header or 0), 0.0)
    except ValueError:
        return 0.0


def _now() -> float:
    return asyncio.get_running_loop().time()
