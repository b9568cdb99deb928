"""Plays many rounds of a circle that doesn't exist yet, to see what it will feel like."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

from bot.pairing.chance import below
from bot.pairing.draw import drawing
from bot.pairing.seating import Drawing, Everyone, Pair, Past, Question, Seating, Wish

TAG = "team"


@dataclass(frozen=True, slots=True)
class Plan:
    """The circle to be played."""

    members: int
    rounds: int
    size: int = 2
    attendance: float = 1.0
    """How likely each member is to be there."""
    churn: float = 0.0
    """The share of members who leave after each round, each followed by somebody new."""
    tags: int = 0
    """So many teams, each half as large as the one before; people would rather meet others."""
    cooldown: int | None = None
    seed: int = 1

    def __post_init__(self) -> None:
        if self.members < 0 or self.rounds < 0:
            raise ValueError("members and rounds are counted from 0")
        if not 2 <= self.size <= 8:
            raise ValueError(f"a table seats 2 to 8 people, not {self.size}")
        if not 0 <= self.attendance <= 1 or not 0 <= self.churn <= 1:
            raise ValueError("attendance and churn are shares, from 0 to 1")
        if self.tags < 0:
            raise ValueError("teams are counted from 0")
        if self.cooldown is not None and self.cooldown < 0:
            raise ValueError("a cool-down is 0 rounds or more")

    @property
    def keeps(self) -> int:
        """The longest cool-down, in rounds, that so many people can keep."""
        there = round(self.members * self.attendance)
        return max(0, (there - 1) // (self.size - 1) - 1)

    @property
    def too_small(self) -> bool:
        """Whether the circle is too small for the cool-down that was asked for."""
        return self.cooldown is not None and self.cooldown > self.keeps


@dataclass(frozen=True, slots=True)
class Played:
    """One round of it."""

    number: int
    present: int
    tables: int
    repeats: int
    avoidable_repeats: int
    recent: int
    left_out: int
    odd: int
    """People at a table that is not of the circle's size, where others are."""
    wishes: float
    """The share of pairs at the tables that are of two teams; 1 where there are no teams."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it."""

    plan: Plan
    rounds: tuple[Played, ...]
    coverage: float
    """The share of all pairs of people who were members at the end that have met."""
    partners: float
    """How many different people a member who stayed throughout has met, on average."""
    fewest_partners: int
    possible_partners: float
    """How many they could have met on average: the seats beside them, or all others there were."""
    least_odd: int
    most_odd: int
    """How often members who stayed throughout sat at an odd table."""

    @property
    def repeats(self) -> int:
        """Pairs that met again, over all rounds."""
        return sum(played.repeats for played in self.rounds)

    @property
    def avoidable_repeats(self) -> int:
        """How many of them lie above what is proven to be the least possible."""
        return sum(played.avoidable_repeats for played in self.rounds)

    @property
    def left_out(self) -> int:
        """How often somebody who was there found no place, over all rounds."""
        return sum(played.left_out for played in self.rounds)


@dataclass(slots=True)
class _Circle:
    """The make-believe members and all that has happened to them."""

    members: list[int]
    met: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict)
    """For each person, by the larger number of two: how often, and in which round last."""
    odd: dict[int, int] = field(default_factory=dict)
    waited: dict[int, int] = field(default_factory=dict)
    company: dict[int, int] = field(default_factory=dict)
    """How many people each person has sat with, the same ones counted again."""
    team: dict[int, frozenset[str]] = field(default_factory=dict)
    joined: int = 0

    def known(self, question: Question, now: int) -> dict[Pair, Past]:
        """Answer what the drawing asks."""
        if isinstance(question, Everyone):
            there = set(question.people)
            return {
                (one, other): Past(times, now - last)
                for one in question.people
                for other, (times, last) in self.met.get(one, {}).items()
                if other in there
            }
        found = ((pair, self.met.get(pair[0], {}).get(pair[1])) for pair in question)
        return {pair: Past(past[0], now - past[1]) for pair, past in found if past is not None}

    def seat(self, drawn: Drawing, present: list[int], now: int) -> None:
        """Remember a round."""
        for table in drawn.tables:
            for one, other in combinations(table, 2):
                row = self.met.setdefault(one, {})
                row[other] = (row.get(other, (0, 0))[0] + 1, now)
            for person in table:
                self.company[person] = self.company.get(person, 0) + len(table) - 1
        for person in drawn.odd:
            self.odd[person] = self.odd.get(person, 0) + 1
        out = set(drawn.left_out)
        for person in present:
            self.waited[person] = self.waited.get(person, 0) + 1 if person in out else 0


