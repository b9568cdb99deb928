"""Which of their own circles a member means."""

from dataclasses import dataclass

from bot.chat.answer import Refusal
from bot.circles import wording
from bot.circles.kind import CIRCLES
from bot.circles.model import Circle, Enrolment
from bot.circles.store import circles, enrolments
from bot.members.actions import Here, here
from bot.programmes import naming
from bot.turn import Turn


@dataclass(frozen=True, slots=True)
class Mine:
    """Somebody and the circles that they are in, of `every` one that there is."""

    who: Here
    every: tuple[Circle, ...]
    circles: tuple[Circle, ...]
    enrolments: dict[int, Enrolment]


async def own(turn: Turn) -> Mine:
    """Whoever asks and their circles; refuses whoever is in none."""
    who = await here(turn)
    every = await circles.of_community(turn.tx, turn.community, "active", "paused")
    mine = await enrolments.of_member(turn.tx, who.member.id)
    theirs = tuple(circle for circle in every if circle.id in mine)
    if not theirs and not (turn.request.carried and mine):  # a button of a circle that has ended
        raise Refusal(turn.say("circle.none_mine") if every else turn.say("circle.none_yet"))
    return Mine(who, tuple(every), theirs, mine)


async def one_of_mine(turn: Turn) -> tuple[Mine, Circle]:
    """The circle that is meant, out of those of whoever asks."""
    mine = await own(turn)
    found = await naming.meant(turn, CIRCLES, mine.every)
    naming.no_more_words(turn, CIRCLES, found, mine.every)
    circle = naming.one(turn, CIRCLES, found, mine.circles)
    must_be_in(turn, mine, circle)
    if circle.state == "archived" and turn.request.action != "circles.leave":
        raise Refusal(turn.say("circle.gone"))
    return mine, circle


def must_be_in(turn: Turn, mine: Mine, circle: Circle) -> None:
    """Refuse a circle that they are not in."""
    if circle.id not in mine.enrolments:
        raise Refusal(turn.say("circle.not_in", circle=wording.name(circle)))
