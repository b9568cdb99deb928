"""A circle as a plain value, for rules and messages that need no database."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.circles.model import Charter, Circle
from bot.schedules.schedule import Schedule, Weekly

TUESDAY_NOON = Schedule(Weekly((1,)), time(12), "UTC")
CIRCLE = Circle(
    id=7,
    community=1,
    platform="stage",
    workspace="town",
    channel="lunch",
    name="Harbour lunch",
    state="active",
    creator=1,
    schedule=TUESDAY_NOON,
    size=2,
    charter=Charter(
        "People of the harbour who hardly know each other",
        "every week on Tuesday at 12:00 in tables of 2",
        "What are you building?",
        "Like lunch with a friend of a friend",
    ),
    next_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
    next_period=date(2026, 11, 24),
    lot_period=date(2026, 11, 24),
)


def circle(schedule: Schedule, next_at: datetime, period: date) -> Circle:
    """A circle with this schedule, whose next round is that one."""
    return replace(CIRCLE, schedule=schedule, next_at=next_at, next_period=period)
