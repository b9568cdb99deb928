"""A circle's own conversation starters: added by its organisers, and mixed with all others."""

from collections import Counter
from itertools import combinations

import pytest
from sqlalchemy import select

from bot.chat.answer import Invalid
from bot.chat.form import TextField
from bot.chat.message import Message, Select
from bot.circles import starters
from bot.circles.starters import NotRead, Own
from bot.circles.store.rounds import pairing, seat
from tests.town import Town, pressed, said

LINES = "What did you last build?\n\nWhom would you like to thank? [deep, work]\n"


async def adds(town: Town, typed: str) -> str:
    """The organiser adds some."""
    shown = await town.says("Olga", "/circle starters", organises=True)
    form = await town.presses("Olga", shown, "Add some", organises=True)
    return said(await town.sends("Olga", form, {"starters": typed}, organises=True))


async def test_an_organiser_adds_some(town: Town) -> None:
    """One a line; what is there is listed, and one of them can be taken out again."""
    await town.opens()
    assert "one of the 161 starters that I bring" in said(
        await town.says("Olga", "/circle starters", organises=True)
    )
    listed = await adds(town, LINES)
    assert "2 of your own, mixed with the 161 that I bring" in listed
    assert "deep, work: Whom would you like to thank?\nlight: What did you last build?" in listed
    shown = await town.says("Olga", "/circle starters", organises=True)
    choice = pressed(shown, "Take one out")
    assert isinstance(choice, Select)
    out = await town.presses(
        "Olga", shown, choice.prompt, choice=choice.options[0].value, organises=True
    )
    assert "1 of your own" in said(out)
    assert "thank" not in said(out)
    assert "Only whoever made a circle" in said(await town.says("Ann", "/circle starters"))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("[deep]", "there is no question"),
        ("Why? [depp]", "depp is neither light, real or deep"),
        ("Why? [deep, real]", "it is one of light, real and deep, not deep, real"),
        ("Why? [work food]", "one topic at most"),
        ("Why [deep] so?", "brackets stand once and last"),
        ("x" * 201, "longer than 200 characters"),
        ("WHAT did you last build", "is there already"),
    ],
)
async def test_a_line_that_is_none_comes_back(town: Town, line: str, why: str) -> None:
    """With its number and the reason; everything that was typed is still there, and none kept."""
    await town.opens()
    shown = await town.says("Olga", "/circle starters", organises=True)
    form = await town.presses("Olga", shown, "Add some", organises=True)
    typed = f"What did you last build?\n{line}"
    back = await town.sends("Olga", form, {"starters": typed}, organises=True)
    assert isinstance(back, Invalid)
    assert "Line 2: " in said(back)
    assert why in said(back)
    (field,) = back.form.fields
    assert isinstance(field, TextField)
    assert field.value == typed
    shown = await town.says("Olga", "/circle starters", organises=True)
    assert "Your own are mixed" in said(shown), "none yet"


async def test_no_more_than_sixty(town: Town) -> None:
    """The list goes on page by page, and it ends."""
    await town.opens()
    listed = await adds(town, "\n".join(f"Question {n:02}?" for n in range(60)))
    assert "60 of your own" in listed
    assert "A circle keeps 60 of its own, and there is room for 0 more" in await adds(town, "Why?")
    shown = await town.says("Olga", "/circle starters", organises=True)
    seen = set()
    for _ in range(7):
        seen |= {line for line in said(shown).splitlines() if "Question" in line}
        shown = await town.presses("Olga", shown, "Show more", organises=True)
    seen |= {line for line in said(shown).splitlines() if "Question" in line}
    assert len(seen) == 60
    assert "[Show more]" not in said(shown)


