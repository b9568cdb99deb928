"""What the people of a table have in common, of what each of them agreed to show there."""

from collections.abc import Mapping, Sequence
from itertools import permutations

from bot.chat.text import Quote, Text
from bot.members.about import MEDIA
from bot.members.model import shorten
from bot.texts.catalogue import Say

Told = Mapping[str, frozenset[str]]
SHOWN = 2  # lines of it in an introduction
_LONGEST = 40  # characters of each of somebody's words there
_ALIKE = ("department", "team", "place")


def lines(say: Say, people: Sequence[tuple[str, Told]]) -> list[Text]:
    """A few lines, the most useful first: who can help whom, then what all of them share."""
    found: list[Text] = []
    for (helper, theirs), (other, wanted) in permutations(people, 2):
        asks = {each.casefold() for each in wanted.get("asks", ())}
        topics = sorted(each for each in theirs.get("offers", ()) if each.casefold() in asks)
        if topics:
            topic, who, whom = (Quote(shorten(w, _LONGEST)) for w in (topics[0], helper, other))
            found.append(say("common.help", who=who, whom=whom, topic=topic))
    for name in _ALIKE:
        values = [{each.casefold(): each for each in told.get(name, ())} for _, told in people]
        shared = set(values[0]).intersection(*values[1:])
        if shared:
            value = Quote(shorten(values[0][min(shared)], _LONGEST))
            found.append(say(f"common.{name}", value=value))
    media = frozenset(MEDIA).intersection(*(told.get("medium", frozenset()) for _, told in people))
    if media:
        ways = say.listed([say(f"medium.{each}") for each in MEDIA if each in media])
        found.append(say("common.medium", ways=ways))
    return found[:SHOWN]
