"""`tablemates stats`: how circles are going, in counts that name nobody."""

import csv
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from adapters.cli.stats import COLUMNS
from tests.adapters.cli.process import tablemates
from tests.town import MONDAY, Town, town

ASKED = MONDAY + timedelta(days=7, hours=4, minutes=1)


async def _lived(there: Town, *, private: bool) -> None:
    """Six people for five rounds, of whose first two tables met; some said things in private."""
    await there.opens(name="=Harbour lunch")
    await there.joins(*(f"P{n}" for n in range(6)))
    await there.wind_to(ASKED)
    tables = there.stage.tables
    for question, table in list(zip(there.stage.questions, tables, strict=True))[:2]:
        met = await there.presses(table[0].title(), question, "We met")
        if private:
            await there.presses(table[0].title(), met, "I'd like another")
            form = await there.presses(table[1].title(), met, "Something I promised")
            await there.sends(table[1].title(), form, {"text": "A secret", "day": "in a year"})
    await there.wind(weeks=4)


@pytest.fixture
async def lived(tmp_path: Path) -> Path:
    """A folder with the config and the database of that circle."""
    (tmp_path / "config.toml").write_text(
        f'[storage]\nurl = "sqlite+aiosqlite:///{tmp_path}/town.db"\n[discord]\ntoken = "x.y.z"\n'
    )
    (tmp_path / "config.toml").chmod(0o600)
    async with town(tmp_path) as there:
        await _lived(there, private=True)
    return tmp_path


def test_as_csv(lived: Path) -> None:
    """A line for each round, then the latest four and twelve; formulas are only text."""
    ended = tablemates("stats", folder=lived)
    assert (ended.code, ended.err) == (0, "")
    rows = list(csv.DictReader(StringIO(ended.out, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["over"], row["rounds"], row["round"]) for row in rows] == [
        *(("1", "1", str(n)) for n in range(1, 6)),
        ("4", "4", "5"),
        ("12", "5", "5"),
    ]
    first, twelve = rows[0], rows[-1]
    assert (first["circle"], first["workspace"]) == ("'=Harbour lunch", "stage:town")
    assert (first["day"], first["tables"], first["met"]) == ("2026-11-17", "3", "2")
    assert (first["met_rate"], first["reply_rate"], first["coverage"]) == ("0.6667", "0.6667", "")
    assert (first["new_acquaintances"], first["left_out"]) == ("2", "0")
    assert (twelve["tables"], twelve["met"], twelve["met_rate"]) == ("15", "2", "0.1333")
    assert (twelve["pairs_met"], twelve["pairs_possible"]) == ("2", "15")
    assert twelve["coverage"] == "0.1333"


def test_as_json(lived: Path) -> None:
    """The same lines with the same names; what is not told is null."""
    ended = tablemates("stats", "=harbour LUNCH", "--json", folder=lived)
    lines = json.loads(ended.out)
    assert [line["over"] for line in lines] == [1, 1, 1, 1, 1, 4, 12]
    assert lines[0]["coverage"] is None
    assert lines[-1]["coverage"] == 0.1333
    assert lines[0]["circle"] == "=Harbour lunch"
    assert all(tuple(line) == COLUMNS for line in lines)


async def test_nothing_that_was_said_in_private(lived: Path, tmp_path: Path) -> None:
    """Wishes and promises are nowhere in it: without them every figure is the same."""
    told = tablemates("stats", "--json", folder=lived).out
    (tmp_path / "other").mkdir()
    async with town(tmp_path / "other") as there:
        await _lived(there, private=False)
    config = (lived / "config.toml").read_text().replace("/town.db", "/other/town.db")
    (tmp_path / "other" / "config.toml").write_text(config)
    (tmp_path / "other" / "config.toml").chmod(0o600)
    assert tablemates("stats", "--json", folder=tmp_path / "other").out == told
    assert not any(word in told for word in ("secret", "P0", "again", "promise", "avoid"))


def test_no_such_circle(lived: Path) -> None:
    """A name that no circle has is said so: exit 64."""
    ended = tablemates("stats", "Nothing", folder=lived)
    assert (ended.code, ended.lines) == (64, ["no circle is called 'Nothing'"])
