"""Pick three: how many programmes a member has at a time, and which to leave for a new one."""

from dataclasses import replace

from bot.chat.answer import Reply
from bot.chat.message import Message, Option, Select
from bot.chat.text import Quote
from bot.members import store
from bot.members.actions import here
from bot.turn import Programme, Turn


async def no_room(turn: Turn, action: str, programme_id: int, name: Quote) -> Reply | None:
    """Ask which to leave where a member has as many programmes as there may be; None if not.

    The select's choice comes back with ``action``, which leaves that one and joins this one.
    """
    mine, say = await _mine(turn), turn.say
    most = await store.programmes_at_most(turn.tx, turn.community)
    if len(mine) < most:
        return None
    options = tuple(Option(each.name, f"{each.kind}-{each.id}") for each in mine)
    select = Select(say.label("pick.prompt"), action, options, (str(programme_id),))
    body = say("pick.body", n=most, programme=name)
    return Reply(Message(say("pick.title"), (body,), (select,), say("pick.foot")))


async def leave_chosen(turn: Turn, kind: str) -> Turn:
    """Leave the programme that was chosen, unless there is room without it; the turn then joins.

    The one to join is of this kind and is named by the control.
    """
    chosen, wanted = turn.request.value("choice"), f"{kind}-{turn.request.state[0]}"
    mine = {f"{each.kind}-{each.id}": each for each in await _mine(turn)}
    most = await store.programmes_at_most(turn.tx, turn.community)
    if chosen in mine and wanted not in mine and len(mine) >= most:
        member = (await here(turn)).member.id
        left = next(each for each in turn.kinds if each.name == mine[chosen].kind)
        await left.leave(turn, member, mine[chosen].id)
    return replace(turn, request=replace(turn.request, values={}))


async def _mine(turn: Turn) -> list[Programme]:
    member = (await here(turn)).member.id
    return [each for kind in turn.kinds for each in await kind.of_member(turn, member)]
