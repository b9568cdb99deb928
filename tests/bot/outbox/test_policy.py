"""Three messages a week that nobody asked for, none by night, and none to whoever is away."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.outbox.policy import AWAY, WEEK, Drop, Reader, Send, Verdict, Wait, to_one, to_table

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
ANN, BEN = Reader(1, "UTC"), Reader(2, "Asia/Tokyo")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("spent", "verdict"),
    [
        # days ago at which something was read unasked
        ([], Send()),
        ([1], Send()),
        ([1, 2], Send(last=True)),
        ([1, 2, 3], Wait(NOON + 4 * DAY)),
        ([1, 2, 6], Wait(NOON + DAY)),
        ([1, 2, 3, 4], Wait(NOON + 4 * DAY)),
        ([1, 2, 7], Send(last=True)),
        ([1, 8, 9, 10], Send()),
    ],
)
def test_a_week_has_room_for_three(spent: list[int], verdict: Verdict) -> None:
    """The third says all that waits; the next waits until the first of them is a week ago."""
    said = [NOON - days * DAY for days in spent]
    assert to_one(ANN, said, NOON, asked=False) == verdict
    assert to_one(ANN, said, NOON, asked=True) == Send(), "what was asked for is not counted"


def test_a_night_and_a_full_week_together() -> None:
    """Whatever ends the waiting, it ends by day."""
    evening = NOON + 8 * HOUR
    assert to_one(ANN, [], evening, asked=True) == Wait(MORNING)
    said = [evening - WEEK + 2 * HOUR] * 3
    assert to_one(ANN, said, NOON + 2 * HOUR, asked=False) == Wait(MORNING)
    assert to_one(BEN, [], NOON, asked=False) == Wait(NOON + 11 * HOUR), "08:00 in Tokyo"


def test_whoever_is_away_hears_nothing_until_they_are_back() -> None:
    """It waits for the morning of their return; where they named none, it is looked at again."""
    away = Reader(1, "UTC", away=True, back=MORNING - 8 * HOUR)
    assert to_one(away, [], NOON, asked=True) == Wait(MORNING)
    assert to_one(Reader(1, "UTC", away=True), [], NOON, asked=True) == Wait(MORNING)


def test_a_table_is_told_together_or_not_at_all() -> None:
    """What it did not ask for comes while it is day for all of them, and none has had enough."""
    early = NOON - 3 * HOUR
    assert to_table([ANN, BEN], {}, early, asked=False) == Send()
    assert isinstance(to_table([ANN, BEN], {}, NOON, asked=False), Drop)
    assert to_table([ANN, BEN], {}, NOON, asked=True) == Send(), "a question has its own hour"
    enough = {2: [early - DAY] * 3}
    assert isinstance(to_table([ANN, BEN], enough, early, asked=False), Drop)
    a_week_ago = {2: [early - WEEK, early - DAY, early - DAY]}
    assert to_table([ANN, BEN], a_week_ago, early, asked=False) == Send(), "it counts no more"
    there = [ANN, Reader(3, "UTC", away=True)]
    assert to_table(there, {}, early, asked=True) == Drop(AWAY)
