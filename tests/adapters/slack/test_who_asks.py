"""Who may do what is asked of Slack, over the wire, before a request goes on."""

import asyncio
from dataclasses import replace

import pytest

from bot.chat.platform import Channel
from tests.adapters.slack.scripted import (
    QUICK,
    Bot,
    running,
    with_controls,
)
from tests.fakes.slack.fake import FakeSlack
from tests.fakes.slack.faults import RateLimited, Refused, Reset
from tests.fakes.slack.workspace import TEAM

SORRY = "Something went wrong here. It has been written down."
NOT_HERE = "This is for people of this workspace."


async def test_who_organises_is_asked_before_the_request_goes_on(
    slack: FakeSlack, bot: Bot
) -> None:
    """An admin organises, a guest does not, whatever Slack said of them a while ago."""
    ann, ben = (
        slack.user("Ann", is_admin=True),
        slack.user("Ben", is_admin=True, is_restricted=True),
    )
    async with running(slack, bot, replace(QUICK, kept=0.0)):
        await slack.command(ann, "/lunch", "join")
        await slack.command(ben, "/lunch", "join")
        ann.is_admin = False
        await slack.command(ann, "/lunch", "join")
    assert [each.person.organises for each in bot.asked] == [True, False, False]


async def test_slack_is_asked_once_a_minute_for_each_person(slack: FakeSlack, bot: Bot) -> None:
    """Many requests of one person are one question, also when they come at the same moment."""
    ann, ben = slack.user("Ann"), slack.user("Ben")
    async with running(slack, bot):
        await asyncio.gather(*(slack.command(ann, "/lunch", "join") for _ in range(5)))
        await slack.command(ann, "/lunch", "join")
        await slack.command(ben, "/lunch", "join")
    assert [call.args["user"] for call in slack.called("users.info")] == [ann.id, ben.id]
    assert len(bot.asked) == 7


async def test_a_change_that_slack_tells_is_believed_at_once(slack: FakeSlack, bot: Bot) -> None:
    """Rights that are taken away hold from the event on, not from a minute later."""
    ann = slack.user("Ann", is_admin=True)
    async with running(slack, bot):
        await slack.command(ann, "/lunch", "join")
        await slack.change(ann, is_admin=False)
        await slack.command(ann, "/lunch", "join")
    assert [each.person.organises for each in bot.of("circles.join")] == [True, False]


@pytest.mark.parametrize("what", [{"team_id": "T0OTHER"}, {"is_stranger": True}])
async def test_people_of_other_workspaces_are_told_so(
    slack: FakeSlack, bot: Bot, what: dict[str, str]
) -> None:
    """In a channel shared with another workspace its people get one private sentence."""
    far = slack.user("Far", is_owner=True, **what)
    lunch = slack.channel("lunch", far)
    async with running(slack, bot) as platform:
        assert (await slack.command(far, "/lunch", "join", lunch)).text == NOT_HERE
        await platform.deliver(TEAM, Channel(lunch.id), with_controls(), "k")
        seen = await slack.press(far, lunch.messages[0], "Leave")
    assert seen.text == NOT_HERE
    assert seen.message is not None
    assert seen.message.to == far.id
    assert bot.asked == []


@pytest.mark.parametrize("error", ["fatal_error", "missing_scope", "user_not_found"])
async def test_nobody_acts_whom_slack_does_not_vouch_for(
    slack: FakeSlack, bot: Bot, error: str
) -> None:
    """When Slack does not say who it is, nothing is done, and one private sentence says so."""
    ann = slack.user("Ann")
    slack.next("users.info", Refused(error))
    async with running(slack, bot):
        seen = await slack.command(ann, "/lunch", "join")
        assert seen.text == (NOT_HERE if error == "user_not_found" else SORRY)
        assert bot.asked == []
        if error != "user_not_found":  # a failure is not kept for a minute
            assert (await slack.command(ann, "/lunch", "join")).text == "Welcome, Ann."


async def test_a_question_that_fails_in_passing_is_asked_again(slack: FakeSlack, bot: Bot) -> None:
    """Reading may be repeated: a reset and a 429 on the way are not noticed by anybody."""
    ann = slack.user("Ann")
    slack.next("users.info", Reset(), RateLimited(after=0))
    async with running(slack, bot, replace(QUICK, guard=2.5)):
        assert (await slack.command(ann, "/lunch", "join")).text == "Welcome, Ann."
    assert len(slack.called("users.info")) == 3
