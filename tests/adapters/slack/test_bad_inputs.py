"""Hostile names and words on Slack: shown as typed, and never a ping, a link or markup."""

import json
from pathlib import Path

import pytest

from bot.chat.answer import Open, Reply
from bot.chat.form import Form, TextField
from bot.chat.message import Button, Facts, Message, Option, Select
from bot.chat.platform import Channel
from bot.chat.text import Mention, Quote, Words
from tests.adapters.slack.scripted import Bot, adapter, running
from tests.fakes.slack.fake import FakeSlack
from tests.fakes.slack.workspace import TEAM

CASES = json.loads((Path(__file__).parents[2] / "bad_inputs.json").read_text())["cases"]
KINDS = ("mention.slack", "link_spoof.slack", "markdown", "unicode", "echo", "xss", "format_string")
NAMES = {
    case["id"]: case["value"]
    for case in CASES
    if case["kind"].startswith(KINDS) and isinstance(case["value"], str) and case["value"]
}
NAMES["lone surrogate"] = "\ud800"


def told(name: str) -> Message:
    """A message with somebody's words in every place that takes them."""
    return Message(
        title=(Words("Your table in "), Quote(name[:60])),
        body=(
            (Mention("U0ANN"), Words(" meets "), Quote(name), Words(".")),
            Facts((((Words("Circle"),), (Quote(name),)),)),
        ),
        controls=(
            Button(name[:20], "a", carried="c"),
            Select("Which?", "b", (Option(name[:20], "1"),), carried="d"),
        ),
        foot=(Words("Asked by "), Quote(name)),
    )


HARMLESS = "Ann"


@pytest.mark.parametrize("case", NAMES)
async def test_a_name_is_shown_as_typed(slack: FakeSlack, bot: Bot, case: str) -> None:
    """Whatever somebody is called, Slack makes nothing of it that it makes not of a plain name."""
    name = NAMES[case][:500]
    lunch = slack.channel("lunch")
    platform = adapter(slack, bot)
    await platform.deliver(TEAM, Channel(lunch.id), told(HARMLESS), "k1")
    await platform.deliver(TEAM, Channel(lunch.id), told(name), "k2")
    plain, hostile = lunch.messages
    assert hostile.entities == plain.entities == ["user", "user"]  # in the fallback and the body
    assert hostile.marked == plain.marked == []
    assert f" meets {name}." in hostile.reading
    assert f"Asked by {name}" in hostile.reading
    shapes = [[block["type"] for block in posted.blocks] for posted in (hostile, plain)]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("case", NAMES)
async def test_a_line_that_was_typed_comes_back_as_typed(
    slack: FakeSlack, bot: Bot, case: str
) -> None:
    """A verb that is not understood is echoed without a life of its own; so is a field's value."""
    typed = NAMES[case]
    field = TextField("name", "Name", value=typed[:3000], required=False, long=True)
    bot.script["circles.create"] = Open(Form("A form", "Send", "f", (field,), carried="f"))
    bot.script["help.unknown"] = lambda request: Reply(
        Message(body=((Words("I do not know "), Quote(request.value("verb"))),))
    )
    ann = slack.user("Ann")
    async with running(slack, bot):
        seen = await slack.command(ann, "/lunch", typed)
        form = (await slack.command(ann, "/circle", "create")).form
        assert form is not None
        await slack.submit(form, {})
    assert seen.message is not None
    if bot.asked[0].action == "help.unknown":
        assert seen.message.entities == []
        assert seen.text == f"I do not know {bot.asked[0].value('verb')}"
    assert bot.asked[-1].values == {"name": typed[:3000]}
