"""What /healthz and /readyz say to whoever watches over the bot."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Sequence

import aiohttp
import pytest

from adapters.web import health


class Bot:
    """What is asked of the bot, set by the test."""

    def __init__(self) -> None:
        self.database = ""
        self.waits = 0.0
        self.reasons: Sequence[str] = ()
        self.address = ""

    async def alive(self) -> str:
        """How the database is."""
        await asyncio.sleep(self.waits)
        return self.database

    async def get(self, page: str) -> tuple[int, list[str]]:
        """A page's status, and the reasons in its body."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.address}{page}") as response,
        ):
            body = await response.json()
            assert response.headers["Cache-Control"] == "no-store"
            assert body["status"] == ("ok" if response.status == 200 else "unavailable")
            return response.status, body["reasons"]


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    bot = Bot()
    pages = health.application(bot.alive, lambda: bot.reasons)
    async with health.serve(pages, "127.0.0.1", 0) as port:
        bot.address = f"http://127.0.0.1:{port}"
        yield bot


async def test_all_is_well(bot: Bot) -> None:
    """With the database readable and every platform connected both pages say ok."""
    assert await bot.get("/healthz") == (200, [])
    assert await bot.get("/readyz") == (200, [])


async def test_a_lost_platform_is_not_the_end(bot: Bot) -> None:
    """Without its platform the bot lives, so nobody should restart it, but it is not ready."""
    bot.reasons = ("slack: not connected", "discord: invalid token")

    assert await bot.get("/healthz") == (200, [])
    assert await bot.get("/readyz") == (503, ["slack: not connected", "discord: invalid token"])


async def test_without_its_database_the_bot_is_neither(bot: Bot) -> None:
    """An unreadable database fails both."""
    bot.database = "the database can't be read"

    assert await bot.get("/healthz") == (503, ["the database can't be read"])
    assert await bot.get("/readyz") == (503, ["the database can't be read"])


async def test_a_database_that_does_not_answer_is_no_hang(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever watches gets an answer, also when the database gives none."""
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    bot.waits = 60

    status, reasons = await bot.get("/healthz")
    assert status == 503
    assert "did not answer" in reasons[0]


async def test_a_loop_that_is_late_is_noticed(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who computes in the event loop keeps everybody waiting: that is not alive."""
    monkeypatch.setattr(health, "_BEAT", 0.05)
    await asyncio.sleep(0.7)  # the beat that had begun ends
    monkeypatch.setattr(health, "LAG", 0.2)
    time.sleep(0.4)  # noqa: ASYNC251  # the very thing

    assert await bot.get("/healthz") == (503, ["the event loop is late"])


async def test_there_is_nothing_else_to_see(bot: Bot) -> None:
    """No other page, and nothing can be posted."""
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{bot.address}/") as response:
            assert response.status == 404
        async with session.post(f"{bot.address}/healthz") as response:
            assert response.status == 405


async def test_a_port_in_use_is_an_error_of_its_own(bot: Bot) -> None:
    """The address that somebody else has raises OSError, for the command line to explain."""
    port = int(bot.address.rpartition(":")[2])
    with pytest.raises(OSError, match="address already in use"):
        async with health.serve(health.application(bot.alive, list), "127.0.0.1", port):
            raise AssertionError("it was free")


async def test_when_it_stops_the_port_is_free(bot: Bot) -> None:
    """A restart finds its port again."""
    async with health.serve(health.application(bot.alive, list), "127.0.0.1", 0) as port:
        pass
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taker.bind(("127.0.0.1", port))
