"""What an organiser reads when a round can't be, or was not, as it should: mishaps and remedies."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.chat.message import Message
from bot.chat.text import Quote, Text
from bot.circles import wording
from bot.circles.model import Circle
from bot.members.model import clean
from bot.pairing.impossible import Impossible
from bot.programme import button
from bot.texts.catalogue import Say

CONCERNED = 10  # people named where a rule can't be kept
ROOM = 900  # of a message's length, for all such rules together
REASON = 200  # characters of what a platform said


def too_few(say: Say, circle: Circle, day: date, people: int, least: int) -> Message:
    """Tells the organiser why there was no round that day, and when the one after it is."""
    body = say("too_few.body", n=people, least=least)
    if circle.next_at:
        body += say("too_few.after", at=circle.next_at)
    return Message(
        title=say("too_few.title", circle=wording.name(circle), day=day),
        body=(body,),
        controls=(button(say.label("button.invite"), "circles.invite", circle, "main"),),
    )


def impossible(
    say: Say, circle: Circle, day: date, broken: Sequence[Impossible], names: Mapping[int, str]
) -> Message:
    """Tells the organiser which rules can't be kept in the round of that day, and for whom."""
    return Message(
        title=say("impossible.title", circle=wording.name(circle), day=day),
        body=tuple(rules_broken(say, broken, names)),
        foot=say("impossible.foot"),
    )


def rules_broken(say: Say, broken: Sequence[Impossible], names: Mapping[int, str]) -> list[Text]:
    """Each rule that can't be kept, with the people whom it concerns."""
    texts = [
        say(
            "preview.impossible",
            rules=say.listed([say(f"key.{wish.tag}") for wish in each.wishes]),
            n=each.left_out,
            people=wording.names(say, [names[person] for person in each.people[:CONCERNED]]),
        )
        for each in broken
    ]
    return texts[: wording.that_fit([(text,) for text in texts], ROOM)]


def away(say: Say, circle: Circle, missed: int) -> Message:
    """Tells the organiser that rounds went by while the bot was not there."""
    return Message(
        title=say("away.title", circle=wording.name(circle)), body=(say("away.body", n=missed),)
    )


def not_posted(say: Say, circle: Circle, reason: str) -> Message:
    """Tells the organiser that the circle's channel is closed to the bot, and the remedy."""
    return Message(
        title=say("not_posted.title", circle=wording.name(circle)),
        body=(
            say("not_posted.body"),
            say("not_posted.reason", reason=Quote(clean(reason, REASON))),
        ),
        controls=(button(say.label("button.again"), "circles.post", circle, "main"),),
    )


def in_doubt(say: Say, circle: Circle) -> Message:
    """Asks the organiser to look: nobody can tell whether the announcement arrived."""
    return Message(
        title=say("in_doubt.title", circle=wording.name(circle)),
        body=(say("in_doubt.body", circle=wording.name(circle)),),
    )
