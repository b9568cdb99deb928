"""The rules that a drawing keeps, for any people, past and wishes that hypothesis thinks of."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pairing.draw import draw
from bot.pairing.seating import Past, Seating, Wish
from tests.bot.pairing.circles import after, met, pairs, people, seated

PAST = st.builds(Past, times=st.integers(1, 200), last=st.integers(1, 200), known=st.booleans())


@st.composite
def circles(draw_: st.DrawFn, most: int = 14) -> tuple[Seating, dict[tuple[int, int], Past]]:
    """A circle with everything that can be asked of a drawing."""
    members = tuple(draw_(st.lists(st.integers(-5, 10**12), max_size=most, unique=True)))
    every = pairs(members)
    some = st.sampled_from(every or [(0, 1)])
    size = draw_(st.integers(2, 8))
    seating = Seating(
        people=members,
        size=size,
        never=draw_(st.frozensets(some, max_size=8 if every else 0)),
        burden=draw_(st.dictionaries(st.sampled_from(members), st.integers(0, 200)))
        if members
        else {},
        waited=draw_(st.dictionaries(st.sampled_from(members), st.integers(0, 200)))
        if members
        else {},
        cooldown=draw_(st.none() | st.integers(0, 30)),
        wishes=draw_(
            st.sampled_from(
                [
                    (),
                    (Wish("different", "team"),),
                    (Wish("different", "team", must=True), Wish("shared", "hours", least=2)),
                    (Wish("answered", "asks", offers="offers", weight=9),),
                ]
            )
        ),
        tags={
            person: {
                tag: draw_(st.frozensets(st.sampled_from("abcd"), max_size=3))
                for tag in ("team", "hours", "asks", "offers")
            }
            for person in members
        },
        largest=draw_(st.none() | st.integers(size, 12)),
    )
    return seating, draw_(st.dictionaries(some, PAST, max_size=40 if every else 0))


@given(circle=circles(), seed=st.integers(0, 2**64))
@settings(max_examples=150, deadline=None)
def test_every_drawing_keeps_the_rules(
    circle: tuple[Seating, dict[tuple[int, int], Past]], seed: int
) -> None:
    """Everybody is somewhere, once; sizes as asked; nobody alone; no rule broken; bills add up."""
    seating, past = circle
    drawn = draw(seating, past, seed)
    there = [person for table in drawn.tables for person in table]
    assert sorted([*there, *drawn.left_out]) == sorted(seating.people)
    assert tuple(len(table) for table in drawn.tables) == seating.sizes(len(there))
    together = seated(drawn)
    assert not seating.never.intersection(together)
    for wish in seating.wishes:
        if wish.must:
            assert all(wish.holds(seating.tags[a], seating.tags[b]) for a, b in together)
    assert drawn.repeats == sum(1 for pair in together if pair in past)
    assert 0 <= drawn.avoidable_repeats <= drawn.repeats
    assert drawn.recent == sum(
        1 for pair in together if pair in past and past[pair].last <= seating.recent()
    )
    usual = any(len(table) == seating.size for table in drawn.tables)
    odd = [p for table in drawn.tables if usual and len(table) != seating.size for p in table]
    assert drawn.odd == tuple(sorted(odd))


@given(circle=circles(), seed=st.integers(0, 2**64), rng=st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_what_is_given_makes_no_difference(
    circle: tuple[Seating, dict[tuple[int, int], Past]], seed: int, rng: object
) -> None:
    """The same people, past and seed in another order: the same drawing."""
    seating, past = circle
    backwards = Seating(
        people=tuple(reversed(seating.people)),
        size=seating.size,
        never=frozenset(sorted(seating.never, reverse=True)),
        burden=dict(reversed(list(seating.burden.items()))),
        waited=dict(reversed(list(seating.waited.items()))),
        cooldown=seating.cooldown,
        wishes=seating.wishes,
        tags=dict(reversed(list(seating.tags.items()))),
        largest=seating.largest,
    )
    turned = dict(reversed(list(past.items())))
    assert draw(backwards, turned, seed) == draw(seating, past, seed)


@given(
    count=st.integers(2, 40),
    size=st.integers(2, 8),
    seed=st.integers(0, 10**9),
    all_met=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_nobody_is_left_out_to_avoid_a_repeat(
    count: int, size: int, seed: int, all_met: bool
) -> None:
    """Where everybody may sit with everybody, everybody sits, however often all have met."""
    members = people(count)
    past = met(pairs(members), times=9) if all_met else {}
    assert draw(Seating(members, size=size), past, seed).left_out == ()


def test_not_met_is_no_meeting() -> None:
    """A pair without a past costs nothing; what stands in the past of strangers counts nothing."""
    members = people(6)
    strangers = met([(1, 2), (1, members[0])])
    strangers = {tuple(sorted(pair)): past for pair, past in strangers.items()}  # type: ignore[misc]  # two of them
    assert draw(Seating(members), strangers, 4) == draw(Seating(members), {}, 4)


def test_what_is_recent_comes_before_what_is_known_often_or_wished() -> None:
    """Among unavoidable repeats: first outside the cool-down, then unknown, rarer, longer ago."""
    a, b, c, d = members = people(4)
    straight, crossed, mixed = [(a, b), (c, d)], [(a, c), (b, d)], [(a, d), (b, c)]

    def chosen(cooldown: int | None, *pasts: Past, wishes: tuple[Wish, ...] = ()) -> int:
        past = {
            pair: known
            for ways, known in zip((straight, crossed, mixed), pasts, strict=True)
            for pair in ways
        }
        tags = {person: {"team": frozenset([str(person in (a, b))])} for person in members}
        drawings = {
            draw(Seating(members, cooldown=cooldown, wishes=wishes, tags=tags), past, s).tables
            for s in range(20)
        }
        assert len(drawings) == 1
        return (straight, crossed, mixed).index([(t[0], t[1]) for t in drawings.pop()])

    often, rarely = Past(9, 3), Past(1, 3)
    # inside the cool-down of one round, against nine known meetings further back
    assert chosen(1, Past(1, 1, known=False), Past(1, 1, known=False), often) == 2
    # met, against unknown
    assert chosen(1, rarely, Past(9, 3, known=False), rarely) == 1
    # often, against rarely
    assert chosen(1, often, rarely, often) == 1
    # two rounds ago, against three
    assert chosen(1, Past(1, 2), Past(1, 2), Past(1, 3)) == 2
    # without a cool-down it makes no difference when, and the wishes decide
    team = (Wish("shared", "team"),)
    assert chosen(None, Past(1, 1), Past(1, 9), Past(1, 9), wishes=team) == 0
    # a wish never brings about a repeat
    past = {pair: Past(1, 50) for pair in straight}
    same = Seating(
        members,
        wishes=(Wish("shared", "team", weight=1000),),
        tags={person: {"team": frozenset([str(person in (a, b))])} for person in members},
    )
    assert all(draw(same, past, seed).repeats == 0 for seed in range(20))


def test_everybody_barred_from_everybody_leaves_all_out() -> None:
    """Nobody sits, nobody is lost, and it takes no time to find out."""
    members = people(60)
    for size in (2, 3):
        drawn = draw(Seating(members, size=size, never=frozenset(pairs(members))), {}, 1)
        assert drawn.tables == ()
        assert drawn.left_out == members


def test_those_who_waited_are_seated_first() -> None:
    """Where somebody has to be left out, it is whoever has waited least."""
    members = people(5)
    hub = members[0]
    never = frozenset(pair for pair in pairs(members) if hub not in pair)
    waited = {members[1]: 1, members[2]: 3, members[3]: 2}
    for seed in range(20):
        drawn = draw(Seating(members, never=never, waited=waited), {}, seed)
        assert drawn.tables == ((hub, members[2]),)


def test_without_tables_of_three_somebody_waits_in_turn() -> None:
    """A circle that wants no more than two at a table leaves one person out, each in turn."""
    members = people(7)
    waited: dict[int, int] = {}
    left: list[int] = []
    past: dict[tuple[int, int], Past] = {}
    for seed in range(7):
        drawn = draw(Seating(members, largest=2, waited=waited), past, seed)
        past = after(past, drawn)
        left += drawn.left_out
        waited = {p: 1 if p in drawn.left_out else 0 for p in members}
        assert len(drawn.left_out) == 1
    assert all(a != b for a, b in combinations(left, 2) if left.index(b) - left.index(a) == 1)


def test_limits_of_table_size_leave_out_as_few_as_can_be() -> None:
    """Six people at tables of exactly four: one table, and two wait."""
    for count, size, out in ((6, 4, 2), (7, 3, 1), (9, 5, 4), (3, 4, 3)):
        seating = Seating(people(count), size=size, smallest=size, largest=size)
        assert len(draw(seating, {}, 2).left_out) == out


def test_groups_leave_out_as_few_as_rules_allow() -> None:
    """One person whom nobody may sit with stays out; the others sit."""
    members = people(13)
    loner = members[4]
    never = frozenset(pair for pair in pairs(members) if loner in pair)
    drawn = draw(Seating(members, size=4, never=never), {}, 3)
    assert drawn.left_out == (loner,)
