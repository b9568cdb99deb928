"""Discord, as far as the bot can tell: start it, point the bot at it, and act as its people."""

import asyncio
from typing import Any, Self

from aiohttp import web

from tests.fakes.discord.description import interaction_problems
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.rest import Call, Rest
from tests.fakes.discord.visits import Opened, Visit, Visits
from tests.fakes.discord.world import (
    BOT_MAY,
    DIRECT,
    MANAGE_SERVER,
    READ_HISTORY,
    TEXT,
    Channel,
    Message,
    Person,
    World,
)

Json = dict[str, Any]

TOKEN = "MTEwMDAwMDAwMDAwMDAwMDAwMQ.made.up"
_COMMAND, _COMPONENT, _COMPLETION, _FORM = 2, 3, 4, 5
_PATIENCE = 30.0  # seconds until a test gives up on an answer
_MEMBER_MAY = (1 << 10) | (1 << 11) | (1 << 31)


class FakeDiscord:
    """One Discord with one server. `async with FakeDiscord() as fake:` starts and stops it."""

    def __init__(self) -> None:
        self.token = TOKEN
        self.world = World()
        self.visits = Visits()
        self.gateway = Gateway(self.world, TOKEN)
        self.rest = Rest(self.world, TOKEN, self.visits)
        self.faults = self.rest.faults
        self._runner: web.AppRunner | None = None
        self.api_url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes([web.get("/gateway/", self.gateway.serve)])
        app.add_routes(self.rest.routes("/api/v10"))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.api_url = f"http://{host}:{port}/api/v10"
        self.gateway.url = f"ws://{host}:{port}/gateway/"
        return self

    async def __aexit__(self, *wrong: object) -> None:
        assert self._runner is not None
        await self.gateway.close()
        await self._runner.cleanup()

    @property
    def gateway_url(self) -> str:
        """Where the bot connects."""
        return self.gateway.url

    @property
    def violations(self) -> list[str]:
        """Every request that Discord's description does not allow. To be asserted empty."""
        return self.rest.violations

    def calls(self, method: str, part: str) -> list[Call]:
        """The calls so far, by method and a part of the path."""
        return [one for one in self.rest.calls if one.method == method and part in one.template]

    async def connected(self) -> None:
        """Wait until the bot has been greeted."""
        await asyncio.wait_for(self.gateway.ready.wait(), _PATIENCE)

    def person(self, username: str, **more: Any) -> Person:
        """Somebody new in the server."""
        person = Person(self.world.next_id(), username, **more)
        self.world.people[person.id] = person
        return person

    def channel(
        self, name: str, kind: int = TEXT, bot_may: int = BOT_MAY | READ_HISTORY
    ) -> Channel:
        """A new channel. What comes before the bot connects is in its list of channels."""
        channel = Channel(self.world.next_id(), name, kind, bot_may)
        self.world.channels[channel.id] = channel
        return channel

    def directs(self, person: Person) -> list[Message]:
        """What the bot told them in their direct conversation."""
        return self.world.direct(person).messages

    async def command(
        self,
        person: Person,
        name: str,
        verb: str,
        channel: Channel,
        *,
        times: int = 1,
        **options: str,
    ) -> Visit:
        """Type a command, as Discord's apps let them: only what is registered can be typed."""
        declared = self._declared(name, verb)
        known = {one["name"] for one in declared.get("options", [])}
        assert known >= set(options), f"{name} {verb} has no {set(options) - known}"
        typed = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        data = self._command_data(name, verb, typed)
        return await self._do(_COMMAND, person, channel, data, times=times)

    async def complete(
        self,
        person: Person,
        name: str,
        verb: str,
        channel: Channel,
        option: str,
        typed: str,
        **others: str,
    ) -> list[str]:
        """The names that are offered while an option is typed."""
        known = {one["name"]: one for one in self._declared(name, verb)["options"]}
        assert known[option].get("autocomplete"), f"{option} offers nothing"
        options = [{"name": key, "type": 3, "value": value} for key, value in others.items()]
        options.append({"name": option, "type": 3, "value": typed, "focused": True})
        data = self._command_data(name, verb, options)
        visit = await self._do(_COMPLETION, person, channel, data)
        assert visit.choices is not None
        return [one["name"] for one in visit.choices]

    async def press(self, person: Person, message: Message, label: str, *, times: int = 1) -> Visit:
        """Press a button."""
        self._sees(person, message)
        data = {"component_type": 2, "custom_id": message.button(label)["custom_id"]}
        return await self._do(_COMPONENT, person, message.channel, data, message, times=times)

    async def choose(self, person: Person, message: Message, label: str) -> Visit:
        """Choose something in the message's select."""
        self._sees(person, message)
        select = message.select()
        value = next(one["value"] for one in select["options"] if one["label"] == label)
        data = {"component_type": 3, "custom_id": select["custom_id"], "values": [value]}
        return await self._do(_COMPONENT, person, message.channel, data, message)

    async def submit(
        self, form: Opened, values: dict[str, str | list[str]], *, times: int = 1
    ) -> Visit:
        """Send a form; what is not named stays as it was filled in."""
        rows = []
        for number, field in enumerate(form.fields(), 1):
            name = field["custom_id"]
            value = values.get(name, form.value(name))
            part: Json = {"id": 2 * number, "type": field["type"], "custom_id": name}
            if field["type"] == 4:
                assert isinstance(value, str)
                assert len(value) <= field.get("max_length", 4000), f"{name} is too long"
                assert value or not field["required"], f"{name} has to be filled in"
                part["value"] = value
            else:
                chosen = [one for one in ([value] if isinstance(value, str) else value) if one]
                assert {one["value"] for one in field["options"]} >= set(chosen)
                assert field["min_values"] <= len(chosen) <= field["max_values"]
                part["values"] = chosen
            rows.append({"type": 18, "id": 2 * number - 1, "component": part})
        data = {"custom_id": form.data["custom_id"], "components": rows}
        pressed = form.pressed
        return await self._do(_FORM, form.person, form.channel, data, pressed, times=times)

    async def remove_bot(self, *, outage: bool = False) -> None:
        """Take the bot out of the server; or the server is away for a while."""
        gone = {"id": self.world.server} | ({"unavailable": True} if outage else {})
        await self.gateway.tell("GUILD_DELETE", gone)

    def _declared(self, name: str, verb: str) -> Json:
        """What the bot registered, which is all that the apps offer."""
        command = next(one for one in self.world.commands if f"/{one['name']}" == name)
        found: Json = next(one for one in command["options"] if one["name"] == verb)
        return found

    def _command_data(self, name: str, verb: str, options: list[Json]) -> Json:
        command = next(one for one in self.world.commands if f"/{one['name']}" == name)
        return {
            "id": command["id"],
            "name": command["name"],
            "type": 1,
            "options": [{"name": verb, "type": 1, "options": options}],
        }

    def _sees(self, person: Person, message: Message) -> None:
        assert message.seen_by in (None, person), "nobody else sees this message"
        assert not message.deleted

    async def _do(
        self,
        kind: int,
        person: Person,
        channel: Channel,
        data: Json,
        pressed: Message | None = None,
        *,
        times: int = 1,
    ) -> Visit:
        """Tell the bot, and wait until it has answered in full."""
        now = asyncio.get_running_loop().time()
        name = self.world.next_id()
        visit = Visit(name, f"token-{name}", kind, person, channel, pressed, now)
        self.visits.all.append(visit)
        payload = self.interaction(visit, data)
        problems = interaction_problems(payload)
        assert not problems, f"not what Discord sends: {problems}"
        await self.gateway.tell("INTERACTION_CREATE", payload, times)
        await asyncio.wait_for(visit.settled.wait(), _PATIENCE)
        return visit

    def interaction(self, visit: Visit, data: Json) -> Json:
        """What the gateway says of it."""
        payload: Json = {
            "id": visit.id,
            "application_id": self.world.application,
            "type": visit.kind,
            "data": data,
            "token": visit.token,
            "version": 1,
            "channel_id": visit.channel.id,
            "channel": visit.channel.shown(self.world.server),
            "locale": visit.person.locale,
            "entitlements": [],
            "authorizing_integration_owners": {"0": self.world.server},
            "attachment_size_limit": 10_485_760,
            "app_permissions": str(visit.channel.bot_may),
        }
        if visit.pressed is not None:
            shown = visit.pressed.shown(self.world.application, self.world.server)
            payload["message"] = shown
        if visit.channel.kind == DIRECT:
            owners = {"authorizing_integration_owners": {"0": "0"}}
            return payload | owners | {"context": 1, "user": visit.person.user()}
        may = _MEMBER_MAY | (MANAGE_SERVER if visit.person.organises else 0)
        return payload | {
            "context": 0,
            "guild_id": self.world.server,
            "guild": {"id": self.world.server, "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": visit.person.member() | {"permissions": str(may)},
        }
