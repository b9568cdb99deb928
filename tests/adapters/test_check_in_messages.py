"""What people see of check-ins on each platform: golden files, which the platform would take.

`GOLDEN=write` writes them anew, to be read before they stay.
"""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from adapters.discord import render as discord
from adapters.playground import render as playground
from adapters.playground import sheet
from adapters.playground.people import town
from adapters.playground.render import Reader
from adapters.slack import render as slack
from bot.chat.form import Form
from bot.chat.message import Message
from tests.adapters.check_ins import FORMS, MESSAGES
from tests.fakes.discord.description import request_problems
from tests.fakes.slack import rules

CALLBACK = ("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
TOWN = {person.id: person for person in town(12)}
HANA = Reader(TOWN["hana"], TOWN, {"crew": "/?at=hana.crew"})


def _slack(what: Message | Form) -> str:
    if isinstance(what, Form):
        view = slack.view(what, "C1")
        assert rules.view(view) == []
        return _json(view)
    shown = slack.message(what)
    assert rules.message(shown) == []
    return _json(shown)


def _discord(what: Message | Form) -> str:
    kind, data = (9, discord.form(what)) if isinstance(what, Form) else (4, discord.message(what))
    assert request_problems(*CALLBACK, {"type": kind, "data": data}) == []
    return _json(data)


def _playground(what: Message | Form) -> str:
    if isinstance(what, Form):
        return str(sheet.form(what, (), (), "token", HANA)) + "\n"
    return str(playground.message(what, HANA)) + "\n"


def _json(shown: object) -> str:
    return json.dumps(shown, indent=2, ensure_ascii=False) + "\n"


ADAPTERS: Mapping[str, tuple[str, Callable[[Message | Form], str]]] = {
    "slack": ("json", _slack),
    "discord": ("json", _discord),
    "playground": ("html", _playground),
}
SHOWN: Mapping[str, Message | Form] = {**MESSAGES, **FORMS}


def _folder(adapter: str) -> Path:
    return Path(__file__).parent / adapter / "golden" / "check_ins"


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("adapter", ADAPTERS)
def test_it_is_shown_as_the_file_says(adapter: str, name: str) -> None:
    """Each message and form of a check-in, by the platform's own description where it has one."""
    ending, shows = ADAPTERS[adapter]
    file = _folder(adapter) / f"{name}.{ending}"
    found = shows(SHOWN[name])
    if os.environ.get("GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found, "utf-8")
    assert found == file.read_text("utf-8")


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_no_file_is_left_over(adapter: str) -> None:
    """Every file is of something that is shown."""
    assert {file.stem for file in _folder(adapter).iterdir()} == set(SHOWN)
