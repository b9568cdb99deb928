"""The manifest: what Slack is told of the app, made from the command declarations."""

from adapters.slack.commands import EVENTS, OPTIONAL, SCOPES, manifest, named
from adapters.slack.settings import Settings
from tests.adapters.slack import golden
from tests.adapters.slack.scripted import COMMANDS
from tests.fakes.slack import rules

PREFIXED = Settings.model_validate(
    {"bot_token": "xoxb-1", "app_token": "xapp-1", "command_prefix": "acme-"}
)


def test_the_manifest() -> None:
    """Each command stands in it, and nothing is asked for that is not used."""
    golden.matches("manifest", manifest(COMMANDS))


def test_a_prefix_stands_before_each_command() -> None:
    """Where /lunch is taken, the app brings /acme-lunch, and understands it."""
    told = manifest(COMMANDS, PREFIXED)["features"]["slash_commands"]
    assert [each["command"] for each in told] == ["/acme-lunch", "/acme-circle"]
    assert list(named(COMMANDS, "acme-")) == ["/acme-lunch", "/acme-circle"]


def test_every_scope_is_needed_by_something() -> None:
    """A scope stands in the manifest because a method or a feature that is used needs it."""
    used = [
        *("chat.postMessage", "chat.postEphemeral", "users.info", "views.open", "auth.test"),
        *("files.getUploadURLExternal", "files.completeUploadExternal"),
    ]
    needed = {scope for method in used for scope in rules.methods()[method]["scope_bot"]}
    conversations = {"im:write", "mpim:write"}  # conversations.open, for one and for several
    assert conversations < set(rules.methods()["conversations.open"]["scope_bot"])
    assert set(SCOPES) == needed | conversations | {"commands"}
    assert set(SCOPES) > OPTIONAL
    assert set(EVENTS) == {"app_uninstalled", "tokens_revoked", "user_change"}


def test_lengths() -> None:
    """Slack takes a description of 2,000 characters and a hint of 1,000."""
    for command in manifest(COMMANDS)["features"]["slash_commands"]:
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
        assert command["should_escape"] is True
    assert len(manifest(COMMANDS)["display_information"]["description"]) <= 140
