"""With whom somebody sits in a circle's latest round, as it is by now, and when they meet."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.chat.message import Button
from bot.chat.text import Text
from bot.circles import messages
from bot.circles.model import Circle
from bot.circles.store import dates, enrolments, figures
from bot.circles.store.dates import Coming
from bot.circles.wording import names
from bot.database import Transaction
from bot.texts.catalogue import Say

_DATES = 2  # shown: that of this round, and one of the round before


async def line(tx: Transaction, say: Say, circle: Circle, member: int) -> tuple[Text, Text] | None:
    """Their table; None while no round is on, and for somebody who has none."""
    mates = await figures.mates(tx, circle.id, member)
    there = {seat.member: seat.name for seat in await enrolments.enrolled(tx, circle.id, mates)}
    if circle.state != "active" or not there:
        return None
    return say("fact.table"), say("status.table", who=names(say, there.values()))


def lines(say: Say, coming: Sequence[Coming]) -> list[tuple[Text, Text]]:
    """Their dates, and with whom."""
    return [
        (say("fact.date"), say("status.date", at=each.at, who=names(say, each.names)))
        for each in coming[:_DATES]
    ]


async def meets(
    tx: Transaction, say: Say, circles: Collection[int], member: int, now: datetime
) -> dict[int, Text]:
    """In one sentence when they meet whom next, by the circle."""
    found: dict[int, Text] = {}
    for each in await dates.coming(tx, circles, member, now):
        told = say("status.meets", at=each.at, who=names(say, each.names))
        found.setdefault(each.circle, told)
    return found


async def stands(
    tx: Transaction, say: Say, circle: Circle, member: int, now: datetime
) -> tuple[tuple[Text, ...], tuple[Button, ...]]:
    """That a date of theirs stands, for whoever leaves or is away; nothing where they have none.

    With it comes the button by which they say that they can't come.
    """
    coming = await dates.coming(tx, [circle.id], member, now)
    found = [
        (each.pairing, say("status.stands", at=each.at, who=names(say, each.names)))
        for each in coming[:_DATES]
    ]
    if elsewhere := await dates.without_time(tx, circle.id, member):
        pairing, people = elsewhere
        found.append((pairing, say("status.stands_elsewhere", who=names(say, people))))
    buttons = [
        Button(say.label("button.cant"), "lunches.cant", (str(pairing), messages.ELSEWHERE))
        for pairing, _ in found
        if len(found) == 1
    ]
    return tuple(told for _, told in found), tuple(buttons)
