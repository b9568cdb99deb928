"""Check-ins feed lunches: what somebody works on, asks for and offers goes along if they say so."""

from collections.abc import Mapping, Sequence

from bot.chat.action import row_id
from bot.chat.answer import Answer, Refusal, Replace
from bot.chat.message import Button, Facts, Message
from bot.chat.text import Quote, Text
from bot.checkins import wording
from bot.checkins.model import CheckIn
from bot.checkins.past import questions_of
from bot.checkins.questions import Question, goes_along
from bot.checkins.store import answers, checkins, enrolments, responses
from bot.checkins.store.prompts import Prompt
from bot.database import Transaction
from bot.members import lines
from bot.members.actions import here
from bot.members.lines import LINE, ROLES, Said
from bot.members.model import shorten
from bot.turn import Turn

LOOKED_AT = 5  # of the latest prompts, for one that they have answered


async def feed(turn: Turn) -> Answer:
    """Show at one's lunches what one says in a check-in, from now on, or do so no more."""
    say, who = turn.say, await here(turn)
    number = row_id(turn.request.state[0]) if turn.request.state else None
    check_in = None if number is None else await checkins.with_id(turn.tx, turn.community, number)
    if check_in is None:
        raise Refusal(say("checkin.gone"))
    if check_in.id not in await enrolments.of_member(turn.tx, who.member.id):
        raise Refusal(say("checkin.not_in", checkin=wording.name(check_in)))
    if turn.request.state[1:] == ("hide",):
        await set_shows(turn.tx, check_in, who.member.id, shows=False)
        title = say("feed.stopped", checkin=wording.name(check_in))
        return Replace(Message(title, (say("feed.stopped_body"),), (_button(turn, check_in),)))
    said = await _said(turn, check_in, who.member.id)
    if not said:
        raise Refusal(say("feed.nothing"))
    await set_shows(turn.tx, check_in, who.member.id, shows=True)
    rows = tuple(_row(turn, check_in, each) for each in said)
    title = say("feed.title", checkin=wording.name(check_in))
    stop = Button(say.label("button.feed_no_more"), "checkins.feed", (str(check_in.id), "hide"))
    return Replace(Message(title, (Facts(rows),), (stop,), say("feed.foot")))


async def keep(
    tx: Transaction,
    prompt: Prompt,
    member: int,
    questions: Sequence[Question],
    given: Mapping[int, str],
) -> None:
    """What somebody works on, asks for and offers, kept with them and with its audience."""
    if any(goes_along(each) for each in questions):
        said = _lines(questions, given)
        await lines.keep(tx, prompt.check_in, member, prompt.period, said)


async def shows(tx: Transaction, check_in: CheckIn, member: int) -> bool | None:
    """Whether their lunches read it; None where the check-in asks for nothing of that."""
    if not any(goes_along(each) for each in check_in.questions):
        return None
    return await lines.shows(tx, check_in.id, member)


async def set_shows(tx: Transaction, check_in: CheckIn, member: int, *, shows: bool) -> None:
    """Let their lunches read what they say in this check-in, or not, by their own word."""
    await lines.show(tx, check_in.id, member, shows=shows)


async def _said(turn: Turn, check_in: CheckIn, member: int) -> list[Said]:
    """What this member answered last, as far as it may go along; it is kept with them."""
    for prompt, answered in await responses.open_for(turn.tx, check_in.id, member, LOOKED_AT):
        if answered.state == "answered":
            questions = await questions_of(turn.tx, check_in, prompt)
            given = await answers.of(turn.tx, prompt.id, member)
            await keep(turn.tx, prompt, member, questions, given)
            return _lines(questions, given)
    return []


def _lines(questions: Sequence[Question], given: Mapping[int, str]) -> list[Said]:
    said = [(n, each, _short(given.get(n, ""))) for n, each in enumerate(questions, 1)]
    return [
        Said(number, role, each.audience, text)
        for number, each, text in said
        for role in ROLES
        if text and each.role == role and goes_along(each)
    ]


def _short(answer: str) -> str:
    return shorten(" ".join(answer.split()), LINE)


def _row(turn: Turn, check_in: CheckIn, said: Said) -> tuple[Text, Text]:
    """A line, and who reads it at a lunch."""
    say = turn.say
    at = say("feed.at_members", checkin=wording.name(check_in))
    if said.audience == "channel":
        at = say("feed.at_channel")
    return say(f"feed.{said.role}"), (Quote(said.text), *say("line"), *at)


def _button(turn: Turn, check_in: CheckIn) -> Button:
    return Button(turn.say.label("button.feed"), "checkins.feed", (str(check_in.id), "show"))
