"""What there is to see of check-ins: which there are, what they ask, and what was answered."""

from collections.abc import Sequence
from datetime import date

from bot.chat import limits
from bot.chat.answer import Answer, Refusal, Reply
from bot.chat.message import Block, Facts, Message
from bot.chat.text import Place, Quote, Text
from bot.checkins import choosing, digest, messages, wording
from bot.checkins.choosing import organises
from bot.checkins.model import CheckIn, first_after, schedule
from bot.checkins.model import Enrolment as Member
from bot.checkins.past import questions_of
from bot.checkins.store import anonymous, answers, checkins, enrolments, prompts, responses
from bot.checkins.store.prompts import Prompt
from bot.members.actions import here
from bot.programme import button
from bot.schedules.local import day_at, midnight
from bot.turn import Turn

ROOM = 2400  # of a message's length, for a list in it; its title, foot and the rest need some too
RESULTS = 5  # prompts whose numbers are shown


async def list_all(turn: Turn) -> Answer:
    """Every check-in of the community."""
    say = turn.say
    every = await checkins.of_community(turn.tx, turn.community, "active", "paused")
    every = choosing.open_to(every, ())
    if not every:
        raise Refusal(say("checkin.none_yet"))
    how_many = await enrolments.how_many(turn.tx, [each.id for each in every])
    rows: list[tuple[Text, Text]] = [
        (
            (wording.name(each),),
            say(
                "list.line",
                rhythm=wording.rhythm(say, each),
                people=say("people.n", n=how_many.get(each.id, 0)),
            ),
        )
        for each in every[: limits.FACTS]
    ]
    shown = rows_that_fit(rows)
    more = len(every) - len(shown)
    foot = say("checkin_list.more", n=more) if more else say("checkin_list.foot")
    return Reply(Message(say("checkin_list.title"), (Facts(shown),), foot=foot))


async def show(turn: Turn) -> Answer:
    """What a check-in is for, what it asks and who sees the answers."""
    say = turn.say
    check_in = await choosing.own_one(turn, anybody=True)
    how_many = await enrolments.how_many(turn.tx, [check_in.id])
    body: list[Block] = [(Quote(check_in.purpose),)] if check_in.purpose else []
    body += [wording.question(say, n, each) for n, each in enumerate(check_in.questions, 1)]
    body.append(Facts(((say("fact.when"), wording.rhythm(say, check_in)),)))
    people = say("people.n", n=how_many.get(check_in.id, 0))
    state = say(f"state.{check_in.state}")
    foot = say("show.foot", people=people, channel=Place(check_in.channel), state=state)
    title = say("checkin_show.title", checkin=wording.name(check_in))
    return Reply(Message(title, tuple(body), foot=foot))


async def preview(turn: Turn) -> Answer:
    """The next prompt as a member will read it; nothing is stored and nothing sent."""
    say = turn.say
    check_in = await choosing.own_one(turn)
    who = await here(turn)
    zone = who.member.zone or who.community.zone
    times = schedule(check_in, Member(0, check_in.id, 0, zone))
    today = day_at(turn.now, zone)
    following = first_after(times, today)
    asked = messages.prompt(
        say, check_in, following.period, check_in.questions, midnight(today, zone)
    )
    body = (
        *asked.body[:-1],
        wording.seen_by(say, check_in.questions),
        *(wording.question(say, n, each) for n, each in enumerate(check_in.questions, 1)),
    )
    run = button(say.label("button.ask_now"), "checkins.run", check_in)
    title = say("checkin_preview.title", checkin=wording.name(check_in))
    return Reply(Message(title, body, (run,), say("preview.foot")))


async def results(turn: Turn) -> Answer:
    """How many answered the latest prompts, and what the organisers may read of the last one."""
    say = turn.say
    check_in = await choosing.own_one(turn, archived=True)
    latest = await prompts.latest(turn.tx, check_in.id, RESULTS)
    title = say("results.title", checkin=wording.name(check_in))
    if not latest:
        return Reply(Message(title, (say("results.none"),)))
    rows: list[tuple[Text, Text]] = []
    for prompt in latest:
        counts = await responses.counts(turn.tx, prompt.id)
        line = say("results.line", n=counts.get("answered", 0), of=sum(counts.values()))
        state = say("results.open") if not prompt.closed else ()
        rows.append((say("results.day", day=prompt.period), line + state))
    found = await visible(turn, check_in, latest[0])
    body: tuple[Block, ...] = (Facts(tuple(rows)), *found)
    return Reply(Message(title, body, foot=say("results.foot", day=latest[0].period)))


async def read(turn: Turn) -> Answer:
    """What was said to fewer than the whole channel, for those who may read it."""
    say = turn.say
    check_in = await choosing.own_one(turn, anybody=True)
    state = turn.request.state
    latest = await prompts.latest(turn.tx, check_in.id, 1)
    day = date.fromisoformat(state[1]) if len(state) > 1 else None
    prompt = await prompts.on(turn.tx, check_in.id, day) if day else next(iter(latest), None)
    found = await visible(turn, check_in, prompt) if prompt and prompt.closed else []
    if prompt is None or not found:
        raise Refusal(say("read.nothing"))
    title = say("digest.title", checkin=wording.name(check_in), day=prompt.period)
    return Reply(Message(title, tuple(found), foot=say("read.foot")))


async def visible(turn: Turn, check_in: CheckIn, prompt: Prompt) -> list[Facts]:
    """What whoever asks may read of a prompt: as its questions said when they were answered."""
    member = (await here(turn)).member
    audiences = {"channel"}
    if check_in.id in await enrolments.of_member(turn.tx, member.id):
        audiences.add("members")
    if await organises(turn, check_in):
        audiences.add("organisers")
    questions = await questions_of(turn.tx, check_in, prompt)
    open_to = [n for n, each in enumerate(questions, 1) if each.audience in audiences]
    said = await answers.said(turn.tx, prompt.id, open_to)
    told = await anonymous.released(turn.tx, prompt.id)
    return digest.that_fit(digest.blocks(turn.say, questions, said, told))


def rows_that_fit(rows: Sequence[tuple[Text, Text]]) -> tuple[tuple[Text, Text], ...]:
    """As many of these lines, from the first on, as go into one message."""
    room = ROOM
    for count, (label, value) in enumerate(rows):
        room -= limits.length(label) + limits.length(value) + 8
        if room < 0:
            return tuple(rows[:count])
    return tuple(rows[: limits.FACTS])
