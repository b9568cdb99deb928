"""What people do at Slack, over the wire, and what they see: the real library against the fake."""

import asyncio
from dataclasses import replace

import pytest

from bot.chat.answer import Choices, Invalid, Open, Replace, Reply, Settle
from bot.chat.message import Message
from bot.chat.platform import Channel, Direct
from bot.chat.request import Person, Request, Where
from bot.chat.text import Quote, Words
from tests.adapters.slack.scripted import (
    CHOSEN,
    FORM,
    PRESSED,
    Bot,
    running,
    says,
    until,
    with_controls,
)
from tests.fakes.slack.fake import FakeSlack
from tests.fakes.slack.workspace import TEAM

SORRY = "Something went wrong here. It has been written down."
NOT_HERE = "This is for people of this workspace."


async def test_a_command_is_answered_to_one_person(slack: FakeSlack, bot: Bot) -> None:
    """Who types a command sees the answer, and nobody else in the channel does."""
    ann = slack.user("Ann", display_name="Annie", tz="Asia/Tokyo")
    lunch = slack.channel("lunch", ann, bot=False)
    async with running(slack, bot):
        seen = await slack.command(ann, "/lunch", "join", lunch)
    assert seen.text == "Welcome, Annie."
    assert seen.message is not None
    assert seen.message.to == ann.id
    assert lunch.messages == []
    assert bot.asked == [
        Request(
            platform="slack",
            workspace=TEAM,
            person=Person(ann.id, "Annie", zone="Asia/Tokyo", language="en-US"),
            event=bot.asked[0].event,
            action="circles.join",
            where=Where(channel=lunch.id),
        )
    ]


async def test_a_command_in_a_direct_conversation_names_no_channel(
    slack: FakeSlack, bot: Bot
) -> None:
    """Typed to the bot itself, a command comes from no channel."""
    ann = slack.user("Ann")
    async with running(slack, bot):
        await slack.command(ann, "/lunch", "join")
    assert bot.asked[0].where == Where(channel=None)


async def test_what_is_typed_arrives_as_typed(slack: FakeSlack, bot: Bot) -> None:
    """Mentions come by id; `&` and `<` come back from Slack's escaping."""
    ann, ben = slack.user("Ann"), slack.user("Ben")
    async with running(slack, bot):
        await slack.command(ann, "/lunch", f"join Tom & Jerry <3 {ben.mention}")
        await slack.command(ann, "/lunch", "*jion* <!channel>")
    assert bot.asked[0].values == {"text": f"Tom & Jerry <3 <@{ben.id}>"}
    assert bot.asked[1].values == {"verb": "*jion*"}


async def test_a_prefix_for_workspaces_where_lunch_is_taken(slack: FakeSlack, bot: Bot) -> None:
    """With a prefix the command bears another name and means the same."""
    ann = slack.user("Ann")
    async with running(slack, bot, command_prefix="acme-"):
        await slack.command(ann, "/acme-lunch", "join")
    assert bot.asked[0].action == "circles.join"


async def test_a_command_that_was_never_declared(slack: FakeSlack, bot: Bot) -> None:
    """A manifest that is older than the bot gives an apology and no silence."""
    ann = slack.user("Ann")
    async with running(slack, bot):
        assert (await slack.command(ann, "/brunch", "join")).text == SORRY
    assert bot.asked == []


async def test_a_press_on_a_private_message_replaces_it(slack: FakeSlack, bot: Bot) -> None:
    """What was pressed becomes the answer; the button brings back what it carried."""
    ann = slack.user("Ann")
    lunch = slack.channel("lunch", ann)
    async with running(slack, bot):
        status = await slack.command(ann, "/lunch", "", lunch)
        assert status.message is not None
        seen = await slack.press(ann, status.message, "Leave")
    assert seen.replaced
    assert seen.text == "You left."
    assert bot.asked[-1].carried == PRESSED
    assert bot.asked[-1].action == ""


