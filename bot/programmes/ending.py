"""A circle or a check-in is paused or ended, and can be taken up again."""

from bot.chat.answer import Replace, Reply
from bot.chat.message import Message
from bot.chat.text import Quote
from bot.kind import Kind
from bot.programme import Programme, State, button
from bot.turn import Turn


def ask_to_end(turn: Turn, kind: Kind[Programme], programme: Programme) -> Reply:
    """Ask whether it is to end, with what that means."""
    say = turn.say
    label = say.label(f"button.end_{kind.name}")
    end = button(label, f"{kind.actions}.archived", programme, "danger")
    title = say("archive.title", name=Quote(programme.name))
    return Reply(Message(title, (say(f"{kind.name}_archive.body"),), (end,)))


def became(
    turn: Turn, kind: Kind[Programme], programme: Programme, state: State, resume: str
) -> Replace:
    """Say that it is paused or archived now; `resume` is the action that takes it up again."""
    say = turn.say
    again = button(say.label("button.take_up"), resume, programme)
    title = say(f"now_{state}.title", name=Quote(programme.name))
    return Replace(Message(title, (say(f"{kind.name}_{state}.body"),), (again,)))
