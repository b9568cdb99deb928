"""A table's date for people's calendars: a file of iCalendar, and links that fill a form in.

Everything is made here, offline. A file has no METHOD and names no organiser: it is an event to
keep, and no invitation that a calendar would answer. Importing a later file of the same date moves
the event, as its UID stays and its SEQUENCE grows; one that cancels it takes the event out.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from icalendar import Calendar, Event

from bot.chat.message import File
from bot.circles.outcome import LENGTH
from bot.members.model import shorten

NAME = "lunch.ics"
NAME_OFF = "lunch-is-off.ics"
_SHORTEST = 4  # characters to which a title is cut before it is given up
_IN_AN_ADDRESS = 360  # characters of an address for the title, and for the words, once encoded
_GOOGLE = "https://calendar.google.com/calendar/render"
_OUTLOOK = {
    "outlook": "https://outlook.office.com/calendar/action/compose",
    "outlook_com": "https://outlook.live.com/calendar/0/action/compose",
}
CALENDARS = ("google", *_OUTLOOK)


@dataclass(frozen=True, slots=True)
class Entry:
    """One date: `uid` names it for ever, `sequence` says how often it was moved.

    `title` and `words` hold names at most. `made`: when it was set like this.
    """

    uid: str
    sequence: int
    at: datetime
    title: str
    words: str
    made: datetime


def file(entry: Entry) -> File:
    """The date as a file."""
    event = _event(entry)
    event.add("description", entry.words)
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    return File(NAME, "text/calendar", _calendar(event).to_ical())


def cancelled(entry: Entry) -> File:
    """What takes the date out of a calendar that has it from a file. `sequence`: beyond that one's.

    RFC 5546 asks for an organiser in what cancels. Ours has none, as the date was no invitation;
    calendars go by the UID. One that minds neither METHOD nor STATUS still has a free hour there,
    and `title` says what it was.
    """
    event = _event(entry)
    event.add("status", "CANCELLED")
    event.add("transp", "TRANSPARENT")
    calendar = _calendar(event)
    calendar.add("method", "CANCEL")
    return File(NAME_OFF, "text/calendar", calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.made.astimezone(UTC))
    event.add("dtstart", entry.at.astimezone(UTC))
    event.add("dtend", (entry.at + LENGTH).astimezone(UTC))
    event.add("summary", entry.title)
    return event


def _calendar(event: Event) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Tablemates//Lunch//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add_component(event)
    return calendar


def link(calendar: str, entry: Entry) -> str:
    """An address at which this calendar offers to keep the date."""
    start, end = (at.astimezone(UTC) for at in (entry.at, entry.at + LENGTH))
    title, words = _fitting(entry.title), _fitting(entry.words)
    if calendar == "google":
        dates = f"{start:%Y%m%dT%H%M%SZ}/{end:%Y%m%dT%H%M%SZ}"
        asked = {"action": "TEMPLATE", "text": title, "dates": dates, "details": words}
        return _address(_GOOGLE, asked)
    asked = {
        "rru": "addevent",
        "subject": title,
        "startdt": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{end:%Y-%m-%dT%H:%M:%SZ}",
        "body": words,
    }
    return _address(_OUTLOOK[calendar], asked)


def _address(base: str, asked: dict[str, str]) -> str:
    return f"{base}?{urlencode(asked, quote_via=quote, safe='')}"


def _fitting(words: str) -> str:
    """As much of it as an address has room for: a letter of a far script takes nine characters."""
    while len(quote(words, safe="")) > _IN_AN_ADDRESS:
        shorter = shorten(words, max(_SHORTEST, len(words) - 8))
        if len(shorter) >= len(words):
            return ""
        words = shorter
    return words
