"""The settings of a circle that its form does not hold, each declared once."""

from collections.abc import Mapping
from datetime import date

from bot.programmes.settings import Setting, named

SMALLEST, LARGEST = 2, 8  # people at a table

SETTINGS = (
    Setting("size", "number", "2", SMALLEST, LARGEST),
    Setting("minimum", "number", "2", 2, 100),
    Setting("names", "switch", "off"),
    Setting("consent", "choice", "always", options=("always", "ask")),
    Setting("silence", "choice", "yes", options=("yes", "no")),
    Setting("department", "wish", "off"),
    Setting("team", "wish", "off"),
    Setting("place", "wish", "off"),
    Setting("hours", "wish", "off"),
    Setting("medium", "wish", "off"),
    Setting("asks", "wish", "prefer"),
    Setting("cooldown", "number", "8", 0, 520),
    Setting("programmes", "number", "3", 1, 25),
    Setting("holidays", "choice", "move", options=("move", "skip")),
    Setting("zone", "zone"),
    Setting("channel", "channel"),
)
ASKS_SOME = "asks_some"  # beside the settings: somebody in it wants to be asked each time
HOLIDAYS = "holiday_days"  # beside the settings: the days themselves, set by a form of their own


def is_on(settings: Mapping[str, str], name: str) -> bool:
    """Whether a switch is on in these settings of a circle."""
    return _value(settings, name) == "on"


def number(settings: Mapping[str, str], name: str) -> int:
    """A number in these settings of a circle."""
    return int(_value(settings, name))


def choice(settings: Mapping[str, str], name: str) -> str:
    """What was chosen in these settings of a circle."""
    return _value(settings, name)


def asks(settings: Mapping[str, str]) -> bool:
    """Whether everybody is asked the day before each round."""
    return choice(settings, "consent") == "ask"


def needs_word(settings: Mapping[str, str]) -> bool:
    """Whether only those who say yes to a round take part in it."""
    return asks(settings) and choice(settings, "silence") == "no"


def holidays(settings: Mapping[str, str]) -> frozenset[date]:
    """The days on which the circle does not meet."""
    return frozenset(map(date.fromisoformat, filter(None, settings.get(HOLIDAYS, "").split(","))))


def _value(settings: Mapping[str, str], name: str) -> str:
    setting = named(SETTINGS, name)
    assert setting is not None
    return setting.of(settings)
