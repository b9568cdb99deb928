"""The real `tablemates run` as a process of its own: started, looked at, stopped, and killed.

It is given a config file and nothing else, as an operator gives it, and reaches the fakes on
loopback by the addresses in that file.
"""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from signal import SIGKILL
from typing import Any, TypeVar

import aiohttp

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack.api import APP_TOKEN, BOT_TOKEN
from tests.fakes.slack.fake import FakeSlack
from tests.wire.words import KEPT_TO_ITSELF

TABLEMATES = Path(sys.executable).with_name("tablemates")
OF_THIS_TREE = {
    "PYTHONPATH": str(Path(__file__).parents[2])
}  # not what is installed, if that differs
PATIENCE = 40.0  # seconds until a test gives up, on a machine that has much else to do

Found = TypeVar("Found")


async def eventually(look: Callable[[], Found | None], patience: float = PATIENCE) -> Found:
    """Look again and again until there is something to see."""
    clock = asyncio.get_running_loop().time
    until = clock() + patience
    while clock() < until:
        if found := look():
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(f"it never came in {patience:.0f} s")


class Running:
    """One installation: its folder, its database, and the process, if there is one."""

    def __init__(
        self, folder: Path, *, slack: FakeSlack | None = None, discord: FakeDiscord | None = None
    ) -> None:
        self._folder = folder
        self._slack, self._discord = slack, discord
        self._config = folder / "config.toml"
        self._log = folder / "log"
        self._read = 0  # bytes of the log that belong to processes of before
        self._process: Process | None = None
        self._config.touch(mode=0o600)
        self._config.write_text(_config(folder / "bot.db", slack, discord))

    async def start(self) -> None:
        """Start it, and wait until it says that it is ready."""
        process = await self._start()
        async with asyncio.timeout(PATIENCE):
            while await self.page("readyz") != (200, []):
                assert process.returncode is None, self.log
                await asyncio.sleep(0.02)

    async def start_and_die(self) -> None:
        """Start it, and wait until something kills it."""
        await self._start()
        assert await self.code() == -SIGKILL

    def kill(self) -> None:
        """SIGKILL, at this very moment: when this returns, it is dead."""
        assert self._process is not None
        self._process.kill()
        with suppress(ChildProcessError):  # its end has been waited for already
            os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)

    def terminate(self) -> None:
        """SIGTERM, as every service manager sends it."""
        assert self._process is not None
        self._process.terminate()

    async def code(self, patience: float = PATIENCE) -> int:
        """Wait for its end; the exit code."""
        return await asyncio.wait_for(self._end(), patience)

    async def stop(self) -> int:
        """Tell it to stop, and wait for its end; the exit code."""
        self.terminate()
        return await self.code()

    @property
    def runs(self) -> bool:
        """Whether there is a process that has not been waited for."""
        return self._process is not None

    async def page(self, name: str) -> tuple[int, list[str]]:
        """A page's status and reasons; 0 while there is nobody to answer."""
        if (address := self._address()) is None:
            return 0, []
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"{address}/{name}") as response,
            ):
                return response.status, (await response.json())["reasons"]
        except aiohttp.ClientError:
            return 0, []

    @property
    def log(self) -> str:
        """All that it has logged, earlier processes included."""
        return self._log.read_text() if self._log.exists() else ""

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The log, line by line."""
        return [json.loads(line) for line in self.log.splitlines()]

    def check(self) -> None:
        """What holds after every story.

        Each request was as the platform describes it, and every fault has met one. The log holds
        no token and no word of what members wrote, and nothing that somebody would be woken for.
        """
        if self._slack is not None:
            assert self._slack.violations == []
            assert self._slack.left == 0
        if self._discord is not None:
            assert self._discord.violations == []
            assert self._discord.faults.left == 0
        told = [one for one in self.log.splitlines() if any(each in one for each in KEPT_TO_ITSELF)]
        assert told == []
        assert [one for one in self.lines if one["level"] in ("error", "critical")] == []

    def _address(self) -> str | None:
        """Where it answers, as its log says since this process was started."""
        with self._log.open("rb") as log:
            log.seek(self._read)
            for line in log.read().decode().splitlines():
                _, here, address = line.partition("answer at ")
                if here:
                    return address.partition('"')[0]
        return None

    async def _start(self) -> Process:
        assert self._process is None, "it runs already"
        self._log.touch()
        self._read = self._log.stat().st_size
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                TABLEMATES,
                *("run", "--config", self._config, "--log-level", "debug"),
                cwd=self._folder,
                env=OF_THIS_TREE,
                stdin=DEVNULL,
                stdout=log,
                stderr=log,
            )
        return self._process

    async def _end(self) -> int:
        assert self._process is not None
        code = await self._process.wait()
        self._process = None
        return code


@asynccontextmanager
async def running(
    folder: Path, *, slack: FakeSlack | None = None, discord: FakeDiscord | None = None
) -> AsyncIterator[Running]:
    """The bot, ready; at the end it is stopped, if it still runs, and its log is looked through."""
    bot = Running(folder, slack=slack, discord=discord)
    try:
        await bot.start()
        yield bot
        if bot.runs:
            assert await bot.stop() == 0
        bot.check()
    except BaseException:
        print(bot.log[-20_000:])  # noqa: T201  # pytest shows it beside the failure
        raise
    finally:
        if bot.runs:
            with suppress(ProcessLookupError):
                bot.kill()
            await bot.code()


def _config(
    database: Path, slack: FakeSlack | None = None, discord: FakeDiscord | None = None
) -> str:
    tables: dict[str, Mapping[str, str | int]] = {
        "storage": {"url": f"sqlite+aiosqlite:///{database}"},
        "web": {"port": 0},
    }
    if slack is not None:
        tables["slack"] = {
            "bot_token": BOT_TOKEN,
            "app_token": APP_TOKEN,
            "api_url": slack.api_url,
        }
    if discord is not None:
        tables["discord"] = {
            "token": discord.token,
            "api_url": discord.api_url,
            "gateway_url": discord.gateway_url,
        }
    lines = []
    for name, table in tables.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"
