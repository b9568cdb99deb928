"""How an answer finds its way back: with the acknowledgement where it fits, else right behind it.

Slack waits three seconds for an acknowledgement. What takes longer than the guard is acknowledged
empty, and answered when it is there.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar, assert_never

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack import failures, render
from adapters.slack.inbound import Origin
from bot.chat.answer import Answer, Choices, Invalid, Open, Replace, Reply, Settle
from bot.chat.message import Message

_Result = TypeVar("_Result")

_log = logging.getLogger(__name__)

_SETTLE = 2.0  # seconds that answers under way are given when the bot stops
_SENT = 0.05  # seconds in which the library sends an acknowledgement that it was just handed
_EVENTS = 1_000  # remembered: more than come while Slack might send one of them again
_ELSEWHERE = {  # why an ephemeral message can't be shown in a channel
    "channel_not_found",
    "is_archived",
    "not_in_channel",
    "restricted_action",
    "user_not_in_channel",
}


def acknowledged(origin: Origin, answer: Answer) -> dict[str, Any] | None:
    """What the acknowledgement itself can say of the answer; None where it can't."""
    match origin.kind, answer:
        case "command", Reply(message=message) | Replace(message=message) | Settle(message=message):
            return {"response_type": "ephemeral"} | render.message(message)
        case "form", Invalid(errors=errors):
            return {"response_action": "errors", "errors": render.errors(errors)}
        case "form", Open(form=form):
            return {"response_action": "update", "view": render.view(form, origin.channel)}
    return None


class Replies:
    """Carries answers back to the one person who asked, and never to anybody else."""

    def __init__(self, client: AsyncWebClient, *, guard: float, apology: Message) -> None:
        self._client = client
        self._guard = guard
        self._apology = apology
        self._under_way: set[asyncio.Task[Any]] = set()
        self._followed: dict[str, None] = {}  # triggers of what was answered, the oldest first

    async def reply(
        self, ack: AsyncAck, origin: Origin, asked: Coroutine[Any, Any, Answer]
    ) -> BoltResponse:
        """Wait for the answer as long as the guard allows, and return the acknowledgement."""
        task = self._tracked(asked)
        await asyncio.wait({task}, timeout=self._guard)
        if task.done():
            answer = self._outcome(origin, task)
            if (fitting := acknowledged(origin, answer)) is not None:
                return await ack(fitting)
        self._tracked(self._follow(origin, task))
        return await ack()

    async def settle(self) -> None:
        """Let what is under way arrive."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_SETTLE)
            await asyncio.sleep(_SENT)

    def _tracked(self, work: Coroutine[Any, Any, _Result]) -> asyncio.Task[_Result]:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    def _outcome(self, origin: Origin, task: asyncio.Task[Answer]) -> Answer:
        """The answer, or the apology where there is none because of a bug or a silent Slack."""
        if (failure := task.exception()) is None:
            return task.result()
        if isinstance(failure, SlackApiError):  # its text quotes the response: only the code
            _log.error("%s: Slack does not say who asks: %s", origin.action, failures.code(failure))
        else:
            _log.error("%s failed", origin.action, exc_info=failure)
        return Reply(self._apology)

    async def _follow(self, origin: Origin, task: asyncio.Task[Answer]) -> None:
        first = self._is_first(origin.trigger)
        await asyncio.wait({task})
        answer = self._outcome(origin, task)
        if not first:
            return
        try:
            await self._say(origin, answer)
        except failures.FAILED as failure:
            _log.warning(
                "%s: the answer was lost: %s", origin.action, failures.verdict(failure).reason
            )

    def _is_first(self, trigger: str) -> bool:
        """Whether this delivery of an event is the first: nobody is told the same thing twice.

        What a process of before may have said is said again: it may have died before it did.
        """
        if trigger in self._followed:
            return False
        if trigger:
            self._followed[trigger] = None
        if len(self._followed) > _EVENTS:
            del self._followed[next(iter(self._followed))]
        return True

    async def _say(self, origin: Origin, answer: Answer) -> None:
        match answer:
            case Reply(message=message):
                await self._privately(origin, message)
            case Replace(message=message):
                if origin.alone:
                    await self._respond(origin, message, replace_original=True)
                else:
                    await self._privately(origin, message)
            case Settle(message=message, aside=aside):
                if origin.response_url:
                    await self._respond(origin, message, replace_original=True)
                if aside or not origin.response_url:
                    await self._privately(origin, aside or message)
            case Open(form=form):
                view = render.view(form, origin.channel)
                try:
                    await self._client.views_open(trigger_id=origin.trigger, view=view)
                except SlackApiError as refused:  # a trigger is good for three seconds
                    _log.warning("%s: no form opened: %s", origin.action, failures.code(refused))
                    await self._privately(origin, self._apology)
            case Invalid(form=form, errors=errors):
                await self._privately(origin, render.errors_told(form, errors))
            case Choices():
                pass  # Slack asks for no completion of commands
            case _:
                assert_never(answer)

    async def _privately(self, origin: Origin, message: Message) -> None:
        """To nobody but them: where they asked, or in their direct conversation with the bot."""
        if origin.response_url:
            await self._respond(origin, message, replace_original=False)
            return
        shown = render.message(message)
        if channel := origin.where.channel:
            try:
                await self._client.chat_postEphemeral(channel=channel, user=origin.user, **shown)
            except SlackApiError as refused:
                if failures.code(refused) not in _ELSEWHERE:
                    raise
            else:
                return
        opened = await self._client.conversations_open(users=origin.user)
        await self._client.chat_postMessage(channel=opened["channel"]["id"], **shown)

    async def _respond(self, origin: Origin, message: Message, *, replace_original: bool) -> None:
        # A response URL is good for five messages: never tried twice on the library's own account.
        hook = AsyncWebhookClient(
            origin.response_url, logger=self._client.logger, retry_handlers=[]
        )
        said = render.message(message) | {"replace_original": replace_original}
        if not replace_original:  # what is replaced stays as visible as it was
            said["response_type"] = "ephemeral"
        answered = await hook.send_dict(said)
        if answered.status_code != 200:
            _log.warning("%s: response URL: HTTP %s", origin.action, answered.status_code)
