"""What an organiser looks at: the circles there are, the coming round, and how a year would go."""

from datetime import timedelta

from bot.chat import limits
from bot.chat.answer import Answer, Refusal, Reply
from bot.chat.message import Block, Button, Facts, Message
from bot.chat.text import Place, Quote, Text
from bot.circles import asking, choosing, messages, mishaps, wording
from bot.circles.model import sealed
from bot.circles.planning import plan
from bot.circles.publishing import Shown
from bot.circles.rounds import in_channel_only
from bot.circles.settings import number
from bot.circles.store import circles, enrolments, rounds
from bot.pairing.impossible import Impossible, impossible
from bot.pairing.simulate import Outcome, Plan
from bot.pairing.simulate import simulate as play
from bot.turn import Turn

PREVIEWED = 20  # tables that a preview shows; of a larger round it tells how many more there are
PLAYED = 26  # rounds of a simulation
AT_MOST = 150  # people in one: as many as are played within a second


async def list_all(turn: Turn) -> Answer:
    """Every circle of the community."""
    say = turn.say
    every = await circles.of_community(turn.tx, turn.community, "active", "paused")
    if not every:
        raise Refusal(say("circle.none_yet"))
    how_many = await enrolments.how_many(turn.tx, [each.id for each in every])
    rows = tuple(
        (
            (wording.name(each),),
            say(
                "list.line",
                rhythm=wording.rhythm(say, each.schedule, each.size),
                people=say("people.n", n=how_many.get(each.id, 0)),
            ),
        )
        for each in every[: limits.FACTS]
    )
    shown = wording.that_fit(rows, wording.ROOM)
    foot = say("list.more", n=len(every) - shown) if len(every) > shown else ()
    return Reply(Message(say("list.title"), (Facts(rows[:shown]),), foot=foot))


async def show(turn: Turn) -> Answer:
    """A circle's charter, and how many are in it."""
    say = turn.say
    circle = await choosing.own_one(turn, anybody=True)
    how_many = await enrolments.how_many(turn.tx, [circle.id])
    message = messages.opening(say, circle)
    people = say("people.n", n=how_many.get(circle.id, 0))
    state = say(f"state.{circle.state}")
    foot = say("show.foot", people=people, channel=Place(circle.channel), state=state)
    return Reply(
        Message(say("show.title", circle=wording.name(circle)), message.body[1:], foot=foot)
    )


async def preview(turn: Turn) -> Answer:
    """The very tables that the coming round would make now; nothing is stored and nothing sent."""
    say = turn.say
    circle = await choosing.own_one(turn)
    period, at = choosing.coming(turn, circle)
    planned = await plan(turn.tx, circle, period, turn.traits, turn.think)
    tables = planned.drawing.tables
    names = {seat.member: seat.name for seat in planned.roster}
    controls: tuple[Button, ...] = ()
    foot = say("preview.foot")
    if not tables or len(planned.roster) < number(circle.settings, "minimum"):
        body: list[Block] = [say("preview.too_few", n=len(planned.roster), at=at)]
    else:
        people = say("people.n", n=len(planned.roster))
        counts = say("round.counts", tables=say("tables.n", n=len(tables)), people=people)
        body = [counts + say("preview.when", at=at)]
        lines = [say.listed([(Quote(names[each]),) for each in table]) for table in tables]
        fit = wording.that_fit([(line,) for line in lines[:PREVIEWED]], wording.ROOM)
        body.append(_joined(say("line"), lines[:fit]))
        if len(lines) > fit:
            body.append(say("preview.more", n=len(lines) - fit))
        if planned.drawing.repeats:
            body.append(say("preview.repeats", n=planned.drawing.repeats))
        if planned.drawing.left_out:
            body.append(say("preview.left_over", n=len(planned.drawing.left_out)))
        broken: list[Impossible] = []
        await turn.think(lambda: broken.extend(impossible(planned.seating)))
        body += mishaps.rules_broken(say, broken, names)
        if in_channel_only(len(tables), turn.traits):
            body.append(say("preview.crowded", n=turn.traits.tables or 0))
        if await asking.unasked(turn.tx, circle):
            body.append(say("run.unasked"))
        last = await rounds.last(turn.tx, circle.id)
        if last and turn.now - last[1] < timedelta(days=1):
            body.append(say("run.again", at=last[1]))
        shown = Shown.of(planned, period, turn.now)
        state = (str(circle.id), *shown.words)
        controls = (Button(say.label("button.publish"), "circles.publish", state, "main"),)
        foot = say("preview.sealed", seal=Quote(sealed(planned.lot)))
    title = say("preview.title", circle=wording.name(circle))
    return Reply(Message(title, tuple(body), controls, foot))


async def simulate(turn: Turn) -> Answer:
    """Play the coming rounds with as many people as are in the circle."""
    say = turn.say
    circle = await choosing.own_one(turn)
    members = (await enrolments.how_many(turn.tx, [circle.id])).get(circle.id, 0)
    if members < 2:
        raise Refusal(say("simulate.too_few"))
    cooldown = number(circle.settings, "cooldown")
    plan_ = Plan(min(members, AT_MOST), PLAYED, circle.size, cooldown=cooldown, seed=circle.id)
    played: list[Outcome] = []
    await turn.think(lambda: played.append(play(plan_)))
    (outcome,) = played
    pairs = plan_.members * (plan_.members - 1) // 2
    met = say("stats.of", n=round(outcome.coverage * pairs), all=pairs)
    rows = (
        (say("simulate.coverage"), met),
        (say("simulate.partners"), say("number", n=round(outcome.partners))),
        (say("simulate.repeats"), say("number", n=outcome.repeats)),
        (say("simulate.left_out"), say("number", n=outcome.left_out)),
    )
    body: list[Block] = [
        say(
            "simulate.body", rounds=PLAYED, n=plan_.members, tables=say("tables.of", n=circle.size)
        ),
        Facts(rows),
    ]
    if plan_.too_small:
        body.append(say("simulate.too_small", n=cooldown, keeps=plan_.keeps))
    title = say("simulate.title", circle=wording.name(circle))
    foot = say("simulate.capped", n=AT_MOST) if members > AT_MOST else say("simulate.foot")
    return Reply(Message(title, tuple(body), foot=foot))


def _joined(between: Text, lines: list[Text]) -> Text:
    text = lines[0]
    for line in lines[1:]:
        text = text + between + line
    return text
