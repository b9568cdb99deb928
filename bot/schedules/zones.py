"""Finds the time zone that somebody means by a city, a country, an abbreviation or an offset."""

import re
import unicodedata
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.schedules.places import ABBREVIATIONS, AMBIGUOUS, CITIES, COUNTRIES, PART_HOURS
from bot.schedules.vocabulary import tidy

LONGEST = 100  # characters somebody may type for a zone

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,31}(?:/[A-Za-z0-9_+-]{1,31}){0,2}", re.ASCII)
_OFFSET = re.compile(r"(?:utc|gmt)? ?([+-]) ?([0-9]{1,2})(?::?([0-9]{2}))?", re.IGNORECASE)
_ETC_GMT = re.compile(r"Etc/GMT([+-])([0-9]{1,2})")
_NOT_PLACES = {"Factory", "localtime", "posixrules"}
_AREAS = {"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
_DIRECTIONS = {"north", "south", "west"}  # of Australia, of all places
_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "ı": "i", "ð": "d"})


class UnknownZone(ValueError):
    """No one zone goes by this name; `near` holds up to three keys that may have been meant.

    `several` says that the name is right and that all of `near` go by it.
    """

    def __init__(self, text: str, near: tuple[str, ...] = (), *, several: bool = False) -> None:
        super().__init__(f"no one time zone is called {text!r}")
        self.text = text
        self.near = near
        self.several = several


def is_zone(key: str) -> bool:
    """Whether this is a key of the zone database, letter by letter; safe for any text."""
    return _KEY.fullmatch(key) is not None and key in _keys()


def zone_named(text: str, *, suggest: bool = True) -> str:
    """The key of the zone that somebody means, or UnknownZone with what may have been meant.

    `Berlin`, `new-york`, `europe/berlin`, `São Paulo`, `Munich`, `Germany`, `CET` and `UTC+2` are
    understood. Nothing is guessed: a slip is answered with suggestions, and so is a name of several
    places. `UTC+2` is `Etc/GMT-2`, as the zone database turns the sign around; see `label`.
    Looking for suggestions takes some milliseconds, which whoever has no use for them can save.
    """
    typed = tidy(text[: 2 * LONGEST])
    if not typed or len(text) > LONGEST:
        raise UnknownZone(typed[:LONGEST])
    offset = _OFFSET.fullmatch(typed)
    if offset:
        return _zone_of_offset(typed, *offset.groups())
    name = spoken(typed).removesuffix(" time")
    if name in AMBIGUOUS:
        raise UnknownZone(typed, AMBIGUOUS[name], several=True)
    found = _exact(typed) or _names().get(name)
    if found is None:
        raise UnknownZone(typed, _near(typed) if suggest else ())
    return found


def zone_time(moment: datetime, zone: str) -> datetime:
    """What the clocks of a zone show at this moment."""
    return moment.astimezone(ZoneInfo(zone))


def label(zone: str) -> str:
    """The key as a person reads it: `Etc/GMT-2` is UTC+2 to everybody but the zone database."""
    offset = _ETC_GMT.fullmatch(zone)
    if offset is None or offset[2] == "0":
        return zone.replace("_", " ")
    return f"UTC{'+' if offset[1] == '-' else '-'}{offset[2]}"


def spoken(text: str) -> str:
    """A name without what people leave out: capitals, accents, dots, underscores and hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_UNDECOMPOSED))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w+]|_", " ", re.sub(r"['’.]", "", letters)).split())


@cache
def _keys() -> frozenset[str]:
    return frozenset(available_timezones() - _NOT_PLACES)


@cache
def _names() -> dict[str, str]:
    """Every understood name, as `spoken` leaves it, and its zone; our lists have the last word."""
    names: dict[str, str] = {}
    for key in sorted(_keys()):
        names[spoken(key)] = key
        area, *within = key.split("/")
        if area in _AREAS and within:
            names.setdefault(spoken(" ".join(within)), key)
            if area == "America" and within[0] in {"Argentina", "Indiana", "Kentucky"}:
                names.setdefault(spoken(within[-1]), key)
    for direction in _DIRECTIONS:
        names.pop(direction, None)
    ours = CITIES | COUNTRIES | ABBREVIATIONS
    return names | {name: key for name, key in ours.items() if key in _keys()}


@cache
def _keys_by_small_letters() -> dict[str, str]:
    return {key.lower(): key for key in _keys()}


def _exact(typed: str) -> str | None:
    """The key that differs in capitals only; a bare abbreviation is for our own list to explain."""
    return _keys_by_small_letters().get(typed.lower()) if "/" in typed else None


def _zone_of_offset(typed: str, sign: str, hours: str, minutes: str | None) -> str:
    east = (int(hours) * 60 + int(minutes or 0)) * (1 if sign == "+" else -1)
    if east == 0:
        return "UTC"
    zone = f"Etc/GMT{'-' if east > 0 else '+'}{abs(east) // 60}"
    if east % 60 or zone not in _keys():
        raise UnknownZone(typed, PART_HOURS.get(east, ()))
    return zone


def _near(typed: str) -> tuple[str, ...]:
    """Up to three zones whose names are nearest, also to what stands before a comma."""
    names = _names()
    asked = dict.fromkeys([spoken(typed), spoken(typed.partition(",")[0])])
    close = [name for one in asked for name in get_close_matches(one, names, n=6, cutoff=0.75)]
    return tuple(dict.fromkeys(names[name] for name in close))[:3]
