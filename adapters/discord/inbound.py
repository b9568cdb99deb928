"""What happened on Discord, as the request that it means. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import discord

from bot.chat.command import Command, Verb
from bot.chat.request import Person, Request, Value, Where

_NAME = 10_000  # characters of a name that are passed on; Discord has 32


@dataclass(frozen=True, slots=True)
class _Deed:
    """What was done, wherever and by whom."""

    action: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    carried: str = ""


def request(
    interaction: discord.Interaction[discord.Client], commands: tuple[Command, ...]
) -> Request | None:
    """What it asks of the bot; None for what the bot does not know (a command of long ago)."""
    deed = _deed(interaction, commands)
    if deed is None:
        return None
    return Request(
        platform="discord",
        workspace=str(interaction.guild_id or ""),
        person=_person(interaction),
        event=str(interaction.id),
        action=deed.action,
        values=deed.values,
        where=_where(interaction),
        carried=deed.carried,
    )


def removed(server: str, event: str) -> Request:
    """The bot was taken out of a server."""
    person = Person(id="", name="")
    return Request("discord", server, person, event, action="communities.gone")


def _deed(
    interaction: discord.Interaction[discord.Client], commands: tuple[Command, ...]
) -> _Deed | None:
    data: object = interaction.data
    match interaction.type, data:
        case discord.InteractionType.application_command, {"name": str(name)}:
            return _command(name, data, commands)
        case discord.InteractionType.autocomplete, {"name": str(name)}:
            return _completion(name, data, commands)
        case discord.InteractionType.component, {"custom_id": str(carried)}:
            values = {"choice": choice} if (choice := _chosen(data)) else {}
            return _Deed(carried=carried, values=values)
        case discord.InteractionType.modal_submit, {"custom_id": str(carried), "components": rows}:
            return _Deed(carried=carried, values=dict(_fields(rows)))
        case _:
            return None


def _command(name: str, data: object, commands: tuple[Command, ...]) -> _Deed | None:
    command = next((one for one in commands if one.name == name), None)
    if command is None:
        return None
    word, options = _typed(data)
    if not word:
        return _Deed(command.bare)
    verb = _verb(command, word)
    if verb is None:
        return _Deed(command.unknown, {"verb": word})
    return _Deed(verb.action, {name: value for name, value, _ in options})


def _completion(name: str, data: object, commands: tuple[Command, ...]) -> _Deed | None:
    """The option that is being typed arrives as `typed`, those beside it under their own names."""
    command = next((one for one in commands if one.name == name), None)
    word, options = _typed(data)
    verb = _verb(command, word) if command else None
    focused = next((name for name, _, focused in options if focused), "")
    asked = next((one for one in verb.parameters if one.name == focused), None) if verb else None
    if asked is None or not asked.complete:
        return None
    values = {("typed" if now else name): value for name, value, now in options}
    return _Deed(asked.complete, values)


def _verb(command: Command, word: str) -> Verb | None:
    return next((verb for verb in command.verbs if verb.name == word), None)


def _typed(data: object) -> tuple[str, list[tuple[str, str, bool]]]:
    """The verb, and the options after it: name, value, and whether it is still being typed."""
    match data:
        case {"options": [{"type": 1, "name": str(word), "options": list(options)}]}:
            return word, [
                (one["name"], str(one["value"]), bool(one.get("focused")))
                for one in options
                if "value" in one
            ]
        case {"options": [{"type": 1, "name": str(word)}]}:
            return word, []
        case _:
            return "", []


def _chosen(data: object) -> str:
    match data:
        case {"component_type": 3, "values": [str(choice), *_]}:
            return choice
        case _:
            return ""


def _fields(rows: object) -> Iterable[tuple[str, Value]]:
    for row in rows if isinstance(rows, list) else []:
        match row:
            case {"component": {"type": 4, "custom_id": str(name), "value": str(value)}}:
                yield name, value
            case {"component": {"type": 3, "custom_id": str(name), "values": list(chosen)}}:
                yield name, chosen[0] if chosen else ""
            case {"component": {"type": 22, "custom_id": str(name), "values": list(chosen)}}:
                yield name, tuple(chosen)


def _person(interaction: discord.Interaction[discord.Client]) -> Person:
    """As the interaction itself vouches for them: permissions are never remembered."""
    may = interaction.permissions
    return Person(
        id=str(interaction.user.id),
        name=interaction.user.display_name[:_NAME],
        organises=may.manage_guild or may.administrator,
        language=str(interaction.locale),
    )


def _where(interaction: discord.Interaction[discord.Client]) -> Where:
    """The channel; for what was typed in a thread, the channel that the thread is under.

    The bot may post if it may do all that a circle needs there: say things, and open tables, which
    Discord has under text channels only.
    """
    if interaction.guild_id is None:
        return Where()
    channel, name = interaction.channel, ""
    if isinstance(channel, discord.Thread):
        name = str(channel.parent_id)
        channel = channel.parent
    elif channel is not None:
        name = str(channel.id)
    may = interaction.app_permissions
    allowed = (
        may.view_channel
        and may.send_messages
        and may.create_private_threads
        and may.send_messages_in_threads
    )
    fits = channel is None or channel.type is discord.ChannelType.text
    return Where(channel=name or None, may_post=(allowed or may.administrator) and fits)
