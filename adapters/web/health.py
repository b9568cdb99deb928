"""Says over HTTP whether the bot is alive (/healthz) and whether it can do its work (/readyz).

Alive means: the event loop turns and the database can be read. Ready means alive, set up, connected
to every platform, and not about to stop. Both answer 200, or 503 with the reasons.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from aiohttp import web

Check = Callable[[], Awaitable[str]]
"""Asks for one thing: "" when it is well, else one line without a secret."""

PATIENCE = 5.0  # seconds for one check; who asks has given up soon after
LAG = 1.0  # seconds that the loop may be late
_BEAT = 0.5  # seconds between two looks at the loop


def application(alive: Check, ready: Callable[[], Sequence[str]]) -> web.Application:
    """The two pages. `ready` lists what keeps the bot from its work."""
    pulse = _Pulse()

    async def healthz(_request: web.Request) -> web.Response:
        return _answer(await _life(alive, pulse))

    async def readyz(_request: web.Request) -> web.Response:
        return _answer([*await _life(alive, pulse), *ready()])

    application = web.Application()
    application.cleanup_ctx.append(pulse.beating)
    application.router.add_get("/healthz", healthz)
    application.router.add_get("/readyz", readyz)
    return application


@asynccontextmanager
async def serve(application: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Answer on this address as long as the context lasts; the port that it is.

    Raises OSError when the address is not to be had.
    """
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


class _Pulse:
    """Looks how late the loop is."""

    def __init__(self) -> None:
        self.lag = 0.0

    async def beating(self, _application: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(self._beat())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def _beat(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            begun = clock()
            await asyncio.sleep(_BEAT)
            self.lag = clock() - begun - _BEAT


async def _life(alive: Check, pulse: _Pulse) -> list[str]:
    reasons = [] if pulse.lag < LAG else ["the event loop is late"]
    try:
        async with asyncio.timeout(PATIENCE):
            reasons.append(await alive())
    except TimeoutError:
        reasons.append(f"the database did not answer within {PATIENCE:.0f} s")
    return [reason for reason in reasons if reason]


def _answer(reasons: Sequence[str]) -> web.Response:
    return web.json_response(
        {"status": "unavailable" if reasons else "ok", "reasons": list(reasons)},
        status=503 if reasons else 200,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )
