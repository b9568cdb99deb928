"""The command line as an operator meets it: what is said, and with what code it ends."""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from adapters.cli.place import alone
from tests.adapters.cli.process import TABLEMATES, tablemates

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.canary-canary-canary-canary-canary-canary"
CONFIG = f'[discord]\ntoken = "{TOKEN}"\n'
HEAVY = {"aiohttp", "alembic", "babel", "discord", "pydantic_settings", "slack_bolt", "sqlalchemy"}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A config that is right, as far as one can tell without asking Discord."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    path.chmod(0o600)
    return path


def test_help_names_every_command(tmp_path: Path) -> None:
    """--help is the way in: each command with one line, none cut short."""
    ended = tablemates("--help", folder=tmp_path)

    assert ended.code == 0
    for command in (
        *("try", "run", "init", "check", "pair", "simulate"),
        *("slack-manifest", "discord-invite", "verify-round", "results", "stats"),
    ):
        assert f"\n  {command} " in ended.out
    assert "..." not in ended.out.partition("Commands:")[2]


def test_nothing_heavy_is_imported_for_help() -> None:
    """--help answers at once because neither a platform's library nor the database is loaded."""
    code = f"import sys, adapters.cli; print(sorted(sys.modules.keys() & {HEAVY!r}))"
    python = [sys.executable, "-c", code]
    done = subprocess.run(python, capture_output=True, text=True, check=True)  # noqa: S603  # ours

    assert done.stdout == "[]\n"


def test_version(tmp_path: Path) -> None:
    """--version says which one is installed."""
    assert tablemates("--version", folder=tmp_path).out == f"tablemates {version('tablemates')}\n"


def test_without_a_command_there_is_help(tmp_path: Path) -> None:
    """Bare `tablemates` shows what there is, as a mistake of usage."""
    ended = tablemates(folder=tmp_path)

    assert ended.code == 64
    assert "Commands:" in ended.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("wat", "No such command 'wat' (see: tablemates --help)"),
        ("run --confg x", "No such option: --confg"),
        ("run --log-level loud", "'loud' is not one of 'debug', 'info', 'warning', 'error'"),
        ("try --people 1", "Invalid value for '--people'"),
        ("pair", "Missing argument 'roster'"),
        ("pair none.csv", "none.csv is not there"),
        ("simulate --members many", "Invalid value for '--members'"),
        ("slack-manifest --command-prefix A!", "up to 20 small letters"),
        ("init", "no platform chosen; give --slack, --discord or both"),
    ],
)
def test_a_line_that_is_not_understood(tmp_path: Path, line: str, said: str) -> None:
    """A mistake of usage is one line on stderr that says what is wrong, and code 64."""
    ended = tablemates(*line.split(), folder=tmp_path)

    assert ended.code == 64
    assert len(ended.lines) == 1
    assert said in ended.lines[0]


@pytest.mark.parametrize("command", ["run", "check", "discord-invite"])
def test_a_wrong_config_stops_the_start(tmp_path: Path, config: Path, command: str) -> None:
    """Every problem with file and key, no token shown, nothing made."""
    config.write_text(f'{CONFIG}tokn = "{TOKEN}"\n[web]\nport = "x-canary"\n[slakc]\n')
    ended = tablemates(command, folder=tmp_path)
    said = (
        ended.lines if command != "check" else ended.out.replace("FAIL  config: ", "").split("\n")
    )

    assert ended.code == (1 if command == "check" else 78)
    assert sorted(line for line in said if line) == [
        "config.toml: discord.tokn: there is no such setting; did you mean discord.token?",
        "config.toml: slakc: there is no such setting; did you mean slack?",
        "config.toml: web.port: must be a valid integer, unable to parse string as an integer",
    ]
    assert "canary" not in ended.out + ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


def test_a_config_that_others_can_read(tmp_path: Path, config: Path) -> None:
    """The file is named with its remedy; --insecure-config goes past it, at the operator's word."""
    config.chmod(0o644)
    assert "run: chmod 600 config.toml" in tablemates("discord-invite", folder=tmp_path).err

    ended = tablemates("discord-invite", "--insecure-config", folder=tmp_path)
    assert ended.code == 0


def test_without_any_config(tmp_path: Path) -> None:
    """A first start without a config says how to make one."""
    ended = tablemates("run", folder=tmp_path)

    assert ended.code == 78
    assert ended.lines == ["config.toml: there is no such file; make one with: tablemates init"]


