"""What Slack accepts: its published descriptions, and the limits that only its pages state."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

Json = Mapping[str, Any]

_DESCRIPTIONS = Path(__file__).parent.parent / "descriptions"
_BLOCKS = {
    "actions": "ActionsBlock",
    "context": "ContextBlock",
    "divider": "DividerBlock",
    "header": "HeaderBlock",
    "input": "InputBlock",
    "rich_text": "RichTextBlock",
    "section": "SectionBlock",
}
_ANSWER = {  # a response URL, and the acknowledgement of a command
    "blocks",
    "delete_original",
    "replace_original",
    "response_type",
    "text",
    "thread_ts",
}


@cache
def methods() -> Json:
    """Each Web API method: its arguments, scopes, errors, and whether it takes a JSON body."""
    found: Json = json.loads((_DESCRIPTIONS / "slack_methods.json").read_text())
    return found


def arguments(method: str, given: Iterable[str]) -> list[str]:
    """What is wrong with the names of a call's arguments."""
    known = methods()[method]
    missing = [f"{method}: {name} is required" for name in known["required"] if name not in given]
    return missing + [
        f"{method}: no argument {name}" for name in given if name not in known["args"]
    ]


def shape(definition: str, value: object) -> list[str]:
    """What is wrong with a value by its published type."""
    wrong = best_match(_validator(definition).iter_errors(value))
    return [f"{definition}: {wrong.json_path}: {wrong.message[:300]}"] if wrong else []


def message(given: Json) -> list[str]:
    """What is wrong with `text` and `blocks`."""
    found = _long("text", given.get("text", ""), 40_000)
    found += _many("blocks", given.get("blocks", ()), 50)
    if not (given.get("text") or given.get("blocks")):
        found.append("no_text")
    return found + blocks(given.get("blocks", ()))


def answer(given: Json) -> list[str]:
    """What is wrong with what is sent to a response URL, or with a command's acknowledgement."""
    unknown = [f"an answer has no {name}" for name in given if name not in _ANSWER]
    if given.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        unknown.append("response_type")
    return unknown + ([] if given.get("delete_original") else message(given))


def view(given: Json) -> list[str]:
    """What is wrong with a modal."""
    found = shape("ModalView", given)
    for part in ("title", "submit", "close"):
        found += _long(part, given.get(part, {}).get("text", ""), 24)
    found += _long("private_metadata", given.get("private_metadata", ""), 3000)
    found += _long("callback_id", given.get("callback_id", ""), 255)
    found += _many("blocks", given.get("blocks", ()), 100)
    if "submit" not in given and any(block["type"] == "input" for block in given["blocks"]):
        found.append("a modal with inputs needs a submit")
    return found + blocks(given.get("blocks", ()))


def acknowledged_view(given: Json, inputs: set[str]) -> list[str]:
    """What is wrong with the acknowledgement of a form that was sent."""
    if not given:
        return []
    found = shape("ViewResponseAction", given)
    found += [f"no input block {name}" for name in given.get("errors", ()) if name not in inputs]
    if given.get("response_action") == "errors" and not given.get("errors"):
        found.append("errors without errors")
    return found + (view(given["view"]) if "view" in given else [])


def blocks(given: Iterable[Json]) -> list[str]:
    """What is wrong with blocks: their types, their lengths, what has to be unique."""
    found = []
    ids = Counter(block["block_id"] for block in given if "block_id" in block)
    found += [f"block_id {name!r} twice" for name, times in ids.items() if times > 1]
    for block in given:
        if block.get("type") not in _BLOCKS:
            found.append(f"unknown block {block.get('type')!r}")
            continue
        found += shape(_BLOCKS[block["type"]], block) + _block(block)
    return found


def _block(block: Json) -> list[str]:
    found = _named("block_id", block)
    match block["type"]:
        case "header":
            found += _text("header", block["text"], 150)
            if "\n" in block["text"]["text"]:
                found.append("a header is one line")
        case "section":
            found += _text("section", block["text"], 3000) if "text" in block else []
            found += _many("fields", block.get("fields", ()), 10)
            for each in block.get("fields", ()):
                found += _text("field", each, 2000)
        case "context":
            found += _many("context", block["elements"], 10, least=1)
            for each in block["elements"]:
                found += _text("context", each, 3000)
        case "actions":
            found += _many("actions", block["elements"], 25, least=1)
            ids = Counter(element.get("action_id") for element in block["elements"])
            found += [f"action_id {name!r} twice" for name, times in ids.items() if times > 1]
            for each in block["elements"]:
                found += _element(each)
        case "input":
            found += _text("label", block["label"], 2000)
            found += _text("hint", block["hint"], 2000) if "hint" in block else []
            found += _element(block["element"])
        case "rich_text":
            found += _many("rich_text", block["elements"], 1000, least=1)
            for section in block["elements"]:
                found += _many("a rich text section", section["elements"], 10_000, least=1)
                found += [
                    "a rich text element without text"
                    for each in section["elements"]
                    if each["type"] == "text" and not each["text"]
                ]
    return found


def _element(element: Json) -> list[str]:
    found = _named("action_id", element)
    found += _text("placeholder", element["placeholder"], 150) if "placeholder" in element else []
    match element["type"]:
        case "button":
            found += _text("button", element["text"], 75)
            found += _long("value", element.get("value", ""), 2000)
            found += _long("url", element.get("url", ""), 3000)
            if element.get("value") == "":
                found.append("a button's value is empty")
        case "static_select":
            found += _options(element, 100)
        case "checkboxes" | "radio_buttons":
            found += _options(element, 10)
        case "plain_text_input":
            most = element.get("max_length", 3000)
            if not 1 <= most <= 3000:
                found.append(f"max_length {most}")
            found += _long("initial_value", element.get("initial_value", ""), most)
        case other:
            found.append(f"unknown element {other!r}")
    return found


def _options(element: Json, most: int) -> list[str]:
    options = element.get("options", ())
    found = _many("options", options, most, least=1)
    for option in options:
        found += _text("option", option["text"], 75)
        found += _long("option value", option.get("value", ""), 150)
    chosen = [element["initial_option"]] if "initial_option" in element else []
    chosen += element.get("initial_options", ())
    if element.get("initial_options") == []:
        found.append("initial_options is empty")
    return found + ["an initial option is none of the options" for o in chosen if o not in options]


def _named(key: str, thing: Json) -> list[str]:
    if key not in thing:
        return []
    return _long(key, thing[key], 255) + ([] if thing[key] else [f"{key} is empty"])


def _text(what: str, text: Json, most: int) -> list[str]:
    return _long(what, text["text"], most) + ([] if text["text"] else [f"{what} is empty"])


def _long(what: str, text: str, most: int) -> list[str]:
    return [f"{what}: {len(text)} characters where {most} fit"] if len(text) > most else []


def _many(what: str, things: Iterable[object], most: int, least: int = 0) -> list[str]:
    count = len(list(things))
    return [] if least <= count <= most else [f"{what}: {count} where {least} to {most} fit"]


@cache
def _validator(definition: str) -> Draft7Validator:
    definitions = json.loads((_DESCRIPTIONS / "slack_types.schema.json").read_text())
    return Draft7Validator(definitions | {"$ref": f"#/definitions/{definition}"})
