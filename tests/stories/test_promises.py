"""What somebody promised at a table: a line and a day, and a reminder to them alone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.chat.answer import Answer, Invalid, Open
from bot.chat.message import Select
from bot.chat.platform import Undeliverable
from bot.database import metadata
from bot.lunches.store.promises import promise
from tests.bot.checkins.made import lives
from tests.bot.doing import how_many
from tests.town import MONDAY, Town, pressed, said

FORM = "Something I promised"
ASKED = MONDAY + timedelta(days=7, hours=4, minutes=1)  # Monday 23 November, 12:01


async def met(town: Town) -> Answer:
    """Ann and Ben have met; what their table reads."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await town.wind_to(ASKED)
    return await town.presses("Ben", town.stage.questions[0], "We met")


async def promises(town: Town, name: str, text: str, day: str) -> str:
    """Somebody promises something, and reads what was understood."""
    listed = await town.says(name, "/lunch promises")
    opened = await town.presses(name, listed, FORM) if "Nothing open" in said(listed) else None
    if opened is None:
        opened = await town.presses(name, await met_before(town), FORM)
    return said(await town.sends(name, opened, {"text": text, "day": day}))


async def met_before(town: Town) -> Answer:
    """The message of the table, once more."""
    return await town.presses("Ben", town.stage.questions[0], "We met")


async def test_a_reminder_on_the_day_to_whoever_wrote_it(town: Town) -> None:
    """From the message of the table, in a form of two lines; on Friday morning it comes back."""
    settled = await met(town)
    form = await town.presses("Ann", settled, FORM)
    assert isinstance(form, Open)
    kept = said(await town.sends("Ann", form, {"text": "Send Ben the guide", "day": "Friday"}))
    assert "Send Ben the guide\nI remind you on Fri 27 Nov, in the morning." in kept
    assert "/lunch promises shows and closes it" in kept
    await town.wind_to(datetime(2026, 11, 27, 8, 59, tzinfo=UTC))
    assert town.stage.to_person("ann") == []
    await town.wind_to(datetime(2026, 11, 27, 9, 0, tzinfo=UTC))
    (reminder,) = town.stage.to_person("ann")
    assert said(reminder) == (
        "A reminder of what you promised\nSend Ben the guide\nBy Fri 27 Nov.\n"
        "Once it is closed, I forget it.\n[Done]\n[Later]\n[Not any more]"
    )
    assert "Done. I forget it now" in said(await town.presses("Ann", reminder, "Done"))
    assert "closed, or not yours" in said(await town.presses("Ann", reminder, "Done"))
    await town.wind(days=5)
    assert len(town.stage.to_person("ann")) == 1, "once"
    assert town.stage.to_person("ben") == []


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("in two weeks", "Mon 7 Dec"),
        ("3 Dec", "Thu 3 Dec"),
        ("tomorrow", "Tue 24 Nov"),
        ("by Friday", "Fri 27 Nov"),
        ("2027-01-08", "Fri, 8 Jan 2027"),
    ],
)
async def test_a_day_in_many_words(town: Town, typed: str, read: str) -> None:
    """It says which day was understood."""
    await met(town)
    assert f"I remind you on {read}" in await promises(town, "Ann", "Call", typed)


@pytest.mark.parametrize(
    ("typed", "why"),
    [("soonish", "I do not understand soonish"), ("today", "too late for today"), ("3/12", "3/12")],
)
async def test_a_day_that_is_none_comes_back_filled_in(town: Town, typed: str, why: str) -> None:
    """With what was typed, and what to write instead."""
    form = await town.presses("Ann", await met(town), FORM)
    back = await town.sends("Ann", form, {"text": "Call Ben", "day": typed})
    assert isinstance(back, Invalid)
    assert why in said(back)
    assert [field.value for field in back.form.fields if hasattr(field, "value")] == [
        "Call Ben",
        typed,
    ]
    assert "what you promised" in said(await town.sends("Ann", back, {"text": " ", "day": "3 Dec"}))
    assert await how_many(town, promise) == 0


