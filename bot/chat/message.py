"""A message: title, body, controls, foot. Plain data that each adapter shows in its own way."""

from dataclasses import dataclass, replace
from typing import Literal

from bot.chat import limits
from bot.chat.text import Text, mentions

Style = Literal["main", "plain", "danger"]


@dataclass(frozen=True, slots=True)
class Facts:
    """A few labelled lines, one beside or below the other: (label, what it is)."""

    rows: tuple[tuple[Text, Text], ...]

    def __post_init__(self) -> None:
        limits.fits("facts", len(self.rows), limits.FACTS)
        for label, value in self.rows:
            limits.fits("a fact", limits.length(label) + limits.length(value), limits.FACT)


@dataclass(frozen=True, slots=True)
class Button:
    """A button that remembers: once sealed, `action` and `state` ride in `carried`.

    `beside`: its message says other things too, and stays as it is when this is pressed.
    """

    label: str
    action: str
    state: tuple[str, ...] = ()
    style: Style = "plain"
    carried: str = ""
    beside: bool = False

    def __post_init__(self) -> None:
        limits.fits(f"button {self.label!r}", len(self.label), limits.BUTTON)


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that leads to a place on the web."""

    label: str
    url: str

    def __post_init__(self) -> None:
        limits.fits(f"button {self.label!r}", len(self.label), limits.BUTTON)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. Labels are shown as plain text everywhere."""

    label: str
    value: str

    def __post_init__(self) -> None:
        limits.fits(f"option {self.label!r}", len(self.label), limits.OPTION)
        limits.fits("an option's value", len(self.value), limits.OPTION_VALUE)


@dataclass(frozen=True, slots=True)
class Select:
    """One choice out of some; the choice arrives as the request's value `choice`, at once."""

    prompt: str
    action: str
    options: tuple[Option, ...]
    state: tuple[str, ...] = ()
    carried: str = ""
    beside: bool = False

    def __post_init__(self) -> None:
        limits.fits("a select's prompt", len(self.prompt), limits.PLACEHOLDER)
        limits.fits("a select's options", len(self.options), limits.OPTIONS)
        if not self.options:
            raise ValueError("a select needs something to choose")


@dataclass(frozen=True, slots=True)
class File:
    """Something to keep, such as a date for one's calendar: a message of its own.

    `media` is its media type, as in `text/calendar`.
    """

    name: str
    media: str
    content: bytes

    def __post_init__(self) -> None:
        limits.fits(f"the name of {self.name!r}", len(self.name), limits.FILE_NAME)
        limits.fits("what is in a file", len(self.content), limits.FILE)
        if not (self.content and self.name.isascii() and self.name.isprintable()):
            raise ValueError("a file has a plain name and something in it")


Block = Text | Facts
Control = Button | LinkButton | Select


@dataclass(frozen=True, slots=True)
class Message:
    """What is said in one piece. Checked against what both platforms can show."""

    title: Text = ()
    body: tuple[Block, ...] = ()
    controls: tuple[Control, ...] = ()
    foot: Text = ()

    def __post_init__(self) -> None:
        limits.fits("title", limits.length(self.title), limits.TITLE)
        for block in self.body:
            if not isinstance(block, Facts):
                limits.fits("a paragraph", limits.length(block), limits.PARAGRAPH)
        limits.fits("message", sum(limits.length(text) for text in self.texts()), limits.MESSAGE)
        limits.fits("people mentioned", len(self.mentions()), limits.MENTIONS)
        buttons = [control for control in self.controls if not isinstance(control, Select)]
        limits.fits("buttons", len(buttons), limits.BUTTONS)
        if not (self.title or self.body):
            raise ValueError("a message says something")

    def texts(self) -> tuple[Text, ...]:
        """Every text of the message, in reading order."""
        found = [self.title] if self.title else []
        for block in self.body:
            if isinstance(block, Facts):
                for label, value in block.rows:
                    found += [label, value]
            else:
                found.append(block)
        return (*found, self.foot) if self.foot else tuple(found)

    def mentions(self) -> tuple[str, ...]:
        """The people mentioned anywhere in it, each once: nobody else may be pinged."""
        return tuple(dict.fromkeys(user for text in self.texts() for user in mentions(text)))

    def sealed(self, controls: tuple[Control, ...]) -> "Message":
        """The same message with its controls sealed."""
        return replace(self, controls=controls)
