"""The only maker of our own words."""

from datetime import UTC, date, datetime, time

import pytest

from bot.chat.text import Link, Mention, Moment, Quote, Text, Words
from bot.texts.catalogue import Label, Say, catalogue

SAY = Say("en", date(2026, 11, 24))
AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_somebody_elses_words_have_to_say_that_they_are() -> None:
    """A bare string could be a name with markup in it: it is refused, wherever it is put."""
    with pytest.raises(TypeError, match="circle: str is not typed text"):
        SAY("join.title", circle="Harbour *lunch*")  # type: ignore[arg-type]  # the point of it
    assert SAY("join.title", circle=Quote("*x*")) == (Words("You are in "), Quote("*x*"))


def test_bold_and_code_are_ours_and_quotes_stay_quotes() -> None:
    """Markup comes from the catalogue alone; a value inside it keeps its kind."""
    said = SAY("help.lunch", verb=Quote("join"))
    assert said == (Words("/lunch ", code=True), Quote("join"))
    assert SAY("join.foot")[1] == Words("/lunch leave", code=True)


def test_commands_have_the_name_that_they_have_here() -> None:
    """Where /lunch is taken, every text names the command as it is called there."""
    say = Say("en", date(2026, 11, 24), prefix="tm-")
    assert say("join.foot")[1] == Words("/tm-lunch leave", code=True)
    assert say.label("circle_settings.foot").count("/tm-circle settings") == 1


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0 people"), (1, "1 person"), (2, "2 people"), (1500, "1,500 people")]
)
def test_plurals(n: int, said: str) -> None:
    """A number takes the form that the language has for it."""
    assert SAY.label("people.n", n=n) == said


def test_a_plural_needs_its_number() -> None:
    """A counted text without a number is a mistake of ours, told at once."""
    with pytest.raises(TypeError, match="needs a number n"):
        SAY("people.n")


def test_a_missing_value_and_a_missing_key_are_told() -> None:
    """Neither a hole nor a key is ever left out in silence."""
    with pytest.raises(KeyError):
        SAY("join.title")
    with pytest.raises(KeyError):
        SAY("no.such_key")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 26), "Thu 26 Nov"),
        (date(2026, 1, 1), "Thu 1 Jan"),
        (date(2027, 1, 6), "Wed 6 Jan 2027"),
        (date(2025, 12, 31), "Wed 31 Dec 2025"),
    ],
)
def test_days(day: date, said: str) -> None:
    """A day is written out; with its year where that is another than now."""
    assert SAY.day(day).replace(",", "") == said


def test_times_and_moments() -> None:
    """A time is in 24 hours; a moment stays one, so that everybody reads it on their own clock."""
    said = SAY("zone.set", zone=Quote("Berlin"), day=date(2026, 11, 24), time=time(9, 5))
    assert "09:05" in "".join(span.text for span in said if isinstance(span, Words))
    assert SAY("moment", at=AT) == (Moment(AT),)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d"], "a, b, c and d"),
    ],
)
def test_lists(names: list[str], said: str) -> None:
    """Several things are joined as the language joins them; each keeps its kind."""
    listed: Text = SAY.listed([(Quote(name),) for name in names])
    assert "".join(s.text for s in listed if isinstance(s, Words | Quote)) == said
    assert [span.text for span in listed if isinstance(span, Quote)] == names


def test_a_label_is_plain_text() -> None:
    """What a control shows has no style, and holds nothing that only a message can show."""
    label = SAY.label("button.join_named", circle=Quote("Harbour"))
    assert label == "Join Harbour"
    assert isinstance(label, Label)
    link = Link("https://tablemates.example", "Docs")
    assert SAY.label("join.title", circle=link) == "You are in Docs"
    for only_in_messages in (Mention("U1"), Moment(AT)):
        with pytest.raises(TypeError, match="a label can't hold"):
            SAY.label("join.title", circle=only_in_messages)


def test_an_unknown_language_has_no_words() -> None:
    """There is no half-translated product."""
    assert catalogue("xx") == {}
