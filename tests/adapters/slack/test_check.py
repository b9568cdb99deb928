"""What `tablemates check` finds out by asking Slack."""

from datetime import UTC, datetime, timedelta

from adapters.slack.check import Check, checks
from adapters.slack.commands import SCOPES
from tests.adapters.slack.scripted import settings
from tests.fakes.slack.api import APP_TOKEN, BOT_TOKEN
from tests.fakes.slack.fake import FakeSlack
from tests.fakes.slack.faults import Status

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


async def found(slack: FakeSlack, now: datetime = NOON) -> dict[str, Check]:
    """Each finding by its name."""
    slack.date = "Mon, 23 Nov 2026 12:00:00 GMT"
    return {check.name: check async for check in checks(settings(slack), lambda: now)}


async def test_all_is_well(slack: FakeSlack) -> None:
    """Both tokens, the scopes and the clock are looked at, and each says what it found."""
    assert [(check.name, check.ok, check.text) for check in (await found(slack)).values()] == [
        ("Slack bot token", True, "works in Tablemates as tablemates"),
        ("Slack scopes", True, f"{', '.join(SCOPES)}: all granted"),
        ("Slack clock", True, "+0 s against Slack's"),
        ("Slack app token", True, "opens a Socket Mode connection"),
    ]


async def test_a_scope_is_missing() -> None:
    """It is named, with where to add it."""
    async with FakeSlack(scopes=("commands", "chat:write", "users:read")) as slack:
        check = (await found(slack))["Slack scopes"]
    assert not check.ok
    assert check.text.startswith("missing files:write, im:write, mpim:write:")


async def test_a_scope_that_one_can_do_without_is_missing() -> None:
    """It is named as well, and is no failure: dates come as links."""
    async with FakeSlack(scopes=tuple(set(SCOPES) - {"files:write"})) as slack:
        check = (await found(slack))["Slack scopes"]
    assert check.ok
    assert check.text.startswith("missing files:write:")


async def test_a_clock_that_is_wrong(slack: FakeSlack) -> None:
    """Rounds come at a minute, so that a minute is what counts."""
    assert (await found(slack, NOON - timedelta(seconds=59)))["Slack clock"].ok
    wrong = (await found(slack, NOON - timedelta(seconds=60)))["Slack clock"]
    assert (wrong.ok, wrong.text) == (False, "-60 s against Slack's")


async def test_tokens_that_do_not_work(slack: FakeSlack) -> None:
    """Each says Slack's own word and what to do, and neither shows itself."""
    slack.api.refusing = {"bot": "token_revoked", "app": "missing_scope"}
    checked = await found(slack)
    assert {name: check.ok for name, check in checked.items()} == {
        "Slack bot token": False,
        "Slack app token": False,
    }
    assert checked["Slack bot token"].text.startswith("token_revoked: ")
    assert "connections:write" in checked["Slack app token"].text
    assert not any(token in str(checked) for token in (BOT_TOKEN, APP_TOKEN))


async def test_slack_can_not_be_reached(slack: FakeSlack) -> None:
    """The address is named, so that a typing error in it is seen."""
    slack.next("auth.test", *[Status(502)] * 3)
    check = (await found(slack))["Slack bot token"]
    assert (check.ok, check.text) == (False, f"{slack.api_url} says HTTP 502")
