"""What an organiser decides: a new circle, its form, and its settings."""

from dataclasses import replace

from bot.audit import store as audit
from bot.chat import limits
from bot.chat.answer import Answer, Choices, Invalid, Open, Refusal, Reply
from bot.chat.form import Errors
from bot.chat.message import Button, Facts, Message, Option
from bot.chat.text import Place, Quote, Text
from bot.circles import choosing, messages, telling, wording
from bot.circles.model import LINE, NAME, Charter, Circle, coming, following, sealed
from bot.circles.rounds import lot_of
from bot.circles.settings import SETTINGS, Setting, is_on, named, number, switch
from bot.circles.store import circles, enrolments, rounds
from bot.circles.store.circles import key
from bot.members.actions import Here, here, read_zone
from bot.members.model import clean, shorten
from bot.outbox import store as outbox
from bot.schedules.construct import Construct, NotUnderstood, understand
from bot.schedules.local import day_at
from bot.schedules.zones import label
from bot.texts.catalogue import Label, Say
from bot.turn import Turn

PREVIEWED = 20  # tables that a preview shows; of a larger round it tells how many more there are
_BLANK = Charter("", "", "", "")


async def create(turn: Turn) -> Answer:
    """Open the form of a new circle, in the channel that becomes the circle's."""
    say, where = turn.say, turn.request.where
    _may_create(turn)
    if where.channel is None:
        raise Refusal(say("create.where"))
    if not where.may_post:
        again = Button(say.label("button.again"), "circles.create", (), "main")
        said = say("create.may_not_post", channel=Place(where.channel))
        return Reply(Message(body=(said,), controls=(again,)))
    return Open(messages.form(say, "circles.created", "create.form", _BLANK, ""))


