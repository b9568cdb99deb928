"""Which check-in somebody means: by its name, by a button, or because there is only one."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.chat import limits
from bot.chat.action import row_id
from bot.chat.answer import Choices, Refusal, Reply
from bot.chat.message import Message, Option, Select
from bot.chat.text import Quote
from bot.checkins import wording
from bot.checkins.model import CheckIn, Enrolment
from bot.checkins.store import checkins, enrolments
from bot.checkins.store.checkins import key
from bot.members.actions import Here, here
from bot.members.model import clean
from bot.turn import Turn

ANSWERS = frozenset({"checkins.chosen", "checkins.not_now"})  # whose choice is no check-in


@dataclass(frozen=True, slots=True)
class Meant:
    """The check-in that a request names, if it names one, and what else it says."""

    check_in: CheckIn | None
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Mine:
    """Somebody, and how they take part in the check-in that they mean."""

    who: Here
    check_in: CheckIn
    enrolment: Enrolment
    rest: str = ""


async def meant(turn: Turn, among: Sequence[CheckIn]) -> Meant:
    """Read a request: a choice, a button, a named check-in, or a line that begins with a name.

    Refuses a name that no check-in of the community has.
    """
    request = turn.request
    choice = request.value("choice")
    if choice and request.action not in ANSWERS:
        return Meant(await with_id(turn, choice), ",".join(request.state))
    if request.carried and request.state:
        return Meant(await with_id(turn, request.state[0]), ",".join(request.state[1:]))
    if request.value("checkin"):
        return Meant(_named(turn, request.value("checkin"), among))
    line = request.value("text")
    for check_in in sorted(among, key=lambda each: -len(each.name)):
        words = len(check_in.name.split())
        first, rest = line.split()[:words], line.split()[words:]
        if key(" ".join(first)) == key(check_in.name):
            return Meant(check_in, " ".join(rest))
    return Meant(None, line)


async def with_id(turn: Turn, check_in_id: str) -> CheckIn:
    """The check-in with this id, if it belongs to the community of the request."""
    number = row_id(check_in_id)
    found = None if number is None else await checkins.with_id(turn.tx, turn.community, number)
    if found is None:
        raise Refusal(turn.say("checkin.gone"))
    return found


def none_there(turn: Turn) -> Refusal:
    """There is no check-in; for an old button, there is none any more."""
    old = turn.request.carried and turn.request.state
    return Refusal(turn.say("checkin.gone" if old else "checkin.none_yet"))


def one(turn: Turn, found: Meant, among: Sequence[CheckIn], *, rest: str = "") -> CheckIn | Reply:
    """The check-in that is meant, or a question with the choices when it could be several.

    `rest` is what the question has to bring back beside the choice.
    """
    if found.check_in is not None:
        return found.check_in
    if len(among) == 1:
        return among[0]
    say = turn.say
    options = tuple(Option(each.name, str(each.id)) for each in among[: limits.OPTIONS])
    select = Select(
        say.label("checkin.choose"), turn.request.action, options, (rest,) if rest else ()
    )
    return Reply(Message(body=(say("checkin.which"),), controls=(select,)))


def no_more_words(turn: Turn, found: Meant, among: Sequence[CheckIn]) -> None:
    """Refuse words that are no check-in's name, where nothing but a name may stand."""
    if found.rest and found.check_in is None and not turn.request.carried:
        _named(turn, found.rest, among)


async def mine(
    turn: Turn, *, words: Callable[[str], str] | None = None, over: bool = False
) -> Mine | Reply:
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
    found = await meant(turn, every)
    if words is None:
        no_more_words(turn, found, every)
    rest = words(found.rest) if words and found.rest else found.rest
    check_in = one(turn, found, own, rest=rest)
    if isinstance(check_in, Reply):
        return check_in
    if check_in.id not in enrolled:
        raise Refusal(say("checkin.not_in", checkin=wording.name(check_in)))
    if check_in.state == "archived" and not over:
        raise Refusal(say("checkin.gone"))
    return Mine(who, check_in, enrolled[check_in.id], rest)


async def own_one(
    turn: Turn, *, archived: bool = False, anybody: bool = False, trailing: str | None = None
) -> CheckIn | Reply:
    """The check-in that an organiser means, out of those that they may change; refuses the rest.

    `archived`: also those that ended. `anybody`: to look at, not to change. `trailing`: other words
    may follow the name; these are brought back with a choice.
    """
    say = turn.say
    every = await checkins.of_community(turn.tx, turn.community, "active", "paused", "archived")
    mine = await enrolments.of_member(turn.tx, (await here(turn)).member.id) if anybody else {}
    every = open_to(every, mine)
    there = [each for each in every if archived or each.state != "archived"]
    if not there:
        raise none_there(turn)
    may = [each for each in there if anybody or await organises(turn, each)]
    if not may:
        raise Refusal(say("checkin.not_yours"))
    found = await meant(turn, there)
    if trailing is None:
        no_more_words(turn, found, there)
    if found.check_in is not None and found.check_in not in may:
        gone = found.check_in not in there
        raise Refusal(say("checkin.gone" if gone else "checkin.not_yours"))
    return one(turn, found, may, rest=trailing or "")


async def organises(turn: Turn, check_in: CheckIn) -> bool:
    """Whether whoever asks looks after this check-in: they manage the place, or they made it.

    A closed one is nobody's but theirs who are in it.
    """
    who = (await here(turn)).member
    return not check_in.closed and (turn.request.person.organises or check_in.creator == who.id)


def open_to(every: Sequence[CheckIn], mine: Container[int]) -> list[CheckIn]:
    """Those of these check-ins that somebody may know of: not the closed ones of others."""
    return [each for each in every if not each.closed or each.id in mine]


async def complete(turn: Turn) -> Choices:
    """The check-ins whose names begin like, or hold, what is being typed."""
    typed = key(turn.request.value("typed"))
    found = await checkins.of_community(turn.tx, turn.community, "active", "paused")
    mine = await enrolments.of_member(turn.tx, (await here(turn)).member.id)
    fitting = [each for each in open_to(found, mine) if typed in key(each.name)]
    fitting.sort(key=lambda each: (not key(each.name).startswith(typed), key(each.name)))
    return Choices(tuple(Option(each.name, each.name) for each in fitting[: limits.OPTIONS]))


def _named(turn: Turn, name: str, among: Sequence[CheckIn]) -> CheckIn:
    by_key = {key(each.name): each for each in among}
    if key(name) in by_key:
        return by_key[key(name)]
    say = turn.say
    said = say("checkin.unknown", checkin=Quote(clean(name, 50)))
    near = get_close_matches(key(name), list(by_key), 1, 0.5)
    if near:
        said += say("checkin.near", checkin=wording.name(by_key[near[0]]))
    elif by_key:
        names = [(Quote(each.name),) for each in list(by_key.values())[:5]]
        said += say("checkin.these", checkins=say.listed(names))
    raise Refusal(said)
