"""Slack's payloads, kept as files, and the requests that they are read into."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from adapters.slack import inbound
from adapters.slack.commands import named
from adapters.slack.inbound import Origin
from bot.chat.request import Person, Request, Where
from tests.adapters.slack.scripted import COMMANDS

PAYLOADS = Path(__file__).parent / "payloads"
DESCRIPTIONS = Path(__file__).parents[2] / "fakes" / "descriptions"
TEAM = "T9TK3CUKW"
ANN = Person("U0ANN0001", "Ann", zone="Europe/Oslo", language="nb-NO")
WORDS = named(COMMANDS, "")
LUNCH = Where(channel="C0LUNCH01")


def payload(name: str) -> dict[str, Any]:
    """A payload as it came."""
    found: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text())
    return found


def request(event: str, **what: Any) -> Request:
    """Ann's, in #lunch, unless said otherwise."""
    usual: dict[str, Any] = {"person": ANN, "where": LUNCH}
    return Request(platform="slack", workspace=TEAM, event=event, **usual | what)


COMMAND = {
    "command": request("7412.964676420880.8f1d", action="circles.join"),
    "command_bare": request("7413.964676420880.8f1e", action="circles.status"),
    # typed in a direct conversation, in capitals, with a blank behind it
    "command_direct": request("7414.964676420880.8f1f", action="circles.create", where=Where()),
    # what Slack marked up or escaped arrives as it was typed, mentions by id
    "command_mention": request(
        "7415.964676420880.8f20",
        action="circles.join",
        values={"text": "Ben & Jerry's with <@U0BEN0001> in <#C0LUNCH01>, see example.org <3"},
    ),
    "command_unknown": request(
        "7416.964676420880.8f21", action="help.unknown", values={"verb": "jion"}
    ),
}
PRESS = {
    "press": request("7417.964676420880.8f22", carried="1a|7|circles.join|3|14f|kq3Zt0b9xYw"),
    "press_ephemeral": request(
        "7418.964676420880.8f23", carried="1a|7|circles.join|3|14f|kq3Zt0b9xYw"
    ),
    "press_direct": request(
        "7419.964676420880.8f24", carried="1a|7|circles.join|3|14f|kq3Zt0b9xYw", where=Where()
    ),
    "choice": request(
        "7420.964676420880.8f25",
        carried="1p|7|circles.choose|join|14f|Zx81-_kq3Zt",
        values={"choice": "4"},
    ),
}
GONE = Person("", "")
EVENT = {
    "user_change": request(
        "Ev07CHANGED",
        action="members.changed",
        person=Person("U0ANN0001", "Ann", zone="Asia/Tokyo"),
        where=Where(),
    ),
    "user_change_deleted": request(
        "Ev07GONE", action="members.gone", person=Person("U0ANN0001", "Ann"), where=Where()
    ),
    "user_change_foreign": None,
    "app_uninstalled": request(
        "Ev07UNINSTALLED", action="communities.gone", person=GONE, where=Where()
    ),
    "tokens_revoked": request("Ev07REVOKED", action="communities.gone", person=GONE, where=Where()),
    "tokens_revoked_user": None,  # somebody's own token, of which we have none
}


@pytest.mark.parametrize("name", COMMAND)
def test_a_command_is_read(name: str) -> None:
    """A slash command becomes the request that every platform makes of it."""
    assert inbound.command(payload(name), ANN, TEAM, WORDS) == COMMAND[name]


@pytest.mark.parametrize("name", PRESS)
def test_a_press_is_read(name: str) -> None:
    """A button or a select brings back what it carried, and what was chosen."""
    assert inbound.press(payload(name), ANN, TEAM) == PRESS[name]


def test_a_link_is_no_request() -> None:
    """Slack tells of buttons that only lead somewhere; nothing has to be done about them."""
    assert inbound.is_link(payload("press_link"))
    assert not inbound.is_link(payload("press"))
    assert not inbound.is_link(payload("choice"))


def test_a_form_is_read() -> None:
    """Each field arrives under its name, an empty one as "", several choices as a tuple."""
    assert inbound.form(payload("form"), ANN, TEAM) == request(
        "7422.964676420880.8f27",
        carried="1p|7|circles.created||14f|made0believe",
        values={
            "name": "Lunch & <friends>",
            "size": "2",
            "zone": "",
            "days": ("mo", "tu"),
            "why": "",
        },
    )


@pytest.mark.parametrize("metadata", ["", "no json", "[1]", "null", '{"carried":'])
def test_a_form_that_is_not_ours_carries_nothing(metadata: str) -> None:
    """Whatever stands in a form's metadata, reading it does not fail."""
    body = payload("form")
    body["view"]["private_metadata"] = metadata
    assert inbound.form(body, ANN, TEAM).carried == ""
    assert inbound.form(body, ANN, TEAM).where == Where()


