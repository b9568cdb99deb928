"""config.example.toml names every setting there is, and tells the truth about its default."""

import re
import tomllib
from pathlib import Path

from adapters.cli.configured import SECTIONS
from bot.config import is_secret, settings

EXAMPLE = (Path(__file__).parents[3] / "config.example.toml").read_text(encoding="utf-8")
SETTING = re.compile(r"^#(?=\[\w+\]$|\w+ = )", re.MULTILINE)


def test_as_it_stands_it_sets_nothing() -> None:
    """A copy of it is a config in which only the defaults hold, and no platform is named."""
    assert tomllib.loads(EXAMPLE) == {"storage": {}, "community": {}, "web": {}}


def test_it_names_every_setting_with_its_default() -> None:
    """With each # taken away it has exactly the settings there are, and their real defaults."""
    written = tomllib.loads(SETTING.sub("", EXAMPLE))
    shown = {
        (section, key): value for section in written for key, value in written[section].items()
    }
    real = {(section, key): setting for section, key, setting in settings(SECTIONS)}

    assert list(shown) == list(real)
    for name, setting in real.items():
        if setting.is_required():
            assert is_secret(setting)
            assert shown[name].endswith("...")
        else:
            assert shown[name] == setting.default


def test_each_setting_has_a_line_that_says_what_it_does() -> None:
    """Right above each setting stands one sentence about it."""
    lines = EXAMPLE.splitlines()
    for at, line in enumerate(lines):
        if re.match(r"#\w+ = ", line):
            assert re.fullmatch(r"# [A-Z].*\.|# .*: .*\.", lines[at - 1]), line
