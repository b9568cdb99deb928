"""A day of a check-in over the wire: asked, answered by a form, stopped half-way, and its digest.

The real bot as a process. A deadline is hours away: between stopping and starting it again, the
database is told that the time is over.
"""

import sqlite3
from datetime import timedelta
from pathlib import Path

from bot.clock import SystemClock
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack.fake import FakeSlack
from tests.wire.running import Running, eventually, running
from tests.wire.words import CANARY, named

DONE = {"q1": f"{CANARY}: the harbour guide", "q2": f"{CANARY}: print it", "q3": ""}


def form() -> dict[str, str]:
    """The check-in as an organiser fills it in."""
    return {
        "name": named("Standup"),
        "purpose": f"{CANARY}: who is at what",
        "pack": "standup",
        "questions": "",
        "when": "every day at 9:30",
    }


def where_it_is_noon() -> str:
    """A zone in which nobody sleeps now, and in which 09:30 is over."""
    ahead = 12 - SystemClock().now().hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


async def the_time_is_over(bot: Running, folder: Path) -> None:
    """Stop the bot, let everybody's deadline pass, and start it again."""
    assert await bot.stop() == 0
    past = (SystemClock().now() - timedelta(minutes=5)).strftime("%Y-%m-%d %H:%M:%S.000000")
    with sqlite3.connect(folder / "bot.db") as database:
        database.execute("UPDATE response SET due_at = ?, remind_at = NULL", (past,))
        database.execute("UPDATE prompt SET closes_at = ?", (past,))
    database.close()
    await bot.start()


async def it_is_time_to_remind(bot: Running, folder: Path) -> None:
    """Stop the bot, let the moment of everybody's reminder come, and start it again."""
    assert await bot.stop() == 0
    now = SystemClock().now().strftime("%Y-%m-%d %H:%M:%S.000000")
    with sqlite3.connect(folder / "bot.db") as database:
        database.execute("UPDATE response SET remind_at = ?", (now,))
    database.close()
    await bot.start()


async def test_a_day_on_slack(tmp_path: Path) -> None:
    """Ben answers in time, Cho late; the channel has one digest, which is changed in place."""
    async with FakeSlack() as slack, running(tmp_path, slack=slack) as bot:
        zone = where_it_is_noon()
        ann, ben, cho = (
            slack.user(named(name), is_admin=name == "Ann", tz=zone)
            for name in ("Ann", "Ben", "Cho")
        )
        crew = slack.channel("crew", ann, ben, cho)
        seen = await slack.command(ann, "/checkin", "create", crew)
        assert seen.form is not None
        seen = await slack.submit(seen.form, form())
        assert "What did you get done? (in words; everybody in the channel)" in seen.text
        hello = await eventually(lambda: next(iter(crew.messages), None))
        for person in (ben, cho):
            assert "You are in" in (await slack.press(person, hello, "Join")).text
            await eventually(lambda who=person: slack.api.direct(who))  # type: ignore[misc]  # a default of a lambda
        asked = await slack.command(ann, "/checkin", "run", crew)
        assert asked.message is not None
        assert "2 people" in (await slack.press(ann, asked.message, "Ask now")).text

        prompts = {}
        for person in (ben, cho):
            (prompts[person.id],) = await eventually(
                lambda who=person: [  # type: ignore[misc]  # a default of a lambda
                    one for one in slack.api.direct(who) if "[Answer]" in one.reading
                ]
            )
        await it_is_time_to_remind(bot, tmp_path)
        (reminder,) = await eventually(
            lambda: [one for one in slack.api.direct(ben) if "There is still time" in one.reading]
        )
        seen = await slack.press(ben, reminder, "Answer")
        assert seen.form is not None
        seen = await slack.submit(seen.form, DONE)
        assert "noted" in seen.text
        await eventually(lambda: "[Change my answer]" in prompts[ben.id].reading)
        await eventually(lambda: "It stands above" in reminder.reading)
        assert "[Answer]" not in prompts[ben.id].reading + reminder.reading
        seen = await slack.press(ben, prompts[ben.id], "Change my answer")
        assert seen.form is not None
        await slack.submit(seen.form, DONE | {"q1": f"{CANARY}: two guides"})

        await the_time_is_over(bot, tmp_path)
        digest = (await eventually(lambda: crew.messages[1:]))[0]
        assert f"{ben.name}: {CANARY}: two guides" in digest.reading
        assert "1 of 2 answered." in digest.reading

        seen = await slack.press(cho, prompts[cho.id], "Answer")
        assert seen.form is not None
        seen = await slack.submit(seen.form, DONE | {"q1": f"{CANARY}: late"})
        assert "It is late and welcome" in seen.text
        await eventually(lambda: f"{cho.name}: {CANARY}: late" in digest.reading)
        assert "2 of 2 answered." in digest.reading
        assert len(crew.messages) == 2


async def test_a_day_on_discord(tmp_path: Path) -> None:
    """The same, with buttons in direct conversations that name no server."""
    async with FakeDiscord() as discord, running(tmp_path, discord=discord) as bot:
        zone = where_it_is_noon()
        ann = discord.person("ann.kolibri", global_name=named("Ann"), organises=True)
        ben, cho = (
            discord.person(f"{name.lower()}.kolibri", global_name=named(name))
            for name in ("Ben", "Cho")
        )
        crew = discord.channel("crew")
        seen = await discord.command(ann, "/checkin", "create", crew)
        assert seen.form is not None
        seen = await discord.submit(seen.form, {**form()})
        assert "What did you get done?" in seen.text
        hello = await eventually(lambda: next(iter(crew.messages), None))
        for person in (ben, cho):
            seen = await discord.command(person, "/lunch", "zone", crew, zone=zone)
            assert "I keep" in seen.text
            assert "You are in" in (await discord.press(person, hello, "Join")).text
        asked = await discord.command(ann, "/checkin", "run", crew)
        assert asked.message is not None
        assert "2 people" in (await discord.press(ann, asked.message, "Ask now")).text

        prompts = {}
        for person in (ben, cho):
            (prompts[person.id],) = await eventually(
                lambda who=person: [  # type: ignore[misc]  # a default of a lambda
                    one for one in discord.directs(who) if "Answer" in one.labels
                ]
            )
        await it_is_time_to_remind(bot, tmp_path)
        await discord.connected()
        (reminder,) = await eventually(
            lambda: [one for one in discord.directs(ben) if "There is still time" in one.text]
        )
        seen = await discord.press(ben, reminder, "Answer")
        assert seen.form is not None
        seen = await discord.submit(seen.form, {**DONE})
        assert "noted" in seen.text
        await eventually(lambda: "Change my answer" in prompts[ben.id].labels)
        await eventually(lambda: "It stands above" in reminder.text)
        assert "Answer" not in (*prompts[ben.id].labels, *reminder.labels)
        seen = await discord.press(ben, prompts[ben.id], "Change my answer")
        assert seen.form is not None
        await discord.submit(seen.form, {"q1": f"{CANARY}: two guides"})

        await the_time_is_over(bot, tmp_path)
        await discord.connected()
        digest = (await eventually(lambda: crew.messages[1:]))[0]
        assert f"{CANARY}: two guides" in digest.text
        assert "1 of 2 answered" in digest.text

        seen = await discord.press(cho, prompts[cho.id], "Answer")
        assert seen.form is not None
        seen = await discord.submit(seen.form, {**DONE, "q1": f"{CANARY}: late"})
        assert "It is late and welcome" in seen.text
        await eventually(lambda: f"{CANARY}: late" in digest.text)
        assert len(crew.messages) == 2
