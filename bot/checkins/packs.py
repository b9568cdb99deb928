"""The packs that a check-in can be made from; what their questions say stands in the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.checkins.questions import OUTCOMES, Question
from bot.texts.catalogue import Say


@dataclass(frozen=True, slots=True)
class Pack:
    """Questions that are ready to use. The texts of `questions` are keys."""

    name: str
    questions: tuple[Question, ...]


_PROMISE = Question("pack.accountability.promise", role="promise")
_OUTCOME = Question("pack.accountability.outcome", "choice", options=OUTCOMES, role="outcome")

PACKS = (
    Pack(
        "standup",
        (
            Question("pack.standup.done"),
            Question("pack.standup.next", role="working"),
            Question("pack.standup.blocked", required=False, role="blocker"),
        ),
    ),
    Pack("accountability", (_OUTCOME, _PROMISE)),
    Pack("reflective", (Question("pack.reflective.energy"),)),
    Pack("learning", (Question("pack.learning.learned"),)),
    Pack("pulse", (Question("pack.pulse.true", "scale", "anonymous", least=1, most=5),)),
    Pack(
        "ask_and_offer",
        (
            Question("pack.ask_and_offer.ask", required=False, role="ask"),
            Question("pack.ask_and_offer.offer", required=False, role="offer"),
        ),
    ),
)


def questions_of(say: Say, name: str) -> Sequence[Question]:
    """The questions of the pack with this name in one language; none for a name that it is not."""
    found = next((each.questions for each in PACKS if each.name == name), ())
    return [replace(each, text=str(say.label(each.text))) for each in found]
