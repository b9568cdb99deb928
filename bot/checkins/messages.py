"""What the messages of a check-in consist of: to its members, to its channel, and its forms."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.chat import limits
from bot.chat.message import Block, Button, Control, Facts, Message, Option, Select
from bot.chat.text import Mention, Place, Quote, Text
from bot.checkins import wording
from bot.checkins.model import CheckIn
from bot.checkins.questions import Answers, Question, goes_along, order
from bot.members.model import shorten
from bot.programme import button
from bot.texts.catalogue import Say

SECONDS = 20  # that a question takes


def hello(say: Say, check_in: CheckIn) -> Message:
    """What the check-in's channel reads when it is made."""
    return Message(
        say("checkin_hello.title", checkin=wording.name(check_in)),
        (
            *_purpose(check_in),
            say("checkin_hello.body", minutes=_minutes(say, check_in.questions)),
            Facts(_about(say, check_in)),
        ),
        (_join(say, check_in),),
        say("checkin_hello.foot"),
    )


def invitation(say: Say, check_in: CheckIn, members: int) -> Message:
    """Says what the check-in is and asks who would like to come along."""
    return Message(
        say("checkin_invitation.title", checkin=wording.name(check_in)),
        (*_purpose(check_in), Facts(_about(say, check_in))),
        (_join(say, check_in),),
        say("invitation.foot", n=members),
    )


def welcome(say: Say, check_in: CheckIn, at: datetime | None) -> Message:
    """The first words in a member's direct conversation, so that the first prompt finds it open."""
    first = say("welcome.first", at=at) if at else say("welcome.paused")
    return Message(
        say("welcome.title", checkin=wording.name(check_in)),
        (first, wording.seen_by(say, check_in.questions)),
        (
            button(say.label("button.times"), "checkins.times", check_in),
            button(say.label("button.leave"), "checkins.leave", check_in),
        ),
    )


def prompt(
    say: Say,
    check_in: CheckIn,
    period: date,
    questions: Sequence[Question],
    due: datetime,
    *,
    missed: int = 0,
    promise: str = "",
) -> Message:
    """Asks a member: how much, how long, who sees it, until when, and how not to."""
    body: list[Block] = []
    if missed:
        body.append(say("prompt.missed", n=missed))
    if promise:
        body.append(say("prompt.promise", promise=Quote(promise)))
    one = only_pressed(questions)
    if one is not None:
        body.append(say("prompt.one", question=Quote(one.text)))
    else:
        count = say("questions.n", n=len(questions))
        body.append(say("prompt.many", questions=count, minutes=_minutes(say, questions)))
    body.append(wording.seen_by(say, questions) + say("prompt.until", at=due))
    return Message(
        say("prompt.title", checkin=wording.name(check_in), day=period),
        tuple(body),
        prompt_controls(say, check_in, period, one),
        say("prompt.foot"),
    )


def prompt_controls(
    say: Say, check_in: CheckIn, period: date, one: Question | None
) -> tuple[Control, ...]:
    """*Answer*, or the answers themselves; *Skip today* and *Away* beside them."""
    state = (str(check_in.id), period.isoformat())
    skip = Button(say.label("button.skip_today"), "checkins.skip", state)
    away = Button(say.label("button.away"), "checkins.ask_away", state[:1])
    if one is None:
        answer = Button(say.label("button.answer"), "checkins.answer", state, "main")
        return answer, skip, away
    labels = [wording.option_label(say, one, value) for value in one.choices]
    if len(labels) + 2 <= limits.BUTTONS:
        pressed = [
            Button(label, "checkins.chosen", (*state, str(n))) for n, label in enumerate(labels)
        ]
        return *pressed, skip, away
    if len(labels) <= limits.BUTTONS:
        not_now = (
            Option(say.label("button.skip_today"), "skip"),
            Option(say.label("button.away"), "away"),
        )
        pressed = [
            Button(label, "checkins.chosen", (*state, str(n))) for n, label in enumerate(labels)
        ]
        return *pressed, Select(say.label("prompt.not_now"), "checkins.not_now", not_now, state)
    options = tuple(Option(label, str(n)) for n, label in enumerate(labels))
    return Select(say.label("prompt.choose"), "checkins.chosen", options, state), skip, away


def only_pressed(questions: Sequence[Question]) -> Question | None:
    """The one question of a check-in that is answered by a press; None where a form is needed."""
    if len(questions) == 1 and questions[0].kind in ("choice", "scale", "yes_no"):
        return questions[0]
    return None


def reminder(
    say: Say, check_in: CheckIn, period: date, questions: Sequence[Question], due: datetime
) -> Message:
    """A second word about a prompt, the shortest there is."""
    one = only_pressed(questions)
    body = say("reminder.body", at=due)
    if one is not None:
        body = say("prompt.one", question=Quote(one.text)) + say("line") + body
    return Message(
        say("prompt.title", checkin=wording.name(check_in), day=period),
        (body,),
        prompt_controls(say, check_in, period, one),
    )


