"""Check-ins feed lunches: by one's own word, for the same readers, and never for more of them."""

from collections.abc import Mapping
from datetime import timedelta

from bot.chat.message import Message
from bot.chat.request import Value
from tests.bot.checkins.made import STANDUP, answers, joins, latest, makes, own
from tests.town import MONDAY, Town, said

WISHES = dict(STANDUP) | {"pack": "ask_and_offer", "name": "Wishes"}
AMONG = own(
    "At [working on] (members)", "Need [ask] (members)", "Give [offer] (members)", name="Crew"
)
TEN = MONDAY + timedelta(hours=2)
PEOPLE = ("Ann", "Ben", "Cem", "Dora")


async def shows(town: Town, name: str, values: Mapping[str, Value], check_in: str) -> str:
    """Somebody answers, and lets their lunches read it."""
    done = await answers(town, name, values, message=asked(town, name, check_in))
    return said(await town.presses(name, done, "Show it at my lunches", channel=None))


def asked(town: Town, name: str, check_in: str) -> Message:
    """The last prompt of a check-in in somebody's direct conversation."""
    told = town.stage.to_person(name.casefold())
    return next(each for each in reversed(told) if said(each).startswith(f"{check_in}, "))


def table_of(town: Town, name: str) -> str:
    """What somebody's last table read."""
    seats = zip(town.stage.tables, town.stage.introductions, strict=True)
    return [said(read) for people, read in seats if name.casefold() in people][-1]


async def test_what_is_said_in_the_channel_goes_along_to_lunch(town: Town) -> None:
    """The next introduction has it, by the member's own press, until they say otherwise."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await makes(town)
    await joins(town, "Ann", "Ben")
    await town.wind_to(TEN)
    await answers(town, "Ben", {"q1": "Slept", "q2": "A boat", "q3": ""})
    kept = await shows(town, "Ann", {"q1": "A guide", "q2": "Print it", "q3": ""}, "Standup")
    assert "You work on: Print it\nRead by everybody at your tables." in kept
    await town.wind(days=1, hours=3)
    read = table_of(town, "Ann")
    assert "Ann: UTC time\nis working on: Print it" in read
    assert "A boat" not in read, "Ben has agreed to nothing"
    assert "A guide" not in read
    assert "Print it" not in said(town.stage.in_channel("lunch")[-1])

    form = await town.presses("Ann", latest(town, "Ann"), "Answer", channel=None)
    hints = [each.hint for each in form.form.fields]  # type: ignore[union-attr]  # it is a form
    assert hints[1] == "Everybody in the channel sees it, and your tables at lunch."
    assert hints[0] == "Everybody in the channel sees it."
    await town.sends("Ann", form, {"q1": "-", "q2": "Bind it", "q3": ""}, channel=None)
    await town.bot.deliver()
    settled = latest(town, "Ann")
    assert "Your lunches read what you work on" in said(settled)
    stopped = said(await town.presses("Ann", settled, "Not at my lunches", channel=None))
    assert "Your lunches read nothing of Standup" in stopped
    await town.wind(days=7)
    assert "is working on:" not in table_of(town, "Ann")


async def test_an_answer_for_those_in_a_check_in_stays_among_them(town: Town) -> None:
    """It stands in the introduction of a table where everybody is in it, and in no other."""
    await town.opens()
    await town.joins(*PEOPLE)
    await makes(town, AMONG)
    await joins(town, "Ann", "Ben")
    await town.wind_to(TEN)
    kept = await shows(town, "Ann", {"q1": "A secret boat", "q2": "Oars", "q3": "Tar"}, "Crew")
    assert "Read only at tables where everybody is in Crew." in kept
    for week in range(6):
        await town.wind_to(MONDAY + timedelta(weeks=week, days=1, hours=5))
        await answers(
            town,
            "Ann",
            {"q1": "A secret boat", "q2": "Oars", "q3": "Tar"},
            message=asked(town, "Ann", "Crew"),
        )
    seats = list(zip(town.stage.tables, town.stage.introductions, strict=True))
    for people, read in seats:
        among = set(people) == {"ann", "ben"}
        assert ("is working on: A secret boat" in said(read)) is among, people
        assert ("can help with: Tar" in said(read)) is among
    assert any(set(people) == {"ann", "ben"} for people, _ in seats)
    everything = "\n".join(said(each) for each in town.stage.in_channel("lunch"))
    assert "secret boat" not in everything


async def test_nothing_for_organisers_alone_goes_along(town: Town) -> None:
    """What only the organisers, or nobody, were to read is not offered to be shown."""
    form = own("At [working on] (organisers)", "Need [ask] (only me)", "Give [offer] (anonymous)")
    await makes(town, form)
    await joins(town, "Ann")
    await town.wind_to(TEN)
    done = await answers(town, "Ann", {"q1": "Boats", "q2": "Oars"})
    more = await town.presses("Ann", done, "Continue (3 of 3)", channel=None)
    done = await town.sends("Ann", more, {"q3": "Tar"}, channel=None)
    assert "lunches" not in said(done)


async def test_a_wider_audience_is_for_what_is_said_then(town: Town) -> None:
    """When the organiser opens a question to the channel, what was said before stays among them."""
    await town.opens()
    await town.joins("Ann", "Cem")
    await makes(town, AMONG)
    await joins(town, "Ann")
    await town.wind_to(TEN)
    await shows(town, "Ann", {"q1": "A secret boat", "q2": "", "q3": ""}, "Crew")
    edit = await town.says("Olga", "/checkin edit Crew", organises=True)
    wider = {**AMONG, "questions": "At [working on]\nNeed [ask]\nGive [offer]"}
    assert "is changed" in said(await town.sends("Olga", edit, wider, organises=True))
    await town.wind(days=1, hours=3)
    assert "secret boat" not in table_of(town, "Ann")
    for day in range(2, 5):
        await town.wind_to(MONDAY + timedelta(days=day, hours=2))
    values = {"q1": "An open boat", "q2": "", "q3": ""}
    await answers(town, "Ann", values, message=asked(town, "Ann", "Crew"))
    await town.wind_to(MONDAY + timedelta(days=8, hours=5))
    assert "is working on: An open boat" in table_of(town, "Ann")


async def test_who_leaves_takes_their_lines_along(town: Town) -> None:
    """After leaving nothing is shown, and whoever comes back is asked anew."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await makes(town)
    await joins(town, "Ann")
    await town.wind_to(TEN)
    await shows(town, "Ann", {"q1": "A guide", "q2": "Print it", "q3": ""}, "Standup")
    assert "You have left" in said(await town.says("Ann", "/checkin leave"))
    await joins(town, "Ann")
    await town.wind(days=1, hours=3)
    assert "is working on:" not in table_of(town, "Ann")


