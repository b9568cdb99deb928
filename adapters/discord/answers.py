"""Answers what people do on Discord, within the three seconds in which Discord wants an answer.

The answer is sent once what it says is committed. If that takes two seconds, Discord is told
privately that it is coming, and then it comes.
"""

import asyncio
import logging
import re
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, assert_never

import discord

from adapters.discord import render
from adapters.discord.forms import Forms
from adapters.discord.rest import Denied, Rest
from bot.chat.answer import Answer, Choices, Invalid, Open, Replace, Reply, Settle
from bot.chat.form import Errors, Form
from bot.chat.message import Message
from bot.chat.platform import Undeliverable
from bot.chat.request import Request

log = logging.getLogger(__name__)

Json = dict[str, Any]

PATIENCE = 2.0  # seconds; Discord gives three
_REPLY, _DEFER, _DEFER_UPDATE, _UPDATE, _COMPLETE, _FORM = 4, 5, 6, 7, 8, 9
_LATE = {10062, 40060}  # Discord no longer waits, or has its answer: the event came twice


@dataclass(frozen=True, slots=True)
class Asked:
    """Where an answer goes, and which answers Discord takes there.

    `alone`: the pressed message is seen by nobody else, so that it may be replaced. `opens`: a form
    may open. `completes`: somebody is typing, and only completions will do. `pressed`: the message
    whose control was pressed, by its channel and its own id.
    """

    id: str
    application: str
    token: str
    person: str
    alone: bool
    opens: bool
    completes: bool
    pressed: tuple[str, str] | None = None


def asked(interaction: discord.Interaction[discord.Client]) -> Asked:
    """What there is to know of it for the answer."""
    pressed, kind = interaction.message, interaction.type
    private = interaction.guild_id is None
    return Asked(
        id=str(interaction.id),
        application=str(interaction.application_id),
        token=interaction.token,
        person=str(interaction.user.id),
        alone=pressed is not None and (private or pressed.flags.ephemeral),
        opens=kind is not discord.InteractionType.modal_submit,
        completes=kind is discord.InteractionType.autocomplete,
        pressed=(str(pressed.channel.id), str(pressed.id)) if pressed is not None else None,
    )


