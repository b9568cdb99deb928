"""Measures a round of sixty people on each platform: `python -m tests.wire.figures`.

How long from the press on Draw now to the last introduction; and how long people wait for the
answer to a command meanwhile: fifty of them, half of which change something, by different people.
The bot is a process of its own, the fakes answer at once, and all of it shares this machine.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack.fake import FakeSlack
from tests.wire import on_discord, on_slack
from tests.wire.running import running
from tests.wire.tables import check_seats

PEOPLE = 60
COMMANDS = 50
Circle = on_slack.Circle | on_discord.Circle
LINES = ("/lunch status", "/lunch skip", "/lunch next", "/lunch unskip")


async def figures() -> list[str]:
    """Both platforms, one after the other."""
    with TemporaryDirectory() as folder:
        async with FakeSlack() as slack, running(Path(folder), slack=slack):
            on_slack_line = await _measured("Slack", on_slack.Circle(slack, "Figures"), every=0.6)
    with TemporaryDirectory() as folder:
        async with FakeDiscord() as discord, running(Path(folder), discord=discord):
            circle = on_discord.Circle(discord, "Figures")
            on_discord_line = await _measured("Discord", circle, every=0.1)
    load = f"load of this machine now: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    return [on_slack_line, on_discord_line, load]


async def _measured(platform: str, circle: Circle, *, every: float) -> str:
    await circle.make()
    await circle.join(PEOPLE)
    await circle.draw()
    drawn = _second()
    arriving = asyncio.create_task(_arrival(circle))
    waits: list[float] = []
    while len(waits) < COMMANDS and not arriving.done():
        waits.append(await _timed(_say(circle, len(waits))))
        await asyncio.sleep(max(0.0, every - waits[-1]))
    took = await arriving - drawn
    tables = circle.tables()
    check_seats(tables, circle.ids)
    p50, p95, most = (
        f"{1000 * seconds:.0f} ms"
        for seconds in (median(waits), quantiles(waits, n=20)[-1], max(waits))
    )
    return (
        f"{platform}: {PEOPLE} people, {len(tables)} tables: {took:.1f} s to the last "
        f"introduction; {len(waits)} commands meanwhile: p50 {p50}, p95 {p95}, most {most}"
    )


async def _arrival(circle: Circle) -> float:
    await circle.seated(patience=600.0)
    return _second()


def _say(circle: Circle, number: int) -> Callable[[], Awaitable[object]]:
    line = LINES[number % len(LINES)]
    if isinstance(circle, on_slack.Circle):
        user = circle.people[number // 2]
        return lambda: circle.says(user, line)
    person = circle.people[number // 2]
    return lambda: circle.says(person, line)


async def _timed(act: Callable[[], Awaitable[object]]) -> float:
    begun = _second()
    await act()
    return _second() - begun


def _second() -> float:
    return asyncio.get_running_loop().time()


if __name__ == "__main__":
    print(*asyncio.run(figures()), sep="\n")  # noqa: T201  # what it is for
