"""What members say about themselves, and what their platform tells of them."""

from collections.abc import Mapping

import pytest

from bot.chat.answer import Answer, Invalid, Open
from bot.chat.form import ChoicesField, TextField
from bot.chat.request import Person, Request, Value
from bot.members import communities, store
from bot.members.about import LINE
from bot.members.model import Member
from tests.town import Town, said


async def known(town: Town, ref: str = "ann") -> Member:
    """The member as they are kept."""
    async with town.database.read() as tx:
        at = await communities.workspace_named(tx, "stage", "town")
        assert at is not None
        member = await store.member_of(tx, at, ref)
        assert member is not None
        return member


async def does(
    town: Town, person: Person, action: str, values: Mapping[str, Value] | None = None
) -> Answer:
    """Somebody, or their platform, does something."""
    event = f"{action} {person} {values}"
    return await town.bot.handle(Request("stage", "town", person, event, action, values or {}))


async def test_the_zone_that_a_platform_tells(town: Town) -> None:
    """It is kept and follows when they move, until they name one themselves."""
    await does(town, Person("ann", "Ann", zone="Europe/Berlin"), "members.told")
    assert (await known(town)).zone == "Europe/Berlin"
    await does(town, Person("ann", "Ann", zone="Europe/Lisbon"), "members.changed")
    assert (await known(town)).zone == "Europe/Lisbon"
    await does(town, Person("ann", "Ann"), "members.changed")
    assert (await known(town)).zone == "Europe/Lisbon", "silence changes nothing"
    await does(town, Person("ann", "Ann", zone="Europe/Lisbon"), "members.zone", {"zone": "Tokyo"})
    assert (await known(town)).zone == "Asia/Tokyo"
    await does(town, Person("ann", "Ann", zone="Europe/Paris"), "members.changed")
    await does(town, Person("ann", "Ann", zone="Europe/Paris"), "members.told")
    assert (await known(town)).zone == "Asia/Tokyo", "what they said themselves stays"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", "x" * 1000, "\x00"])
async def test_a_zone_that_is_none(town: Town, zone: str) -> None:
    """A zone that this machine does not know is none, and breaks nothing later."""
    await town.opens()
    ann = Person("ann", "Ann", zone=zone)
    await does(town, ann, "circles.join")
    assert (await known(town)).zone is None
    answer = said(await does(town, ann, "circles.pause", {"until": "tomorrow"}))
    assert "You are away" in answer


async def test_names_follow_the_platform(town: Town) -> None:
    """Whoever is called otherwise now is called so here; a name of nothing changes nothing."""
    await does(town, Person("ann", "Ann"), "members.told")
    await does(town, Person("ann", "Anna  Lee\n"), "members.changed")
    assert (await known(town)).name == "Anna Lee"
    await does(town, Person("ann", "\N{HANGUL FILLER}"), "members.changed")
    assert (await known(town)).name == "Anna Lee"


@pytest.mark.parametrize("name", ["", "\t\n", "\N{HANGUL FILLER}\N{HANGUL FILLER}", "\x00"])
async def test_who_has_no_name(town: Town, name: str) -> None:
    """Somebody without a visible name is called by the end of their id, until they have one."""
    await does(town, Person("U0123456789", name), "members.told")
    assert (await known(town, "U0123456789")).name == "member #456789"
    await does(town, Person("U0123456789", "Ann"), "members.changed")
    assert (await known(town, "U0123456789")).name == "Ann"


async def test_what_is_told_stands_in_the_form_the_next_time(town: Town) -> None:
    """The form opens as it was filled in last, and an empty line takes back what was said."""
    ann = Person("ann", "Ann")
    told = {"department": "Sales", "team": "North", "asks": "Rust,  sailing", "offers": ""}
    kept = said(await does(town, ann, "members.told", told))
    assert "Rust and sailing" in kept
    form = await does(town, ann, "members.about")
    assert isinstance(form, Open)
    values = {each.name: each.value for each in form.form.fields if isinstance(each, TextField)}
    assert values == told | {"asks": "Rust, sailing"}
    await does(town, ann, "members.told", told | {"department": ""})
    form = await does(town, ann, "members.about")
    assert isinstance(form, Open)
    assert isinstance(form.form.fields[0], TextField)
    assert form.form.fields[0].value == ""


@pytest.mark.parametrize(
    "line",
    [
        ",".join("abcdefghijklmnopqrs" for _ in range(5)),  # five topics without a blank
        ",".join("x" * 19 for _ in range(5)),
        "x" * 5000,
        "&" * LINE,
        "a," * 3000,
        "\ud800,\x00,\u202e",
    ],
)
async def test_whatever_fits_into_the_form_fits_into_it_again(town: Town, line: str) -> None:
    """A long line of topics can be kept, shown, and opened again to change it."""
    ann = Person("ann", "Ann")
    answer = await does(town, ann, "members.told", {"asks": line, "offers": line, "team": line})
    assert len(said(answer).splitlines()) <= 6
    assert isinstance(await does(town, ann, "members.about"), Open)
    await does(town, ann, "members.preferred", {"medium": ("video", "text"), "place": line})
    form = await does(town, ann, "members.prefer")
    assert isinstance(form, Open)
    (media, *_) = form.form.fields
    assert isinstance(media, ChoicesField)
    assert media.values == ("video", "text")


async def test_the_hours_when_lunch_suits(town: Town) -> None:
    """They are said back as they were understood; what is not understood keeps what was typed."""
    ann = Person("ann", "Ann")
    await does(town, ann, "members.zone", {"zone": "Berlin"})
    form: dict[str, Value] = {"medium": ("video",), "place": "Porto"}
    kept = said(await does(town, ann, "members.preferred", form | {"hours": "noon to 2pm"}))
    assert "Hours when lunch suits you: 12:00-14:00" in kept
    wrong = await does(town, ann, "members.preferred", form | {"hours": "11 to 11:30"})
    assert isinstance(wrong, Invalid)
    assert "11 to 11:30 is less than an hour" in said(wrong)
    values = {each.name: each.value for each in wrong.form.fields if isinstance(each, TextField)}
    assert values == {"place": "Porto", "hours": "11 to 11:30"}
    again = await does(town, ann, "members.prefer")
    assert isinstance(again, Open)
    (*_, hours, _) = again.form.fields
    assert isinstance(hours, TextField)
    assert hours.value == "12:00-14:00", "what was kept before"
    gone = said(await does(town, ann, "members.preferred", form | {"hours": "any"}))
    assert "Hours when lunch suits you: any hour" in gone


async def test_a_medium_that_was_never_offered(town: Town) -> None:
    """What comes back from a form is looked up like anything else."""
    answer = await does(
        town, Person("ann", "Ann"), "members.preferred", {"medium": ("telepathy",), "place": ""}
    )
    assert "telepathy" not in said(answer)
    assert "[" not in said(answer)
