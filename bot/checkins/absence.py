"""What a member says about when they are asked: being away, coming back, their own times."""

from dataclasses import replace
from datetime import date, time

from bot.chat.answer import Answer, Open, Refusal, Replace
from bot.chat.message import Message
from bot.checkins import choosing, feeding, forms, wording
from bot.checkins.actions import state
from bot.checkins.model import days_of, planned
from bot.checkins.settings import number
from bot.checkins.store import enrolments, responses
from bot.members.actions import here
from bot.members.model import Pause
from bot.programme import button
from bot.programmes.noting import note
from bot.programmes.telling import hush
from bot.programmes.wording import no_day
from bot.schedules.construct import NotUnderstood, understand
from bot.schedules.days import understand_until
from bot.schedules.local import day_at
from bot.schedules.schedule import Weekly
from bot.turn import Turn

DAILY = Weekly((0, 1, 2, 3, 4, 5, 6))


async def ask_away(turn: Turn) -> Answer:
    """Open the form that asks until when they are away."""
    mine = await choosing.mine(turn)
    return Open(forms.of_being_away(turn.say, mine.check_in))


async def away(turn: Turn) -> Answer:
    """Be asked nothing: until a day, for some time, or until they say so."""
    if turn.request.carried and not turn.request.values:
        return await ask_away(turn)
    who, say = await here(turn), turn.say
    today = day_at(turn.now, who.member.zone or who.community.zone)

    def words(line: str) -> str:
        return _until(turn, line, today).isoformat()

    mine = await choosing.mine(turn, words=words)
    line = mine.rest or turn.request.value("until")
    until = _until(turn, line, today) if line else None
    changed = replace(mine.enrolment, pause=Pause(until))
    changed = planned(mine.check_in, changed, turn.now)
    await enrolments.keep(turn.tx, [changed])
    await responses.no_reminders(turn.tx, mine.check_in.id, mine.who.member.id)
    await hush(turn.tx, mine.check_in, mine.who.member, turn.now)
    await note(turn, "checkins.away", mine.check_in)
    body = say("checkin_away.until", day=until) if until else say("checkin_away.open")
    if changed.next_at is not None:
        body += say("checkin_away.back", at=changed.next_at)
    back = button(say.label("button.resume"), "checkins.back", mine.check_in)
    title = say("checkin_away.title", checkin=wording.name(mine.check_in))
    return Replace(Message(title, (body,), (back,)))


async def back(turn: Turn) -> Answer:
    """Be asked again."""
    mine = await choosing.mine(turn)
    changed = planned(mine.check_in, replace(mine.enrolment, pause=None), turn.now)
    await enrolments.keep(turn.tx, [changed])
    await note(turn, "checkins.back", mine.check_in)
    title = turn.say("checkin_back.title", checkin=wording.name(mine.check_in))
    return state(turn, title, mine.check_in, changed)


async def times(turn: Turn) -> Answer:
    """Open the form about when they are asked, and how often reminded."""
    mine = await choosing.mine(turn)
    check_in, own = mine.check_in, mine.enrolment
    days = days_of(check_in.rule)
    at = own.at or check_in.at
    reminders = number(check_in.settings, "reminders") if own.reminders is None else own.reminders
    shows = await feeding.shows(turn.tx, check_in, own.member)
    return Open(
        forms.of_times(turn.say, check_in, days, own.days or days, f"{at:%H:%M}", reminders, shows)
    )


async def timed(turn: Turn) -> Answer:
    """Keep when they would like to be asked; without values, open the form as it stands."""
    if not turn.request.values:
        return await times(turn)
    mine = await choosing.mine(turn)
    check_in = mine.check_in
    ticked = turn.request.values.get("days", ())
    wanted = (ticked,) if isinstance(ticked, str) else ticked
    every = days_of(check_in.rule)
    days = tuple(day for day in every if str(day) in wanted)
    reminders = turn.request.value("reminders")
    changed = replace(
        mine.enrolment,
        at=_time(turn, turn.request.value("at")),
        days=() if days == every else days,
        reminders=int(reminders) if reminders in ("0", "1", "2") else mine.enrolment.reminders,
    )
    changed = planned(check_in, changed, turn.now)
    await enrolments.keep(turn.tx, [changed])
    if shows := turn.request.value("lunches"):
        await feeding.set_shows(turn.tx, check_in, changed.member, shows=shows == "show")
    await note(turn, "checkins.times", check_in)
    title = turn.say("checkin_times.title", checkin=wording.name(check_in))
    return state(turn, title, check_in, changed)


def _until(turn: Turn, line: str, today: date) -> date:
    try:
        return understand_until(line, today=today)
    except NotUnderstood as wrong:
        raise Refusal(no_day(turn.say, wrong)) from wrong


def _time(turn: Turn, line: str) -> time:
    """The hour that somebody typed: 9:30, 8 am, noon."""
    try:
        found = understand(f"every day at {line}", zone="UTC", today=turn.now.date())
    except NotUnderstood as wrong:
        raise Refusal(wording.not_understood(turn.say, wrong)) from wrong
    if not line or found.size is not None or found.schedule.rule != DAILY:
        raise Refusal(turn.say("checkin_times.unclear"))
    return found.schedule.at
