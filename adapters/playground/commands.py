"""What the command box offers while somebody types: commands, verbs, and what may follow them."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from bot.chat.command import Command, Parameter, Verb


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the list. Taking it puts `line` into the box."""

    line: str
    shown: str
    more: str  # the parameters that may follow
    says: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A parameter is being typed whose choices the bot knows."""

    before: str  # the line up to the word that is being typed
    parameter: Parameter
    words: dict[str, str]  # what was typed: `typed`, and earlier parameters under their names


def called(commands: Iterable[Command], line: str) -> tuple[Command, str] | None:
    """The command of a typed line, and the rest of it; None when there is no such command."""
    name, _, rest = line.removeprefix("/").partition(" ")
    for command in commands:
        if command.name == name.casefold():
            return command, rest
    return None


def nearest(commands: Iterable[Command], line: str) -> str:
    """The command that was probably meant, "" where none is near."""
    name = line.removeprefix("/").partition(" ")[0].casefold()
    found = get_close_matches(name, [command.name for command in commands], n=1)
    return f"/{found[0]}" if found else ""


def offers(commands: Iterable[Command], line: str) -> tuple[Offer, ...]:
    """The commands and verbs that begin like the line, or whose verb does."""
    if not line.startswith("/") or line.count(" ") > 1:
        return ()
    begun = line.casefold()
    found = []
    for command in commands:
        for verb in command.verbs:
            whole = f"/{command.name} {verb.name}"
            short = len(begun) > 1 and verb.name.startswith(begun[1:])
            if whole.startswith(begun) or short:
                more = " ".join(f"[{parameter.name}]" for parameter in verb.parameters)
                blank = " " if verb.parameters else ""
                found.append(Offer(whole + blank, whole, more, verb.description))
    return tuple(found)


def asked(commands: Iterable[Command], line: str) -> Asked | None:
    """Which parameter is being typed, if the bot can complete it.

    Each takes a word and the last one all that is left.
    """
    found = called(commands, line) if line.startswith("/") else None
    if not found:
        return None
    command, rest = found
    word, blank, rest = rest.partition(" ")
    verb = next((verb for verb in command.verbs if verb.name == word.casefold()), None)
    if not verb or not blank or not verb.parameters:
        return None
    return _asked(f"/{command.name} {verb.name} ", verb, rest.lstrip())


def _asked(before: str, verb: Verb, rest: str) -> Asked | None:
    words: dict[str, str] = {}
    for at, parameter in enumerate(verb.parameters, start=1):
        word, blank, after = rest.partition(" ")
        if not blank or at == len(verb.parameters):
            if not parameter.complete:
                return None
            return Asked(before, parameter, {**words, "typed": rest})
        words[parameter.name] = word
        before, rest = f"{before}{word} ", after.lstrip()
    return None
