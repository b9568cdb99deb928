"""What somebody promised at a table: one line and a day, kept for them alone."""

import re

from bot.chat.action import row_id
from bot.chat.answer import Answer, Invalid, Open, Refusal, Replace, Reply
from bot.chat.form import Form, TextField
from bot.chat.message import Button, Control, Message
from bot.chat.text import Quote, Text
from bot.lunches.promised import remind_at, told
from bot.lunches.store import promises
from bot.lunches.store.promises import Promise
from bot.members.actions import Here, here
from bot.members.model import clean
from bot.schedules.construct import NotUnderstood
from bot.schedules.days import understand_until
from bot.schedules.local import day_at
from bot.texts.catalogue import Say
from bot.turn import Turn

LINE = 200  # characters of a promise
MOST = 20  # open promises of one person
_DAY = 60  # characters of a day as it is typed
_BY = re.compile(r"^\s*by\s+", re.IGNORECASE)


async def ask(turn: Turn) -> Answer:
    """Open the form of one promise: a new one, or one of theirs, for another day."""
    known = await _named(turn, await here(turn)) if turn.request.state else None
    return Open(_form(turn.say, known.text if known else "", "", known))


async def keep(turn: Turn) -> Answer:
    """Keep it, and say when they are reminded."""
    say, who, values = turn.say, await here(turn), turn.request
    known = await _named(turn, who) if values.state else None
    text, typed = clean(values.value("text"), LINE), values.value("day")
    zone = who.member.zone or who.community.zone
    try:
        said = _BY.sub("", typed)
        day = understand_until(said, today=day_at(turn.now, zone))
    except NotUnderstood as wrong:
        return Invalid(_form(say, text, typed, known), (("day", _unclear(say, wrong)),))
    if not text:
        return Invalid(_form(say, text, typed, known), (("text", say("promise.empty")),))
    at = remind_at(day, zone)
    if known is None:
        if len(await promises.of_member(turn.tx, who.member.id)) >= MOST:
            raise Refusal(say("promise.enough", n=MOST))
        await promises.add(turn.tx, who.member.id, text, day, at)
    else:
        await promises.change(turn.tx, known.id, text, day, at)
    body = ((Quote(text),), say("promise.kept", day=day))
    return Reply(Message(say("promise.title"), body, foot=say("promise.foot")))


async def show(turn: Turn) -> Answer:
    """All that whoever asks has promised, and a way to close each of them."""
    found = await promises.of_member(turn.tx, (await here(turn)).member.id)
    listed = told(turn.say, turn.say("promise.list"), found)
    return Replace(listed) if turn.request.carried else Reply(listed)


async def pick(turn: Turn) -> Answer:
    """One promise out of several, and what can be done about it."""
    say, found = turn.say, await _named(turn, await here(turn))
    return Replace(told(say, say("promise.list"), [found]))


async def close(turn: Turn) -> Answer:
    """It is done, or does not matter any more: either way it goes."""
    say, who = turn.say, await here(turn)
    found = await _named(turn, who)
    done = turn.request.state[1:] == ("done",)
    await promises.close(turn.tx, who.member.id, found.id)
    body = ((Quote(found.text),), say("promise.done" if done else "promise.dropped"))
    left = len(await promises.of_member(turn.tx, who.member.id))
    others: tuple[Control, ...] = ()
    if left:
        others = (Button(say.label("button.promises"), "lunches.promises"),)
    return Replace(Message(say("promise.title"), body, others))


async def _named(turn: Turn, who: Here) -> Promise:
    """The promise that a control names; refuses one that is not theirs, or closed."""
    word = turn.request.value("choice") or "".join(turn.request.state[:1])
    number = row_id(word)
    found = None if number is None else await promises.one(turn.tx, who.member.id, number)
    if found is None:
        raise Refusal(turn.say("promise.gone"))
    return found


def _form(say: Say, text: str, day: str, known: Promise | None) -> Form:
    return Form(
        say.label("promise.form"),
        say.label("form.save"),
        "lunches.promised",
        (
            TextField("text", say.label("promise.text"), value=text, most=LINE),
            TextField(
                "day",
                say.label("promise.day"),
                hint=say.label("promise.day_hint"),
                value=day[:_DAY],
                most=_DAY,
            ),
        ),
        (str(known.id),) if known else (),
    )


def _unclear(say: Say, wrong: NotUnderstood) -> Text:
    """What a day stumbled over, and what to write instead."""
    fragment = Quote(clean(wrong.fragment, _DAY))
    if wrong.reason == "past":
        return say("promise.past", fragment=fragment)
    if wrong.reason == "too_far":
        return say("unclear.too_far", fragment=fragment)
    return say("promise.unclear", fragment=fragment)
