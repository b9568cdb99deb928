"""Messages and what else is delivered, to JSON and back, for the outbox and the inbox.

Each object is written as its fields in order under its class's name, so a new field with a default
can be added at the end without touching what waits in a database.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime

from bot.chat.answer import Replace, Reply, Settle
from bot.chat.message import Button, Facts, File, LinkButton, Message, Option, Select
from bot.chat.platform import Adding, Channel, Closing, Direct, Edit, Opening, Payload, Table
from bot.chat.text import Link, Mention, Moment, Place, Quote, Words

_KNOWN: dict[str, Callable[..., object]] = {
    known.__name__: known
    for known in (
        *(Words, Quote, Mention, Place, Moment, Link),
        *(Facts, Button, LinkButton, Option, Select, Message),
        *(Channel, Direct, Table, Opening, Adding, Closing, Edit, File),
        *(Reply, Replace, Settle),
    )
}

_FIELDS = {
    name: tuple(each.name for each in fields(known))  # type: ignore[arg-type]  # all are dataclasses
    for name, known in _KNOWN.items()
}


def dump(
    thing: Payload | Channel | Direct | Table | Reply | Replace | Settle,
) -> str:
    """As JSON, the same text for the same value."""
    return json.dumps(_dump(thing), ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> object:
    """The value that `dump` wrote. Raises ValueError for anything else."""
    try:
        return _load(json.loads(text))
    except (KeyError, TypeError) as wrong:
        raise ValueError("not something that was dumped here") from wrong


def _dump(value: object) -> object:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, tuple):
        return [_dump(item) for item in value]
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, bytes):
        return {"bytes": b64encode(value).decode()}
    name = type(value).__name__
    if name in _FIELDS:
        return {name: [_dump(getattr(value, each)) for each in _FIELDS[name]]}
    raise ValueError(f"{name} has no place on the wire")


def _load(value: object) -> object:
    if isinstance(value, list):
        return tuple(_load(item) for item in value)
    if isinstance(value, dict):
        ((name, content),) = value.items()
        if name == "at":
            return datetime.fromisoformat(content)
        if name == "bytes":
            return b64decode(content, validate=True)
        return _KNOWN[name](*(_load(item) for item in content))
    return value