@pytest.mark.parametrize("name", EVENT)
def test_an_event_is_read(name: str) -> None:
    """Who left, who changed, and that the app was removed; what concerns others is left out."""
    body = payload(name)
    read = inbound.changed if name.startswith("user_change") else inbound.removed
    assert read(body, TEAM) == EVENT[name]


def test_where_an_answer_goes() -> None:
    """An ephemeral message and one in a direct conversation are seen by the presser alone."""
    alone = {name: inbound.press_origin(payload(name)).alone for name in PRESS}
    assert alone == {
        "press": False,
        "press_ephemeral": True,
        "press_direct": True,
        "choice": True,
    }
    assert inbound.form_origin(payload("form")) == Origin(
        kind="form",
        action="circles.created",
        user="U0ANN0001",
        channel="C0LUNCH01",
        trigger="7422.964676420880.8f27",
    )
    assert inbound.command_origin(payload("command"), WORDS).action == "circles.join"


def test_an_event_without_a_trigger_is_known_by_what_is_in_it() -> None:
    """The same payload is the same event; another is another."""
    body = payload("press") | {"trigger_id": ""}
    first = inbound.press(body, ANN, TEAM).event
    assert first == inbound.press(dict(reversed(body.items())), ANN, TEAM).event
    assert first != inbound.press(body | {"response_url": "another"}, ANN, TEAM).event


# who may organise: an admin or owner of this very workspace, and no guest
WHO: list[tuple[dict[str, object], bool]] = [
    ({}, False),
    ({"is_admin": True}, True),
    ({"is_owner": True}, True),
    ({"is_primary_owner": True}, True),
    ({"is_admin": True, "is_restricted": True}, False),
    ({"is_admin": True, "is_ultra_restricted": True}, False),
    ({"is_owner": True, "is_stranger": True}, False),
    ({"is_owner": True, "deleted": True}, False),
    ({"is_owner": True, "team_id": "T0OTHER01"}, False),
    # an organisation of several workspaces, of which ours is one
    ({"is_owner": True, "team_id": "T0OTHER01", "enterprise_user": {"teams": [TEAM]}}, True),
]


@pytest.mark.parametrize(("what", "organises"), WHO)
def test_who_organises(what: dict[str, object], *, organises: bool) -> None:
    """Guests, people of other workspaces and the deactivated never organise."""
    assert inbound.person(payload("user") | what, TEAM) == replace(ANN, organises=organises)


NAMES: list[tuple[dict[str, str], str, str]] = [
    ({"display_name": "Ann", "real_name": "Ann Larsen"}, "Ann Larsen", "Ann"),
    ({"display_name": "", "real_name": "Ann Larsen"}, "Ann L", "Ann Larsen"),
    ({}, "Ann L", "Ann L"),
    ({}, "", "ann"),
    ({"display_name": "a" * 20_000}, "", "a" * 10_000),
]


@pytest.mark.parametrize(("profile", "real", "name"), NAMES)
def test_a_name(profile: dict[str, str], real: str, name: str) -> None:
    """The name that people see, the first that is there, never longer than we pass on."""
    user = payload("user") | {"profile": profile, "real_name": real}
    assert inbound.person(user, TEAM).name == name


KINDS = {
    "command": "InSlashCommand",
    "press": "InBlockActions",
    "choice": "InBlockActions",
    "form": "InViewSubmission",
}


# The types promise a zone, and Slack leaves it out where the account is deactivated.
FILES = [file for file in sorted(PAYLOADS.glob("*.json")) if file.stem != "user_change_deleted"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_files_are_as_slack_describes_them(file: Path) -> None:
    """The payloads kept here have what Slack's own types promise."""
    read = json.loads(file.read_text())
    body = {key: value for key, value in read.items() if value is not None}
    kind = KINDS.get(file.stem.partition("_")[0])
    if kind is None and "event" in body:
        parts = (part.title() for part in body["event"]["type"].split("_"))
        kind, body = f"{''.join(parts)}Event", body["event"]
    if kind is not None:
        schema = json.loads((DESCRIPTIONS / "slack_types.schema.json").read_text())
        checker = Draft7Validator(_open(schema) | {"$ref": f"#/definitions/{kind}"})
        wrong = best_match(checker.iter_errors(body))
        assert wrong is None, f"{wrong.json_path}: {wrong.message}"


def _open(schema: Any) -> Any:
    """With keys allowed that the types leave out, as real payloads have them."""
    if isinstance(schema, dict):
        return {key: _open(part) for key, part in schema.items() if key != "additionalProperties"}
    return [_open(part) for part in schema] if isinstance(schema, list) else schema
