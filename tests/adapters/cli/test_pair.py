"""A round drawn from files, as people's spreadsheets really write them."""

import json
from collections.abc import Sequence
from io import StringIO
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adapters.cli.pair import pair
from adapters.cli.sheets import BadFile
from bot.pairing.draw import draw
from bot.pairing.seating import Past, Seating

ROSTER = "id,name\nU1,Ann\nU2,Bob\nU3,Cem\nU4,Dora\n"


class Desk:
    """A folder with files in it, and the command to be tried on them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, name: str, content: str | bytes) -> Path:
        """Write a file and return where it is."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def text(
        self,
        roster: str | bytes = ROSTER,
        history: str | bytes | None = None,
        *,
        size: int = 2,
        seed: int = 1,
        as_json: bool = False,
        must_differ: Sequence[str] = (),
        prefer_differ: Sequence[str] = (),
        never: str | bytes | None = None,
        cooldown: int | None = None,
    ) -> str:
        """What the command writes."""
        out = StringIO()
        pair(
            self.file("people.csv", roster),
            None if history is None else self.file("history.csv", history),
            size=size,
            seed=seed,
            as_json=as_json,
            must_differ=must_differ,
            prefer_differ=prefer_differ,
            never=None if never is None else self.file("never.csv", never),
            cooldown=cooldown,
            out=out,
        )
        return out.getvalue()

    def told(
        self, roster: str | bytes = ROSTER, history: str | bytes | None = None, **how: Any
    ) -> Any:
        """The same as JSON."""
        return json.loads(self.text(roster, history, as_json=True, **how))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty folder."""
    return Desk(tmp_path)


def test_tables_are_written_by_name_with_one_line_of_conclusion(desk: Desk) -> None:
    """A person reads names, and whether anybody meets again."""
    written = desk.text("id,name\n1,Ann\n2,Bob\n3,Cem\n")
    assert written == (
        "Ann, Bob and Cem\n\n1 table, and nobody sits with somebody they have met before.\n"
    )


def test_json_tells_all_that_was_promised(desk: Desk) -> None:
    """Seed, tables of ids, who is left out, repeats, and what the drawing cost in every sense."""
    told = desk.told(history="a,b,date\nU1,U2,2026-01-05\n", seed=7)
    assert told.keys() == {
        "seed", "tables", "left_out", "repeats", "avoidable_repeats", "cost", "seconds",
    }  # fmt: skip
    assert told["seed"] == 7
    assert sorted(person for table in told["tables"] for person in table) == [
        "U1",
        "U2",
        "U3",
        "U4",
    ]
    assert ["U1", "U2"] not in told["tables"]
    assert (told["left_out"], told["repeats"], told["avoidable_repeats"], told["cost"]) == (
        [], 0, 0, 0,
    )  # fmt: skip
    assert 0 < told["seconds"] < 60


def test_the_core_draws_the_tables(desk: Desk) -> None:
    """The command uses the bot's own drawing: people by the order of their ids, dates as rounds."""
    ids = [f"U{i:02}" for i in range(21)]
    rng = Random(3)
    days = ["2026-01-05", "2026-01-12", "2026-02-02"]
    rows = [(*sorted(rng.sample(range(21), 2)), rng.randrange(3)) for _ in range(150)]
    history = "a,b,date\n" + "".join(f"{ids[a]},{ids[b]},{days[day]}\n" for a, b, day in rows)
    told_roster = "id,name\n" + "".join(f"{i},x\n" for i in rng.sample(ids, 21))
    past = {}
    for a, b in combinations(range(21), 2):
        met = {day for one, two, day in rows if (one, two) == (a, b)}
        if met:
            past[a, b] = Past(len(met), 3 - max(met))
    for size, cooldown in ((2, None), (3, 2)):
        told = desk.told(told_roster, history, size=size, cooldown=cooldown, seed=5)
        drawn = draw(Seating(tuple(range(21)), size=size, cooldown=cooldown), past, 5)
        assert told["tables"] == [[ids[person] for person in table] for table in drawn.tables]
        assert (told["repeats"], told["cost"]) == (drawn.repeats, drawn.cost)


def test_the_order_of_lines_makes_no_difference(desk: Desk) -> None:
    """The same people in another order sit at the same tables; either of two may come first."""
    history = ["U1,U2,2026-01-05", "U3,U4,2026-01-05", "U1,U3,2026-01-12"]
    turned = ["U3,U1,2026-01-12", "U4,U3,2026-01-05", "U2,U1,2026-01-05"]
    lines = ROSTER.splitlines()
    backwards = "\n".join([lines[0], *reversed(lines[1:])])
    first = desk.told(history="\n".join(["a,b,date", *history]))
    second = desk.told(backwards, "\n".join(["a,b,date", *turned]))
    assert first["tables"] == second["tables"] == [["U1", "U4"], ["U2", "U3"]]


