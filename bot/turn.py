"""One request in its transaction, at its moment, in its language: what every action is given."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.answer import Answer
from bot.chat.platform import Traits
from bot.chat.request import Request
from bot.database import Transaction
from bot.texts.catalogue import Say

Think = Callable[[Callable[[], None]], Awaitable[None]]
"""Runs something that may take a while, in a thread where others must not wait for it."""


async def at_once(work: Callable[[], None]) -> None:
    """Run it here and now."""
    work()


@dataclass(frozen=True, slots=True)
class Turn:
    """`community` is the id of the only community whose rows this request may touch.

    A turn that only reads has a transaction that can't write, and never waits for a writer.
    """

    request: Request
    tx: Transaction
    now: datetime
    say: Say
    community: int
    traits: Traits
    reads: bool = False
    think: Think = at_once
    kinds: Sequence["Kind"] = ()


Action = Callable[[Turn], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Programme:
    """Something that a member takes part in by their own word; `kind` is the name of its kind."""

    kind: str
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of programme: which of them a member is in, by their id, and how they leave one."""

    name: str
    of_member: Callable[[Turn, int], Awaitable[list[Programme]]]
    leave: Callable[[Turn, int, int], Awaitable[None]]
