"""The settings of a circle or a check-in, as an organiser sees, names and sets them."""

import re
from collections.abc import Callable, Sequence

from bot.chat import limits
from bot.chat.answer import Choices, Refusal, Reply
from bot.chat.message import Facts, Message, Option
from bot.chat.text import Place, Quote, Text
from bot.kind import Kind
from bot.members.model import clean
from bot.programme import P, Programme
from bot.programmes import naming
from bot.programmes.settings import Setting, named, switch
from bot.texts.catalogue import Label, Say
from bot.turn import Turn

_ASSIGNED = re.compile(r"^(\w+)\s*[=:]\s*")  # "size = 3", "size: 3"


async def wanted(
    turn: Turn,
    kind: Kind[P],
    among: Sequence[P],
    settings: Sequence[Setting],
    read: Callable[[Setting, str], str],
) -> tuple[Setting | None, str]:
    """The setting that is asked for, if one is, and its new value as it is kept, "" for none.

    It stands in its own fields, or behind the name of one `among` these. `read` makes what is kept
    out of what was typed, or refuses it.
    """
    request, say = turn.request, turn.say
    name, value = request.value("key"), request.value("value")
    if not name:
        line = (await naming.meant(turn, kind, among)).rest
        words = _ASSIGNED.sub(r"\1 ", line).split(maxsplit=1)
        name, value = (*words, "", "")[:2]
    if not name:
        return None, ""
    setting = named(settings, name)
    if setting is None:
        keys = say.listed([say(f"key.{each.name}") for each in settings])
        raise Refusal(say("setting.unknown", key=Quote(clean(name, 40)), keys=keys))
    return setting, read(setting, value) if value else ""


def complete_key(turn: Turn, kind: Kind[Programme], settings: Sequence[Setting]) -> Choices:
    """The settings whose names begin like what is being typed, each with what it is about."""
    typed, say = turn.request.value("typed").casefold(), turn.say
    about = {
        each.name: say.label(
            "setting.choice", key=Label(each.name), text=say(f"{kind.name}_about.{each.name}")
        )
        for each in settings
        if each.name.startswith(typed)
    }
    return Choices(tuple(Option(text[: limits.OPTION], name) for name, text in about.items()))


def read_value(turn: Turn, kind: Kind[Programme], setting: Setting, value: str) -> str:
    """The value as it is kept, of what both kinds have; refuses one that it does not take."""
    say, where = turn.say, turn.request.where
    match setting.takes:
        case "number":
            whole = int(value) if value.isascii() and value.isdigit() and len(value) < 5 else -1
            if not setting.least <= whole <= setting.most:
                raise Refusal(say("setting.number", least=setting.least, most=setting.most))
            return str(whole)
        case "switch":
            meant = switch(value)
            if meant is None:
                raise Refusal(say("setting.switch"))
            return meant
        case "channel":
            if value.casefold() != "here" or where.channel is None:
                raise Refusal(say(f"{kind.name}_setting.channel"))
            if not where.may_post:
                raise Refusal(say("create.may_not_post", channel=Place(where.channel)))
            return "here"
        case other:
            raise ValueError(f"{setting.name} takes a {other}, which one kind alone has")


def value_of(say: Say, programme: Programme, setting: Setting) -> Text:
    """What holds now, of what both kinds have."""
    match setting.takes:
        case "number":
            return say("number", n=int(setting.of(programme.settings)))
        case "switch":
            return say("on") if setting.of(programme.settings) == "on" else say("off")
        case "channel":
            return (Place(programme.channel),)
        case other:
            raise ValueError(f"{setting.name} takes a {other}, which one kind alone has")


def shown(
    turn: Turn,
    kind: Kind[Programme],
    programme: Programme,
    values: Sequence[tuple[Setting, Text]],
    *,
    saved: bool,
) -> Reply:
    """These settings with what each is about, in as many tables as it takes."""
    say = turn.say
    rows = tuple(
        (
            say(f"{kind.name}_about.{each.name}"),
            say("setting.value", key=say(f"key.{each.name}"), value=value),
        )
        for each, value in values
    )
    body = tuple(Facts(rows[at : at + limits.FACTS]) for at in range(0, len(rows), limits.FACTS))
    foot = say("settings.saved") if saved else say(f"{kind.name}_settings.foot")
    return Reply(Message(say("settings.title", name=Quote(programme.name)), body, foot=foot))
