"""What is kept of the playground, and that it is there again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.playground.people import town
from adapters.playground.world import World, direct
from bot.chat.message import Button, File, Message
from bot.chat.platform import Opening
from bot.chat.text import Quote, Words

AT = datetime(2026, 11, 19, 12, 20, tzinfo=UTC)
HELLO = Message((Words("Hello"),), ((Quote("a\u2028b \ud800"),),), (Button("Yes", "a.b"),))
TABLE = Opening("Lunch", "7", "lunch", ("ben", "hana"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the world lies."""
    return tmp_path / "deep" / "world.jsonl"


def test_the_world_is_the_same_after_a_restart(file: Path) -> None:
    """Messages, tables, steps and the clock are what they were, in the same order."""
    world = World(file)
    first = world.say("lunch", AT, HELLO, key="k1")
    world.say("lunch", AT, "hi <b>", author="hana")
    world.say(direct("ben"), AT, HELLO, only="ben", used="/lunch join")
    room = world.open(TABLE, AT, "k2")
    world.say(room.id, AT, "hello there", author="ben")
    world.say(room.id, AT, File("lunch.ics", "text/calendar", bytes(range(256))), key="k4")
    world.close(room.id, "k3")
    world.change(first, Message((Words("Settled"),)))
    world.wind(AT)
    world.take("join")
    again = World(file)
    for person in ("ben", "hana"):
        for place in ("lunch", direct(person), room.id):
            assert again.seen_by(person, place) == world.seen_by(person, place)
    assert again.rooms == world.rooms
    assert not again.rooms[room.id].open
    assert again.clock == AT
    again.say("lunch", AT + timedelta(seconds=2), "a moment later", author="hana")
    assert World(file).clock == AT + timedelta(seconds=2)
    assert again.steps == {"join"}
    assert again.receipt("k1") == first.id
    changed = again.seen_by("ben", "lunch")[0].what
    assert changed == Message((Words("Settled"),))


def test_what_was_done_under_a_key_is_done_once(file: Path) -> None:
    """The same key gives the same receipt, now and after a restart."""
    world = World(file)
    said = world.say("lunch", AT, HELLO, key="k")
    room = world.open(TABLE, AT, "r")
    for one in (world, World(file)):
        assert one.say("lunch", AT, HELLO, key="k") == said
        assert one.open(TABLE, AT, "r") == room
        assert one.count() == 1


def test_each_sees_their_own_and_nobody_elses(file: Path) -> None:
    """A private message, a direct conversation and a table are for those who are in them."""
    world = World(file)
    world.say("lunch", AT, HELLO, only="hana")
    world.say(direct("hana"), AT, HELLO)
    room = world.open(TABLE, AT, "r")
    world.say(room.id, AT, HELLO)
    assert len(world.seen_by("hana", "lunch")) == 1
    assert world.seen_by("ben", "lunch") == []
    assert world.seen_by("ben", direct("hana")) == []
    assert len(world.seen_by("ben", room.id)) == 1
    assert world.seen_by("ines", room.id) == []
    assert world.seen_by("ines", "nowhere") == []


def test_a_line_that_a_crash_cut_off_is_left_out(file: Path) -> None:
    """The rest is there, and what is said next is kept well."""
    world = World(file)
    world.say("lunch", AT, HELLO)
    with file.open("a", encoding="utf-8") as torn:
        torn.write('{"did": "say", "id": "m2", "pla')
    again = World(file)
    again.say("lunch", AT, "after all", author="ben")
    assert [said.id for said in World(file).seen_by("ben", "lunch")] == ["m1", "m2"]


@pytest.mark.parametrize("line", ['{"did": "dance"}', "[]", "nonsense", '{"did": "say"}'])
def test_a_file_of_something_else_is_named_with_its_line(file: Path, line: str) -> None:
    """Nothing of it is guessed at."""
    world = World(file)
    world.wind(AT)
    with file.open("a", encoding="utf-8") as other:
        other.write(f"{line}\n")
    with pytest.raises(ValueError, match=r"world.jsonl, line 2, "):
        World(file)


def test_starting_over_leaves_nothing(file: Path) -> None:
    """Neither in the world nor in its file."""
    world = World(file)
    world.say("lunch", AT, HELLO, key="k")
    world.clear()
    assert not file.exists()
    assert (world.count(), world.receipt("k")) == (0, None)


@pytest.mark.parametrize("count", [2, 12, 60])
def test_the_town_has_an_organiser_and_a_newcomer(count: int) -> None:
    """Ines and Hana are always there, each id once, in the order of the alphabet."""
    people = town(count)
    ids = [person.id for person in people]
    assert len(set(ids)) == count
    assert ids == sorted(ids)
    assert [person.id for person in people if person.organises] == ["ines"]
    assert "hana" in ids


@pytest.mark.parametrize("count", [-1, 0, 1, 61])
def test_a_town_of_another_size_is_refused(count: int) -> None:
    """The number is said."""
    with pytest.raises(ValueError, match=f"not {count}"):
        town(count)
