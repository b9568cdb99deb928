"""A private wish never to sit with somebody: nothing that anybody else sees gives it away."""

import ast
import asyncio
import os
import re
import shutil
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from itertools import pairwise
from math import sqrt
from multiprocessing import get_context
from pathlib import Path
from random import Random

import adapters
import bot
from bot.members.communities import community
from bot.routes import VERBS
from tests.bot.circles.classifier import Features, held_out
from tests.bot.circles.neighbours import PEOPLE, Seen, beginnings, played
from tests.town import MONDAY, Town, said, town

FULL = os.environ.get("TABLEMATES_ORACLE") == "full"
PAIRS = 1000 if FULL else 10
ROUNDS = (0, 3, 6) if FULL else (2,)
"""How many rounds were held before the one that is looked at."""

AUC = 0.55
CHANCE = 3 * sqrt(1 / (6 * PAIRS))
"""Three times what the AUC of so many pairs is off 0.5 by chance alone."""

_CHANCE = re.compile(r"[0-9a-f]{32,64}")


def features(seen: Seen) -> Features:
    """All that can be told of what somebody saw: how much, when, by which way, and each word."""
    told = {f"kind {each} {times}" for each, times in Counter(seen.kinds).items()}
    told |= {f"at {each} {times}" for each, times in Counter(seen.times).items()}
    told |= {f"{len(seen.sent)} messages", f"{len(seen.company)} at the table"}
    told |= {f"with {name}" for name in seen.company}
    for place, text in enumerate(reversed([*seen.sent, *seen.answers])):
        words = _CHANCE.sub("", text).split()
        told |= {f"{place} {word}" for word in words}
        told |= {f"{one} {other}" for one, other in pairwise(words)}
        told |= {f"{place} lines {text.count(chr(10))}", f"{place} length {len(text) // 20}"}
    return frozenset(told)


def test_the_classifier_sees_a_slip() -> None:
    """One word more, in every fourth round with the wish, among hundreds of others, is found."""
    rng = Random(5)

    def round_(*more: str) -> Features:
        return frozenset([*more, *(f"word {rng.randrange(400)}" for _ in range(60))])

    honest = [(round_(), round_()) for _ in range(400)]
    assert 0.45 < held_out(honest) < AUC
    slips = [
        (one | {"a slip"} if i % 4 == 0 else one, other) for i, (one, other) in enumerate(honest)
    ]
    assert held_out(slips) > AUC


def test_the_avoided_person_can_not_tell(tmp_path: Path) -> None:
    """Over paired rounds with and without the wish, a classifier that reads everything is as good
    as guessing: an AUC of at most 0.55 (in the small version, beside what chance adds to so few).

    Number, ways and times are the same in each pair; where Ben sits with the same people, so is
    every word that he is sent. What remains is that he does not sit with Ann.
    """
    starts = [asyncio.run(beginnings(tmp_path, rounds)) for rounds in ROUNDS]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        jobs = [
            pool.submit(
                played, tmp_path, starts[seed % len(ROUNDS)], ROUNDS[seed % len(ROUNDS)], seed
            )
            for seed in range(PAIRS)
        ]
        seen = [job.result() for job in jobs]
    for told, other in seen:
        assert "ann" not in told.company
        if len(told.company) == len(other.company):
            assert (told.kinds, told.times) == (other.kinds, other.times)
        if told.company == other.company:
            assert told.sent == other.sent
    same = sum(told.company == other.company for told, other in seen)
    beside = sum("ann" in other.company for _, other in seen)
    found = held_out([(features(told), features(other)) for told, other in seen])
    sys.stdout.write(
        f"an AUC of {found:.3f} over {PAIRS} pairs; in {same} Ben has the same company, "
        f"in {beside} Ann without the wish\n"
    )
    assert found <= AUC + (0 if FULL else CHANCE)


async def asks_everything(there: Town, name: str) -> dict[str, str]:
    """What somebody reads who types every command, the ones that only look first."""
    looks = ["/circle preview", "/circle stats", "/circle run", "/circle show"]
    lines = [f"/{word} {verb}" for word, verbs in VERBS.items() for verb in verbs]
    organises = name == "Olga"
    return {
        line: said(await there.says(name, line, organises=organises))
        for line in [*looks, *lines, *looks]
    }


async def test_nobody_else_is_answered_differently(tmp_path: Path) -> None:
    """Whatever Ben, the organiser or somebody else types, the words are those of a circle without
    the wish: no text, count, refusal or preview knows of it, but for who sits beside whom.
    """
    start = await beginnings(tmp_path, 1)
    read: list[dict[tuple[str, str], str]] = []
    for wish in (True, False):
        place = tmp_path / f"asked-{wish}"
        place.mkdir()
        shutil.copy(start, place / "town.db")
        async with town(place, at=MONDAY + timedelta(weeks=1)) as there:
            async with there.database.write() as tx:
                await tx.run(community.update().values(lot_secret=b"the same in both"))
            if wish:
                await there.says("Ann", "/lunch avoid <@ben>")
            read.append(
                {
                    (name, line): text
                    for name in ("Ben", "Olga", "P05")
                    for line, text in (await asks_everything(there, name)).items()
                }
            )
    names = re.compile(r"\b(" + "|".join(PEOPLE) + r")\b")
    with_it, without = read
    for asked, text in without.items():
        if asked[1] == "/circle preview":
            assert names.sub("N", with_it[asked]) == names.sub("N", text)
        else:
            assert with_it[asked] == text, asked


def imports(path: Path) -> set[str]:
    """The modules, and what is taken from them, that a file imports."""
    tree = ast.walk(ast.parse(path.read_text()))
    return {
        f"{node.module}.{each.name}"
        for node in tree
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    }


def test_only_the_drawing_and_the_person_read_wishes() -> None:
    """No statistic, export or explanation can tell of what it never reads."""
    roots = [Path(str(package.__file__)).parent for package in (bot, adapters)]
    readers = {
        path.relative_to(root.parent).as_posix()
        for root in roots
        for path in root.rglob("*.py")
        if any("bot.circles.store.avoiding" in each for each in imports(path))
    }
    assert readers == {
        "bot/circles/avoiding.py",  # the person themselves
        "bot/circles/planning.py",  # the drawing
        "bot/forgetting/actions.py",  # which deletes them
        "bot/lunches/seating.py",  # another seat
    }
