"""What people write in these tests, all of it with a canary that no log may ever hold."""

from datetime import timedelta

from bot.clock import SystemClock
from tests.fakes.discord.server import TOKEN
from tests.fakes.slack.api import APP_TOKEN, BOT_TOKEN

CANARY = "Kolibri"
KEPT_TO_ITSELF = (TOKEN, BOT_TOKEN, APP_TOKEN, CANARY, CANARY.lower())
NAMES = ("Ben", "Cho", "Dee", "Eli", "Fay", "Gus", "Hal", "Ivy", "Jo", "Kit", "Lou", "Mia")
_ZONES = {
    "Asia/Tokyo": 9,
    "Asia/Karachi": 5,
    "UTC": 0,
    "America/Bogota": -5,
    "Pacific/Honolulu": -10,
}
NONSENSE = f"every blue moon, {CANARY}"


def named(first: str) -> str:
    """Somebody's whole name."""
    return f"{first} {CANARY}"


def charter(name: str, construct: str = "") -> dict[str, str]:
    """A circle's form as an organiser fills it in; its round is some days away."""
    return {
        "name": named(name),
        "container": f"{CANARY}: people who build things here",
        "construct": construct or f"every {_weekday()} at 12:00, tables of 2",
        "conversation": f"{CANARY}: what each of us is working on",
        "community": f"{CANARY}: like lunch with a friend of a friend",
    }


def by_day() -> str:
    """A zone in which it is day, and stays day for some hours: somebody there may be written to."""
    hour = SystemClock().now().hour
    return min(_ZONES, key=lambda zone: abs((hour + _ZONES[zone]) % 24 - 12))


def soon(minutes: int) -> str:
    """A construct whose next round is that near, whatever the time is."""
    at = SystemClock().now() + timedelta(minutes=minutes)
    return f"every day at {at:%H:%M} UTC, tables of 2"


def _weekday() -> str:
    return f"{SystemClock().now() + timedelta(days=3):%A}"
