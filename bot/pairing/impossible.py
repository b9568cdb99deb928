"""Says before a round which rules of a circle can't be kept, and whom that concerns."""

from dataclasses import dataclass, replace

from bot.pairing.draw import draw
from bot.pairing.seating import NOBODY, Seating, Wish


@dataclass(frozen=True, slots=True)
class Impossible:
    """One rule, or several together, that would leave people without a table."""

    wishes: tuple[Wish, ...]
    people: tuple[int, ...]
    """Everybody whose tags are those of somebody left out: chance decides which of them it is."""
    left_out: int


def impossible(seating: Seating) -> tuple[Impossible, ...]:
    """The rules that can't be kept for these people, each by itself, else all of them together.

    Who must never sit together plays no part in it, so that nothing can be told about it from here.
    """
    rules = tuple(wish for wish in seating.wishes if wish.must)
    alone = [found for rule in rules if (found := _tried(seating, (rule,)))]
    if alone or len(rules) < 2:
        return tuple(alone)
    together = _tried(seating, rules)
    return (together,) if together else ()


def _tried(seating: Seating, rules: tuple[Wish, ...]) -> Impossible | None:
    free = replace(seating, never=NOBODY, wishes=())
    without = len(draw(free, {}, 0).left_out)
    out = draw(replace(free, wishes=rules), {}, 0).left_out
    if len(out) <= without:
        return None
    asked = [tag for rule in rules for tag in (rule.tag, rule.offers)]
    told = {
        person: tuple(seating.tags.get(person, {}).get(tag, frozenset()) for tag in asked)
        for person in seating.people
    }
    concerned = {told[person] for person in out}
    people = tuple(sorted(person for person in seating.people if told[person] in concerned))
    return Impossible(rules, people, len(out) - without)
