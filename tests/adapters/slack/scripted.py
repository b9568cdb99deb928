"""A small bot with a script: what it answers to which action, and what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from adapters.slack.platform import SlackPlatform
from adapters.slack.settings import Settings
from adapters.slack.timing import Timing
from bot.chat.answer import Answer, Open, Replace, Reply
from bot.chat.command import Command, Verb
from bot.chat.form import ChoiceField, ChoicesField, Form, TextField
from bot.chat.message import Button, LinkButton, Message, Option, Select
from bot.chat.request import Request
from bot.chat.text import Quote, Words
from tests.fakes.slack.api import APP_TOKEN, BOT_TOKEN
from tests.fakes.slack.fake import FakeSlack

COMMANDS = (
    Command(
        name="lunch",
        description="Have lunch with somebody you have not met",
        verbs=(
            Verb("join", "circles.join", "Join a circle"),
            Verb("status", "circles.status", "Say where you stand"),
        ),
        bare="circles.status",
        unknown="help.unknown",
    ),
    Command(
        name="circle",
        description="Run a circle",
        verbs=(Verb("create", "circles.create", "Create a circle"),),
        bare="circles.list",
        unknown="help.unknown",
    ),
)
APOLOGY = Message(body=((Words("Something went wrong here. It has been written down."),),))
FOREIGN = Message(body=((Words("This is for people of this workspace."),),))
QUICK = Timing(pace=0.0, dead=1.0, look=0.05, ping=1.0, pause=0.05)
HASTY = replace(QUICK, guard=0.2)  # what takes longer is answered behind the acknowledgement

FORM = Form(
    title="A new circle",
    submit="Create it",
    action="circles.created",
    carried="1a|7|circles.created||1|made-believe",
    fields=(
        TextField("name", "Name", hint="What people call it", value="Lunch"),
        TextField("why", "Who is it for, and why", required=False, long=True),
        ChoiceField("size", "Table size", (Option("Two", "2"), Option("Three", "3")), value="2"),
        ChoicesField("days", "Days", (Option("Monday", "mo"), Option("Tuesday", "tu"))),
    ),
)
PRESSED = "1a|7|circles.leave|3|1|made-believe"
CHOSEN = "1a|7|circles.choose||1|made-believe"


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that nobody tells of."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110  # there is no event to wait for, which is the point
            await asyncio.sleep(0.01)


def says(text: str) -> Message:
    """A message of one paragraph."""
    return Message(body=((Words(text),),))


def with_controls(text: str = "What now?") -> Message:
    """A message with a button, a link and a select."""
    return Message(
        body=((Words(text),),),
        controls=(
            Button("Leave", "circles.leave", carried=PRESSED, style="main"),
            LinkButton("Read more", "https://tablemates.example/"),
            Select(
                "Which circle?",
                "circles.choose",
                (Option("Lunch", "1"), Option("Coffee", "2")),
                carried=CHOSEN,
            ),
        ),
    )


class Bot:
    """Answers by script, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.delay = 0.0
        self.script: dict[str, Answer | Exception | Callable[[Request], Answer]] = {
            "circles.join": lambda request: Reply(says(f"Welcome, {request.person.name}.")),
            "circles.status": Reply(with_controls()),
            "circles.create": Open(FORM),
            "help.unknown": lambda request: Reply(
                Message(body=((Words("I do not know "), Quote(request.value("verb"))),))
            ),
            PRESSED: Replace(says("You left.")),
            CHOSEN: lambda request: Reply(says(f"You chose {request.value('choice')}.")),
            FORM.carried: Reply(says("It is made.")),
        }

    async def handle(self, request: Request) -> Answer:
        """The door."""
        self.asked.append(request)
        await asyncio.sleep(self.delay)
        answer = self.script.get(request.action or request.carried, Reply(says("Noted.")))
        if isinstance(answer, Exception):
            raise answer
        return answer(request) if callable(answer) else answer

    def of(self, action: str) -> list[Request]:
        """What was asked of one action, or by what one control carried."""
        return [each for each in self.asked if action in (each.action, each.carried)]


class Nothing:
    """A memory that is not needed."""

    async def recall(self, name: str) -> str:
        """Nothing."""
        return ""

    async def remember(self, name: str, value: str) -> None:
        """Nothing."""


def settings(slack: FakeSlack, **more: str) -> Settings:
    """The fake's address and tokens."""
    given = {"bot_token": BOT_TOKEN, "app_token": APP_TOKEN, "api_url": slack.api_url}
    return Settings.model_validate(given | more)


def adapter(slack: FakeSlack, bot: Bot, timing: Timing = QUICK, **more: str) -> SlackPlatform:
    """The real adapter, pointed at the fake."""
    return SlackPlatform(
        settings=settings(slack, **more),
        commands=COMMANDS,
        handle=bot.handle,
        memory=Nothing(),
        apology=APOLOGY,
        foreign=FOREIGN,
        timing=timing,
    )


@asynccontextmanager
async def running(
    slack: FakeSlack, bot: Bot, timing: Timing = QUICK, **more: str
) -> AsyncIterator[SlackPlatform]:
    """The adapter, connected, and taken down afterwards."""
    platform = adapter(slack, bot, timing, **more)
    task = asyncio.create_task(platform.run())
    try:
        await slack.sockets.connected()
        yield platform
    finally:
        await platform.close()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
