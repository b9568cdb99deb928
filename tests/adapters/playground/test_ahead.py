"""The moments that the clock can be wound to: few, soon, and each for another reason."""

from datetime import UTC, datetime, timedelta

from adapters.playground.ahead import Ahead, coming
from adapters.playground.people import town
from adapters.playground.render import Reader
from bot.chat.text import Words

WEDNESDAY = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
TOWN = {person.id: person for person in town(12)}
INES = Reader(TOWN["ines"], TOWN, {})


def shown(*ahead: tuple[timedelta, str]) -> list[tuple[str, str, bool]]:
    """What the head offers of these: when, what, and whether it is the next of the bot's own."""
    told: Ahead = [(WEDNESDAY + later, (Words(what),)) for later, what in ahead]
    return [(one.when, one.what, one.main) for one in coming(WEDNESDAY, "UTC", told, INES)]


def test_the_first_of_each_kind_is_offered() -> None:
    """Many words to silent tables leave room for what else comes; a day on stands between."""
    hours = [(timedelta(hours=later), "A word to silent tables") for later in (6, 8, 30)]
    assert shown(*hours, (timedelta(days=3, hours=18), "Did you meet?")) == [
        ("Today 21:00", "A word to silent tables", True),
        ("In a day", "Thu 15:00", False),
        ("Sunday 09:00", "Did you meet?", False),
    ]


def test_a_moment_is_offered_once() -> None:
    """Whatever comes then, and though it is a day on."""
    assert shown(
        (timedelta(days=1), "One: its next step"), (timedelta(days=1), "Another: its next step")
    ) == [("Thursday 15:00", "One: its next step", True)]


def test_a_day_is_named_so_that_nobody_asks_which() -> None:
    """By itself within the week, as the next one a week on, and by its date after that."""
    for days, when in ((1, "Thursday 15:00"), (7, "Next Wednesday 15:00"), (8, "Thu 3 Dec 15:00")):
        assert (when, "A round", True) in shown((timedelta(days=days), "A round"))


def test_time_can_pass_where_nothing_comes() -> None:
    """A day or a week."""
    assert shown() == [("In a day", "Thu 15:00", False), ("In a week", "Wed 15:00", False)]
