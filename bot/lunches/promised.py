"""What somebody reads of their own promises, and at which moment of a day they are reminded."""

from collections.abc import Sequence
from datetime import date, datetime, time

from bot.chat.message import Block, Button, Control, Facts, Message, Option, Select
from bot.chat.text import Quote, Text
from bot.lunches.store.promises import Promise
from bot.members.model import shorten
from bot.schedules.local import resolve
from bot.texts.catalogue import Say

SHOWN = 8  # promises in a message
HOUR = time(9)  # of the day by which something was promised, where they live
_LABEL = 60  # characters of a promise in a choice


def remind_at(day: date, zone: str) -> datetime:
    """When somebody who lives there is reminded of what they promised for a day."""
    return resolve(datetime.combine(day, HOUR), zone)


def told(say: Say, title: Text, found: Sequence[Promise]) -> Message:
    """These promises, to whoever made them: one with its buttons, several to choose from."""
    if not found:
        new = Button(say.label("button.promise"), "lunches.promise")
        return Message(title, (say("promise.none"),), (new,))
    if len(found) == 1:
        (only,) = found
        state = str(only.id)
        controls: tuple[Control, ...] = (
            Button(say.label("button.promise_done"), "lunches.closed", (state, "done"), "main"),
            Button(say.label("button.promise_later"), "lunches.promise", (state,)),
            Button(say.label("button.promise_dropped"), "lunches.closed", (state, "dropped")),
        )
        body: Block = (Quote(only.text),)
        return Message(title, (body, say("promise.by", day=only.day)), controls, say("promise.own"))
    rows = tuple((say("day", day=each.day), (Quote(each.text),)) for each in found[:SHOWN])
    options = tuple(Option(shorten(each.text, _LABEL), str(each.id)) for each in found)
    select = Select(say.label("promise.which"), "lunches.one_promise", options)
    more = len(found) - SHOWN
    foot = say("promise.more", n=more) if more > 0 else say("promise.own")
    return Message(title, (Facts(rows),), (select,), foot)
