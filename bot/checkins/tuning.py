"""The settings of a check-in, which its form does not hold: shown, completed and set."""

from dataclasses import replace

from bot.chat import limits
from bot.chat.answer import Answer, Choices, Refusal, Reply
from bot.chat.message import Facts, Message, Option
from bot.chat.text import Place, Quote, Text
from bot.checkins import choosing, wording
from bot.checkins.kind import CHECK_INS
from bot.checkins.model import CheckIn
from bot.checkins.settings import SETTINGS, Setting, is_on, named, number, switch
from bot.checkins.store import checkins
from bot.members.model import clean
from bot.programmes import naming
from bot.programmes.noting import note
from bot.texts.catalogue import Label, Say
from bot.turn import Turn


async def settings(turn: Turn) -> Answer:
    """Show a check-in's settings, or set one of them."""
    setting, value = await _wanted(turn)
    trailing = f"{setting.name} {value}" if setting else ""
    check_in = await choosing.own_one(turn, trailing=trailing)
    if setting is None:
        return _shown(turn, check_in)
    if value:
        check_in = await _set(turn, check_in, setting, value)
        await note(turn, f"checkins.settings:{setting.name}", check_in)
    return _shown(turn, check_in, setting)


async def complete_key(turn: Turn) -> Choices:
    """The settings whose names begin like what is being typed, each with what it is about."""
    typed, say = turn.request.value("typed").casefold(), turn.say
    found = [each for each in SETTINGS if each.name.startswith(typed)]
    return Choices(tuple(Option(_choice(say, each)[: limits.OPTION], each.name) for each in found))


async def _wanted(turn: Turn) -> tuple[Setting | None, str]:
    """The setting that is asked for, if one is, and its new value as it is kept, "" for none."""
    request, say = turn.request, turn.say
    wanted, value = request.value("key"), request.value("value")
    if not wanted:
        every = await checkins.of_community(turn.tx, turn.community, "active", "paused")
        every = choosing.open_to(every, ())
        words = (await naming.meant(turn, CHECK_INS, every)).rest.split(maxsplit=1)
        wanted, value = (*words, "", "")[:2]
    if not wanted:
        return None, ""
    setting = named(wanted)
    if setting is None:
        keys = say.listed([say(f"key.{each.name}") for each in SETTINGS])
        raise Refusal(say("setting.unknown", key=Quote(clean(wanted, 40)), keys=keys))
    return setting, _read_value(turn, setting, value) if value else ""


def _read_value(turn: Turn, setting: Setting, value: str) -> str:
    """The value as it is kept; refuses one that the setting does not take."""
    say, where = turn.say, turn.request.where
    match setting.kind:
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
                raise Refusal(say("checkin_setting.channel"))
            if not where.may_post:
                raise Refusal(say("create.may_not_post", channel=Place(where.channel)))
            return "here"


async def _set(turn: Turn, check_in: CheckIn, setting: Setting, value: str) -> CheckIn:
    if setting.kind == "channel":
        assert turn.request.where.channel is not None
        changed = replace(check_in, channel=turn.request.where.channel)
        await checkins.update(turn.tx, changed)
        return changed
    await checkins.set_setting(turn.tx, check_in.id, setting.name, value)
    return replace(check_in, settings={**check_in.settings, setting.name: value})


def _shown(turn: Turn, check_in: CheckIn, only: Setting | None = None) -> Reply:
    say = turn.say
    rows = tuple(
        (say(f"checkin_about.{each.name}"), _value(say, check_in, each))
        for each in SETTINGS
        if only is None or each is only
    )
    foot = say("checkin_settings.foot") if only is None else say("settings.saved")
    title = say("checkin_settings.title", checkin=wording.name(check_in))
    return Reply(Message(title, (Facts(rows),), foot=foot))


def _value(say: Say, check_in: CheckIn, setting: Setting) -> Text:
    match setting.kind:
        case "channel":
            value: Text = (Place(check_in.channel),)
        case "number":
            value = say("number", n=number(check_in.settings, setting.name))
        case "switch":
            value = say("on") if is_on(check_in.settings, setting.name) else say("off")
    return say("setting.value", key=say(f"key.{setting.name}"), value=value)


def _choice(say: Say, setting: Setting) -> Label:
    about = say(f"checkin_about.{setting.name}")
    return say.label("setting.choice", key=Label(setting.name), text=about)
