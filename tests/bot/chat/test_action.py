"""What a button carries, and everything that is not read back from it."""

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import routes
from bot.chat import limits
from bot.chat.action import Carried, Key, carry, community_of, row_id, seal, seal_answer, uncarry
from bot.chat.answer import Choices, Invalid, Open, Replace, Reply
from bot.chat.form import Form, TextField
from bot.chat.message import Button, LinkButton, Message, Option, Select
from bot.chat.text import Words

TODAY = date(2026, 11, 24)
SECRET, OTHER = b"a" * 32, b"b" * 32
ANYBODY = Key(SECRET, 7, TODAY)
ANN = Key(SECRET, 7, TODAY, "ann")
LONGEST_ID = "9" * 18
STATE_OF = {"circles.draw": (LONGEST_ID, "2026-11-24"), "circles.settings": ("zone " + "x" * 32,)}


def read(carried: str, person: str = "ann", day: date = TODAY) -> Carried | None:
    """What the bot reads from it."""
    return uncarry(carried, (SECRET,), person, day)


@pytest.mark.parametrize("key", [ANYBODY, ANN], ids=["for anybody", "for Ann alone"])
def test_what_was_carried_comes_back(key: Key) -> None:
    """Action and state come back as they were put in, with the day on which they were."""
    for state in ((), ("12",), ("12", "2026-11-24")):
        carried = carry("circles.join", state, key)
        assert read(carried) == Carried("circles.join", state, TODAY)
        assert community_of(carried) == 7


@pytest.mark.parametrize("action", [*routes.READS, *routes.WRITES])
def test_every_action_fits_with_its_longest_state(action: str) -> None:
    """No button can become too long for Discord, however large our ids grow."""
    community = int(LONGEST_ID)
    key = Key(SECRET, community, TODAY + timedelta(days=36_500), "ann")
    state = STATE_OF.get(action, (LONGEST_ID,))
    assert len(carry(action, state, key)) <= limits.CARRIED == 100


def test_it_lives_for_ninety_days() -> None:
    """A button of 90 days ago works, one of 91 days ago does not."""
    carried = carry("circles.join", ("1",), ANYBODY)
    assert read(carried, day=TODAY + timedelta(days=90)) is not None
    assert read(carried, day=TODAY + timedelta(days=91)) is None


def test_a_secret_that_was_replaced_is_still_read() -> None:
    """Renewing the secret leaves buttons alone that were sealed with the one before."""
    carried = carry("circles.join", ("1",), Key(OTHER, 7, TODAY))
    assert uncarry(carried, (SECRET, OTHER), "ann", TODAY) is not None
    assert uncarry(carried, (SECRET,), "ann", TODAY) is None


def test_a_message_to_one_person_is_theirs() -> None:
    """What Ann's message carried is nothing in anybody else's hands."""
    assert read(carry("circles.join", ("1",), ANN), "ben") is None
    assert read(carry("circles.join", ("1",), ANYBODY), "ben") is not None


def test_it_can_not_be_moved_to_another_community() -> None:
    """Writing another community's id into it makes it a forgery."""
    moved = carry("circles.join", ("1",), ANYBODY).replace("|7|", "|8|")
    assert community_of(moved) == 8
    assert read(moved) is None


def test_a_private_button_can_not_be_made_one_for_everybody() -> None:
    """The letter that says for whom it is is sealed, too."""
    private = carry("circles.join", ("1",), ANN)
    assert private.startswith("1p|")
    assert read(private.replace("1p|", "1a|", 1), "ben") is None


@given(st.integers(0, 200), st.characters(codec="utf-8"))
def test_no_single_letter_can_be_changed(at: int, letter: str) -> None:
    """Whichever letter is another one, it is not ours any more."""
    carried = carry("circles.draw", ("12", "2026-11-24"), ANN)
    at %= len(carried)
    changed = carried[:at] + letter + carried[at + 1 :]
    assert changed == carried or read(changed) is None


@given(st.text(max_size=120))
def test_nothing_that_others_make_up_is_read(made_up: str) -> None:
    """Whatever arrives in place of what we sent is None, and never an error."""
    assert read(made_up) is None
    assert community_of(made_up) is None or made_up.count("|") == 5


@pytest.mark.parametrize(
    "forged",
    [
        "1a|99999999999999999999|circles.join|1|3e8|AAAAAAAAAAA",  # more than a database can hold
        "1a|-1|circles.join|1|3e8|AAAAAAAAAAA",
        "1a|٣|circles.join|1|3e8|AAAAAAAAAAA",
        "1a||circles.join|1|3e8|AAAAAAAAAAA",
        "1a|7|circles.join|1|zzz|AAAAAAAAAAA",
        "2a|7|circles.join|1|3e8|AAAAAAAAAAA",
        "1a|7|circles.join|1|3e8|",
        "1a|7|circles.join|1|3e8|" + "A" * 90,
    ],
)
def test_what_only_looks_like_ours(forged: str) -> None:
    """A well-formed forgery is None, whatever its numbers are."""
    assert read(forged) is None


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("12", 12),
        ("007", 7),
        ("9" * 18, int("9" * 18)),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("-1", None),
        ("1e3", None),
        ("²", None),
        ("", None),
        (" 1", None),
    ],
)
def test_ids_of_rows(word: str, found: int | None) -> None:
    """An id is a short row of digits; what no database could hold is no id."""
    assert row_id(word) == found


@pytest.mark.parametrize("word", ["a|b", "a,b", "é", "日"])
def test_what_can_not_be_carried_is_refused(word: str) -> None:
    """A word that would be read back as something else is an error when it is put in."""
    with pytest.raises(ValueError, match="can't carry"):
        carry("circles.join", (word,), ANYBODY)


def test_what_is_too_long_to_carry_is_refused() -> None:
    """A state that Discord would cut off is an error when it is put in."""
    with pytest.raises(limits.TooLong):
        carry("circles.join", ("x" * 80,), ANYBODY)


def test_sealing_an_answer_seals_its_controls_and_forms() -> None:
    """Buttons, selects and forms carry something afterwards; links and completions have no need."""
    options = (Option("Harbour", "1"),)
    controls = (
        Button("Join", "circles.join", ("1",)),
        Select("Which", "circles.join", options),
        LinkButton("Docs", "https://tablemates.example/docs"),
    )
    message = Message(body=((Words("Hello"),),), controls=controls)
    form = Form("Zone", "Save", "members.zone", (TextField("zone", "Zone"),))

    button, select, link = seal(message, ANN).controls
    assert isinstance(button, Button)
    assert isinstance(select, Select)
    assert read(button.carried) == Carried("circles.join", ("1",), TODAY)
    assert read(select.carried) == Carried("circles.join", (), TODAY)
    assert link == controls[2]

    sealed = seal(message, ANN)
    assert seal_answer(Reply(message), ANN) == Reply(sealed)
    assert seal_answer(Replace(message), ANN) == Replace(sealed)
    carried = carry("members.zone", (), ANN)
    assert seal_answer(Open(form), ANN) == Open(dataclasses.replace(form, carried=carried))
    invalid = Invalid(form, (("zone", (Words("No such zone"),)),))
    again = seal_answer(invalid, ANN)
    assert isinstance(again, Invalid)
    assert again.errors == invalid.errors
    assert again.form.carried == carried
    assert seal_answer(Choices(options), ANN) == Choices(options)
