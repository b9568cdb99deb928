"""Writes CSV that spreadsheets read as it is meant, and that none of them takes for a formula."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write(columns: Sequence[str], rows: Iterable[Mapping[str, object]], out: TextIO) -> None:
    """A first line with the columns, and a line for each row; what is not known stays empty."""
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(columns)
    for row in rows:
        values = (row[name] for name in columns)
        sheet.writerow([_safe("" if value is None else str(value)) for value in values])


def _safe(words: str) -> str:
    """A field that no spreadsheet takes for a formula (OWASP ASVS 5.0, 1.2.10)."""
    return f"'{words}" if words.startswith(_FORMULA) else words