class Answers:
    """Asks the bot and answers the person, whatever goes wrong."""

    def __init__(
        self,
        rest: Rest,
        handle: Callable[[Request], Awaitable[Answer]],
        apology: Message,
        forms: Forms,
        patience: float = PATIENCE,
    ) -> None:
        self._rest = rest
        self._handle = handle
        self._apology = apology
        self._forms = forms
        self._patience = patience

    async def give(self, to: Asked, request: Request | None) -> None:
        """Answer it once. `None` is something that the bot does not know."""
        if request is None:
            await self._send(to, Choices(()) if to.completes else Reply(self._apology), None)
            return
        if to.opens and not request.values and (form := self._form(to, request)):
            await self._send(to, Open(form), None)
            return
        working = asyncio.ensure_future(self._handle(request))
        try:
            await asyncio.wait({working}, timeout=self._patience)
            deferred = None
            if not working.done():
                deferred = await self._defer(to)
                await asyncio.wait({working})
        finally:
            working.cancel()
        await self._send(to, self._answer(working, to, request), deferred)

    async def tell(self, request: Request) -> None:
        """Tell the bot of something that nobody waits for."""
        working = asyncio.ensure_future(self._handle(request))
        try:
            await asyncio.wait({working})
        finally:
            working.cancel()
        if wrong := working.exception():
            _report(wrong, request)

    def _form(self, to: Asked, request: Request) -> Form | None:
        """What this person typed before, if it is the button under it that was pressed."""
        return self._forms.find(to.person, request.carried) if request.carried else None

    def _answer(self, working: asyncio.Future[Answer], to: Asked, request: Request) -> Answer:
        wrong = working.exception()
        if wrong is not None:
            _report(wrong, request)
            return Choices(()) if to.completes else Reply(self._apology)
        answer = working.result()
        if not to.opens:
            self._forms.forget(to.person, request.carried)
        if to.completes != isinstance(answer, Choices):
            log.error("%s: not an answer that Discord takes", _action(request))
            return Choices(()) if to.completes else Reply(self._apology)
        return answer

    async def _defer(self, to: Asked) -> int | None:
        """Tell Discord that the answer is coming; how it was told decides how the answer goes."""
        if to.completes:
            return None
        how = _DEFER_UPDATE if to.alone else _DEFER
        body: Json = {"type": how}
        if how == _DEFER:
            body["data"] = {"flags": render.PRIVATE}
        return how if await self._respond(to, body) else None

    async def _send(self, to: Asked, answer: Answer, deferred: int | None) -> None:
        match answer:
            case Replace(message=message) if to.alone and deferred is None:
                await self._respond(to, {"type": _UPDATE, "data": render.message(message)})
            case Replace(message=message) if to.alone:
                await self._edit(to, message)
            case Settle(message=message, aside=aside) if to.pressed is not None:
                await self._settle(to, to.pressed, message, aside, deferred)
            case Reply(message=message) | Replace(message=message) | Settle(message=message):
                await self._reply(to, message, deferred)
            case Open(form=form) if to.opens and deferred is None:
                await self._respond(to, {"type": _FORM, "data": render.form(form)})
            case Open(form=form):
                await self._offer(to, form, (), deferred)
            case Invalid(form=form, errors=errors):
                await self._offer(to, form, errors, deferred)
            case Choices():
                await self._respond(to, {"type": _COMPLETE, "data": render.choices(answer)})
            case _:
                assert_never(answer)

    async def _offer(self, to: Asked, form: Form, errors: Errors, deferred: int | None) -> None:
        self._forms.keep(to.person, form)
        await self._reply(to, render.reopening(form, errors), deferred)

    async def _settle(
        self,
        to: Asked,
        pressed: tuple[str, str],
        message: Message,
        aside: Message | None,
        deferred: int | None,
    ) -> None:
        """Change the pressed message for everybody, and say the rest to the presser alone."""
        if deferred is None:
            await self._respond(to, {"type": _UPDATE, "data": render.message(message)})
            if aside is not None:
                await self._reply(to, aside, _UPDATE)
        elif to.alone:
            await self._edit(to, message)
            if aside is not None:
                await self._reply(to, aside, deferred)
        else:  # a private answer was announced: it still has to come
            channel, name = pressed
            path = "/channels/{channel_id}/messages/{message_id}"
            names = {"channel_id": channel, "message_id": name}
            await self._call("PATCH", path, render.message(message), again=True, **names)
            await self._reply(to, aside or message, deferred)

    async def _reply(self, to: Asked, message: Message, deferred: int | None) -> None:
        if deferred is None:
            body = {"type": _REPLY, "data": render.message(message, render.PRIVATE)}
            await self._respond(to, body)
        elif deferred == _DEFER:
            await self._edit(to, message)
        else:
            path = "/webhooks/{webhook_id}/{webhook_token}"
            body = render.message(message, render.PRIVATE)
            await self._call("POST", path, body, webhook_id=to.application, webhook_token=to.token)

    async def _edit(self, to: Asked, message: Message) -> None:
        path = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
        body = render.message(message)
        names = {"webhook_id": to.application, "webhook_token": to.token}
        await self._call("PATCH", path, body, again=True, **names)

    async def _respond(self, to: Asked, body: Json) -> bool:
        path = "/interactions/{webhook_id}/{webhook_token}/callback"
        names = {"webhook_id": to.id, "webhook_token": to.token}
        return await self._call("POST", path, body, again=True, **names)

    async def _call(
        self, method: str, path: str, body: Json, *, again: bool = False, **names: str
    ) -> bool:
        """Whether it went through. Nothing follows where it did not: the person asks again."""
        try:
            await self._rest.call(method, path, body, again=again, **names)
        except Undeliverable as lost:
            expected = isinstance(lost, Denied) and lost.code in _LATE
            level = logging.DEBUG if expected else logging.WARNING
            log.log(level, "an answer did not arrive: %s", lost.reason)
            return False
        return True


def _report(wrong: BaseException, request: Request) -> None:
    """Where it went wrong, without the exception's own text: it may hold what somebody wrote."""
    frames = "".join(traceback.format_tb(wrong.__traceback__)).rstrip()
    log.error("%s failed: %s\n%s", _action(request), type(wrong).__name__, frames)


def _action(request: Request) -> str:
    """Which action failed, for the log: a control's own name stands third in what it carries."""
    name = request.action or "".join(request.carried.split("|")[2:3])
    return name if re.fullmatch(r"[a-z_.]{1,60}", name) else "a request"
