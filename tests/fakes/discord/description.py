"""Is it what Discord's published description allows? For requests, and for what the fake sends.

The description is open (a typing error in a key passes) and knows no rule that spans two fields.
So unknown keys are looked for as well, and the rules across fields stand here, by hand.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]

_FOLDER = Path(__file__).parent.parent / "descriptions"
_ROOT = "urn:discord"
_EPHEMERAL, _COMPONENTS = 1 << 6, 1 << 15
_ROW, _BUTTON, _SELECT, _TEXT, _FILE, _CONTAINER, _LABEL = 1, 2, 3, 10, 13, 17, 18
_LINK = 5
_INTERACTIONS = {
    2: "APIChatInputApplicationCommandInteraction",
    3: "APIMessageComponentInteraction",
    4: "APIApplicationCommandAutocompleteInteraction",
    5: "APIModalSubmitInteraction",
}
_COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")


def request_problems(
    method: str, template: str, body: Any, files: Mapping[str, str] | None = None
) -> list[str]:
    """What is wrong with the body of a request to this path of the description.

    `files`: the names of those that came beside the body, by the part of the form.
    """
    operation = _openapi()["paths"].get(template, {}).get(method.lower())
    if operation is None:
        return [f"no such call: {method} {template}"]
    if "requestBody" not in operation:
        return [] if body is None else ["a body where none belongs"]
    content = operation["requestBody"]["content"]
    if files and "multipart/form-data" not in content:
        return ["files where none belong"]
    schema = content["application/json"]["schema"]
    found = _fitting(schema, body, "body") + list(_unknown(schema, body, "body"))
    return found or [*_across(method, template, body), *_attached(body, files or {})]


def interaction_problems(payload: Json) -> list[str]:
    """What is wrong with an interaction that the fake is about to send."""
    schema = {"$ref": f"#/definitions/{_INTERACTIONS[payload['type']]}", **_types()}
    error = best_match(Draft7Validator(schema).iter_errors(payload))
    return [] if error is None else [f"{error.json_path}: {error.message[:300]}"]


@cache
def _openapi() -> Json:
    loaded: Json = json.loads((_FOLDER / "discord_openapi.json").read_text())
    return loaded


@cache
def _types() -> Json:
    loaded: Json = json.loads((_FOLDER / "discord_types.schema.json").read_text())
    return loaded


@cache
def _registry() -> Registry[Any]:
    resource: Resource[Any] = Resource.from_contents(_openapi(), DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(_ROOT, resource)
    return registry


def _resolved(schema: Json) -> Json:
    while "$ref" in schema:
        at: Any = _openapi()
        for part in schema["$ref"].removeprefix("#/").split("/"):
            at = at[part]
        schema = at
    return schema


def _fitting(schema: Json, value: Any, path: str) -> list[str]:
    """Errors against the schema; in a union, those of the branch that is meant."""
    schema = _resolved(schema)
    union: list[Json] = schema.get("oneOf") or schema.get("anyOf") or []
    branches = [_resolved(one) for one in union]
    if len(branches) == 2 and value is not None:
        some = [one for one in branches if one.get("type") != "null"]
        if len(some) == 1:
            return _fitting(some[0], value, path)
    if branches and isinstance(value, dict) and "type" in value:
        meant = [one for one in branches if value["type"] in _kinds(one)]
        if len(meant) == 1:
            return _fitting(meant[0], value, path)
        if not meant and any(_kinds(one) for one in branches):
            return [f"{path}: type {value['type']} has no place here"]
    if isinstance(value, dict) and "properties" in schema:
        found = [f"{path}: needs {key}" for key in schema.get("required", []) if key not in value]
        for key, one in value.items():
            if key in schema["properties"]:
                found += _fitting(schema["properties"][key], one, f"{path}.{key}")
        return found
    if isinstance(value, list) and "items" in schema:
        rest = {key: rule for key, rule in schema.items() if key != "items"}
        found = _errors(rest, value, path)
        for index, one in enumerate(value):
            found += _fitting(schema["items"], one, f"{path}[{index}]")
        return found
    return _errors(schema, value, path)


def _errors(schema: Json, value: Any, path: str) -> list[str]:
    validator = Draft202012Validator(
        {"$id": _ROOT + "#here", **_absolute(schema)}, registry=_registry()
    )
    return [f"{path}: {error.message[:200]}" for error in validator.iter_errors(value)]


def _absolute(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            key: _ROOT + one if key == "$ref" and one.startswith("#") else _absolute(one)
            for key, one in schema.items()
        }
    return [_absolute(one) for one in schema] if isinstance(schema, list) else schema


def _kinds(schema: Json) -> list[int]:
    kinds: list[int] = schema.get("properties", {}).get("type", {}).get("enum", [])
    return kinds


def _unknown(schema: Json, value: Any, path: str) -> Iterator[str]:
    """Keys that no branch of the description has a place for."""
    if isinstance(value, list):
        items = next(_items(schema), None)
        for index, one in enumerate(value if items is not None else []):
            yield from _unknown(items or {}, one, f"{path}[{index}]")
    if not isinstance(value, dict):
        return
    places = _properties(schema, value)
    if not places:
        return
    for key, one in value.items():
        if key not in places:
            yield f"{path}.{key}: no such key"
        else:
            yield from _unknown(places[key], one, f"{path}.{key}")


def _items(schema: Json) -> Iterator[Json]:
    schema = _resolved(schema)
    if "items" in schema:
        yield schema["items"]
    for one in [*schema.get("oneOf", []), *schema.get("anyOf", []), *schema.get("allOf", [])]:
        yield from _items(one)


def _properties(schema: Json, value: Json) -> Json:
    schema = _resolved(schema)
    found: Json = dict(schema.get("properties", {}))
    for one in schema.get("allOf", []):
        found |= _properties(one, value)
    for one in map(_resolved, [*schema.get("oneOf", []), *schema.get("anyOf", [])]):
        kinds = _kinds(one)
        if not kinds or value.get("type") in kinds:
            found |= _properties(one, value)
    return found


def _across(method: str, template: str, body: Any) -> Iterator[str]:
    match method, template:
        case "PUT", "/applications/{application_id}/commands":
            yield from _commands(body)
        case ("POST", "/channels/{channel_id}/messages") | (
            "PATCH",
            "/channels/{channel_id}/messages/{message_id}",
        ):
            yield from _message(body)
            if body.get("flags", 0) & _EPHEMERAL:
                yield "flags: a channel's message can't be ephemeral"
        case "PATCH" | "POST", path if path.startswith("/webhooks/"):
            yield from _message(body)
        case "POST", "/interactions/{interaction_id}/{interaction_token}/callback":
            yield from _callback(body)
        case "POST", "/channels/{channel_id}/threads":
            if body["type"] == 12 and not 1 <= len(body["name"]) <= 100:
                yield "name: 1 to 100 characters"


def _callback(body: Json) -> Iterator[str]:
    match body["type"]:
        case 4 | 7:
            yield from _message(body["data"])
        case 5:
            if body.get("data", {}).get("flags", 0) & ~_EPHEMERAL:
                yield "flags: only EPHEMERAL when deferring"
        case 8:
            choices = body["data"]["choices"]
            if any(not choice["name"] for choice in choices):
                yield "choices: a name is empty"
        case 9:
            yield from _modal(body["data"])


def _message(body: Json) -> Iterator[str]:
    if not body.get("flags", 0) & _COMPONENTS:
        yield "flags: components without IS_COMPONENTS_V2"
    for key in ("content", "embeds", "poll", "sticker_ids"):
        if key in body:
            yield f"{key}: not beside IS_COMPONENTS_V2"
    every = list(_walk(body.get("components", [])))
    if not 1 <= len(every) <= 40:
        yield f"components: {len(every)}, 1 to 40 are allowed"
    written = sum(len(one["content"]) for one in every if one["type"] == _TEXT)
    if written > 4000:
        yield f"components: {written} characters of text, 4000 are allowed"
    yield from _distinct([one["custom_id"] for one in every if "custom_id" in one])
    for one in every:
        yield from _component(one)
    mentions = body.get("allowed_mentions", {})
    if mentions.get("users") and "users" in mentions.get("parse", []):
        yield "allowed_mentions: users named and parsed"
    if len(mentions.get("users") or []) > 100:
        yield "allowed_mentions: more than 100 users"
    if len(str(body.get("nonce", ""))) > 25:
        yield "nonce: longer than 25"


def _attached(body: Any, files: Mapping[str, str]) -> Iterator[str]:
    """A file is a part of the form, an attachment of the body, and shown by a component."""
    attached = body.get("attachments", []) if isinstance(body, dict) else []
    said = {f"files[{one['id']}]": one.get("filename") for one in attached}
    if said != dict(files):
        yield f"attachments: {said} where {dict(files)} came"
    if attached:
        shown = [one["file"]["url"] for one in _walk(body["components"]) if one["type"] == _FILE]
        if sorted(shown) != sorted(f"attachment://{name}" for name in said.values()):
            yield f"attachments: {shown} are shown"


def _component(one: Json) -> Iterator[str]:
    match one["type"]:
        case 1:
            kinds = {part["type"] for part in one["components"]}
            if kinds != {_BUTTON} and len(one["components"]) != 1:
                yield "action row: up to five buttons, or one select"
        case 2:
            if not one.get("label", "").strip():
                yield "button: no label"
            if (one["style"] == _LINK) != ("url" in one) or ("url" in one) == ("custom_id" in one):
                yield "button: a link has a url, any other a custom_id"
        case 3:
            yield from _select(one)
        case 17:
            if any(part["type"] == _CONTAINER for part in one["components"]):
                yield "container: in a container"
        case 10:
            if not one["content"].strip():
                yield "text display: empty"


def _select(one: Json) -> Iterator[str]:
    options = one["options"]
    yield from _distinct([option["value"] for option in options])
    least, most = one.get("min_values", 1), one.get("max_values", 1)
    if not least <= most <= len(options):
        yield "options: fewer than may be chosen"
    if sum(option.get("default", False) for option in options) > most:
        yield "options: more chosen than may be"


def _modal(body: Json) -> Iterator[str]:
    rows = body["components"]
    if not 1 <= len(rows) <= 5:
        yield "modal: 1 to 5 components"
    fields = [row["component"] for row in rows if row["type"] == _LABEL]
    if len(fields) != len(rows):
        yield "modal: something that is not a label"
    yield from _distinct([field["custom_id"] for field in fields])
    for field in fields:
        if field["type"] == 4:
            if len(field.get("value", "")) > field.get("max_length", 4000):
                yield "text input: a value longer than may be"
            continue
        yield from _select(field)
        if field.get("required", True) and field.get("min_values", 1) < 1:
            yield "select: required, and none need be chosen"
        if "disabled" in field:
            yield "select: disabled in a modal"


def _commands(body: list[Json]) -> Iterator[str]:
    yield from _distinct([command["name"] for command in body])
    for command in body:
        yield from _named(command)
        if len(json.dumps(command)) > 8000:
            yield f"{command['name']}: more than 8000 characters"
        for verb in command.get("options", []):
            yield from _named(verb)
            for option in verb.get("options", []):
                yield from _named(option)
                if option.get("autocomplete") and option.get("choices"):
                    yield "option: autocomplete and choices"
            yield from _distinct([option["name"] for option in verb.get("options", [])])
        yield from _distinct([verb["name"] for verb in command.get("options", [])])


def _named(one: Json) -> Iterator[str]:
    name = one["name"]
    if not _COMMAND_NAME.fullmatch(name) or name != name.lower():
        yield f"{name}: not a name for a command"


def _distinct(names: list[str]) -> Iterator[str]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name}: twice"


def _walk(components: list[Json]) -> Iterator[Json]:
    for one in components:
        yield one
        yield from _walk(one.get("components", []))
