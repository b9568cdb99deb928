"""A make-believe workspace: its people, its conversations, and messages as somebody sees them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

Json = dict[str, Any]

TEAM = "T0TABLE"
_ENTITY = re.compile(r"<([^<>]*)>")


@dataclass(slots=True)
class User:
    """Somebody, as `users.info` tells. What is set here, Slack says from then on."""

    id: str
    name: str
    display_name: str = ""
    tz: str = "Europe/Berlin"
    locale: str = "en-US"
    team_id: str = TEAM
    is_admin: bool = False
    is_owner: bool = False
    is_primary_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False
    teams: tuple[str, ...] = ()  # in an Enterprise Grid organisation

    @property
    def mention(self) -> str:
        """How a mention of them is written."""
        return f"<@{self.id}>"

    def payload(self) -> Json:
        """The user object."""
        flags = ("is_admin", "is_owner", "is_primary_owner", "is_restricted", "is_ultra_restricted")
        user: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name.lower(),
            "real_name": self.name,
            "deleted": self.deleted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "tz": self.tz,
            "tz_label": "somewhere",
            "tz_offset": 0,
            "locale": self.locale,
            "updated": 1_700_000_000,
            "profile": {"display_name": self.display_name, "real_name": self.name},
        }
        user |= {flag: getattr(self, flag) for flag in flags}
        if self.is_stranger:
            user["is_stranger"] = True
        if self.teams:
            user["enterprise_user"] = {
                "id": f"W{self.id}",
                "enterprise_id": "E0TABLE",
                "enterprise_name": "Tablemates & Co",
                "is_admin": False,
                "is_owner": False,
                "teams": list(self.teams),
            }
        return user


@dataclass(slots=True)
class Upload:
    """A file on its way: its content is there once it was uploaded."""

    id: str
    name: str
    length: int
    content: bytes | None = None


@dataclass(slots=True)
class Posted:
    """A message where it stands. `to` is the one person who sees it, if it is ephemeral."""

    channel: str
    ts: str
    text: str
    blocks: list[Json]
    to: str = ""
    metadata: Json | None = None
    file: Upload | None = None

    @property
    def key(self) -> str:
        """The delivery that it came from, as its metadata tells."""
        return str((self.metadata or {}).get("event_payload", {}).get("k", ""))

    @property
    def reading(self) -> str:
        """What stands there, line by line, as a person reads it; controls in brackets."""
        return "\n".join(_line(block) for block in self.blocks) if self.blocks else shown(self.text)

    @property
    def entities(self) -> list[str]:
        """Everything in it that Slack would make a ping, a link or a date of."""
        found = _entities(self.text)
        for part in _parts(self.blocks):
            if part.get("type") == "mrkdwn":
                found += _entities(part["text"])
            elif part.get("type") in ("user", "channel", "usergroup", "team", "broadcast", "link"):
                found.append(part["type"])
        return found

    @property
    def marked(self) -> list[str]:
        """Every text among its blocks in which Slack reads `*`, `_` and the like as markup."""
        return [part["text"] for part in _parts(self.blocks) if part.get("type") == "mrkdwn"]

    def control(self, label: str) -> tuple[Json, Json, Json | None]:
        """The block, the control, and the option if one of a select's is meant, by what it says."""
        for block in self.blocks:
            for element in block["elements"] if block["type"] == "actions" else ():
                if element["type"] == "button" and element["text"]["text"] == label:
                    return block, element, None
                for option in element.get("options", ()):
                    if option["text"]["text"] == label:
                        return block, element, option
        raise LookupError(f"nothing to press says {label!r} in:\n{self.reading}")


@dataclass(slots=True)
class Conversation:
    """A channel, a direct or a group conversation."""

    id: str
    name: str
    members: set[str]
    private: bool = False
    archived: bool = False
    bot: bool = True  # the app is in it
    messages: list[Posted] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Modal:
    """A form that is open in front of somebody."""

    id: str
    user: str
    view: Json

    @property
    def inputs(self) -> Mapping[str, Json]:
        """Each input block by its id."""
        return {b["block_id"]: b for b in self.view["blocks"] if b["type"] == "input"}

    def state(self, given: Mapping[str, object]) -> Json:
        """What is sent: the values by a field's name or label, and what was filled in before."""
        values: Json = {}
        left = dict(given)
        for name, block in self.inputs.items():
            label, element = block["label"]["text"], block["element"]
            value = left.pop(name, left.pop(label, None))
            values[name] = {element["action_id"]: _input(element, value, block)}
        if left:
            raise LookupError(f"no such field: {sorted(left)}")
        return {"values": values}


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody sees after they did something."""

    message: Posted | None = None
    replaced: bool = False  # it took the place of the message that was pressed
    form: Modal | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    failed: bool = False  # no acknowledgement in three seconds: Slack shows an error of its own

    @property
    def text(self) -> str:
        """The message as it reads, "" for none."""
        return self.message.reading if self.message else ""


def shown(text: str) -> str:
    """Marked-up text as it reads."""

    def entity(found: re.Match[str]) -> str:
        inside = found[1]
        if inside.startswith(("@", "#")):
            return inside.partition("|")[0]
        return inside.partition("|")[2] or inside

    return unescape(_ENTITY.sub(entity, text))


def _entities(text: str) -> list[str]:
    kinds = {"@": "user", "#": "channel", "!": "special"}
    found = _ENTITY.findall(text)
    return [kinds.get(inside[:1], "link") for inside in found]


def _parts(value: object) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _parts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _parts(part)


def _line(block: Json) -> str:
    match block["type"]:
        case "header":
            return str(block["text"]["text"])
        case "rich_text":
            return "\n".join(
                "".join(_element(element) for element in section["elements"])
                for section in block["elements"]
            )
        case "context":
            return " ".join(_element(element) for element in block["elements"])
        case "section":
            return _element(block["text"])
    return " ".join(f"[{_label(element)}]" for element in block["elements"])


def _label(element: Json) -> str:
    if element["type"] == "button":
        return str(element["text"]["text"])
    return " / ".join(
        [element["placeholder"]["text"], *(each["text"]["text"] for each in element["options"])]
    )


def _element(element: Json) -> str:
    match element["type"]:
        case "text" | "plain_text" | "link":
            return str(element["text"])
        case "mrkdwn":
            return shown(element["text"])
        case "user":
            return f"@{element['user_id']}"
        case "channel":
            return f"#{element['channel_id']}"
        case "date":
            return str(element["fallback"])
    raise LookupError(f"nothing is known of {element['type']!r}")


def _input(element: Json, value: object, block: Json) -> Json:
    kind = element["type"]
    if kind == "plain_text_input":
        text = element.get("initial_value") if value is None else str(value)
        if not text and not block.get("optional"):
            raise ValueError(f"{block['label']['text']} is required: Slack would not send it")
        if len(text or "") > element.get("max_length", 3000):
            raise ValueError(f"{block['label']['text']} is too long: Slack would not send it")
        return {"type": kind, "value": text or None}
    options = {option["text"]["text"]: option for option in element["options"]}
    options |= {option["value"]: option for option in element["options"]}
    if kind == "static_select":
        chosen = element.get("initial_option") if value is None else options[str(value)]
        return {"type": kind, "selected_option": chosen}
    picked = element.get("initial_options", [])
    if isinstance(value, tuple | list):
        picked = [options[str(each)] for each in value]
    return {"type": kind, "selected_options": picked}
