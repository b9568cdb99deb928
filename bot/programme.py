"""A programme: a circle or a check-in, as far as code that serves both has to know it."""

from collections.abc import Mapping
from typing import Literal, Protocol, TypeVar

from bot.chat.message import Button, Style

NAME = 50  # characters of a name: it has to fit into a select, and a thread's name
LINE = 300  # characters of a line of its form
State = Literal["active", "paused", "archived"]


class Programme(Protocol):
    """A circle or a check-in, as far as the two are alike.

    `subject` is what keys and the audit log call it, `creator` the id of the member who made it.
    """

    @property
    def id(self) -> int: ...
    @property
    def subject(self) -> str: ...
    @property
    def community(self) -> int: ...
    @property
    def platform(self) -> str: ...
    @property
    def workspace(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def state(self) -> State: ...
    @property
    def creator(self) -> int: ...
    @property
    def settings(self) -> Mapping[str, str]: ...


P = TypeVar("P", bound=Programme)
P_co = TypeVar("P_co", bound=Programme, covariant=True)


def button(label: str, action: str, programme: Programme, style: Style = "plain") -> Button:
    """A button that names the programme."""
    return Button(label, action, (str(programme.id),), style)
