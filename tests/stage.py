"""The stage: a platform made by hand that keeps what was delivered, and fails when told to."""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field

from bot.chat.message import File, Message
from bot.chat.platform import (
    Adding,
    Address,
    Channel,
    Closing,
    Direct,
    Edit,
    Opening,
    Payload,
    Receipt,
    Traits,
    Undeliverable,
)


@dataclass(frozen=True, slots=True)
class Carried:
    """One thing that arrived, and where."""

    workspace: str
    to: Address
    payload: Payload
    key: str


@dataclass
class Stage:
    """A platform on which nothing is real but what it was given."""

    traits: Traits = field(default_factory=lambda: Traits(seats=8, tells_zone=True))
    carried: list[Carried] = field(default_factory=list)
    faults: deque[Undeliverable] = field(default_factory=deque)
    lost: deque[Undeliverable] = field(default_factory=deque)
    left: set[str] = field(default_factory=set)
    closed_channels: set[str] = field(default_factory=set)
    closed_directs: set[str] = field(default_factory=set)  # who can't be written to alone
    unreachable: set[str] = field(default_factory=set)  # whom no table can be opened for

    async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
        """Keep it; or fail, before or after it arrived."""
        if self.faults:
            raise self.faults.popleft()
        if isinstance(to, Channel) and to.id in self.closed_channels:
            raise Undeliverable("not_in_channel", forever=True)
        if isinstance(to, Direct) and to.user in self.closed_directs:
            raise Undeliverable("cannot_dm_bot", forever=True)
        missing: tuple[str, ...] = ()
        if isinstance(payload, Opening | Adding):
            missing = tuple(each for each in payload.people if each in self.unreachable)
            if len(payload.people) - len(missing) < min(2, len(payload.people)):
                raise Undeliverable("somebody would sit alone", forever=True, missing=missing)
        self.carried.append(Carried(workspace, to, payload, key))
        if self.lost:
            raise self.lost.popleft()
        what = "room" if isinstance(payload, Opening) else "message"
        return Receipt(f"{what}-{key}", missing)

    async def gone(self, workspace: str, accounts: Collection[str]) -> set[str]:
        """Those who left."""
        return set(accounts) & self.left

    def in_channel(self, channel: str) -> list[Message]:
        """What stands in a channel."""
        return self._messages(Channel(channel))

    def to_person(self, user: str) -> list[Message]:
        """What somebody was told alone."""
        return self._messages(Direct(user))

    @property
    def tables(self) -> list[tuple[str, ...]]:
        """Who was brought together, in the order of the openings."""
        return [each.payload.people for each in self.carried if isinstance(each.payload, Opening)]

    @property
    def introductions(self) -> list[Message]:
        """What tables read."""
        return [
            each.payload
            for each in self.carried
            if each.key.endswith(":introduction") and isinstance(each.payload, Message)
        ]

    @property
    def questions(self) -> list[Message]:
        """What tables were asked afterwards."""
        return [
            each.payload
            for each in self.carried
            if each.key.endswith(":outcome") and isinstance(each.payload, Message)
        ]

    def by_now(self, message: Message) -> Message:
        """A message that was delivered, as it was edited last."""
        (key,) = {each.key for each in self.carried if each.payload is message}
        for each in self.carried:
            if isinstance(each.payload, Edit) and each.payload.of == key:
                message = each.payload.message
        return message

    @property
    def files(self) -> list[File]:
        """What was given to keep, oldest first."""
        return [each.payload for each in self.carried if isinstance(each.payload, File)]

    @property
    def closings(self) -> list[Address]:
        """The conversations that were put away."""
        return [each.to for each in self.carried if isinstance(each.payload, Closing)]

    def _messages(self, to: Address) -> list[Message]:
        there: dict[str, Message] = {}  # by receipt, each as it was edited last
        for each in self.carried:
            if each.to == to and isinstance(each.payload, Message):
                there[f"message-{each.key}"] = each.payload
            elif each.to == to and isinstance(each.payload, Edit):
                assert each.payload.receipt in there, "what is edited has arrived"
                there[each.payload.receipt] = each.payload.message
        return list(there.values())
