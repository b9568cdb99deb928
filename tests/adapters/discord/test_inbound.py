"""Interactions kept as files, and the request that each of them means."""

import json
from pathlib import Path
from typing import Any

import discord
import pytest

from adapters.discord.answers import Asked, asked
from adapters.discord.inbound import request
from adapters.discord.invite import PERMISSIONS, Permission
from bot.chat.request import Person, Request, Where
from tests.adapters.discord.conftest import COMMANDS
from tests.fakes.discord.world import bot_user

_FOLDER = Path(__file__).parent / "payloads"
SERVER, LUNCH = "1100000000000000010", "200000000000000020"
ANN = Person("200000000000000012", "Ann from Bonn", organises=True, language="de")
BEN = Person("200000000000000013", "Ben", language="en-US")


def payload(name: str) -> Any:
    """What the gateway said."""
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def read(said: Any) -> "discord.Interaction[discord.Client]":
    """As the library hands it over once it is logged in."""
    state = discord.Client(intents=discord.Intents(guilds=True))._connection
    ours: Any = bot_user("1100000000000000001")
    state.user = discord.ClientUser(state=state, data=ours)
    return discord.Interaction(data=said, state=state)


def done(person: Person, event: str, where: Where, **more: object) -> Request:
    """A request from the server of the files."""
    fields = {"platform": "discord", "workspace": SERVER, "person": person, "where": where}
    return Request(**{**fields, "event": f"2000000000000001{event}", **more})  # type: ignore[arg-type]  # spelled out above


HERE = Where(channel=LUNCH)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        (
            "command",
            done(
                ANN,
                "01",
                HERE,
                action="circles.pause",
                values={"until": "2 weeks", "circle": "3"},
            ),
        ),
        # Under a thread lies the channel that the circle is of.
        ("command_in_thread", done(BEN, "02", HERE, action="circles.help")),
        # A circle needs private threads, which these two do not have.
        (
            "command_where_the_bot_is_silent",
            done(BEN, "03", Where("200000000000000021", may_post=False), action="circles.help"),
        ),
        (
            "command_in_an_announcement_channel",
            done(BEN, "04", Where("200000000000000022", may_post=False), action="circles.help"),
        ),
        # An app that was not started anew since the commands changed.
        (
            "command_of_an_older_version",
            done(BEN, "05", HERE, action="circles.unknown", values={"verb": "skipp"}),
        ),
        ("command_that_is_not_ours", None),
        (
            "completion",
            done(
                BEN,
                "07",
                HERE,
                action="circles.names",
                values={"until": "2 weeks", "typed": "lu"},
            ),
        ),
        ("press", done(BEN, "08", HERE, carried="1a|5|circles.join|3|2f|mac")),
        # A direct conversation names no server, and nobody organises there.
        (
            "press_in_direct_messages",
            Request(
                "discord",
                "",
                Person("200000000000000012", "Ann", language="de"),
                "200000000000000109",
                carried="1p|5|circles.join|3|2f|mac",
            ),
        ),
        (
            "choice",
            done(BEN, "10", HERE, carried="1a|5|circles.show||2f|mac", values={"choice": "3"}),
        ),
        (
            "form",
            done(
                ANN,
                "11",
                HERE,
                carried="1a|5|circles.created||2f|mac",
                values={
                    "name": "Lunch *for* all",
                    "community": "",
                    "size": "2",
                    "place": "",
                    "days": ("mon", "tue"),
                },
            ),
        ),
    ],
)
async def test_what_happened_is_the_request_that_it_means(name: str, meant: Request | None) -> None:
    """One file each; the same value that another platform would give."""
    assert request(read(payload(name)), COMMANDS) == meant


@pytest.mark.parametrize(
    ("name", "alone", "opens", "completes"),
    [
        ("command", False, True, False),
        ("completion", False, True, True),
        ("press", False, True, False),
        ("press_in_direct_messages", True, True, False),
        ("choice", True, True, False),
        ("form", False, False, False),
    ],
)
async def test_which_answers_discord_takes_there(
    name: str, alone: bool, opens: bool, completes: bool
) -> None:
    """Only what one person sees is replaced; a form opens no form; typing wants completions."""
    to = asked(read(payload(name)))
    assert (to.alone, to.opens, to.completes) == (alone, opens, completes)
    assert isinstance(to, Asked)
    assert to.token == "a-token"


async def test_permissions_are_those_of_the_interaction_itself() -> None:
    """Manage Server or Administrator, there and then; nothing is remembered of the person."""
    said = payload("command")
    for may, organises in ((1 << 5, True), (1 << 3, True), ((1 << 4) | (1 << 11), False)):
        said["member"]["permissions"] = str(may)
        found = request(read(said), COMMANDS)
        assert found is not None
        assert found.person.organises is organises


async def test_a_bot_that_may_all_may_post() -> None:
    """Discord's Administrator stands for every permission."""
    found = request(read(payload("command") | {"app_permissions": str(1 << 3)}), COMMANDS)
    assert found is not None
    assert found.where.may_post


@pytest.mark.parametrize("missing", PERMISSIONS, ids=lambda permission: permission.name)
async def test_each_permission_of_the_invitation_is_needed(missing: Permission) -> None:
    """A circle can't live where one of them is missing, and its organiser is told there."""
    every = sum(permission.bit for permission in PERMISSIONS)
    for may, allowed in ((every, True), (every - missing.bit, False)):
        found = request(read(payload("command") | {"app_permissions": str(may)}), COMMANDS)
        assert found is not None
        assert found.where.may_post is allowed
