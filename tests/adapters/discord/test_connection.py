"""Over the wire with the real library: logging in, staying connected, and being turned away."""

import asyncio
from datetime import timedelta

import pytest

from adapters.discord.platform import Discord, Refused
from bot.clock import SetClock
from tests.adapters.discord.conftest import NOON, Desk, Notes, adapter, eventually, running
from tests.fakes.discord.faults import broken, denied
from tests.fakes.discord.server import FakeDiscord


async def heard(fake: FakeDiscord, desk: Desk) -> None:
    """Somebody types a command, and it is answered."""
    before = len(desk.requests)
    ann, lunch = fake.person("ann"), fake.channel("lunch")
    assert (await fake.command(ann, "/lunch", "join", lunch)).text == "heard"
    assert len(desk.requests) == before + 1


async def test_no_privileged_intent_is_asked_for(fake: FakeDiscord, bot: Discord) -> None:
    """Servers and their channels are all that the bot hears of."""
    (introduction,) = fake.gateway.introductions
    assert introduction["intents"] == 1
    assert bot.trouble == ""


async def test_commands_are_registered_once_over_two_starts(
    fake: FakeDiscord, desk: Desk, notes: Notes
) -> None:
    """The second start finds them as they were; other commands would be told again."""
    for _ in range(2):
        async with running(fake, adapter(fake, desk, notes)):
            await heard(fake, desk)
    assert len(fake.calls("PUT", "/commands")) == 1
    notes.kept["discord.commands"] = "others"
    async with running(fake, adapter(fake, desk, notes)):
        await heard(fake, desk)
    assert len(fake.calls("PUT", "/commands")) == 2


async def test_asked_to_reconnect_it_resumes(fake: FakeDiscord, bot: Discord, desk: Desk) -> None:
    """No new introduction, and it hears what comes after."""
    await fake.gateway.ask_to_reconnect()
    await eventually(lambda: fake.gateway.resumed == 1)
    await heard(fake, desk)
    assert len(fake.gateway.introductions) == 1
    assert bot.trouble == ""


async def test_what_happens_while_the_connection_is_down_is_heard_afterwards(
    fake: FakeDiscord, bot: Discord, desk: Desk
) -> None:
    """A reset in the middle loses nothing."""
    fake.gateway.drop()
    await heard(fake, desk)
    assert fake.gateway.resumed == 1
    assert len(fake.gateway.introductions) == 1


async def test_a_session_that_is_over_begins_anew(
    fake: FakeDiscord, bot: Discord, desk: Desk, notes: Notes
) -> None:
    """After Discord's five seconds, at the address that the config names, and it is counted."""
    fake.gateway.url = "ws://127.0.0.1:9/"  # where sessions are resumed; nobody is there
    await fake.gateway.invalidate(resumable=False)
    await fake.connected()
    assert len(fake.gateway.introductions) == 2
    assert len(notes.kept["discord.starts"].split()) == 2
    await heard(fake, desk)


async def test_a_void_token_ends_it_with_one_sentence(
    fake: FakeDiscord, desk: Desk, notes: Notes
) -> None:
    """The sentence holds no part of the token."""
    with pytest.raises(Refused) as refused:
        await adapter(fake, desk, notes, token="void.token").run()
    assert refused.value.reason == "Discord does not accept the token"


@pytest.mark.parametrize(("code", "why"), [(4004, "token"), (4014, "intent"), (4011, "for good")])
async def test_a_gateway_that_says_never_ends_it(
    fake: FakeDiscord, desk: Desk, notes: Notes, code: int, why: str
) -> None:
    """These codes do not go away by trying again."""
    fake.gateway.refuse = code
    with pytest.raises(Refused, match=why):
        await adapter(fake, desk, notes).run()


async def test_commands_that_discord_does_not_take_end_it(
    fake: FakeDiscord, desk: Desk, notes: Notes
) -> None:
    """That is a bug of ours, and the code is named."""
    fake.faults.next("PUT", "/commands", denied(50035, 400))
    with pytest.raises(Refused, match="50035"):
        await adapter(fake, desk, notes).run()
    assert "discord.commands" not in notes.kept


async def test_a_discord_that_is_away_is_tried_again(
    fake: FakeDiscord, desk: Desk, notes: Notes
) -> None:
    """Logging in fails with 503; the bot stays, says so, and comes up when Discord does."""
    fake.faults.next("GET", "/users/@me", broken(503))
    bot = adapter(fake, desk, notes)
    task = asyncio.create_task(bot.run())
    await eventually(lambda: bot.trouble == "can't log in to Discord (503)")
    await eventually(lambda: bot.trouble == "")
    await bot.close()
    await task


async def test_a_bot_that_crashed_often_waits_before_it_connects(
    fake: FakeDiscord, desk: Desk, notes: Notes
) -> None:
    """Twenty starts in the last hour: the next one waits, and readiness says why."""
    starts = [NOON - timedelta(minutes=number) for number in range(25, 0, -1)]
    notes.kept["discord.starts"] = " ".join(str(int(start.timestamp())) for start in starts)
    bot = adapter(fake, desk, notes, clock=SetClock(NOON))
    task = asyncio.create_task(bot.run())
    await eventually(lambda: bot.trouble.startswith("started often"))
    assert fake.gateway.connections == 0
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_every_start_is_remembered(fake: FakeDiscord, desk: Desk, notes: Notes) -> None:
    """Over restarts, as seconds of the clock that was handed in."""
    for _ in range(3):
        async with running(fake, adapter(fake, desk, notes)):
            pass
    assert notes.kept["discord.starts"].split() == [str(int(NOON.timestamp()))] * 3


async def test_cancelled_it_leaves_nothing_behind(
    fake: FakeDiscord, desk: Desk, notes: Notes
) -> None:
    """The socket is closed, and nothing more is carried."""
    bot = adapter(fake, desk, notes)
    task = asyncio.create_task(bot.run())
    await fake.connected()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await eventually(lambda: not fake.gateway.ready.is_set())
