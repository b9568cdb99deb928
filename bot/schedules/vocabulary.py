"""The English that people may type about days and times: names, numbers, and how they are read."""

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 500  # characters of one line that somebody may type

_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = {"other": 2, "alternate": 2, "first": 1, "second": 2, "third": 3, "fourth": 4}
_ORDINALS |= {"fifth": 5, "sixth": 6, "last": -1}

# Pieces of patterns, to be put between word boundaries; none can match the empty text.
DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
NUMBER = rf"(?:[0-9]+|{'|'.join(_NUMBERS)}|eleven|twelve)"
ORDINAL = r"(?:first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|last)"


def tidy(text: str) -> str:
    """The same words in plain letters, with single spaces, straight quotes and plain hyphens."""
    plain = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    return " ".join(plain.split())


def day_of(word: str) -> int:
    """The number, 0 for Monday, of a day that `DAY` matched."""
    return _DAYS.index(word[:2].lower())


def month_of(word: str) -> int:
    """The number, 1 for January, of a month that `MONTH` matched."""
    return _MONTHS.index(word[:3].lower()) + 1


def number(word: str) -> int:
    """What a word says that `NUMBER` or `ORDINAL` matched; -1 is the last."""
    small = word.lower()
    if small in _ORDINALS:
        return _ORDINALS[small]
    if small in _NUMBERS:
        return _NUMBERS.index(small) + 1
    if small in {"eleven", "twelve"}:
        return 11 if small == "eleven" else 12
    digits = re.match("[0-9]{1,6}", small)
    return int(digits[0]) if digits else 0


class Line:
    """A line of text from which what is understood is taken out, until nothing is left over.

    What was taken leaves a gap as long as it was, so that words on both sides never run together.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def first(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first place that matches."""
        return pattern.search(self._text)

    def all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """All places that match."""
        return list(pattern.finditer(self._text))

    def cut(self, found: re.Match[str]) -> None:
        """Take one of these places out."""
        gap = _GAP * len(found[0])
        self._text = self._text[: found.start()] + gap + self._text[found.end() :]

    def take(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """All places that match, taken out."""
        found = self.all(pattern)
        for match in found:
            self.cut(match)
        return found

    def pieces(self) -> Iterator[str]:
        """What is left over, piece by piece, without the gaps and commas around."""
        for piece in _BETWEEN_PIECES.split(self._text):
            if piece.strip(_EDGES):
                yield piece.strip(_EDGES)


_GAP = "\n"
_BETWEEN_PIECES = re.compile(r"[\n,;()|]+")
_EDGES = " .:&+/-\n"
_PLAIN = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "−": "-", "‑": "-", "‐": "-"})
