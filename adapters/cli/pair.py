"""Draws one round from files: a roster, what is known of earlier rounds, and who must not meet."""

import json
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TextIO

from adapters.cli.sheets import BadFile, Sheet
from bot.pairing.draw import drawing
from bot.pairing.seating import Drawing, Everyone, Pair, Past, Question, Seating, Tags, Wish

DAY = 22
"""Bits that number the days of a history: enough for every date that ISO 8601 can write."""

MOST = 1 << 21
"""People on a roster, so that two of them and a day fit into 64 bits."""


def pair(
    roster: Path,
    history: Path | None,
    *,
    size: int,
    seed: int,
    as_json: bool,
    must_differ: Sequence[str],
    prefer_differ: Sequence[str],
    never: Path | None,
    cooldown: int | None,
    out: TextIO,
) -> None:
    """Draw and write the tables; raise BadFile where a file can't be used."""
    people = _people(roster, [*must_differ, *prefer_differ])
    past = _History.read(history, people) if history else _History(len(people.ids))
    seating = Seating(
        people=tuple(range(len(people.ids))),
        size=size,
        never=_never(never, people) if never else frozenset(),
        cooldown=cooldown,
        wishes=tuple(
            [Wish("different", tag, must=True) for tag in must_differ]
            + [Wish("different", tag) for tag in prefer_differ]
        ),
        tags=people.tags,
    )
    start = perf_counter()
    drawn = _draw(seating, past, seed)
    seconds = perf_counter() - start
    if as_json:
        _write_json(people, drawn, seed, seconds, out)
    else:
        if people.encoding == "cp1252":
            out.write(f"{roster} is not UTF-8; I have read it as Windows-1252.\n\n")
        _write_text(people, drawn, out)


@dataclass(frozen=True, slots=True)
class _People:
    """The roster, sorted by id, so that the order of its lines makes no difference."""

    ids: list[str]
    names: list[str]
    tags: dict[int, Tags]
    numbers: dict[str, int]
    """By id and by its folded form: a history may write an id in other capitals."""
    encoding: str

    def number(self, written: str) -> int:
        """The number of an id, or -1 for somebody who isn't on the roster."""
        name = written.strip()
        number = self.numbers.get(name)
        return self.numbers.get(_folded(name), -1) if number is None else number


def _folded(name: str) -> str:
    """The same for two ids that a person would take for one."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _people(roster: Path, wanted: Sequence[str]) -> _People:
    sheet = Sheet.open(roster, ["id", "name"])
    for tag in wanted:
        if sheet.column(tag) < 0:
            columns = ", ".join(column for column in sheet.columns if column)
            raise BadFile(f"{roster}, line 1: there is no column {tag}. The columns are {columns}.")
    id_at, name_at = sheet.column("id"), sheet.column("name")
    lines: dict[str, int] = {}
    rows: list[tuple[str, str, list[str]]] = []
    for line, row in sheet.rows():
        name = row[id_at].strip()
        if not name:
            raise BadFile(f"{roster}, line {line}: there is no id. Each person needs one.")
        before = lines.setdefault(_folded(name), line)
        if before != line:
            raise BadFile(
                f"{roster}, lines {before} and {line}: the id {_plain(name)} is there twice. Each "
                "person needs an id of their own; capitals and the spelling of accents don't count."
            )
        rows.append(
            (name, row[name_at].strip() or name, [row[sheet.column(t)].strip() for t in wanted])
        )
    if len(rows) > MOST:
        raise BadFile(f"{roster}: there are {len(rows)} people, and I can seat up to {MOST}.")
    rows.sort()
    told = [
        {tag: frozenset([value]) for tag, value in zip(wanted, row[2], strict=True) if value}
        for row in rows
    ]
    numbers = {_folded(row[0]): i for i, row in enumerate(rows)}
    numbers.update((row[0], i) for i, row in enumerate(rows))
    return _People(
        ids=[row[0] for row in rows],
        names=[row[1] for row in rows],
        tags={i: tags for i, tags in enumerate(told) if tags},
        numbers=numbers,
        encoding=sheet.encoding,
    )


def _never(path: Path, people: _People) -> frozenset[Pair]:
    sheet = Sheet.open(path, ["a", "b"])
    a_at, b_at = sheet.column("a"), sheet.column("b")
    pairs = set()
    for line, row in sheet.rows():
        one, other = people.number(row[a_at]), people.number(row[b_at])
        if row[a_at].strip() == row[b_at].strip():
            raise BadFile(f"{path}, line {line}: a and b are the same person.")
        if one >= 0 and other >= 0:
            pairs.add((min(one, other), max(one, other)))
    return frozenset(pairs)


class _History:
    """Who met whom on which day: one sorted number for each meeting, small enough for millions."""

    def __init__(self, people: int) -> None:
        self.people = people
        self.meetings: array[int] = array("Q")
        self.days: list[int] = []

    @staticmethod
    def read(path: Path, people: _People) -> "_History":
        """Read a history; meetings of people who aren't on the roster are passed over."""
        sheet = Sheet.open(path, ["a", "b", "date"])
        a_at, b_at, date_at = sheet.column("a"), sheet.column("b"), sheet.column("date")
        history = _History(len(people.ids))
        days: dict[str, int] = {}
        numbers, count = people.numbers, len(people.ids)
        pairs: array[int] = array("Q")
        for line, row in sheet.rows():
            written = row[date_at]
            day = days.get(written)
            if day is None:
                day = days[written] = _day(path, line, written)
            one, other = numbers.get(row[a_at], -1), numbers.get(row[b_at], -1)
            if one < 0 or other < 0:
                one, other = people.number(row[a_at]), people.number(row[b_at])
            if one == other:
                if one >= 0 or row[a_at].strip() == row[b_at].strip():
                    raise BadFile(f"{path}, line {line}: a and b are the same person.")
                continue
            if one < 0 or other < 0:
                continue
            pairs.append((one * count + other if one < other else other * count + one) << DAY | day)
        history.days = sorted(set(days.values()))
        history.meetings = array("Q", sorted(pairs))
        return history

    def of(self, pair: Pair) -> Past | None:
        """What is known of two people."""
        code = (pair[0] * self.people + pair[1]) << DAY
        start = bisect_left(self.meetings, code)
        end = bisect_left(self.meetings, code + (1 << DAY), lo=start)
        return self._past(self.meetings[start:end]) if start < end else None

    def among(self, people: Sequence[int]) -> Iterator[tuple[Pair, Past]]:
        """All that is known among some people."""
        there = bytearray(self.people)
        for person in people:
            there[person] = 1
        start, meetings = 0, self.meetings
        while start < len(meetings):
            code = meetings[start] >> DAY
            end = start + 1
            while end < len(meetings) and meetings[end] >> DAY == code:
                end += 1
            one, other = divmod(code, self.people)
            if there[one] and there[other]:
                yield (one, other), self._past(meetings[start:end])
            start = end

    def _past(self, meetings: Sequence[int]) -> Past:
        days = {code & ((1 << DAY) - 1) for code in meetings}
        return Past(times=len(days), last=len(self.days) - bisect_left(self.days, max(days)))


