"""Messages to channels, to tables and to people, each of them once."""

import asyncio
import base64
import hashlib
from collections import deque

from adapters.discord import render
from adapters.discord.rest import Denied, Parts, Rest, named
from bot.chat.message import File, Message
from bot.chat.platform import Address, Channel, Direct, Receipt, Table, Undeliverable

_DIRECTS, _A_MINUTE = 10, 60.0  # conversations opened in a minute: more can lock a bot out
_DELETED = 10008


def nonce(key: str) -> str:
    """By this Discord knows a message again: 24 characters, one less than it takes."""
    return base64.b32encode(hashlib.sha256(key.encode()).digest()[:15]).decode()


class Mail:
    """Posts by plain channel messages: a webhook's have no nonce."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._directs: dict[str, str] = {}
        self._opened: deque[float] = deque(maxlen=_DIRECTS)

    async def post(self, to: Address, what: Message | File, key: str) -> Receipt:
        """Say it there; within some minutes the same key says nothing twice."""
        channel = await self.channel(to)
        once = {"nonce": nonce(key), "enforce_nonce": True}
        body = (
            Parts(render.file(what) | once, what)
            if isinstance(what, File)
            else render.message(what) | once
        )
        path = "/channels/{channel_id}/messages"
        try:
            return Receipt(named(await self._rest.call("POST", path, body, channel_id=channel)))
        except Denied as denied:
            if denied.code != _DELETED:
                raise
            return Receipt("")  # it arrived the first time, and somebody has deleted it since

    async def change(self, to: Address, of: str, message: Message) -> Receipt:
        """Put this in the place of a message of ours, however often: the last one stays."""
        path = "/channels/{channel_id}/messages/{message_id}"
        names = {"channel_id": await self.channel(to), "message_id": of}
        await self._rest.call("PATCH", path, render.message(message), again=True, **names)
        return Receipt(of)

    async def channel(self, to: Address) -> str:
        """Discord's id of where that is; a direct conversation is opened when it is first used."""
        match to:
            case Channel(id=name) | Table(id=name) if name:
                return name
            case Direct(user=user):
                return self._directs.get(user) or await self._direct(user)
            case _:
                raise Undeliverable("the conversation has not been opened")

    async def _direct(self, user: str) -> str:
        now = asyncio.get_running_loop().time()
        if len(self._opened) == _DIRECTS and (left := self._opened[0] + _A_MINUTE - now) > 0:
            raise Undeliverable("many direct messages at once", after=left)
        self._opened.append(now)
        body = {"recipient_id": user}
        self._directs[user] = named(await self._rest.call("POST", "/users/@me/channels", body))
        return self._directs[user]
