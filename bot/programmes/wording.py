"""Schedules, and lines about them that were not understood, put into words."""

from bot.chat.text import Quote, Text
from bot.members.model import clean
from bot.schedules.construct import Described, NotUnderstood
from bot.texts.catalogue import Say


def how_often(say: Say, plain: Described) -> Text:
    """On which days something comes round: every two weeks on Tuesday."""
    days = say.listed([say(f"weekday.{day}") for day in plain.days])
    match plain.pattern:
        case "daily":
            return say("rhythm.daily")
        case "weekdays":
            return say("rhythm.weekdays")
        case "weekly":
            return say("rhythm.weekly", n=plain.every, days=days)
        case "monthly":
            nth = say.listed([say(f"nth.{nth}".replace("-", "_")) for nth in plain.nth])
            return say("rhythm.monthly", n=plain.every, nth=nth, days=days)


def not_understood(say: Say, wrong: NotUnderstood) -> Text:
    """What a line about a schedule stumbled over, and what to write instead."""
    return say(f"unclear.{wrong.reason}", fragment=Quote(clean(wrong.fragment, 60)))


def no_day(say: Say, wrong: NotUnderstood) -> Text:
    """What a line that names a day stumbled over, and what to write instead."""
    if wrong.reason in ("empty", "left_over", "number"):
        return say("unclear.day", fragment=Quote(clean(wrong.fragment, 60)))
    return not_understood(say, wrong)
