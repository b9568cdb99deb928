"""Another lunch with the same people: said in private, and done only where both have said it."""

from bot.chat.action import row_id
from bot.chat.answer import Answer, Open, Refusal, Replace, Reply
from bot.chat.form import ChoicesField, Form
from bot.chat.message import Button, Message, Option, Select
from bot.chat.text import Quote, Text
from bot.circles.settling import mine
from bot.circles.store import again
from bot.circles.store.outcomes import Laid
from bot.members import store as members
from bot.members.actions import here
from bot.members.model import shorten
from bot.schedules.local import day_at
from bot.turn import Turn

_SHOWN = 8  # people in a list
_NAMED = 60  # characters of each name


async def ask(turn: Turn) -> Answer:
    """Ask who of a larger table somebody would like to meet again, in a form of their own."""
    say, (me, laid) = turn.say, await _met(turn)
    wished = await again.of_table(turn.tx, laid.pairing, me)
    others = [each for each in laid.people if each != me]
    field = ChoicesField(
        "who",
        say.label("again.who"),
        tuple(Option(shorten(laid.people[each].name, _NAMED), str(each)) for each in others),
        hint=say.label("again.hint"),
        values=tuple(str(each) for each in others if each in wished),
    )
    state = (str(laid.pairing),)
    return Open(
        Form(say.label("again.form"), say.label("form.save"), "lunches.wish", (field,), state)
    )


async def wish(turn: Turn) -> Answer:
    """Keep with whom of their table somebody would like another lunch. Nobody is told.

    What they read is the same whatever the others have said.
    """
    say, (me, laid) = turn.say, await _met(turn)
    others = {each for each in laid.people if each != me}
    if len(others) > 1:
        ticked = turn.request.values.get("who", ())
        chosen = {row_id(each) for each in ((ticked,) if isinstance(ticked, str) else ticked)}
        others &= {each for each in chosen if each is not None}
    await again.wish(turn.tx, laid.pairing, me, others)
    if not others:
        return Reply(Message(say("again.title"), (say("again.nobody"),)))
    people = _listed(turn, [laid.people[each].name for each in laid.people if each in others])
    back = [
        Button(say.label("button.take_back"), "lunches.unwish", (str(each),))
        for each in others
        if len(others) == 1
    ]
    body = say("again.kept", people=people)
    return Reply(Message(say("again.title"), (body,), tuple(back), say("again.foot")))


async def show(turn: Turn) -> Answer:
    """With whom whoever asks would like another lunch, and a way to take it back."""
    say, who = turn.say, await here(turn)
    today = day_at(turn.now, who.community.zone)
    wished = await again.of_member(turn.tx, who.member.id, today)
    if not wished:
        return Reply(Message(say("again.list"), (say("again.none"),)))
    people = _listed(turn, [name for _, name in wished[:_SHOWN]])
    options = tuple(Option(shorten(name, _NAMED), str(other)) for other, name in wished[:_SHOWN])
    select = Select(say.label("again.back"), "lunches.unwish", options)
    return Reply(
        Message(
            say("again.list"), (say("again.these", people=people),), (select,), say("again.foot")
        )
    )


async def unwish(turn: Turn) -> Answer:
    """Take back that they would like another lunch with somebody. Nobody is told."""
    say, me = turn.say, (await here(turn)).member.id
    word = turn.request.value("choice") or "".join(turn.request.state[:1])
    other = row_id(word)
    if other is None or not await again.take_back(turn.tx, me, other):
        raise Refusal(say("again.not_there"))
    name = (await members.members_with(turn.tx, [other]))[other].name
    body = say("again.taken_back", who=Quote(shorten(name, _NAMED)))
    return Replace(Message(say("again.title"), (body,)))


async def _met(turn: Turn) -> tuple[int, Laid]:
    """Who asks, and their table; refuses one of which nobody has said that it met."""
    me, laid = await mine(turn)
    if laid.outcome not in ("met", "some_met"):
        raise Refusal(turn.say("again.not_met"))
    return me, laid


def _listed(turn: Turn, names: list[str]) -> Text:
    return turn.say.listed([(Quote(shorten(name, _NAMED)),) for name in names])