def test_a_config_that_is_no_text_file(tmp_path: Path, config: Path) -> None:
    """A binary is refused in one line."""
    config.write_bytes(b"\x7fELF\0\0")
    ended = tablemates("run", folder=tmp_path)

    assert (ended.code, ended.lines) == (78, ["config.toml: is not a text file in UTF-8"])


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("/dev/full", "storage.url: /dev/full is not a file that can hold a database"),
        ("folder", "storage.url: folder is not a file that can hold a database"),
        ("none/bot.db", "storage.url: there is no folder none; make it first"),
    ],
)
def test_a_place_where_no_database_can_be(
    tmp_path: Path, config: Path, place: str, said: str
) -> None:
    """A device, a folder and a folder that is not there are the config's mistakes: code 78."""
    (tmp_path / "folder").mkdir()
    config.write_text(f'{CONFIG}[storage]\nurl = "sqlite+aiosqlite:///{place}"\n')
    ended = tablemates("run", folder=tmp_path)

    assert (ended.code, ended.lines) == (78, [said])


def test_a_database_that_is_none(tmp_path: Path, config: Path) -> None:
    """A file with something else in it is refused as storage, code 74, and is left as it is."""
    (tmp_path / "tablemates.db").write_text("my diary\n" * 1000)
    ended = tablemates("run", folder=tmp_path)

    assert ended.code == 74
    assert len(ended.lines) == 1
    assert "tablemates.db can't be used as a database" in ended.lines[0]
    assert (tmp_path / "tablemates.db").read_text() == "my diary\n" * 1000


def test_a_database_that_is_read_only(tmp_path: Path, config: Path) -> None:
    """It is named with its remedy, also when root starts the bot."""
    path = tmp_path / "tablemates.db"
    path.touch()
    path.chmod(0o400)
    ended = tablemates("run", folder=tmp_path)

    assert ended.code == 74
    assert ended.lines == ["tablemates.db is read-only; run: chmod 600 tablemates.db"]


def test_a_second_process_leaves_the_first_alone(tmp_path: Path, config: Path) -> None:
    """One process serves one database; the second learns at once who is there. Code 75."""
    with alone(tmp_path / "tablemates.db"):
        ended = tablemates("run", folder=tmp_path)

    assert ended.code == 75
    assert ended.lines[0].startswith("already running, as process ")
    assert not (tmp_path / "tablemates.db").exists()


def test_the_invitation_to_discord(tmp_path: Path, config: Path) -> None:
    """The address has the bot's own id, from its token, and the least that it needs."""
    ended = tablemates("discord-invite", folder=tmp_path)

    assert ended.code == 0
    assert "client_id=123456789012345678&" in ended.out
    assert "canary" not in ended.out


def test_an_invitation_needs_a_token_of_discord(tmp_path: Path, config: Path) -> None:
    """Without [discord], or with a token that names nobody, it says what is missing."""
    config.write_text('[discord]\ntoken = "canary"\n')
    ended = tablemates("discord-invite", folder=tmp_path)
    assert (ended.code, ended.lines) == (
        78,
        ["discord.token: is no bot token; its first part names the bot"],
    )

    config.write_text('[slack]\nbot_token = "xoxb-1"\napp_token = "xapp-1"\n')
    ended = tablemates("discord-invite", folder=tmp_path)
    assert (ended.code, ended.lines) == (
        78,
        ["the config has no [discord]; its token says whom to invite"],
    )


def test_the_manifest_for_slack(tmp_path: Path) -> None:
    """JSON to be pasted, with every command, and a prefix where /lunch is taken."""
    ended = tablemates("slack-manifest", "--command-prefix", "acme-", folder=tmp_path)
    manifest = json.loads(ended.out)

    commands = [each["command"] for each in manifest["features"]["slash_commands"]]
    assert commands == ["/acme-lunch", "/acme-circle", "/acme-checkin"]
    assert "xoxb" not in ended.out


def test_a_round_from_files(tmp_path: Path) -> None:
    """`pair` draws one round from a roster, as JSON for whoever has a script."""
    (tmp_path / "roster.csv").write_text("id,name\na,Ann\nb,Ben\nc,Cy\nd,Di\n")
    (tmp_path / "history.csv").write_text("a,b,date\na,b,2026-01-05\nc,d,2026-01-05\n")
    ended = tablemates(
        *("pair", "roster.csv", "--history", "history.csv", "--json"), folder=tmp_path
    )

    drawn = json.loads(ended.out)
    assert drawn["repeats"] == 0
    assert sorted(person for table in drawn["tables"] for person in table) == ["a", "b", "c", "d"]


def test_a_year_that_is_played(tmp_path: Path) -> None:
    """`simulate` plays the rounds that were asked for."""
    ended = tablemates(*("simulate", "--members", "8", "--rounds", "3", "--json"), folder=tmp_path)

    assert len(json.loads(ended.out)["rounds"]) == 3


def test_the_console_script_is_there() -> None:
    """The package installs `tablemates` beside Python."""
    assert TABLEMATES.exists()
