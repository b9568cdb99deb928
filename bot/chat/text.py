"""What is said, span by span, so that nobody's words can become markup or a ping by accident.

Words are ours and come from the catalogue alone. A quote is somebody else's and is shown as typed.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Words:
    """Our own words, from the catalogue. At most one style."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words: a name, a charter's line. Never markup, never a mention."""

    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A person, by the platform's own id; the only thing that may ping."""

    user: str


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, by the platform's own id; shown as the platform shows channels."""

    channel: str


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant that every reader sees in the time of their own clock. Aware."""

    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a moment needs its zone")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of ours. The label is from the catalogue, the address https."""

    url: str
    label: str

    def __post_init__(self) -> None:
        if not self.url.startswith("https://"):
            raise ValueError(f"not an https address: {self.url!r}")


Span = Words | Quote | Mention | Place | Moment | Link
Text = tuple[Span, ...]


def mentions(text: Text) -> tuple[str, ...]:
    """The people mentioned, each once, in the order in which they come."""
    return tuple(dict.fromkeys(span.user for span in text if isinstance(span, Mention)))
