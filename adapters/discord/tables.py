"""Tables on Discord: private threads under the circle's channel.

Making a thread has no key by which Discord would know it again. So its name ends in a reference of
ours, and before a thread is made whose making may have gone through, the threads that there are
get looked at: once after a start, and again whenever an answer was lost.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.discord.rest import Denied, Rest, named
from bot.chat.platform import Opening, Receipt, Undeliverable

log = logging.getLogger(__name__)

_PRIVATE_THREAD = 12
_WEEK = 10_080  # minutes without a word after which Discord puts the thread away
PUT_AWAY = 50083  # nobody is added to an archived thread, and nothing is changed in it
_OUT_OF_REACH = {10007, 10013, 50001}  # not a member any more, nobody, can't see the channel

_Place = tuple[str, str]  # the channel, and the thread's whole name


@dataclass(frozen=True, slots=True)
class _Thread:
    id: str
    archived: bool


class Tables:
    """Opens each table once, whatever gets lost on the way."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._me = ""
        self._made: dict[str, str] = {}  # by key, until everybody has a seat
        self._unsure: set[str] = set()  # keys whose thread may have been made
        self._listed: dict[str, dict[_Place, _Thread]] = {}  # by server
        self._archives: set[str] = set()  # channels whose archive was looked through
        self._listing = asyncio.Lock()

    def belong_to(self, me: str) -> None:
        """The bot's own id: only threads that it made count."""
        self._me = me

    async def open(self, server: str, opening: Opening, key: str) -> Receipt:
        """The thread's id, everybody in it who can be. Raises `Undeliverable`.

        Whoever can't see the channel, or has left, is passed over and named: the others still meet.
        Where one person would sit there alone, or nobody, there is no table.
        """
        thread = self._made.get(key)
        if thread is None:
            thread = await self._found(server, opening, key) or await self._make(opening, key)
            self._made[key] = thread
        missing = await self._seat_all(thread, opening.people)
        too_few = len(opening.people) - len(missing) < min(2, len(opening.people))
        if too_few:
            await self.close(thread)
        del self._made[key]
        if too_few:
            why = "fewer than two people at this table can see the channel"
            raise Undeliverable(why, forever=True, missing=missing)
        if missing:
            log.warning("a table opened without %d of its people", len(missing))
        return Receipt(thread, missing)

    async def add(self, thread: str, people: Sequence[str]) -> Receipt:
        """Bring people into a thread that is there, which wakes up where it was put away."""
        try:
            missing = await self._seat_all(thread, people)
        except Denied as denied:
            if denied.code != PUT_AWAY:
                raise
            await self.wake(thread)
            missing = await self._seat_all(thread, people)
        if len(missing) == len(people):
            raise Undeliverable("they can't see the channel", forever=True, missing=missing)
        return Receipt(thread, missing)

    async def wake(self, thread: str) -> None:
        """Take a thread out that was put away. Raises `Undeliverable`."""
        await self._archive(thread, archived=False)

    async def close(self, thread: str) -> None:
        """Put the thread away; nothing in it is lost. Raises `Undeliverable`."""
        try:
            await self._archive(thread, archived=True)
        except Denied as denied:
            if denied.code != 10003:  # it is gone: that is as good
                raise

    async def _make(self, opening: Opening, key: str) -> str:
        body = {
            "name": _name(opening),
            "type": _PRIVATE_THREAD,
            "invitable": False,
            "auto_archive_duration": _WEEK,
        }
        try:
            return named(
                await self._rest.call(
                    "POST", "/channels/{channel_id}/threads", body, channel_id=opening.channel
                )
            )
        except Undeliverable as lost:
            if lost.perhaps:
                self._unsure.add(key)
            raise

    async def _seat_all(self, thread: str, people: Sequence[str]) -> tuple[str, ...]:
        """Give each of them a seat; who of them could not have one."""
        return tuple([each for each in people if not await self._seat(thread, each)])

    async def _seat(self, thread: str, person: str) -> bool:
        """Adding somebody who sits there already changes nothing."""
        path = "/channels/{channel_id}/thread-members/{user_id}"
        try:
            await self._rest.call("PUT", path, channel_id=thread, user_id=person)
        except Denied as denied:
            if denied.code in _OUT_OF_REACH:
                return False
            raise
        return True

    async def _found(self, server: str, opening: Opening, key: str) -> str | None:
        async with self._listing:
            if key in self._unsure or server not in self._listed:
                self._listed[server] = await self._active(server)
                self._archives.discard(opening.channel)
            if opening.channel not in self._archives:
                self._listed[server] |= await self._archived(opening.channel)
                self._archives.add(opening.channel)
            self._unsure.discard(key)
        found = self._listed[server].pop((opening.channel, _name(opening)), None)
        if found is None:
            return None
        if found.archived:
            await self._archive(found.id, archived=False)
        return found.id

    async def _active(self, server: str) -> dict[_Place, _Thread]:
        path = "/guilds/{guild_id}/threads/active"
        return self._ours(await self._rest.call("GET", path, guild_id=server), archived=False)

    async def _archived(self, channel: str) -> dict[_Place, _Thread]:
        """The newest hundred. Without Read Message History Discord shows none: so be it."""
        path = "/channels/{channel_id}/users/@me/threads/archived/private?limit=100"
        try:
            answer = await self._rest.call("GET", path, channel_id=channel)
        except Denied as denied:
            if denied.code not in (50001, 50013):
                raise
            return {}
        return self._ours(answer, archived=True)

    async def _archive(self, thread: str, *, archived: bool) -> None:
        """Whoever made a thread may do so without any permission."""
        path = "/channels/{channel_id}"
        await self._rest.call("PATCH", path, {"archived": archived}, channel_id=thread)

    def _ours(self, answer: object, *, archived: bool) -> dict[_Place, _Thread]:
        found: dict[_Place, _Thread] = {}
        threads = answer.get("threads") if isinstance(answer, dict) else None
        for thread in threads or []:
            if thread["owner_id"] == self._me:
                found[thread["parent_id"], thread["name"]] = _Thread(thread["id"], archived)
        return found


def _name(opening: Opening) -> str:
    return f"{opening.name} · {opening.reference}"
