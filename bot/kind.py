"""What differs between circles and check-ins, for the code that serves both."""

from collections.abc import Awaitable, Callable, Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol

from bot.database import Transaction
from bot.programme import P_co, State


class OfCommunity(Protocol[P_co]):
    """The programmes of a community in one of these states, in order of their names."""

    def __call__(
        self, tx: Transaction, community: int, /, *states: State
    ) -> Awaitable[Sequence[P_co]]: ...


@dataclass(frozen=True, slots=True)
class Kind(Generic[P_co]):
    """One kind of programme: what it is called, where its rows are, and how a member leaves one.

    `name` begins the keys of its words and is its parameter in commands; `actions` begins the names
    of its actions. `of_member` gives the ids of those that a member is in, `leave` takes a member
    out of one.
    """

    name: str
    actions: str
    with_id: Callable[[Transaction, int, int], Awaitable[P_co | None]]
    of_community: OfCommunity[P_co]
    of_member: Callable[[Transaction, int], Awaitable[Container[int]]]
    leave: Callable[[Transaction, int, int, datetime], Awaitable[None]]
