"""The settings of a circle, which its form does not hold: shown, completed and set."""

from dataclasses import replace
from functools import partial

from bot.chat.answer import Answer, Choices, Refusal, Reply
from bot.chat.text import Quote, Text
from bot.circles import asking, choosing, wishes
from bot.circles.kind import CIRCLES
from bot.circles.model import Circle
from bot.circles.organising import rescheduled
from bot.circles.settings import SETTINGS, choice
from bot.circles.store import circles
from bot.members import communities
from bot.members.actions import read_zone
from bot.programmes import tuning as programmes
from bot.programmes.noting import note
from bot.programmes.settings import Setting
from bot.schedules.zones import label
from bot.texts.catalogue import Say
from bot.turn import Turn


async def settings(turn: Turn) -> Answer:
    """Show a circle's settings, or set one of them."""
    every = await circles.of_community(turn.tx, turn.community, "active", "paused")
    setting, value = await programmes.wanted(turn, CIRCLES, every, SETTINGS, partial(_read, turn))
    circle = await choosing.own_one(turn, trailing=f"{setting.name} {value}" if setting else "")
    if not (setting and value):
        return await _shown(turn, circle, setting)
    before, circle = circle, await _set(turn, circle, setting, value)
    await note(turn, f"circles.settings:{setting.name}", circle)
    saved = await _shown(turn, circle, setting)
    if not await asking.as_asked(turn.tx, before, circle) or circle.next_at is None:
        return saved
    held = turn.say("settings.as_asked", at=circle.next_at)
    return Reply(replace(saved.message, body=(*saved.message.body, held)))


async def complete_key(turn: Turn) -> Choices:
    """The settings whose names begin like what is being typed, each with what it is about."""
    return programmes.complete_key(turn, CIRCLES, SETTINGS)


def _read(turn: Turn, setting: Setting, value: str) -> str:
    """The value as it is kept; refuses one that the setting does not take."""
    say = turn.say
    match setting.takes:
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
        case _:
            return programmes.read_value(turn, CIRCLES, setting, value)


async def _set(turn: Turn, circle: Circle, setting: Setting, value: str) -> Circle:
    changed = circle
    match setting.name:
        case "size":
            changed = replace(circle, size=int(value))
        case "programmes":  # of all circles and check-ins
            await communities.set_programmes(turn.tx, turn.community, int(value))
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
    most = await communities.programmes_at_most(turn.tx, turn.community)
    circle = replace(circle, settings={**circle.settings, "programmes": str(most)})
    shown = SETTINGS if only is None else (only,)
    values = [(each, _value(turn.say, circle, each)) for each in shown]
    return programmes.shown(turn, CIRCLES, circle, values, saved=only is not None)


def _wish(say: Say, kept: str) -> Text:
    """A wish in words: it must be, or I prefer; different or the same; with what weight."""
    *words, last = kept.split()
    if not last.isdigit():
        return say(f"wish.{'_'.join([*words, last])}")
    return say("wish.weighing", wish=say(f"wish.{'_'.join(words)}"), n=int(last))


def _value(say: Say, circle: Circle, setting: Setting) -> Text:
    match setting.takes:
        case "zone":
            return (Quote(label(circle.schedule.zone)),)
        case "choice":
            return say(f"choice.{setting.name}_{choice(circle.settings, setting.name)}")
        case "wish":
            return _wish(say, setting.of(circle.settings))
        case _ if setting.name == "size":
            return say("number", n=circle.size)
        case _:
            return programmes.value_of(say, circle, setting)
