"""Discord over the wire: the real bot as a process, its real library, and a server of our own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.fakes.discord.faults import broken, deadly, held, limited, reset
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import SEND
from tests.wire.on_discord import Circle
from tests.wire.running import PATIENCE, Running, eventually, running
from tests.wire.tables import check_seats
from tests.wire.words import CANARY, NONSENSE, charter, soon

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOT_THEIRS = "Only whoever made a circle, or manages this place, can do this"
THREADS, SEATS, MESSAGES = "/threads", "/thread-members/", "/messages"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[FakeDiscord]:
    """A server, which the stories of this file share."""
    async with FakeDiscord() as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def _process(
    discord: FakeDiscord, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("discord"), discord=discord) as process:
        yield process


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def daily(discord: FakeDiscord, _process: Running) -> Circle:
    """A circle whose round is near, with somebody in it who has left the server.

    Who is still there is asked twice a minute; what other stories take, this one need not wait.
    """
    circle = Circle(discord, "Daily", construct=soon(20))
    await circle.make()
    await circle.join(3)
    circle.people[-1].here = False
    return circle


@pytest.fixture
def bot(_process: Running) -> Iterator[Running]:
    """The bot, which the stories of this file share, and what holds after each of them."""
    yield _process
    _process.check()


async def test_from_the_first_word_to_the_table(discord: FakeDiscord, bot: Running) -> None:
    """A circle is made by a form, people join, a round is drawn, and each table meets."""
    circle = Circle(discord, "Soup")
    seen = await circle.says(circle.ann, "/circle create")
    assert seen.form is not None
    seen = await discord.submit(seen.form, {**charter("Soup", NONSENSE)})
    assert "How do you meet?" in seen.text
    assert "I do not understand" in seen.text
    assert seen.message is not None
    assert seen.message.seen_by is circle.ann
    (again,) = seen.message.labels
    seen = await discord.press(circle.ann, seen.message, again)
    assert seen.form is not None
    assert seen.form.value("construct") == NONSENSE
    seen = await discord.submit(seen.form, {"construct": charter("Soup")["construct"]})
    assert f"{circle.name} is open" in seen.text
    opening = await eventually(lambda: circle.opening)
    assert f"{CANARY}: people who build things here" in opening.text

    ben = circle.newcomer()
    assert (
        f"You are in {circle.name}"
        in (await circle.says(ben, "/lunch join", circle=circle.name)).text
    )
    circle.people.append(ben)
    await circle.join(4)  # an odd person out: one table of three
    seen = await circle.draw()
    assert "I am setting the tables" in seen.text
    tables = await circle.seated()

    check_seats(tables, circle.ids)
    assert sorted(len(table.people) for table in tables) == [2, 3]
    for table in tables:
        (introduction,) = table.said
        assert all(f"<@{person}>" in introduction for person in table.people)
        assert f"What about: {CANARY}: what each of us is working on" in introduction
    (announcement,) = await eventually(circle.announcements)
    assert "2 tables, 5 people" in announcement
    assert all(person not in announcement for person in circle.ids)

    standing = await circle.says(ben, "/lunch status")
    assert f"You are in {circle.name}" in standing.text
    assert "The next tables" in (await circle.says(ben, "/lunch next")).text
    mates = next(table.people for table in tables if ben.id in table.people) - {ben.id}
    history = (await circle.says(ben, "/lunch history")).text
    assert all(str(discord.world.people[mate].global_name) in history for mate in mates)
    assert "You sit out one round" in (await circle.says(ben, "/lunch skip")).text
    away = await circle.says(ben, "/lunch pause", until="6 Jan")
    assert "You hear nothing from me until" in away.text
    lost = await circle.says(ben, "/lunch zone", zone=CANARY)
    assert f"I know no city or zone {CANARY}" in lost.text
    assert f"You have left {circle.name}" in (await circle.says(ben, "/lunch leave")).text
    assert (
        len(circle.channel.messages) == 2
    )  # the opening and the announcement: all else is private


async def test_an_event_that_comes_three_times(discord: FakeDiscord, bot: Running) -> None:
    """Whatever is delivered three times has one effect, and one answer is seen."""
    circle = Circle(discord, "Stew")
    seen = await circle.says(circle.ann, "/circle create", times=3)
    assert seen.form is not None
    seen = await discord.submit(seen.form, {**charter("Stew")}, times=3)
    visits = [seen]
    assert f"{circle.name} is open" in seen.text
    opening = await eventually(lambda: circle.opening)
    ben = circle.newcomer()
    circle.people.append(ben)
    visits.append(await discord.press(ben, opening, "Join", times=3))
    visits.append(await circle.says(ben, "/lunch skip", times=3))
    visits.append(await circle.says(ben, "/lunch unskip", times=3))
    await circle.join(1)
    visits.append(await circle.says(circle.ann, "/circle run", times=3, circle=circle.name))
    asked = visits[-1].message
    assert asked is not None
    visits.append(await discord.press(circle.ann, asked, "Draw now", times=3))
    tables = await circle.seated()

    # A command after all of them: what came before it has been answered by then.
    assert (await circle.says(ben, "/lunch history")).text.count(CANARY) == 2
    check_seats(tables, circle.ids)
    assert [len(table.said) for table in tables] == [1]
    assert len(await eventually(circle.announcements)) == 1
    assert sum("Join" in one.labels for one in circle.channel.messages) == 1
    assert [len(visit.types) for visit in visits] == [1] * 6


async def test_only_organisers_make_and_change_circles(discord: FakeDiscord, bot: Running) -> None:
    """Who may manage the server does, as Discord says with each press; others see a reason."""
    circle = Circle(discord, "Salad")
    await circle.make()
    ben = circle.newcomer()
    assert "Circles are made by whoever" in (await circle.says(ben, "/circle create")).text
    for verb in ("edit", "run", "archive", "invite", "settings"):
        seen = await circle.says(ben, f"/circle {verb}", circle=circle.name)
        assert NOT_THEIRS in seen.text, verb

    ben.organises = True  # promoted a moment ago: nothing is remembered
    seen = await circle.says(ben, "/circle create")
    assert seen.form is not None
    ben.organises = False  # and no longer, with the form still open
    seen = await discord.submit(seen.form, {**charter("Secret plan")})
    assert "Circles are made by" in seen.text


async def test_a_channel_in_which_the_bot_may_not_post(discord: FakeDiscord, bot: Running) -> None:
    """The organiser hears of it privately before typing anything; Try again works in the end."""
    circle = Circle(discord, "Secret")
    circle.channel.bot_may ^= SEND
    seen = await circle.says(circle.ann, "/circle create")
    assert "Let me see it, write there and open private threads there" in seen.text
    assert seen.message is not None
    circle.channel.bot_may ^= SEND
    seen = await discord.press(circle.ann, seen.message, "Try again")
    assert seen.form is not None

    # And when the permission is taken away with the form open: Discord itself says no.
    circle.channel.bot_may ^= SEND
    await discord.submit(seen.form, {**charter("Secret")})
    (told,) = await eventually(lambda: discord.directs(circle.ann))
    assert "Invite me there, let me write, and try again" in told.text
    assert "50013" in told.text
    assert circle.opening is None
    circle.channel.bot_may ^= SEND
    assert "I am posting it" in (await discord.press(circle.ann, told, "Try again")).text
    await eventually(lambda: circle.opening)
    await circle.join(1)


async def test_limits_are_waited_out(discord: FakeDiscord, bot: Running) -> None:
    """After a 429 nothing is asked there before its time; a 503 and resets lose nothing."""
    circle = Circle(discord, "Curry")
    await circle.make()
    await circle.join(6)
    seen = len(discord.rest.calls)
    discord.faults.next("POST", THREADS, limited(2), broken(503), reset(effect=True))
    discord.faults.next("PUT", SEATS, reset(effect=True))
    discord.faults.next("POST", MESSAGES, limited(1), broken(503), reset(effect=True))
    await circle.draw()
    tables = await circle.seated()
    check_seats(tables, circle.ids)
    assert [len(table.said) for table in tables] == [1, 1, 1]
    assert len(await eventually(circle.announcements)) == 1
    for part, wait in ((THREADS, 2.0), (MESSAGES, 1.0)):
        posts = [one for one in discord.calls("POST", part) if one in discord.rest.calls[seen:]]
        refused = next(one for one in posts if one.status == 429)
        same = [one for one in posts if one.names == refused.names and one is not refused]
        assert all(one.at < refused.at or one.at - refused.at >= wait for one in same), part


async def test_a_limit_on_everything_stops_everything(discord: FakeDiscord, bot: Running) -> None:
    """After a global 429 nothing at all is asked before its time."""
    circle = Circle(discord, "Chili")
    await circle.make()
    await circle.join(4)
    discord.faults.next("POST", THREADS, limited(2, everywhere=True))
    await circle.draw()
    check_seats(await circle.seated(), circle.ids)
    refused = next(one for one in discord.rest.calls[::-1] if one.status == 429)
    gaps = [one.at - refused.at for one in discord.rest.calls if one.at > refused.at]
    assert min(gaps) >= 2.0


@pytest.mark.parametrize("effect", [False, True], ids=["before", "after"])
async def test_killed_in_the_middle_of_a_round(tmp_path: Path, effect: bool) -> None:
    """Killed four times, before or after a call has its effect: each message arrives once.

    Discord knows a message again by its nonce, and the bot knows its threads by their names.
    """
    async with FakeDiscord() as discord, running(tmp_path, discord=discord) as bot:
        circle = Circle(discord, "Broth")
        opening = await circle.make()
        await circle.join(6)
        asked = (await circle.says(circle.ann, "/circle run", circle=circle.name)).message
        form = (await circle.says(circle.ann, "/circle edit", circle=circle.name)).form
        death = deadly(bot.kill, effect=effect)
        discord.faults.next("POST", MESSAGES, death)  # the announcement
        await circle.draw()
        await bot.code()
        for method, part in (("POST", THREADS), ("PUT", SEATS), ("POST", MESSAGES)):
            discord.faults.next(method, part, death)
            await bot.start_and_die()
        await bot.start()

        tables = await circle.seated()
        check_seats(tables, circle.ids)
        assert [len(table.said) for table in tables] == [1, 1, 1]
        assert len(await eventually(circle.announcements)) == 1
        assert discord.directs(circle.ann) == []

        # Buttons and forms of before work as ever, and the round is not drawn once more.
        late = circle.newcomer()
        assert "You are in" in (await discord.press(late, opening, "Join")).text
        assert asked is not None
        seen = await discord.press(circle.ann, asked, "Draw now")
        assert "This round is drawn already" in seen.text
        assert form is not None
        seen = await discord.submit(form, {"conversation": CANARY})
        assert f"{circle.name} is changed" in seen.text


async def test_told_to_stop_in_the_middle_of_a_round(tmp_path: Path) -> None:
    """It says at once that it is not ready, ends well in time, and the next start goes on."""
    async with FakeDiscord() as discord, running(tmp_path, discord=discord) as bot:
        circle = Circle(discord, "Bread")
        await circle.make()
        await circle.join(4)
        let_go = asyncio.Event()
        discord.faults.next("POST", THREADS, held(let_go), held(let_go))
        await circle.draw()
        await eventually(circle.announcements)
        bot.terminate()
        assert await bot.page("readyz") == (503, ["it is stopping"])
        let_go.set()
        assert await bot.code(15) == 0
        assert not any(table.said for table in circle.tables())

        await bot.start()
        tables = await circle.seated()
        check_seats(tables, circle.ids)
        assert [len(table.said) for table in tables] == [1, 1]
        assert len(circle.announcements()) == 1


async def test_who_has_gone_is_not_seated(
    discord: FakeDiscord, bot: Running, daily: Circle
) -> None:
    """Who left the server takes no seat in the next round: Discord is asked before it is due."""
    gone = daily.people.pop()

    def asked_about() -> set[str]:
        asked = discord.calls("GET", "/guilds/{guild_id}/members/")
        return {one.names["user_id"] for one in asked}

    await eventually(lambda: asked_about() >= {gone.id, *daily.ids})
    async with asyncio.timeout(PATIENCE):
        while str(gone.global_name) in (expected := await _preview(daily)):
            assert daily.name in expected
            await asyncio.sleep(0.2)
    assert all(str(one.global_name) in expected for one in daily.people)
    await daily.draw()
    check_seats(await daily.seated(), daily.ids)
    assert not [one for one in discord.calls("PUT", SEATS) if one.names["user_id"] == gone.id]


async def _preview(circle: Circle) -> str:
    """The tables that the next round would make."""
    return (await circle.says(circle.ann, "/circle preview", circle=circle.name)).text
