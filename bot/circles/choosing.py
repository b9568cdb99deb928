"""Which circle an organiser means, and which round of it comes next."""

from datetime import date, datetime

from bot.chat.answer import Choices, Refusal
from bot.circles import wording
from bot.circles.kind import CIRCLES
from bot.circles.model import Circle
from bot.circles.store import circles
from bot.programmes import naming
from bot.turn import Turn


async def own_one(
    turn: Turn, *, archived: bool = False, anybody: bool = False, trailing: str | None = None
) -> Circle:
    """The circle that an organiser means; `naming.own_one` has the rules."""
    every = await circles.of_community(turn.tx, turn.community, "active", "paused", "archived")
    return await naming.own_one(
        turn, CIRCLES, every, archived=archived, anybody=anybody, trailing=trailing
    )


def coming(turn: Turn, circle: Circle) -> tuple[date, datetime]:
    """The day and the moment of the circle's next round; refuses where there is none."""
    if circle.state != "active" or circle.next_period is None or circle.next_at is None:
        raise Refusal(turn.say("circle.paused", circle=wording.name(circle)))
    return circle.next_period, circle.next_at


async def complete(turn: Turn) -> Choices:
    """The circles whose names begin like, or hold, what is being typed."""
    found = await circles.of_community(turn.tx, turn.community, "active", "paused")
    return naming.complete(turn, found)
