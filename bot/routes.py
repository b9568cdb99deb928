"""Everything that the product does on one page: commands, actions, and what they lead to."""

from collections.abc import Awaitable, Callable, Mapping
from difflib import get_close_matches

from bot.chat import limits
from bot.chat.answer import Answer, Reply
from bot.chat.command import Command, Parameter, Verb
from bot.chat.message import Message
from bot.chat.text import Quote, Text
from bot.circles import actions, choosing, ends, looking, organising, running, tuning
from bot.database import Transaction
from bot.members import about
from bot.members import actions as members
from bot.members.model import clean
from bot.outbox.model import Ended
from bot.texts.catalogue import Label, Say
from bot.turn import Action, Turn

CIRCLE = {"circle": "circles.complete"}
VERBS: Mapping[str, Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "lunch": {
        "join": ("circles.join", CIRCLE),
        "leave": ("circles.leave", CIRCLE),
        "pause": ("circles.pause", {"until": "", **CIRCLE}),
        "resume": ("circles.resume", CIRCLE),
        "skip": ("circles.skip", CIRCLE),
        "unskip": ("circles.unskip", CIRCLE),
        "status": ("circles.status", {}),
        "next": ("circles.next", {}),
        "history": ("circles.history", {}),
        "zone": ("members.zone", {"zone": ""}),
        "about": ("members.about", {}),
        "prefer": ("members.prefer", {}),
        "help": ("lunch.help", {}),
    },
    "circle": {
        "create": ("circles.create", {}),
        "list": ("circles.list", {}),
        "show": ("circles.show", CIRCLE),
        "edit": ("circles.edit", CIRCLE),
        "settings": ("circles.settings", {"key": "circles.complete_key", "value": "", **CIRCLE}),
        "preview": ("circles.preview", CIRCLE),
        "simulate": ("circles.simulate", CIRCLE),
        "run": ("circles.run", CIRCLE),
        "pause": ("circles.pause_circle", CIRCLE),
        "resume": ("circles.resume_circle", CIRCLE),
        "archive": ("circles.archive", CIRCLE),
        "invite": ("circles.invite", CIRCLE),
        "help": ("circle.help", {}),
    },
}
BARE = {"lunch": "circles.status", "circle": "circles.list"}


async def lunch_help(turn: Turn) -> Answer:
    """What /lunch can do; with the nearest verb when one was not understood."""
    return _help(turn, "lunch")


async def circle_help(turn: Turn) -> Answer:
    """What /circle can do; with the nearest verb when one was not understood."""
    return _help(turn, "circle")


# These only read. They never wait for a writer, and can open a form.
READS: Mapping[str, Action] = {
    "circles.complete": choosing.complete,
    "circles.complete_key": tuning.complete_key,
    "circles.status": actions.status,
    "circles.next": actions.next_round,
    "circles.history": actions.history,
    "circles.create": organising.create,
    "circles.edit": organising.edit,
    "circles.list": looking.list_all,
    "circles.show": looking.show,
    "circles.preview": looking.preview,
    "circles.run": running.run,
    "circles.archive": running.archive,
    "circles.simulate": looking.simulate,
    "members.ask_zone": members.ask_zone,
    "members.about": about.about,
    "members.prefer": about.prefer,
    "lunch.help": lunch_help,
    "circle.help": circle_help,
}

# These change something. Each event has its effect once.
WRITES: Mapping[str, Action] = {
    "circles.join": actions.join,
    "circles.leave": actions.leave,
    "circles.pause": actions.pause,
    "circles.resume": actions.resume,
    "circles.skip": actions.skip,
    "circles.unskip": actions.unskip,
    "circles.created": organising.created,
    "circles.edited": organising.edited,
    "circles.settings": tuning.settings,
    "circles.draw": running.draw,
    "circles.pause_circle": running.pause,
    "circles.resume_circle": running.resume,
    "circles.archived": running.archived,
    "circles.invite": running.invite,
    "circles.post": running.post_again,
    "members.zone": members.zone,
    "members.told": about.told,
    "members.preferred": about.preferred,
}

# What platforms tell of people who come and go; nobody can type or press these.
EVENTS: Mapping[str, Action] = {
    "members.changed": members.changed,
    "members.gone": members.gone,
    "communities.gone": members.community_gone,
}

# What a platform does by itself, while somebody types: nobody is asked to slow down for it.
FREE = frozenset({"circles.complete", "circles.complete_key", *EVENTS})

# What follows when a delivery has ended.
ENDS: Mapping[str, Callable[[Transaction, Ended], Awaitable[None]]] = {
    "circles.opened": ends.opened,
    "circles.announced": ends.announced,
    "circles.posted": ends.posted,
}


def commands(say: Say) -> tuple[Command, ...]:
    """The commands, described in one language."""
    return tuple(
        Command(
            name=name,
            description=say.label(f"command.{name}"),
            verbs=tuple(
                Verb(
                    verb,
                    action,
                    say.label(f"verb.{name}.{verb}"),
                    tuple(
                        Parameter(each, say.label(f"parameter.{each}"), complete)
                        for each, complete in parameters.items()
                    ),
                )
                for verb, (action, parameters) in verbs.items()
            ),
            bare=BARE[name],
            unknown=f"{name}.help",
        )
        for name, verbs in VERBS.items()
    )


def _help(turn: Turn, command: str) -> Reply:
    say, unknown = turn.say, turn.request.value("verb")
    said: Text = ()
    if unknown:
        said = say("help.unknown", word=Quote(clean(unknown, limits.COMMAND_NAME)))
        near = get_close_matches(unknown.casefold(), list(VERBS[command]), 1, 0.5)
        if near:
            said += say("help.near", verb=say(f"help.{command}", verb=Label(near[0])))
        said += say("line")
    lines = [
        say(f"help.{command}", verb=Label(verb)) + say("help.text", text=text)
        for verb in VERBS[command]
        for text in [say.label(f"verb.{command}.{verb}")]
    ]
    for line in lines:
        said += line + say("line") if line is not lines[-1] else line
    return Reply(Message(say(f"help.{command}_title"), (said,)))
