"""What an organiser decides: a new check-in, and its form."""

from dataclasses import dataclass, replace
from datetime import date

from bot.chat import limits
from bot.chat.answer import Answer, Invalid, Open, Reply
from bot.chat.form import Errors
from bot.chat.message import Facts, Message
from bot.chat.text import Place, Text
from bot.checkins import choosing, forms, messages, telling, typed, wording
from bot.checkins.kind import CHECK_INS
from bot.checkins.model import AT, CheckIn, planned
from bot.checkins.packs import questions_of
from bot.checkins.questions import Question
from bot.checkins.store import checkins, enrolments
from bot.members.actions import here
from bot.members.model import clean, short_enough
from bot.outbox import store as outbox
from bot.programme import LINE, NAME
from bot.programmes import making
from bot.programmes.noting import note
from bot.schedules.construct import Construct, NotUnderstood, understand
from bot.schedules.local import day_at
from bot.schedules.schedule import Schedule, Weekly
from bot.turn import Turn

_ELSEWHERE = "Etc/GMT+12"  # a zone that nobody names: a line that names one has another
_WEEKDAYS = Weekly((0, 1, 2, 3, 4))


@dataclass(frozen=True, slots=True)
class _Sent:
    """A form as it was sent: what it means as far as it was understood, and what is wrong."""

    name: str
    purpose: str
    when: str
    times: Schedule
    questions: tuple[Question, ...]
    errors: Errors


async def create(turn: Turn) -> Answer:
    """Open the form of a new check-in, in the channel that becomes the check-in's."""
    making.channel_for(turn, CHECK_INS)
    return making.way_in(turn, CHECK_INS) or Open(forms.of_check_in(turn.say, {}))


async def created(turn: Turn) -> Answer:
    """Make the check-in that the form describes, and say hello in its channel.

    Without values it opens the form: what was typed is gone, but the way to it is not.
    """
    if not turn.request.values:
        return await create(turn)
    channel = making.channel_for(turn, CHECK_INS)
    who = await here(turn)
    today = day_at(turn.now, who.member.zone or who.community.zone)
    sent = await _read(turn, None, today)
    if sent.errors:
        return Invalid(forms.of_check_in(turn.say, _typed(turn)), sent.errors)
    made = CheckIn(
        id=0,
        community=turn.community,
        platform=turn.request.platform,
        workspace=who.workspace.ref,
        channel=channel,
        name=sent.name,
        state="active",
        creator=who.member.id,
        rule=sent.times.rule,
        at=sent.times.at,
        purpose=sent.purpose,
        when=sent.when,
        questions=sent.questions,
    )
    made = replace(made, id=await checkins.create(turn.tx, made, who.workspace.id, turn.now))
    await note(turn, "checkins.create", made)
    await post(turn, made)
    return Reply(understood(turn, made, "checkin_created.title"))


async def edit(turn: Turn) -> Answer:
    """Open the check-in's form, filled in."""
    check_in = await choosing.own_one(turn)
    values = {
        "name": check_in.name,
        "purpose": check_in.purpose,
        "questions": typed.written(check_in.questions),
        "when": check_in.when,
    }
    return Open(forms.of_check_in(turn.say, values, str(check_in.id)))


async def edited(turn: Turn) -> Answer:
    """Change the check-in to what the form says; without values, open the form as it stands.

    Prompts that are open keep the questions that they began with, and who was to see the answers.
    """
    if not turn.request.values:
        return await edit(turn)
    check_in = await choosing.own_one(turn)
    who = await here(turn)
    today = day_at(turn.now, who.member.zone or who.community.zone)
    sent = await _read(turn, check_in, today)
    if sent.errors:
        form = forms.of_check_in(turn.say, _typed(turn), str(check_in.id))
        return Invalid(form, sent.errors)
    changed = replace(
        check_in,
        name=sent.name,
        purpose=sent.purpose,
        when=sent.when,
        rule=sent.times.rule,
        at=sent.times.at,
        questions=sent.questions,
    )
    await checkins.rewrite(turn.tx, changed, who.member.id, turn.now)
    if (changed.rule, changed.at) != (check_in.rule, check_in.at):
        await plan_all(turn, changed)
    await note(turn, "checkins.edit", changed)
    return Reply(understood(turn, changed, "edited.title"))


