"""A date in people's calendars: the same instant, whatever reads it, and nobody's words act."""

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from bot.chat import limits
from bot.circles.outcome import LENGTH
from bot.lunches.calendars import CALENDARS, Entry, cancelled, file, link

NASTY = (
    "Ann; Ben, Cem \\ & <b>=? #%0A +\r\nATTENDEE:mailto:x@example.org\r\nEND:VEVENT",
    "Zoë 😀‍👩 \u202eevil\u202c ﷽﷽﷽",
    '"Quoted"&action=OTHER&text=x#fragment',
    "x" * 300,
    "😀" * 80,
    "",
)
AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
_INSTANTS = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
    datetime(2100, 1, 1),  # noqa: DTZ001  # the same
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]),
).map(lambda at: at.replace(microsecond=0))


def entry(at: datetime = AT, title: str = "Lunch", words: str = "", sequence: int = 0) -> Entry:
    """A date that was set the day before."""
    return Entry("7@tablemates", sequence, at, title, words, AT - timedelta(days=1))


@given(at=_INSTANTS, title=st.text(max_size=120), sequence=st.integers(0, 99))
def test_a_file_is_read_back_with_the_same_instants(
    at: datetime, title: str, sequence: int
) -> None:
    """Whatever stands in a title: one event, the same instants, in UTC, and no line too many."""
    made = file(entry(at, title, title, sequence))
    (event,) = Calendar.from_ical(made.content).walk("VEVENT")
    assert isinstance(event, Event)
    assert event.start == at
    assert event.end == at + LENGTH
    start = f"DTSTART:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    assert start.encode() in made.content.split(b"\r\n")
    assert (event["uid"], event["sequence"]) == ("7@tablemates", sequence)
    lines = made.content.replace(b"\r\n ", b"").split(b"\r\n")
    assert {line.partition(b":")[0].partition(b";")[0] for line in lines[:-1]} <= {
        *(b"BEGIN", b"END", b"VERSION", b"PRODID", b"CALSCALE", b"UID", b"SEQUENCE", b"DTSTAMP"),
        *(b"DTSTART", b"DTEND", b"SUMMARY", b"DESCRIPTION", b"STATUS", b"TRANSP"),
    }
    assert lines[-1] == b"", "the last line ends, too"
    assert all(len(line) <= 75 for line in made.content.split(b"\r\n")), "folded"


@pytest.mark.parametrize("title", NASTY)
def test_somebodys_name_stays_a_name(title: str) -> None:
    """It comes back as the title that it is; line ends become one character of it."""
    made = file(entry(title=title, words=title))
    (event,) = Calendar.from_ical(made.content).walk("VEVENT")
    for part in ("summary", "description"):
        assert str(event[part]).split() == title.split()
    assert "attendee" not in event
    assert "organizer" not in event


def test_a_file_invites_nobody() -> None:
    """It has no method, no organiser and no guests: a calendar keeps it and sends nothing."""
    calendar = Calendar.from_ical(file(entry()).content)
    (event,) = calendar.walk("VEVENT")
    assert not {"METHOD"} & set(calendar)
    assert not {"ATTENDEE", "ORGANIZER"} & set(event)


@given(at=_INSTANTS, title=st.text(max_size=120), sequence=st.integers(1, 99))
def test_what_cancels_a_date_is_of_the_same_event(at: datetime, title: str, sequence: int) -> None:
    """The same name and instants, a number beyond, and nobody who organises or is invited."""
    calendar = Calendar.from_ical(cancelled(entry(at, title, title, sequence)).content)
    assert calendar["method"] == "CANCEL"
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    assert (event["uid"], event["sequence"]) == ("7@tablemates", sequence)
    assert (event.start, event.end) == (at, at + LENGTH)
    assert event["status"] == "CANCELLED"
    assert not {"ATTENDEE", "ORGANIZER", "DESCRIPTION"} & set(event)


def test_the_links_as_they_are() -> None:
    """In UTC, so that each calendar shows it in its own time."""
    one = entry(title="Lunch: Ann & Ben", words="Harbour lunch")
    assert link("google", one) == (
        "https://calendar.google.com/calendar/render?action=TEMPLATE"
        "&text=Lunch%3A%20Ann%20%26%20Ben&dates=20261125T120000Z%2F20261125T130000Z"
        "&details=Harbour%20lunch"
    )
    assert link("outlook", one) == (
        "https://outlook.office.com/calendar/action/compose?rru=addevent"
        "&subject=Lunch%3A%20Ann%20%26%20Ben&startdt=2026-11-25T12%3A00%3A00Z"
        "&enddt=2026-11-25T13%3A00%3A00Z&body=Harbour%20lunch"
    )
    assert link("outlook_com", one).startswith("https://outlook.live.com/calendar/0/action/compose")


@pytest.mark.parametrize("calendar", CALENDARS)
@pytest.mark.parametrize("title", NASTY)
def test_nobodys_name_changes_a_link(calendar: str, title: str) -> None:
    """Each part comes back once and as it was, or shortened: nothing is added or overridden."""
    address = link(calendar, entry(title=title, words=title))
    assert address.isascii()
    assert not set(address) & set(" ()<>[]\"'\\\r\n|")
    parts = urlsplit(address)
    assert parts.fragment == ""
    asked = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    assert all(len(values) == 1 for values in asked.values())
    shown = asked["text" if calendar == "google" else "subject"][0]
    if len(quote(title)) < 360:
        assert shown == title
    assert shown.removesuffix("…") == title[: len(shown.removesuffix("…"))]


def test_all_links_fit_into_one_message() -> None:
    """However long names are, and in whatever script."""
    longest = entry(title="😀" * 200, words="字" * 200)
    addresses = sum(len(link(calendar, longest)) for calendar in CALENDARS)
    assert addresses < limits.PARAGRAPH - 300
