"""The settings of a circle, which its form does not hold: shown, completed and set."""

from dataclasses import replace

from bot.chat import limits
from bot.chat.answer import Answer, Choices, Refusal, Reply
from bot.chat.message import Facts, Message, Option
from bot.chat.text import Place, Quote, Text
from bot.circles import choosing, wishes, wording
from bot.circles.kind import CIRCLES
from bot.circles.model import Circle
from bot.circles.organising import rescheduled
from bot.circles.settings import SETTINGS, Setting, choice, is_on, named, number, switch
from bot.circles.store import circles
from bot.members import store as members
from bot.members.actions import read_zone
from bot.members.model import clean
from bot.programmes import naming
from bot.programmes.noting import note
from bot.schedules.zones import label
from bot.texts.catalogue import Label, Say
from bot.turn import Turn


async def settings(turn: Turn) -> Answer:
    """Show a circle's settings, or set one of them."""
    setting, value = await _wanted(turn)
    circle = await choosing.own_one(turn, trailing=f"{setting.name} {value}" if setting else "")
    if setting is None:
        return await _shown(turn, circle)
    if value:
        circle = await _set(turn, circle, setting, value)
        await note(turn, f"circles.settings:{setting.name}", circle)
    return await _shown(turn, circle, setting)


async def _wanted(turn: Turn) -> tuple[Setting | None, str]:
    """The setting that is asked for, if one is, and its new value as it is kept, "" for none."""
    request, say = turn.request, turn.say
    wanted, value = request.value("key"), request.value("value")
    if not wanted:
        every = await circles.of_community(turn.tx, turn.community, "active", "paused")
        words = (await naming.meant(turn, CIRCLES, every)).rest.split(maxsplit=1)
        wanted, value = (*words, "", "")[:2]
    if not wanted:
        return None, ""
    setting = named(wanted)
    if setting is None:
        raise Refusal(say("setting.unknown", key=Quote(clean(wanted, 40)), keys=_keys(say)))
    return setting, _read_value(turn, setting, value) if value else ""


async def complete_key(turn: Turn) -> Choices:
    """The settings whose names begin like what is being typed, each with what it is about."""
    typed, say = turn.request.value("typed").casefold(), turn.say
    about = {
        each.name: say.label("setting.choice", key=Label(each.name), text=say(f"about.{each.name}"))
        for each in SETTINGS
        if each.name.startswith(typed)
    }
    return Choices(tuple(Option(text, name) for name, text in about.items()))


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
        case "choice":
            if value.casefold() not in setting.options:
                options = say.listed([say(f"option.{each}") for each in setting.options])
                raise Refusal(say("setting.options", options=options))
            return value.casefold()
        case "wish":
            wish = wishes.read(setting.name, value)
            if wish is None:
                raise Refusal(say(f"wish_takes.{wishes.takes(setting.name)}"))
            return wish
        case "zone":
            return read_zone(say, value)
        case "channel":
            if value.casefold() != "here" or where.channel is None:
                raise Refusal(say("setting.channel"))
            if not where.may_post:
                raise Refusal(say("create.may_not_post", channel=Place(where.channel)))
            return "here"


async def _set(turn: Turn, circle: Circle, setting: Setting, value: str) -> Circle:
    changed = circle
    match setting.name:
        case "size":
            changed = replace(circle, size=int(value))
        case "programmes":  # of all circles and check-ins
            await members.set_programmes(turn.tx, turn.community, int(value))
        case "zone":
            changed = replace(circle, schedule=replace(circle.schedule, zone=value))
            changed = await rescheduled(turn, circle, changed)
        case "channel":
            assert turn.request.where.channel is not None
            changed = replace(circle, channel=turn.request.where.channel)
        case _:
            await circles.set_setting(turn.tx, circle.id, setting.name, value)
            changed = replace(circle, settings={**circle.settings, setting.name: value})
            changed = await rescheduled(turn, circle, changed)
    await circles.update(turn.tx, changed)
    return changed


async def _shown(turn: Turn, circle: Circle, only: Setting | None = None) -> Reply:
    say = turn.say
    most = await members.programmes_at_most(turn.tx, turn.community)
    circle = replace(circle, settings={**circle.settings, "programmes": str(most)})
    rows = tuple(
        (say(f"about.{each.name}"), _value(say, circle, each))
        for each in SETTINGS
        if only is None or each is only
    )
    foot = say("settings.foot") if only is None else say("settings.saved")
    pages = (rows[at : at + limits.FACTS] for at in range(0, len(rows), limits.FACTS))
    body = tuple(Facts(page) for page in pages)
    return Reply(Message(say("settings.title", circle=wording.name(circle)), body, foot=foot))


def _wish(say: Say, kept: str) -> Text:
    """A wish in words: it must be, or I prefer; different or the same; with what weight."""
    *words, last = kept.split()
    if not last.isdigit():
        return say(f"wish.{'_'.join([*words, last])}")
    return say("wish.weighing", wish=say(f"wish.{'_'.join(words)}"), n=int(last))


def _value(say: Say, circle: Circle, setting: Setting) -> Text:
    match setting.kind:
        case "channel":
            return say(
                "setting.value_channel", key=_key(say, setting), channel=Place(circle.channel)
            )
        case "zone":
            value: Text = (Quote(label(circle.schedule.zone)),)
        case "number":
            value = say("number", n=circle.size)
            if setting.name != "size":
                value = say("number", n=number(circle.settings, setting.name))
        case "switch":
            value = say("on") if is_on(circle.settings, setting.name) else say("off")
        case "choice":
            value = say(f"choice.{setting.name}_{choice(circle.settings, setting.name)}")
        case "wish":
            value = _wish(say, circle.settings.get(setting.name, setting.default))
    return say("setting.value", key=_key(say, setting), value=value)


def _keys(say: Say) -> Text:
    return say.listed([_key(say, each) for each in SETTINGS])


def _key(say: Say, setting: Setting) -> Text:
    return say(f"key.{setting.name}")
