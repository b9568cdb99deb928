"""What people read when seats change: whoever gets up, whom they leave, and who joins whom."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from bot.chat.message import Button, Facts, Message
from bot.chat.text import Quote, Text
from bot.circles import wording
from bot.circles.messages import Guest, next_time, who
from bot.circles.model import Circle
from bot.lunches.store.waiting import Kind
from bot.members.model import shorten
from bot.texts.catalogue import Say

Why = Literal["alone", "over", "late"]
"""No other table took them in; the round is too far on for one; they came late, and none did."""


def freed(
    say: Say,
    others: Sequence[str],
    at: datetime | None,
    date: datetime | None = None,
    *,
    file: bool = False,
    seated: bool = True,
) -> Message:
    """Tells whoever can't this time what becomes of the others, by their names, and what comes.

    `at`: their next round, where they come to it. `date`: when the others meet, which may still be
    in their calendar; `file` takes it out. `seated`: one who is left has another seat looked for.
    """
    names = wording.names(say, others)
    if not others:
        body = say("cant.no_other")
    elif len(others) == 1:
        body = say("cant.alone" if seated else "cant.told", who=names)
    else:
        body = say("cant.go_on", who=names)
    if date is not None:
        body += say("cant.date_file" if file else "cant.date", at=date)
    if at is not None:
        body += say("cant.next", at=at)
    return Message(say("cant.title"), (body,))


def given_up(say: Say, name: str, others: Sequence[str]) -> Message:
    """What stands in place of the introduction of a table that is not to be any more."""
    body: list[Text] = [say("given_up.body", who=Quote(shorten(name, wording.NAMED)))]
    if others:
        body.append(say("given_up.others", who=wording.mentioned(say, others)))
    return Message(say("given_up.title"), tuple(body))


def go_on(say: Say, name: str, others: Sequence[str], date: datetime | None = None) -> Message:
    """Tells a table that one of them is not coming, and that it goes on, at its `date`."""
    short = Quote(shorten(name, wording.NAMED))
    body = say("go_on", who=short, others=wording.mentioned(say, others))
    return Message(body=(body + say("go_on.date", at=date) if date else body,))


def why_together(say: Say, kinds: Sequence[Kind | None]) -> Text:
    """Why a table is set while the round is on; None: somebody who was left over."""
    late = all(kind == "late" for kind in kinds)
    return say("again.late" if late else "again.without")


def why_joined(say: Say, joining: Sequence[tuple[str, Kind | None]]) -> Text:
    """Why a table has these people now, too."""
    refs = [ref for ref, _ in joining]
    late = all(kind == "late" for _, kind in joining)
    return say("joined.late" if late else "joined.without", who=wording.mentioned(say, refs))


def joined(
    say: Say, joining: Sequence[tuple[str, Kind | None]], new: Sequence[Guest], old: Sequence[str]
) -> Message:
    """Tells a table who sits with it from now on."""
    greeting = say("joined.hello", who=wording.mentioned(say, old))
    rows = tuple(who(say, guest) for guest in new)
    return Message(body=(why_joined(say, joining), Facts(rows), greeting))


def elsewhere(say: Say, joining: Sequence[str]) -> Message:
    """The last words in a conversation that goes on, with more people, in another one."""
    return Message(body=(say("elsewhere", who=wording.mentioned(say, joining)),))


def no_seat(say: Say, circle: Circle, day: date, why: Why, first: bool = True) -> Message:
    """Tells somebody plainly that there is no seat for them in the round of that day."""
    body = say(f"no_seat.{why}", circle=wording.name(circle), day=day)
    body += next_time(say, circle, first and why != "late")
    return Message(say("no_seat.title"), (body,))


def not_added(say: Say, people: Sequence[str]) -> Message:
    """Tells somebody who sits at a table, and is not in its conversation, whom to write to."""
    names = wording.mentioned(say, people)
    return Message(say("not_added.title"), (say("not_added.body", who=names),))


def out_of_reach(say: Say, circle: Circle) -> Message:
    """Tells somebody whom the platform did not let me bring to their table, and the remedy."""
    return Message(
        say("out_of_reach.title"), (say("out_of_reach.body", circle=wording.name(circle)),)
    )


def seated_yet(say: Say, circle: Circle) -> tuple[Text, Button]:
    """Tells somebody who comes when the tables are set that they may have a seat yet; or not."""
    button = Button(say.label("button.not_now"), "lunches.not_now", (str(circle.id),))
    return say("seated_yet.body"), button


def seated_elsewhere(say: Say, day: date) -> Text:
    """Tells somebody who comes when the tables are set that their table of that day is enough."""
    return say("seated_yet.elsewhere", day=day) + say("elsewhere.both")


def not_now(say: Say, circle: Circle) -> Message:
    """Somebody would rather begin with the next round."""
    body = say("not_now.body")
    if circle.next_at:
        body += say("not_now.next", at=circle.next_at)
    return Message(say("not_now.title", circle=wording.name(circle)), (body,))
