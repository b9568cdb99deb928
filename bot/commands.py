"""The commands in words: as platforms declare them, and as `/lunch help` lists them."""

from collections.abc import Mapping
from difflib import get_close_matches

from bot.chat import limits
from bot.chat.answer import Answer, Reply
from bot.chat.command import Command, Parameter, Verb
from bot.chat.message import Message
from bot.chat.text import Quote, Text
from bot.members.model import clean
from bot.texts.catalogue import Label, Say
from bot.turn import Turn

Verbs = Mapping[str, tuple[str, Mapping[str, str]]]
"""A command's verbs: the action of each, and its parameters with the action that completes them."""


def described(
    say: Say, commands: Mapping[str, Verbs], bare: Mapping[str, str]
) -> tuple[Command, ...]:
    """The commands, described in one language; `bare` has the action of each without a verb."""
    return tuple(
        Command(
            name=name,
            description=say.label(f"command.{name}"),
            verbs=tuple(
                Verb(
                    verb,
                    action,
                    say.label(f"verb.{name}.{verb}"),
                    tuple(
                        Parameter(each, say.label(f"parameter.{each}"), complete)
                        for each, complete in parameters.items()
                    ),
                )
                for verb, (action, parameters) in verbs.items()
            ),
            bare=bare[name],
            unknown=f"{name}.help",
        )
        for name, verbs in commands.items()
    )


async def help_with(command: str, verbs: Verbs, turn: Turn) -> Answer:
    """What a command can do; with the nearest verb when one was not understood."""
    say, unknown = turn.say, turn.request.value("verb")
    said: Text = ()
    if unknown:
        said = say("help.unknown", word=Quote(clean(unknown, limits.COMMAND_NAME)))
        near = get_close_matches(unknown.casefold(), list(verbs), 1, 0.5)
        if near:
            said += say("help.near", verb=say(f"help.{command}", verb=Label(near[0])))
        said += say("line")
    lines = [
        say(f"help.{command}", verb=Label(verb)) + say("help.text", text=text)
        for verb in verbs
        for text in [say.label(f"verb.{command}.{verb}")]
    ]
    for line in lines:
        said += line + say("line") if line is not lines[-1] else line
    return Reply(Message(say(f"help.{command}_title"), (said,)))
