"""Which circle somebody means: by its name, by a button, or because there is only one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches

from bot.chat import limits
from bot.chat.action import row_id
from bot.chat.answer import Choices, Refusal, Reply
from bot.chat.message import Message, Option, Select
from bot.chat.text import Quote
from bot.circles import wording
from bot.circles.model import Circle
from bot.circles.store import circles
from bot.circles.store.circles import key
from bot.members.actions import here
from bot.members.model import clean
from bot.turn import Turn


@dataclass(frozen=True, slots=True)
class Meant:
    """The circle that a request names, if it names one, and what else it says."""

    circle: Circle | None
    rest: str = ""


async def meant(turn: Turn, among: Sequence[Circle]) -> Meant:
    """Read a request: a choice, a button, a named circle, or a line that begins with a name.

    Refuses a name that no circle of the community has.
    """
    request = turn.request
    if request.value("choice"):
        return Meant(await with_id(turn, request.value("choice")), ",".join(request.state))
    if request.carried and request.state:
        return Meant(await with_id(turn, request.state[0]), ",".join(request.state[1:]))
    if request.value("circle"):
        return Meant(_named(turn, request.value("circle"), among))
    line = request.value("text")
    for circle in sorted(among, key=lambda each: -len(each.name)):
        words = len(circle.name.split())
        first, rest = line.split()[:words], line.split()[words:]
        if key(" ".join(first)) == key(circle.name):
            return Meant(circle, " ".join(rest))
    return Meant(None, line)


async def with_id(turn: Turn, circle_id: str) -> Circle:
    """The circle with this id, if it belongs to the community of the request."""
    number = row_id(circle_id)
    found = None if number is None else await circles.with_id(turn.tx, turn.community, number)
    if found is None:
        raise Refusal(turn.say("circle.gone"))
    return found


def none_there(turn: Turn) -> Refusal:
    """There is no circle; for an old button, there is none any more."""
    old = turn.request.carried and turn.request.state
    return Refusal(turn.say("circle.gone" if old else "none.yet"))


def one(turn: Turn, found: Meant, among: Sequence[Circle], *, rest: str = "") -> Circle | Reply:
    """The circle that is meant, or a question with the choices when it could be several.

    `rest` is what the question has to bring back beside the choice.
    """
    if found.circle is not None:
        return found.circle
    if len(among) == 1:
        return among[0]
    say = turn.say
    options = tuple(Option(each.name, str(each.id)) for each in among[: limits.OPTIONS])
    select = Select(
        say.label("choose.prompt"),
        turn.request.action,
        options,
        (rest,) if rest else (),
    )
    return Reply(Message(body=(say("choose.which"),), controls=(select,)))


def no_more_words(turn: Turn, found: Meant, among: Sequence[Circle]) -> None:
    """Refuse words that are no circle's name, where nothing but a name may stand."""
    if found.rest and found.circle is None and not turn.request.carried:
        _named(turn, found.rest, among)


async def own_one(
    turn: Turn, *, archived: bool = False, anybody: bool = False, trailing: str | None = None
) -> Circle | Reply:
    """The circle that an organiser means, out of those that they may change; refuses anybody else.

    `archived`: also those that ended. `anybody`: to look at, not to change. `trailing`: other words
    may follow the name; these are brought back with a choice.
    """
    say, person = turn.say, turn.request.person
    every = await circles.of_community(turn.tx, turn.community, "active", "paused", "archived")
    there = [each for each in every if archived or each.state != "archived"]
    if not there:
        raise none_there(turn)
    who = (await here(turn)).member
    may = [each for each in there if anybody or person.organises or each.creator == who.id]
    if not may:
        raise Refusal(say("circle.not_yours"))
    found = await meant(turn, there)
    if trailing is None:
        no_more_words(turn, found, there)
    if found.circle is not None and found.circle not in may:
        raise Refusal(say("circle.gone" if found.circle not in there else "circle.not_yours"))
    return one(turn, found, may, rest=trailing or "")


def coming(turn: Turn, circle: Circle) -> tuple[date, datetime]:
    """The day and the moment of the circle's next round; refuses where there is none."""
    if circle.state != "active" or circle.next_period is None or circle.next_at is None:
        raise Refusal(turn.say("circle.paused", circle=wording.name(circle)))
    return circle.next_period, circle.next_at


async def complete(turn: Turn) -> Choices:
    """The circles whose names begin like, or hold, what is being typed."""
    typed = key(turn.request.value("typed"))
    found = await circles.of_community(turn.tx, turn.community, "active", "paused")
    fitting = [each for each in found if typed in key(each.name)]
    fitting.sort(key=lambda each: (not key(each.name).startswith(typed), key(each.name)))
    return Choices(tuple(Option(each.name, each.name) for each in fitting[: limits.OPTIONS]))


def _named(turn: Turn, name: str, among: Sequence[Circle]) -> Circle:
    by_key = {key(each.name): each for each in among}
    if key(name) in by_key:
        return by_key[key(name)]
    say = turn.say
    said = say("circle.unknown", circle=Quote(clean(name, 50)))
    near = get_close_matches(key(name), list(by_key), 1, 0.5)
    if near:
        said += say("circle.near", circle=wording.name(by_key[near[0]]))
    elif by_key:
        names = [(Quote(each.name),) for each in list(by_key.values())[:5]]
        said += say("circle.these", circles=say.listed(names))
    raise Refusal(said)
