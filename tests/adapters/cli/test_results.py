"""`tablemates results`: what organisers may read of a check-in, and nothing else."""

import csv
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from tests.adapters.cli.process import tablemates
from tests.bot.checkins.made import answers, joins, latest, makes, own
from tests.town import MONDAY, town


@pytest.fixture
async def answered(tmp_path: Path) -> Path:
    """A folder with the config and the database of a check-in that six people answered."""
    (tmp_path / "config.toml").write_text(
        f'[storage]\nurl = "sqlite+aiosqlite:///{tmp_path}/town.db"\n[discord]\ntoken = "x.y.z"\n'
    )
    (tmp_path / "config.toml").chmod(0o600)
    people = [f"P{n}" for n in range(6)]
    async with town(tmp_path) as there:
        questions = ("One (only me)", "Two (organisers)", "Three", "True? [mood] (anonymous)")
        await makes(there, own(*questions))
        await joins(there, *people)
        await there.wind_to(MONDAY + timedelta(hours=2))
        for name in people:
            named = {"q1": f"=secret of {name}", "q2": f"=2+{name}", "q3": f"line\n{name}"}
            more = await answers(there, name, named, message=latest(there, name))
            form = await there.presses(name, more, "Continue (4 of 4)", channel=None)
            await there.sends(name, form, {"q4": "4"}, channel=None)
        await there.wind_to(MONDAY + timedelta(hours=10))
    return tmp_path


async def test_as_csv(answered: Path) -> None:
    """A line for each answer; a field that begins like a formula is only text to a spreadsheet."""
    ended = tablemates("results", "standup", folder=answered)
    assert (ended.code, ended.err) == (0, "")
    rows = list(csv.DictReader(StringIO(ended.out, newline="")))
    assert [row["answer"] for row in rows if row["question"] == "Two"][:2] == ["'=2+P0", "'=2+P1"]
    assert {row["who"] for row in rows if row["question"] == "Three"} == {f"P{n}" for n in range(6)}
    assert "secret" not in ended.out
    (mood,) = [row for row in rows if row["question"] == "True?" and row["answer"]]
    assert (mood["who"], mood["answer"], mood["people"]) == ("", "5", "6")


async def test_as_json(answered: Path) -> None:
    """The same, with the words as they were written."""
    ended = tablemates("results", "Standup", "--json", folder=answered)
    lines = json.loads(ended.out)
    assert {line["day"] for line in lines} == {"2026-11-16"}
    assert "line\nP3" in [line["answer"] for line in lines]
    assert {line["question"] for line in lines} == {"Two", "Three", "True?"}


async def test_no_such_check_in(answered: Path) -> None:
    """A name that no check-in has is said so: exit 64."""
    ended = tablemates("results", "Nothing", folder=answered)
    assert (ended.code, ended.lines) == (64, ["no check-in is called 'Nothing'"])
