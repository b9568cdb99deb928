"""A message in the place of an earlier one: after it, in order, with buttons that work."""

from dataclasses import replace

from bot.chat.action import uncarry
from bot.chat.message import Button, Message
from bot.chat.platform import Channel, Direct, Edit, Undeliverable
from bot.chat.text import Words
from tests.bot.outbox.post import SECRET, Post, delivery, message
from tests.town import MONDAY, plain


def texts(post: Post) -> list[str]:
    """What stands in the channel now."""
    bodies = [each.body[0] for each in post.stage.in_channel("lunch")]
    return [plain(body) for body in bodies if isinstance(body, tuple)]


async def test_an_edit_waits_for_what_it_edits(post: Post) -> None:
    """Put together, the message is carried first, and the edit with the platform's name for it."""
    await post.put(
        delivery("news", Channel("lunch"), message("news")),
        delivery("news:1", Channel("lunch"), Edit("news", message("newer"))),
        delivery("news:2", Channel("lunch"), Edit("news", message("newest"))),
    )
    assert await post.courier.deliver() == 3
    assert post.keys == ["news", "news:1", "news:2"]
    last = post.stage.carried[-1].payload
    assert isinstance(last, Edit)
    assert last.receipt == "message-news"
    assert texts(post) == ["newest"]


async def test_nothing_is_edited_that_did_not_arrive(post: Post) -> None:
    """The edit of a message that was refused for good fails with it, and says why."""
    post.stage.closed_channels.add("lunch")
    await post.put(
        delivery("news", Channel("lunch"), message("news")),
        delivery("news:1", Channel("lunch"), Edit("news", message("newer"))),
    )
    await post.courier.deliver()
    await post.courier.deliver()
    assert await post.states() == {"news": "failed", "news:1": "failed"}
    assert (await post.row("news:1"))["reason"] == "what has to come before it did not arrive"


async def test_an_edit_whose_answer_was_lost_comes_again(post: Post) -> None:
    """Also in a whole channel: the same words twice in one place are the same words once."""
    await post.put(delivery("news", Channel("lunch"), message("news")))
    await post.courier.deliver()
    post.stage.lost.append(Undeliverable("no answer", perhaps=True))
    edit = delivery("news:1", Channel("lunch"), Edit("news", message("newer")))
    await post.put(replace(edit, again=False))
    await post.courier.deliver()
    assert (await post.row("news:1"))["state"] == "ambiguous"
    post.clock.set(MONDAY.replace(hour=9))
    assert await post.courier.deliver() == 1
    assert texts(post) == ["newer"]


async def test_the_buttons_of_an_edit_are_its_readers_own(post: Post) -> None:
    """They are sealed as those of any message to one person."""
    await post.put(delivery("hello", Direct("ann"), message("hello")))
    changed = Message(body=((Words("changed"),),), controls=(Button("Go", "a.b", ("7",)),))
    await post.put(delivery("hello:1", Direct("ann"), Edit("hello", changed)))
    await post.courier.deliver()
    (shown,) = post.stage.to_person("ann")
    (button,) = shown.controls
    assert isinstance(button, Button)
    assert uncarry(button.carried, (SECRET,), "ann", MONDAY.date()) is not None
    assert uncarry(button.carried, (SECRET,), "ben", MONDAY.date()) is None
