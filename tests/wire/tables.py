"""What can be seen of a round from outside, the same on every platform."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """The people of one conversation, and what the bot has said to them in this round."""

    people: frozenset[str]
    said: tuple[str, ...]


def everybody_has_met_their_table(tables: Iterable[Table], people: Iterable[str]) -> bool:
    """Whether each of them reads an introduction somewhere: the round has arrived."""
    reached = {person for table in tables if table.said for person in table.people}
    return reached >= set(people)


def check_seats(tables: Iterable[Table], people: Iterable[str]) -> None:
    """Each of these people, and nobody else, sits at exactly one table."""
    seats = Counter(person for table in tables for person in table.people)
    assert seats == Counter(people)