def test_those_who_left_are_passed_over_and_every_date_is_a_round(desk: Desk) -> None:
    """A meeting of strangers counts for nothing, and yet its date was a round of the circle."""
    met = "a,b,date\nU1,U2,2026-01-05\nU3,U4,2026-01-05\nU1,U3,2026-01-12\nU2,U4,2026-01-12\n"
    met += "U1,U4,2026-01-19\nU2,U3,2026-01-19\n"
    for later, tables in (
        ("", [["U1", "U2"], ["U3", "U4"]]),
        ("gone,away,2026-01-26\n", [["U1", "U2"], ["U3", "U4"]]),
    ):
        told = desk.told(history=met + later, cooldown=9)
        assert told["tables"] == tables
        assert told["repeats"] == 2
        assert told["avoidable_repeats"] == 0


def test_tags_that_must_or_should_differ(desk: Desk) -> None:
    """Columns beyond id and name are tags; a rule leaves somebody out, a wish does not."""
    roster = "id,name,team\n1,Ann,red\n2,Bob,red\n3,Cem,blue\n4,Dora,red\n"
    told = desk.told(roster, must_differ=["Team"])
    assert len(told["tables"]) == 1
    assert "3" in told["tables"][0]
    assert len(told["left_out"]) == 2
    told = desk.told(roster, prefer_differ=["team"])
    assert told["left_out"] == []
    assert told["cost"] == 1


def test_who_must_never_meet(desk: Desk) -> None:
    """Pairs of the third file never sit together; strangers in it are passed over."""
    never = "a,b\nU1,U2\nU4,U1\ngone,U3\n"
    for seed in range(10):
        assert desk.told(never=never, seed=seed)["tables"] == [["U1", "U3"], ["U2", "U4"]]


@pytest.mark.parametrize(
    "roster",
    [
        # spreadsheets in Europe write semicolons, copied cells come with tabs
        "id;name\nU1;Ann\nU2;Bob\n",
        "id\tname\nU1\tAnn\nU2\tBob\n",
        # a mark at the start, lines that end as on Windows, or as on an old Mac
        "\ufeffid,name\r\nU1,Ann\r\nU2,Bob\r\n",
        "id,name\rU1,Ann\rU2,Bob\r",
        # columns in another order, in capitals, with space around them
        "team, Name ,ID\nred,Ann,U1\nblue,Bob,U2\n",
        # empty lines and empty fields at the end
        "\n\nid,name,,\n\nU1,Ann,,\n,,,\nU2,Bob\n   \n",
        # fields in quotes
        '"id","name"\n"U1","Ann"\n"U2","Bob"\n',
    ],
)
def test_a_roster_may_be_written_in_many_ways(desk: Desk, roster: str) -> None:
    """Whatever program wrote it, the same two people sit together."""
    assert desk.text(roster).startswith("Ann and Bob\n")


def test_quoted_fields_may_hold_anything(desk: Desk) -> None:
    """Commas, quotation marks and line ends within quotes belong to the name."""
    written = desk.text('id,name\nU1,"Lee, Ann ""Bo"""\nU2,"Bob\nthe second"\n')
    assert written.startswith('Lee, Ann "Bo" and Bob�the second\n')


def test_other_encodings_are_read(desk: Desk) -> None:
    """UTF-16 as such; what is not UTF-8 as Windows-1252, and the answer says so."""
    roster = "id,name\nU1,Zoë\nU2,Bob\n"
    assert desk.text(roster.encode("utf-16")).startswith("Zoë and Bob\n")
    written = desk.text(roster.encode("cp1252"))
    assert "is not UTF-8; I have read it as Windows-1252." in written
    assert "Zoë and Bob\n" in written
    assert desk.told(roster.encode("cp1252"))["tables"] == [["U1", "U2"]]


def test_an_empty_roster_and_one_person(desk: Desk) -> None:
    """No tables, and a sentence that says why."""
    assert desk.text("id,name\n") == "Nobody is on the roster yet, so there is no table.\n"
    assert desk.told("id,name\n")["tables"] == []
    assert "Only Ann is on the roster" in desk.text("id,name\nU1,Ann\n")
    told = desk.told("id,name\nU1,Ann\n")
    assert (told["tables"], told["left_out"]) == ([], ["U1"])


def test_ids_in_other_capitals_are_the_same_person_in_a_history(desk: Desk) -> None:
    """So is an accent written in two pieces: people mean one person by it."""
    roster = "id,name\nJosé,J\nAnn,A\nBob,B\nCem,C\n"
    history = "a,b,date\nJose\u0301,ann,2026-01-05\nBOB,cem,2026-01-05\n"
    for seed in range(8):
        assert desk.told(roster, history, seed=seed)["repeats"] == 0


