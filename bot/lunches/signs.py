"""Notes that somebody is there, as part of whatever they do: so that nobody nudges them."""

from bot.chat.action import row_id
from bot.chat.answer import Answer
from bot.lunches.store import signs
from bot.members.actions import here
from bot.turn import Action, Turn


def at_table(action: Action) -> Action:
    """This action is a sign of life at the table that its control names first."""

    async def noting(turn: Turn) -> Answer:
        me = await _note(turn)
        if (pairing := _named(turn)) is not None:
            await signs.note_at(turn.tx, pairing, me, turn.now)
        return await action(turn)

    return noting


def in_circle(action: Action) -> Action:
    """This action is a sign of life; in the circle that its control names first, at one's table."""

    async def noting(turn: Turn) -> Answer:
        me = await _note(turn)
        if (circle := _named(turn)) is not None:
            pairing = await signs.latest_table(turn.tx, circle, me)
            if pairing is not None:
                await signs.note_at(turn.tx, pairing, me, turn.now)
        return await action(turn)

    return noting


async def _note(turn: Turn) -> int:
    """Before the action, which may free their seat. What it refuses leaves no trace of this."""
    me = (await here(turn)).member.id
    await signs.note(turn.tx, me, turn.now)
    return me


def _named(turn: Turn) -> int | None:
    return row_id(turn.request.state[0]) if turn.request.state else None
