"""What may stand in a log line: no token, nothing that members wrote, one line of JSON each."""

import asyncio
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import structlog

from adapters.cli import logs
from adapters.cli.redaction import HIDDEN, redact

CASES = json.loads((Path(__file__).parents[2] / "bad_inputs.json").read_text())["cases"]
HOSTILE = [case for case in CASES if case["kind"] == "log_injection_secret"]
TOKENS = [
    "xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx",
    "xoxe.xoxb-1-Mi0xLTEyMzQ",
    "xapp-1-A0123456789-1234567890123-0123456789abcdef",
    "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789AB",
    "https://discord.com/api/webhooks/1/abcDEF",
    "https://discordapp.com/api/v10/webhooks/123456/tok-en_1",
    "https://hooks.slack.com/services/T000/B000/XXXX",
    "sk_live_abc",
    "ghp_0123456789abcdefghij0123",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
]


class Terminal(io.StringIO):
    """Somebody is looking."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Leave the process's logging as the other tests expect it."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, threading.excepthook, sys.unraisablehook
    levels = {name: logging.getLogger(name).level for name in logs._QUIET}
    yield
    logging.captureWarnings(capture=False)
    logging.raiseExceptions = True
    structlog.reset_defaults()
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    root.handlers[:], root.level, threading.excepthook, sys.unraisablehook = before


@pytest.fixture
def written() -> io.StringIO:
    stream = io.StringIO()
    logs.start(stream, "debug")
    return stream


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    """Each line as what it says; every line has to be one object."""
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_says_when_where_how_grave_and_what(written: io.StringIO) -> None:
    """One JSON object a line, with the fields that operators search for."""
    logging.getLogger("bot.outbox.courier").warning("given up", extra={"delivery": 7})

    (line,) = lines(written)
    assert (line["level"], line["logger"], line["event"]) == (
        "warning",
        "bot.outbox.courier",
        "given up",
    )
    assert line["delivery"] == 7
    assert datetime.fromisoformat(line["timestamp"]).tzinfo is not None


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case["id"])
@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_hostile_text_stays_inside_its_line(
    case: Mapping[str, str], stream: type[io.StringIO]
) -> None:
    """Should somebody's words reach a log call, they forge no line and steer no terminal."""
    written = stream()
    logs.start(written, "debug")
    value = case["value"]

    logging.getLogger("bot.app").error("said %s", value, extra={"more": value})
    structlog.get_logger("bot.app").error(f"said {value}", more=value)

    text = written.getvalue()
    assert len(text.splitlines()) == 2
    assert value not in text
    assert "\x1b]" not in text
    assert "\x07" not in text
    if not written.isatty():
        assert [line["level"] for line in lines(written)] == ["error", "error"]


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case["id"])
def test_an_exception_does_not_repeat_what_somebody_typed(
    written: io.StringIO, case: Mapping[str, str]
) -> None:
    """A traceback says which class and where; the words of int("…") would quote a member."""
    try:
        try:
            int(case["value"])
        except ValueError as wrong:
            raise LookupError(case["value"]) from wrong
    except LookupError:
        logging.getLogger("bot.app").exception("circles.join failed")

    (line,) = lines(written)
    assert case["value"] not in written.getvalue()
    assert "forged" not in written.getvalue()
    assert "ValueError" in line["exception"]
    assert "LookupError" in line["exception"]
    assert 'int(case["value"])' in line["exception"]


def test_an_exception_about_files_and_addresses_keeps_its_words(written: io.StringIO) -> None:
    """What the system says of a file or an address is what an operator needs."""
    try:
        Path("/nowhere/at/all").read_text()
    except OSError:
        logging.getLogger("bot.database").exception("no database")

    assert "No such file or directory: '/nowhere/at/all'" in lines(written)[0]["exception"]


