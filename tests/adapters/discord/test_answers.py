"""Over the wire with the real library: what people do arrives, and the answer reaches them."""

import asyncio

import pytest

from adapters.discord.platform import Discord
from bot.chat.answer import Answer, Choices, Invalid, Open, Replace, Reply, Settle
from bot.chat.form import ChoicesField, Form, TextField
from bot.chat.message import Button, Message, Option, Select
from bot.chat.platform import Channel, Direct
from bot.chat.request import Person, Request, Where
from bot.chat.text import Words
from tests.adapters.discord.conftest import Desk, Notes, adapter, eventually, running, says
from tests.fakes.discord.faults import broken, denied
from tests.fakes.discord.server import FakeDiscord


async def test_a_command_arrives_as_the_request_that_it_means(
    fake: FakeDiscord, bot: Discord, desk: Desk
) -> None:
    """A command typed in a channel gives one request, and its answer is seen by one person."""
    ann, lunch = fake.person("ann", global_name="Ann", organises=True), fake.channel("lunch")
    seen = await fake.command(ann, "/lunch", "join", lunch, circle="Lunch")
    assert seen.text == "heard"
    assert seen.message is not None
    assert seen.message.seen_by is ann
    assert desk.requests == [
        Request(
            platform="discord",
            workspace=fake.world.server,
            person=Person(ann.id, "Ann", organises=True, language="en-US"),
            event=seen.id,
            action="circles.join",
            values={"circle": "Lunch"},
            where=Where(channel=lunch.id, may_post=True),
        )
    ]


async def test_completion_offers_what_the_product_offers(
    fake: FakeDiscord, bot: Discord, desk: Desk
) -> None:
    """While an option is typed, the product is asked with all that stands there so far."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    desk.answers["circles.names"] = Choices((Option("Lunch", "1"), Option("Tea & cake", "2")))
    offered = await fake.complete(ann, "/lunch", "pause", lunch, "circle", "lu", until="May")
    assert offered == ["Lunch", "Tea & cake"]
    (request,) = desk.requests
    assert (request.action, request.values) == ("circles.names", {"typed": "lu", "until": "May"})


async def test_a_press_brings_back_what_the_button_carried(
    fake: FakeDiscord, bot: Discord, desk: Desk
) -> None:
    """A button that everybody sees: the press is a request, and its answer is private."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    join = Message(body=((Words("Come"),),), controls=(Button("Join", "x", carried="1a|j"),))
    await bot.deliver(fake.world.server, Channel(lunch.id), join, "key")
    desk.answers["1a|j"] = Replace(says("you are in"))
    seen = await fake.press(ann, lunch.messages[0], "Join")
    assert seen.text == "you are in"
    assert not seen.replaced
    assert lunch.messages[0].text == "Come"
    assert (desk.requests[0].carried, desk.requests[0].values) == ("1a|j", {})


