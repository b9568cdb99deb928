"""What an organiser does about a season: begin one, see how it stands, call it off."""

from datetime import date, datetime, timedelta

from bot.chat import limits
from bot.chat.action import row_id
from bot.chat.answer import Answer, Invalid, Open, Refusal, Replace, Reply
from bot.chat.message import Facts, Message
from bot.chat.text import Quote, Text
from bot.checkins.organising import times_of
from bot.checkins.packs import questions_of
from bot.circles import choosing, telling
from bot.circles.model import Circle
from bot.circles.store import circles
from bot.members.actions import here
from bot.members.model import clean, short_enough
from bot.outbox import store as outbox
from bot.programmes.noting import note
from bot.schedules.construct import NotUnderstood
from bot.schedules.days import understand_until
from bot.schedules.local import day_at, resolve
from bot.seasons import messages
from bot.seasons.model import (
    BEGINS,
    LATEST,
    NOTICE,
    PACKS_OF,
    SIZES,
    WEEKS,
    Season,
    for_the_group,
)
from bot.seasons.running import tell_all
from bot.seasons.store import seasons
from bot.turn import Turn


async def ask(turn: Turn) -> Answer:
    """Open the form of a season, or say how the one stands that there is."""
    circle = await choosing.own_one(turn)
    current = await _current(turn, circle)
    if current is not None:
        people = await seasons.members_of(turn.tx, current.id)
        groups = await seasons.groups_of(turn.tx, current.id)
        there = sum(each.state == "running" for each in groups)
        return Reply(messages.status(turn.say, circle, current, len(people), there))
    return Open(messages.form(turn.say, circle, {}, _day(turn, circle) + NOTICE))


async def created(turn: Turn) -> Answer:
    """Ask in the circle's channel who would like to take part; nobody is in without their word."""
    if not turn.request.values:
        return await ask(turn)
    circle = await choosing.own_one(turn)
    if await _current(turn, circle) is not None:
        return await ask(turn)
    say, read = turn.say, await _read(turn, circle)
    if isinstance(read, Invalid):
        return read
    made_id = await seasons.create(turn.tx, read, turn.now)
    found = await seasons.with_id(turn.tx, turn.community, made_id)
    assert found is not None
    await note(turn, "seasons.create", circle)
    key = f"season:{made_id}:invitation"
    posted = telling.in_channel(
        circle, key, messages.invitation(say, circle, found), turn.now, "circles.posted"
    )
    await outbox.put(turn.tx, [posted])
    title = say("season.created", circle=Quote(circle.name))
    body = (say("season.asked"), Facts(messages.about(say, circle, found)))
    return Reply(Message(title, body, foot=say("season.private")))


async def stop(turn: Turn) -> Answer:
    """Call a season off before it begins; one that is under way ends now, with its farewell."""
    say = turn.say
    found = await season_of(turn)
    circle = await circles.with_id(turn.tx, turn.community, found.circle)
    assert circle is not None
    if not (turn.request.person.organises or circle.creator == (await here(turn)).member.id):
        raise Refusal(say("circle.not_yours"))
    title = say("season.title", circle=Quote(circle.name))
    if found.state == "asking":
        await seasons.move(turn.tx, found.id, "asking", "over")
        people = await seasons.members_of(turn.tx, found.id)
        await tell_all(turn.tx, say, circle, found, people, "more", turn.now)
        said = say("season.called_off", n=len(people))
    else:
        await seasons.end_at(turn.tx, found.id, turn.now)
        said = say("season.ends")
    await note(turn, "seasons.stop", circle)
    return Replace(Message(title, (said,)))


async def season_of(turn: Turn) -> Season:
    """The season that a control is about, if it is of this community."""
    number = row_id(turn.request.state[0]) if turn.request.state else None
    found = None
    if number is not None:
        found = await seasons.with_id(turn.tx, turn.community, number)
    if found is None:
        raise Refusal(turn.say("season.gone"))
    return found


async def _current(turn: Turn, circle: Circle) -> Season | None:
    """The season of this circle that is asked about, or under way."""
    every = await seasons.of_circle(turn.tx, circle.id)
    return next((each for each in every if each.state != "over"), None)


async def _read(turn: Turn, circle: Circle) -> Season | Invalid:
    say, request = turn.say, turn.request
    sent = {each: request.value(each) for each in ("size", "weeks", "pack", "when", "starts")}
    errors: list[tuple[str, Text]] = []
    for field, allowed in (("size", SIZES), ("weeks", WEEKS)):
        if sent[field] not in [str(each) for each in allowed]:
            errors.append((field, say("wrong.option")))
    if sent["pack"] not in PACKS_OF:
        errors.append(("pack", say("wrong.option")))
    today, when = _day(turn, circle), clean(sent["when"], limits.FIELD_TEXT)
    times, unclear = times_of(turn, when, None, today)
    if not short_enough(when, messages.WHEN):
        unclear = say("error.too_long", n=messages.WHEN)
    errors += [("when", unclear)] if unclear else []
    day = _starts(sent["starts"], today)
    if day is None:
        errors.append(("starts", say("season.starts_wrong", n=LATEST.days)))
    if errors or day is None:
        typed = {"when": when[: messages.WHEN], "starts": sent["starts"][:60]}
        typed |= {each: sent[each][:20] for each in ("size", "weeks", "pack")}
        order = {each: n for n, each in enumerate(sent)}
        errors.sort(key=lambda error: order[error[0]])
        return Invalid(messages.form(say, circle, typed, today + NOTICE), tuple(errors))
    every = await seasons.of_circle(turn.tx, circle.id)
    return Season(
        id=0,
        community=turn.community,
        circle=circle.id,
        creator=(await here(turn)).member.id,
        number=len(every) + 1,
        size=int(sent["size"]),
        weeks=int(sent["weeks"]),
        questions=tuple(for_the_group(each) for each in questions_of(say, sent["pack"])),
        rule=times.rule,
        at=times.at,
        when=when,
        state="asking",
        starts_at=resolve(datetime.combine(day, BEGINS), circle.schedule.zone),
    )


def _starts(line: str, today: date) -> date | None:
    """The day that somebody typed, tomorrow or later; None where it is none."""
    try:
        day = understand_until(clean(line, 60), today=today)
    except NotUnderstood:
        return None
    return day if timedelta(0) < day - today <= LATEST else None


def _day(turn: Turn, circle: Circle) -> date:
    return day_at(turn.now, circle.schedule.zone)
