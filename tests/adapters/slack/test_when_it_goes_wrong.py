"""Slow, broken, repeated, interrupted: what people see then, over the wire."""

import asyncio
import logging

import pytest

from adapters.slack.timing import USUAL
from bot.chat.answer import Invalid, Reply
from bot.chat.request import Person
from bot.chat.text import Words
from tests.adapters.slack.scripted import (
    APOLOGY,
    FORM,
    HASTY,
    PRESSED,
    Bot,
    running,
    says,
    until,
)
from tests.fakes.slack.api import APP_TOKEN, BOT_TOKEN
from tests.fakes.slack.fake import FakeSlack
from tests.fakes.slack.faults import RateLimited, Refused, Reset

SORRY = "Something went wrong here. It has been written down."
NOT_HERE = "This is for people of this workspace."


@pytest.mark.parametrize("act", ["command", "press", "form"])
async def test_a_slow_answer_comes_after_the_acknowledgement(
    slack: FakeSlack, bot: Bot, act: str
) -> None:
    """What takes longer than the guard is acknowledged in time, and answered when it is there."""
    ann = slack.user("Ann")
    lunch = slack.channel("lunch", ann)
    bot.script["circles.slow"] = bot.script[PRESSED] = Reply(says("Here it is."))
    bot.script[FORM.carried] = Reply(says("Here it is."))
    bot.script["circles.join"] = Reply(says("Here it is."))
    async with running(slack, bot, HASTY):
        status = (await slack.command(ann, "/lunch", "", lunch)).message
        form = (await slack.command(ann, "/circle", "create", lunch)).form
        bot.delay = HASTY.guard * 3
        assert status is not None
        assert form is not None
        match act:
            case "command":
                seen = await slack.command(ann, "/lunch", "join", lunch)
            case "press":
                seen = await slack.press(ann, status, "Leave")
            case _:
                seen = await slack.submit(form, {})
    assert not seen.failed
    assert seen.text == "Here it is."


async def test_the_usual_guard_is_in_time_for_slack(slack: FakeSlack, bot: Bot) -> None:
    """With the times of production, somebody whose answer takes four seconds sees no error."""
    ann = slack.user("Ann")
    bot.delay = 4.0
    async with running(slack, bot, USUAL):
        seen = await slack.command(ann, "/lunch", "join")
    assert not seen.failed
    assert seen.text == "Welcome, Ann."


async def test_errors_that_come_too_late_for_the_form(slack: FakeSlack, bot: Bot) -> None:
    """When the form has closed already, what was wrong is told by field in a private message."""
    ann = slack.user("Ann")
    lunch = slack.channel("lunch", ann)
    bot.script[FORM.carried] = Invalid(FORM, (("name", (Words("Taken."),)),))
    async with running(slack, bot, HASTY):
        form = (await slack.command(ann, "/circle", "create", lunch)).form
        bot.delay = HASTY.guard * 2
        assert form is not None
        assert (await slack.submit(form, {})).text == "Name  Taken."


async def test_a_form_that_does_not_open(slack: FakeSlack, bot: Bot) -> None:
    """A trigger that has run out gives the apology, not silence."""
    ann = slack.user("Ann")
    slack.next("views.open", Refused("expired_trigger_id"))
    async with running(slack, bot):
        assert (await slack.command(ann, "/circle", "create")).text == SORRY


