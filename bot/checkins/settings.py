"""The settings of a check-in that its form does not hold, each declared once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["switch", "number", "channel"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: what it takes, and what holds as long as nobody sets it.

    Its one line stands in the catalogue under `checkin_about.NAME`.
    """

    name: str
    kind: Kind
    default: str = ""
    least: int = 0
    most: int = 0


SETTINGS = (
    Setting("deadline", "number", "8", 1, 48),
    Setting("reminders", "number", "1", 0, 2),
    Setting("digest", "switch", "on"),
    Setting("missing", "switch", "off"),
    Setting("channel", "channel"),
)
_BY_NAME = {each.name: each for each in SETTINGS}
HOME = "home"  # beside the settings: the channel under which a closed check-in opens threads
_ON = frozenset({"on", "yes", "true", "1"})
_OFF = frozenset({"off", "no", "false", "0"})


def named(name: str) -> Setting | None:
    """The setting with this name, in any case."""
    return _BY_NAME.get(name.casefold())


def switch(value: str) -> str | None:
    """Give "on" or "off" for what means it, None for what does not."""
    word = value.casefold()
    return "on" if word in _ON else "off" if word in _OFF else None


def is_on(settings: Mapping[str, str], name: str) -> bool:
    """Whether a switch is on in these settings of a check-in."""
    return _value(settings, name) == "on"


def number(settings: Mapping[str, str], name: str) -> int:
    """A number in these settings of a check-in."""
    return int(_value(settings, name))


def _value(settings: Mapping[str, str], name: str) -> str:
    return settings.get(name, _BY_NAME[name].default)
