"""The connection: what breaks it, and how it comes back."""

import asyncio
from dataclasses import replace

import pytest
from pydantic import SecretStr

from adapters.slack.link import SlackRefused
from adapters.slack.settings import Settings
from tests.adapters.slack.scripted import QUICK, Bot, adapter, running, settings, until
from tests.fakes.slack.api import BOT_TOKEN
from tests.fakes.slack.fake import FakeSlack
from tests.fakes.slack.faults import RateLimited, Refused, Reset, Status


@pytest.mark.parametrize("how", ["reset", "goodbye"])
async def test_a_lost_session_is_replaced(slack: FakeSlack, bot: Bot, how: str) -> None:
    """A reset connection or Slack's own goodbye costs nothing but a moment."""
    ann = slack.user("Ann")
    async with running(slack, bot):
        if how == "reset":
            slack.sockets.drop()
        else:
            await slack.sockets.disconnect()
        await slack.sockets.connected()
        assert (await slack.command(ann, "/lunch", "join")).text == "Welcome, Ann."
    assert slack.sockets.opened >= 2


async def test_a_refused_handshake_with_a_void_ticket(slack: FakeSlack, bot: Bot) -> None:
    """The library would try the void ticket for ever; a new one is asked for instead."""
    ann = slack.user("Ann")
    slack.sockets.refuse_handshakes = 1
    async with running(slack, bot):
        assert (await slack.command(ann, "/lunch", "join")).text == "Welcome, Ann."
    assert slack.sockets.refused >= 1
    assert len(slack.called("apps.connections.open")) >= 2


async def test_the_same_after_a_lost_session(slack: FakeSlack, bot: Bot) -> None:
    """Also in the middle of the day: lost, refused, and its ticket void by then."""
    ann = slack.user("Ann")
    async with running(slack, bot) as platform:
        slack.sockets.refuse_handshakes = 1
        slack.sockets.drop()
        await until(lambda: platform.trouble != "")
        assert platform.trouble == "no session with Slack"
        assert (await slack.command(ann, "/lunch", "join")).text == "Welcome, Ann."
        assert platform.trouble == ""


async def test_slack_is_away_at_the_start(slack: FakeSlack, bot: Bot) -> None:
    """Whatever keeps Slack from answering, it is asked until it does."""
    ann = slack.user("Ann")
    slack.next("auth.test", Reset(), Status(502), RateLimited(after=0), Refused("fatal_error"))
    slack.next("apps.connections.open", Status(504), Refused("internal_error"))
    async with running(slack, bot):
        assert (await slack.command(ann, "/lunch", "join")).text == "Welcome, Ann."


async def test_nobody_answers_there(bot: Bot) -> None:
    """Without a Slack at the address the adapter says so, and goes on trying."""
    async with FakeSlack() as gone:
        platform = adapter(gone, bot)
    assert platform.trouble == "Slack has not been reached yet"
    task = asyncio.create_task(platform.run())
    done, _ = await asyncio.wait({task}, timeout=0.5)
    assert not done
    assert platform.trouble == "Slack has not been reached yet"
    task.cancel()


@pytest.mark.parametrize("error", ["invalid_auth", "account_inactive", "token_revoked"])
async def test_a_token_that_slack_refuses(slack: FakeSlack, bot: Bot, error: str) -> None:
    """A token that is no good ends the run with Slack's word for it, and without the token."""
    slack.api.refusing["bot"] = error
    platform = adapter(slack, bot)
    with pytest.raises(SlackRefused) as refused:
        await platform.run()
    assert refused.value.reason == error
    assert BOT_TOKEN not in str(refused.value)
    assert platform.trouble == f"Slack refuses: {error}"


@pytest.mark.parametrize("error", ["invalid_auth", "forbidden_team", "missing_scope"])
async def test_an_app_token_that_slack_refuses(slack: FakeSlack, bot: Bot, error: str) -> None:
    """The same for the second token, and for an app whose Socket Mode is off."""
    slack.api.refusing["app"] = error
    with pytest.raises(SlackRefused, match=error):
        await adapter(slack, bot).run()


async def test_an_app_token_that_is_revoked_while_it_runs(slack: FakeSlack, bot: Bot) -> None:
    """When no new connection is given any more, the run ends and says why."""
    platform = adapter(slack, bot)
    running_ = asyncio.create_task(platform.run())
    await slack.sockets.connected()
    slack.api.refusing["app"] = "token_revoked"
    slack.sockets.drop()
    with pytest.raises(SlackRefused, match="token_revoked"):
        await running_


async def test_every_call_goes_to_the_configured_address(slack: FakeSlack, bot: Bot) -> None:
    """With an address without its last slash, nothing goes anywhere else."""
    whole = settings(slack)
    bare = Settings(
        bot_token=SecretStr(whole.bot_token.get_secret_value()),
        app_token=SecretStr(whole.app_token.get_secret_value()),
        api_url=whole.api_url.rstrip("/"),
    )
    assert bare == whole
    ann = slack.user("Ann")
    async with running(slack, bot, replace(QUICK, kept=0.0)):
        await slack.command(ann, "/circle", "create")
    assert {call.method for call in slack.calls} == {
        "apps.connections.open",
        "auth.test",
        "users.info",
        "views.open",
    }
