"""The zone that somebody means, and that nothing else ever passes for one."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedules.places import ABBREVIATIONS, AMBIGUOUS, CITIES, COUNTRIES, PART_HOURS
from bot.schedules.zones import UnknownZone, is_zone, label, spoken, zone_named, zone_time

NAMED = [
    # Keys, however they are spelt.
    ("Europe/Berlin", "Europe/Berlin"),
    ("europe/berlin", "Europe/Berlin"),
    ("EUROPE/BERLIN", "Europe/Berlin"),
    ("Europe / Berlin", "Europe/Berlin"),
    ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ("Etc/GMT+2", "Etc/GMT+2"),
    # Their cities.
    ("Berlin", "Europe/Berlin"),
    ("  berlin ", "Europe/Berlin"),
    ("Berlin time", "Europe/Berlin"),
    ("new york", "America/New_York"),
    ("New-York", "America/New_York"),
    ("NEW_YORK", "America/New_York"),
    ("São Paulo", "America/Sao_Paulo"),
    ("sao paulo", "America/Sao_Paulo"),
    ("St. John's", "America/St_Johns"),
    ("Buenos Aires", "America/Argentina/Buenos_Aires"),
    ("Indianapolis", "America/Indiana/Indianapolis"),
    ("Kiritimati", "Pacific/Kiritimati"),
    ("Lord Howe", "Australia/Lord_Howe"),
    # Cities that have no key of their own.
    ("Munich", "Europe/Berlin"),
    ("München", "Europe/Berlin"),
    ("Malmö", "Europe/Stockholm"),
    ("San Francisco", "America/Los_Angeles"),
    ("Washington, DC", "America/New_York"),
    ("Mumbai", "Asia/Kolkata"),
    ("Bangalore", "Asia/Kolkata"),
    ("Beijing", "Asia/Shanghai"),
    ("Barcelona", "Europe/Madrid"),
    ("Geneva", "Europe/Zurich"),
    ("Rio", "America/Sao_Paulo"),
    ("Istanbul", "Europe/Istanbul"),
    # Countries with one zone.
    ("Germany", "Europe/Berlin"),
    ("UK", "Europe/London"),
    ("Japan", "Japan"),
    # Abbreviations that mean one thing.
    ("CET", "CET"),
    ("Central European Time", "CET"),
    ("Eastern time", "America/New_York"),
    ("est", "America/New_York"),
    ("PDT", "America/Los_Angeles"),
    ("JST", "Asia/Tokyo"),
    # So many hours from UTC; the database turns the sign around.
    ("utc", "UTC"),
    ("UTC+2", "Etc/GMT-2"),
    ("utc + 2", "Etc/GMT-2"),
    ("UTC+02:00", "Etc/GMT-2"),
    ("+0200", "Etc/GMT-2"),
    ("UTC−3", "Etc/GMT+3"),
    ("UTC–3", "Etc/GMT+3"),
    ("GMT-3", "Etc/GMT+3"),
    ("UTC+14", "Etc/GMT-14"),
    ("UTC-12", "Etc/GMT+12"),
    ("UTC+0", "UTC"),
]


@pytest.mark.parametrize(("text", "key"), NAMED, ids=[text for text, _ in NAMED])
def test_named(text: str, key: str) -> None:
    """However people name where they live, the zone is found."""
    assert zone_named(text) == key
    assert is_zone(key)


UNKNOWN: list[tuple[str, tuple[str, ...]]] = [
    # A slip is answered with what was meant.
    ("Berln", ("Europe/Berlin",)),
    ("Europe/Berln", ("Europe/Berlin",)),
    ("Newyork", ("America/New_York",)),
    ("San Fransisco", ("America/Los_Angeles",)),
    ("Paris, Texas", ("Europe/Paris",)),
    # Several places go by it.
    ("CST", ("America/Chicago", "Asia/Shanghai", "America/Havana")),
    ("IST", ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem")),
    ("Portland", ("America/Los_Angeles", "America/New_York")),
    ("San José", ("America/Los_Angeles", "America/Costa_Rica")),
    # Clocks show it in certain places only.
    ("UTC+5:30", ("Asia/Kolkata", "Asia/Colombo")),
    ("+05:45", ("Asia/Kathmandu",)),
    ("UTC-3:30", ("America/St_Johns",)),
    # Nobody's clock.
    ("UTC+15", ()),
    ("UTC-13", ()),
    ("UTC+1:07", ()),
    ("2", ()),
    ("Mars/Olympus", ()),
    ("Factory", ()),
    ("north", ()),
    ("東京", ()),
    ("", ()),
    ("?", ()),
    ("x" * 101, ()),
]


@pytest.mark.parametrize(("text", "near"), UNKNOWN, ids=[text[:30] for text, _ in UNKNOWN])
def test_unknown(text: str, near: tuple[str, ...]) -> None:
    """What is no one zone is never guessed at: the nearest come as suggestions, at most three."""
    with pytest.raises(UnknownZone) as unknown:
        zone_named(text)
    assert unknown.value.near[: len(near)] == near
    assert len(unknown.value.near) <= 3
    assert near or not unknown.value.near
    assert unknown.value.several is (spoken(text) in AMBIGUOUS)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "europe/berlin",  # a key is a key letter by letter
        "Berlin",
        "Mars/Olympus",
        "../etc/passwd",
        "../../../../etc/passwd",
        "Europe/../Europe/Berlin",
        "/usr/share/zoneinfo/Europe/Berlin",
        "/etc/localtime",
        "localtime",
        "posixrules",
        "Factory",
        "posix/Europe/Berlin",
        "zone.tab",
        "tzdata.zi",
        "Europe",
        "Europe/",
        "Europe/Berlin\x00",
        "Europe/Berlin\n",
        "Europe\\Berlin",
        " Europe/Berlin",
        "Europe/Berlin" * 10_000,
        "A/" * 10_000,
        "\ud800",
    ],
)
def test_no_zone(key: str) -> None:
    """Nothing but a key of the database is one: no file, no path, no other spelling."""
    assert not is_zone(key)


def answered(text: str) -> str | UnknownZone:
    """The key, or that there is none; anything else is a crash."""
    try:
        return zone_named(text)
    except UnknownZone as unknown:
        return unknown


@given(st.text(max_size=200))
def test_any_text_is_a_zone_or_unknown(text: str) -> None:
    """No text crashes the bot; what is found is a zone, and so is what is suggested."""
    answer = answered(text)
    found = answer.near if isinstance(answer, UnknownZone) else (answer,)
    assert all(is_zone(key) for key in found)


@pytest.mark.parametrize("key", sorted(key for key in available_timezones() if "/" in key))
def test_every_key_names_itself(key: str) -> None:
    """A key of the database, typed as it stands, is always itself."""
    assert zone_named(key) == key


def test_our_own_names_are_zones() -> None:
    """Each city, country and abbreviation of ours leads to a key that exists, and is found."""
    for name, key in (CITIES | COUNTRIES | ABBREVIATIONS).items():
        assert is_zone(key), name
        assert zone_named(name) == key
    for candidates in [*AMBIGUOUS.values(), *PART_HOURS.values()]:
        assert all(is_zone(key) for key in candidates)


def test_part_hours_are_what_clocks_there_show() -> None:
    """Each place offered for a half or quarter hour does keep it, in summer or in winter."""
    half_years = [datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)]
    for minutes, places in PART_HOURS.items():
        for place in places:
            offsets = [zone_time(moment, place).utcoffset() for moment in half_years]
            assert minutes * 60 in [offset.total_seconds() for offset in offsets if offset], place


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("Etc/GMT-2", "UTC+2"),
        ("Etc/GMT+3", "UTC-3"),
        ("Etc/GMT-14", "UTC+14"),
        ("UTC", "UTC"),
        ("America/New_York", "America/New York"),
    ],
)
def test_label(key: str, shown: str) -> None:
    """A zone is shown as people say it, and typed back it is the same zone."""
    assert label(key) == shown
    assert zone_named(shown) == key


def test_without_zone_files_of_the_system() -> None:
    """On a machine without time zone files, the ones that come with the bot serve."""
    script = "from bot.schedules.zones import zone_named, is_zone\nprint(zone_named('Munich'))"
    found = subprocess.run(  # noqa: S603 - our own interpreter and a script of two lines
        [sys.executable, "-W", "error", "-c", script],
        env={**os.environ, "PYTHONTZPATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == "Europe/Berlin\n"
