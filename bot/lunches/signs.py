"""Notes that somebody is there, as part of whatever they do: so that nobody nudges them."""

from datetime import date, datetime

from bot.chat.action import row_id
from bot.chat.answer import Answer
from bot.chat.request import Request
from bot.database import Database, Transaction
from bot.lunches.store import nudges, signs, silence
from bot.members import store as members
from bot.members.actions import here
from bot.outbox import store as outbox
from bot.turn import Action, Turn


def at_table(action: Action) -> Action:
    """This action is a sign of life at the table that its control names first."""

    async def noting(turn: Turn) -> Answer:
        me = await _note(turn)
        if (pairing := _named(turn)) is not None:
            await _note_at(turn, pairing, me)
        return await action(turn)

    return noting


def in_circle(action: Action) -> Action:
    """This action is a sign of life; in the circle that its control names first, at one's table."""

    async def noting(turn: Turn) -> Answer:
        me = await _note(turn)
        if (circle := _named(turn)) is not None:
            pairing = await signs.latest_table(turn.tx, circle, me)
            if pairing is not None:
                await _note_at(turn, pairing, me)
        return await action(turn)

    return noting


async def _note(turn: Turn) -> int:
    """Before the action, which may free their seat. What it refuses leaves no trace of this."""
    me = (await here(turn)).member.id
    await note(turn.tx, me, turn.now)
    return me


async def _note_at(turn: Turn, pairing: int, me: int) -> None:
    if await signs.note_at(turn.tx, pairing, me, turn.now):
        await nudges.stop(turn.tx, [pairing])


async def note(tx: Transaction, member: int, now: datetime) -> None:
    """They did something about lunch: whoever was about to have a rest for silence does not."""
    await signs.note(tx, member, now)
    for each in await silence.broken(tx, member):
        key = silence.sign_key(each.circle, member, each.period)
        await outbox.withdraw(tx, [key], "they gave a sign", now)


class Glances:
    """Remembers who only looked, which writes nothing, until there is a moment to note it.

    Once a day is enough for each person; what a crash forgets is noted with their next look.
    """

    def __init__(self) -> None:
        self._noted: dict[tuple[str, str, str], date] = {}
        self._new: set[tuple[str, str, str]] = set()

    def saw(self, request: Request, now: datetime) -> None:
        """Somebody looked at something about lunch."""
        who = (request.platform, request.workspace, request.person.id)
        if self._noted.get(who) != now.date():
            self._new.add(who)

    async def keep(self, database: Database, now: datetime) -> None:
        """Note those who looked since the last time, if there are any."""
        new, self._new = self._new, set()
        if not new:
            return
        async with database.write() as tx:
            for platform, workspace, ref in sorted(new):
                at = await members.workspace_named(tx, platform, workspace)
                who = await members.member_of(tx, at, ref) if at else None
                if who is not None:
                    await note(tx, who.id, now)
        self._noted = {who: day for who, day in self._noted.items() if day == now.date()}
        self._noted |= dict.fromkeys(new, now.date())


def _named(turn: Turn) -> int | None:
    return row_id(turn.request.state[0]) if turn.request.state else None
