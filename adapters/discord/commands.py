"""The slash commands as Discord is told of them, made from the product's own declarations."""

import hashlib
import json
from typing import Any

from bot.chat.command import Command, Parameter, Verb

Json = dict[str, Any]

_COMMAND, _VERB, _WORDS = 1, 1, 3  # Discord: chat input; sub-command; string
_SERVER = 0  # where it can be typed, and what the bot is installed to


def declaration(commands: tuple[Command, ...]) -> list[Json]:
    """The body of the one request that sets all commands, in our order.

    `default_member_permissions` stays unset: everybody sees every command, and the action decides.
    """
    return [_command(command) for command in commands]


def digest(application: str, declared: list[Json]) -> str:
    """The same words for the same commands of the same application, so that nothing is said twice.

    Discord allows few changes of commands a day.
    """
    whole = json.dumps([application, declared], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()


def _command(command: Command) -> Json:
    declared: Json = {
        "type": _COMMAND,
        "name": command.name,
        "description": command.description,
        "contexts": [_SERVER],
        "integration_types": [_SERVER],
    }
    if command.verbs:
        declared["options"] = [_verb(verb) for verb in command.verbs]
    return declared


def _verb(verb: Verb) -> Json:
    declared: Json = {"type": _VERB, "name": verb.name, "description": verb.description}
    if verb.parameters:
        declared["options"] = [_parameter(parameter) for parameter in verb.parameters]
    return declared


def _parameter(parameter: Parameter) -> Json:
    declared: Json = {
        "type": _WORDS,
        "name": parameter.name,
        "description": parameter.description,
        "required": False,
    }
    if parameter.complete:
        declared["autocomplete"] = True
    return declared