async def test_a_message_that_one_person_sees_is_replaced(
    fake: FakeDiscord, bot: Discord, desk: Desk
) -> None:
    """A private reply becomes the next one; so does a direct message."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    ask = Message(body=((Words("Sure?"),),), controls=(Button("Yes", "x", carried="yes"),))
    desk.answers |= {"circles.help": Reply(ask), "yes": Replace(says("done"))}
    first = await fake.command(ann, "/lunch", "help", lunch)
    assert first.message is not None
    second = await fake.press(ann, first.message, "Yes")
    assert (second.replaced, first.message.text, first.message.labels) == (True, "done", [])
    await bot.deliver(fake.world.server, Direct(ann.id), ask, "key")
    (told,) = fake.directs(ann)
    third = await fake.press(ann, told, "Yes")
    assert (third.replaced, told.text) == (True, "done")
    assert (desk.requests[-1].workspace, desk.requests[-1].where) == ("", Where(channel=None))


@pytest.mark.parametrize("slow", [False, True])
async def test_what_is_settled_is_settled_for_everybody(
    fake: FakeDiscord, desk: Desk, notes: Notes, slow: bool
) -> None:
    """The message in the channel becomes the new one, also when the answer took long; what is said
    beside it, one person sees.
    """
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    ask = Message(body=((Words("Did you meet?"),),), controls=(Button("Yes", "x", carried="y"),))
    gate = asyncio.Event()

    async def settle(request: Request) -> Answer:
        await gate.wait()
        return Settle(says("You met."), says("Only for Ann."))

    desk.answers["y"] = settle
    if not slow:
        gate.set()
    async with running(fake, adapter(fake, desk, notes, patience=0.05 if slow else 2.0)) as bot:
        await bot.deliver(fake.world.server, Channel(lunch.id), ask, "key")
        (posted,) = lunch.messages
        pressing = asyncio.create_task(fake.press(ann, posted, "Yes"))
        if slow:
            await eventually(lambda: any(visit.deferred for visit in fake.visits.all))
            gate.set()
        seen = await pressing
        await eventually(lambda: seen.message is not None and seen.text == "Only for Ann.")
    assert (posted.text, posted.labels) == ("You met.", [])
    assert seen.message is not None
    assert seen.message.seen_by is ann


async def test_a_choice_arrives_as_the_value_choice(
    fake: FakeDiscord, bot: Discord, desk: Desk
) -> None:
    """Choosing in a select is a request at once."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    which = Select("Which circle?", "x", (Option("Lunch", "1"), Option("Tea", "2")), carried="w")
    desk.answers["circles.help"] = Reply(Message(body=((Words("Which"),),), controls=(which,)))
    seen = await fake.command(ann, "/lunch", "help", lunch)
    assert seen.message is not None
    await fake.choose(ann, seen.message, "Tea")
    assert (desk.requests[-1].carried, desk.requests[-1].values) == ("w", {"choice": "2"})


FORM = Form(
    title="Write a charter",
    submit="Begin",
    action="circles.created",
    fields=(
        TextField("name", "Name", "So that people know it", most=60),
        TextField("construct", "How we meet", long=True),
        ChoicesField("days", "Which days", (Option("Monday", "mon"), Option("Tuesday", "tue"))),
    ),
    carried="1a|5|circles.created||3f|mac",
)
SENT: dict[str, str | list[str]] = {"name": "Lunch", "construct": "every blue moon", "days": "tue"}


async def test_a_form_opens_and_what_is_sent_arrives_by_field(
    fake: FakeDiscord, bot: Discord, desk: Desk
) -> None:
    """A form is the first answer to a command; each value arrives under its field's name."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    desk.answers["circles.create"] = Open(FORM)
    seen = await fake.command(ann, "/circle", "create", lunch)
    assert seen.form is not None
    assert seen.form.title == "Write a charter"
    sent = await fake.submit(seen.form, SENT)
    assert sent.text == "heard"
    assert desk.requests[-1].carried == FORM.carried
    assert desk.requests[-1].values == {
        "name": "Lunch",
        "construct": "every blue moon",
        "days": ("tue",),
    }


def filled(request: Request) -> Form:
    """The form as the product gives it back."""
    name, construct, days = FORM.fields
    assert isinstance(name, TextField)
    assert isinstance(construct, TextField)
    assert isinstance(days, ChoicesField)
    chosen = request.values["days"]
    assert isinstance(chosen, tuple)
    return Form(
        FORM.title,
        FORM.submit,
        FORM.action,
        (
            TextField("name", "Name", value=request.value("name"), most=60),
            TextField("construct", "How we meet", long=True, value=request.value("construct")),
            ChoicesField("days", days.label, days.options, values=chosen),
        ),
        carried=FORM.carried,
    )


async def invalid(request: Request) -> Answer:
    """The product can't read the construct; a press without values opens the form afresh."""
    if not request.values:
        return Open(FORM)
    if request.value("construct") == "every week":
        return Reply(says("begun"))
    why = (Words("I can't read that. Try: every week on Tuesday at 12:00"),)
    return Invalid(filled(request), (("construct", why),))


