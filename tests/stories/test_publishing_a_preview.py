"""What the preview shows is what happens: published just so, or not at all and with the reason."""

import hashlib
import re
from collections.abc import Callable, Coroutine
from datetime import timedelta

import pytest

from bot.chat.answer import Answer
from bot.chat.request import Person, Request, Where
from tests.town import Town, pressed, said

PUBLISH = "Publish exactly this"
Act = Callable[[Town], Coroutine[object, object, object]]


async def previewed(town: Town, *names: str) -> Answer:
    """Olga makes a circle, these join, and a little later she looks at the tables."""
    await town.opens()
    await town.joins(*(names or ("Ann", "Ben", "Cem", "Dora", "Eva", "Finn")))
    await town.wind(minutes=5)
    return await looks(town)


async def looks(town: Town) -> Answer:
    """Olga looks at the tables that would be set now, and a minute goes by."""
    shown = await town.says("Olga", "/circle preview", organises=True)
    town.clock.set(town.clock.now() + timedelta(minutes=1))
    return shown


async def publishes(town: Town, shown: Answer, event: str = "") -> str:
    """She presses; what she reads."""
    return said(await town.presses("Olga", shown, PUBLISH, organises=True, event=event))


def tables_in(shown: Answer) -> set[frozenset[str]]:
    """The tables that a preview tells of, by names."""
    lines = [line for line in said(shown).splitlines() if " and " in line]
    told = [frozenset(re.split(", | and ", line)) for line in lines]
    return {each for each in told if all(len(name.split()) == 1 for name in each)}


def tables_set(town: Town) -> set[frozenset[str]]:
    """The tables that were set, by names."""
    return {frozenset(person.title() for person in table) for table in town.stage.tables}


async def test_what_was_shown_is_published_at_once(town: Town) -> None:
    """The same tables, the day before their hour, with the lot whose seal was shown; none after."""
    shown = await previewed(town)
    assert "Draw it now" not in said(shown)
    assert "They open within a minute" in await publishes(town, shown)
    await town.wind(minutes=1)
    assert tables_set(town) == tables_in(shown)
    assert len(town.stage.tables) == 3
    seal = next(iter(re.findall("[0-9a-f]{64}", said(shown))))
    told = said(town.stage.in_channel("lunch")[-1])
    lot = next(iter(re.findall(r"\b[0-9a-f]{32}\b", told)))
    assert lot not in said(shown)
    assert hashlib.sha256(bytes.fromhex(lot)).hexdigest() == seal
    await town.wind(days=2)
    assert len(town.stage.tables) == 3


async def test_a_second_press_publishes_nothing_more(town: Town) -> None:
    """Whether the first one was drawn in between or not, and after the next preview as well."""
    shown = await previewed(town)
    await publishes(town, shown)
    assert "drawn already" in await publishes(town, shown)
    await town.wind(minutes=1)
    assert "drawn already" in await publishes(town, shown)
    await town.wind(minutes=1)
    assert len(town.stage.tables) == 3
    assert town.stage.to_person("olga") == []


async def test_a_second_round_within_a_day_is_pointed_out(town: Town) -> None:
    """As /circle run does: an organiser who publishes twice knows that it is the second time."""
    shown = await previewed(town)
    assert "less than a day ago" not in said(shown)
    await publishes(town, shown)
    await town.wind(minutes=1)
    assert "less than a day ago" in said(await looks(town))


async def says(name: str, line: str, town: Town) -> None:
    """Somebody types."""
    await town.says(name, line, organises=name == "Olga")


async def goes(town: Town) -> None:
    """Ben leaves the workspace."""
    event = Request(
        "stage", "town", Person("ben", "Ben", False), "gone", "members.gone", {}, Where(None)
    )
    await town.bot.handle(event)


def types(name: str, line: str) -> Act:
    """Somebody types a command."""
    return lambda town: says(name, line, town)


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (types("Gus", "/lunch join"), "Gus came since you looked"),
        (types("Ann", "/lunch leave"), "Ann is not there any more"),
        (types("Ann", "/lunch skip"), "Ann is not there any more"),
        (types("Ann", "/lunch pause"), "Ann is not there any more"),
        (goes, "Ben is not there any more"),
    ],
)
async def test_whoever_comes_or_goes_is_named_at_the_press(
    town: Town, act: Act, reason: str
) -> None:
    """Nothing is published, the round stays at its hour, and a new preview is one press away."""
    shown = await previewed(town)
    await act(town)
    refused = await town.presses("Olga", shown, PUBLISH, organises=True)
    assert reason in said(refused)
    await town.wind(minutes=5)
    assert town.stage.tables == []
    again = await town.presses("Olga", refused, "Preview", organises=True)
    town.clock.set(town.clock.now() + timedelta(minutes=1))
    assert "within a minute" in await publishes(town, again)
    await town.wind(minutes=1)
    assert tables_set(town) == tables_in(again)


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (types("Gus", "/lunch join"), "Gus came since you looked"),
        (types("Olga", "/circle settings size 3"), "settings were changed since you looked"),
    ],
)
async def test_what_changes_after_the_press_is_told_by_the_drawing(
    town: Town, act: Act, reason: str
) -> None:
    """A change between the press and the drawing publishes nothing; the organiser hears of it."""
    shown = await previewed(town)
    await publishes(town, shown)
    town.clock.set(town.clock.now() + timedelta(seconds=1))
    await act(town)
    await town.wind(minutes=5)
    assert town.stage.tables == []
    (told,) = town.stage.to_person("olga")
    assert reason in said(told)
    pressed(told, "Preview")
    await town.wind(days=2)
    assert town.stage.tables, "the round comes at its own hour all the same"
    assert len(town.stage.to_person("olga")) == 1


