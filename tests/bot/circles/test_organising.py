"""What organisers decide: the form, what was understood, the settings, and the circle's channel."""

from pathlib import Path

import pytest

from bot.chat.answer import Answer, Invalid, Open
from bot.chat.form import TextField
from bot.chat.platform import Traits
from bot.chat.request import Request
from bot.circles.settings import SETTINGS
from bot.programme import LINE, NAME
from tests.stage import Stage
from tests.town import CHARTER, Town, said
from tests.town import town as opened


async def organises(town: Town, line: str, **where: str | bool | None) -> Answer:
    """Olga types."""
    return await town.says("Olga", line, organises=True, **where)  # type: ignore[arg-type]  # where it is


def filled(form: Answer) -> dict[str, str]:
    """What stands in a form that opened."""
    assert isinstance(form, Open | Invalid)
    return {each.name: each.value for each in form.form.fields if isinstance(each, TextField)}


# The form


async def test_the_form_has_five_fields(town: Town) -> None:
    """The name, and the charter's four lines; the last two may stay empty."""
    form = await organises(town, "/circle create")
    assert isinstance(form, Open)
    assert [each.name for each in form.form.fields] == [*CHARTER]
    required = [each.name for each in form.form.fields if each.required]
    assert required == ["name", "container", "construct"]


@pytest.mark.parametrize(
    ("construct", "understood"),
    [
        (
            "every week on Tuesday at 12:00 in tables of 2",
            "every Tuesday at 12:00 (UTC), tables of 2",
        ),
        (
            "fortnightly wed 9:30, groups of 3",
            "every 2 weeks on Wednesday at 09:30 (UTC), tables of 3",
        ),
        (
            "first Monday of the month at noon",
            "on the first Monday of the month at 12:00 (UTC), tables of 2",
        ),
        ("daily at 15:00, in fours", "every day at 15:00 (UTC), tables of 4"),
        ("Mondays and Fridays, Berlin time", "every Monday and Friday at 12:00 (Europe/Berlin)"),
        ("weekdays at 9:00", "every weekday at 09:00 (UTC)"),
        ("last Friday of every 2 months", "on the last Friday, every 2 months at 12:00 (UTC)"),
    ],
)
async def test_what_was_understood_is_echoed(town: Town, construct: str, understood: str) -> None:
    """The organiser reads what became of their line, with the next three dates."""
    answer = said(await town.opens(construct=construct))
    assert understood in answer
    dates = next(line for line in answer.splitlines() if line.startswith("Next dates"))
    assert dates.count(":") == 4, dates


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("name", "", "needs a name"),
        ("name", " \t\N{ZERO WIDTH SPACE} ", "needs a name"),
        ("name", "x" * (NAME + 1), f"At most {NAME}"),
        ("name", "&" * NAME, f"At most {NAME}"),
        ("container", "", "A few words are enough"),
        ("container", "x" * (LINE + 1), f"At most {LINE}"),
        ("conversation", "x" * (LINE + 1), f"At most {LINE}"),
        ("community", "<" * LINE, f"At most {LINE}"),
        ("construct", "", "Say when"),
        ("construct", "now and then", "I do not understand"),
        ("construct", "* * * * *", "I do not read"),
        ("construct", "Tuesdays at 25:00", "no such time"),
        ("construct", "Tuesdays in tables of 1", "2 to 8 places"),
        ("construct", "every 5 minutes on Tuesday", "too often"),
    ],
)
async def test_what_can_not_be_is_told_at_its_field(
    town: Town, field: str, value: str, why: str
) -> None:
    """The form comes back filled in, with what is wrong in which field; nothing is made."""
    form = await organises(town, "/circle create")
    sent = CHARTER | {field: value}
    answer = await town.sends("Olga", form, sent, organises=True)
    assert isinstance(answer, Invalid)
    assert dict.fromkeys(name for name, _ in answer.errors) == {field: None}
    assert why in said(answer)
    again = filled(answer)
    others = {name: line for name, line in CHARTER.items() if name != field}
    assert {name: again[name] for name in others} == others
    assert "No circles yet" in said(await organises(town, "/circle list"))
    assert "is open" in said(await town.sends("Olga", answer, CHARTER, organises=True))