def _day(path: Path, line: int, written: str) -> int:
    try:
        return date.fromisoformat(written.strip()).toordinal()
    except ValueError:
        raise BadFile(
            f"{path}, line {line}: {_plain(written)} is no date. Write it as 2026-11-24."
        ) from None


def _draw(seating: Seating, past: _History, seed: int) -> Drawing:
    """Drive the drawing, answering what it asks from the history."""
    asking = drawing(seating, seed)
    try:
        question = next(asking)
        while True:
            question = asking.send(_answer(question, past))
    except StopIteration as done:
        drawn: Drawing = done.value
        return drawn


def _answer(question: Question, past: _History) -> Mapping[Pair, Past]:
    if isinstance(question, Everyone):
        return dict(past.among(question.people))
    found = ((pair, past.of(pair)) for pair in question)
    return {pair: known for pair, known in found if known is not None}


def _write_json(people: _People, drawn: Drawing, seed: int, seconds: float, out: TextIO) -> None:
    ids = people.ids
    told = {
        "seed": seed,
        "tables": [[ids[person] for person in table] for table in drawn.tables],
        "left_out": [ids[person] for person in drawn.left_out],
        "repeats": drawn.repeats,
        "avoidable_repeats": drawn.avoidable_repeats,
        "cost": drawn.cost,
        "seconds": round(seconds, 6),
    }
    out.write(json.dumps(told, ensure_ascii=False) + "\n")


def _write_text(people: _People, drawn: Drawing, out: TextIO) -> None:
    for table in drawn.tables:
        out.write(_listed([_plain(people.names[person]) for person in table]) + "\n")
    if drawn.tables:
        out.write("\n")
    out.write(_conclusion(people, drawn) + "\n")


def _conclusion(people: _People, drawn: Drawing) -> str:
    if not people.ids:
        return "Nobody is on the roster yet, so there is no table."
    if not drawn.tables and len(people.ids) == 1:
        return f"Only {_plain(people.names[0])} is on the roster, and a table seats at least two."
    tables = len(drawn.tables)
    left = [_plain(people.names[person]) for person in drawn.left_out]
    met = (
        "nobody sits with somebody they have met before"
        if drawn.repeats == 0
        else f"{drawn.repeats} {'pair has' if drawn.repeats == 1 else 'pairs have'} met before"
    )
    text = f"{tables} {'table' if tables == 1 else 'tables'}, and {met}."
    return f"{text} There is no place for {_listed(left)}." if left else text


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _plain(text: str) -> str:
    """Words as a terminal can show them: no control characters, and not a page of them."""
    shown = "".join(c if c.isprintable() else "�" for c in text.strip())
    return shown if len(shown) <= 80 else shown[:80] + "…"
