"""How the bot gets in: the Slack app's manifest, and the address that invites it to Discord."""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr, ValidationError

from adapters.cli import exits
from adapters.cli.configured import configured
from adapters.cli.exits import Stop
from adapters.discord.invite import application, invite
from adapters.discord.settings import Settings as Discord
from adapters.slack.commands import manifest
from adapters.slack.settings import Settings as Slack


def slack_manifest(prefix: str) -> str:
    """The app as JSON, to be pasted at api.slack.com. Raises `Stop`."""
    try:
        settings = Slack(  # the app is made before it has tokens; the manifest holds none
            bot_token=SecretStr("xoxb-"), app_token=SecretStr("xapp-"), command_prefix=prefix
        )
    except ValidationError:
        problem = "--command-prefix: up to 20 small letters, digits, - and _"
        raise Stop(exits.USAGE, problem) from None
    from adapters.cli.platforms import commands  # the whole bot: nothing else here needs it

    return json.dumps(manifest(commands(), settings), indent=2, ensure_ascii=False)


def discord_invite(path: Path | None, *, insecure: bool) -> str:
    """The address for the bot whose token is in this config. Raises `Stop`."""
    settings = configured(path, insecure=insecure).adapters.get("discord")
    if not isinstance(settings, Discord):
        raise Stop(exits.CONFIG, "the config has no [discord]; its token says whom to invite")
    return _address(settings)


def invitation(name: str, tokens: Mapping[str, str]) -> str:
    """What is left to do on the platform before the bot can be met there."""
    if name == "discord":
        address = _address(Discord(token=SecretStr(tokens["token"])))
        return f"Discord: invite the bot at {address}"
    return "Slack: write /invite @Tablemates in the channel where circles are to meet"


def _address(settings: Discord) -> str:
    whom = application(settings)
    if not whom:
        raise Stop(exits.CONFIG, "discord.token: is no bot token; its first part names the bot")
    return invite(whom)