async def plan_all(turn: Turn, check_in: CheckIn) -> None:
    """Work out anew when each member is asked next."""
    seats = await enrolments.enrolled(turn.tx, check_in.id)
    later = [planned(check_in, replace(each.enrolment, zone=each.zone), turn.now) for each in seats]
    await enrolments.keep(turn.tx, later)


async def post(turn: Turn, check_in: CheckIn) -> None:
    """Say hello in the check-in's channel."""
    posting = f"{check_in.subject}:hello:{turn.request.event}"
    message = messages.hello(turn.say, check_in)
    posted = telling.in_channel(check_in, posting, message, turn.now, "checkins.posted")
    await outbox.put(turn.tx, [posted])


def understood(turn: Turn, check_in: CheckIn, title: str) -> Message:
    """What the bot made of a check-in: its questions, who sees the answers, and when it asks."""
    say = turn.say
    questions = [wording.question(say, n, each) for n, each in enumerate(check_in.questions, 1)]
    facts = Facts(
        (
            (say("fact.when"), wording.rhythm(say, check_in)),
            (say("fact.channel"), (Place(check_in.channel),)),
        )
    )
    return making.understood(turn, CHECK_INS, check_in, title, (*questions, facts))


def _typed(turn: Turn) -> dict[str, str]:
    """The form as it was typed, as far as it fits into the form again."""
    most = {"name": NAME, "purpose": LINE, "when": LINE, "questions": typed.LONGEST, "pack": 20}
    return {name: turn.request.value(name)[:length] for name, length in most.items()}


async def _read(turn: Turn, before: CheckIn | None, today: date) -> _Sent:
    say, request = turn.say, turn.request
    errors: list[tuple[str, Text]] = []
    name = clean(request.value("name"), limits.FIELD_TEXT)
    purpose = clean(request.value("purpose"), limits.FIELD_TEXT)
    when = clean(request.value("when"), limits.FIELD_TEXT)
    if wrong_name := await making.name_error(turn, CHECK_INS, name, before):
        errors.append(("name", wrong_name))
    if not short_enough(purpose, LINE):
        errors.append(("purpose", say("error.too_long", n=LINE)))
    questions, wrong = _questions(turn, before)
    errors += [("questions", wrong)] if wrong else []
    times, unclear = times_of(turn, when, before, today)
    errors += [("when", unclear)] if unclear else []
    return _Sent(name, purpose, when, times, questions, tuple(errors))


def _questions(turn: Turn, before: CheckIn | None) -> tuple[tuple[Question, ...], Text]:
    """The questions that the form means: of its pack, or those that were typed."""
    lines = turn.request.value("questions")
    pack = tuple(questions_of(turn.say, turn.request.value("pack")))
    if before is None and pack and not lines:
        return pack, ()
    try:
        return typed.read(lines), ()
    except typed.NotRead as wrong:
        return (), wording.not_read(turn.say, wrong)


def times_of(turn: Turn, when: str, before: CheckIn | None, today: date) -> tuple[Schedule, Text]:
    """When the check-in asks, in everybody's own zone."""
    say = turn.say
    usual = Schedule(_WEEKDAYS, AT, "UTC")
    if before is not None and when == before.when:
        return Schedule(before.rule, before.at, "UTC"), ()
    try:
        found: Construct = understand(when, zone=_ELSEWHERE, today=today)
    except NotUnderstood as wrong:
        return usual, wording.not_understood(say, wrong)
    if found.size is not None:
        return usual, say("checkin_error.no_tables")
    if found.schedule.zone != _ELSEWHERE:
        return usual, say("checkin_error.no_zone")
    times = found.schedule
    if before is not None:
        times = times.in_step_with(Schedule(before.rule, before.at, "UTC"))
    return times, ()
