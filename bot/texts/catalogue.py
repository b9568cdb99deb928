"""The only maker of our own words: a key and its values in, typed text out.

A text is written `**bold**` and `` `code` `` with `{holes}`. A hole takes a number, a day, a time,
a moment, a label or typed text. It refuses a bare string, which could be somebody's words in
disguise.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_skeleton, format_time
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.chat.text import Link, Mention, Moment, Place, Quote, Span, Text, Words

LANGUAGES = ("en",)
_LOCALES = {"en": Locale("en", "GB")}  # day before month, 24 hours: understood by all who read it
_PIECE = re.compile(r"\{(\w+)\}|\*\*(.+?)\*\*|`(.+?)`", re.DOTALL)


class Label(str):
    """Words of ours for a button, a field or an option: shown as plain text everywhere."""

    __slots__ = ()


Value = int | date | time | datetime | Label | Span | Text


@dataclass(frozen=True, slots=True)
class Say:
    """Speaks one language, on a day: a date of another year names it.

    `prefix` is what stands before the names of our commands where these are taken already.
    """

    language: str
    today: date
    prefix: str = ""

    def __call__(self, key: str, /, **values: Value) -> Text:
        """The text under this key, its holes filled. Raises KeyError for one that is not there."""
        return tuple(self._spans(self._template(key, values), values))

    def label(self, key: str, /, **values: Value) -> Label:
        """The text under this key without any style, for a control."""
        return Label("".join(_plain(span) for span in self(key, **values)))

    def listed(self, items: Sequence[Text]) -> Text:
        """One after the other with what this language puts between and before the last."""
        patterns = _LOCALES[self.language].list_patterns["standard"]
        if not items:
            return ()
        if len(items) == 2:
            return _join(patterns["2"], items[0], items[1])
        listed = items[-1]
        for place, item in enumerate(reversed(items[:-1])):
            last, first = place == 0, place == len(items) - 2
            listed = _join(
                patterns["end" if last else "start" if first else "middle"], item, listed
            )
        return listed

    def day(self, day: date) -> str:
        """A day as people write it: Mon, 23 Nov; with its year where that is another."""
        skeleton = "MMMEd" if day.year == self.today.year else "yMMMEd"
        return format_skeleton(skeleton, day, locale=_LOCALES[self.language])

    def _template(self, key: str, values: Mapping[str, Value]) -> str:
        found = catalogue(self.language)[key]
        if isinstance(found, str):
            return found
        number = values.get("n")
        if not isinstance(number, int):
            raise TypeError(f"{key} has a plural: it needs a number n")
        return found[_LOCALES[self.language].plural_form(number) != "one"]

    def _spans(self, template: str, values: Mapping[str, Value]) -> list[Span]:
        spans: list[Span] = []
        for words, hole, bold, code in _pieces(template):
            if words:
                spans.append(words)
            elif hole:
                spans += self._value(hole, values[hole])
            elif code:
                code = f"/{self.prefix}{code[1:]}" if code.startswith("/") else code
                spans += [_code(span) for span in self._spans(code, values)]
            else:
                spans += [_bold(span) for span in self._spans(bold, values)]
        return spans

    def _value(self, hole: str, value: Value) -> Sequence[Span]:
        match value:
            case Words() | Quote() | Mention() | Place() | Moment() | Link():
                return (value,)
            case tuple():
                return value
            case Label():
                return (Words(value),)
            case datetime():
                return (Moment(value),)
            case date():
                return (Words(self.day(value)),)
            case time():
                return (Words(format_time(value, "HH:mm", locale=_LOCALES[self.language])),)
            case int():
                return (Words(format_decimal(value, locale=_LOCALES[self.language])),)
            case _:
                raise TypeError(f"{hole}: {type(value).__name__} is not typed text")


@cache
def catalogue(language: str) -> Mapping[str, str | tuple[str, ...]]:
    """Every key of this language with its text, or with its singular and plural."""
    words: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((Path(__file__).parent / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language, abort_invalid=True):
                key = message.id if isinstance(message.id, str) else message.id[0]
                if key in words:
                    raise ValueError(f"{path.name}: {key} is there twice")
                if key and message.string:
                    said = message.string
                    words[key] = said if isinstance(said, str) else tuple(said)
    return words


@cache
def _pieces(template: str) -> tuple[tuple[Words | None, str, str, str], ...]:
    """The words, holes, bold parts and code of a text, each in a place of its own."""
    pieces: list[tuple[Words | None, str, str, str]] = []
    at = 0
    for piece in _PIECE.finditer(template):
        if piece.start() > at:
            pieces.append((Words(template[at : piece.start()]), "", "", ""))
        at = piece.end()
        hole, bold, code = piece.groups("")
        pieces.append((None, hole, bold, code))
    if at < len(template):
        pieces.append((Words(template[at:]), "", "", ""))
    return tuple(pieces)


def _bold(span: Span) -> Span:
    return Words(span.text, bold=True) if isinstance(span, Words) else span


def _code(span: Span) -> Span:
    return Words(span.text, code=True) if isinstance(span, Words) else span


def _plain(span: Span) -> str:
    match span:
        case Words(text=words) | Quote(text=words):
            return words
        case Link(label=words):
            return words
        case Mention() | Place() | Moment():
            raise TypeError("a label can't hold what only a message can show")


def _join(pattern: str, first: Text, second: Text) -> Text:
    before, between, after = re.split(r"\{[01]\}", pattern)
    words = [Words(before), *first, Words(between), *second, Words(after)]
    return tuple(span for span in words if span != Words(""))