async def test_a_press_in_a_direct_conversation_replaces_too(slack: FakeSlack, bot: Bot) -> None:
    """A message in somebody's direct conversation is seen by them alone, so it may change."""
    ann = slack.user("Ann")
    async with running(slack, bot) as platform:
        await platform.deliver(TEAM, Direct(ann.id), with_controls(), "k1")
        (posted,) = slack.api.direct(ann)
        assert (await slack.press(ann, posted, "Leave")).replaced
    assert posted.reading == "You left."


async def test_a_press_in_a_channel_is_answered_privately(slack: FakeSlack, bot: Bot) -> None:
    """A message that others see stays as it is; the presser alone gets the answer."""
    ann = slack.user("Ann")
    lunch = slack.channel("lunch", ann)
    async with running(slack, bot) as platform:
        await platform.deliver(TEAM, Channel(lunch.id), with_controls(), "k1")
        (posted,) = lunch.messages
        before = posted.reading
        seen = await slack.press(ann, posted, "Leave")
    assert (seen.text, seen.replaced) == ("You left.", False)
    assert seen.message is not None
    assert seen.message.to == ann.id
    assert posted.reading == before


async def test_what_is_settled_is_settled_for_everybody(slack: FakeSlack, bot: Bot) -> None:
    """The message in the channel becomes the new one; what is said beside it, one person sees."""
    ann = slack.user("Ann")
    lunch = slack.channel("lunch", ann)
    bot.script[PRESSED] = Settle(says("You met."), says("Only for Ann."))
    async with running(slack, bot) as platform:
        await platform.deliver(TEAM, Channel(lunch.id), with_controls(), "k1")
        (posted,) = lunch.messages
        assert (await slack.press(ann, posted, "Leave")).replaced
        await until(lambda: bool(slack.api.private))
    assert (posted.reading, posted.to) == ("You met.", "")
    (aside,) = slack.api.private
    assert (aside.reading, aside.to) == ("Only for Ann.", ann.id)


async def test_a_choice_acts_at_once(slack: FakeSlack, bot: Bot) -> None:
    """Choosing brings back what the select carried, and the choice."""
    ann = slack.user("Ann")
    async with running(slack, bot):
        status = await slack.command(ann, "/lunch")
        assert status.message is not None
        assert (await slack.press(ann, status.message, "Coffee")).text == "You chose 2."
    assert bot.asked[-1].carried == CHOSEN
    assert bot.asked[-1].values == {"choice": "2"}


async def test_a_link_asks_nothing(slack: FakeSlack, bot: Bot) -> None:
    """A button that leads to a page is acknowledged, and the bot hears nothing of it."""
    ann = slack.user("Ann")
    async with running(slack, bot):
        status = await slack.command(ann, "/lunch")
        assert status.message is not None
        assert not (await slack.press(ann, status.message, "Read more")).failed
    assert len(bot.asked) == 1


async def test_a_form_is_filled_in_and_sent(slack: FakeSlack, bot: Bot) -> None:
    """A form opens filled in; what is sent arrives by field, from where it was opened."""
    ann = slack.user("Ann")
    lunch = slack.channel("lunch", ann)
    async with running(slack, bot):
        form = (await slack.command(ann, "/circle", "create", lunch)).form
        assert form is not None
        seen = await slack.submit(form, {"Name": "Tea", "days": ["mo", "Tuesday"], "size": "3"})
    assert seen.text == "It is made."
    assert seen.message is not None
    assert (seen.message.channel, seen.message.to) == (lunch.id, ann.id)
    assert bot.asked[-1].values == {"name": "Tea", "why": "", "size": "3", "days": ("mo", "tu")}
    assert bot.asked[-1].where == Where(channel=lunch.id)
    assert bot.asked[-1].carried == FORM.carried


