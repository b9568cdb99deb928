"""Logs: JSON lines, or readable ones on a terminal; never a token, never what members wrote.

One handler on the root writes them all, those of libraries included. Three things are promised of
every line: token-shaped parts are replaced; nothing in it can start a line of its own or steer the
terminal; and an exception's own words are left out unless its class is known never to repeat what
somebody typed (`int("…")` quotes it). The class, the place and the source line remain.
"""

import asyncio
import logging
import re
import sqlite3
import sys
import threading
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import TextIO

import structlog

from adapters.cli.redaction import redact
from bot.chat.platform import Undeliverable
from bot.sqlite import Unusable

_Event = MutableMapping[str, object]
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

# Below these levels the libraries print bodies, statements and payloads.
_QUIET = {
    "aiohttp": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "asyncio": logging.WARNING,
    "discord": logging.WARNING,
    "discord.client": logging.ERROR,  # its warnings are about voice, which we do without
    "slack_bolt": logging.WARNING,
    "slack_bolt.RequestVerification": logging.CRITICAL + 1,  # the whole body, at INFO
    "slack_sdk": logging.WARNING,
    "sqlalchemy": logging.WARNING,
}

# Their words are the interpreter's or our own, about code, files and addresses.
_SPEAKING = (
    *(OSError, TypeError, AttributeError, NameError, ImportError),
    *(Undeliverable, Unusable, sqlite3.Error),
)

_LONGEST = 20_000  # characters of one value; a line is for reading
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def start(stream: TextIO, level: str = "info") -> None:
    """Send every log line of this process to `stream`, for a person if it is a terminal."""
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_where_it_happened),
        _inert,
    ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _console() if stream.isatty() else structlog.processors.JSONRenderer(default=repr),
            ],
        )
    )
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name, quiet in _QUIET.items():
        logging.getLogger(name).setLevel(max(quiet, root.level))
    logging.raiseExceptions = False  # a broken pipe is no reason for a traceback of its own
    logging.captureWarnings(capture=True)
    threading.excepthook = _uncaught
    sys.unraisablehook = _uncaught


def watch(loop: asyncio.AbstractEventLoop) -> None:
    """Log what is left over in the loop; asyncio's own line would quote the exception's words."""

    def leftover(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        known = error if isinstance(error, BaseException) else None
        logging.getLogger("asyncio").error("left over in the event loop", exc_info=known)

    loop.set_exception_handler(leftover)


def _console() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)


def _inert(_logger: object, _method: str, event: _Event) -> _Event:
    """Every text without tokens and without anything that a terminal or a reader would obey."""
    return {redact(key): _plain(key, value) for key, value in event.items()}


def _plain(key: str, value: object) -> object:
    if key.startswith("_") or value is None or isinstance(value, bool | int | float):
        return value  # what starts with _ is structlog's own, and removed before rendering
    text = value if isinstance(value, str) else str(value)
    text = redact(text[: 2 * _LONGEST])[:_LONGEST]
    if key == "exception":
        return "\n".join(f"  {_visible(line)}" for line in text.split("\n"))
    return _visible(text)


def _visible(text: str) -> str:
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)


def _where_it_happened(exc_info: _ExcInfo) -> str:
    """The traceback, the words of exceptions that could quote somebody left out."""
    lines: list[str] = []
    error: BaseException | None = exc_info[1]
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        part = [*traceback.format_tb(error.__traceback__), _named(error)]
        lines = [*part, "caused:\n", *lines] if lines else part
        hidden = error.__suppress_context__
        error = error.__cause__ or (None if hidden else error.__context__)
    return "".join(lines).rstrip("\n")


def _named(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, BaseExceptionGroup):
        parts = "".join(
            f"one of them:\n{_where_it_happened(_info(each))}\n" for each in error.exceptions
        )
        return f"{name}\n{parts}"
    return f"{name}: {error}\n" if isinstance(error, _SPEAKING) else f"{name}\n"


def _info(error: BaseException) -> _ExcInfo:
    return type(error), error, error.__traceback__


def _uncaught(args: "threading.ExceptHookArgs | sys.UnraisableHookArgs") -> None:
    if args.exc_value is not None:
        logging.getLogger("tablemates").critical("a bug", exc_info=_info(args.exc_value))
