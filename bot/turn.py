"""One request in its transaction, at its moment, in its language: what every action is given."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.answer import Answer
from bot.chat.platform import Traits
from bot.chat.request import Request
from bot.database import Transaction
from bot.kind import Kind
from bot.programme import Programme
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
    `prepared`: what was worked out before, from a read of its own; None for most actions.
    """

    request: Request
    tx: Transaction
    now: datetime
    say: Say
    community: int
    traits: Traits
    reads: bool = False
    think: Think = at_once
    kinds: Sequence[Kind[Programme]] = ()
    prepared: object = None


Action = Callable[[Turn], Awaitable[Answer]]

Prepare = Callable[[Turn], Awaitable[object]]
"""Works out what an action needs before its transaction: it only reads, and nobody waits for it."""


class Outdated(Exception):
    """What was prepared is not so any more: nothing is written, and it is prepared anew."""
