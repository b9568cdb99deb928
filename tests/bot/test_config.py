"""What an operator may write into config.toml and the environment, and what is said of mistakes."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, SecretStr, field_validator

from bot.config import BadConfig, Config, read

CANARY = "xoxb-1111-canary-2222"
CASES = json.loads((Path(__file__).parents[1] / "bad_inputs.json").read_text())["cases"]


class Chat(BaseModel):
    """A make-believe platform's settings."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    bot_token: SecretStr
    app_token: SecretStr
    api_url: str = "https://chat.example/api/"
    retries: int = 3

    @field_validator("api_url")
    @classmethod
    def _is_a_url(cls, url: str) -> str:
        if not url.startswith("http"):
            raise ValueError(f"{url} is no address")  # careless: it repeats what was typed
        return url


SECTIONS: Mapping[str, type[BaseModel]] = {"chat": Chat}
GOOD = f'[chat]\nbot_token = "{CANARY}"\napp_token = "xapp-canary"\n'
Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(content: str | bytes) -> Path:
        path = tmp_path / "config.toml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(0o600)
        return path

    return _write


def problems(
    path: Path | None, environ: Mapping[str, str] | None = None, *, insecure: bool = False
) -> list[str]:
    """What is wrong, without the folder that the test runs in; never with a token in it."""
    with pytest.raises(BadConfig) as bad:
        read(path, SECTIONS, environ or {}, insecure=insecure)
    said = str(bad.value)
    assert "canary" not in said + repr(bad.value)
    assert said == "\n".join(bad.value.problems)
    return [line.replace(f"{path}", "config.toml") for line in bad.value.problems]


def chat(config: Config) -> Chat:
    """The make-believe platform's settings, as they were read."""
    settings = config.adapters["chat"]
    assert isinstance(settings, Chat)
    return settings


def test_a_config_of_two_tokens_is_enough(write: Write) -> None:
    """Everything but the tokens has a default that works."""
    config = read(write(GOOD), SECTIONS, {})

    assert chat(config).bot_token.get_secret_value() == CANARY
    assert config.storage.url == "sqlite+aiosqlite:///tablemates.db"
    assert (config.community.timezone, config.community.language) == ("UTC", "en")
    assert (config.web.host, config.web.port, config.web.behind_proxy) == ("127.0.0.1", 8080, False)
    assert CANARY not in repr(config)


def test_a_platform_without_a_section_is_not_used(write: Write) -> None:
    """Only the sections that are there name platforms to run on."""
    config = read(write(GOOD), {**SECTIONS, "other": Chat}, {})

    assert list(config.adapters) == ["chat"]


def test_the_environment_goes_before_the_file(write: Write) -> None:
    """TABLEMATES_SECTION__KEY sets one key of one section, and wins."""
    environ = {"TABLEMATES_CHAT__BOT_TOKEN": "from-outside", "TABLEMATES_WEB__PORT": "9000"}
    config = read(write(GOOD), SECTIONS, environ)

    assert chat(config).bot_token.get_secret_value() == "from-outside"
    assert chat(config).app_token.get_secret_value() == "xapp-canary"
    assert config.web.port == 9000


def test_the_environment_alone_is_enough() -> None:
    """A container needs no file."""
    environ = {"TABLEMATES_CHAT__BOT_TOKEN": CANARY, "TABLEMATES_CHAT__APP_TOKEN": "xapp"}

    assert chat(read(None, SECTIONS, environ)).bot_token.get_secret_value() == CANARY


def test_a_secret_may_be_a_mounted_file(tmp_path: Path) -> None:
    """TABLEMATES_SECTION__KEY_FILE names a file; the line end that editors add is not the token."""
    secret = tmp_path / "bot_token"
    secret.write_text(f"{CANARY}\n")
    environ = {
        "TABLEMATES_CHAT__BOT_TOKEN_FILE": str(secret),
        "TABLEMATES_CHAT__APP_TOKEN": "xapp",
    }

    assert chat(read(None, SECTIONS, environ)).bot_token.get_secret_value() == CANARY


def test_a_token_in_place_of_its_file_is_not_repeated() -> None:
    """The commonest slip with _FILE puts the token itself there; it must not be shown."""
    environ = {"TABLEMATES_CHAT__BOT_TOKEN_FILE": CANARY, "TABLEMATES_CHAT__APP_TOKEN": "xapp"}

    assert problems(None, environ) == [
        "TABLEMATES_CHAT__BOT_TOKEN_FILE: names a file that can't be read as text",
        "TABLEMATES_CHAT__BOT_TOKEN: is missing (it can also be set as TABLEMATES_CHAT__BOT_TOKEN)",
    ]


