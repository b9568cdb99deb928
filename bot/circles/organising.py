"""What an organiser decides: a new circle, and its form."""

from dataclasses import replace
from datetime import timedelta

from bot.chat import limits
from bot.chat.answer import Answer, Invalid, Open, Reply
from bot.chat.form import Errors
from bot.chat.message import Facts, Message
from bot.chat.text import Place, Text
from bot.circles import after_dates, choosing, forms, messages, telling, wording
from bot.circles.kind import CIRCLES
from bot.circles.model import Charter, Circle, coming, following, sealed
from bot.circles.outcome import ask_at
from bot.circles.planning import lot_of
from bot.circles.store import circles, dates, enrolments, outcomes, rounds
from bot.members.actions import Here, here
from bot.members.model import clean, short_enough
from bot.outbox import store as outbox
from bot.programme import LINE, NAME
from bot.programmes import making
from bot.programmes.noting import note
from bot.programmes.wording import not_understood
from bot.schedules.construct import Construct, NotUnderstood, understand
from bot.schedules.holidays import instead
from bot.schedules.local import day_at, midnight
from bot.turn import Turn

_BLANK = Charter("", "", "", "")


async def create(turn: Turn) -> Answer:
    """Open the form of a new circle, in the channel that becomes the circle's."""
    making.channel_for(turn, CIRCLES)
    form = forms.of_circle(turn.say, "circles.created", "create.form", _BLANK, "")
    return making.way_in(turn, CIRCLES) or Open(form)


async def created(turn: Turn) -> Answer:
    """Make the circle that the form describes, and open it in its channel.

    Without values it opens the form: what was typed is gone, but the way to it is not.
    """
    if not turn.request.values:
        return await create(turn)
    channel = making.channel_for(turn, CIRCLES)
    who = await here(turn)
    name, charter, construct, errors = await _read(turn, who, None)
    if construct is None or errors:
        form = forms.of_circle(turn.say, "circles.created", "create.form", charter, name)
        return Invalid(form, errors)
    first = following(construct.schedule, turn.now, None)
    made = Circle(
        id=0,
        community=turn.community,
        platform=turn.request.platform,
        workspace=who.workspace.ref,
        channel=channel,
        name=name,
        state="active",
        creator=who.member.id,
        schedule=construct.schedule,
        size=construct.size or 2,
        charter=charter,
        next_at=first.at,
        next_period=first.period,
        lot_period=first.period,
    )
    made = replace(made, id=await circles.create(turn.tx, made, who.workspace.id, turn.now))
    await note(turn, "circles.create", made)
    await post(turn, made)
    return Reply(understood(turn, made, "created.title"))


async def edit(turn: Turn) -> Answer:
    """Open the circle's form, filled in."""
    circle = await choosing.own_one(turn)
    form = forms.of_circle(
        turn.say, "circles.edited", "edit.form", circle.charter, circle.name, str(circle.id)
    )
    return Open(form)


async def edited(turn: Turn) -> Answer:
    """Change the circle to what the form says; without values, open the form as it stands."""
    if not turn.request.values:
        return await edit(turn)
    say = turn.say
    circle = await choosing.own_one(turn)
    who = await here(turn)
    name, charter, construct, errors = await _read(turn, who, circle)
    if construct is None or errors:
        form = forms.of_circle(say, "circles.edited", "edit.form", charter, name, str(circle.id))
        return Invalid(form, errors)
    changed = replace(
        circle,
        name=name,
        charter=charter,
        schedule=construct.schedule,
        size=construct.size or circle.size,
    )
    changed = await rescheduled(turn, circle, changed)
    await circles.rewrite(turn.tx, changed, who.member.id, turn.now)
    await note(turn, "circles.edit", changed)
    return Reply(understood(turn, changed, "edited.title"))