async def test_whoever_would_rather_be_asked_each_time_is_named(town: Town) -> None:
    """They come to no round that they have not said yes to, as of their press."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora")
    town.looks_in = False
    await town.wind(weeks=3, hours=5)
    (question,) = town.stage.to_person("ann")
    for name in ("Ben", "Cem", "Dora"):
        await town.says(name, "/lunch status")
    await town.presses("Ann", question, "I stay in")
    await town.wind(minutes=1)
    shown = await looks(town)
    await town.presses("Ann", question, "Ask me each time")
    assert "Ann is not there any more" in await publishes(town, shown)


async def test_a_wish_reads_like_anything_that_members_tell(town: Town) -> None:
    """An organiser who publishes what a private wish forbids learns nothing of it: the same words
    as when somebody told what their lunch was like.
    """
    shown = await previewed(town, "Ann", "Ben", "Cem", "Dora")
    one, other = sorted(next(iter(tables_in(shown))))
    await town.says(one, f"/lunch avoid <@{other.casefold()}>")
    assert "within a minute" in await publishes(town, shown)
    await town.wind(minutes=5)
    assert town.stage.tables == []
    (told,) = town.stage.to_person("olga")
    assert "What I know of members, and of their lunches here and elsewhere, has changed" in said(
        told
    )
    assert not {one, other} & set(re.findall(r"\w+", said(told)))


async def test_a_seat_in_another_circle_is_told_truly(town: Town) -> None:
    """Whoever sits in another circle that day by now is left out; what is said covers that too."""
    shown = await previewed(town)
    await town.opens(name="Second", channel="second")
    await town.joins("Ann", "Zoe", circle="Second")
    other = await town.says("Olga", "/circle preview Second", organises=True)
    await publishes(town, other)
    await town.wind(minutes=1)
    assert "of their lunches here and elsewhere, has changed" in await publishes(town, shown)


async def test_what_changes_no_table_stops_nothing(town: Town) -> None:
    """What was shown is published as long as the same tables would be set, whatever else is new."""
    shown = await previewed(town, "Ann", "Ben", "Cem", "Dora")
    await town.says("Ann", "/lunch zone Lisbon")
    await town.says("Gus", "/lunch status")
    await publishes(town, shown)
    await town.wind(minutes=1)
    assert tables_set(town) == tables_in(shown)


async def test_a_round_that_has_another_day_is_not_published(town: Town) -> None:
    """The day was part of what was shown."""
    shown = await previewed(town)
    form = await town.says("Olga", "/circle edit", organises=True)
    moved = {"name": "Harbour lunch", "container": "x", "construct": "every Thursday at 9:00"}
    await town.sends("Olga", form, moved, organises=True)
    assert "another day now" in await publishes(town, shown)
    await town.wind(minutes=5)
    assert town.stage.tables == []


async def test_draw_now_takes_the_place_of_a_publication(town: Town) -> None:
    """Whoever then says to draw whatever comes is not held to what was shown before."""
    shown = await previewed(town)
    await publishes(town, shown)
    await town.says("Gus", "/lunch join")
    await town.wind(minutes=5)
    asked = await town.says("Olga", "/circle run", organises=True)
    await town.presses("Olga", asked, "Draw now", organises=True)
    await town.wind(minutes=1)
    assert sum(len(table) for table in town.stage.tables) == 7


async def test_with_too_few_there_is_nothing_to_publish(town: Town) -> None:
    """One person has no table; the preview says so and offers no button."""
    assert PUBLISH not in said(await previewed(town, "Ann"))


async def test_ten_who_came_are_all_named(town: Town) -> None:
    """Others are counted only where there are more than can be named."""
    for others, counted in ((10, False), (11, True)):
        shown = await previewed(town) if others == 10 else await looks(town)
        await town.joins(*(f"P{others} {chr(65 + n)}" for n in range(others)))
        refused = await publishes(town, shown)
        assert ("1 other" in refused) == counted, refused
        assert "0 others" not in refused
