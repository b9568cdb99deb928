"""A year of two circles and a check-in, in twelve zones, with everything that people may do in it.

Nobody who is away, has left or sits out reads anything or has a seat. Nobody is written to by night
unless they asked for it, nor more than three times a week unasked. Whoever could sit sits, or is
told why. Who must not sit together does not. Nothing is said twice.

`TABLEMATES_ORACLE=full` plays six, and where something is wrong finds the least that it takes.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest

from tests.year.doings import Doing, doings, shrunk
from tests.year.village import village
from tests.year.witness import Witness

FULL = os.environ.get("TABLEMATES_ORACLE") == "full"
AUTUMN = datetime(2026, 10, 19, 8, 0, tzinfo=UTC)  # clocks go back on 25 October and 1 November
SPRING = datetime(2027, 3, 8, 8, 0, tzinfo=UTC)  # and forward on 14 and 28 March
PEOPLE = 12

_FOLDERS = count(1)


async def played(folder: Path, what: Sequence[Doing], start: datetime, days: int) -> Witness:
    """What a witness has seen of it."""
    home = folder / f"village-{next(_FOLDERS)}"
    home.mkdir()
    there = await village(home, start, PEOPLE)
    try:
        await there.play(what, start + timedelta(days=days))
    finally:
        await there.database.close()
    return there.witness


async def holds(folder: Path, seed: int, start: datetime, days: int, each_day: float) -> Witness:
    """Play it; where something is wrong, find out what it takes and say so."""
    all_of_them = doings(Random(seed), start, days, PEOPLE, each_day)
    witness = await played(folder, all_of_them, start, days)
    if witness.wrong and FULL:

        async def fails(some: Sequence[Doing]) -> bool:
            return bool((await played(folder, some, start, days)).wrong)

        fewest = await shrunk(all_of_them, fails)
        seen = (await played(folder, fewest, start, days)).wrong
        pytest.fail("\n".join([f"seed {seed}, with only", *map(str, fewest), *seen]))
    assert witness.wrong == []
    return witness


@pytest.mark.long
@pytest.mark.timeout(36_000 if FULL else 1_200)
@pytest.mark.parametrize("seed", range(1, 7 if FULL else 2))
async def test_a_year(tmp_path: Path, seed: int) -> None:
    """A whole year from the autumn, or from the spring: whatever people do, the promises hold."""
    start = AUTUMN if seed % 2 else SPRING
    witness = await holds(tmp_path, seed, start, days=365, each_day=4)
    assert witness.counts["tables"] > 250
    assert witness.counts["nudges"] > 100
    assert witness.counts["unasked"] > 400
    assert witness.counts["silences"] > 0
