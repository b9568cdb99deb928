"""Notes that somebody is there, as part of whatever they do: so that nobody nudges them."""

from dataclasses import dataclass
from datetime import datetime

from bot.chat.action import row_id
from bot.chat.answer import Answer
from bot.chat.request import Request
from bot.database import Database, Transaction
from bot.lunches.store import nudges, signs, silence
from bot.members import communities
from bot.members import store as members
from bot.members.actions import here
from bot.outbox import store as outbox
from bot.turn import Action, Turn

PAGE = 100  # glances that are noted in one transaction


@dataclass(frozen=True, slots=True)
class _Glance:
    platform: str
    workspace: str
    ref: str
    about_lunch: bool


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
        waiting = [nudges.key(pairing, n) for n in range(1, nudges.MOST + 1)]
        await outbox.withdraw(turn.tx, waiting, "somebody there gave a sign", turn.now)


async def note(tx: Transaction, member: int, now: datetime) -> None:
    """They did something about lunch: whoever was about to have a rest for silence does not."""
    await signs.note(tx, member, now)
    await outbox.withdraw(tx, await silence.broken(tx, member), "they gave a sign", now)


class Glances:
    """Remembers who only looked, or was told no, until it can be noted that they are there.

    Neither writes anything by itself. What a crash forgets is noted with their next look.
    """

    def __init__(self) -> None:
        self._seen: dict[_Glance, datetime] = {}

    def saw(self, request: Request, now: datetime, *, about_lunch: bool) -> None:
        """Somebody did something that wrote nothing; `about_lunch`: which is a sign of life."""
        self._seen[_Glance(request.platform, request.workspace, request.person.id, about_lunch)] = (
            now
        )

    async def keep(self, database: Database, now: datetime) -> None:
        """Note those who looked since the last time, a page of them, if there are any."""
        page = list(self._seen.items())[:PAGE]
        if not page:
            return
        async with database.write() as tx:
            for glance, at in page:
                place = await communities.workspace_named(tx, glance.platform, glance.workspace)
                who = await members.member_of(tx, place, glance.ref) if place else None
                if place is None or who is None:
                    continue
                if who.gone:
                    await members.returned(tx, place, glance.ref, at)
                if glance.about_lunch:
                    await note(tx, who.id, now)
        for glance, at in page:
            if self._seen.get(glance) == at:
                del self._seen[glance]


def _named(turn: Turn) -> int | None:
    return row_id(turn.request.state[0]) if turn.request.state else None
