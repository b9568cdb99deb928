"""Commands as they are declared once, and the reading of a line that somebody typed."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.chat import limits


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that may be added after a verb. `complete` is the action that offers choices."""

    name: str
    description: str
    complete: str = ""

    def __post_init__(self) -> None:
        limits.fits(f"parameter {self.name}", len(self.name), limits.COMMAND_NAME)
        limits.fits(f"text of {self.name}", len(self.description), limits.COMMAND_TEXT)


@dataclass(frozen=True, slots=True)
class Verb:
    """The second word of a command, and the action that it stands for."""

    name: str
    action: str
    description: str
    parameters: tuple[Parameter, ...] = ()

    def __post_init__(self) -> None:
        limits.fits(f"verb {self.name}", len(self.name), limits.COMMAND_NAME)
        limits.fits(f"text of {self.name}", len(self.description), limits.COMMAND_TEXT)


@dataclass(frozen=True, slots=True)
class Command:
    """A first word and its verbs. Without a verb it means `bare`; an unknown one asks `unknown`."""

    name: str
    description: str
    verbs: tuple[Verb, ...]
    bare: str
    unknown: str

    def __post_init__(self) -> None:
        limits.fits(f"verbs of {self.name}", len(self.verbs), limits.VERBS)
        limits.fits(f"text of {self.name}", len(self.description), limits.COMMAND_TEXT)


def typed(command: Command, line: str) -> tuple[str, Mapping[str, str]]:
    """What a typed line after the command's name means: (action, values).

    The first word is the verb, in any case; all that follows arrives as the value `text`.
    An unknown verb gives the action `unknown` with the word as its value `verb`.
    """
    word, rest = (*line.strip().split(maxsplit=1), "", "")[:2]
    if not word:
        return command.bare, {}
    for verb in command.verbs:
        if verb.name == word.casefold():
            return verb.action, {"text": rest} if rest else {}
    return command.unknown, {"verb": word[: limits.COMMAND_NAME]}
