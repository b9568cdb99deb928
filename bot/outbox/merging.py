"""One message out of several that waited: all that they say, and their buttons where they fit."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat import limits
from bot.chat.message import Block, Control, LinkButton, Message, Select
from bot.chat.text import Text, Words
from bot.texts.catalogue import Label, Say

_SELECTS = 2  # beside the buttons: more of them than that hide what they belong to


def merged(say: Say, messages: Sequence[Message]) -> tuple[Message, int]:
    """One message that says these, and how many of them it has room for: at least the first two.

    Each keeps its words under its title. Buttons carry the number of what they belong to; where
    not all of them fit, the message says where to find the others.
    """
    for how_many in range(len(messages), 1, -1):
        try:
            return _all(say, messages[:how_many]), how_many
        except limits.TooLong:
            continue
    return messages[0], 1


def _all(say: Say, messages: Sequence[Message]) -> Message:
    body: list[Block] = []
    controls: list[Control] = []
    elsewhere: list[Text] = []
    for n, message in enumerate(messages, 1):
        body += _part(say, n, message)
        own = [_numbered(say, n, control) for control in message.controls]
        if _fit([*controls, *own]):
            controls += own
        else:
            elsewhere += [each for each in _places(say, message) if each not in elsewhere]
    return Message(
        title=say("merged.title", n=len(messages)),
        body=tuple(body),
        controls=tuple(controls),
        foot=say("merged.elsewhere", where=say.listed(elsewhere)) if elsewhere else (),
    )


def _part(say: Say, n: int, message: Message) -> list[Block]:
    title = say("merged.part", n=n, title=_bold(message.title)) if message.title else ()
    body = list(message.body)
    if title and body and isinstance(body[0], tuple):
        body[0] = title + say("line") + body[0]
    elif title:
        body.insert(0, title)
    return [*body, message.foot] if message.foot else body


def _bold(text: Text) -> Text:
    return tuple(
        replace(span, bold=True) if isinstance(span, Words) and not span.code else span
        for span in text
    )


def _numbered(say: Say, n: int, control: Control) -> Control:
    if isinstance(control, Select):
        prompt = say.label("merged.button", n=n, label=Label(control.prompt))
        return replace(control, prompt=prompt[: limits.PLACEHOLDER], beside=True)
    label = say.label("merged.button", n=n, label=Label(control.label))[: limits.BUTTON]
    if isinstance(control, LinkButton):
        return replace(control, label=label)
    return replace(control, label=label, beside=True)


def _fit(controls: Sequence[Control]) -> bool:
    selects = sum(isinstance(each, Select) for each in controls)
    return selects <= _SELECTS and len(controls) - selects <= limits.BUTTONS


def _places(say: Say, message: Message) -> list[Text]:
    """The commands that show how things stand, with the same buttons."""
    features = {
        control.action.partition(".")[0]
        for control in message.controls
        if not isinstance(control, LinkButton)
    }
    found = [say("merged.check_ins")] if "checkins" in features else []
    return [say("merged.lunch"), *found] if features - {"checkins"} else found
