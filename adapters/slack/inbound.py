"""What Slack hands us, read into requests: pure functions over the payloads as they arrive."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from typing import Any, Literal

from bot.chat.command import Command, typed
from bot.chat.request import Person, Request, Value, Where

Json = Mapping[str, Any]  # as the library hands it over; what we rely on is read right here

PLATFORM = "slack"
_NAME = 10_000  # characters of a name that are passed on; the core cleans and cuts them
_LABELLED = re.compile(r"<([@#][A-Z0-9]+)\|[^<>]*>")
_LINKED = re.compile(r"<((?:https?|mailto):[^<>|]*)(?:\|([^<>]*))?>")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, and by what its answer finds the way back to one person."""

    kind: Literal["command", "press", "form"]
    action: str  # its name, for the log
    user: str
    channel: str = ""  # as Slack names it, direct conversations too
    trigger: str = ""
    response_url: str = ""
    alone: bool = False  # the message that was pressed is seen by nobody else

    @property
    def where(self) -> Where:
        """The channel, none where it is a direct conversation."""
        return Where(channel=None if self.channel.startswith("D") else self.channel or None)


def is_foreign(user: Json, team: str) -> bool:
    """Whether somebody belongs to another workspace than the one that the app serves.

    In an Enterprise Grid organisation people have several workspaces, and `team_id` is only one.
    """
    teams = {user.get("team_id"), *user.get("enterprise_user", {}).get("teams", ())}
    return bool(user.get("is_stranger")) or team not in teams


def person(user: Json, team: str) -> Person:
    """Somebody, as `users.info` tells of them at this moment."""
    profile = user.get("profile", {})
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"))
    name = next((name for name in names if name), user.get("name") or "")
    runs = any(user.get(key) for key in ("is_admin", "is_owner", "is_primary_owner"))
    guest = any(user.get(key) for key in ("is_restricted", "is_ultra_restricted", "deleted"))
    return Person(
        id=user["id"],
        name=name[:_NAME],
        organises=runs and not guest and not is_foreign(user, team),
        zone=user.get("tz") or None,
        language=user.get("locale") or None,
    )


def command_origin(body: Json, commands: Mapping[str, Command]) -> Origin:
    """Where a slash command was typed."""
    known = commands.get(body["command"])
    return Origin(
        kind="command",
        action=typed(known, body.get("text", ""))[0] if known else "unknown command",
        user=body["user_id"],
        channel=body["channel_id"],
        trigger=body["trigger_id"],
        response_url=body["response_url"],
    )


def press_origin(body: Json) -> Origin:
    """Where a control was pressed."""
    container = body.get("container", {})
    channel = body.get("channel", {}).get("id") or container.get("channel_id", "")
    return Origin(
        kind="press",
        action=_name(body["actions"][0]["action_id"]),
        user=body["user"]["id"],
        channel=channel,
        trigger=body.get("trigger_id", ""),
        response_url=body.get("response_url", ""),
        alone=bool(container.get("is_ephemeral")) or channel.startswith("D"),
    )


def form_origin(body: Json) -> Origin:
    """Where the form that was sent had been opened from."""
    return Origin(
        kind="form",
        action=body["view"]["callback_id"],
        user=body["user"]["id"],
        channel=_metadata(body["view"]).get("channel", ""),
        trigger=body.get("trigger_id", ""),
    )


def command(body: Json, who: Person, workspace: str, commands: Mapping[str, Command]) -> Request:
    """A slash command. Mentions in it are `<@U…>`, and nothing else of Slack's markup is left."""
    action, values = typed(commands[body["command"]], plain(body.get("text", "")))
    return Request(
        platform=PLATFORM,
        workspace=workspace,
        person=who,
        event=_event(body),
        action=action,
        values=values,
        where=command_origin(body, commands).where,
    )


def is_link(body: Json) -> bool:
    """Whether a button was pressed that only led somewhere: Slack tells us all the same."""
    return "url" in body["actions"][0] or not _carried(body["actions"][0])


def press(body: Json, who: Person, workspace: str) -> Request:
    """A button that was pressed, or a choice that was made."""
    action = body["actions"][0]
    chosen = action.get("selected_option")
    return Request(
        platform=PLATFORM,
        workspace=workspace,
        person=who,
        event=_event(body),
        values={"choice": chosen["value"]} if chosen else {},
        where=press_origin(body).where,
        carried=_carried(action),
    )


def form(body: Json, who: Person, workspace: str) -> Request:
    """A form that was sent, each field's value under its name."""
    fields = body["view"]["state"]["values"]
    return Request(
        platform=PLATFORM,
        workspace=workspace,
        person=who,
        event=_event(body),
        values={name: _value(state[name]) for name, state in fields.items()},
        where=form_origin(body).where,
        carried=_metadata(body["view"]).get("carried", ""),
    )


def changed(body: Json, workspace: str) -> Request | None:
    """`user_change`: somebody left, or changed name or zone. None: it is no one of ours."""
    user = body["event"]["user"]
    if is_foreign(user, workspace):
        return None
    whole = person(user, workspace)
    return Request(
        platform=PLATFORM,
        workspace=workspace,
        person=Person(whole.id, whole.name, zone=whole.zone),
        event=body["event_id"],
        action="members.gone" if user.get("deleted") else "members.changed",
    )


def removed(body: Json, workspace: str) -> Request | None:
    """`app_uninstalled`, or `tokens_revoked` with a bot's token among them. None: not ours."""
    event = body["event"]
    if event["type"] == "tokens_revoked" and not event.get("tokens", {}).get("bot"):
        return None
    return Request(
        platform=PLATFORM,
        workspace=workspace,
        person=Person(id="", name=""),
        event=body["event_id"],
        action="communities.gone",
    )


def plain(text: str) -> str:
    """A typed line as it was typed: with `should_escape`, Slack marks up what it recognises."""
    unlabelled = _LABELLED.sub(r"<\1>", text)
    return unescape_once(_LINKED.sub(lambda link: link[2] or link[1], unlabelled))


def unescape_once(text: str) -> str:
    """The three characters that Slack escapes, and no other entity: `&eacute;` stays as typed."""
    return re.sub(r"&(?:amp|lt|gt);", lambda entity: unescape(entity[0]), text)


def _name(action_id: str) -> str:
    """An action's name, without the number that makes the id unique in its message."""
    return action_id.rpartition(":")[0]


def _event(body: Json) -> str:
    """What makes this event itself. A trigger is made for each, and comes again with a repeat."""
    if trigger := body.get("trigger_id"):
        return str(trigger)
    return sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _carried(action: Json) -> str:
    """A button has a value. A select has none, so it carries in the id of its block."""
    return str(action.get("block_id" if action["type"] == "static_select" else "value", ""))


def _metadata(view: Json) -> Json:
    """What the form brought back. Anything that is not ours reads as nothing carried."""
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _value(state: Json) -> Value:
    if state["type"] == "checkboxes":
        return tuple(option["value"] for option in state.get("selected_options", ()))
    if state["type"] == "static_select":
        return str((state.get("selected_option") or {}).get("value", ""))
    return str(state.get("value") or "")