def test_a_secret_is_set_in_one_way(tmp_path: Path) -> None:
    """The value and the file together are a mistake: nobody could tell which counts."""
    environ = {
        "TABLEMATES_CHAT__BOT_TOKEN": CANARY,
        "TABLEMATES_CHAT__BOT_TOKEN_FILE": str(tmp_path / "token"),
        "TABLEMATES_CHAT__APP_TOKEN": "xapp",
    }

    assert problems(None, environ) == [
        (
            "TABLEMATES_CHAT__BOT_TOKEN_FILE: TABLEMATES_CHAT__BOT_TOKEN is set as well; "
            "keep one of the two"
        )
    ]


def test_a_variable_set_to_nothing_is_not_set(write: Write) -> None:
    """Compose files hand on variables that nobody set as empty ones."""
    config = read(write(GOOD), SECTIONS, {"TABLEMATES_CHAT__BOT_TOKEN": ""})

    assert chat(config).bot_token.get_secret_value() == CANARY


def test_every_problem_is_named_at_once(write: Write) -> None:
    """Nobody has to start the bot five times to find five mistakes."""
    path = write(
        f"""
        chat_bot_token = "{CANARY}"
        [chatt]
        bot_token = "{CANARY}"
        [chat]
        bot_token = ""
        api_url = "canary.example"
        retries = "often-canary"
        app_tokn = "{CANARY}"
        [web]
        port = 80800
        host = "0.0.0.0"
        [community]
        timezone = "Atlantis/Sunken"
        language = "xx"
        [storage]
        url = "postgresql://bot:canary@db/tablemates"
        """
    )

    assert problems(path, {"TABLEMATES_WEB__PROT": "1"}) == [
        "config.toml: chat_bot_token: there is no such setting; did you mean chat.bot_token?",
        "config.toml: chatt.bot_token: there is no such setting; did you mean chat.bot_token?",
        "config.toml: chat.app_tokn: there is no such setting; did you mean chat.app_token?",
        "TABLEMATES_WEB__PROT: there is no such setting; did you mean TABLEMATES_WEB__PORT?",
        "config.toml: storage.url: must be sqlite+aiosqlite:///FILE",
        "config.toml: community.timezone: must be a time zone, for example Europe/Berlin",
        "config.toml: community.language: must be one of en",
        (
            "config.toml: web.host: can be reached from other machines; keep 127.0.0.1, "
            "or put a proxy with TLS in front and set web.behind_proxy = true"
        ),
        "config.toml: web.port: must be less than or equal to 65535",
        "config.toml: chat.bot_token: is empty",
        (
            "config.toml: chat.app_token: is missing "
            "(it can also be set as TABLEMATES_CHAT__APP_TOKEN)"
        ),
        "config.toml: chat.api_url: can't be used as it is",
        (
            "config.toml: chat.retries: must be a valid integer, "
            "unable to parse string as an integer"
        ),
    ]


def test_a_value_from_the_environment_is_named_by_its_variable(write: Write) -> None:
    """A mistake is named where it was made."""
    assert problems(write(GOOD), {"TABLEMATES_WEB__PORT": "many"}) == [
        "TABLEMATES_WEB__PORT: must be a valid integer, unable to parse string as an integer"
    ]


def test_a_bot_needs_a_platform(write: Write) -> None:
    """With neither platform there is nothing to run, and it says so."""
    assert problems(write("[web]\nport = 1\n")) == [
        "config.toml: no platform to run on; add [chat]"
    ]
    assert problems(None) == ["environment: no platform to run on; add [chat]"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_loopback_needs_no_proxy(write: Write, host: str) -> None:
    """The pages are for this machine, unless somebody decides otherwise."""
    assert read(write(f'{GOOD}[web]\nhost = "{host}"\n'), SECTIONS, {}).web.host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "bot.example", "127.0.0.1.evil"])  # noqa: S104  # refused here
def test_the_world_needs_a_proxy(write: Write, host: str) -> None:
    """An address that others can reach is refused until a proxy is said to be in front."""
    web = f'{GOOD}[web]\nhost = "{host}"\n'

    assert ["web.host: can be reached" in line for line in problems(write(web))] == [True]
    assert read(write(f"{web}behind_proxy = true\n"), SECTIONS, {}).web.host == host


def test_no_host_at_all_is_refused(write: Write) -> None:
    """An empty host would mean every address of the machine."""
    assert problems(write(f'{GOOD}[web]\nhost = ""\nbehind_proxy = true\n')) == [
        "config.toml: web.host: must be an address, for example 127.0.0.1"
    ]


