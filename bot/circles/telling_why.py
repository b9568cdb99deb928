"""Why somebody sat where they sat, and how a circle's rounds went: what may be known, no more."""

from bot.chat.answer import Answer, Refusal, Reply
from bot.chat.message import Facts, Message
from bot.chat.text import Quote, Text
from bot.circles import choosing, wording
from bot.circles.mine import Mine, one_of_mine
from bot.circles.model import Circle
from bot.circles.outcome import REASONS
from bot.circles.store import dates, enrolments, figures
from bot.circles.store.figures import Figures, Sat
from bot.circles.wishes import NAMES
from bot.turn import Turn

_ENOUGH = 5  # reasons, before their counts are told: of fewer one could tell whose they are
_GAVE_UP = ("cant", "unreachable", "alone")  # why somebody has no seat any more
_SPANS = (1, 4, 12)  # rounds that figures are told over


async def why(turn: Turn) -> Answer:
    """Explain the latest table of whoever asks, or why they had none."""
    mine, circle = await one_of_mine(turn)
    me, say = mine.who.member.id, turn.say
    names = {seat.member: seat.name for seat in await enrolments.enrolled(turn.tx, circle.id)}
    sat = await figures.latest(turn.tx, circle.id, me, names)
    title = say("why.title", circle=wording.name(circle))
    if sat is None:
        return Reply(Message(title, (say("why.no_round"),)))
    if not sat.names:
        return Reply(Message(title, (_without(turn, mine, circle, sat),)))
    people = wording.names(say, filter(None, sat.names))
    gone = not any(sat.names)
    body = [say("why.gone", day=sat.period) if gone else say("why.sat", day=sat.period, who=people)]
    for each in await dates.coming(turn.tx, [circle.id], me, turn.now):
        if each.period == sat.period:
            body[0] += say("table.meets", at=each.at)
    body.append(say("why.owed" if sat.owed else "why.again" if sat.before else "why.new"))
    if sat.changed in ("again", "late"):
        body.append(say(f"why.seated_{sat.changed}"))
    minded = [each for each in NAMES if circle.settings.get(each, "off") != "off"]
    if minded:
        body.append(say("why.wishes", rules=say.listed([say(f"key.{each}") for each in minded])))
    return Reply(Message(title, tuple(body), foot=say("why.lot", lot=Quote(sat.lot))))


async def stats(turn: Turn) -> Answer:
    """How the circle's rounds went: the last one, the last four, and the last twelve."""
    say = turn.say
    circle = await choosing.own_one(turn)
    rounds = await figures.of_rounds(turn.tx, circle.id, max(_SPANS))
    if not rounds:
        raise Refusal(say("why.no_round"))
    spans = [sum(rounds[:span], Figures()) for span in _SPANS if span == 1 or len(rounds) > 1]
    spans = spans[: 1 + sum(len(rounds) > span for span in _SPANS[:-1])]
    met, possible = await figures.coverage(turn.tx, circle.id)

    def shares(name: str) -> Text:
        counts = [(getattr(each, name), each.tables) for each in spans]
        return say.listed([say("stats.of", n=part, all=whole) for part, whole in counts])

    def counts(name: str) -> Text:
        return say.listed([say("number", n=getattr(each, name)) for each in spans])

    rows: tuple[tuple[Text, Text], ...] = (
        (say("stats.met"), shares("met")),
        (say("stats.answered"), shares("answered")),
        (say("stats.new"), counts("new")),
        (say("stats.left_out"), counts("left_out")),
        (say("stats.coverage"), say("stats.of", n=met, all=possible)),
    )
    why_not = await figures.reasons(turn.tx, circle.id, max(_SPANS))
    if sum(why_not.values()) >= _ENOUGH:
        said = [
            say("stats.reason", reason=say(f"button.{reason}"), n=why_not[reason])
            for reason in REASONS
            if reason in why_not
        ]
        rows += ((say("stats.reasons"), say.listed(said)),)
    title = say("stats.title", circle=wording.name(circle))
    foot = say(("stats.foot_one", "stats.foot_two", "stats.foot")[len(spans) - 1])
    return Reply(Message(title, (Facts(rows),), foot=foot))


def _without(turn: Turn, mine: Mine, circle: Circle, sat: Sat) -> Text:
    """Why they had no table in that round."""
    say, enrolment = turn.say, mine.enrolments[circle.id]
    if sat.state != "drawn":
        return say(f"why.{sat.state}", day=sat.period)
    if sat.changed == "alone" and sat.left_over:
        return say("why.alone_over", day=sat.period)
    if sat.changed in _GAVE_UP:
        return say(f"why.{sat.changed}", day=sat.period)
    if sat.left_over:
        return say("why.left_over", day=sat.period)
    if sat.elsewhere:
        return say("why.elsewhere", day=sat.period)
    if sat.changed == "away":
        return say("why.away_since", day=sat.period)
    if sat.late:
        return say("why.late", day=sat.period)
    if enrolment.away_in(sat.period):
        return say("why.away_then", day=sat.period)
    if sat.period in enrolment.skips:
        return say("why.skipped", day=sat.period)
    if enrolment.must_say(circle.settings) and sat.period not in enrolment.coming:
        return say("why.no_word", day=sat.period)
    return say("why.not_in", day=sat.period)
