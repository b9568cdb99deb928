"""What the people of a table do about it: say whether they met, change that, say why not."""

from collections.abc import Mapping
from datetime import date
from typing import get_args

from bot.chat.action import row_id
from bot.chat.answer import Answer, Refusal, Replace, Reply, Settle
from bot.chat.message import Message
from bot.chat.platform import Edit
from bot.circles import after_dates, beginning, messages, questions, said, telling
from bot.circles.messages import Guest
from bot.circles.outcome import REASONS, Outcome, Said, settled
from bot.circles.store import circles, outcomes
from bot.circles.store.outcomes import Laid, Sitting
from bot.database import Transaction
from bot.members.actions import here
from bot.outbox import store as outbox
from bot.texts.catalogue import Say
from bot.turn import Turn


async def outcome(turn: Turn) -> Answer:
    """Keep what somebody says came of their table, and show all of them what stands."""
    me, laid = await mine(turn)
    on_hello = turn.request.state[2:] == (questions.ON_HELLO,)
    if not laid.is_open(turn.now):
        told = await over(turn.tx, turn.say, laid)
        return Reply(told) if on_hello else Settle(told)
    own = _outcome(turn)
    await outcomes.say(turn.tx, laid.pairing, me, own, turn.now)
    stands = await _stands(turn, laid)
    if stands.outcome != laid.outcome:
        await outcomes.keep(turn.tx, turn.community, laid, stands.outcome)
    if stands.outcome in ("met", "some_met"):
        question = telling.question_key(laid.pairing)
        asked = [question, *(f"{question}:{each}" for each in laid.people)]  # alone, some of them
        await outbox.withdraw(turn.tx, asked, "the table has said it", turn.now)
    name = _by(laid, stands)
    if on_hello:
        return Settle(await hello(turn.tx, turn.say, turn.community, laid, turn.now.date()))
    if laid.outcome not in ("unknown", stands.outcome):
        await _reintroduce(turn, laid)
    people, late = len(laid.people), not laid.latest
    message = questions.settled(turn.say, laid.pairing, stands.outcome, name, people, late=late)
    if own != "not_met":
        return Settle(message)
    if stands.outcome != own:
        believed = questions.believed(turn.say, stands.outcome, name) if name else None
        return Settle(message, believed)
    return Settle(message, questions.why(turn.say, laid.pairing))


async def change(turn: Turn) -> Answer:
    """Ask the table anew; what was said stands until somebody says something else.

    On the introduction whoever presses is asked alone, as it stays what it is.
    """
    _, laid = await mine(turn)
    on_hello = turn.request.state[1:] == (questions.ON_HELLO,)
    answer = Reply if on_hello else Settle
    if not laid.is_open(turn.now):
        return answer(await over(turn.tx, turn.say, laid))
    circle = await circles.with_id(turn.tx, turn.community, laid.circle)
    assert circle is not None
    return answer(after_dates.question(turn.say, circle, laid))


async def reason(turn: Turn) -> Answer:
    """Keep why they did not meet. Only counts are ever shown of it."""
    me, laid = await mine(turn)
    why = turn.request.state[1] if len(turn.request.state) > 1 else ""
    if why not in REASONS:
        raise Refusal(turn.say("table.not_yours"))
    await outcomes.give_reason(turn.tx, laid.pairing, me, why)
    return Replace(Message(turn.say("why_not.title"), (turn.say("why_not.kept"),)))


async def decline(turn: Turn) -> Answer:
    """They would rather meet somebody new than be first in line for the same table again."""
    say = turn.say
    if turn.request.state:
        me, laid = await mine(turn)
        pairing = laid.pairing
    else:
        me = (await here(turn)).member.id
        found = await outcomes.to_pass(turn.tx, me)
        if found is None:
            raise Refusal(say("decline.nothing"))
        pairing = found
    await outcomes.decline(turn.tx, pairing, me)
    told = Message(say("decline.title"), (say("decline.body"),))
    return Replace(told) if turn.request.state else Reply(told)


async def mine(turn: Turn) -> tuple[int, Laid]:
    """Who asks, and the table that they ask about; refuses whoever does not sit there."""
    me = (await here(turn)).member.id
    state = turn.request.state
    pairing = row_id(state[0]) if state else None
    laid = None
    if pairing is not None:
        laid = await outcomes.table(turn.tx, turn.community, pairing)
    if laid is None or me not in laid.people:
        raise Refusal(turn.say("table.not_yours"))
    return me, laid


async def _reintroduce(turn: Turn, laid: Laid) -> None:
    """The introduction named what stood before: it says what stands now."""
    circle = await circles.with_id(turn.tx, turn.community, laid.circle)
    assert circle is not None
    now = await hello(turn.tx, turn.say, turn.community, laid, turn.now.date())
    edit = Edit(telling.introduction_key(laid.pairing), now)
    name = f"introduction:said:{turn.now.isoformat()}"
    where = (circle, laid.pairing, laid.conversation, name, edit, turn.now)
    await outbox.put(turn.tx, [telling.at_table(*where)])


async def _stands(turn: Turn, laid: Laid) -> Said:
    found = settled(await outcomes.said(turn.tx, laid.pairing))
    assert found is not None  # somebody has just said something
    return found


async def hello(tx: Transaction, say: Say, community: int, laid: Laid, day: date) -> Message:
    """The table's introduction as it is by now, saying what stands."""
    circle = await circles.with_id(tx, community, laid.circle)
    assert circle is not None
    stands = settled(await outcomes.said(tx, laid.pairing))
    (topic,) = await beginning.words(tx, say, [laid.topic])
    return messages.introduction(
        say,
        circle,
        await guests(tx, laid.people, day),
        laid.people[laid.starter].ref,
        pairing=laid.pairing,
        topic=topic,
        stands=(stands.outcome, _by(laid, stands)) if stands else None,
        meets=laid.meets,
    )


async def guests(tx: Transaction, people: Mapping[int, Sitting], day: date) -> list[Guest]:
    """The people of one table, with what each agreed to show to the others there."""
    told = await said.told_at(tx, [people], day)
    return [Guest(who.ref, who.name, who.zone, told[each]) for each, who in people.items()]


async def over(tx: Transaction, say: Say, laid: Laid) -> Message:
    """What the table reads when the next round has begun."""
    stands = settled(await outcomes.said(tx, laid.pairing))
    if stands is None:
        return questions.nobody_said(say)
    name, people = _by(laid, stands), len(laid.people)
    return questions.settled(say, laid.pairing, stands.outcome, name, people, over=True)


def _by(laid: Laid, stands: Said) -> str:
    """The name of whoever said so; "" where they have left the table since."""
    who = laid.people.get(stands.member)
    return who.name if who else ""


def _outcome(turn: Turn) -> Outcome:
    """What the button says; refuses what no button of ours says."""
    word = turn.request.state[1] if len(turn.request.state) > 1 else ""
    for known in get_args(Outcome):
        if word == known != "unknown":
            found: Outcome = known
            return found
    raise Refusal(turn.say("table.not_yours"))
