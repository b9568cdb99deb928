"""`tablemates init`: a config is asked for and written, for its owner's eyes alone."""

import os
import pty
import stat
import subprocess
import tomllib
from pathlib import Path
from select import select

import pytest

from adapters.cli.configured import SECTIONS
from bot.config import read
from tests.adapters.cli.process import TABLEMATES, tablemates

_PATIENCE = 20  # seconds
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.canary-canary-canary-canary-canary-canary"
TOKENS = {
    "TABLEMATES_SLACK__BOT_TOKEN": "xoxb-canary",
    "TABLEMATES_SLACK__APP_TOKEN": "xapp-canary",
    "TABLEMATES_DISCORD__TOKEN": DISCORD,
}


def at_a_terminal(folder: Path, *said: str) -> tuple[int, str]:
    """Answer each question as somebody at a terminal would; the code, and all that was shown."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(  # noqa: S603  # our own command
        [TABLEMATES, "init"],
        cwd=folder,
        env={"TERM": "dumb"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = ""
    try:
        for answer in said:
            shown += _until(ours, ": ")
            os.write(ours, f"{answer}\n".encode())
        shown += _until(ours, "")
        code = process.wait(_PATIENCE)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    return code, shown


def _until(ours: int, mark: str) -> str:
    """What is shown until a question has been asked, or until the end."""
    shown = b""
    while not (mark and shown.decode(errors="replace").endswith(mark)):
        if not select([ours], [], [], _PATIENCE)[0]:
            raise AssertionError(f"it waits for more, after: {shown.decode()}")
        try:
            more = os.read(ours, 4096)
        except OSError:  # so Linux says that the other end is closed
            break
        if not more:
            break
        shown += more
    return shown.decode()


def test_it_asks_and_writes(tmp_path: Path) -> None:
    """Platforms, tokens that are not shown, a zone: then a config that works, and what is next."""
    code, shown = at_a_terminal(tmp_path, "y", "y", "xoxb-canary", "xapp-canary", DISCORD, "Lisbon")

    assert code == 0, shown
    assert "canary" not in shown
    assert "client_id=123456789012345678&" in shown
    assert '"socket_mode_enabled": true' in shown
    path = tmp_path / "config.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    config = read(path, SECTIONS, {})
    assert list(config.adapters) == ["slack", "discord"]
    assert config.community.timezone == "Europe/Lisbon"
    assert [each.name for each in tmp_path.iterdir()] == ["config.toml"]


def test_a_slip_is_asked_again(tmp_path: Path) -> None:
    """A token in the wrong place and a zone that nobody knows: what is wrong, and once more."""
    code, shown = at_a_terminal(
        tmp_path, "y", "n", "xapp-canary", "xapp-canary", "xoxb-canary", "xapp-canary", "X", "UTC"
    )

    assert code == 0, shown
    assert "a bot token starts with xoxb-" in shown
    assert "no zone is called that" in shown
    assert tomllib.loads((tmp_path / "config.toml").read_text()) == {
        "community": {"timezone": "UTC"},
        "slack": {"bot_token": "xoxb-canary", "app_token": "xapp-canary"},
    }


def test_no_is_an_answer(tmp_path: Path) -> None:
    """A config that is there is replaced only by somebody who says so."""
    (tmp_path / "config.toml").write_text("# mine\n")
    code, shown = at_a_terminal(tmp_path, "n")

    assert code == 130
    assert "nothing was changed" in shown
    assert (tmp_path / "config.toml").read_text() == "# mine\n"


def test_without_a_terminal(tmp_path: Path) -> None:
    """A script gives flags, and the tokens in the environment, where `ps` does not show them."""
    line = ("init", "--slack", "--discord", "--timezone", "Europe/Berlin")
    ended = tablemates(*line, folder=tmp_path, environ=TOKENS)

    assert ended.code == 0, ended.err
    assert "canary" not in ended.out + ended.err
    config = read(tmp_path / "config.toml", SECTIONS, {})
    assert list(config.adapters) == ["slack", "discord"]
    assert config.community.timezone == "Europe/Berlin"

    again = tablemates(*line, folder=tmp_path, environ=TOKENS)
    assert (again.code, again.lines) == (64, ["config.toml is there already; --force replaces it"])
    assert tablemates(*line, "--force", folder=tmp_path, environ=TOKENS).code == 0


@pytest.mark.parametrize(
    ("line", "environ", "code", "said"),
    [
        ("--slack", {}, 64, "Slack needs TABLEMATES_SLACK__BOT_TOKEN to be set"),
        (
            "--discord --timezone Atlantis",
            TOKENS,
            64,
            "--timezone: no zone is called that; did you mean America/New_York?",
        ),
        (
            "--slack",
            {**TOKENS, "TABLEMATES_SLACK__BOT_TOKEN": "xapp-canary"},
            78,
            "TABLEMATES_SLACK__BOT_TOKEN: a bot token starts with xoxb- (OAuth & Permissions)",
        ),
        (
            "--discord",
            {"TABLEMATES_DISCORD__TOKEN": "canary"},
            78,
            "discord.token: is no bot token; its first part names the bot",
        ),
        ("--discord --config none/config.toml", TOKENS, 78, "none/config.toml can't be written"),
    ],
)
def test_a_script_is_told_what_is_wrong(
    tmp_path: Path, line: str, environ: dict[str, str], code: int, said: str
) -> None:
    """One line, its code, no token, and no half a config."""
    ended = tablemates("init", *line.split(), folder=tmp_path, environ=environ)

    assert ended.code == code
    assert len(ended.lines) == 1
    assert ended.lines[0].startswith(said)
    assert "canary" not in ended.err
    assert list(tmp_path.iterdir()) == []
