"""`tablemates verify-round`: a round that was drawn is drawn again, and compared."""

import sqlite3
from pathlib import Path

import pytest

from tests.adapters.cli.process import tablemates
from tests.town import town


@pytest.fixture
async def played(tmp_path: Path) -> Path:
    """A folder with the config and the database of a circle that has met twice."""
    (tmp_path / "config.toml").write_text(
        f'[storage]\nurl = "sqlite+aiosqlite:///{tmp_path}/town.db"\n[discord]\ntoken = "x.y.z"\n'
    )
    (tmp_path / "config.toml").chmod(0o600)
    async with town(tmp_path) as there:
        await there.opens()
        await there.joins("Ann", "Ben", "Cem", "Dora", "Eva", "Finn")
        await there.wind(weeks=2)
    return tmp_path


async def test_a_true_round(played: Path) -> None:
    """The lot was sealed before, and makes the same tables again: exit 0."""
    ended = tablemates("verify-round", "harbour lunch", "2", folder=played)
    assert (ended.code, ended.err) == (0, "")
    assert "ok    the lot was sealed in the announcement before" in ended.out
    assert "ok    drawn again, it makes the same tables" in ended.out


async def test_a_round_that_was_tampered_with(played: Path) -> None:
    """Tables that the lot does not make, and a lot that was not sealed, are found: exit 1."""
    with sqlite3.connect(played / "town.db") as database:
        database.execute("UPDATE seat SET pairing_id = 4 WHERE pairing_id = 5")
        database.execute("UPDATE round SET next_hash = 'another' WHERE number = 1")
    database.close()
    ended = tablemates("verify-round", "Harbour lunch", "2", folder=played)
    assert ended.code == 1
    assert "FAIL  the announcement before sealed another lot" in ended.out
    assert "FAIL  drawn again, it makes other tables" in ended.out


@pytest.mark.parametrize(
    ("circle", "number", "says"),
    [("Harbour lunch", "3", "has no round 3"), ("Nowhere", "1", "no circle is called 'Nowhere'")],
)
async def test_no_such_round(played: Path, circle: str, number: str, says: str) -> None:
    """A circle or a round that is not there is said so: exit 64."""
    ended = tablemates("verify-round", circle, number, folder=played)
    assert ended.code == 64
    assert says in ended.lines[0]
