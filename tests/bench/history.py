"""A made-up community with a year of rounds in SQLite, which answers the drawing's questions."""

import sqlite3
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from bot.pairing.draw import drawing
from bot.pairing.seating import Candidates, Drawing, Everyone, Pair, Past, Question, Seating

ROUNDS = 52
AT_ONCE = 500
"""Pairs in one statement: more is no faster, and SQLite has a limit."""


def build(path: Path, people: int, seed: int = 1) -> None:
    """Write people 1 to n and 52 rounds of random pairs."""
    rng = Random(seed)
    order = list(range(1, people + 1))
    met: array[int] = array("Q")
    for number in range(ROUNDS):
        rng.shuffle(order)
        for a, b in zip(order[::2], order[1::2], strict=False):
            low, high = (a, b) if a < b else (b, a)
            met.append(low << 34 | high << 6 | ROUNDS - number)
    with sqlite3.connect(path) as file:
        file.executescript(
            """
            PRAGMA journal_mode = off;
            PRAGMA synchronous = off;
            CREATE TABLE member (id INTEGER PRIMARY KEY);
            CREATE TABLE meeting (
                a INTEGER NOT NULL, b INTEGER NOT NULL,
                times INTEGER NOT NULL, last INTEGER NOT NULL,
                PRIMARY KEY (a, b)
            ) WITHOUT ROWID;
            """
        )
        file.executemany("INSERT INTO member VALUES (?)", ((i,) for i in range(1, people + 1)))
        file.executemany(
            "INSERT INTO meeting VALUES (?, ?, 1, ?) "
            "ON CONFLICT DO UPDATE SET times = times + 1, last = min(last, excluded.last)",
            ((code >> 34, code >> 6 & (1 << 28) - 1, code & 63) for code in sorted(met)),
        )


def members(file: sqlite3.Connection) -> list[int]:
    """Everybody, in order."""
    return [person for (person,) in file.execute("SELECT id FROM member ORDER BY id")]


def ask(file: sqlite3.Connection, seating: Seating, seed: int) -> Drawing:
    """Draw with the history in the file."""
    asking = drawing(seating, seed)
    try:
        question = next(asking)
        while True:
            question = asking.send(_answer(file, question))
    except StopIteration as done:
        drawn: Drawing = done.value
        return drawn


def _answer(file: sqlite3.Connection, question: Question) -> Mapping[Pair, Past]:
    if isinstance(question, Everyone):
        there = set(question.people)
        rows = file.execute("SELECT a, b, times, last FROM meeting")
        return {(a, b): Past(t, last) for a, b, t, last in rows if a in there and b in there}
    return {(a, b): Past(t, last) for a, b, t, last in _looked_up(file, question)}


def _looked_up(
    file: sqlite3.Connection, question: Candidates
) -> Iterator[tuple[int, int, int, int]]:
    for start in range(0, len(question), AT_ONCE):
        first = question.first[start : start + AT_ONCE]
        values = [0] * (2 * len(first))
        values[::2] = first
        values[1::2] = question.second[start : start + AT_ONCE]
        yield from file.execute(_lookup(len(first)), values)


def _lookup(pairs: int) -> str:
    return (
        f"WITH asked (a, b) AS (VALUES {','.join(['(?,?)'] * pairs)}) "  # noqa: S608  # only marks
        "SELECT m.a, m.b, m.times, m.last FROM asked CROSS JOIN meeting m "
        "ON m.a = asked.a AND m.b = asked.b"
    )
