"""The settings of a check-in that its form does not hold, each declared once."""

from collections.abc import Mapping

from bot.programmes.settings import Setting, named

SETTINGS = (
    Setting("deadline", "number", "8", 1, 48),
    Setting("reminders", "number", "1", 0, 2),
    Setting("digest", "switch", "on"),
    Setting("missing", "switch", "off"),
    Setting("channel", "channel"),
)
HOME = "home"  # beside the settings: the channel under which a closed check-in opens threads


def is_on(settings: Mapping[str, str], name: str) -> bool:
    """Whether a switch is on in these settings of a check-in."""
    return _value(settings, name) == "on"


def number(settings: Mapping[str, str], name: str) -> int:
    """A number in these settings of a check-in."""
    return int(_value(settings, name))


def _value(settings: Mapping[str, str], name: str) -> str:
    setting = named(SETTINGS, name)
    assert setting is not None
    return setting.of(settings)