async def test_every_error_is_told_at_once(town: Town) -> None:
    """Nobody sends the form four times to hear of four mistakes."""
    form = await organises(town, "/circle create")
    answer = await town.sends("Olga", form, dict.fromkeys(CHARTER, ""), organises=True)
    assert isinstance(answer, Invalid)
    assert [name for name, _ in answer.errors] == ["name", "container", "construct"]


@pytest.mark.parametrize(
    "name", ["Harbour lunch", "harbour  LUNCH", "\N{ZERO WIDTH SPACE}Harbour lunch"]
)
async def test_a_name_is_taken_once(town: Town, name: str) -> None:
    """Two circles never have names that look the same, in any case; an ended one keeps its own."""
    await town.opens()
    assert "of this name already" in said(await town.opens(name=name))
    asked = await organises(town, "/circle archive")
    await town.presses("Olga", asked, "End the circle", organises=True)
    assert "of this name already" in said(await town.opens(name=name))


async def test_the_longest_and_worst_charter_can_be_shown_everywhere(town: Town) -> None:
    """Whatever fits into the form fits into every message that is made of it."""
    worst = {"name": "*" * NAME, "container": "*" * LINE, "conversation": "_" * LINE}
    await town.opens(**worst, community="`" * LINE)
    await town.joins("Ann", "Ben")
    for line in ("show", "preview", "run", "settings", "invite", "list", "archive", "pause"):
        await organises(town, f"/circle {line}")
    for line in ("status", "skip", "unskip", "next", "pause", "resume", "history"):
        await town.says("Ann", f"/lunch {line}")
    await organises(town, "/circle resume")
    await town.wind(weeks=2)
    assert len(town.stage.tables) == 2
    assert "sits" not in said(await town.says("Ann", "/lunch history"))


async def test_eight_long_names_fit_at_one_table(town: Town) -> None:
    """A table of eight people with the longest names there can be is introduced all the same."""
    await town.opens(construct="Tuesdays at 12:00 in tables of 8", conversation="*" * LINE)
    for n in range(8):
        await town.joins(f"{n}" + "&" * 200)
    await town.wind(weeks=5)
    assert [len(table) for table in town.stage.tables] == [8] * 5
    assert len(town.stage.introductions) == 5
    history = said(await town.says("0" + "&" * 200, "/lunch history"))
    assert history.count("…") >= 7


async def test_editing_starts_from_what_is_there(town: Town) -> None:
    """The form opens filled in; what is left alone stays as it was, the rhythm's step too."""
    await town.opens(construct="every 2 weeks on Tuesday at 12:00")
    form = await organises(town, "/circle edit")
    assert filled(form) == CHARTER | {"construct": "every 2 weeks on Tuesday at 12:00"}
    await town.wind(days=4)
    form = await organises(town, "/circle edit")
    later = CHARTER | {"construct": "every 2 weeks on Tuesday at 13:00"}
    edited = said(await town.sends("Olga", form, later, organises=True))
    assert "Tue 01 Dec 13:00" in edited, "it does not move by a week"
    form = await organises(town, "/circle edit")
    kept = await town.sends("Olga", form, filled(form) | {"name": "Quay"}, organises=True)
    assert "Quay is changed" in said(kept)
    assert "Tue 01 Dec 13:00" in said(kept)


async def test_a_size_that_was_set_survives_an_edit_of_other_lines(town: Town) -> None:
    """Editing the charter without touching how we meet leaves the tables as large as they are."""
    await town.opens()
    await organises(town, "/circle settings size 4")
    form = await organises(town, "/circle edit")
    await town.sends("Olga", form, filled(form) | {"community": "Warm"}, organises=True)
    assert "tables of 4" in said(await organises(town, "/circle show"))


# Where


async def test_in_a_direct_message_the_answer_says_where(town: Town) -> None:
    """The channel where it is typed becomes the circle's; elsewhere it says so."""
    answer = said(await organises(town, "/circle create", channel=None))
    assert "in the channel that the circle is for" in answer
    assert "[" not in answer


