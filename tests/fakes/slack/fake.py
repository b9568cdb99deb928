"""The fake Slack as a test uses it: people who type, press, choose and send forms."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack import rules
from tests.fakes.slack.server import ResponseUrl, Server
from tests.fakes.slack.workspace import (
    TEAM,
    Conversation,
    Json,
    Modal,
    Posted,
    Seen,
    User,
)

PATIENCE = 3.0  # seconds for an acknowledgement, as Slack has it
LATER = 10.0  # seconds for an answer that comes after it


@dataclass(frozen=True, slots=True)
class Mark:
    """What had been shown before somebody acted."""

    private: int
    modals: frozenset[str]


class FakeSlack(Server):
    """`async with FakeSlack() as slack:` and then act as somebody."""

    def user(self, name: str, **what: Any) -> User:
        """Somebody new. What is special about them: `is_admin=True`, `tz="Asia/Tokyo"`."""
        return self.api.add(User(f"U{self.api.number():06}", name, **what))

    def channel(self, name: str, *members: User, bot: bool = True, **what: Any) -> Conversation:
        """A new channel, with the app in it unless `bot` is off."""
        channel_id = f"C{self.api.number():06}"
        found = Conversation(channel_id, name, {user.id for user in members}, bot=bot, **what)
        self.api.conversations[found.id] = found
        return found

    async def command(
        self,
        user: User,
        word: str,
        text: str = "",
        place: Conversation | None = None,
        times: int = 1,
    ) -> Seen:
        """Somebody types `/word text`, in their direct conversation if no place is named."""
        place = place or self.api.open_direct({user.id})
        trigger, url = self._began(user, place.id)
        payload = {
            "token": "make-believe",
            "team_id": TEAM,
            "team_domain": "tablemates",
            "channel_id": place.id,
            "channel_name": "directmessage" if place.id.startswith("D") else place.name,
            "user_id": user.id,
            "user_name": user.name.lower(),
            "command": word,
            "text": self._typed(text),
            "api_app_id": "A0TABLE",
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": trigger,
        }
        before = self._mark()
        ack = await self._acted("slash_commands", payload, times)
        if ack is None:
            return Seen(failed=True)
        if ack:
            self.violations.extend(f"a command's answer: {each}" for each in rules.answer(ack))
            posted = Posted(place.id, self.api.ts(), ack["text"], ack.get("blocks", []), user.id)
            return Seen(await self.api.show(posted))
        return await self._after(user, before, url)

    async def press(self, user: User, message: Posted, label: str, times: int = 1) -> Seen:
        """Somebody presses the button that says this, or chooses the option that does."""
        block, element, option = message.control(label)
        trigger, url = self._began(user, message.channel, message)
        action: Json = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block.get("block_id", "made-by-slack"),
            "action_ts": self.api.ts(),
        }
        if option is not None:
            action["selected_option"] = option
        action |= {key: element[key] for key in ("text", "value", "url") if key in element}
        name = self.api.conversation(message.channel).name
        payload = self._interaction("block_actions", user, trigger) | {
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": message.channel,
                "is_ephemeral": bool(message.to),
            },
            "channel": {"id": message.channel, "name": name},
            "response_url": url,
            "state": {"values": {}},
            "actions": [action],
        }
        before = self._mark()
        if await self._acted("interactive", payload, times) is None:
            return Seen(failed=True)
        if "url" in element:
            return Seen()
        return await self._after(user, before, url)

    async def submit(self, form: Modal, values: Mapping[str, object], times: int = 1) -> Seen:
        """Whoever has this form open fills it in, by names or labels, and sends it."""
        user = self.api.users[form.user]
        view = dict(form.view)
        view |= {
            "id": form.id,
            "team_id": TEAM,
            "app_id": "A0TABLE",
            "app_installed_team_id": TEAM,
            "bot_id": "B0BOT",
            "close": view.get("close"),
            "hash": "1.make-believe",
            "root_view_id": form.id,
            "previous_view_id": None,
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "state": form.state(values),
        }
        trigger = self.api.trigger(user.id)
        payload = self._interaction("view_submission", user, trigger) | {
            "view": view,
            "response_urls": [],
        }
        before = self._mark()
        ack = await self._acted("interactive", payload, times)
        if ack is None:
            return Seen(form=form, failed=True)
        wrong = rules.acknowledged_view(ack, set(form.inputs))
        self.violations.extend(f"a form's answer: {each}" for each in wrong)
        match ack.get("response_action"):
            case "errors":
                return Seen(form=form, errors=ack["errors"])
            case "update":
                del self.api.modals[form.id]
                return Seen(form=self.api.open_modal(user.id, ack["view"]))
        self.api.modals.pop(form.id, None)
        return await self._after(user, before, "")

    async def event(self, event: Json, times: int = 1) -> bool:
        """Something happened in the workspace. False: one of its deliveries stayed unanswered."""
        payload = {
            "token": "make-believe",
            "team_id": TEAM,
            "api_app_id": "A0TABLE",
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{self.api.number():08}",
            "event_time": 1_700_000_000,
            "authorizations": [],
            "is_ext_shared_channel": False,
        }
        return await self._acted("events_api", payload, times) is not None

    async def change(self, user: User, times: int = 1, **what: Any) -> bool:
        """Something about somebody changes, and Slack tells."""
        for name, value in what.items():
            setattr(user, name, value)
        event = {"type": "user_change", "user": user.payload(), "cache_ts": 1, "event_ts": "1.1"}
        return await self.event(event, times)

    async def uninstall(self) -> bool:
        """The app is removed from the workspace."""
        self.api.refusing["bot"] = "account_inactive"
        return await self.event({"type": "app_uninstalled"})

    async def revoke(self) -> bool:
        """The bot's token is revoked."""
        self.api.refusing["bot"] = "token_revoked"
        return await self.event({"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}})

    def _mark(self) -> Mark:
        return Mark(len(self.api.private), frozenset(self.api.modals))

    def _began(self, user: User, channel: str, pressed: Posted | None = None) -> tuple[str, str]:
        name = f"r{self.api.number()}"
        self.response_urls[name] = ResponseUrl(user.id, channel, pressed)
        return self.api.trigger(user.id), f"{self.base}/response/{name}"

    def _typed(self, text: str) -> str:
        """As `should_escape` has it: mentions with a label, the rest escaped."""
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for user in self.api.users.values():
            mention = f"&lt;@{user.id}&gt;"
            text = text.replace(mention, f"<@{user.id}|{user.name.lower()}>")
        return text

    def _interaction(self, kind: str, user: User, trigger: str) -> Json:
        name = user.name.lower()
        return {
            "type": kind,
            "team": {"id": TEAM, "domain": "tablemates"},
            "user": {"id": user.id, "username": name, "name": name, "team_id": user.team_id},
            "api_app_id": "A0TABLE",
            "token": "make-believe",
            "trigger_id": trigger,
            "is_enterprise_install": False,
        }

    async def _acted(self, kind: str, payload: Json, times: int) -> Json | None:
        """Send it as often as asked; the payload of the first acknowledgement, None for none."""
        waiting = []
        for attempt in range(times):
            envelope: Json = {
                "envelope_id": f"e{self.api.number()}",
                "type": kind,
                "payload": payload,
                "accepts_response_payload": kind != "events_api",
            }
            if kind == "events_api":
                envelope |= {"retry_attempt": attempt, "retry_reason": "timeout" * bool(attempt)}
            waiting.append(await self.sockets.send(envelope))
        _, missing = await asyncio.wait(waiting, timeout=PATIENCE)
        return None if missing else waiting[0].result()

    async def _after(self, user: User, before: Mark, url: str) -> Seen:
        """What this person sees once the acknowledgement is through."""
        response = self.response_urls.get(url.rpartition("/")[2])

        def seen() -> Seen | None:
            if response is not None and response.replaced:
                return Seen(response.pressed, replaced=True)
            for modal in self.api.modals.values():
                if modal.user == user.id and modal.id not in before.modals:
                    return Seen(form=modal)
            for posted in self.api.private[before.private :]:
                members = self.api.conversation(posted.channel).members
                answered = not posted.key and members == {user.id}  # deliveries have a key
                if posted.to == user.id or answered:
                    return Seen(posted)
            return None

        try:
            async with self.api.changed, asyncio.timeout(LATER):
                await self.api.changed.wait_for(lambda: seen() is not None)
        except TimeoutError:
            return Seen()
        found = seen()
        if found is None:
            raise AssertionError("it was there a moment ago")
        return found
