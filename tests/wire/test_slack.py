"""Slack over the wire: the real bot as a process, its real library, and a workspace of our own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.fakes.slack.fake import FakeSlack
from tests.fakes.slack.faults import Deadly, Held, RateLimited, Reset, Status
from tests.wire.on_slack import Circle
from tests.wire.running import Running, eventually, running
from tests.wire.tables import check_seats
from tests.wire.words import CANARY, NONSENSE, charter

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOT_THEIRS = "Only whoever made a circle, or manages this place, can do this"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def slack() -> AsyncIterator[FakeSlack]:
    """A workspace, which the stories of this file share."""
    async with FakeSlack() as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def _process(
    slack: FakeSlack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("slack"), slack=slack) as process:
        yield process


@pytest.fixture
def bot(_process: Running) -> Iterator[Running]:
    """The bot, which the stories of this file share, and what holds after each of them."""
    yield _process
    _process.check()


async def test_from_the_first_word_to_the_table(slack: FakeSlack, bot: Running) -> None:
    """A circle is made by a form, people join, a round is drawn, and each table meets."""
    circle = Circle(slack, "Soup")
    seen = await circle.says(circle.ann, "/circle create")
    assert seen.form is not None
    seen = await slack.submit(seen.form, charter("Soup", NONSENSE))
    assert list(seen.errors) == ["construct"]
    assert "I do not understand" in seen.errors["construct"]
    assert seen.form is not None
    seen = await slack.submit(seen.form, charter("Soup"))
    assert f"{circle.name} is open" in seen.text
    opening = await eventually(lambda: circle.opening)
    assert f"{CANARY}: people who build things here" in opening.reading

    ben = circle.newcomer()
    seen = await circle.says(ben, f"/lunch join {circle.name}")
    assert f"You are in {circle.name}" in seen.text
    circle.people.append(ben)
    await circle.join(4)  # an odd person out: one table of three
    seen = await circle.draw()
    assert "I am setting the tables" in seen.text
    tables = await circle.seated()

    check_seats(tables, circle.ids)
    assert sorted(len(table.people) for table in tables) == [2, 3]
    for table in tables:
        (introduction,) = table.said
        assert all(f"@{person}" in introduction for person in table.people)
        assert f"What about: {CANARY}: what each of us is working on" in introduction
    (announcement,) = await eventually(circle.announcements)
    assert "2 tables, 5 people" in announcement
    assert all(person not in announcement for person in circle.ids)

    standing = await circle.says(ben, "/lunch status")
    assert f"You are in {circle.name}" in standing.text
    assert "The next tables" in (await circle.says(ben, "/lunch next")).text
    mates = next(table.people for table in tables if ben.id in table.people) - {ben.id}
    history = (await circle.says(ben, "/lunch history")).text
    assert all(slack.api.users[mate].name in history for mate in mates)
    assert "You sit out one round" in (await circle.says(ben, "/lunch skip")).text
    away = await circle.says(ben, "/lunch pause until 6 Jan")
    assert "You hear nothing from me until" in away.text
    assert f"I do not know {CANARY}" in (await circle.says(ben, f"/lunch {CANARY}")).text
    assert f"You have left {circle.name}" in (await circle.says(ben, "/lunch leave")).text
    assert (
        len(circle.channel.messages) == 2
    )  # the opening and the announcement: all else is private


async def test_an_event_that_comes_three_times(slack: FakeSlack, bot: Running) -> None:
    """Whatever is delivered three times has one effect, and one answer at most is seen."""
    circle = Circle(slack, "Stew")
    shown = len(slack.api.private)
    forms = len(slack.api.modals)
    seen = await slack.command(circle.ann, "/circle", "create", circle.channel, times=3)
    assert seen.form is not None
    seen = await slack.submit(seen.form, charter("Stew"), times=3)
    assert f"{circle.name} is open" in seen.text
    opening = await eventually(lambda: circle.opening)
    ben = circle.newcomer()
    circle.people.append(ben)
    assert "You are in" in (await slack.press(ben, opening, "Join", times=3)).text
    assert "You sit out" in (await circle.says(ben, "/lunch skip", times=3)).text
    assert "You are in the next" in (await circle.says(ben, "/lunch unskip", times=3)).text
    await circle.join(1)
    asked = await circle.says(circle.ann, f"/circle run {circle.name}", times=3)
    assert asked.message is not None
    await slack.press(circle.ann, asked.message, "Draw now", times=3)
    tables = await circle.seated()

    # A command after all of them: what came before it has been answered by then.
    assert (await circle.says(ben, "/lunch history")).text.count(CANARY) == 2
    check_seats(tables, circle.ids)
    assert [len(table.said) for table in tables] == [1]
    assert len(await eventually(circle.announcements)) == 1
    assert len(slack.api.modals) == forms
    assert sum("[Join]" in one.reading for one in circle.channel.messages) == 1
    seven = [one.reading.splitlines()[0] for one in slack.api.private[shown:]]
    assert len(seven) == 7, seven  # the circle, two joined, skip, unskip, drawing, history


async def test_only_organisers_make_and_change_circles(slack: FakeSlack, bot: Running) -> None:
    """Admins and owners do, as Slack says at that moment; guests never; others see a reason."""
    circle = Circle(slack, "Salad")
    await circle.make()
    ben = circle.newcomer()
    guest = circle.newcomer(is_admin=True, is_restricted=True)
    stranger = circle.newcomer(is_admin=True, is_stranger=True)
    for person in (ben, guest):
        seen = await circle.says(person, "/circle create")
        assert "Circles are made by whoever manages this place" in seen.text
        for line in ("edit", "run", "archive", "invite", "settings"):
            seen = await circle.says(person, f"/circle {line} {circle.name}")
            assert NOT_THEIRS in seen.text, line
    seen = await circle.says(stranger, "/circle create")
    assert "I only know the people of this workspace" in seen.text

    ben.is_admin = True  # promoted a moment ago: what was heard of him is kept for a minute
    assert "Circles are made by" in (await circle.says(ben, "/circle create")).text
    await slack.change(ben, is_admin=True)  # or until Slack tells
    assert (await circle.says(ben, "/circle create")).form is not None
    await slack.change(ben, is_admin=False)
    assert "Circles are made by" in (await circle.says(ben, "/circle create")).text


async def test_a_channel_that_is_closed_to_the_bot(slack: FakeSlack, bot: Running) -> None:
    """The organiser is told privately what to do, and Try again works when it is done."""
    circle = Circle(slack, "Secret", bot=False)
    seen = await circle.says(circle.ann, "/circle create")
    assert seen.form is not None
    await slack.submit(seen.form, charter("Secret"))
    (told,) = await eventually(lambda: circle.told(circle.ann))
    assert "Invite me there, let me write, and try again" in told.reading
    assert "not_in_channel" in told.reading
    assert circle.opening is None

    circle.channel.bot = True
    assert "I am posting it" in (await slack.press(circle.ann, told, "Try again")).text
    await eventually(lambda: circle.opening)
    await circle.join(1)


async def test_who_has_gone_is_not_seated(slack: FakeSlack, bot: Running) -> None:
    """A deactivated account takes no seat in the next round; nobody is left waiting for them."""
    circle = Circle(slack, "Pasta")
    await circle.make()
    await circle.join(3)
    gone = circle.people.pop()
    assert await slack.change(gone, deleted=True)
    await circle.draw()
    check_seats(await circle.seated(), circle.ids)
    assert not [one for one in slack.calls if gone.id in str(one.args.get("users", ""))]


async def test_limits_are_waited_out(slack: FakeSlack, bot: Running) -> None:
    """After a 429 the method is not called before its time; a 503 and a reset lose nothing."""
    circle = Circle(slack, "Curry")
    await circle.make()
    await circle.join(4)
    seen = {
        method: len(slack.called(method)) for method in ("conversations.open", "chat.postMessage")
    }
    slack.next("conversations.open", RateLimited(after=2), Status(503), Reset())
    slack.next("chat.postMessage", RateLimited(after=2))
    await circle.draw()
    tables = await circle.seated()
    check_seats(tables, circle.ids)
    assert [len(table.said) for table in tables] == [1, 1]
    assert len(await eventually(circle.announcements)) == 1
    for method, before in seen.items():
        limited, following, *_ = slack.called(method)[before:]
        assert not limited.accepted
        assert following.at - limited.at >= 2.0, method


@pytest.mark.parametrize("happens", [False, True], ids=["before", "after"])
async def test_killed_in_the_middle_of_a_round(tmp_path: Path, happens: bool) -> None:
    """Killed four times before or after a call has its effect: all arrive, nobody sits twice.

    Slack has no way of telling what it has already. So an introduction may come twice, once for
    each kill; an announcement never does: the organiser is asked to look.
    """
    async with FakeSlack() as slack, running(tmp_path, slack=slack) as bot:
        circle = Circle(slack, "Broth")
        opening = await circle.make()
        await circle.join(4)
        asked = (await circle.says(circle.ann, f"/circle run {circle.name}")).message
        form = (await circle.says(circle.ann, f"/circle edit {circle.name}")).form
        deadly = Deadly(bot.kill, happens)
        slack.next("chat.postMessage", deadly, channel=circle.channel.id)  # the announcement
        await circle.draw()
        await bot.code()
        for method in ("conversations.open", "chat.postMessage", "chat.postMessage"):
            slack.next(method, deadly)
            await bot.start_and_die()
        await bot.start()

        tables = await circle.seated()
        told = await eventually(lambda: circle.told(circle.ann))
        assert "Have a look whether it is there" in told[0].reading
        check_seats(tables, circle.ids)
        assert len(tables) == 2
        assert len(circle.announcements()) == happens
        surplus = sum(len(table.said) - 1 for table in tables)
        assert surplus <= (2 if happens else 0)

        # Buttons and forms of before work as ever, and the round is not drawn once more.
        late = circle.newcomer()
        assert "You are in" in (await slack.press(late, opening, "Join")).text
        assert asked is not None
        seen = await slack.press(circle.ann, asked, "Draw now")
        assert "This round is drawn already" in seen.text
        assert form is not None
        seen = await slack.submit(form, {"conversation": CANARY})
        assert f"{circle.name} is changed" in seen.text


async def test_told_to_stop_in_the_middle_of_a_round(tmp_path: Path) -> None:
    """It says at once that it is not ready, ends well in time, and the next start goes on."""
    async with FakeSlack() as slack, running(tmp_path, slack=slack) as bot:
        circle = Circle(slack, "Bread")
        await circle.make()
        await circle.join(4)
        let_go = asyncio.Event()
        slack.next("conversations.open", Held(let_go), Held(let_go))
        await circle.draw()
        await eventually(circle.announcements)
        bot.terminate()
        assert await bot.page("readyz") == (503, ["it is stopping"])
        let_go.set()
        assert await bot.code(15) == 0
        assert circle.tables() == []

        await bot.start()
        tables = await circle.seated()
        check_seats(tables, circle.ids)
        assert [len(table.said) for table in tables] == [1, 1]
        assert len(circle.announcements()) == 1
