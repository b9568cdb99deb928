"""`tablemates run`: how the bot is put together, what it says of itself, and how it ends."""

import asyncio
import json
import os
import signal
import socket
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from adapters.cli import place, run
from adapters.cli.configured import SECTIONS
from adapters.cli.exits import Stop
from bot.config import Config, read
from tests.adapters.cli.process import started
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack.api import APP_TOKEN, BOT_TOKEN
from tests.fakes.slack.fake import FakeSlack


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Leave signals as the test runner expects them."""
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", 0))
        port: int = taker.getsockname()[1]
        return port


def config(folder: Path, *platforms: FakeSlack | FakeDiscord, port: int) -> Config:
    """A config for these platforms."""
    environ = {
        "TABLEMATES_STORAGE__URL": f"sqlite+aiosqlite:///{folder / 'bot.db'}",
        "TABLEMATES_WEB__PORT": str(port),
    }
    for platform in platforms:
        if isinstance(platform, FakeSlack):
            environ["TABLEMATES_SLACK__BOT_TOKEN"] = BOT_TOKEN
            environ["TABLEMATES_SLACK__APP_TOKEN"] = APP_TOKEN
            environ["TABLEMATES_SLACK__API_URL"] = platform.api_url
        else:
            environ["TABLEMATES_DISCORD__TOKEN"] = platform.token
            environ["TABLEMATES_DISCORD__API_URL"] = platform.api_url
            environ["TABLEMATES_DISCORD__GATEWAY_URL"] = platform.gateway_url
    return read(None, SECTIONS, environ)


class Running:
    """A bot that runs, and the port at which it says how it is."""

    def __init__(self, task: asyncio.Task[None] | asyncio.Task[int], port: int) -> None:
        self.task = task
        self.port = port

    async def page(self, name: str) -> tuple[int, list[str]]:
        """A page's status and reasons; 0 while there is none."""
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"http://127.0.0.1:{self.port}/{name}") as response,
            ):
                return response.status, (await response.json())["reasons"]
        except aiohttp.ClientError:
            return 0, []

    async def until(self, name: str, status: int) -> list[str]:
        """Wait until a page answers so; its reasons."""
        for _ in range(3000):
            if self.task.done():
                await self.task
            found, reasons = await self.page(name)
            if found == status:
                return reasons
            await asyncio.sleep(0.02)
        raise AssertionError(f"/{name} never answered {status}")


@asynccontextmanager
async def running(folder: Path, *platforms: FakeSlack | FakeDiscord) -> AsyncIterator[Running]:
    """The bot in this very loop, told to stop at the end unless it has ended by itself."""
    port = free_port()
    bot = Running(asyncio.create_task(run.serve(config(folder, *platforms, port=port))), port)
    try:
        yield bot
    finally:
        if not bot.task.done():
            os.kill(os.getpid(), signal.SIGTERM)
            await bot.task


async def test_it_is_ready_when_every_platform_is_connected(tmp_path: Path) -> None:
    """Both platforms at once in one process; ready means that both are there."""
    async with (
        FakeSlack() as slack,
        FakeDiscord() as discord,
        running(tmp_path, slack, discord) as bot,
    ):
        await bot.until("readyz", 200)
        assert await bot.page("healthz") == (200, [])
        assert slack.violations == []
        assert discord.violations == []


async def test_a_platform_that_refuses_is_named_and_the_other_goes_on(tmp_path: Path) -> None:
    """A revoked token of one platform is no reason to leave the people of the other alone."""
    async with FakeSlack() as slack, FakeDiscord() as discord:
        slack.api.refusing = {"bot": "token_revoked"}
        async with running(tmp_path, slack, discord) as bot:
            await bot.until("healthz", 200)
            for _ in range(3000):
                if await bot.until("readyz", 503) == ["slack: Slack refuses: token_revoked"]:
                    break
                await asyncio.sleep(0.02)
            assert await bot.page("readyz") == (503, ["slack: Slack refuses: token_revoked"])
            assert not bot.task.done()


