"""`tablemates check`: one line for each thing, and a failure that a script can see."""

from email.utils import formatdate
from pathlib import Path

import pytest

from adapters.cli import check, place, storage
from bot.sections import Storage
from tests.adapters.cli.test_run import config
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack.api import APP_TOKEN, BOT_TOKEN
from tests.fakes.slack.fake import FakeSlack


def names(out: str, mark: str) -> list[str]:
    """What was found to be so."""
    return [line[6:].partition(":")[0] for line in out.splitlines() if line.startswith(mark)]


async def test_all_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Config, database, tables, disk, and each platform by really asking it."""
    async with storage.opened(Storage(url=f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}")):
        pass
    async with FakeSlack() as slack, FakeDiscord() as discord:
        slack.date = formatdate(usegmt=True)
        right = await check.look(config(tmp_path, slack, discord, port=0))

    out = capsys.readouterr().out
    assert right, out
    assert names(out, "FAIL") == []
    assert names(out, "ok  ") == [
        *("config", "sqlite", "database", "schema", "disk"),
        *("Slack bot token", "Slack scopes", "Slack clock", "Slack app token"),
        *("Discord token", "Discord application", "Discord servers", "Discord gateway"),
    ]
    assert BOT_TOKEN not in out
    assert APP_TOKEN not in out
    assert discord.token not in out


async def test_before_the_first_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No database yet is right, and looking makes none."""
    async with FakeSlack() as slack:
        slack.date = formatdate(usegmt=True)
        assert await check.look(config(tmp_path, slack, port=0))

    assert f"{tmp_path / 'bot.db'} will be made at the first start" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


async def test_what_fails_is_said_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bad database, a full disk and a revoked token are three lines, not one."""
    monkeypatch.setattr(place, "ROOM", 1 << 62)
    (tmp_path / "bot.db").write_text("my diary\n" * 1000)
    async with FakeSlack() as slack:
        slack.api.refusing = {"bot": "token_revoked"}
        right = await check.look(config(tmp_path, slack, port=0))

    assert not right
    assert names(capsys.readouterr().out, "FAIL") == ["database", "disk", "Slack bot token"]
