"""Which circle or check-in somebody means: by its name, by a button, or as there is only one."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Generic

from bot.chat import limits
from bot.chat.action import row_id
from bot.chat.answer import Choices, Refusal, Reply, Unclear
from bot.chat.message import Message, Option, Select
from bot.chat.text import Quote
from bot.kind import Kind
from bot.members.actions import here
from bot.members.model import Member, clean, key
from bot.programme import P, Programme
from bot.turn import Turn


@dataclass(frozen=True, slots=True)
class Meant(Generic[P]):
    """The programme that a request names, if it names one, and what else it says."""

    one: P | None
    rest: str = ""


async def meant(turn: Turn, kind: Kind[P], among: Sequence[P], *, chosen: bool = True) -> Meant[P]:
    """Read a request: a choice, a button, a named programme, or a line that begins with a name.

    Refuses a name that no programme of the community has. `chosen`: a choice is one of them.
    """
    request = turn.request
    if chosen and request.value("choice"):
        return Meant(await with_id(turn, kind, request.value("choice")), ",".join(request.state))
    if request.carried and request.state:
        return Meant(await with_id(turn, kind, request.state[0]), ",".join(request.state[1:]))
    if request.value(kind.name):
        return Meant(_named(turn, kind, request.value(kind.name), among))
    line = request.value("text")
    for each in sorted(among, key=lambda each: -len(each.name)):
        words = len(each.name.split())
        first, rest = line.split()[:words], line.split()[words:]
        if key(" ".join(first)) == key(each.name):
            return Meant(each, " ".join(rest))
    return Meant(None, line)


async def with_id(turn: Turn, kind: Kind[P], written: str) -> P:
    """The programme with this id, if it belongs to the community of the request."""
    number = row_id(written)
    found = None if number is None else await kind.with_id(turn.tx, turn.community, number)
    if found is None:
        raise Refusal(turn.say(f"{kind.name}.gone"))
    return found


def none_there(turn: Turn, kind: Kind[Programme]) -> Refusal:
    """There is no programme of this kind; for an old button, there is none any more."""
    old = turn.request.carried and turn.request.state
    return Refusal(turn.say(f"{kind.name}.gone" if old else f"{kind.name}.none_yet"))


def one(turn: Turn, kind: Kind[P], found: Meant[P], among: Sequence[P], *, rest: str = "") -> P:
    """The programme that is meant; asks with the choices when it could be several.

    `rest` is what the question has to bring back beside the choice.
    """
    if found.one is not None:
        return found.one
    if len(among) == 1:
        return among[0]
    say, state = turn.say, (rest,) if rest else ()
    options = tuple(Option(each.name, str(each.id)) for each in among[: limits.OPTIONS])
    select = Select(say.label(f"{kind.name}.choose"), turn.request.action, options, state)
    raise Unclear(Reply(Message(body=(say(f"{kind.name}.which"),), controls=(select,))))


def no_more_words(turn: Turn, kind: Kind[P], found: Meant[P], among: Sequence[P]) -> None:
    """Refuse words that are no programme's name, where nothing but a name may stand."""
    if found.rest and found.one is None and not turn.request.carried:
        _named(turn, kind, found.rest, among)


async def own_one(
    turn: Turn,
    kind: Kind[P],
    every: Sequence[P],
    *,
    archived: bool = False,
    anybody: bool = False,
    trailing: str | None = None,
) -> P:
    """The programme that an organiser means, out of those that they may change; refuses the rest.

    `archived`: also those that ended. `anybody`: to look at, not to change. `trailing`: other words
    may follow the name; these are brought back with a choice.
    """
    say = turn.say
    there = [each for each in every if archived or each.state != "archived"]
    if not there:
        raise none_there(turn, kind)
    who = (await here(turn)).member
    may = [each for each in there if anybody or looks_after(turn, who, each)]
    if not may:
        raise Refusal(say(f"{kind.name}.not_yours"))
    found = await meant(turn, kind, there)
    if trailing is None:
        no_more_words(turn, kind, found, there)
    if found.one is not None and found.one not in may:
        gone = found.one not in there
        raise Refusal(say(f"{kind.name}.gone" if gone else f"{kind.name}.not_yours"))
    return one(turn, kind, found, may, rest=trailing or "")


def looks_after(turn: Turn, who: Member, programme: Programme) -> bool:
    """Whether whoever asks, and is this member, manages the place, or made the programme."""
    return turn.request.person.organises or programme.creator == who.id


def complete(turn: Turn, among: Sequence[Programme]) -> Choices:
    """Those whose names begin like, or hold, what is being typed."""
    typed = key(turn.request.value("typed"))
    fitting = [each for each in among if typed in key(each.name)]
    fitting.sort(key=lambda each: (not key(each.name).startswith(typed), key(each.name)))
    return Choices(tuple(Option(each.name, each.name) for each in fitting[: limits.OPTIONS]))


def _named(turn: Turn, kind: Kind[P], name: str, among: Sequence[P]) -> P:
    by_key = {key(each.name): each for each in among}
    if key(name) in by_key:
        return by_key[key(name)]
    say = turn.say
    said = say(f"{kind.name}.unknown", name=Quote(clean(name, 50)))
    near = get_close_matches(key(name), list(by_key), 1, 0.5)
    if near:
        said += say("named.near", name=Quote(by_key[near[0]].name))
    elif by_key:
        names = [(Quote(each.name),) for each in list(by_key.values())[:5]]
        said += say("named.these", names=say.listed(names))
    raise Refusal(said)
