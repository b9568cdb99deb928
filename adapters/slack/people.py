"""Who somebody is and what they may do, asked of Slack and kept for a minute."""

import asyncio
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import failures, inbound
from bot.chat.request import Person

_MANY = 5_000  # kept at most: more than act within a minute anywhere
_UNKNOWN = {"user_not_found", "user_not_visible"}


class People:
    """Asks `users.info`, once for each person in `kept` seconds and once at a time."""

    def __init__(self, client: AsyncWebClient, kept: float) -> None:
        self._client = client
        self._kept = kept
        self._asked: dict[str, _Asked] = {}

    async def known(self, user: str, team: str) -> Person | None:
        """Who it is; None for somebody of another workspace, or whom Slack does not show us.

        Raises what the call raised: nobody is taken for somebody because Slack did not answer.
        """
        found = await self._user(user)
        if found is None or inbound.is_foreign(found, team):
            return None
        return inbound.person(found, team)

    def forget(self, user: str) -> None:
        """Ask again next time."""
        self._asked.pop(user, None)

    async def is_gone(self, user: str) -> bool:
        """Whether their account is deactivated, or no longer there. Asked afresh."""
        found = await self._ask(user)
        return found is None or bool(found.get("deleted"))

    async def _user(self, user: str) -> dict[str, Any] | None:
        now = asyncio.get_running_loop().time()
        asked = self._asked.get(user)
        if asked is None or asked.until < now or asked.failed:
            if len(self._asked) >= _MANY:
                self._asked.clear()
            asked = _Asked(asyncio.create_task(self._ask(user)), now + self._kept)
            self._asked[user] = asked
        # Several wait for one call: that one of them gives up must not end it for the others.
        return await asyncio.shield(asked.answer)

    async def _ask(self, user: str) -> dict[str, Any] | None:
        try:
            response = await self._client.users_info(user=user, include_locale=True)
        except SlackApiError as refused:
            if failures.code(refused) in _UNKNOWN:
                return None
            raise
        found: dict[str, Any] = response["user"]
        return found


@dataclass(frozen=True, slots=True)
class _Asked:
    answer: asyncio.Task[dict[str, Any] | None]
    until: float

    @property
    def failed(self) -> bool:
        return self.answer.done() and (
            self.answer.cancelled() or self.answer.exception() is not None
        )