def test_a_zone_may_be_named_as_people_name_it(write: Write) -> None:
    """`Berlin` is understood, and kept as the zone database writes it."""
    config = read(write(f'{GOOD}[community]\ntimezone = "Berlin"\n'), SECTIONS, {})

    assert config.community.timezone == "Europe/Berlin"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o666])
def test_a_file_with_a_token_is_its_owners_alone(write: Write, mode: int) -> None:
    """Others on the machine must not be able to read a token; the remedy is in the line."""
    path = write(GOOD)
    path.chmod(mode)

    assert problems(path) == [
        (
            f"config.toml: holds a token and others on this machine can read it (mode {mode:04o}); "
            "run: chmod 600 config.toml (or start with --insecure-config)"
        )
    ]
    assert chat(read(path, SECTIONS, {}, insecure=True)).retries == 3


def test_a_file_without_a_token_may_be_read_by_all(write: Write) -> None:
    """With the tokens in the environment the file holds nothing to hide."""
    path = write("[web]\nport = 1\n")
    path.chmod(0o644)
    environ = {"TABLEMATES_CHAT__BOT_TOKEN": CANARY, "TABLEMATES_CHAT__APP_TOKEN": "xapp"}

    assert read(path, SECTIONS, environ).web.port == 1


def test_a_byte_order_mark_and_windows_line_ends_are_read(write: Write) -> None:
    """What Notepad writes is read."""
    windows = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()

    assert chat(read(write(windows), SECTIONS, {})).bot_token.get_secret_value() == CANARY


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bytes(range(256)), "is not a text file in UTF-8"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "is not a text file in UTF-8"),
        (b"[chat]\nbot_token = 'caf\xe9'", "is not a text file in UTF-8"),
        (GOOD.encode("utf-16"), "is saved as UTF-16; save it as UTF-8"),
        (b"#" * (1 << 20) + b"\n#", "is not a text file in UTF-8"),
        (b"[chat]\nbot_token = xoxb-canary\n", "is not TOML: Invalid value (at line 2, column 13)"),
        (b"[chat]\n[chat]\n", "is not TOML: Cannot declare ('chat',) twice (at line 2, column 6)"),
        (b"x = " + b"9" * 5000, "is not TOML that can be read"),
        (b"x = " + b"[" * 50_000, "is not TOML that can be read"),
    ],
)
def test_what_is_no_config_is_refused_in_one_line(write: Write, content: bytes, said: str) -> None:
    """Binaries, other encodings and broken TOML: what it is and where, never what it holds."""
    assert problems(write(content)) == [f"config.toml: {said}"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A wrong path says so, and how to make a config."""
    assert problems(tmp_path / "none.toml") == [
        "config.toml: there is no such file; make one with: tablemates init"
    ]
    assert problems(tmp_path) == ["config.toml: can't be read (Is a directory)"]
    assert problems(Path("/dev/zero")) == ["config.toml: is not a text file in UTF-8"]


def test_a_config_may_come_through_a_pipe() -> None:
    """`--config <(decrypt config.toml)` leaves no token on the disk."""
    outgoing, incoming = os.pipe()
    with os.fdopen(incoming, "wb") as pipe:
        pipe.write(GOOD.encode())
    path = Path(f"/dev/fd/{outgoing}")

    assert chat(read(path, SECTIONS, {})).bot_token.get_secret_value() == CANARY
    os.close(outgoing)


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case["field"] == "config.toml"],
    ids=lambda case: case["id"],
)
def test_every_known_bad_line_is_refused_without_its_value(
    write: Write, case: Mapping[str, str]
) -> None:
    """Each line that was ever put into such a file by mistake stops the start and names its key."""
    line = case["value"]
    if line.startswith("<"):
        assert problems(write(b"\x7fELF\0")) == ["config.toml: is not a text file in UTF-8"]
        return
    key, _, value = line.partition(" = ")
    said = problems(write(f"{line}\n{GOOD}"))

    assert said[0].startswith(f"config.toml: {key}: there is no such setting")
    assert value.strip('"') == "" or value.strip('"') not in said[0]


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ('[chat]\nbot_token = ""\napp_token = "x"\n', "chat.bot_token: is empty"),
        (f'{GOOD}[web]\nhost = "0.0.0.0"\n', "web.host: can be reached from other machines"),
        (f'{GOOD}[storage]\nurl = "/dev/full"\n', "storage.url: must be sqlite+aiosqlite:///FILE"),
    ],
)
def test_the_same_mistakes_under_todays_names(write: Write, written: str, named: str) -> None:
    """An empty token, an open address and a database that is none are refused by their keys."""
    assert [named in line for line in problems(write(written))] == [True]
