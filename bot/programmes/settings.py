"""What a setting of a circle or a check-in is: a name, what it takes, and what holds unset."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Takes = Literal["switch", "number", "choice", "zone", "channel", "wish"]
_ON = frozenset({"on", "yes", "true", "1"})
_OFF = frozenset({"off", "no", "false", "0"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. Its one line stands in the catalogue under `circle_about` or `checkin_about`."""

    name: str
    takes: Takes
    default: str = ""
    least: int = 0
    most: int = 0
    options: tuple[str, ...] = ()

    def of(self, settings: Mapping[str, str]) -> str:
        """Its value among those that were set, or what holds as long as nobody sets it."""
        return settings.get(self.name, self.default)


def named(among: Sequence[Setting], name: str) -> Setting | None:
    """The setting with this name, in any case."""
    return next((each for each in among if each.name == name.casefold()), None)


def switch(value: str) -> str | None:
    """Give "on" or "off" for what means it, None for what does not."""
    word = value.casefold()
    return "on" if word in _ON else "off" if word in _OFF else None