async def test_all_of_a_day_in_one_message(town: Town) -> None:
    """However many there are; each can be picked out, moved to another day, or dropped."""
    await met(town)
    for text in ("Send the guide", "Call the mill", "Read the draft"):
        await promises(town, "Ann", text, "Thursday")
    await town.wind_to(datetime(2026, 11, 26, 12, tzinfo=UTC))
    (reminder,) = town.stage.to_person("ann")
    for text in ("Send the guide", "Call the mill", "Read the draft"):
        assert f"Thu 26 Nov: {text}" in said(reminder)
    chosen = pressed(reminder, "Close one, or move it")
    assert isinstance(chosen, Select)
    guide, mill, _ = (option.value for option in chosen.options)
    one = await town.presses("Ann", reminder, chosen.prompt, choice=guide)
    assert "Send the guide" in said(one)
    form = await town.presses("Ann", one, "Later")
    later = said(await town.sends("Ann", form, {"text": "Send the guide", "day": "Monday"}))
    assert "on Mon 30 Nov" in later
    other = await town.presses("Ann", reminder, chosen.prompt, choice=mill)
    dropped = await town.presses("Ann", other, "Not any more")
    assert "Not any more, then" in said(dropped)
    listed = said(await town.presses("Ann", dropped, "All my promises"))
    assert "Thu 26 Nov: Read the draft\nMon 30 Nov: Send the guide" in listed
    await town.wind_to(datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert "Send the guide" in said(town.stage.to_person("ann")[-1])
    assert len(town.stage.to_person("ann")) == 2


async def test_the_list_ends(town: Town) -> None:
    """Twenty are open at most; the list shows the nearest and counts the rest."""
    assert "Nothing open" in said(await town.says("Ann", "/lunch promises"))
    await met(town)
    for n in range(20):
        await promises(town, "Ann", f"Thing {n}", f"in {n + 1} days")
    listed = said(await town.says("Ann", "/lunch promises"))
    assert "Thing 7" in listed
    assert "Thing 8" not in listed
    assert "And 12 more" in listed
    assert "You have 20 open promises" in await promises(town, "Ann", "One more", "Friday")


async def test_by_day_where_they_live_now(town: Town) -> None:
    """Whoever moved is not woken: it waits for their morning."""
    await met(town)
    await promises(town, "Ann", "Call", "Friday")
    await lives(town, "Ann", "Honolulu")  # 09:00 UTC is 23:00 of the day before there
    await town.wind_to(datetime(2026, 11, 27, 17, 59, tzinfo=UTC))
    assert town.stage.to_person("ann") == []
    await town.wind_to(datetime(2026, 11, 27, 18, 1, tzinfo=UTC))
    assert len(town.stage.to_person("ann")) == 1


async def test_not_before_its_day_where_they_live_now(town: Town) -> None:
    """Whoever moved west is reminded in the morning of that day, not in the evening before."""
    await met(town)
    await lives(town, "Ann", "Tokyo")
    await promises(town, "Ann", "Call", "Friday")
    await lives(town, "Ann", "Los Angeles")  # 09:00 in Tokyo is Thursday 16:00 there
    await town.wind_to(datetime(2026, 11, 27, 16, 59, tzinfo=UTC))
    assert town.stage.to_person("ann") == []
    await town.wind_to(datetime(2026, 11, 27, 17, 1, tzinfo=UTC))
    assert len(town.stage.to_person("ann")) == 1


async def test_what_does_not_arrive_comes_the_next_morning(town: Town) -> None:
    """Three days in a row; after that it waits in the list."""
    await met(town)
    await promises(town, "Ann", "Call the secret mill", "Wednesday")
    await town.wind_to(datetime(2026, 11, 25, 8, 30, tzinfo=UTC))
    await town.presses("Ben", town.stage.introductions[-1], "We have a date")  # and so no nudge
    with capture_logs() as logged:
        for day in (25, 26, 27, 28):
            town.stage.faults.append(Undeliverable("closed", forever=True))
            await town.wind_to(datetime(2026, 11, day, 10, tzinfo=UTC))
    tried = [each for each in logged if str(each.get("key", "")).startswith("promises:")]
    assert len(tried) == 3
    assert "secret" not in repr(logged), "a log never holds what members wrote"
    assert "Call the secret mill" in said(await town.says("Ann", "/lunch promises"))


async def test_nobody_else_ever_sees_it(town: Town) -> None:
    """Not the table, not the organiser, nor whoever guesses what the button carries."""
    settled = await met(town)
    await promises(town, "Ann", "Tell nobody", "Wednesday")
    await town.wind(days=5)
    (reminder,) = town.stage.to_person("ann")
    assert "not made for you" in said(await town.presses("Ben", reminder, "Done"))
    assert "Nothing open" in said(await town.says("Ben", "/lunch promises"))
    for line in ("/circle stats", "/circle preview", "/circle show", "/lunch history"):
        assert "Tell nobody" not in said(await town.says("Olga", line, organises=True))
    assert "Tell nobody" not in said(settled)
    others = [each for each in town.stage.carried if each.payload is not reminder]
    assert "Tell nobody" not in repr([each for each in others if "promises" not in each.key])


async def test_it_goes_with_whoever_leaves(town: Town) -> None:
    """Who is gone from the community leaves no promise behind; a circle can be left without."""
    await met(town)
    await promises(town, "Ann", "Call", "Friday")
    await promises(town, "Ben", "Write", "Friday")
    await town.says("Ben", "/lunch leave")
    town.stage.left.add("ann")
    await town.wind(days=1, hours=1)
    await town.bot.tidy()
    assert await how_many(town, promise) == 1
    await town.wind_to(datetime(2026, 11, 27, 12, tzinfo=UTC))
    assert town.stage.to_person("ann") == []
    assert "Write" in said(town.stage.to_person("ben")[-1]), "theirs, not the circle's"


async def test_killed_on_the_way_nothing_is_said_twice(town: Town) -> None:
    """Two ticks at one moment, as of two processes, make one reminder."""
    await met(town)
    await promises(town, "Ann", "Call", "Wednesday")
    town.clock.set(datetime(2026, 11, 25, 9, 30, tzinfo=UTC))
    await town.bot.tick()
    await town.bot.tick()
    await town.bot.deliver()
    await town.bot.deliver()
    assert len(town.stage.to_person("ann")) == 1
    async with town.database.read() as tx:
        tables = {table.name: await tx.all(select(table)) for table in metadata.sorted_tables}
    assert "Call" not in repr({name: rows for name, rows in tables.items() if name == "audit"})
