"""What people do and what they get to see: each interaction from the press to its answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.discord.world import COMPONENTS, EPHEMERAL, Channel, Message, Person, Refusal

Json = dict[str, Any]

_THREE_SECONDS = 3.0
_COMMAND, _COMPONENT, _COMPLETION, _FORM = 2, 3, 4, 5


@dataclass(frozen=True)
class Opened:
    """A form that is open before somebody."""

    person: Person
    channel: Channel
    data: Json
    pressed: Message | None

    @property
    def title(self) -> str:
        """What stands above it."""
        title: str = self.data["title"]
        return title

    def value(self, name: str) -> Any:
        """What is filled in: text, the chosen value, or the chosen values."""
        field = next(one for one in self.fields() if one["custom_id"] == name)
        if field["type"] == 4:
            return field.get("value", "")
        chosen = [one["value"] for one in field["options"] if one.get("default")]
        return chosen if field["type"] == 22 else (chosen or [""])[0]

    def fields(self) -> list[Json]:
        """What can be filled in."""
        return [label["component"] for label in self.data["components"]]


@dataclass(eq=False)
class Visit:
    """One interaction. What the person sees of it stands in the last four fields."""

    id: str
    token: str
    kind: int
    person: Person
    channel: Channel
    pressed: Message | None
    since: float
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    types: list[int] = field(default_factory=list)  # of the answers that Discord took
    private: int = 0  # the flag that a put-off answer was announced with
    message: Message | None = None
    replaced: bool = False
    form: Opened | None = None
    choices: list[Json] | None = None

    @property
    def deferred(self) -> bool:
        """Whether they were told that the answer is coming."""
        return bool(self.types) and self.types[0] in (5, 6)

    @property
    def text(self) -> str:
        """What they read."""
        assert self.message is not None, f"no message, but {self.types}"
        return self.message.text

    def respond(self, body: Json, made: Callable[[Json], Message]) -> None:
        """Take the answer, as far as Discord takes it for what was done."""
        how = body["type"]
        if asyncio.get_running_loop().time() - self.since > _THREE_SECONDS:
            raise Refusal(404, 10062)
        if self.types:
            raise Refusal(400, 40060)
        if not self._takes(how):
            raise Refusal(400, 50035)
        self.types.append(how)
        match how:
            case 4:
                self._see(made(body["data"]))
            case 5:
                self.private = body.get("data", {}).get("flags", 0) & EPHEMERAL
            case 7:
                self._replace(made(body["data"]))
            case 8:
                self.choices = body["data"]["choices"]
            case 9:
                self.form = Opened(self.person, self.channel, body["data"], self.pressed)
        if how not in (5, 6):
            self.settled.set()

    def edit(self, message: Message) -> None:
        """The answer that was put off arrives."""
        if not self.types:
            raise Refusal(404, 10015)
        if self.types[0] == 6:
            self._replace(message)
        else:
            message.flags |= self.private
            self._see(message)
        self.settled.set()

    def follow_up(self, message: Message) -> None:
        """One more message."""
        if not self.types:
            raise Refusal(404, 10015)
        self._see(message)
        self.settled.set()

    def _takes(self, how: int) -> bool:
        if self.kind == _COMPLETION:
            return how == 8
        if how in (6, 7):
            return self.pressed is not None
        return how in (4, 5) or (how == 9 and self.kind != _FORM)

    def _see(self, message: Message) -> None:
        assert message.flags & EPHEMERAL, "an answer that everybody sees"
        assert message.flags & COMPONENTS
        message.seen_by = self.person
        self.message = message

    def _replace(self, message: Message) -> None:
        assert self.pressed is not None
        self.pressed.components = message.components
        self.message = self.pressed
        self.replaced = True


class Visits:
    """All interactions, found again by the token that they came with."""

    def __init__(self) -> None:
        self.all: list[Visit] = []

    def expected(self, name: str, token: str) -> Visit:
        """The one that this answer is for."""
        visit = self.open(token)
        if visit.id != name:
            raise Refusal(404, 10062)
        return visit

    def open(self, token: str) -> Visit:
        """The one with this token."""
        for visit in self.all:
            if visit.token == token:
                return visit
        raise Refusal(404, 10015)
