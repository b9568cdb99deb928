"""Reads the tables that people keep in files: CSV as spreadsheets really write it.

Commas, semicolons or tabs; UTF-8 with or without a mark at the start, UTF-16, or Windows-1252. What
can't be read is told with the file, the line and what to do about it.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

DELIMITERS = ",;\t"
CHUNK = 1 << 20


class BadFile(Exception):
    """A file that can't be used; its text names the file and the line, and says what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file with a first line that names its columns."""

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    """As they are written, without the space around them."""

    @staticmethod
    def open(path: Path, needed: Sequence[str]) -> "Sheet":
        """Look at the first line; raise BadFile where a needed column is missing."""
        encoding = _encoding(path)
        with path.open(encoding=encoding, newline="") as file:
            number, first = next(((i, s) for i, s in enumerate(file, 1) if s.strip()), (0, ""))
        where = f"{path}, line {number}"
        if not first:
            raise BadFile(f"{path} is empty. Its first line names the columns: {','.join(needed)}.")
        best: tuple[str, ...] = ()
        delimiter = ","
        for candidate in DELIMITERS:
            columns = _fields(where, first, candidate)
            if sum(_column(columns, name) >= 0 for name in needed) > sum(
                _column(best, name) >= 0 for name in needed
            ):
                best, delimiter = columns, candidate
        columns = best or _fields(where, first, ",")
        for name in needed:
            if _column(columns, name) < 0:
                raise BadFile(
                    f"{where}: there is no column {name}. The first line names the columns, "
                    f"here {','.join(needed)}; it now reads {_short(first.strip())}."
                )
        for i, name in enumerate(columns):
            if name and _column(columns, name) != i:
                raise BadFile(f"{where}: the column {_short(name)} is there twice.")
        return Sheet(path, encoding, delimiter, columns)

    def column(self, name: str) -> int:
        """Where a column stands, whatever its capitals; -1 where it doesn't."""
        return _column(self.columns, name)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that holds anything, with the number of its last line."""
        width = len(self.columns)
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            try:
                headed = False
                for row in reader:
                    if not row or not (row[0].strip() or any(field.strip() for field in row)):
                        continue
                    if len(row) != width:
                        if any(field.strip() for field in row[width:]):
                            raise BadFile(
                                f"{self.path}, line {reader.line_num}: there are {len(row)} "
                                f"fields, and the first line names {width}. Put quotes around a "
                                f"field that holds a {_NAMES[self.delimiter]}."
                            )
                        row += [""] * (width - len(row))
                    if headed:
                        yield reader.line_num, row
                    headed = True
            except csv.Error as error:
                raise BadFile(
                    f"{self.path}, line {reader.line_num}: this can't be read ({error}). Often a "
                    "quotation mark is opened there and not closed."
                ) from error


_NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}


def _column(columns: Sequence[str], name: str) -> int:
    wanted = name.strip().casefold()
    return next((i for i, column in enumerate(columns) if column.casefold() == wanted), -1)


def _fields(where: str, line: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(field.strip() for field in next(csv.reader([line], delimiter=delimiter)))
    except csv.Error as error:
        raise BadFile(f"{where}: the names of the columns can't be read ({error}).") from error


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"


def _encoding(path: Path) -> str:
    """UTF-8 if all of the file is, else the one that spreadsheets on Windows write."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                with path.open(encoding=encoding, newline="") as text:
                    while text.read(CHUNK):
                        pass
            except UnicodeDecodeError:
                continue
            return encoding
    except FileNotFoundError:
        raise BadFile(f"{path} is not there. Check the name and the folder.") from None
    except OSError as error:
        raise BadFile(f"{path} can't be opened: {error.strerror}.") from error
    raise BadFile(f"{path} is no text. Save it as CSV in UTF-8.")
