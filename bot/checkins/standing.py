"""How one member stands with one prompt: which it is, what they are asked, and what they said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.chat.answer import Refusal
from bot.checkins import wording
from bot.checkins.choosing import Mine
from bot.checkins.model import coming, deadline, first_after, schedule
from bot.checkins.past import promise_of, questions_of
from bot.checkins.questions import Question, left_out
from bot.checkins.settings import number
from bot.checkins.store import answers, prompts, responses
from bot.checkins.store.prompts import Prompt
from bot.checkins.store.responses import Response
from bot.schedules.local import day_at, midnight
from bot.turn import Turn

LATE_DAYS = 14  # after which a prompt is over for good
LOOKED_AT = 5  # of the latest prompts, for one that is still to answer


@dataclass(frozen=True, slots=True)
class Standing:
    """A prompt as it is for one member. `prompt` and `response` are None before they begin.

    `due_at` is until when an answer is in time, `late` whether that is over.
    """

    period: date
    prompt: Prompt | None
    response: Response | None
    questions: Sequence[Question]
    answers: dict[int, str]
    promise: str
    due_at: datetime
    late: bool
    today: date

    @property
    def without(self) -> frozenset[int]:
        """Questions that make no sense for them."""
        return left_out(self.questions, self.promise)

    @property
    def anonymous(self) -> bool:
        """Whether they can still answer anonymously: once, and before the results are told."""
        closed = self.prompt is not None and self.prompt.closed
        return not closed and not (self.response is not None and self.response.anonymous)


async def standing(turn: Turn, mine: Mine, period: date | None) -> Standing:
    """How they stand with the prompt of this day, or with the one that they can mean now."""
    check_in, member = mine.check_in, mine.who.member.id
    today = day_at(turn.now, mine.enrolment.zone)
    if period is None:
        period = await _meant(turn, mine, today)
    prompt = await prompts.on(turn.tx, check_in.id, period)
    response = await responses.of(turn.tx, prompt.id, member) if prompt else None
    questions = await questions_of(turn.tx, check_in, prompt) if prompt else check_in.questions
    given = await answers.of(turn.tx, prompt.id, member) if prompt else {}
    promise = await promise_of(turn.tx, check_in, member, period)
    times = schedule(check_in, mine.enrolment)
    own = first_after(times, period - timedelta(days=1))
    hours = number(check_in.settings, "deadline")
    due_at = response.due_at if response else deadline(own, hours, turn.now, late=False)
    late = turn.now > due_at or (prompt is not None and prompt.closed)
    return Standing(period, prompt, response, questions, given, promise, due_at, late, today)


def may_answer(turn: Turn, mine: Mine, at: Standing) -> None:
    """Refuse what is over: an answer that was given in time, or a prompt of long ago."""
    say, response = turn.say, at.response
    answered = response is not None and response.state == "answered"
    if answered and turn.now > at.due_at:
        raise Refusal(say("answer.closed", at=at.due_at))
    if at.period < at.today - timedelta(days=LATE_DAYS):
        raise Refusal(say("answer.over", day=at.period, checkin=wording.name(mine.check_in)))


def due_for(mine: Mine, at: Standing) -> datetime:
    """Until when what is answered now can be changed: a late answer, until its day is over."""
    if not at.late or (at.response is not None and at.response.late_day is not None):
        return at.due_at
    return midnight(at.today + timedelta(days=1), mine.enrolment.zone)


async def _meant(turn: Turn, mine: Mine, today: date) -> date:
    """Today's prompt; else one that can still be changed, or was not answered; else the next."""
    times = schedule(mine.check_in, mine.enrolment)
    known = await responses.open_for(turn.tx, mine.check_in.id, mine.who.member.id, LOOKED_AT)
    if first_after(times, today - timedelta(days=1)).period == today:
        return today
    for prompt, response in known:
        if turn.now <= response.due_at and response.state != "skipped":
            return prompt.period
    for prompt, response in known[:1]:
        if response.state in ("asked", "begun") and (today - prompt.period).days <= LATE_DAYS:
            return prompt.period
    following = coming(mine.check_in, mine.enrolment, turn.now)
    if following is None:
        raise Refusal(turn.say("answer.none", checkin=wording.name(mine.check_in)))
    return following.period