@pytest.mark.parametrize("place", ["a channel without the bot", "a direct conversation"])
async def test_a_form_from_where_the_bot_may_not_speak(
    slack: FakeSlack, bot: Bot, place: str
) -> None:
    """Where nothing private can be shown, the answer comes into the direct conversation."""
    ann = slack.user("Ann")
    lunch = slack.channel("lunch", ann, bot=False) if "channel" in place else None
    async with running(slack, bot):
        form = (await slack.command(ann, "/circle", "create", lunch)).form
        assert form is not None
        assert (await slack.submit(form, {})).text == "It is made."
    assert [posted.reading for posted in slack.api.direct(ann)] == ["It is made."]


async def test_a_form_says_what_is_wrong_in_which_field(slack: FakeSlack, bot: Bot) -> None:
    """What can't be understood stays open, filled in, with the reason under the field."""
    ann = slack.user("Ann")
    why = (Words("There is one called "), Quote("*Tea* <!here>"), Words(" already."))
    bot.script[FORM.carried] = Invalid(FORM, (("name", why),))
    async with running(slack, bot):
        form = (await slack.command(ann, "/circle", "create")).form
        assert form is not None
        seen = await slack.submit(form, {"name": "Tea"})
        assert seen.errors == {"name": "There is one called *Tea* <!here> already."}
        bot.script[FORM.carried] = Reply(says("It is made."))
        assert seen.form is not None
        assert (await slack.submit(seen.form, {"name": "Coffee"})).text == "It is made."


async def test_a_form_can_lead_to_the_next(slack: FakeSlack, bot: Bot) -> None:
    """A form that answers a form takes its place."""
    ann = slack.user("Ann")
    bot.script[FORM.carried] = Open(replace(FORM, title="And now", carried="next"))
    async with running(slack, bot):
        form = (await slack.command(ann, "/circle", "create")).form
        assert form is not None
        following = (await slack.submit(form, {})).form
        assert following is not None
        assert following.view["title"]["text"] == "And now"
        await slack.submit(following, {})
    assert bot.asked[-1].carried == "next"


async def test_a_press_can_open_a_form(slack: FakeSlack, bot: Bot) -> None:
    """A button leads to a form as a command does."""
    ann = slack.user("Ann")
    lunch = slack.channel("lunch", ann)
    bot.script[PRESSED] = Open(FORM)
    async with running(slack, bot):
        status = await slack.command(ann, "/lunch", "", lunch)
        assert status.message is not None
        form = (await slack.press(ann, status.message, "Leave")).form
        assert form is not None
        await slack.submit(form, {})
    assert bot.asked[-1].where == Where(channel=lunch.id)


async def test_an_answer_to_completion_is_nothing_here(slack: FakeSlack, bot: Bot) -> None:
    """Slack has no completion of commands: such an answer is acknowledged and shows nothing."""
    ann = slack.user("Ann")
    bot.script["circles.join"] = Choices(())
    async with running(slack, bot) as platform:
        seeing = asyncio.create_task(slack.command(ann, "/lunch", "join"))
        await until(lambda: bool(bot.asked))
        await platform.close()
        seeing.cancel()
    assert slack.api.private == []


async def test_a_message_with_nothing_else_in_it(slack: FakeSlack, bot: Bot) -> None:
    """An answer replaces the message in a private reply, and in a command is said as it is."""
    ann = slack.user("Ann")
    bot.script["circles.join"] = Replace(Message(title=(Words("Only a title"),)))
    async with running(slack, bot):
        assert (await slack.command(ann, "/lunch", "join")).text == "Only a title"


async def test_an_event_that_comes_again_is_answered_once(slack: FakeSlack, bot: Bot) -> None:
    """A press, a form and a command that opens one: three deliveries, one thing to see."""
    ann = slack.user("Ann")
    lunch = slack.channel("lunch", ann)
    async with running(slack, bot) as platform:
        await platform.deliver(TEAM, Channel(lunch.id), with_controls(), "k1")
        await slack.press(ann, lunch.messages[0], "Leave", times=3)
        form = (await slack.command(ann, "/circle", "create", lunch, times=3)).form
        assert form is not None
        await slack.submit(form, {}, times=3)
    assert [posted.reading for posted in slack.api.private] == ["You left.", "It is made."]
    assert len(slack.called("views.open")) == 1