async def test_a_form_that_can_not_be_taken_opens_again_filled_in(
    fake: FakeDiscord, bot: Discord, desk: Desk
) -> None:
    """The private message says which field and why; its button opens what was typed, as it was."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    desk.answers |= {"circles.create": Open(FORM), FORM.carried: invalid}
    first = await fake.command(ann, "/circle", "create", lunch)
    assert first.form is not None
    sent = await fake.submit(first.form, SENT)
    assert "**How we meet** I can't read that." in sent.text
    assert sent.message is not None
    heard = len(desk.requests)
    again = await fake.press(ann, sent.message, "Write a charter")
    assert again.form is not None
    assert [again.form.value(name) for name in ("name", "construct", "days")] == [
        "Lunch",
        "every blue moon",
        ["tue"],
    ]
    assert len(desk.requests) == heard  # nothing was asked of the product
    done = await fake.submit(again.form, {"construct": "every week"})
    assert done.text == "begun"
    assert desk.requests[-1].value("name") == "Lunch"
    afresh = await fake.press(ann, sent.message, "Write a charter")
    assert afresh.form is not None
    assert afresh.form.value("name") == ""  # it was taken: nothing of it is kept


async def test_after_a_restart_the_button_still_opens_the_form(
    fake: FakeDiscord, desk: Desk, notes: Notes
) -> None:
    """What was typed is gone with the process; the button is not: the product opens the form."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    desk.answers |= {"circles.create": Open(FORM), FORM.carried: invalid}
    async with running(fake, adapter(fake, desk, notes)):
        first = await fake.command(ann, "/circle", "create", lunch)
        assert first.form is not None
        sent = await fake.submit(first.form, SENT)
    assert sent.message is not None
    async with running(fake, adapter(fake, desk, notes)):
        again = await fake.press(ann, sent.message, "Write a charter")
    assert again.form is not None
    assert again.form.value("name") == ""
    assert (desk.requests[-1].carried, desk.requests[-1].values) == (FORM.carried, {})


async def test_nobody_is_shown_what_somebody_else_typed(
    fake: FakeDiscord, bot: Discord, desk: Desk
) -> None:
    """Two people fill in the same form; each gets back their own words."""
    ann, ben = fake.person("ann"), fake.person("ben")
    lunch = fake.channel("lunch")
    desk.answers |= {"circles.create": Open(FORM), FORM.carried: invalid}
    back = {}
    for person in (ann, ben):
        first = await fake.command(person, "/circle", "create", lunch)
        assert first.form is not None
        sent = await fake.submit(first.form, {**SENT, "name": person.username})
        assert sent.message is not None
        back[person] = sent.message
    again = await fake.press(ann, back[ann], "Write a charter")
    assert again.form is not None
    assert again.form.value("name") == "ann"


async def test_a_slow_answer_is_announced_and_arrives(
    fake: FakeDiscord, desk: Desk, notes: Notes
) -> None:
    """Nobody sees Discord's own error: a command, a press and a form are told to wait."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    ask = Message(body=((Words("Sure?"),),), controls=(Button("Yes", "x", carried="yes"),))

    async def late(request: Request) -> Answer:
        await asyncio.sleep(0.3)
        return answers[request.action or request.carried]

    answers: dict[str, Answer] = {
        "circles.help": Reply(ask),
        "yes": Replace(says("done")),
        "circles.join": Open(FORM),
        FORM.carried: Invalid(FORM, (("name", (Words("Taken"),)),)),
    }
    desk.answers |= dict.fromkeys(answers, late)
    async with running(fake, adapter(fake, desk, notes, patience=0.05)) as bot:
        asked = await fake.command(ann, "/lunch", "help", lunch)
        assert (asked.types, asked.text) == ([5], "Sure?")
        assert asked.message is not None
        pressed = await fake.press(ann, asked.message, "Yes")
        assert (pressed.types, pressed.replaced, asked.message.text) == ([6], True, "done")
        await bot.deliver(fake.world.server, Channel(lunch.id), ask, "key")
        public = await fake.press(ann, lunch.messages[0], "Yes")
        assert (public.types, public.replaced, public.text) == ([5], False, "done")
        # A form can't open late: a button offers it, and opens it from memory.
        offered = await fake.command(ann, "/lunch", "join", lunch)
        assert offered.message is not None
        opened = await fake.press(ann, offered.message, "Write a charter")
        assert opened.form is not None
        sent = await fake.submit(opened.form, SENT)
        assert sent.types == [6]  # it was opened from a message of their own
        assert "**Name** Taken" in sent.text


async def test_a_late_reply_to_a_private_message_leaves_it_alone(
    fake: FakeDiscord, desk: Desk, notes: Notes
) -> None:
    """Put off by a press on a message of one's own, a reply is a message of its own."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    ask = Message(body=((Words("Sure?"),),), controls=(Button("Yes", "x", carried="yes"),))

    async def late(request: Request) -> Answer:
        await asyncio.sleep(0.3)
        return Reply(says("by the way"))

    desk.answers |= {"circles.help": Reply(ask), "yes": late}
    async with running(fake, adapter(fake, desk, notes, patience=0.1)):
        first = await fake.command(ann, "/lunch", "help", lunch)
        assert first.message is not None
        second = await fake.press(ann, first.message, "Yes")
    assert (second.types, second.text, first.message.text) == ([6], "by the way", "Sure?")


