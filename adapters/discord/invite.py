"""The address under which an organiser adds the bot to a server, with the least that it needs."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import urlencode

from adapters.discord.settings import Settings


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that the bot asks to be allowed, and why."""

    name: str
    bit: int
    why: str


PERMISSIONS = (
    Permission("View Channels", 1 << 10, "to be in the circle's channel at all"),
    Permission("Send Messages", 1 << 11, "to announce a round there, and to post invitations"),
    Permission(
        "Create Private Threads", 1 << 36, "each table is a private thread under that channel"
    ),
    Permission("Send Messages in Threads", 1 << 38, "to introduce the people of a table there"),
)


def invite(application: str) -> str:
    """The address for this application id."""
    asked = {
        "client_id": application,
        "scope": "bot applications.commands",
        "permissions": sum(permission.bit for permission in PERMISSIONS),
    }
    return f"https://discord.com/oauth2/authorize?{urlencode(asked)}"


def application(settings: Settings) -> str:
    """The application's id, which is the first part of its token; "" if that can't be read."""
    first = settings.token.get_secret_value().partition(".")[0]
    try:
        found = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return found if found.isdecimal() else ""
