"""The forms of check-ins: of a check-in itself, of a page of answers, and of a member's times."""

from collections.abc import Sequence
from datetime import date

from bot.chat import limits
from bot.chat.form import ChoiceField, ChoicesField, Field, Form, TextField
from bot.chat.message import Option
from bot.chat.text import Quote
from bot.checkins import given, wording
from bot.checkins.model import CheckIn
from bot.checkins.packs import PACKS
from bot.checkins.questions import Answers, Question, goes_along
from bot.checkins.typed import LONGEST
from bot.members.model import shorten
from bot.programme import LINE, NAME
from bot.texts.catalogue import Say

SPOKEN = 80  # characters of a promise in the hint of a field


def of_check_in(say: Say, values: dict[str, str], check_in: str = "") -> Form:
    """The one form of a check-in; of one that is there, its questions as lines."""
    packs = [Option(say.label(f"pack.{each.name}"), each.name) for each in PACKS]
    typed = Option(say.label("pack.own"), "own")
    choice = ChoiceField(
        "pack", say.label("field.pack"), (*packs, typed), value=values.get("pack", "standup")
    )
    questions = TextField(
        "questions",
        say.label("field.questions"),
        hint=say.label("hint.questions"),
        value=values.get("questions", ""),
        required=bool(check_in),
        long=True,
        most=LONGEST,
    )
    fields: tuple[Field, ...] = (
        TextField("name", say.label("field.name"), value=values.get("name", ""), most=NAME),
        TextField(
            "purpose",
            say.label("field.purpose"),
            hint=say.label("hint.purpose"),
            value=values.get("purpose", ""),
            required=False,
            most=LINE,
        ),
        *(() if check_in else (choice,)),
        questions,
        TextField(
            "when",
            say.label("field.when"),
            hint=say.label("hint.when"),
            value=values.get("when", str(say.label("checkin.when_usual"))),
            most=LINE,
        ),
    )
    title = "checkin_edit.form" if check_in else "checkin_create.form"
    action = "checkins.edited" if check_in else "checkins.created"
    state = (check_in,) if check_in else ()
    return Form(say.label(title), say.label("form.save"), action, fields, state)


def of_answers(
    say: Say,
    check_in: CheckIn,
    period: date,
    questions: Sequence[Question],
    numbers: Sequence[int],
    start: int,
    answers: Answers,
    promise: str,
    *,
    at_lunch: bool = False,
) -> Form:
    """One page of questions, filled in with what was answered before.

    `at_lunch`: their tables read some of it, too, and the fields say so.
    """
    fields = tuple(
        _field(say, questions[n - 1], n, answers.get(n, ""), promise, at_lunch=at_lunch)
        for n in numbers
    )
    state = (str(check_in.id), period.isoformat(), str(start))
    return Form(
        say.label("answer.form"), say.label("answer.send"), "checkins.answered", fields, state
    )


def of_times(
    say: Say,
    check_in: CheckIn,
    days: Sequence[int],
    chosen: Sequence[int],
    at: str,
    reminders: int,
    shows: bool | None = None,
) -> Form:
    """When a member would like to be asked, and how often reminded.

    `shows`: whether their tables read what they work on, ask for and offer; None where the
    check-in asks for nothing of that.
    """
    weekdays = tuple(Option(wording.weekday_label(say, day), str(day)) for day in days)
    fields: tuple[Field, ...] = (
        TextField("at", say.label("field.at"), hint=say.label("hint.at"), value=at, most=20),
        *(
            (
                ChoicesField(
                    "days",
                    say.label("field.days"),
                    weekdays,
                    hint=say.label("hint.days"),
                    values=tuple(str(day) for day in chosen),
                ),
            )
            if len(days) > 1
            else ()
        ),
        ChoiceField(
            "reminders",
            say.label("field.reminders"),
            tuple(Option(say.label(f"reminders.{n}"), str(n)) for n in range(3)),
            value=str(reminders),
        ),
        *(() if shows is None else (_lunches(say, shows),)),
    )
    return Form(
        say.label("times.form"),
        say.label("form.save"),
        "checkins.timed",
        fields,
        (str(check_in.id),),
    )


def of_being_away(say: Say, check_in: CheckIn) -> Form:
    """Until when a member is away."""
    until = TextField(
        "until",
        say.label("field.until"),
        hint=say.label("hint.until"),
        required=False,
        most=60,
    )
    return Form(
        say.label("away.form"),
        say.label("form.save"),
        "checkins.away",
        (until,),
        (str(check_in.id),),
    )


def _lunches(say: Say, shows: bool) -> ChoiceField:
    options = tuple(Option(say.label(f"lunches.{each}"), each) for each in ("show", "hide"))
    label, value = say.label("field.lunches"), "show" if shows else "hide"
    return ChoiceField("lunches", label, options, hint=say.label("hint.lunches"), value=value)


def _field(
    say: Say, each: Question, number: int, value: str, promise: str, *, at_lunch: bool
) -> Field:
    name, label = f"q{number}", each.text
    hint = say.label(f"audience.{each.audience}")
    if at_lunch and goes_along(each):
        hint = say.label(f"audience_lunch.{each.audience}")
    if each.role == "outcome" and promise:
        hint = say.label("outcome.hint", promise=Quote(shorten(promise, SPOKEN)))
    elif each.kind == "date":
        hint = say.label("hint.date", seen=say(f"audience.{each.audience}"))
    options = tuple(
        Option(wording.option_label(say, each, option), str(n))
        for n, option in enumerate(each.choices)
    )
    if each.kind == "choices":
        ticked = given.chosen(each, value)
        return ChoicesField(name, label, options, hint, ticked, each.required)
    if options:
        return ChoiceField(name, label, options, hint, given.shown(each, value), each.required)
    long = each.kind == "text"
    return TextField(
        name,
        label,
        hint=hint,
        value=value,
        required=each.required,
        long=long,
        most=limits.FIELD_TEXT,
    )
