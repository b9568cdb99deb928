"""The operator's config, with a section for each platform there is."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from adapters.cli import exits
from adapters.cli.exits import Stop
from adapters.discord.settings import Settings as Discord
from adapters.slack.settings import Settings as Slack
from bot.config import PREFIX, BadConfig, Config, read

SECTIONS: Mapping[str, type[BaseModel]] = {"slack": Slack, "discord": Discord}


def configured(path: Path | None, *, insecure: bool) -> Config:
    """The config from this file, or config.toml, and the environment.

    Without a file the environment is enough, if it sets anything. Raises `Stop` with every problem.
    """
    usual = Path("config.toml")
    told = any(name.startswith(PREFIX) and "__" in name for name in os.environ)
    if path is None and (usual.exists() or not told):
        path = usual
    try:
        return read(path, SECTIONS, os.environ, insecure=insecure)
    except BadConfig as bad:
        raise Stop(exits.CONFIG, *bad.problems) from None