def simulate(plan: Plan, progress: Callable[[Played], None] | None = None) -> Outcome:
    """Play all rounds, calling ``progress`` after each; the same plan ends the same every time."""
    rng = Random(plan.seed)  # noqa: S311  # nothing depends on its being secret
    circle = _Circle([])
    for _ in range(plan.members):
        _join(circle, plan, rng)
    founders = list(circle.members)
    rounds = []
    for number in range(1, plan.rounds + 1):
        present = [person for person in circle.members if rng.random() < plan.attendance]
        seating = Seating(
            people=tuple(present),
            size=plan.size,
            burden={person: circle.odd.get(person, 0) for person in present},
            waited={p: circle.waited[p] for p in present if circle.waited.get(p)},
            cooldown=plan.cooldown,
            wishes=(Wish("different", TAG),) if plan.tags else (),
            tags={person: {TAG: circle.team[person]} for person in present if plan.tags},
        )
        drawn = _drive(drawing(seating, below(rng, 1 << 53)), circle, number)
        circle.seat(drawn, present, number)
        played = _told(number, len(present), drawn, circle)
        rounds.append(played)
        if progress is not None:
            progress(played)
        if number < plan.rounds:
            for i, _ in enumerate(circle.members):
                if rng.random() < plan.churn:
                    circle.members[i] = -1
            circle.members = [person for person in circle.members if person >= 0]
            while len(circle.members) < plan.members:
                _join(circle, plan, rng)
    return _outcome(plan, tuple(rounds), circle, founders)


def _join(circle: _Circle, plan: Plan, rng: Random) -> None:
    person = circle.joined
    circle.joined += 1
    circle.members.append(person)
    if plan.tags:
        team = 0
        while team < plan.tags - 1 and rng.random() < 0.5:
            team += 1
        circle.team[person] = frozenset([str(team)])


def _drive(
    asking: Generator[Question, Mapping[Pair, Past], Drawing], circle: _Circle, now: int
) -> Drawing:
    try:
        question = next(asking)
        while True:
            question = asking.send(circle.known(question, now))
    except StopIteration as done:
        drawn: Drawing = done.value
        return drawn


def _told(number: int, present: int, drawn: Drawing, circle: _Circle) -> Played:
    pairs = [pair for table in drawn.tables for pair in combinations(table, 2)]
    teams = circle.team
    mixed = sum(1 for a, b in pairs if not teams or teams[a] != teams[b])
    return Played(
        number=number,
        present=present,
        tables=len(drawn.tables),
        repeats=drawn.repeats,
        avoidable_repeats=drawn.avoidable_repeats,
        recent=drawn.recent,
        left_out=len(drawn.left_out),
        odd=len(drawn.odd),
        wishes=mixed / len(pairs) if pairs else 1.0,
    )


def _outcome(
    plan: Plan, rounds: tuple[Played, ...], circle: _Circle, founders: list[int]
) -> Outcome:
    partners: dict[int, int] = {}
    members = set(circle.members)
    within = 0
    for one, row in circle.met.items():
        partners[one] = partners.get(one, 0) + len(row)
        for other in row:
            partners[other] = partners.get(other, 0) + 1
            within += one in members and other in members
    stayed = [person for person in founders if person in members]
    counts = [partners.get(person, 0) for person in stayed]
    seats = [min(circle.company.get(person, 0), circle.joined - 1) for person in stayed]
    odd = [circle.odd.get(person, 0) for person in stayed]
    possible = len(members) * (len(members) - 1) // 2
    return Outcome(
        plan=plan,
        rounds=rounds,
        coverage=within / possible if possible else 0.0,
        partners=sum(counts) / len(counts) if counts else 0.0,
        fewest_partners=min(counts, default=0),
        possible_partners=sum(seats) / len(seats) if seats else 0.0,
        least_odd=min(odd, default=0),
        most_odd=max(odd, default=0),
    )
