"""`tablemates init`: asks what is needed and writes a config that its owner alone can read."""

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import typer

from adapters.cli import exits
from adapters.cli.configured import SECTIONS
from adapters.cli.exits import Stop, tell
from adapters.cli.invitations import invitation, slack_manifest
from bot.config import BadConfig, read, variable
from bot.schedules.zones import UnknownZone, zone_named


@dataclass(frozen=True, slots=True)
class _Guide:
    """How to come by a platform's tokens, and what each is called where it is found."""

    name: str
    steps: str
    tokens: Mapping[str, str]


GUIDES: Mapping[str, _Guide] = {
    "slack": _Guide(
        "Slack",
        "Make the app at https://api.slack.com/apps (Create New App, From a manifest)\n"
        "with the manifest below, and install it.",
        {
            "bot_token": "Bot token (OAuth & Permissions, begins with xoxb-)",
            "app_token": "App-level token (Basic Information, begins with xapp-)",
        },
    ),
    "discord": _Guide(
        "Discord",
        "Make the application at https://discord.com/developers/applications.",
        {"token": "Bot token (Bot, Reset Token)"},
    ),
}


def init(path: Path, chosen: Mapping[str, bool | None], timezone: str, *, force: bool) -> None:
    """Write the config to `path`. `chosen` says for each platform yes, no, or None: to be asked."""
    asking = sys.stdin.isatty()
    if path.exists() and not force:
        if not asking:
            raise Stop(exits.USAGE, f"{path} is there already; --force replaces it")
        typer.confirm(f"{path} is there already. Replace it?", abort=True)
    platforms = [name for name in GUIDES if _wanted(name, chosen[name], asking=asking)]
    if not platforms:
        raise Stop(exits.USAGE, "no platform chosen; give --slack, --discord or both")
    tokens = {name: _tokens(name, asking=asking) for name in platforms}
    zone = _zone(timezone, asking=asking)
    invitations = [invitation(name, tokens[name]) for name in platforms]
    _write(path, _written(tokens, zone))
    typer.echo(f"\nWrote {path}, readable by you alone.")
    for line in invitations:
        typer.echo(line)
    typer.echo(f"Then: tablemates check --config {path}, and tablemates run --config {path}")


def _wanted(name: str, chosen: bool | None, *, asking: bool) -> bool:
    if chosen is not None:
        return chosen
    return typer.confirm(f"Run on {GUIDES[name].name}?", default=True) if asking else False


def _tokens(name: str, *, asking: bool) -> dict[str, str]:
    """A platform's tokens, from the environment or asked for, as often as it takes."""
    guide = GUIDES[name]
    if asking:
        typer.echo(f"\n{guide.name}. {guide.steps}")
    if name == "slack":  # the app has to be there before it has tokens
        typer.echo(f"\n{slack_manifest('')}\n")
    given = {key: os.environ.get(variable(name, key), "") for key in guide.tokens}
    while True:
        tokens = {key: given[key] or _token(name, key, asking=asking) for key in guide.tokens}
        try:
            read(None, SECTIONS, {variable(name, key): token for key, token in tokens.items()})
        except BadConfig as bad:
            if not asking or any(given.values()):
                raise Stop(exits.CONFIG, *bad.problems) from None
            for problem in bad.problems:
                tell(problem.partition(": ")[2])
        else:
            return tokens


def _token(name: str, key: str, *, asking: bool) -> str:
    if not asking:
        raise Stop(exits.USAGE, f"{GUIDES[name].name} needs {variable(name, key)} to be set")
    token: str = typer.prompt(GUIDES[name].tokens[key], hide_input=True)
    return token.strip()


def _zone(given: str, *, asking: bool) -> str:
    while True:
        named = given
        if not named:
            named = typer.prompt("Where are most members?", default="UTC") if asking else "UTC"
        try:
            return zone_named(named)
        except UnknownZone as unknown:
            near = f"; did you mean {' or '.join(unknown.near)}?" if unknown.near else ""
            if given or not asking:
                raise Stop(exits.USAGE, f"--timezone: no zone is called that{near}") from None
            tell(f"no zone is called that{near}")


def _written(tokens: Mapping[str, Mapping[str, str]], zone: str) -> str:
    lines = [
        "# Tablemates. Every setting there is, with its default: config.example.toml",
        "",
        "[community]",
        f"timezone = {json.dumps(zone)}",
    ]
    for name, values in tokens.items():
        lines += ["", f"[{name}]"]
        lines += [
            f"{key} = {json.dumps(token, ensure_ascii=False)}" for key, token in values.items()
        ]
    return "\n".join(lines) + "\n"


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError as wrong:
        raise Stop(exits.CONFIG, f"{path} can't be written ({wrong.strerror})") from None