async def test_without_any_platform_it_ends(tmp_path: Path) -> None:
    """When the last platform says no for ever there is nothing to run for: code 69."""
    async with FakeSlack() as slack:
        slack.api.refusing = {"bot": "invalid_auth"}
        async with running(tmp_path, slack) as bot:
            with pytest.raises(Stop) as stop:
                await bot.task

    assert stop.value.code == 69
    assert stop.value.lines == ("slack: invalid_auth",)


async def test_a_port_that_is_taken(tmp_path: Path) -> None:
    """The address is named with the reason: code 69."""
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", 0))
        taker.listen()
        port = taker.getsockname()[1]
        async with FakeSlack() as slack:
            with pytest.raises(Stop) as stop:
                await run.serve(config(tmp_path, slack, port=port))

    assert stop.value.code == 69
    assert stop.value.lines == (
        f"web.port: 127.0.0.1:{port} can't be had (Address already in use)",
    )


async def test_a_fault_of_the_disk_is_the_end(tmp_path: Path) -> None:
    """After a failed write nobody knows what the disk holds, so the bot stops: code 74."""
    async with FakeSlack() as slack, running(tmp_path, slack) as bot:
        await bot.until("readyz", 200)
        path = tmp_path / "bot.db"
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (path.stat().st_size - 4096))
        (tmp_path / "bot.db-wal").write_bytes(b"")
        with pytest.raises(Stop) as stop:
            await asyncio.wait_for(bot.task, 30)

    assert stop.value.code == 74


async def test_it_says_when_it_is_stopping(tmp_path: Path) -> None:
    """From the signal on it is not ready, whatever else is well."""
    end = run.End()
    readiness = run.Readiness(end, {}, tmp_path / "bot.db")
    assert readiness() == []

    os.kill(os.getpid(), signal.SIGTERM)
    await end.reached()
    assert readiness() == ["it is stopping"]


async def test_a_second_signal_ends_it_on_the_spot() -> None:
    """After the first, the system's own rule holds again: the next one kills."""
    end = run.End()
    os.kill(os.getpid(), signal.SIGINT)
    await end.reached()

    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) == signal.SIG_DFL


async def test_the_first_reason_to_end_counts() -> None:
    """What fails while the bot is stopping does not turn a stop that was asked for into a fault."""
    end = run.End()
    os.kill(os.getpid(), signal.SIGTERM)
    await end.reached()
    end.fault()

    await end.reached()


async def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without room the bot stays up, and says what it lacks."""
    monkeypatch.setattr(place, "ROOM", 1 << 62)
    end = run.End()

    assert run.Readiness(end, {}, tmp_path / "bot.db")() == ["there is no room left on the disk"]


async def test_the_real_process(tmp_path: Path) -> None:
    """Started, ready, stopped by SIGTERM with code 0; JSON lines without a token; files private."""
    async with FakeSlack() as slack:
        port = free_port()
        path = tmp_path / "config.toml"
        path.write_text(
            f'[slack]\nbot_token = "{BOT_TOKEN}"\napp_token = "{APP_TOKEN}"\n'
            f'api_url = "{slack.api_url}"\n[web]\nport = {port}\n'
        )
        path.chmod(0o600)
        with started("run", "--log-level", "debug", folder=tmp_path) as process:
            ended = asyncio.create_task(asyncio.to_thread(process.wait))
            await Running(ended, port).until("readyz", 200)
            process.send_signal(signal.SIGTERM)
            code = await ended

    logged = (tmp_path / "err").read_text()
    assert code == 0, logged
    events = [json.loads(line)["event"] for line in logged.splitlines()]
    assert events[-2:] == ["stopping", "stopped"]
    assert BOT_TOKEN not in logged
    assert APP_TOKEN not in logged
    for file in tmp_path.glob("tablemates.db*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
