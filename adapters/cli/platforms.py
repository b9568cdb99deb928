"""Makes the platforms that the config names: a new one is one folder, and its lines here.

Their libraries take a second to import, so only those of the platforms in use ever are.
"""

from collections.abc import AsyncIterator
from typing import Protocol

from pydantic import BaseModel

from adapters.discord.settings import Settings as Discord
from adapters.slack.settings import Settings as Slack
from bot import routes
from bot.app import Bot
from bot.chat.command import Command
from bot.chat.platform import Memory, Platform
from bot.clock import Clock, SystemClock
from bot.texts.catalogue import Say


class Adapter(Platform, Protocol):
    """A platform with its connection."""

    @property
    def trouble(self) -> str:
        """Why it does not work at this moment; "" when it does."""

    async def run(self) -> None:
        """Stay connected until cancelled; raises when the platform says no for ever."""

    async def close(self) -> None:
        """Let what is under way end, and let go."""


def commands(language: str = "en") -> tuple[Command, ...]:
    """The commands as a platform is told of them."""
    return routes.commands(Say(language, SystemClock().now().date()))


def adapter(settings: BaseModel, bot: Bot, memory: Memory, clock: Clock) -> Adapter:
    """The platform that these are the settings of, not connected yet."""
    match settings:
        case Slack():
            from adapters.slack.platform import SlackPlatform

            return SlackPlatform(
                settings=settings,
                commands=bot.commands,
                handle=bot.handle,
                memory=memory,
                apology=bot.apology,
                foreign=bot.foreign,
            )
        case Discord():
            from adapters.discord import platform

            return platform.Discord(
                settings=settings,
                commands=bot.commands,
                handle=bot.handle,
                memory=memory,
                apology=bot.apology,
                clock=clock,
            )
        case _:
            raise LookupError(f"{type(settings).__module__} has no platform here")


async def checks(settings: BaseModel, clock: Clock) -> AsyncIterator[tuple[str, bool, str]]:
    """What is found when a platform is asked: what it is about, whether it is right, and why."""
    match settings:
        case Slack():
            from adapters.slack import check as slack

            async for found in slack.checks(settings, clock.now):
                yield found
        case Discord():
            from adapters.discord import checks as discord

            for what, right, says in await discord.checks(settings, clock):
                yield f"Discord {what}", right, says
        case _:
            raise LookupError(f"{type(settings).__module__} has no platform here")
