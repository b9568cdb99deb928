"""Settings, invitation and checks: what an operator does before the first start."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import discord
import pytest
from pydantic import ValidationError

from adapters.discord.checks import checks
from adapters.discord.forms import Forms
from adapters.discord.invite import PERMISSIONS, application, invite
from adapters.discord.settings import Settings
from bot.chat.form import Form, TextField
from bot.clock import SetClock, SystemClock
from tests.adapters.discord.conftest import NOON
from tests.fakes.discord.faults import unauthorised
from tests.fakes.discord.server import TOKEN, FakeDiscord


def test_discords_own_addresses_are_the_default() -> None:
    """A token is all that has to be said, and it is not shown."""
    settings = Settings.model_validate({"token": TOKEN})
    assert settings.api_url == "https://discord.com/api/v10"
    assert settings.gateway_url == "wss://gateway.discord.gg/"
    assert TOKEN not in repr(settings)


@pytest.mark.parametrize(
    "wrong",
    [
        {"token": "a token with blanks"},
        {"token": ""},
        {"token": TOKEN, "api_url": "ftp://discord.com/api/v10"},
        {"token": TOKEN, "api_url": "https://discord.com/api/v9"},
        {"token": TOKEN, "gateway_url": "https://gateway.discord.gg"},
        {"token": TOKEN, "tokn": "x"},
    ],
)
def test_a_wrong_setting_is_named_and_no_value_shown(wrong: dict[str, str]) -> None:
    """The error says which and why."""
    with pytest.raises(ValidationError) as invalid:
        Settings.model_validate(wrong)
    assert TOKEN not in str(invalid.value)
    assert "blanks" not in str(invalid.value)


def test_the_invitation_asks_for_the_least() -> None:
    """Four permissions, each with its reason; the bits are the library's own."""
    asked = parse_qs(urlsplit(invite("1100")).query)
    assert asked["client_id"] == ["1100"]
    assert asked["scope"] == ["bot applications.commands"]
    may = discord.Permissions(int(asked["permissions"][0]))
    assert {name for name, allowed in may if allowed} == {
        "read_messages",
        "send_messages",
        "create_private_threads",
        "send_messages_in_threads",
    }
    assert all(permission.why for permission in PERMISSIONS)


def test_the_page_for_operators_names_the_same_permissions() -> None:
    """With the same reasons, in the same order."""
    page = Path(__file__).parents[3] / "docs" / "set-up-discord.md"
    rows = [f"| {permission.name} | {permission.why} |" for permission in PERMISSIONS]
    assert "\n".join(rows) in page.read_text(encoding="utf-8")


def test_the_application_is_read_from_the_token() -> None:
    """Its first part is the id; what is not one gives nothing."""
    assert application(Settings.model_validate({"token": TOKEN})) == "1100000000000000001"
    for odd in ("x", "-.-.-", "aGFsbG8.b.c"):
        assert application(Settings.model_validate({"token": odd})) == ""


def _settings(fake: FakeDiscord, **more: str) -> Settings:
    found = {"token": fake.token, "api_url": fake.api_url, "gateway_url": fake.gateway_url}
    return Settings.model_validate(found | more)


async def test_all_is_well(fake: FakeDiscord) -> None:
    """Token, application, servers and gateway, one line each, and no introduction is spent."""
    found = await checks(_settings(fake), SystemClock())
    assert [(name, right) for name, right, _ in found] == [
        ("token", True),
        ("application", True),
        ("servers", True),
        ("gateway", True),
    ]
    assert fake.gateway.introductions == []


async def test_what_is_wrong_is_said_with_the_remedy(fake: FakeDiscord) -> None:
    """A void token, commands that go elsewhere, a clock that is off, a gateway not to be had."""
    fake.faults.next("GET", "/users/@me", unauthorised())
    (token, _gateway) = await checks(_settings(fake), SystemClock())
    assert token == ("token", False, "Discord does not accept it; reset it on the Bot page")
    fake.rest.endpoint = "https://elsewhere.example"
    found = await checks(_settings(fake, gateway_url="ws://127.0.0.1:9/"), SystemClock())
    wrong = {name: text for name, right, text in found if not right}
    assert set(wrong) == {"application", "gateway"}
    assert "clear it" in wrong["application"]
    late = SetClock(datetime.now(UTC) + timedelta(minutes=5))  # noqa: TID251  # the fake's clock
    assert (await checks(_settings(fake), late))[0][1] is False
    away = await checks(_settings(fake, api_url="http://127.0.0.1:9/api/v10"), SystemClock())
    assert "can't be reached" in away[0][2]
    assert fake.token not in str(away)


def _form(carried: str) -> Form:
    return Form("Title", "Send", "a", (TextField("name", "Name"),), carried=carried)


def test_what_was_typed_is_kept_for_an_hour_and_never_without_end() -> None:
    """By person and form, two hundred of them, the oldest leaving first."""
    clock = SetClock(NOON)
    forms = Forms(clock)
    for number in range(201):
        forms.keep("ann", _form(f"c{number}"))
    assert forms.find("ann", "c0") is None
    assert forms.find("ann", "c200") == _form("c200")
    assert forms.find("ben", "c200") is None
    clock.set(NOON + timedelta(minutes=61))
    assert forms.find("ann", "c200") is None
