"""What the bot says back at once, to the person alone who asked."""

from dataclasses import dataclass, replace

from bot.chat.form import Errors, Form
from bot.chat.message import Message, Option
from bot.chat.text import Text


@dataclass(frozen=True, slots=True)
class Reply:
    """A private message to whoever asked."""

    message: Message


@dataclass(frozen=True, slots=True)
class Replace:
    """The message whose control was pressed becomes this one; where it can't, a private reply.

    For messages that only the presser sees (a reply, a direct message).
    """

    message: Message


@dataclass(frozen=True, slots=True)
class Settle:
    """The message whose control was pressed becomes this one for everybody who has it.

    `aside` is said beside it, to the presser alone. Where no message was pressed, all is private.
    """

    message: Message
    aside: Message | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A form opens."""

    form: Form


@dataclass(frozen=True, slots=True)
class Invalid:
    """The form that was sent comes back, filled in, with what is wrong in which field."""

    form: Form
    errors: Errors


@dataclass(frozen=True, slots=True)
class Choices:
    """Completions for what is being typed, at most 25."""

    options: tuple[Option, ...]


Answer = Reply | Replace | Settle | Open | Invalid | Choices


def beside(answer: Answer) -> Answer:
    """The same answer where the message that was pressed says other things too: it stays."""
    match answer:
        case Replace(message=message) | Settle(message=message):
            return Reply(message)
        case Open(form=form):
            return Open(replace(form, beside=True))
        case Invalid(form=form, errors=errors):
            return Invalid(replace(form, beside=True), errors)
        case Reply() | Choices():
            return answer


class Refusal(Exception):
    """A rule said no. The person reads the text; it says what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__("refused")
        self.text = text


class Unclear(Exception):
    """Several things could be meant. The person reads the question; what was noted so far stays."""

    def __init__(self, question: Reply) -> None:
        super().__init__("unclear")
        self.question = question