async def created(turn: Turn) -> Answer:
    """Make the circle that the form describes, and open it in its channel."""
    say, where = turn.say, turn.request.where
    _may_create(turn)
    if where.channel is None:
        raise Refusal(say("create.where"))
    who = await here(turn)
    name, charter, construct, errors = await _read(turn, who, None)
    if construct is None or errors:
        form = messages.form(say, "circles.created", "create.form", charter, name)
        return Invalid(form, errors)
    first = following(construct.schedule, turn.now, None)
    made = Circle(
        id=0,
        community=turn.community,
        platform=turn.request.platform,
        workspace=who.workspace.ref,
        channel=where.channel,
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
    if isinstance(circle, Reply):
        return circle
    form = messages.form(
        turn.say, "circles.edited", "edit.form", circle.charter, circle.name, str(circle.id)
    )
    return Open(form)


async def edited(turn: Turn) -> Answer:
    """Change the circle to what the form says."""
    say = turn.say
    circle = await choosing.own_one(turn)
    if isinstance(circle, Reply):
        return circle
    who = await here(turn)
    name, charter, construct, errors = await _read(turn, who, circle)
    if construct is None or errors:
        form = messages.form(say, "circles.edited", "edit.form", charter, name, str(circle.id))
        return Invalid(form, errors)
    changed = replace(
        circle,
        name=name,
        charter=charter,
        schedule=construct.schedule,
        size=construct.size or circle.size,
    )
    changed = await _rescheduled(turn, circle, changed)
    await circles.rewrite(turn.tx, changed, who.member.id, turn.now)
    await note(turn, "circles.edit", changed)
    return Reply(understood(turn, changed, "edited.title"))


async def _rescheduled(turn: Turn, before: Circle, changed: Circle) -> Circle:
    """The circle with the next date of its schedule, when that is another one than before."""
    if changed.state != "active" or changed.schedule == before.schedule:
        return changed
    latest = await rounds.latest_period(turn.tx, changed.id)
    following_one = following(changed.schedule, turn.now, latest)
    if before.next_period and before.next_period != following_one.period:
        old, new = before.next_period, following_one.period
        await enrolments.move_skips(turn.tx, changed.id, old, new)
    return replace(changed, next_at=following_one.at, next_period=following_one.period)


async def settings(turn: Turn) -> Answer:
    """Show a circle's settings, or set one of them."""
    circle = await choosing.own_one(turn, trailing=True)
    if isinstance(circle, Reply):
        return circle
    request, say = turn.request, turn.say
    wanted, value = request.value("key"), request.value("value")
    if not wanted:
        words = (await choosing.meant(turn, [circle])).rest.split(maxsplit=1)
        wanted, value = (*words, "", "")[:2]
    if not wanted:
        return _shown(turn, circle)
    setting = named(wanted)
    if setting is None:
        raise Refusal(say("setting.unknown", key=Quote(shorten(wanted, 40)), keys=_keys(say)))
    if value:
        circle = await _set(turn, circle, setting, value)
        await note(turn, f"circles.settings:{setting.name}", circle)
    return _shown(turn, circle, setting)


async def complete_key(turn: Turn) -> Choices:
    """The settings whose names begin like what is being typed, each with what it is about."""
    typed, say = turn.request.value("typed").casefold(), turn.say
    about = {
        each.name: say.label("setting.choice", key=Label(each.name), text=say(f"about.{each.name}"))
        for each in SETTINGS
        if each.name.startswith(typed)
    }
    return Choices(tuple(Option(text, name) for name, text in about.items()))


async def note(turn: Turn, action: str, circle: Circle) -> None:
    """Keep in the audit log that somebody did this to the circle."""
    who = turn.request.person.id
    await audit.note(turn.tx, turn.community, who, action, turn.now, subject=f"circle:{circle.id}")


async def post(turn: Turn, circle: Circle) -> None:
    """Post the circle's opening message into its channel."""
    key = f"circle:{circle.id}:opening:{turn.request.event}"
    seal = sealed(await lot_of(turn.tx, circle)) if circle.number == 0 else ""
    message = messages.opening(turn.say, circle, seal)
    posted = telling.in_channel(circle, key, message, turn.now, "circles.posted")
    await outbox.put(turn.tx, [posted])


def understood(turn: Turn, circle: Circle, title: str) -> Message:
    """What the bot made of a circle, with the next three dates."""
    say = turn.say
    moments = [each.at for each in coming(circle.schedule, turn.now, 3)]
    if circle.next_at and circle.next_at not in moments:
        moments = [circle.next_at, *moments[1:]]
    rows = (
        (say("fact.understood"), wording.rhythm(say, circle.schedule, circle.size)),
        (say("fact.dates"), wording.dates(say, moments)),
        (say("fact.channel"), (Place(circle.channel),)),
    )
    state = (str(circle.id),)
    return Message(
        say(title, circle=wording.name(circle)),
        (Facts(rows),),
        (
            Button(say.label("button.invite"), "circles.invite", state, "main"),
            Button(say.label("button.preview"), "circles.preview", state),
            Button(say.label("button.edit"), "circles.edit", state),
        ),
        say("understood.foot"),
    )


def _may_create(turn: Turn) -> None:
    if not turn.request.person.organises:
        raise Refusal(turn.say("create.not_organiser"))


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
    if not name:
        errors.append(("name", say("error.name_empty")))
    elif len(name) > NAME:
        errors.append(("name", say("error.too_long", n=NAME)))
    else:
        every = await circles.of_community(turn.tx, turn.community, "active", "paused", "archived")
        taken = any(key(each.name) == key(name) for each in every if each != before)
        if taken:
            errors.append(("name", say("error.name_taken")))
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
            errors.append(("construct", wording.not_understood(say, wrong)))
    errors += [
        (field, say("error.too_long", n=LINE)) for field, line in lines.items() if len(line) > LINE
    ]
    shown = {field: line[:LINE] for field, line in lines.items()}
    return name[:NAME], Charter(**shown), construct, tuple(errors)


async def _set(turn: Turn, circle: Circle, setting: Setting, value: str) -> Circle:
    say, changed = turn.say, circle
    match setting.kind:
        case "number":
            if not (value.isascii() and value.isdigit() and len(value) < 5):
                raise Refusal(say("setting.number", least=setting.least, most=setting.most))
            if not setting.least <= int(value) <= setting.most:
                raise Refusal(say("setting.number", least=setting.least, most=setting.most))
            if setting.name == "size":
                changed = replace(circle, size=int(value))
        case "switch":
            meant = switch(value)
            if meant is None:
                raise Refusal(say("setting.switch"))
            value = meant
        case "zone":
            zone = read_zone(say, value)
            changed = replace(circle, schedule=replace(circle.schedule, zone=zone))
            changed = await _rescheduled(turn, circle, changed)
        case "channel":
            if value.casefold() != "here" or turn.request.where.channel is None:
                raise Refusal(say("setting.channel"))
            changed = replace(circle, channel=turn.request.where.channel)
    if changed is not circle:
        await circles.update(turn.tx, changed)
        return changed
    await circles.set_setting(turn.tx, circle.id, setting.name, value)
    return replace(circle, settings={**circle.settings, setting.name: value})


def _shown(turn: Turn, circle: Circle, only: Setting | None = None) -> Reply:
    say = turn.say
    rows = tuple(
        (say(f"about.{each.name}"), _value(say, circle, each))
        for each in SETTINGS
        if only is None or each is only
    )
    foot = say("settings.foot") if only is None else say("settings.saved")
    return Reply(
        Message(say("settings.title", circle=wording.name(circle)), (Facts(rows),), foot=foot)
    )


def _value(say: Say, circle: Circle, setting: Setting) -> Text:
    match setting.kind:
        case "channel":
            return say(
                "setting.value_channel", key=_key(say, setting), channel=Place(circle.channel)
            )
        case "zone":
            value: Text = (Quote(label(circle.schedule.zone)),)
        case "number":
            value = say("number", n=circle.size)
            if setting.name != "size":
                value = say("number", n=number(circle.settings, setting.name))
        case "switch":
            value = say("on") if is_on(circle.settings, setting.name) else say("off")
    return say("setting.value", key=_key(say, setting), value=value)


def _keys(say: Say) -> Text:
    return say.listed([_key(say, each) for each in SETTINGS])


def _key(say: Say, setting: Setting) -> Text:
    return say(f"key.{setting.name}")