async def test_a_bug_gives_one_apology_and_a_line_in_the_log(
    slack: FakeSlack, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever meets a bug reads one sentence; the log names the action."""
    ann = slack.user("Ann")
    bot.script["circles.join"] = RuntimeError("broken")
    async with running(slack, bot):
        seen = await slack.command(ann, "/lunch", "join Secret Circle")
    assert seen.text == SORRY
    assert seen.message is not None
    assert seen.message.text == APOLOGY.body[0][0].text  # type: ignore[index,union-attr]  # one paragraph of words
    assert [record.getMessage() for record in caplog.records if record.exc_info] == [
        "circles.join failed"
    ]
    assert "Secret Circle" not in caplog.text


@pytest.mark.parametrize("act", ["command", "press", "form", "event"])
async def test_what_comes_three_times_is_the_same_event(
    slack: FakeSlack, bot: Bot, act: str
) -> None:
    """A repeat reaches the core as often as it comes, each time under the same id."""
    ann = slack.user("Ann")
    async with running(slack, bot):
        status = (await slack.command(ann, "/lunch")).message
        form = (await slack.command(ann, "/circle", "create")).form
        assert status is not None
        assert form is not None
        bot.asked.clear()
        match act:
            case "command":
                await slack.command(ann, "/lunch", "join", times=3)
            case "press":
                await slack.press(ann, status, "Leave", times=3)
            case "form":
                await slack.submit(form, {}, times=3)
            case _:
                assert await slack.change(ann, times=3, tz="Asia/Tokyo")
        await until(lambda: len(bot.asked) == 3)
    assert len(bot.asked) == 3
    assert len({each.event for each in bot.asked}) == 1
    assert bot.asked[0].event


async def test_events_of_the_workspace(slack: FakeSlack, bot: Bot) -> None:
    """Who left, who moved, and that the app was removed reach the core as requests."""
    ann = slack.user("Ann")
    async with running(slack, bot):
        assert await slack.change(ann, tz="Asia/Tokyo", display_name="Anna")
        assert await slack.change(ann, deleted=True)
        assert await slack.revoke()
        assert await slack.uninstall()
    assert [(each.action, each.person.id) for each in bot.asked] == [
        ("members.changed", ann.id),
        ("members.gone", ann.id),
        ("communities.gone", ""),
        ("communities.gone", ""),
    ]
    assert bot.asked[0].person == Person(ann.id, "Anna", zone="Asia/Tokyo")


async def test_an_event_that_failed_comes_again(
    slack: FakeSlack, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event is acknowledged after it was handled, so that Slack repeats one that was not."""
    ann = slack.user("Ann")
    bot.script["members.gone"] = RuntimeError("the database is away")
    async with running(slack, bot):
        with monkeypatch.context() as patch:
            patch.setattr("tests.fakes.slack.fake.PATIENCE", 0.5)
            assert not await slack.change(ann, deleted=True)
        bot.script["members.gone"] = Reply(says("Noted."))
        assert await slack.change(ann, deleted=True)


async def test_a_reset_on_the_way_of_an_answer_says_nothing_twice(
    slack: FakeSlack, bot: Bot
) -> None:
    """An answer that may have arrived is not sent again."""
    ann = slack.user("Ann")
    slack.next("response_url", Reset())
    async with running(slack, bot) as platform:
        status = (await slack.command(ann, "/lunch")).message
        assert status is not None
        pressing = asyncio.create_task(slack.press(ann, status, "Leave"))
        await until(lambda: bool(slack.called("response_url")))
        await platform.close()
        pressing.cancel()
    assert len(slack.called("response_url")) == 1


async def test_no_log_holds_a_token_or_what_somebody_wrote(
    slack: FakeSlack, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    """At the noisiest level, with faults on the way: no token, no ticket, no word of a member's."""
    caplog.set_level(logging.DEBUG)
    ann = slack.user("Ann", display_name="Canary Bird")
    slack.sockets.refuse_handshakes = 1
    slack.next("auth.test", RateLimited(after=0))
    bot.script["help.unknown"] = RuntimeError("broken")
    async with running(slack, bot):
        await slack.command(ann, "/lunch", "canary in the mine")
        form = (await slack.command(ann, "/circle", "create")).form
        assert form is not None
        await slack.submit(form, {"name": "canary cage"})
        await slack.change(ann, display_name="Canary Two")
        await slack.event({"type": "message", "text": "canary sings"})
    ours = [record for record in caplog.records if record.name != "aiohttp.access"]
    written = "\n".join(logging.Formatter().format(record) for record in ours).casefold()
    assert "help.unknown failed" in written
    for secret in (BOT_TOKEN, APP_TOKEN, "ticket-", "canary"):
        assert secret.casefold() not in written


async def test_what_is_under_way_arrives_when_the_bot_stops(slack: FakeSlack, bot: Bot) -> None:
    """Who asked a moment before the bot is stopped still gets the answer."""
    ann = slack.user("Ann")
    async with running(slack, bot, HASTY):
        bot.delay = 0.1
        quick = asyncio.create_task(slack.command(ann, "/lunch", "join"))
        await until(lambda: len(bot.asked) == 1)
    assert (await quick).text == "Welcome, Ann."
    async with running(slack, bot, HASTY):
        bot.delay = HASTY.guard * 2
        slow = asyncio.create_task(slack.command(ann, "/lunch", "join"))
        await until(lambda: len(bot.asked) == 2)
    assert (await slow).text == "Welcome, Ann."
