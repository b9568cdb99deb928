"""What the people of a table have in common, of what each of them agreed to show there."""

from collections.abc import Mapping, Sequence
from itertools import permutations

from bot.chat import limits
from bot.chat.text import Quote, Text
from bot.members.about import MEDIA
from bot.members.lines import ROLES
from bot.members.model import shorten
from bot.members.topics import common, plain
from bot.texts.catalogue import Say

Told = Mapping[str, frozenset[str]]
SHOWN = 2  # lines of it in an introduction
_LONGEST = 40  # characters of each of somebody's words there
_LINE = 60  # characters of what somebody works on, asks for or offers
_ALIKE = ("department", "team", "place")


def lines(say: Say, people: Sequence[tuple[str, Told]]) -> list[Text]:
    """A few lines, the most useful first: who can help whom, then what all of them share.

    How all of them like to meet is always among them, as it settles what they do.
    """
    found: list[Text] = []
    for (helper, theirs), (other, wanted) in permutations(people, 2):
        topic = _helps(theirs, wanted)
        if topic:
            what, who, whom = (Quote(shorten(each, _LONGEST)) for each in (topic, helper, other))
            found.append(say("common.help", who=who, whom=whom, topic=what))
    for name in _ALIKE:
        values = [{each.casefold(): each for each in told.get(name, ())} for _, told in people]
        shared = set(values[0]).intersection(*values[1:])
        if shared:
            value = Quote(shorten(values[0][min(shared)], _LONGEST))
            found.append(say(f"common.{name}", value=value))
    media = frozenset(MEDIA).intersection(*(told.get("medium", frozenset()) for _, told in people))
    if media:
        ways = say.listed([say(f"medium.{each}") for each in MEDIA if each in media])
        return [*found[: SHOWN - 1], say("common.medium", ways=ways)]
    return found[:SHOWN]


def of_each(say: Say, people: Sequence[Told], room: int) -> list[Text]:
    """What each of them works on, asks for and offers, in so many characters altogether."""
    found: list[Text] = [() for _ in people]
    for role in ROLES:
        for n, told in enumerate(people):
            for words in sorted(told.get(role, ())):
                line = say("line") + say(f"table.{role}", text=Quote(shorten(words, _LINE)))
                room -= limits.length(line)
                if room >= 0:
                    found[n] += line
    return found


def _helps(theirs: Told, wanted: Told) -> str:
    """The first topic with which one can help the other; "" for none."""
    asks = [*wanted.get("asks", ()), *wanted.get("ask", ())]
    offers = sorted((*theirs.get("offers", ()), *theirs.get("offer", ())))
    for offer in offers:
        shared = frozenset[str]().union(*(common(ask, offer) for ask in asks))
        if shared:
            return offer if plain(offer) in shared else min(shared)
    return ""
