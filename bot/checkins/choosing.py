"""Which check-in somebody means: of those that they are in, or that they look after."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from bot.chat.answer import Choices, Refusal
from bot.checkins import wording
from bot.checkins.kind import CHECK_INS
from bot.checkins.model import CheckIn, Enrolment
from bot.checkins.store import checkins, enrolments
from bot.members.actions import Here, here
from bot.programmes import naming
from bot.turn import Turn

ANSWERS = frozenset({"checkins.chosen", "checkins.not_now"})  # whose choice is no check-in


@dataclass(frozen=True, slots=True)
class Mine:
    """Somebody, and how they take part in the check-in that they mean."""

    who: Here
    check_in: CheckIn
    enrolment: Enrolment
    rest: str = ""


async def mine(
    turn: Turn, *, words: Callable[[str], str] | None = None, over: bool = False
) -> Mine:
    """The check-in that a member means, out of those that they are in; refuses anybody else.

    `words` reads what may follow its name, into something that a control can carry. `over`: also
    one that has ended.
    """
    say, who = turn.say, await here(turn)
    every = await checkins.of_community(turn.tx, turn.community, "active", "paused")
    enrolled = await enrolments.of_member(turn.tx, who.member.id)
    every = open_to(every, enrolled)
    own = [each for each in every if each.id in enrolled]
    if not own and not (turn.request.carried and enrolled):
        raise Refusal(say("checkin.none_mine") if every else say("checkin.none_yet"))
    chosen = turn.request.action not in ANSWERS
    found = await naming.meant(turn, CHECK_INS, every, chosen=chosen)
    if words is None:
        naming.no_more_words(turn, CHECK_INS, found, every)
    rest = words(found.rest) if words and found.rest else found.rest
    check_in = naming.one(turn, CHECK_INS, found, own, rest=rest)
    if check_in.id not in enrolled:
        raise Refusal(say("checkin.not_in", checkin=wording.name(check_in)))
    if check_in.state == "archived" and not over:
        raise Refusal(say("checkin.gone"))
    return Mine(who, check_in, enrolled[check_in.id], rest)


async def own_one(
    turn: Turn, *, archived: bool = False, anybody: bool = False, trailing: str | None = None
) -> CheckIn:
    """The check-in that an organiser means; `naming.own_one` has the rules.

    Nobody looks after a closed one, and only those who are in it may look at it.
    """
    every = await checkins.of_community(turn.tx, turn.community, "active", "paused", "archived")
    mine = await enrolments.of_member(turn.tx, (await here(turn)).member.id) if anybody else {}
    every = open_to(every, mine)
    return await naming.own_one(
        turn, CHECK_INS, every, archived=archived, anybody=anybody, trailing=trailing
    )


async def organises(turn: Turn, check_in: CheckIn) -> bool:
    """Whether whoever asks looks after this check-in: they manage the place, or they made it.

    A closed one is nobody's but theirs who are in it.
    """
    who = (await here(turn)).member
    return not check_in.closed and naming.looks_after(turn, who, check_in)


def open_to(every: Sequence[CheckIn], mine: Container[int]) -> list[CheckIn]:
    """Those of these check-ins that somebody may know of: not the closed ones of others."""
    return [each for each in every if not each.closed or each.id in mine]


async def complete(turn: Turn) -> Choices:
    """The check-ins whose names begin like, or hold, what is being typed."""
    found = await checkins.of_community(turn.tx, turn.community, "active", "paused")
    mine = await enrolments.of_member(turn.tx, (await here(turn)).member.id)
    return naming.complete(turn, open_to(found, mine))