async def test_where_the_bot_may_not_post(town: Town) -> None:
    """The organiser gets the remedy and a button, before filling in a form for nothing."""
    answer = await organises(town, "/circle create", may_post=False)
    assert "I may not post in #lunch" in said(answer)
    assert isinstance(await town.presses("Olga", answer, "Try again", organises=True), Open)
    await town.opens()
    moved = said(await organises(town, "/circle settings channel here", may_post=False))
    assert "I may not post in #lunch" in moved


async def test_only_whoever_manages_the_place_makes_circles(town: Town) -> None:
    """Anybody else hears whom to ask; a form that was opened before does not help them."""
    assert "whoever manages this place" in said(await town.says("Ann", "/circle create"))
    form = await organises(town, "/circle create")
    answer = await town.sends("Olga", form, CHARTER)
    assert "whoever manages this place" in said(answer), "she manages it no more"


async def test_whoever_made_it_looks_after_it(town: Town) -> None:
    """Without managing the place any more, they can still change, draw, pause and end it."""
    await town.opens("Cleo")
    await town.joins("Ann", "Ben")
    for line in ("preview", "run", "settings names on", "invite", "pause", "resume", "archive"):
        assert "Only whoever made" not in said(await town.says("Cleo", f"/circle {line}")), line
        assert "Only whoever made" in said(await town.says("Ann", f"/circle {line}")), line


# Settings


async def test_every_setting_is_shown_with_its_default(town: Town) -> None:
    """One page tells of all of them what they are about, their name and their value."""
    await town.opens()
    shown = said(await organises(town, "/circle settings"))
    for setting in SETTINGS:
        assert f"{setting.name}:" in shown
        one = said(await organises(town, f"/circle settings {setting.name}"))
        assert f"{setting.name}:" in one


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("size 3", "size: 3"),
        ("SIZE 8", "size: 8"),
        ("size = 3", "size: 3"),
        ("names: on", "names: on"),
        ("minimum 6", "minimum: 6"),
        ("cooldown 0", "cooldown: 0"),
        ("minimum 100", "minimum: 100"),
        ("names on", "names: on"),
        ("names YES", "names: on"),
        ("names off", "names: off"),
        ("zone Berlin", "zone: Europe/Berlin"),
        ("zone utc+2", "zone: UTC+2"),
        ("channel here", "channel: #dinner"),
        ("size 1", "from 2 to 8"),
        ("size 9", "from 2 to 8"),
        ("size two", "from 2 to 8"),
        ("size 2.5", "from 2 to 8"),
        ("size ²", "from 2 to 8"),
        (f"size {'9' * 5000}", "from 2 to 8"),
        ("minimum 1", "from 2 to 100"),
        ("minimum 101", "from 2 to 100"),
        ("names maybe", "on or off"),
        ("zone Mars/Olympus", "I know no city or zone"),
        ("channel #general", "in the channel that is to be"),
        ("colour blue", "There is no setting colour"),
        (f"{'x' * 5000} 1", "There is no setting xxx"),
    ],
)
@pytest.mark.parametrize("circles", [1, 2])
async def test_setting(town: Town, circles: int, typed: str, shown: str) -> None:
    """A value is kept as it was understood, or refused with what the setting takes.

    Where it could be several circles that are meant, the value is not typed again after the choice.
    """
    await town.opens()
    if circles == 2:
        await town.opens(name="Other")
    answer = await organises(town, f"/circle settings {typed}", channel="dinner")
    if said(answer).startswith("Which circle"):
        answer = await town.presses(
            "Olga", answer, "Choose a circle", choice="1", organises=True, channel="dinner"
        )
    assert shown in said(answer)
    assert len(said(answer)) < 400
    if circles == 2:
        name = typed.split()[0].casefold()
        other = said(await organises(town, f"/circle settings Other {name}"))
        assert shown not in other or "no setting" in shown or "off" in shown


