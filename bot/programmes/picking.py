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
from bot.texts.catalogue import Say
from bot.turn import Turn


async def no_room(
    turn: Turn, kind: Kind[Programme], wanted: Programme, *, but: str = ""
) -> Reply | None:
    """Ask which to leave where a member has as many programmes as there may be; None if not.

    The select's choice comes back with ``join_instead``, which leaves that one and joins this one.
    `but`: the one that is needed for it, and so is none to leave; refuses where there is no other.
    """
    mine, say = await _mine(turn), turn.say
    most = await communities.programmes_at_most(turn.tx, turn.community)
    if len(mine) < most:
        return None
    options = tuple(
        Option(say.label(f"pick.{its.name}", programme=Quote(each.name)), chosen)
        for chosen, (its, each) in mine.items()
        if chosen != but
    )
    if not options:
        raise full(say, most)
    action, state = f"{kind.actions}.join_instead", (str(wanted.id),)
    select = Select(say.label("pick.prompt"), action, options, state)
    name = say(f"pick.{kind.name}", programme=Quote(wanted.name))
    body = say("pick.body", n=most, programme=name)
    return Reply(Message(say("pick.title"), (body,), (select,), say("pick.foot")))


async def must_have_room(turn: Turn, key: str) -> None:
    """Refuse one more programme to whoever has as many as there may be; `key`: its own is none."""
    mine = await _mine(turn)
    most = await communities.programmes_at_most(turn.tx, turn.community)
    if key not in mine and len(mine) >= most:
        raise full(turn.say, most)


def full(say: Say, most: int) -> Refusal:
    """There is no room for one more, and nothing that could be left by a choice."""
    return Refusal(say("pick.full", n=most))


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
