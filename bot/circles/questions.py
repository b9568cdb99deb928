"""What people are asked: whether they come, whether their table met; and once it is settled."""

from datetime import date, datetime

from bot.chat.message import Button, Control, Message
from bot.chat.text import Quote
from bot.circles import wording
from bot.circles.model import Circle
from bot.circles.outcome import REASONS, Outcome
from bot.texts.catalogue import Say

ON_HELLO = "hello"  # what a button carries that stands in a table's introduction


def asked(
    say: Say, pairing: int, people: int, meets: datetime | None = None, *, late: bool = False
) -> Message:
    """Asks whether they met. One answer is for the whole table.

    `meets`: the date that they had in mind; `late`: they are asked after the round.
    """
    state = str(pairing)

    def button(outcome: Outcome, *, main: bool = False) -> Button:
        label = say.label(f"button.{outcome}")
        return Button(label, "circles.outcome", (state, outcome), "main" if main else "plain")

    controls = [button("met", main=True), button("scheduled")]
    if people > 2:
        controls.append(button("some_met"))
    controls.append(button("not_met"))
    body = [say("asked.body_late" if late else "asked.body")]
    if meets is not None:
        body.insert(0, say("asked.date", at=meets))
    return Message(say("asked.title"), tuple(body), tuple(controls), say("asked.foot"))


def settled(
    say: Say,
    pairing: int,
    outcome: Outcome,
    who: str,
    people: int,
    *,
    over: bool = False,
    late: bool = False,
) -> Message:
    """What came of the table, and who said so; while the round lasts it can be changed.

    Who met is asked whether they would like another: each answers that alone. `who` is "" for
    somebody who has left the table since. `late`: the next tables are drawn already, and nobody is
    first in line for it any more.
    """
    title = say(f"settled.{outcome}")
    body = [say("settled.who", who=Quote(who))] if who else []
    controls: list[Control] = []
    if outcome in ("met", "some_met"):
        body.append(say("settled.after"))
        controls += after(say, pairing, people)
    if over:
        return Message(title, tuple(body), tuple(controls), say("settled.over"))
    controls.append(Button(say.label("button.change"), "circles.change", (str(pairing),)))
    if outcome == "not_met" and not late:
        body.append(say("settled.again"))
        return Message(title, tuple(body), tuple(controls), say("settled.pass"))
    return Message(title, tuple(body), tuple(controls))


def after(say: Say, pairing: int, people: int) -> list[Button]:
    """What each of a table that met may say alone: another lunch, and what they promised."""
    action = "lunches.wish" if people == 2 else "lunches.ask_again"
    return [
        Button(say.label("button.another"), action, (str(pairing),)),
        Button(say.label("button.promise"), "lunches.promise"),
    ]


def nobody_said(say: Say) -> Message:
    """The round is over, and nobody said whether the table met."""
    return Message(say("settled.unknown"), (say("settled.unknown_body"),))


def why(say: Say, pairing: int) -> Message:
    """Asks whoever said that they did not meet what came between, alone and with one press."""
    state = str(pairing)
    reasons = [
        Button(say.label(f"button.{reason}"), "circles.reason", (state, reason))
        for reason in REASONS
    ]
    new = Button(say.label("button.decline"), "circles.decline", (state,))
    return Message(say("why_not.title"), (say("why_not.body"),), (*reasons, new))


def believed(say: Say, outcome: Outcome, who: str) -> Message:
    """Tells somebody alone that what another said stands: they are believed over a no."""
    return Message(say("believed.title"), (say(f"believed.{outcome}", who=Quote(who)),))


def coming(say: Say, circle: Circle, period: date, *, silence: bool) -> Message:
    """Asks somebody whether they come to the next round; `silence`: no answer means yes."""
    assert circle.next_at is not None
    state = (str(circle.id), period.isoformat())
    return Message(
        say("coming.title", circle=wording.name(circle)),
        (say("coming.body", at=circle.next_at),),
        (
            Button(say.label("button.coming"), "circles.answered", (*state, "yes"), "main"),
            Button(say.label("button.not_coming"), "circles.answered", (*state, "no")),
        ),
        say("coming.silence_yes" if silence else "coming.silence_no"),
    )
