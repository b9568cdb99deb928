"""How a typed line is read."""

import pytest

from bot import routes
from bot.chat import limits
from bot.chat.command import Command, Parameter, Verb, typed
from bot.texts.catalogue import Say
from tests.town import MONDAY

COMMANDS = {each.name: each for each in routes.commands(Say("en", MONDAY.date()))}


@pytest.mark.parametrize(
    ("line", "action", "values"),
    [
        # nothing but the command
        ("", "circles.status", {}),
        ("   ", "circles.status", {}),
        # a verb
        ("join", "circles.join", {}),
        ("JOIN", "circles.join", {}),
        ("  join  ", "circles.join", {}),
        # and what comes after it, as it was typed
        ("join Harbour lunch", "circles.join", {"text": "Harbour lunch"}),
        ("pause   until 6 Jan ", "circles.pause", {"text": "until 6 Jan"}),
        ("zone São Paulo", "members.zone", {"text": "São Paulo"}),
        ("join\tHarbour\nlunch", "circles.join", {"text": "Harbour\nlunch"}),
        # no verb of ours
        ("jion", "lunch.help", {"verb": "jion"}),
        ("join!", "lunch.help", {"verb": "join!"}),
        ("💥", "lunch.help", {"verb": "💥"}),
        ("x" * 5000, "lunch.help", {"verb": "x" * limits.COMMAND_NAME}),
    ],
)
def test_a_typed_line(line: str, action: str, values: dict[str, str]) -> None:
    """The first word is the verb, in any case; the rest is left as it is."""
    assert typed(COMMANDS["lunch"], line) == (action, values)


def test_a_bare_circle_lists_them() -> None:
    """/circle alone shows what there is."""
    assert typed(COMMANDS["circle"], "") == ("circles.list", {})


@pytest.mark.parametrize("name", COMMANDS)
def test_every_verb_leads_to_an_action(name: str) -> None:
    """What is declared can be done: each verb, the bare command and an unknown word."""
    command = COMMANDS[name]
    actions = {*routes.READS, *routes.WRITES}
    assert {verb.action for verb in command.verbs} <= actions
    assert {command.bare, command.unknown} <= actions
    completions = {each.complete for verb in command.verbs for each in verb.parameters}
    assert completions <= {"", *routes.READS}
    assert len(command.verbs) <= limits.VERBS


@pytest.mark.parametrize(
    "declare",
    [
        lambda: Parameter("x" * 33, "words"),
        lambda: Parameter("circle", "x" * 101),
        lambda: Verb("x" * 33, "a.b", "words"),
        lambda: Verb("join", "a.b", "x" * 101),
        lambda: Command("lunch", "x" * 101, (), "a.b", "a.c"),
        lambda: Command("lunch", "words", (Verb("join", "a.b", "words"),) * 26, "a.b", "a.c"),
    ],
)
def test_what_no_platform_could_list_is_refused(declare: object) -> None:
    """A command that is too long for Discord can't be declared."""
    assert callable(declare)
    with pytest.raises(limits.TooLong):
        declare()