async def rescheduled(turn: Turn, before: Circle, changed: Circle) -> Circle:
    """The circle with the next date of its schedule, when that is another one than before."""
    if changed.calendar == before.calendar:
        return changed
    await _move_skips(turn, before, changed)
    if changed.state != "active":
        return changed
    latest = await rounds.latest_period(turn.tx, changed.id)
    following_one = following(changed.calendar, turn.now, latest)
    tables = await outcomes.latest_tables(turn.tx, changed.id)
    asks = ask_at(turn.now, following_one.at, changed.schedule.zone)
    await outbox.put_off(turn.tx, [telling.question_key(each) for each in tables], asks)
    changed = replace(changed, next_at=following_one.at, next_period=following_one.period)
    for each in await dates.standing(turn.tx, tables):
        await after_dates.plan(turn.tx, turn.say, changed, each, turn.now)
    return changed


async def _move_skips(turn: Turn, before: Circle, changed: Circle) -> None:
    """Whoever sits a round out that has another day now still does."""
    today = day_at(turn.now, before.schedule.zone)
    skipped = await enrolments.skipped(turn.tx, before.id, before.next_period or today)
    if not skipped:
        return
    since = turn.now
    if before.next_period:  # which may be late, and yet to come
        start = midnight(before.next_period, before.schedule.zone) - timedelta(seconds=1)
        since = min(since, start)
    moved = instead(before.calendar, changed.calendar, since, max(skipped))
    for day in skipped & moved.keys():
        await enrolments.move_skips(turn.tx, changed.id, day, moved[day])


async def post(turn: Turn, circle: Circle) -> None:
    """Post the circle's opening message into its channel."""
    key = f"{circle.subject}:opening:{turn.request.event}"
    seal = sealed(await lot_of(turn.tx, circle)) if circle.number == 0 else ""
    message = messages.opening(turn.say, circle, seal)
    posted = telling.in_channel(circle, key, message, turn.now, "circles.posted")
    await outbox.put(turn.tx, [posted])


def understood(turn: Turn, circle: Circle, title: str, *more: tuple[Text, Text]) -> Message:
    """What the bot made of a circle, with the next three dates, and what `more` there is to it."""
    say = turn.say
    if circle.next_at is None:
        moments = [each.at for each in coming(circle.calendar, turn.now, 3)]
    else:
        later = coming(circle.calendar, circle.next_at, 2)
        moments = [circle.next_at, *(each.at for each in later)]
    rows = (
        (say("fact.understood"), wording.rhythm(say, circle.schedule, circle.size)),
        (say("fact.dates"), wording.dates(say, moments)),
        (say("fact.channel"), (Place(circle.channel),)),
        *more,
    )
    return making.understood(turn, CIRCLES, circle, title, (Facts(rows),))


async def _read(
    turn: Turn, who: Here, before: Circle | None
) -> tuple[str, Charter, Construct | None, Errors]:
    """The form as it was sent: the name, the charter, what its construct means, and the errors."""
    say, request = turn.say, turn.request
    name = clean(request.value("name"), limits.FIELD_TEXT)
    lines = {
        field: clean(request.value(field), limits.FIELD_TEXT)
        for field in ("container", "construct", "conversation", "community")
    }
    errors: list[tuple[str, Text]] = []
    if wrong_name := await making.name_error(turn, CIRCLES, name, before):
        errors.append(("name", wrong_name))
    if not lines["container"]:
        errors.append(("container", say("error.container_empty")))
    construct: Construct | None = None
    if before is not None and lines["construct"] == before.charter.construct:
        construct = Construct(before.schedule, before.size)
    else:
        zone = before.schedule.zone if before else who.member.zone or who.community.zone
        try:
            construct = understand(lines["construct"], zone=zone, today=day_at(turn.now, zone))
            if before is not None:
                step = construct.schedule.in_step_with(before.schedule)
                construct = replace(construct, schedule=step)
        except NotUnderstood as wrong:
            errors.append(("construct", not_understood(say, wrong)))
    errors += [
        (field, say("error.too_long", n=LINE))
        for field, line in lines.items()
        if not short_enough(line, LINE)
    ]
    shown = {field: line[:LINE] for field, line in lines.items()}
    return name[:NAME], Charter(**shown), construct, tuple(errors)
