"""What a person did: a command, a press, a choice or a form, the same value on every platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Who did it, as the platform vouches for them at this very moment."""

    id: str
    name: str
    organises: bool = False  # may run circles here: Manage Server, or admin or owner
    zone: str | None = None  # an IANA zone, where the platform tells
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """Where it was done. No channel means a direct conversation with the bot."""

    channel: str | None = None
    may_post: bool = True  # false only when the platform itself says that the bot may not


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that a person did.

    `workspace` is the platform's own id of the server or workspace, "" in a direct conversation
    where the platform does not tell. A command names its `action`; a press, a choice or a form
    brings back what its control `carried`, and the bot reads action and state from that.
    `event` is the platform's own id of this very event: the same id has one effect, ever.
    `beside`: the control stood in a message that says other things too.
    """

    platform: str
    workspace: str
    person: Person
    event: str
    action: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    where: Where = Where()
    carried: str = ""
    state: tuple[str, ...] = ()
    beside: bool = False

    def value(self, name: str) -> str:
        """The text that came under this name, without blanks around it; "" where none came."""
        value = self.values.get(name, "")
        return value.strip() if isinstance(value, str) else ""
