"""A Slack of our own on loopback: point `api_url` at it, and act as its people.

It checks all that it receives against Slack's published descriptions and keeps what was wrong in
`violations`, which a test expects to be empty.
"""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.slack import rules
from tests.fakes.slack.api import SCOPES, Api, Refuse
from tests.fakes.slack.faults import (
    Deadly,
    Fault,
    Garbled,
    Held,
    Lost,
    RateLimited,
    Refused,
    Reset,
    Slow,
    Status,
)
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.workspace import Json, Posted


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API, or one message to a response URL (`method` "response_url")."""

    method: str
    args: Mapping[str, Any]
    at: float  # the loop's own time
    accepted: bool  # whether it had its effect


@dataclass(slots=True)
class ResponseUrl:
    """Where the answer to one thing that somebody did may be sent."""

    user: str
    channel: str
    pressed: Posted | None
    left: int = 5
    replaced: bool = False


class Server:
    """The HTTP side: Web API, response URLs and handshakes, faults included."""

    def __init__(self, *, scopes: tuple[str, ...] = SCOPES) -> None:
        self.api = Api(scopes)
        self.sockets = Sockets()
        self.calls: list[Call] = []
        self.response_urls: dict[str, ResponseUrl] = {}
        self.date = ""  # the Date header of answers; "" is the machine's own clock
        self._faults: dict[tuple[str, str], deque[Fault]] = defaultdict(deque)
        self._killed = False
        self._runner: web.AppRunner | None = None
        self.base = ""

    async def __aenter__(self) -> Self:
        """Listen on a free port of 127.0.0.1."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_post("/response/{url}", self._response)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_get("/link/", self.sockets.serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.base = self.api.base = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening."""
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """What the bot's config names."""
        return f"{self.base}/api/"

    @property
    def violations(self) -> list[str]:
        """Everything that was received and is not as Slack describes it."""
        return self.api.violations

    def next(self, method: str, *faults: Fault, channel: str = "") -> None:
        """What goes wrong with the next calls of this method, one each; those of one channel."""
        self._faults[method, channel].extend(faults)

    @property
    def left(self) -> int:
        """How many faults have not met a call."""
        return sum(len(waiting) for waiting in self._faults.values())

    def called(self, method: str) -> list[Call]:
        """The calls of this method so far."""
        return [call for call in self.calls if call.method == method]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args = await self._arguments(method, request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self._killed and await _hung_up(request):
            self._record(method, args, accepted=False)
            return web.Response()
        waiting = self._faults[method, str(args.get("channel", ""))] or self._faults[method, ""]
        fault = waiting.popleft() if waiting else None
        match fault:
            case RateLimited(after=after):
                self._record(method, args, accepted=False)
                answer = {"ok": False, "error": "ratelimited"}
                return web.json_response(answer, status=429, headers={"Retry-After": str(after)})
            case Refused(error=error):
                self._record(method, args, accepted=False)
                return web.json_response({"ok": False, "error": error})
            case Status(status=status):
                self._record(method, args, accepted=False)
                page = "<h1>upstream</h1>"
                return web.Response(status=status, text=page, content_type="text/html")
            case Reset():
                self._record(method, args, accepted=False)
                return _reset(request)
            case Slow(seconds=seconds):
                await asyncio.sleep(seconds)
            case Held(until=until):
                await until.wait()
            case Deadly(happens=False):
                self._record(method, args, accepted=False)
                return self._kill(fault, request)
        try:
            answer = await self._does(method, args, token)
        except Refuse as refused:
            answer = refused.answer
        self._record(method, args, accepted=bool(answer["ok"]))
        if isinstance(fault, Deadly):
            return self._kill(fault, request)
        if isinstance(fault, Lost):
            return _reset(request)
        if isinstance(fault, Garbled):
            return web.Response(text="{not json", content_type="application/json")
        headers = {"x-oauth-scopes": ",".join(self.api.scopes), "Date": self.date or formatdate()}
        return web.json_response(answer, headers=headers)

    async def _does(self, method: str, args: Mapping[str, Any], token: str) -> Json:
        if method == "apps.connections.open":
            self.api.authorise(method, token)
            address = self.base.replace("http://", "ws://")
            return {"ok": True, "url": f"{address}/link/?ticket={self.sockets.ticket()}"}
        return await self.api.call(method, args, token)

    async def _arguments(self, method: str, request: web.Request) -> Json:
        """From the address, a form body or a JSON body; structures in the first two are strings."""
        args: Json = dict(request.query)
        if request.content_type == "application/json" and request.can_read_body:
            if not rules.methods().get(method, {}).get("json"):
                self.violations.append(f"{method} takes no JSON body: Slack drops it")
                return args
            body = await request.json()
            return args | {name: value for name, value in body.items() if name != "token"}
        args |= dict(await request.post())
        for name in ("blocks", "view", "metadata", "files"):
            if name in args:
                args[name] = json.loads(args[name])
        args.pop("token", None)
        return args

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of a file, which anybody may bring who was told where to."""
        upload = self.api.uploads.get(request.match_info["file"])
        content = await request.read()
        fault = self._faults["upload", ""]
        self._record("upload", {"content": content}, accepted=not fault)
        if fault:
            met = fault.popleft()
            return web.Response(status=met.status) if isinstance(met, Status) else _reset(request)
        if upload is None or len(content) != upload.length:
            self.violations.append("an upload of another length than was said")
            return web.Response(status=400)
        upload.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def _response(self, request: web.Request) -> web.StreamResponse:
        url = self.response_urls.get(request.match_info["url"])
        fault = self._faults["response_url", ""]
        args = await request.json()
        self._record("response_url", args, accepted=True)
        if fault and isinstance(fault.popleft(), Reset):
            return _reset(request)
        if url is None or url.left == 0:
            return web.Response(status=404, text="used_url")
        url.left -= 1
        wrong = rules.answer(args)
        self.violations.extend(f"response URL: {each}" for each in wrong)
        if wrong:
            return web.Response(status=400, text="invalid_blocks")
        if args.get("response_type") == "in_channel":
            self.violations.append("an answer for everybody to see")
        posted = Posted(url.channel, self.api.ts(), args["text"], args.get("blocks", []), url.user)
        if args.get("replace_original") and url.pressed is not None:
            url.replaced = True
            url.pressed.text, url.pressed.blocks = posted.text, posted.blocks
            await self.api.tell()
        else:
            await self.api.show(posted)
        return web.json_response({"ok": True})

    def _kill(self, fault: Deadly, request: web.Request) -> web.StreamResponse:
        fault.kill()
        self._killed = True
        return _reset(request)

    def _record(self, method: str, args: Mapping[str, Any], *, accepted: bool) -> None:
        at = asyncio.get_running_loop().time()
        self.calls.append(Call(method, args, at, accepted))


async def _hung_up(request: web.Request) -> bool:
    """Whether whoever called is dead: one call of each kill is in doubt, and no other beside it."""
    await asyncio.sleep(0.02)  # the end of a connection is seen after what came before it
    return request.transport is None or request.transport.is_closing()


def _reset(request: web.Request) -> web.StreamResponse:
    """Reset the connection; what is returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
