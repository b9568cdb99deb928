"""Making and changing a circle or a check-in: who may, where, and under which name."""

from bot.chat.answer import Refusal, Reply
from bot.chat.message import Block, Button, Message
from bot.chat.text import Place, Quote, Text
from bot.kind import Kind
from bot.members.model import key, short_enough
from bot.programme import NAME, Programme, button
from bot.turn import Turn


def channel_for(turn: Turn, kind: Kind[Programme]) -> str:
    """The channel that a new one is for; refuses whoever may not make one, and where there is none.

    Whether the bot may post there is another question: `way_in`.
    """
    channel = turn.request.where.channel
    if not turn.request.person.organises:
        raise Refusal(turn.say(f"{kind.name}_create.not_organiser"))
    if channel is None:
        raise Refusal(turn.say(f"{kind.name}_create.where"))
    return channel


def way_in(turn: Turn, kind: Kind[Programme]) -> Reply | None:
    """What to do first where the bot may not post in the channel; None where it may."""
    say, where = turn.say, turn.request.where
    if where.channel is None or where.may_post:
        return None
    again = Button(say.label("button.again"), f"{kind.actions}.create", (), "main")
    said = say("create.may_not_post", channel=Place(where.channel))
    return Reply(Message(body=(said,), controls=(again,)))


async def name_error(
    turn: Turn, kind: Kind[Programme], name: str, before: Programme | None
) -> Text | None:
    """Why there can be none of this name, besides the one that has it `before`; None if there can.

    A name belongs to one of a community's, also when that has ended.
    """
    say = turn.say
    if not name:
        return say(f"{kind.name}_error.name_empty")
    if not short_enough(name, NAME):
        return say("error.too_long", n=NAME)
    every = await kind.of_community(turn.tx, turn.community, "active", "paused", "archived")
    others = [each for each in every if before is None or each.id != before.id]
    if any(key(each.name) == key(name) for each in others):
        return say(f"{kind.name}_error.name_taken")
    return None


def understood(
    turn: Turn, kind: Kind[Programme], programme: Programme, title: str, body: tuple[Block, ...]
) -> Message:
    """What the bot made of it, under the text of this key, with what an organiser does next."""
    say, label = turn.say, turn.say.label
    return Message(
        say(title, name=Quote(programme.name)),
        body,
        (
            button(label("button.invite"), f"{kind.actions}.invite", programme, "main"),
            button(label("button.preview"), f"{kind.actions}.preview", programme),
            button(label("button.edit"), f"{kind.actions}.edit", programme),
        ),
        say(f"{kind.name}_understood.foot"),
    )
