"""Writes the pages that are made from the code; `make docs` runs it, a test compares them."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import SecretStr

from adapters.slack.commands import manifest
from adapters.slack.settings import Settings
from bot.chat.command import Command
from bot.checkins import settings as of_check_ins
from bot.circles.settings import SETTINGS
from bot.routes import commands
from bot.texts.catalogue import Say
from tests.town import plain

ROOT = Path(__file__).parents[1]


def pages() -> Mapping[Path, str]:
    """Each page that is made from the code, with what should stand in it."""
    say = Say("en", date(2026, 1, 1))
    declared = commands(say)
    slack = Settings(bot_token=SecretStr("xoxb-0"), app_token=SecretStr("xapp-0"))
    return {
        ROOT / "docs/commands.md": _commands(declared, say),
        ROOT / "docs/slack-manifest.json": json.dumps(manifest(declared, slack), indent=2) + "\n",
    }


def _commands(declared: tuple[Command, ...], say: Say) -> str:
    lines = [
        "# Commands",
        "",
        "The same on every platform. Made from the code by `make docs`.",
    ]
    for command in declared:
        lines += ["", f"## /{command.name}", "", f"{command.description}.", ""]
        lines += ["| Type | To |", "|---|---|"]
        for verb in command.verbs:
            parameters = "".join(f" [{each.name}]" for each in verb.parameters)
            lines.append(f"| `/{command.name} {verb.name}{parameters}` | {verb.description} |")
    lines += ["", "## Settings of a circle", "", "What `/circle settings` shows and changes.", ""]
    lines += ["| Setting | Default | What it is |", "|---|---|---|"]
    for setting in SETTINGS:
        default = setting.default or "from the circle's form, or where it was made"
        lines.append(
            f"| `{setting.name}` | {default} | {plain(say(f'circle_about.{setting.name}'))} |"
        )
    lines += [
        "",
        "## Settings of a check-in",
        "",
        "What `/checkin settings` shows and changes.",
        "",
    ]
    lines += ["| Setting | Default | What it is |", "|---|---|---|"]
    for each in of_check_ins.SETTINGS:
        default = each.default or "where it was made"
        about = plain(say(f"checkin_about.{each.name}"))
        lines.append(f"| `{each.name}` | {default} | {about} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write them."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
