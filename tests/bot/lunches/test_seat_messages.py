"""What people read when seats change and after silence, word for word: a change is a diff.

Each file in `golden` is one of them. `GOLDEN=write` writes them anew, to be read before they stay.
"""

import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from bot.chat.message import Message
from bot.circles import messages as of_circles
from bot.circles.messages import Guest
from bot.lunches import seat_messages as messages
from bot.lunches import silence
from bot.texts.catalogue import Say
from tests.bot.circles.made import CIRCLE
from tests.town import MONDAY, said

FOLDER = Path(__file__).parent / "golden"
SAY = Say("en", MONDAY.date())
ANN = Guest("ann", "Ann Lee", "Europe/Berlin")
BEN = Guest("ben", "Ben", "Etc/GMT-2")
CEM = Guest("cem", "Cem *Öz* <@U1>", None)
NEXT = CIRCLE.next_at
DAY = date(2026, 11, 17)
WAITED = messages.why_together(SAY, ["alone", None])
LATE = messages.why_together(SAY, ["late", "late"])

MESSAGES: Mapping[str, Callable[[], Message]] = {
    "free, of two": lambda: messages.freed(SAY, ["Ann Lee"], NEXT),
    "free, of one who has left": lambda: messages.freed(SAY, ["Ann Lee"], NEXT, seated=False),
    "free, of three": lambda: messages.freed(SAY, ["Ann Lee", "Ben"], NEXT),
    "free, and no other seat": lambda: messages.freed(SAY, [], None),
    "given up": lambda: messages.given_up(SAY, "Cem *Öz* <@U1>", ["ann"]),
    "given up, nobody is left": lambda: messages.given_up(SAY, "Ben", []),
    "go on": lambda: messages.go_on(SAY, "Cem *Öz* <@U1>", ["ann", "ben"]),
    "another table": lambda: of_circles.introduction(
        SAY, CIRCLE, [ANN, BEN], "ben", pairing=4, why=WAITED
    ),
    "another table, both late": lambda: of_circles.introduction(
        SAY, CIRCLE, [ANN, BEN], "ben", pairing=4, why=LATE
    ),
    "joined": lambda: messages.joined(SAY, [("cem", "alone")], [CEM], ["ann", "ben"]),
    "joined, late": lambda: messages.joined(SAY, [("cem", "late")], [CEM], ["ann", "ben"]),
    "elsewhere": lambda: messages.elsewhere(SAY, ["cem"]),
    "no seat": lambda: messages.no_seat(SAY, CIRCLE, DAY, "alone"),
    "no seat, the round is nearly over": lambda: messages.no_seat(SAY, CIRCLE, DAY, "over"),
    "no seat, came late": lambda: messages.no_seat(SAY, CIRCLE, DAY, "late"),
    "no seat, and had one since": lambda: messages.no_seat(SAY, CIRCLE, DAY, "alone", False),
    "not added": lambda: messages.not_added(SAY, ["ann", "ben"]),
    "out of reach": lambda: messages.out_of_reach(SAY, CIRCLE),
    "not in this round": lambda: messages.not_now(SAY, CIRCLE),
    "silent": lambda: silence.question(SAY, CIRCLE),
    "silent, a rest": lambda: silence.rest(SAY, CIRCLE),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_message(name: str) -> None:
    """It consists of exactly this."""
    file, found = FOLDER / f"{name}.txt", said(MESSAGES[name]()) + "\n"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(found)
    assert found == file.read_text()


def test_each_file_has_its_message() -> None:
    """No file is left over from a message that is gone."""
    assert {file.stem for file in FOLDER.glob("*.txt")} == set(MESSAGES)
