"""The connection on which Slack sends us what people do (Socket Mode), kept alive for ever."""

import asyncio
import logging

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import failures
from adapters.slack.timing import Timing

_log = logging.getLogger(__name__)


class SlackRefused(Exception):
    """Slack says no for ever: a token is wrong or was revoked. `reason` is Slack's own word."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Slack refuses: {reason}")
        self.reason = reason


class Link:
    """Opens the connection, and opens it anew whenever it has been dead for too long.

    The library reconnects by itself in most cases. In one it never does: when a handshake is
    refused and its ticket is void by then, it tries the same ticket for ever.
    """

    def __init__(self, app: AsyncApp, client: AsyncWebClient, token: str, timing: Timing) -> None:
        self._app = app
        self._client = client
        self._token = token
        self._timing = timing
        self._handler: AsyncSocketModeHandler | None = None

    @property
    def is_alive(self) -> bool:
        """Whether a session is open at this moment."""
        if self._handler is None:
            return False
        client = self._handler.client
        session = client.current_session
        return not (client.closed or client.stale or session is None or session.closed)

    async def keep(self) -> None:
        """Stay connected until cancelled. Raises `SlackRefused`."""
        while True:
            ticket = await self._ticket()
            handler = AsyncSocketModeHandler(
                self._app,
                self._token,
                web_client=self._client,
                ping_interval=self._timing.ping,
            )
            handler.client.wss_uri = ticket  # or it would ask for one more by itself
            self._handler = handler
            connecting = asyncio.create_task(handler.client.connect())  # type: ignore[no-untyped-call]  # the library's method bears no types
            try:
                await self._until_dead()
            finally:
                connecting.cancel()
                await handler.client.close()  # type: ignore[no-untyped-call]  # as above
            _log.warning("no session with Slack for %s s: connecting anew", self._timing.dead)

    async def _until_dead(self) -> None:
        loop = asyncio.get_running_loop()
        seen = loop.time()
        while loop.time() - seen < self._timing.dead:
            await asyncio.sleep(self._timing.look)
            if self.is_alive:
                seen = loop.time()

    async def _ticket(self) -> str:
        """The address of a new connection, asked for until Slack gives one."""
        pause = self._timing.pause
        while True:
            try:
                response = await self._client.apps_connections_open(app_token=self._token)
                return str(response["url"])
            except failures.FAILED as failure:
                pause = await refused_or_wait(failure, pause)


async def refused_or_wait(failure: Exception, pause: float) -> float:
    """Wait before the next try, and return the pause after that. Raises `SlackRefused`."""
    found = failures.verdict(failure)
    if found.forever or found.everywhere:
        raise SlackRefused(found.reason)
    _log.warning("Slack can't be reached (%s): again in %s s", found.reason, found.after or pause)
    await asyncio.sleep(found.after or pause)
    return min(pause * 2, 30.0)
