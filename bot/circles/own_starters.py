"""Conversation starters of a circle's own: organisers add some, look at them, and take one out."""

from bot.chat.action import row_id
from bot.chat.answer import Answer, Invalid, Open, Refusal, Replace, Reply
from bot.chat.form import Form, TextField
from bot.chat.message import Button, Control, Facts, Message, Option, Select
from bot.chat.text import Quote, Text
from bot.circles import choosing, wording
from bot.circles.kind import CIRCLES
from bot.circles.model import Circle
from bot.circles.starters import MOST, NotRead, every, read, shipped
from bot.circles.store import starters
from bot.circles.store.starters import Kept
from bot.members.actions import here
from bot.members.model import clean, shorten
from bot.programmes import naming
from bot.programmes.noting import note
from bot.turn import Turn

_SHOWN = 8  # starters in a message
_LABEL = 60  # characters of one in a choice
_TEXT = 3000  # characters of the field
_SAID = 60  # of a line that was not understood


async def show(turn: Turn) -> Answer:
    """What the circle has of its own, the newest first, page by page."""
    circle = await choosing.own_one(turn)
    page = row_id(turn.request.state[1]) if len(turn.request.state) > 1 else 0
    return await _listed(turn, circle, page or 0)


async def ask(turn: Turn) -> Answer:
    """Open the form for more of them, one a line."""
    circle = await choosing.own_one(turn)
    return Open(_form(turn, circle, ""))


async def add(turn: Turn) -> Answer:
    """Keep what was typed, all of it or nothing."""
    circle = await choosing.own_one(turn)
    typed = turn.request.value("starters")
    there = await starters.of_circle(turn.tx, circle.id)
    say = turn.say
    try:
        new = read(typed, {*shipped(), *(each.own.text for each in there)})
    except NotRead as wrong:
        why = say(f"starters_wrong.{wrong.reason}", fragment=Quote(clean(wrong.fragment, _SAID)))
        return _again(turn, circle, typed, say("starters.line", n=wrong.line, why=why))
    if not new:
        return _again(turn, circle, typed, say("starters.nothing"))
    if len(there) + len(new) > MOST:
        room = MOST - len(there)
        return _again(turn, circle, typed, say("starters.too_many", most=MOST, n=room))
    await starters.add(turn.tx, circle.id, new)
    await note(turn, "circles.starters", circle)
    return await _listed(turn, circle, 0)


async def take_out(turn: Turn) -> Answer:
    """No table begins with it any more; whoever had it keeps what they read."""
    state = turn.request.state
    circle = await naming.with_id(turn, CIRCLES, state[0] if state else "")
    if not naming.looks_after(turn, (await here(turn)).member, circle):
        raise Refusal(turn.say("circle.not_yours"))
    number = row_id(turn.request.value("choice"))
    if number is not None and await starters.take_out(turn.tx, circle.id, number):
        await note(turn, "circles.starters", circle)
    return await _listed(turn, circle, 0)


async def _listed(turn: Turn, circle: Circle, page: int) -> Answer:
    found, say, state = await starters.of_circle(turn.tx, circle.id), turn.say, str(circle.id)
    first = page * _SHOWN if page * _SHOWN < len(found) else 0
    shown = found[first : first + _SHOWN]
    title = say("starters.title", circle=wording.name(circle))
    controls: list[Control] = [
        Button(say.label("button.starters_add"), "circles.ask_starters", (state,), "main")
    ]
    if not found:
        body: tuple[Text | Facts, ...] = (say("starters.none", n=len(every())),)
        return _answer(turn, Message(title, body, tuple(controls)))
    if len(found) > first + _SHOWN:
        more = (state, str(first // _SHOWN + 1))
        controls.append(Button(say.label("button.starters_more"), "circles.starters", more))
    options = tuple(Option(shorten(each.own.text, _LABEL), str(each.id)) for each in shown)
    prompt = say.label("starters.take_out")
    controls.append(Select(prompt, "circles.take_out_starter", options, (state,)))
    rows = tuple((_kind(turn, each), (Quote(each.own.text),)) for each in shown)
    body = (say("starters.some", n=len(found), all=len(every())), Facts(rows))
    return _answer(turn, Message(title, body, tuple(controls), say("starters.foot")))


def _answer(turn: Turn, message: Message) -> Answer:
    return Replace(message) if turn.request.carried else Reply(message)


def _kind(turn: Turn, each: Kept) -> Text:
    depth = turn.say(f"depth.{each.own.depth}")
    if not each.own.topic:
        return depth
    return turn.say("starters.kind", depth=depth, topic=turn.say(f"topic.{each.own.topic}"))


def _again(turn: Turn, circle: Circle, typed: str, why: Text) -> Invalid:
    return Invalid(_form(turn, circle, typed), (("starters", why),))


def _form(turn: Turn, circle: Circle, typed: str) -> Form:
    field = TextField(
        "starters",
        turn.say.label("starters.field"),
        hint=turn.say.label("starters.hint"),
        value=typed[:_TEXT],
        long=True,
        most=_TEXT,
    )
    say = turn.say
    state = (str(circle.id),)
    return Form(
        say.label("starters.form"), say.label("form.save"), "circles.add_starters", (field,), state
    )
