"""Reads config.toml and the environment, and names everything that is wrong with them at once.

The core has three sections of its own; each adapter brings one more, which is there when the
platform is used. What the environment says goes before what the file says. No message repeats a
value: a token that was put in the wrong place must not end up in a terminal or a log.
"""

import os
import shlex
import stat
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

from pydantic import (
    BaseModel,
    SecretStr,
    ValidationError,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.sections import SECTIONS, Community, Storage, Web

PREFIX = "TABLEMATES_"
_FROM_FILE = "_FILE"
_LARGEST = 1 << 20  # bytes; a config is a few hundred, and /dev/zero never ends


class BadConfig(Exception):
    """The config can't be used. `problems` are all there are, one line each, no value repeated."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Config:
    """What the operator decided. `adapters` has the settings of each platform that is used."""

    storage: Storage
    community: Community
    web: Web
    adapters: Mapping[str, BaseModel]


@dataclass(slots=True)
class _Found:
    """What was set, by section and key, and what it is called where it was set."""

    values: dict[str, dict[str, object]] = field(default_factory=dict)
    called: dict[tuple[str, str], str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def put(self, section: str, key: str, value: object, called: str) -> None:
        self.values.setdefault(section, {})[key] = value
        self.called[section, key] = called


def read(
    path: Path | None,
    sections: Mapping[str, type[BaseModel]],
    environ: Mapping[str, str],
    *,
    insecure: bool = False,
) -> Config:
    """The config from a file, if there is one, and the environment.

    `sections` are the adapters' own. A file that holds a token has to be its owner's alone unless
    `insecure`. Raises `BadConfig` with every problem there is.
    """
    known = {**SECTIONS, **sections}
    found = _Found()
    if path is not None:
        _from_file(path, known, found, insecure=insecure)
    _from_environment(environ, known, found)
    read_sections = {
        name: section
        for name, model in known.items()
        if name in SECTIONS or name in found.values
        if (section := _section(name, model, path, found)) is not None
    }
    if not any(name in found.values for name in sections) and not found.problems:
        wanted = " or ".join(f"[{name}]" for name in sections)
        found.problems.append(f"{path or 'environment'}: no platform to run on; add {wanted}")
    if found.problems:
        raise BadConfig(tuple(found.problems))
    storage, community, web = (read_sections.pop(name) for name in SECTIONS)
    assert isinstance(storage, Storage)
    assert isinstance(community, Community)
    assert isinstance(web, Web)
    return Config(storage, community, web, read_sections)


def variable(section: str, key: str) -> str:
    """The environment's name for a setting."""
    return f"{PREFIX}{section.upper()}__{key.upper()}"


def is_secret(setting: FieldInfo) -> bool:
    """Whether it is a token, which is never shown."""
    return SecretStr in (setting.annotation, *get_args(setting.annotation))


def _from_file(
    path: Path, known: Mapping[str, type[BaseModel]], found: _Found, *, insecure: bool
) -> None:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        problem = "there is no such file; make one with: tablemates init"
        raise BadConfig((f"{path}: {problem}",)) from None
    except (OSError, ValueError) as wrong:
        reason = wrong.strerror if isinstance(wrong, OSError) else "not a file name"
        raise BadConfig((f"{path}: can't be read ({reason})",)) from None
    tables = _toml(path, content)
    secrets = False
    for section, table in tables.items():
        if section not in known or not isinstance(table, dict):
            inside = table if isinstance(table, dict) else {}
            names = [f"{section}.{key}" for key in inside] or [section]
            real = list(known) if table == {} else _keys(known)
            found.problems += [f"{path}: {name}: {_no_such(name, real)}" for name in names]
            continue
        found.values.setdefault(section, {})
        fields = known[section].model_fields
        for key, value in table.items():
            name = f"{section}.{key}"
            if key not in fields:
                found.problems.append(f"{path}: {name}: {_no_such(name, _keys(known))}")
                continue
            secrets = secrets or (is_secret(fields[key]) and value != "")
            found.put(section, key, value, f"{path}: {name}")
    if secrets and mode & 0o077 and not insecure:
        found.problems.append(
            f"{path}: holds a token and others on this machine can read it (mode {mode:04o}); "
            f"run: chmod 600 {shlex.quote(str(path))} (or start with --insecure-config)"
        )


def _toml(path: Path, content: bytes) -> dict[str, object]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadConfig((f"{path}: is saved as UTF-16; save it as UTF-8",))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or len(content) > _LARGEST:
        raise BadConfig((f"{path}: is not a text file in UTF-8",))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BadConfig((f"{path}: is not TOML: {wrong}",)) from None
    except (ValueError, RecursionError):  # a number or a nesting beyond what Python reads
        raise BadConfig((f"{path}: is not TOML that can be read",)) from None


def _from_environment(
    environ: Mapping[str, str], known: Mapping[str, type[BaseModel]], found: _Found
) -> None:
    """A variable that is set to nothing counts as not set: compose files write them so."""
    names = {variable(*key.split(".")): key for key in _keys(known)}
    taken: set[str] = set()
    for name, value in sorted(environ.items()):
        if not name.startswith(PREFIX) or "__" not in name or not value:
            continue
        plain = name if name in names else name.removesuffix(_FROM_FILE)
        if plain not in names:
            found.problems.append(f"{name}: {_no_such(name, list(names))}")
            continue
        if plain in taken:
            found.problems.append(f"{name}: {plain} is set as well; keep one of the two")
            continue
        taken.add(plain)
        section, key = names[plain].split(".")
        if plain != name:
            try:
                value = _secret_file(Path(value))
            except (OSError, ValueError):
                found.problems.append(f"{name}: names a file that can't be read as text")
                continue
        found.put(section, key, value, name)


def _secret_file(path: Path) -> str:
    """The text of a mounted secret, without the line end that editors put after it."""
    with path.open("rb") as file:
        return file.read(_LARGEST).decode("utf-8-sig").strip()


def _section(
    name: str, model: type[BaseModel], path: Path | None, found: _Found
) -> BaseModel | None:
    values = found.values.get(name, {})
    empty = {
        key
        for key, setting in model.model_fields.items()
        if setting.is_required() and isinstance(value := values.get(key), str)
        if not value.strip()
    }
    found.problems += [f"{found.called[name, key]}: is empty" for key in sorted(empty)]
    try:
        return model.model_validate(values)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            key = str(error["loc"][0]) if error["loc"] else ""
            if key in empty:
                continue
            where = found.called.get((name, key))
            if where is None and path is None and key:
                where = variable(name, key)
            where = where or f"{path or 'environment'}: {name}{'.' if key else ''}{key}"
            found.problems.append(f"{where}: {_why(error, values, variable(name, key))}")
    return None


def _why(error: ErrorDetails, values: Mapping[str, object], name: str) -> str:
    if error["type"] == "missing":
        return f"is missing (it can also be set as {name})"
    why = error["msg"].removeprefix("Value error, ").replace("Input should be", "must be", 1)
    texts = [value for value in values.values() if isinstance(value, str) and len(value) > 3]
    if any(text in why for text in texts):
        return "can't be used as it is"  # whoever wrote the check repeated what may be a token
    return why[:1].lower() + why[1:]


def _keys(known: Mapping[str, type[BaseModel]]) -> list[str]:
    return [f"{section}.{key}" for section, model in known.items() for key in model.model_fields]


def _no_such(key: str, keys: list[str]) -> str:
    near = get_close_matches(key.casefold(), keys, n=1) or get_close_matches(key, keys, n=1)
    return f"there is no such setting{f'; did you mean {near[0]}?' if near else ''}"


def settings(
    sections: Mapping[str, type[BaseModel]],
) -> Iterator[tuple[str, str, FieldInfo]]:
    """Every setting there is: section, key, and what is declared of it."""
    for section, model in {**SECTIONS, **sections}.items():
        for key, setting in model.model_fields.items():
            yield section, key, setting
