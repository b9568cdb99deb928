"""Pick three: how many programmes a member has at a time, and which to leave for a new one."""

from dataclasses import replace

from bot.chat.answer import Refusal, Reply
from bot.chat.message import Message, Option, Select
from bot.chat.text import Quote
from bot.kind import Kind
from bot.members import communities
from bot.members.actions import here
from bot.programme import Programme
from bot.programmes.noting import note
from bot.turn import Turn


async def no_room(turn: Turn, kind: Kind[Programme], wanted: Programme) -> Reply | None:
    """Ask which to leave where a member has as many programmes as there may be; None if not.

    The select's choice comes back with ``join_instead``, which leaves that one and joins this one.
    """
    mine, say = await _mine(turn), turn.say
    most = await communities.programmes_at_most(turn.tx, turn.community)
    if len(mine) < most:
        return None
    options = tuple(Option(each.name, chosen) for chosen, (_, each) in mine.items())
    action, state = f"{kind.actions}.join_instead", (str(wanted.id),)
    select = Select(say.label("pick.prompt"), action, options, state)
    body = say("pick.body", n=most, programme=Quote(wanted.name))
    return Reply(Message(say("pick.title"), (body,), (select,), say("pick.foot")))


async def leave_chosen(turn: Turn, kind: Kind[Programme]) -> Turn:
    """Leave the programme that was chosen, unless there is room without it; the turn then joins.

    The one to join is of this kind and is named by the control.
    """
    if not turn.request.state:
        raise Refusal(turn.say(f"{kind.name}.gone"))
    chosen, wanted = turn.request.value("choice"), f"{kind.name}-{turn.request.state[0]}"
    mine = await _mine(turn)
    most = await communities.programmes_at_most(turn.tx, turn.community)
    if chosen in mine and wanted not in mine and len(mine) >= most:
        member = (await here(turn)).member.id
        its, left = mine[chosen]
        await its.leave(turn.tx, member, left.id, turn.now)
        await note(turn, f"{its.actions}.leave", left)
    return replace(turn, request=replace(turn.request, values={}))


async def _mine(turn: Turn) -> dict[str, tuple[Kind[Programme], Programme]]:
    """What a member is in, of every kind, by what a choice calls it."""
    member, mine = (await here(turn)).member.id, {}
    for kind in turn.kinds:
        own = await kind.of_member(turn.tx, member)
        for each in await kind.of_community(turn.tx, turn.community, "active", "paused"):
            if each.id in own:
                mine[f"{kind.name}-{each.id}"] = kind, each
    return mine
