"""What an operator may set, and what a wrong setting says."""

import pytest
from pydantic import ValidationError

from adapters.slack.settings import Settings

GOOD = {"bot_token": "xoxb-1-secret", "app_token": "xapp-1-secret"}


def test_two_tokens_are_enough() -> None:
    """Everything else has its default: Slack's own address, and no prefix."""
    found = Settings.model_validate(GOOD)
    assert found.api_url == "https://slack.com/api/"
    assert found.command_prefix == ""
    assert "secret" not in repr(found)


# what is set, and what the error says of it
WRONG = [
    ({"bot_token": "xapp-1-secret"}, "a bot token starts with xoxb-"),
    ({"app_token": "xoxb-1-secret"}, "an app-level token starts with xapp-"),
    ({"api_url": "slack.com/api/secret"}, "an address starts with https://"),
    ({"command_prefix": "Acme secret"}, "command_prefix"),
    ({"command_prefix": "ÄÖ-secret"}, "command_prefix"),
    ({"command_prefix": "a" * 21}, "command_prefix"),
    ({"command_preffix": "secret-"}, "command_preffix"),
]


@pytest.mark.parametrize(("what", "says"), WRONG)
def test_a_wrong_setting_is_named_and_not_shown(what: dict[str, str], says: str) -> None:
    """The error names the key and the remedy, and repeats nothing that was set."""
    with pytest.raises(ValidationError) as wrong:
        Settings.model_validate(GOOD | what)
    assert says in str(wrong.value)
    assert "secret" not in str(wrong.value)


def test_an_address_ends_in_a_slash() -> None:
    """The library appends the method's name as it is."""
    found = Settings.model_validate(GOOD | {"api_url": "http://127.0.0.1:8080/api"})
    assert found.api_url == "http://127.0.0.1:8080/api/"