def reminded(say: Say, became: Message) -> Message:
    """What stands in place of a reminder once there is a sign: nothing to press any more."""
    return Message(became.title, (say("reminder.over"),))


def answered(
    say: Say,
    check_in: CheckIn,
    period: date,
    questions: Sequence[Question],
    answers: Answers,
    due: datetime,
    *,
    late: bool = False,
    shows: bool = False,
) -> Message:
    """What a member said, once it is said; the anonymous answers are not repeated.

    `shows`: they agreed that their lunches read what they work on, ask for and offer.
    """
    rows = tuple(
        ((Quote(questions[number - 1].text),), wording.answer(say, questions[number - 1], value))
        for number, value in sorted(answers.items())
    )
    anonymous = any(each.audience == "anonymous" for each in questions)
    body: list[Block] = [Facts(rows[: limits.FACTS])] if rows else []
    if anonymous:
        body.append(say("answered.anonymous"))
    if late:
        body.append(say("answered.late"))
    change = Button(
        say.label("button.change_answer"), "checkins.answer", (str(check_in.id), period.isoformat())
    )
    changeable = any(each.audience != "anonymous" for each in questions)
    controls = [change] if changeable else []
    if any(goes_along(questions[n - 1]) for n in answers):
        if shows:
            body.append(say("answered.at_lunch"))
        label = say.label("button.feed_no_more" if shows else "button.feed")
        state = (str(check_in.id), "hide" if shows else "show")
        controls.append(Button(label, "checkins.feed", state))
    return Message(
        say("answered.title", checkin=wording.name(check_in), day=period),
        tuple(body) or (say("answered.nothing"),),
        tuple(controls),
        say("answered.foot", at=due) if changeable else (),
    )


def skipped(say: Say, check_in: CheckIn, period: date) -> Message:
    """A member sits one prompt out, with the way back."""
    state = (str(check_in.id), period.isoformat())
    return Message(
        say("skipped.title", checkin=wording.name(check_in), day=period),
        (say("skipped.body"),),
        (Button(say.label("button.answer_after_all"), "checkins.answer", state),),
    )


def go_on(
    say: Say, check_in: CheckIn, period: date, questions: Sequence[Question], start: int
) -> Message:
    """Between two pages: what was answered is kept, and there is more."""
    state = (str(check_in.id), period.isoformat(), str(start))
    of = len(order(questions))
    label = say.label("button.continue", number=start + 1, of=of)
    return Message(
        say("prompt.title", checkin=wording.name(check_in), day=period),
        (say("go_on.body"),),
        (Button(label, "checkins.answer", state, "main"),),
    )


def closed_to_us(say: Say, check_in: CheckIn, ref: str) -> Message:
    """In the channel: a member can't be written to, and may choose what is to happen."""
    state = (str(check_in.id),)
    return Message(
        body=(say("closed_dm.body", who=Mention(ref), checkin=wording.name(check_in)),),
        controls=(
            Button(say.label("button.thread"), "checkins.thread", state, "main"),
            Button(say.label("button.leave"), "checkins.leave", state),
        ),
    )


def not_posted(say: Say, check_in: CheckIn, reason: str) -> Message:
    """Tells whoever made the check-in that its channel is closed to the bot, with the remedy."""
    again = button(say.label("button.again"), "checkins.post", check_in, "main")
    return Message(
        say("checkin_not_posted.title", checkin=wording.name(check_in)),
        (
            say(
                "checkin_not_posted.body",
                channel=Place(check_in.channel),
                reason=Quote(shorten(reason, 200)),
            ),
        ),
        () if check_in.closed else (again,),
    )


def _join(say: Say, check_in: CheckIn) -> Button:
    return button(say.label("button.join"), "checkins.join", check_in, "main")


def _purpose(check_in: CheckIn) -> tuple[Text, ...]:
    return ((Quote(check_in.purpose),),) if check_in.purpose else ()


def _about(say: Say, check_in: CheckIn) -> tuple[tuple[Text, Text], ...]:
    lines: list[Text] = [(Quote(each.text),) for each in check_in.questions[:3]]
    more = len(check_in.questions) - 3
    if more > 0:
        lines.append(say("questions.more", n=more))
    asked = sum(((*say("line"), *line) for line in lines[1:]), start=lines[0])
    return (
        (say("fact.asks"), asked),
        (say("fact.when"), wording.rhythm(say, check_in)),
        (say("fact.seen_by"), wording.readers(say, check_in.questions)),
    )


def _minutes(say: Say, questions: Sequence[Question]) -> Text:
    return say("minutes.n", n=-(-len(questions) * SECONDS // 60))
