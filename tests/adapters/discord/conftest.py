"""A product of three commands for the adapter to serve, and the adapter running before a fake."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from adapters.discord.platform import Discord
from adapters.discord.settings import Settings
from bot.chat.answer import Answer, Reply
from bot.chat.command import Command, Parameter, Verb
from bot.chat.message import Message
from bot.chat.request import Request
from bot.chat.text import Words
from bot.clock import Clock, SetClock
from tests.fakes.discord.server import FakeDiscord

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
APOLOGY = Message(title=(Words("That did not work"),), body=((Words("It is on our side."),),))
_CIRCLE = Parameter("circle", "Which circle", complete="circles.names")
COMMANDS = (
    Command(
        "lunch",
        "Your seat at the table",
        (
            Verb("join", "circles.join", "Take a seat", (_CIRCLE,)),
            Verb("pause", "circles.pause", "Be away", (Parameter("until", "A date"), _CIRCLE)),
            Verb("help", "circles.help", "What there is"),
        ),
        bare="circles.status",
        unknown="circles.unknown",
    ),
    Command(
        "circle",
        "For whoever runs one",
        (Verb("create", "circles.create", "Begin a circle"),),
        bare="circles.list",
        unknown="circles.unknown",
    ),
)

Act = Callable[[Request], Awaitable[Answer]]


async def eventually(true: Callable[[], bool]) -> None:
    """Wait until it is so, and not for ever."""
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to be")


def says(text: str) -> Message:
    """The shortest message."""
    return Message(body=((Words(text),),))


class Desk:
    """Stands in for the product: keeps every request, and answers what it was told to."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answers: dict[str, Answer | Act] = {}

    async def handle(self, request: Request) -> Answer:
        """Look the answer up by action, or by what the control carried."""
        self.requests.append(request)
        answer = self.answers.get(request.action or request.carried, Reply(says("heard")))
        return await answer(request) if callable(answer) else answer


class Notes:
    """What an adapter wants to find again."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def recall(self, name: str) -> str:
        """What was kept."""
        return self.kept.get(name, "")

    async def remember(self, name: str, value: str) -> None:
        """Keep it."""
        self.kept[name] = value


def adapter(
    fake: FakeDiscord,
    desk: Desk,
    notes: Notes,
    *,
    clock: Clock | None = None,
    token: str = "",
    patience: float = 2.0,
) -> Discord:
    """The adapter, pointed at the fake."""
    settings = Settings.model_validate(
        {
            "token": token or fake.token,
            "api_url": fake.api_url,
            "gateway_url": fake.gateway_url,
        }
    )
    return Discord(
        settings=settings,
        commands=COMMANDS,
        handle=desk.handle,
        memory=notes,
        apology=APOLOGY,
        clock=clock or SetClock(NOON),
        patience=patience,
    )


@asynccontextmanager
async def running(fake: FakeDiscord, bot: Discord) -> AsyncIterator[Discord]:
    """The adapter connected, and gone at the end."""
    task = asyncio.create_task(bot.run())
    ready = asyncio.create_task(fake.connected())
    await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        ready.cancel()
        await task
    await eventually(lambda: not bot.trouble)
    yield bot
    await bot.close()
    await task


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    """A Discord with nobody in it; at the end nothing may have been asked that it does not take."""
    async with FakeDiscord() as discord:
        yield discord
        assert discord.violations == []
        assert discord.faults.left == 0


@pytest.fixture
def desk() -> Desk:
    """A product that heard nothing yet."""
    return Desk()


@pytest.fixture
def notes() -> Notes:
    """Nothing kept yet."""
    return Notes()


@pytest.fixture
async def bot(fake: FakeDiscord, desk: Desk, notes: Notes) -> AsyncIterator[Discord]:
    """The adapter, connected."""
    async with running(fake, adapter(fake, desk, notes)) as connected:
        yield connected