async def test_a_bug_is_answered_with_one_apology_and_no_secret_in_the_log(
    fake: FakeDiscord, bot: Discord, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """The person reads one sentence; the log names the action and none of what was written."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")

    async def fails(request: Request) -> Answer:
        raise ValueError(request.value("circle"))

    desk.answers |= {"circles.join": fails, "circles.names": fails}
    seen = await fake.command(ann, "/lunch", "join", lunch, circle="secret words")
    assert seen.text == "### That did not work\nIt is on our side."
    assert await fake.complete(ann, "/lunch", "join", lunch, "circle", "secret words") == []
    assert "circles.join failed: ValueError" in caplog.text
    assert "secret words" not in caplog.text
    assert fake.token not in caplog.text


async def test_an_event_delivered_three_times_is_answered_once(
    fake: FakeDiscord, bot: Discord, desk: Desk
) -> None:
    """Each delivery reaches the product under the same id; the person sees one answer."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    seen = await fake.command(ann, "/lunch", "join", lunch, times=3)
    await bot.close()
    assert [request.event for request in desk.requests] == [seen.id] * 3
    assert seen.types == [4]


async def test_an_answer_that_discord_stumbles_over_is_sent_again(
    fake: FakeDiscord, bot: Discord, desk: Desk
) -> None:
    """A server error after the answer was taken leaves one answer, and no apology."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    fake.faults.next("POST", "callback", broken(502, effect=True))
    seen = await fake.command(ann, "/lunch", "join", lunch)
    await bot.close()
    assert (seen.types, seen.text) == ([4], "heard")


async def test_leaving_lets_an_answer_under_way_be_given(
    fake: FakeDiscord, bot: Discord, desk: Desk
) -> None:
    """What was committed is said; what comes after is not taken any more."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")

    async def takes_its_time(request: Request) -> Answer:
        await asyncio.sleep(0.2)
        return Reply(says("just in time"))

    desk.answers["circles.join"] = takes_its_time
    asking = asyncio.create_task(fake.command(ann, "/lunch", "join", lunch))
    await eventually(lambda: bool(desk.requests))
    await bot.close()
    assert (await asking).text == "just in time"


async def test_an_answer_that_came_too_late_is_let_go(
    fake: FakeDiscord, bot: Discord, desk: Desk
) -> None:
    """Discord waits no longer; nothing breaks, and the next answer is given."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    fake.faults.next("POST", "callback", denied(10062, 404))
    late = asyncio.create_task(fake.command(ann, "/lunch", "join", lunch))
    await eventually(lambda: bool(fake.calls("POST", "callback")))
    late.cancel()
    assert (await fake.command(ann, "/lunch", "join", lunch)).text == "heard"


async def test_a_command_of_another_time_gets_the_apology(
    fake: FakeDiscord, bot: Discord, desk: Desk
) -> None:
    """What the bot does not know is not handed to the product."""
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    supper = {"name": "supper", "id": "1", "options": [{"name": "join", "options": []}]}
    fake.world.commands.append(supper)
    seen = await fake.command(ann, "/supper", "join", lunch)
    assert "That did not work" in seen.text
    assert desk.requests == []


async def test_the_bot_is_taken_out_of_a_server(
    fake: FakeDiscord, bot: Discord, desk: Desk
) -> None:
    """That is a request of nobody's; a server that is away for a while is none."""
    await fake.remove_bot(outage=True)
    await fake.remove_bot()
    await eventually(lambda: bool(desk.requests))
    (request,) = desk.requests
    assert (request.action, request.workspace) == ("communities.gone", fake.world.server)
    assert request.person == Person(id="", name="")
