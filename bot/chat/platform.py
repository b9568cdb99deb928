"""The port: the only way out of the core, and what may be carried through it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bot.chat import limits
from bot.chat.message import File, Message


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel or a conversation that exists, by the platform's own id."""

    id: str


@dataclass(frozen=True, slots=True)
class Direct:
    """One person's direct conversation with the bot, by the platform's id of the person."""

    user: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table's conversation. `id` is the platform's; "" until its opening has been carried.

    `opening` is the key of the delivery that opens it.
    """

    opening: str
    id: str = ""


Address = Channel | Direct | Table


@dataclass(frozen=True, slots=True)
class Opening:
    """Open a conversation for these people; what comes back is its id.

    `name` is ours and names no person; `reference` is short, unique, and shown at its end, so that
    a conversation whose making was never confirmed can be found again. `channel` is the circle's.
    """

    name: str
    reference: str
    channel: str
    people: tuple[str, ...]

    def __post_init__(self) -> None:
        limits.fits("table name", len(self.name) + len(self.reference) + 3, limits.TABLE_NAME)
        if not self.people or len(set(self.people)) != len(self.people):
            raise ValueError("a table opens for people, each once")


@dataclass(frozen=True, slots=True)
class Adding:
    """Bring people into a table's conversation that is there, where the platform can."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """Put a table's conversation away, where the platform can; nothing in it is lost."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A message in place of the one that was delivered under the key `of`, wherever that stands.

    `receipt` is the platform's name for that one; "" until it has been carried.
    """

    of: str
    message: Message
    receipt: str = ""


Payload = Message | Opening | Adding | Closing | Edit | File
Kind = Literal["message", "opening", "adding", "closing", "edit", "file"]


def kind(payload: Payload) -> Kind:
    """What sort of thing it is: the platform's rates differ by it."""
    match payload:
        case Message():
            return "message"
        case Opening():
            return "opening"
        case Adding():
            return "adding"
        case Closing():
            return "closing"
        case Edit():
            return "edit"
        case File():
            return "file"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's own name for what arrived: a message's id, or an opened conversation's.

    `missing`: whom it could not bring in, by the platform's own ids; the others are there.
    """

    id: str
    missing: tuple[str, ...] = ()


class Undeliverable(Exception):
    """It was not carried. The adapter, which knows its platform, says what that means.

    `forever`: trying again is useless. Otherwise again, after `after` seconds where the platform
    said so. `perhaps`: it may have arrived all the same, nobody can tell. `everywhere`: nothing at
    all goes out to this workspace until somebody acts (a revoked token). `missing`: the people whom
    it could not reach, and for whom alone it failed. `reason` is for the operator: a code and a
    word, never what members wrote and never a token.
    """

    def __init__(
        self,
        reason: str,
        *,
        forever: bool = False,
        after: float | None = None,
        perhaps: bool = False,
        everywhere: bool = False,
        missing: tuple[str, ...] = (),
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.forever = forever
        self.after = after
        self.perhaps = perhaps
        self.everywhere = everywhere
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Traits:
    """What the core has to know of a platform to plan for it."""

    seats: int  # people that fit into a table's conversation, beside the bot
    tables: int | None = None  # conversations that can be open at once in a workspace; None: any
    under_channel: bool = False  # tables open under the circle's channel: one has to see it
    adds: bool = False  # people can be brought into a conversation that is there
    tells_zone: bool = False  # the platform knows its people's time zones
    files: bool = True  # it takes files from us
    prefix: str = ""  # what stands before the names of our commands, where they are taken
    remembers: float = 0.0  # seconds in which it recognises the key of what it carried already
    per_place: float = 0.0  # seconds between two messages to one address
    per_workspace: Mapping[Kind, float] = field(default_factory=dict)  # between two of a kind


class Platform(Protocol):
    """What an adapter provides."""

    @property
    def traits(self) -> Traits:
        """What the core has to know of it."""

    async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
        """Carry it there and return the platform's name for it.

        `key` is the same at every attempt and never used for anything else. Raises `Undeliverable`.
        """

    async def gone(self, workspace: str, accounts: Collection[str]) -> set[str]:
        """Which of these people are no longer there. Never called inside a transaction."""


class Memory(Protocol):
    """A few short words that an adapter wants to find again after a restart."""

    async def recall(self, name: str) -> str:
        """What was remembered under this name; "" for nothing."""

    async def remember(self, name: str, value: str) -> None:
        """Keep it, in place of what was kept before."""