def test_every_exception_of_a_group_is_named(written: io.StringIO) -> None:
    """A task group's failure shows each of its causes, and none of their quotes."""
    said = "canary"
    try:
        raise ExceptionGroup("both", [ConnectionResetError("gone"), ValueError(said)])
    except ExceptionGroup:
        logging.getLogger("adapters.cli").exception("stopped")

    shown = lines(written)[0]["exception"]
    assert "ConnectionResetError: gone" in shown
    assert "ValueError" in shown
    assert "canary" not in shown


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("name", ["bot.app", "discord.client", "slack_sdk.web", "some.library"])
def test_no_logger_shows_a_token(written: io.StringIO, name: str, token: str) -> None:
    """Ours or a library's, in the text, in an extra, in a traceback: it is replaced."""
    log = logging.getLogger(name)
    log.error("with %s in it", token, extra={"url": f"<{token}>"})
    try:
        raise ConnectionError(f"cannot connect with {token}")
    except ConnectionError:
        log.exception("failed")

    assert token not in written.getvalue()
    assert written.getvalue().count(HIDDEN) == 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Bot abcdefgh12", f"Authorization: Bot {HIDDEN}"),
        ("{'Authorization': 'Bearer abcdefgh12'}", f"{{'Authorization': 'Bearer {HIDDEN}'}}"),
        ("wss://wss.slack.com/link/?ticket=abc-123-def&app_id=1", f"?ticket={HIDDEN}&app_id=1"),
        ('{"bot_token": "abcdefgh"}', f'{{"bot_token": "{HIDDEN}"}}'),
        ("postgresql://bot:hunter22@db/tablemates", f"postgresql://bot:{HIDDEN}@db/tablemates"),
        ("POST /webhooks/12345/aW50ZXJhY3Rpb24", f"POST {HIDDEN}"),
    ],
)
def test_what_stands_after_a_telling_name_is_hidden(text: str, shown: str) -> None:
    """A header, a query, a JSON field and an address are known by their names."""
    assert redact(text).endswith(shown)


@pytest.mark.parametrize(
    "text",
    [
        "slack.bot_token: invalid_auth",
        "config.toml: discord.token: is missing (it can also be set as TABLEMATES_DISCORD__TOKEN)",
        "sqlite+aiosqlite:///tablemates.db",
        "bot.outbox.courier: 3 delivered",
        "https://discord.com/api/v10/channels/123/messages",
        "the secret: nobody is left alone",
    ],
)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    """A line that names a setting has to stay readable."""
    assert redact(text) == text


def test_a_huge_text_takes_no_time_and_little_room(written: io.StringIO) -> None:
    """Neither a megabyte nor a text made to slow a pattern down holds the loop."""
    for piece in ("eyJ", "a-", "http://", "token=", "x." * 50, "://a:"):
        logging.getLogger("bot").error(piece * (1_000_000 // len(piece)))

    assert all(len(line) < 30_000 for line in written.getvalue().splitlines())


def test_libraries_that_print_bodies_are_quiet(written: io.StringIO) -> None:
    """Even at level debug: statements, payloads and request bodies hold what members wrote."""
    for name in ("discord.http", "slack_sdk.web.base_client", "slack_bolt.App", "aiosqlite"):
        logging.getLogger(name).info("canary")
    logging.getLogger("sqlalchemy.engine.Engine").info("canary")
    logging.getLogger("aiohttp.access").info("canary")
    logging.getLogger("slack_bolt.RequestVerification").error("canary")

    assert written.getvalue() == ""


def test_the_level_is_the_operators() -> None:
    """At warning, what is merely of interest is not written."""
    written = io.StringIO()
    logs.start(written, "warning")
    logging.getLogger("bot").info("of interest")
    logging.getLogger("bot").warning("to be seen to")

    assert [line["event"] for line in lines(written)] == ["to be seen to"]


def test_starting_twice_writes_once(written: io.StringIO) -> None:
    """There is one handler, however often logging is started."""
    again = io.StringIO()
    logs.start(again)
    logging.getLogger("bot").error("once")

    assert written.getvalue() == ""
    assert len(lines(again)) == 1


def test_what_nobody_caught_is_logged_like_the_rest(written: io.StringIO) -> None:
    """A thread's last traceback goes through the same sieve."""
    said = "canary xoxb-1-2"

    def fail() -> None:
        raise ValueError(said)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    assert [line["event"] for line in lines(written)] == ["a bug"]
    assert "canary" not in written.getvalue()


def test_a_warning_is_a_log_line(written: io.StringIO) -> None:
    """Warnings of libraries are not printed past the sieve."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old xoxb-1-2", stacklevel=1)

    assert HIDDEN in lines(written)[0]["event"]


async def test_what_is_left_over_in_the_loop_is_not_quoted(written: io.StringIO) -> None:
    """asyncio's own line would show the repr of the exception, and with it its words."""
    logs.watch(asyncio.get_running_loop())
    loop = asyncio.get_running_loop()
    loop.call_exception_handler({"message": "canary", "exception": ValueError("canary")})

    assert lines(written)[0]["event"] == "left over in the event loop"
    assert "canary" not in written.getvalue()


def test_on_a_terminal_a_traceback_is_set_in() -> None:
    """A name with a line break can't pose as a log line: every line of a traceback is indented."""
    written = Terminal()
    logs.start(written)
    try:
        raise ConnectionError("lost\n2026-11-24 [error] forged")
    except ConnectionError:
        logging.getLogger("bot").exception("failed")

    first, *rest = written.getvalue().splitlines()
    assert "failed" in first
    assert any("forged" in line for line in rest)
    assert all(line.startswith("  ") for line in rest)
