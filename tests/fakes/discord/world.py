"""What the fake Discord keeps: a server, its channels and threads, people, messages, the bot."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

Json = dict[str, Any]

TEXT, DIRECT, ANNOUNCEMENT, PRIVATE_THREAD = 0, 1, 5, 12
VIEW, SEND, MANAGE_SERVER = 1 << 10, 1 << 11, 1 << 5
PRIVATE_THREADS, SEND_IN_THREADS, READ_HISTORY = 1 << 36, 1 << 38, 1 << 16
BOT_MAY = VIEW | SEND | PRIVATE_THREADS | SEND_IN_THREADS
EPHEMERAL, COMPONENTS = 1 << 6, 1 << 15
_SAID = "2026-11-23T08:00:00.000000+00:00"


class Refusal(Exception):
    """Discord's no: a status of HTTP and a code of its own."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(code)
        self.status = status
        self.body = {"message": f"refused ({code})", "code": code}


@dataclass(eq=False)
class Person:
    """Somebody with an account, who is in the server or was."""

    id: str
    username: str
    global_name: str | None = None
    nick: str | None = None
    organises: bool = False
    here: bool = True
    directs_open: bool = True
    locale: str = "en-US"

    def user(self) -> Json:
        """As Discord shows an account."""
        return {
            "id": self.id,
            "username": self.username,
            "discriminator": "0",
            "global_name": self.global_name,
            "avatar": None,
        }

    def member(self) -> Json:
        """As Discord shows a member of a server."""
        return {
            "user": self.user(),
            "nick": self.nick,
            "roles": [],
            "joined_at": _SAID,
            "deaf": False,
            "mute": False,
            "flags": 0,
        }


@dataclass(eq=False)
class Channel:
    """A channel, a thread or a direct conversation."""

    id: str
    name: str
    kind: int = TEXT
    bot_may: int = BOT_MAY | READ_HISTORY
    hidden_from: set[str] = field(default_factory=set)
    parent: "Channel | None" = None
    owner: str = ""
    members: list[str] = field(default_factory=list)
    archived: bool = False
    recipient: Person | None = None
    messages: list["Message"] = field(default_factory=list)
    gone: bool = False

    def shown(self, server: str) -> Json:
        """As Discord shows it to the bot."""
        if self.kind == DIRECT:
            assert self.recipient is not None
            recipients = [self.recipient.user()]
            return {"id": self.id, "type": DIRECT, "recipients": recipients}
        shown: Json = {"id": self.id, "type": self.kind, "name": self.name, "guild_id": server}
        if self.kind == PRIVATE_THREAD:
            assert self.parent is not None
            return shown | {
                "parent_id": self.parent.id,
                "owner_id": self.owner,
                "message_count": len(self.messages),
                "member_count": len(self.members),
                "thread_metadata": {
                    "archived": self.archived,
                    "auto_archive_duration": 10080,
                    "archive_timestamp": _SAID,
                    "locked": False,
                    "invitable": False,
                },
            }
        return shown | {"position": 0, "permission_overwrites": [], "parent_id": None}


@dataclass(frozen=True)
class Attached:
    """A file that came with a message: by which part of the form, and what is in it."""

    part: str
    name: str
    kind: str
    content: bytes


@dataclass(eq=False)
class Message:
    """A message, as whoever may see it sees it."""

    id: str
    channel: Channel
    components: list[Json]
    flags: int
    pings: list[str] = field(default_factory=list)
    nonce: str = ""
    at: float = 0.0
    deleted: bool = False
    seen_by: Person | None = None  # of an ephemeral message
    files: list[Attached] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that is written in it, as it was sent."""
        return "\n".join(one["content"] for one in self.parts() if one["type"] == 10)

    @property
    def labels(self) -> list[str]:
        """What stands on its buttons."""
        return [one["label"] for one in self.parts() if one["type"] == 2]

    def button(self, label: str) -> Json:
        """The button with this label."""
        return next(one for one in self.parts() if one["type"] == 2 and one["label"] == label)

    def select(self) -> Json:
        """Its only select."""
        (one,) = (one for one in self.parts() if one["type"] == 3)
        return one

    def parts(self) -> list[Json]:
        """Every component, whatever it stands in."""
        found, waiting = [], list(self.components)
        while waiting:
            found.append(one := waiting.pop(0))
            waiting = one.get("components", []) + waiting
        return found

    def shown(self, application: str, server: str) -> Json:
        """As Discord shows it."""
        return {
            "id": self.id,
            "channel_id": self.channel.id,
            "author": bot_user(application),
            "content": "",
            "timestamp": _SAID,
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 0,
            "flags": self.flags,
            "components": numbered(self.components),
        }


class World:
    """One server, and all that happens in it."""

    def __init__(self) -> None:
        self._ids = count(1_200_000_000_000_000_000)
        self.application = "1100000000000000001"
        self.server = "1100000000000000010"
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.commands: list[Json] = []
        self.most_threads = 1000

    def next_id(self) -> str:
        """An id that nothing else has."""
        return str(next(self._ids))

    def threads(self, *, archived: bool = False) -> list[Channel]:
        """The threads that there are, oldest first."""
        threads = [one for one in self.channels.values() if one.kind == PRIVATE_THREAD]
        return [one for one in threads if one.archived == archived and not one.gone]

    def attach(self, message: str, files: list[Attached]) -> None:
        """These came with it; a message that was known already keeps its own."""
        for channel in self.channels.values():
            for one in channel.messages:
                if one.id == message and not one.files:
                    one.files = files

    def direct(self, person: Person) -> Channel:
        """Their conversation with the bot; the same every time."""
        for one in self.channels.values():
            if one.recipient is person:
                return one
        name = self.next_id()
        self.channels[name] = Channel(name, "", DIRECT, recipient=person)
        return self.channels[name]

    def shown_server(self) -> Json:
        """What GUILD_CREATE says."""
        everyone = {"id": self.server, "name": "@everyone", "permissions": str(BOT_MAY)}
        more = {"color": 0, "hoist": False, "position": 0, "managed": False, "mentionable": False}
        top = [one for one in self.channels.values() if one.kind in (TEXT, ANNOUNCEMENT)]
        return {
            "id": self.server,
            "name": "Town",
            "owner_id": "1",
            "unavailable": False,
            "member_count": len(self.people) + 1,
            "large": False,
            "roles": [everyone | more],
            "channels": [one.shown(self.server) for one in top],
            "threads": [one.shown(self.server) for one in self.threads()],
            "members": [],
            "emojis": [],
            "stickers": [],
            "features": [],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "preferred_locale": "en-US",
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "system_channel_flags": 0,
            "afk_timeout": 300,
            "icon": None,
            "joined_at": datetime(2026, 11, 1, tzinfo=UTC).isoformat(),
        }


def bot_user(application: str) -> Json:
    """The bot's own account."""
    return {
        "id": application,
        "username": "tablemates",
        "discriminator": "0001",
        "global_name": None,
        "avatar": None,
        "bot": True,
    }


def numbered(components: list[Json]) -> list[Json]:
    """As Discord gives them back: each has a number."""
    numbers = count(1)

    def number(one: Json) -> Json:
        shown: Json = {"id": next(numbers)} | one
        if "components" in one:
            shown["components"] = [number(part) for part in one["components"]]
        return shown

    return [number(one) for one in components]