@pytest.mark.parametrize(
    ("says", "roster"),
    [
        ("people.csv is empty. Its first line names the columns: id,name.", ""),
        ("people.csv is empty", "\n \n"),
        ("people.csv, line 1: there is no column id.", "name,team\nAnn,red\n"),
        ("people.csv, line 1: there is no column name.", "id,nmae\nU1,Ann\n"),
        ("people.csv, line 1: the column ID is there twice", "id,name,ID\nU1,Ann,U2\n"),
        ("people.csv, line 3: there is no id", "id,name\nU1,Ann\n  ,Bob\n"),
        ("people.csv, lines 2 and 4: the id U1 is there twice", "id,name\nU1,A\nU2,B\nU1,C\n"),
        # one person by any reasonable reading
        ("lines 2 and 3: the id ANN is there twice", "id,name\nann,A\nANN,B\n"),
        ("lines 2 and 3: the id .* is there twice", "id,name\nJosé,A\nJose\u0301,B\n"),
        ("lines 2 and 3: the id .* is there twice", "id,name\n10,A\n１０,B\n"),
        ("people.csv, line 3: there are 3 fields, and the first", "id,name\nU1,A\nU2,Lee, Bob\n"),
        ("holds a semicolon", "id;name\nU1;A\nU2;Lee; Bob\n"),
        ("people.csv, line 2: this can't be read", f"id,name\nU1,{'x' * 1_000_000}\n"),
        ("this can't be read .* not closed", 'id,name\nU1,"Ann\n' + "U2,Bob\n" * 30_000),
        ("names of the columns can't be read", "id,name," + "x" * 1_000_000),
        ("people.csv is no text. Save it as CSV in UTF-8.", b"id,name\nU1,\x81\x8d\n"),
    ],
)
def test_a_bad_roster_is_told_with_file_and_line(
    desk: Desk, says: str, roster: str | bytes
) -> None:
    """What is wrong, where, and what to do: never a crash, never half a drawing."""
    with pytest.raises(BadFile, match=says):
        desk.text(roster)


@pytest.mark.parametrize(
    ("says", "history"),
    [
        ("history.csv, line 1: there is no column date", "a,b\nU1,U2\n"),
        ("history.csv, line 3: yesterday is no date. Write it as 2026-11-24.",
         "a,b,date\nU1,U2,2026-01-05\nU1,U3,yesterday\n"),
        ("history.csv, line 2: 2026-02-30 is no date", "a,b,date\nU1,U2,2026-02-30\n"),
        ("history.csv, line 2: a and b are the same person", "a,b,date\nU1,u1,2026-01-05\n"),
        ("history.csv, line 2: a and b are the same person", "a,b,date\nX,X,2026-01-05\n"),
        ("history.csv is empty", ""),
    ],
)  # fmt: skip
def test_a_bad_history_is_told_with_file_and_line(desk: Desk, says: str, history: str) -> None:
    """A date that is none and somebody who met themselves are not passed over."""
    with pytest.raises(BadFile, match=says):
        desk.text(history=history)


def test_other_mistakes_are_told_as_well(desk: Desk) -> None:
    """A tag without a column, somebody who must never meet themselves."""
    with pytest.raises(BadFile, match=r"people.csv, line 1: there is no column team. The columns"):
        desk.text(prefer_differ=["team"])
    with pytest.raises(BadFile, match=r"never.csv, line 2: a and b are the same person"):
        desk.text(never="a,b\nU1,U1\n")


@pytest.mark.parametrize(
    ("name", "says"), [("nowhere.csv", "nowhere.csv is not there"), (".", "can't be opened")]
)
def test_a_file_that_cannot_be_opened_is_told(desk: Desk, name: str, says: str) -> None:
    """A name that was mistyped, or that of a folder."""
    with pytest.raises(BadFile, match=says):
        pair(
            desk.folder / name,
            None,
            size=2,
            seed=1,
            as_json=False,
            must_differ=(),
            prefer_differ=(),
            never=None,
            cooldown=None,
            out=StringIO(),
        )


def test_names_cannot_paint_the_terminal(desk: Desk) -> None:
    """Control characters in a name are shown as such, and a very long name is cut in the text."""
    written = desk.text(f"id,name\nU1,\x1b[31mAnn\nU2,{'B' * 100_000}\n")
    assert "\x1b" not in written
    assert len(written) < 400


def test_a_large_roster_asks_its_history_only_about_some(desk: Desk) -> None:
    """2,500 people with ten earlier rounds: nobody meets again, in pairs and in fours."""
    rng = Random(8)
    ids = [f"U{i:04}" for i in range(2500)]
    rows = []
    for week in range(10):
        rng.shuffle(ids)
        rows += [f"{a},{b},2026-03-{week + 1:02}" for a, b in zip(ids[::2], ids[1::2], strict=True)]
    roster = "id,name\n" + "".join(f"{i},x\n" for i in ids)
    for size in (2, 4):
        told = desk.told(roster, "\n".join(["a,b,date", *rows]), size=size)
        assert told["repeats"] == 0
        assert len(told["tables"]) == 2500 // size
