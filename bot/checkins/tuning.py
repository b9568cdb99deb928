"""The settings of a check-in, which its form does not hold: shown, completed and set."""

from dataclasses import replace
from functools import partial

from bot.chat.answer import Answer, Choices
from bot.checkins import choosing
from bot.checkins.kind import CHECK_INS
from bot.checkins.model import CheckIn
from bot.checkins.settings import SETTINGS
from bot.checkins.store import checkins
from bot.programmes import tuning as programmes
from bot.programmes.noting import note
from bot.programmes.settings import Setting
from bot.turn import Turn


async def settings(turn: Turn) -> Answer:
    """Show a check-in's settings, or set one of them."""
    every = await checkins.of_community(turn.tx, turn.community, "active", "paused")
    every, read = choosing.open_to(every, ()), partial(programmes.read_value, turn, CHECK_INS)
    setting, value = await programmes.wanted(turn, CHECK_INS, every, SETTINGS, read)
    trailing = f"{setting.name} {value}" if setting else ""
    check_in = await choosing.own_one(turn, trailing=trailing)
    if setting and value:
        check_in = await _set(turn, check_in, setting, value)
        await note(turn, f"checkins.settings:{setting.name}", check_in)
    shown = (setting,) if setting else SETTINGS
    values = [(each, programmes.value_of(turn.say, check_in, each)) for each in shown]
    return programmes.shown(turn, CHECK_INS, check_in, values, saved=setting is not None)


async def complete_key(turn: Turn) -> Choices:
    """The settings whose names begin like what is being typed, each with what it is about."""
    return programmes.complete_key(turn, CHECK_INS, SETTINGS)


async def _set(turn: Turn, check_in: CheckIn, setting: Setting, value: str) -> CheckIn:
    if setting.name == "channel":
        assert turn.request.where.channel is not None
        changed = replace(check_in, channel=turn.request.where.channel)
        await checkins.update(turn.tx, changed)
        return changed
    await checkins.set_setting(turn.tx, check_in.id, setting.name, value)
    return replace(check_in, settings={**check_in.settings, setting.name: value})
