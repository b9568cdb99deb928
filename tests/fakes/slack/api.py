"""The Web API of the fake: what each method checks, does and answers."""

import asyncio
from collections.abc import Mapping
from typing import Any

from tests.fakes.slack import rules
from tests.fakes.slack.workspace import TEAM, Conversation, Json, Modal, Posted, Upload, User

BOT_TOKEN = "xoxb-1-make-believe"
APP_TOKEN = "xapp-1-make-believe"
SCOPES = ("chat:write", "commands", "files:write", "im:write", "mpim:write", "users:read")
TRIGGER_LIFE = 3.0  # seconds in which a form may be opened after what somebody did


class Refuse(Exception):
    """The method answers `ok: false`."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.answer = {"ok": False, "error": error, **more}


class Api:
    """The workspace behind the Web API."""

    def __init__(self, scopes: tuple[str, ...] = SCOPES) -> None:
        self.scopes = scopes
        self.tokens = {"bot": BOT_TOKEN, "app": APP_TOKEN}
        self.refusing: dict[str, str] = {}  # token kind -> the error that every call gets
        self.users: dict[str, User] = {}
        self.conversations: dict[str, Conversation] = {}
        self.modals: dict[str, Modal] = {}
        self.private: list[Posted] = []  # everything that one person alone saw, in order
        self.violations: list[str] = []
        self.base = ""  # where uploads go
        self.triggers: dict[str, tuple[str, float]] = {}  # whose, and since when
        self.closed_messages_tab: set[str] = set()
        self.uploads: dict[str, Upload] = {}
        self.changed = asyncio.Condition()
        self._used_triggers: set[str] = set()
        self._count = 0

    def number(self) -> int:
        """The next number: of anything, each once."""
        self._count += 1
        return self._count

    def add(self, user: User) -> User:
        """One more person in the workspace."""
        self.users[user.id] = user
        return user

    def conversation(self, channel: str) -> Conversation:
        """By its id."""
        return self.conversations[channel]

    def direct(self, user: User) -> list[Posted]:
        """What stands in somebody's direct conversation with the app."""
        found = self._with({user.id})
        return found.messages if found else []

    def open_direct(self, users: frozenset[str] | set[str]) -> Conversation:
        """The one conversation with exactly these people and the app."""
        found = self._with(users)
        if found is None:
            kind = "D" if len(users) == 1 else "G"
            number = self.number()
            found = Conversation(f"{kind}{number:06}", f"{kind.lower()}m-{number}", set(users))
            found.private = True
            self.conversations[found.id] = found
        return found

    def trigger(self, user: str) -> str:
        """A new trigger of this person's."""
        trigger = f"{self.number()}.{TEAM}.make-believe"
        self.triggers[trigger] = (user, asyncio.get_running_loop().time())
        return trigger

    def ts(self) -> str:
        """A moment that nothing else has."""
        return f"1700000000.{self.number():06}"

    async def show(self, posted: Posted) -> Posted:
        """Put a message where it belongs, and tell who waits for it."""
        if posted.to:
            self.private.append(posted)
        else:
            self.conversations[posted.channel].messages.append(posted)
            if posted.channel.startswith("D"):
                self.private.append(posted)
        await self.tell()
        return posted

    async def tell(self) -> None:
        """Something has changed."""
        async with self.changed:
            self.changed.notify_all()

    async def call(self, method: str, args: Mapping[str, Any], token: str) -> Json:
        """Do what a method does. Raises `Refuse`."""
        if method not in rules.methods():
            raise Refuse("unknown_method", req_method=method)
        self.authorise(method, token)
        if wrong := rules.arguments(method, args):
            self.violations += wrong
            raise Refuse("invalid_arguments", response_metadata={"messages": wrong})
        match method:
            case "auth.test":
                return self._auth_test()
            case "users.info":
                return self._users_info(args)
            case "conversations.open":
                return self._conversations_open(args)
            case "chat.postMessage":
                return await self._post_message(args)
            case "chat.update":
                return await self._update(args)
            case "chat.postEphemeral":
                return await self._post_ephemeral(args)
            case "views.open":
                return await self._views_open(args)
            case "files.getUploadURLExternal":
                return self._place_for_a_file(args)
            case "files.completeUploadExternal":
                return await self._complete_upload(args)
        self.violations.append(f"the fake does not know {method}")
        raise Refuse("unknown_method", req_method=method)

    def check_blocks(self, method: str, given: Mapping[str, Any]) -> None:
        """Refuse what Slack would refuse of a message."""
        wrong = rules.message(given)
        self.violations += [f"{method}: {each}" for each in wrong]
        if "no_text" in wrong:
            raise Refuse("no_text")
        if wrong:
            raise Refuse("invalid_blocks", response_metadata={"messages": wrong})

    def authorise(self, method: str, token: str) -> None:
        kind = "app" if method == "apps.connections.open" else "bot"
        if not token:
            raise Refuse("not_authed")
        if token not in self.tokens.values():
            raise Refuse("invalid_auth")
        if token != self.tokens[kind]:
            raise Refuse("not_allowed_token_type")
        if kind in self.refusing:
            raise Refuse(self.refusing[kind])
        needed = rules.methods()[method]["scope_bot"]
        if needed and not set(needed) & set(self.scopes):
            provided = ",".join(self.scopes)
            raise Refuse("missing_scope", needed=",".join(needed), provided=provided)

    def _with(self, users: set[str] | frozenset[str]) -> Conversation | None:
        for found in self.conversations.values():
            if found.id[0] in "DG" and found.members == users:
                return found
        return None

    def _auth_test(self) -> Json:
        return {
            "ok": True,
            "url": "https://tablemates.slack.example/",
            "team": "Tablemates",
            "team_id": TEAM,
            "user": "tablemates",
            "user_id": "U0BOT",
            "bot_id": "B0BOT",
            "is_enterprise_install": False,
        }

    def _users_info(self, args: Mapping[str, Any]) -> Json:
        if args["user"] not in self.users:
            raise Refuse("user_not_found")
        return {"ok": True, "user": self.users[args["user"]].payload()}

    def _conversations_open(self, args: Mapping[str, Any]) -> Json:
        users = str(args.get("users", "")).split(",")
        if users == [""]:
            raise Refuse("users_list_not_supplied")
        scope = "im:write" if len(users) == 1 else "mpim:write"
        if scope not in self.scopes:
            raise Refuse("missing_scope", needed=scope, provided=",".join(self.scopes))
        if len(users) > 8:
            raise Refuse("too_many_users")
        for user in users:
            if user not in self.users:
                raise Refuse("user_not_found")
            if self.users[user].deleted:
                raise Refuse("user_disabled")
            if self.users[user].is_stranger:
                raise Refuse("user_not_visible")
        opened = self.open_direct(set(users))
        return {"ok": True, "channel": {"id": opened.id}}

    async def _post_message(self, args: Mapping[str, Any]) -> Json:
        place = self._place(args["channel"])
        self.check_blocks("chat.postMessage", args)
        metadata = args.get("metadata")
        if metadata is not None and set(metadata) != {"event_type", "event_payload"}:
            self.violations.append("chat.postMessage: metadata")
            raise Refuse("invalid_metadata_format")
        posted = Posted(
            place.id, self.ts(), args["text"], args.get("blocks", []), metadata=metadata
        )
        await self.show(posted)
        message = {"type": "message", "text": posted.text, "ts": posted.ts, "bot_id": "B0BOT"}
        return {"ok": True, "channel": place.id, "ts": posted.ts, "message": message}

    async def _update(self, args: Mapping[str, Any]) -> Json:
        place = self._place(args["channel"])
        known = {posted.ts: posted for posted in place.messages}
        if args["ts"] not in known:
            raise Refuse("message_not_found")
        self.check_blocks("chat.update", args)
        posted = known[args["ts"]]
        posted.text, posted.blocks = args["text"], args.get("blocks", [])
        await self.tell()
        return {"ok": True, "channel": place.id, "ts": posted.ts, "text": posted.text}

    async def _post_ephemeral(self, args: Mapping[str, Any]) -> Json:
        place = self._place(args["channel"])
        if args["user"] not in place.members:
            raise Refuse("user_not_in_channel")
        self.check_blocks("chat.postEphemeral", args)
        ts = self.ts()
        await self.show(Posted(place.id, ts, args["text"], args.get("blocks", []), args["user"]))
        return {"ok": True, "message_ts": ts}

    def _place_for_a_file(self, args: Mapping[str, Any]) -> Json:
        length = int(args["length"])
        if length < 1:
            raise Refuse("invalid_arguments")
        upload = Upload(f"F{self.number():06}", args["filename"], length)
        self.uploads[upload.id] = upload
        return {"ok": True, "upload_url": f"{self.base}/upload/{upload.id}", "file_id": upload.id}

    async def _complete_upload(self, args: Mapping[str, Any]) -> Json:
        for each in args["files"]:
            if set(each) - {"id", "title", "highlight_type"}:
                raise Refuse("invalid_arguments")
            upload = self.uploads.get(each["id"])
            if upload is None or upload.content is None:
                raise Refuse("file_not_found")
            if args.get("channel_id"):
                place = self._place(args["channel_id"])
                text = args.get("initial_comment", "")
                await self.show(Posted(place.id, self.ts(), text, [], file=upload))
        titles = [{"id": each["id"], "title": each.get("title", "")} for each in args["files"]]
        return {"ok": True, "files": titles}

    async def _views_open(self, args: Mapping[str, Any]) -> Json:
        wrong = rules.view(args["view"])
        self.violations += [f"views.open: {each}" for each in wrong]
        if wrong:
            raise Refuse("invalid_arguments", response_metadata={"messages": wrong})
        user = self._exchange(args.get("trigger_id", ""))
        modal = self.open_modal(user, args["view"])
        await self.tell()
        return {"ok": True, "view": {"id": modal.id, **args["view"]}}

    def open_modal(self, user: str, view: Json) -> Modal:
        """Put a form in front of somebody."""
        modal = Modal(f"V{self.number():06}", user, view)
        self.modals[modal.id] = modal
        return modal

    def _exchange(self, trigger: str) -> str:
        if trigger in self._used_triggers:
            raise Refuse("exchanged_trigger_id")
        if trigger not in self.triggers:
            raise Refuse("invalid_trigger_id")
        user, since = self.triggers[trigger]
        if asyncio.get_running_loop().time() - since > TRIGGER_LIFE:
            raise Refuse("expired_trigger_id")
        self._used_triggers.add(trigger)
        return user

    def _place(self, channel: str) -> Conversation:
        place = self.conversations.get(channel)
        if place is None or (place.private and not place.bot):
            raise Refuse("channel_not_found")
        if place.archived:
            raise Refuse("is_archived")
        if not place.bot:
            raise Refuse("not_in_channel")
        if place.id in self.closed_messages_tab:
            raise Refuse("messages_tab_disabled")
        return place
