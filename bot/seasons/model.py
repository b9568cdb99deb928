"""A season, its groups, and what holds of them."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Literal

from bot.checkins.model import CheckIn, Rule
from bot.checkins.packs import PACKS
from bot.checkins.questions import Question
from bot.circles.model import Circle

SIZES = (3, 4, 5)  # people of a group
WEEKS = range(6, 13)
SIZE, LENGTH = 4, 8  # unless the organiser says otherwise
PACKS_OF = tuple(  # an anonymous question tells nothing in a group of less than five
    each.name for each in PACKS if all(one.audience != "anonymous" for one in each.questions)
)
NOTICE = timedelta(days=7)  # between the invitation and the beginning, unless said otherwise
LATEST = timedelta(days=90)
BEGINS = time(9)  # on its day, by the circle's clock

State = Literal["asking", "running", "over"]
GroupState = Literal["running", "over"]


@dataclass(frozen=True, slots=True)
class Season:
    """Some weeks in which groups of a circle's members check in together.

    It is asked about in the circle's channel until `starts_at`; then its groups are drawn.
    """

    id: int
    community: int
    circle: int
    creator: int
    number: int
    size: int
    weeks: int
    questions: tuple[Question, ...]
    rule: Rule
    at: time
    when: str
    state: State
    starts_at: datetime

    @property
    def length(self) -> timedelta:
        """How long a group checks in together."""
        return timedelta(weeks=self.weeks)


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a season, with a check-in and a conversation of its own.

    `openings` counts the conversations that were opened for it: a new one whenever its people are
    others, as nobody can be made to read no more in an old one. `people`: for how many.
    """

    id: int
    season: int
    number: int
    check_in: int
    state: GroupState
    ends_at: datetime
    people: int = 0
    openings: int = 0

    @property
    def opening(self) -> str:
        """Under which key its conversation is opened."""
        return f"season_group:{self.id}:opening:{self.openings}"

    @property
    def closing(self) -> str:
        """Under which key that conversation is put away, at this end of the group or before."""
        return f"{self.opening}:closing:{self.ends_at.date()}"


def check_in_of(season: Season, circle: Circle, name: str) -> CheckIn:
    """The check-in of one group: for its own people alone, in their own conversation."""
    return CheckIn(
        id=0,
        community=season.community,
        platform=circle.platform,
        workspace=circle.workspace,
        channel="",
        name=name,
        state="active",
        creator=season.creator,
        rule=season.rule,
        at=season.at,
        purpose="",
        when=season.when,
        questions=season.questions,
        closed=True,
    )


def for_the_group(question: Question) -> Question:
    """The same question, its answers for those in the group."""
    return replace(question, audience="members") if question.audience == "channel" else question