async def test_they_are_mixed_under_the_same_rules(town: Town) -> None:
    """In a circle with many of its own both come up, none twice for a pair or too soon."""
    await town.opens()
    depths = starters.DEPTHS
    await adds(town, "\n".join(f"Question {n:02}? [{depths[n % 3]}]" for n in range(60)))
    await town.joins(*(f"P{n}" for n in range(5)))
    await town.wind(weeks=16)
    async with town.database.read() as tx:
        tables = await tx.all(select(pairing).order_by(pairing.c.id))
        seats = await tx.all(select(seat))
    people = {
        each["id"]: {s["member_id"] for s in seats if s["pairing_id"] == each["id"]}
        for each in tables
    }
    own = [each["topic"] for each in tables if starters.number_of(each["topic"]) is not None]
    assert 0 < len(own) < len(tables), "some of both"
    for each in {member for table in people.values() for member in table}:
        had = [table["topic"] for table in tables if each in people[table["id"]]]
        assert len(had) == len(set(had)), "sixteen rounds are less than twenty"
    pairs = Counter(
        (pair, table["topic"])
        for table in tables
        for pair in combinations(sorted(people[table["id"]]), 2)
    )
    assert max(pairs.values()) == 1
    read = [said(each) for each in town.stage.introductions]
    assert any("To begin with: Question" in each for each in read)


async def test_one_that_was_taken_out_is_read_no_more(town: Town) -> None:
    """No table begins with it, and an introduction that is shown anew goes without it."""
    await town.opens()
    await adds(town, "\n".join(f"Question {n:02}? [deep]" for n in range(60)))  # from the third on
    await town.joins("Ann", "Ben")
    while not (town.stage.introductions and "Question" in said(town.stage.introductions[-1])):
        await town.wind(weeks=1)
    hello = town.stage.introductions[-1]
    (line,) = [each for each in said(hello).splitlines() if "Question" in each]
    shown = await town.says("Olga", "/circle starters", organises=True)
    number = int(line.rpartition("Question ")[2][:2]) + 1
    choice = pressed(shown, "Take one out")
    assert isinstance(choice, Select)
    await town.presses("Olga", shown, choice.prompt, choice=str(number), organises=True)
    assert "Question" not in said(await town.presses("Ann", hello, "We have a date"))


async def test_a_lunch_in_writing_begins_with_one(town: Town) -> None:
    """A table with no hour in common is proposed a lunch in writing, on its circle's own words."""
    await town.opens()
    await adds(town, "\n".join(f"Question {n:02}? [deep]" for n in range(60)))  # from the third on
    await town.joins("Ann", "Ben")
    for name, hours in (("Ann", "9-10"), ("Ben", "15-16")):
        await town.sends(name, await town.says(name, "/lunch prefer"), {"hours": hours})
    while not (town.stage.introductions and "Question" in said(town.stage.introductions[-1])):
        await town.wind(weeks=1)
    hello = town.stage.introductions[-1]
    (line,) = [each for each in said(hello).splitlines() if "Question" in each]
    await town.presses("Ann", hello, "Suggest times")
    await town.bot.deliver()
    proposed = town.stage.carried[-1].payload
    assert isinstance(proposed, Message)
    assert "A lunch can be in writing" in said(proposed)
    assert line in said(proposed)


def test_what_a_line_says() -> None:
    """Depth and topic in either order, in any case, with commas or without."""
    assert starters.read("Why?", ()) == [Own("Why?")]
    assert starters.read("Why? [Real]", ()) == [Own("Why?", "real")]
    assert starters.read("  Why  not? [work DEEP] ", ()) == [Own("Why not?", "deep", "work")]
    assert starters.read("Why? [food]\r\n\nHow? []", ()) == [
        Own("Why?", "light", "food"),
        Own("How?"),
    ]
    with pytest.raises(NotRead) as wrong:
        starters.read(f"Hm?\n{next(iter(starters.shipped()))}", starters.shipped())
    assert (wrong.value.line, wrong.value.reason) == (2, "twice")


def test_when_they_run_out() -> None:
    """Depth gives way first, then the twenty rounds of one person, and last what a pair had."""
    few = ("light.any.own1", "deep.any.own2")

    def chosen(theirs: set[str], recent: set[str]) -> str:
        return starters.choose(few, before=0, theirs=theirs, recent=recent, lot=b"lot")

    assert chosen(set(), set()) == few[0]
    assert chosen(set(), {few[0]}) == few[1], "a deep one rather than the same one too soon"
    assert chosen({few[1]}, {few[0]}) == few[0], "too soon rather than twice for the pair"
    assert chosen({*few}, {*few}) in few, "a table never goes without"
