"""Communities and the people in them, and what a name may be made of."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from bot.chat import limits

NAME = 80  # characters of a display name that are kept
_MARKS = 3  # marks that one letter may carry; more only serve to draw over other lines


@dataclass(frozen=True, slots=True)
class Community:
    """People with one charter of belonging. `secrets`: of its buttons, the newest first."""

    id: int
    zone: str
    language: str
    secrets: tuple[bytes, ...]
    lot_secret: bytes


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a community meets: a Discord server, a Slack workspace. `ref` is the platform's id."""

    id: int
    community: int
    platform: str
    ref: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a community, through their account on one platform (`ref`, the platform's id).

    `id` is 0 for somebody who is not known yet: reading answers them without writing them down.
    """

    id: int
    community: int
    ref: str
    name: str
    zone: str | None
    language: str | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """No round takes part in this: until a day (the first one back), or until they say so.

    It begins at once, or on the day `since`.
    """

    until: date | None = None
    since: date | None = None

    def covers(self, day: date) -> bool:
        """Whether somebody with this pause is away on that day."""
        began = self.since is None or day >= self.since
        return began and (self.until is None or day < self.until)


def clean(name: str, most: int = NAME) -> str:
    """A line as it is kept, such as a name: composed, at most so long, "" when nothing is left.

    Controls, direction marks and invisible characters go, since they only make one name look like
    another or turn round the line that it stands in. Letters of every script stay as they are.
    """
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", name[: most * 50]):
        kind = unicodedata.category(character)
        if character.isspace() or kind in ("Zl", "Zp") or character in _BLANK:
            character, kind = " ", "Zs"
        elif kind in ("Cc", "Cs", "Co", "Cn") or (kind == "Cf" and not _joins(character, kept)):
            continue
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        bare = kept[-1:] in ([], [" "])  # nothing here to separate, or for a mark to stand on
        if marks <= _MARKS and not (bare and (marks or character == " ")):
            kept.append(character)
    composed = unicodedata.normalize("NFC", "".join(kept).strip(" \u200d"))
    return shorten(composed, most)


def key(name: str) -> str:
    """A name as it is looked up: in one case, its blanks as one."""
    return " ".join(name.casefold().split())


def short_enough(words: str, most: int) -> bool:
    """Whether words take at most so many characters, and twice as many when they are escaped.

    The second keeps a name of nothing but `&` from growing until no message can hold it.
    """
    return len(words) <= most and limits.quoted(words) <= 2 * most


def shorten(words: str, most: int) -> str:
    """The words where they are short enough, else cut between letters, with an ellipsis."""
    if short_enough(words, most):
        return words
    at = min(len(words), most) - 1
    while at > 0 and (_goes_on(words, at) or not short_enough(words[:at] + "…", most)):
        at -= 1
    return words[:at].rstrip() + "…"


def _goes_on(words: str, at: int) -> bool:
    """Whether what stands here belongs to the letter or the emoji before it."""
    here, before = words[at], words[at - 1]
    if unicodedata.category(here).startswith("M") or "\u200d" in (here, before):
        return True
    if here in _SKIN_TONES:
        return True
    flags = len(words[:at]) - len(words[:at].rstrip(_FLAG_HALVES))
    return here in _FLAG_HALVES and flags % 2 == 1


def _joins(character: str, kept: list[str]) -> bool:
    """A joiner between the parts of one emoji is a part of it; anywhere else it hides."""
    emoji = ("So", "Mn", "Sk")  # a picture, a variation selector, a skin tone
    return character == "\u200d" and bool(kept) and unicodedata.category(kept[-1]) in emoji


_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters that show nothing
_SKIN_TONES = "".join(map(chr, range(0x1F3FB, 0x1F400)))
_FLAG_HALVES = "".join(map(chr, range(0x1F1E6, 0x1F200)))  # two of them make a flag
