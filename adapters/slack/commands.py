"""What is registered at Slack: the app manifest, made from the command declarations."""

from collections.abc import Mapping
from typing import Any

from adapters.slack.settings import Settings
from bot.chat.command import Command

SCOPES = ("chat:write", "commands", "files:write", "im:write", "mpim:write", "users:read")
OPTIONAL = frozenset({"files:write"})  # without it dates come as links, and not as files too
EVENTS = ("app_uninstalled", "tokens_revoked", "user_change")


def named(commands: tuple[Command, ...], prefix: str) -> Mapping[str, Command]:
    """Each command under the word that people type: `/lunch`, or `/acme-lunch` with a prefix."""
    return {f"/{prefix}{command.name}": command for command in commands}


def manifest(commands: tuple[Command, ...], settings: Settings | None = None) -> dict[str, Any]:
    """The app, to be pasted at api.slack.com. Without settings the commands bear no prefix."""
    prefix = settings.command_prefix if settings else ""
    return {
        "display_information": {
            "name": "Tablemates",
            "description": "Seats people who have not met at a table together.",
            "background_color": "#14664a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                # Read-only would take the box away in which commands are typed.
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Tablemates", "always_online": True},
            "slash_commands": [
                {
                    "command": word,
                    "description": command.description,
                    "usage_hint": " | ".join(verb.name for verb in command.verbs),
                    "should_escape": True,
                }
                for word, command in named(commands, prefix).items()
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }
