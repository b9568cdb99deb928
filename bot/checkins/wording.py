"""Times, questions and answers of a check-in, and refusals of what was typed, put into words."""

from collections.abc import Sequence
from datetime import date

from bot.chat.text import Quote, Text
from bot.checkins.given import Wrong
from bot.checkins.model import CheckIn, Enrolment
from bot.checkins.questions import ANSWER, Audience, Condition, Question
from bot.checkins.typed import NotRead
from bot.members.model import clean
from bot.programmes import wording as programmes
from bot.schedules.construct import NotUnderstood, describe
from bot.schedules.schedule import Schedule, Weekly
from bot.schedules.zones import label
from bot.texts.catalogue import Label, Say

AUDIENCES: tuple[Audience, ...] = ("channel", "members", "organisers", "me", "anonymous")


def name(check_in: CheckIn) -> Quote:
    """The check-in's name: its organiser's words."""
    return Quote(check_in.name)


def rhythm(say: Say, check_in: CheckIn, enrolment: Enrolment | None = None) -> Text:
    """When it asks: every weekday at 09:30 of your own clock; or one member, at their own times."""
    rule, at, zone = check_in.rule, check_in.at, "UTC"
    if enrolment is not None:
        at, zone = enrolment.at or at, enrolment.zone
        if isinstance(rule, Weekly) and enrolment.days:
            own = tuple(day for day in rule.days if day in enrolment.days)
            rule = Weekly(own or rule.days, rule.every, rule.anchor)
    plain = describe(Schedule(rule, at, zone), None)
    when = programmes.how_often(say, plain)
    if enrolment is None:
        return say("checkin.rhythm", when=when, at=at)
    return say("checkin.rhythm_mine", when=when, at=at, zone=Quote(label(zone)))


def seen_by(say: Say, questions: Sequence[Question]) -> Text:
    """Who will see the answers, before they are given."""
    seen = {each.audience for each in questions}
    if len(seen) == 1:
        return say(f"audience.{seen.pop()}")
    return say("audience.mixed", parts=_parts(say, questions))


def readers(say: Say, questions: Sequence[Question]) -> Text:
    """The same in few words, beside their label."""
    seen = {each.audience for each in questions}
    if len(seen) > 1:
        return _parts(say, questions)
    (whom,) = seen
    return say("audience.anonymous") if whom == "anonymous" else say(f"audience_short.{whom}")


def _parts(say: Say, questions: Sequence[Question]) -> Text:
    seen = [each.audience for each in questions]
    return say.listed(
        [say(f"audience_some.{each}", n=seen.count(each)) for each in AUDIENCES if each in seen]
    )


def question(say: Say, number: int, each: Question) -> Text:
    """A question as it was understood: what, of which kind, and who sees the answers."""
    said = say(
        "question.echo",
        number=number,
        question=Quote(each.text),
        kind=kind(say, each),
        audience=say(f"audience_short.{each.audience}"),
    )
    if not each.required:
        said += say("question.optional")
    if each.condition is not None:
        said += _condition(say, each.condition)
    return said


def kind(say: Say, each: Question) -> Text:
    """Of which kind a question is."""
    if each.kind in ("choice", "choices"):
        options = say.listed([option(say, each, value) for value in each.options])
        several = each.kind == "choices"
        return say("kind.choices" if several else "kind.choice", options=options)
    if each.kind == "scale":
        return say("kind.scale", least=each.least, most=each.most)
    if each.role:
        return say(f"kind_role.{each.role}")
    return say(f"kind.{each.kind}")


def option(say: Say, each: Question, value: str) -> Text:
    """One option of a question: ours where it is a known one, else its organiser's words."""
    if each.kind == "yes_no":
        return say(f"answer.{value}")
    if each.role == "outcome":
        return say(f"outcome.{value}")
    return (Quote(value),)


def option_label(say: Say, each: Question, value: str) -> str:
    """The same, for a control."""
    if each.kind == "yes_no":
        return say.label(f"answer.{value}")
    if each.role == "outcome":
        return say.label(f"outcome.{value}")
    return value


def answer(say: Say, each: Question, value: str) -> Text:
    """An answer as people read it."""
    match each.kind:
        case "choices":
            return say.listed([option(say, each, part) for part in value.split("\n")])
        case "choice" | "yes_no":
            return option(say, each, value)
        case "scale":
            return say("answer.of_scale", given=Quote(value), most=each.most)
        case "date":
            return say("answer.date", day=date.fromisoformat(value))
        case _:
            return (Quote(value),)


def not_read(say: Say, wrong: NotRead) -> Text:
    """What the typed questions stumbled over, in which line, and what to write instead."""
    return say("typed.line", line=wrong.line) + say(
        f"unclear.line_{wrong.reason}", fragment=Quote(clean(wrong.fragment, 60))
    )


def not_understood(say: Say, wrong: NotUnderstood) -> Text:
    """What a line about a schedule or a day stumbled over, and what to write instead."""
    if wrong.reason in ("left_over", "empty", "no_day"):
        return say("checkin.when_unclear", fragment=Quote(clean(wrong.fragment, 60)))
    return programmes.not_understood(say, wrong)


def wrong_answer(say: Say, wrong: Wrong) -> Text:
    """Why an answer can't be kept."""
    if wrong == "too_long":
        return say("wrong.too_long", n=ANSWER)
    return say(f"wrong.{wrong}")


def _condition(say: Say, condition: Condition) -> Text:
    if condition.test == "answered":
        return say("question.if_answered", number=condition.question)
    test = say("question.is_not") if condition.test == "not" else (Quote(condition.test),)
    if condition.test == "is":
        test = say("question.is")
    return say("question.if", number=condition.question, test=test, value=Quote(condition.value))


def weekday_label(say: Say, day: int) -> Label:
    """A weekday, for a control."""
    return say.label(f"weekday.{day}")
