"""What Discord is told of the commands."""

from adapters.discord.commands import declaration, digest
from bot.chat.command import Command, Verb
from tests.adapters.discord.conftest import COMMANDS
from tests.adapters.discord.golden_files import golden
from tests.fakes.discord.description import request_problems

PUT = ("PUT", "/applications/{application_id}/commands")


def test_commands_are_declared_as_the_file_says() -> None:
    """Verbs are sub-commands, parameters optional text; the order is ours."""
    golden("commands", declaration(COMMANDS))


def test_discord_takes_them() -> None:
    """Also a command with as many verbs as there can be, and one with none."""
    verbs = tuple(Verb(f"verb{number}", "a", "x" * 100) for number in range(25))
    most = (Command("many", "d" * 100, verbs, "a", "b"), Command("bare", "d", (), "a", "b"))
    for commands in (COMMANDS, most):
        assert request_problems(*PUT, declaration(commands)) == []


def test_everybody_sees_every_command_in_servers_only() -> None:
    """Who may do what is decided by the action, not by Discord."""
    for command in declaration(COMMANDS):
        assert "default_member_permissions" not in command
        assert (command["contexts"], command["integration_types"]) == ([0], [0])


def test_the_digest_knows_application_and_every_word() -> None:
    """Another bot, or one word changed, is told anew."""
    declared = declaration(COMMANDS)
    renamed = declaration((COMMANDS[0],))
    digests = {digest("1", declared), digest("2", declared), digest("1", renamed)}
    assert len(digests) == 3
    assert digest("1", declaration(COMMANDS)) == digest("1", declared)