async def test_an_ask_that_meets_an_offer_is_a_wish(town: Town) -> None:
    """Who asks sits with who offers it, in whatever words, though all others are as new to them."""
    await town.opens()
    names = [f"P{n}" for n in range(6)]
    await town.joins(*names, "Ann", "Ben")
    await makes(town, WISHES)
    await joins(town, "Ann", "Ben")
    await town.wind_to(TEN)
    await shows(town, "Ann", {"q1": "My first steps in Rust", "q2": ""}, "Wishes")
    await shows(town, "Ben", {"q1": "", "q2": "Rust, sailing"}, "Wishes")
    await town.wind(days=1, hours=3)
    read = table_of(town, "Ann")
    assert "@ben" in read
    assert "Ben can help Ann with rust." in read


async def test_times_tell_what_lunches_read(town: Town) -> None:
    """The form of one's times shows and changes it; it is not there where nothing goes along."""
    await makes(town)
    await makes(town, own("How are you? [mood]", name="Mood"))
    await joins(town, "Ann", checkin="Standup")
    await joins(town, "Ann", checkin="Mood")
    form = await town.says("Ann", "/checkin times Mood")
    assert "lunches" not in [each.name for each in form.form.fields]  # type: ignore[union-attr]  # it is a form
    for chosen in ("show", "hide"):
        form = await town.says("Ann", "/checkin times Standup")
        values: dict[str, Value] = {"at": "9:30", "reminders": "1", "lunches": chosen}
        await town.sends("Ann", form, values)
        form = await town.says("Ann", "/checkin times Standup")
        assert form.form.fields[-1].value == chosen  # type: ignore[union-attr]  # a choice