async def test_naming_the_circle_and_then_the_setting(town: Town) -> None:
    """The name of a circle may come first."""
    await town.opens()
    await town.opens(name="Other")
    assert "size: 4" in said(await organises(town, "/circle settings Other size 4"))
    assert "tables of 2" in said(await organises(town, "/circle show Harbour lunch"))
    assert "tables of 4" in said(await organises(town, "/circle show Other"))


async def test_completion_of_settings(town: Town) -> None:
    """Each setting is offered with what it is about."""
    for typed, names in (("", {each.name for each in SETTINGS}), ("na", {"names"}), ("x", set())):
        person = town.person("Olga", organises=True)
        ask = Request("stage", "town", person, "C1", "circles.complete_key", {"typed": typed})
        offered = await town.bot.handle(ask)
        assert {each.value for each in offered.options} == names  # type: ignore[union-attr]  # completions


async def test_the_zone_of_a_circle_moves_its_rounds(town: Town) -> None:
    """Noon in Tokyo is another moment than noon in UTC; the date is told at once."""
    await town.opens()
    await organises(town, "/circle settings zone Tokyo")
    assert "Tue 17 Nov 03:00" in said(await town.says("Ann", "/lunch next"))


async def test_names_in_the_announcement_if_the_circle_wants_them(town: Town) -> None:
    """Names only if the setting says so; otherwise counts."""
    await town.opens()
    await organises(town, "/circle settings names on")
    await town.joins("Ann", "Ben")
    await town.wind(days=2)
    announced = town.stage.in_channel("lunch")[1]
    assert set(announced.mentions()) == {"ann", "ben"}
    await organises(town, "/circle settings names off")
    await town.wind(days=7)
    assert town.stage.in_channel("lunch")[2].mentions() == ()


# Looking


async def test_a_preview_changes_nothing_and_tells_the_tables(town: Town) -> None:
    """It shows the very tables that are set when nobody comes or goes, and mentions nobody."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cem", "Dora", "Eva")
    shown = await organises(town, "/circle preview")
    assert shown == await organises(town, "/circle preview")
    lines = said(shown).splitlines()
    await town.wind(days=2)
    for table in town.stage.tables:
        names = [person.title() for person in table]
        assert any(all(name in line for name in names) for line in lines), (table, lines)


async def test_the_first_round_and_the_next(town: Town) -> None:
    """Before the first round, a circle's charter tells the first date; later, the next."""
    await town.opens()
    await town.joins("Ann", "Ben")
    assert "First round: Tue 17 Nov" in said(await town.says("Ann", "/circle show"))
    await town.wind(days=2)
    assert "Next round: Tue 24 Nov" in said(await town.says("Ann", "/circle show"))


async def test_the_list_is_for_everybody(town: Town) -> None:
    """How they meet and how many are in; more than fit are counted."""
    for n in range(14):
        await town.opens(name=f"Circle {n:02} " + "*" * 38, construct="every weekday at 12:00")
    listed = said(await town.says("Ann", "/circle list"))
    lines = listed.splitlines()
    assert lines[0] == "Circles"
    assert f"and {14 - (len(lines) - 2)} more" in lines[-1]


async def test_an_invitation_asks_and_enrols_nobody(town: Town) -> None:
    """It goes to the channel with a button; only who presses is in."""
    await town.opens()
    await town.joins("Ann")
    await organises(town, "/circle invite")
    await town.bot.deliver()
    invitation = town.stage.in_channel("lunch")[-1]
    assert "1 person is in" in said(invitation)
    assert "You are in" in said(await town.presses("Ben", invitation, "Join"))
    await organises(town, "/circle invite")
    await town.bot.deliver()
    assert "2 people are in" in said(town.stage.in_channel("lunch")[-1])


async def test_joining_from_elsewhere_says_where_the_tables_open(tmp_path: Path) -> None:
    """Whoever can't see the circle's channel could not be brought to a table under it."""
    stage = Stage(Traits(seats=8, under_channel=True))
    async with opened(tmp_path, stage) as town:
        await town.opens()
        assert "under #lunch" in said(await town.says("Ann", "/lunch join", channel="random"))
        assert "under #lunch" not in said(await town.says("Ben", "/lunch join"))
