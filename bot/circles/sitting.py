"""With whom somebody sits in a circle's latest round, as it is by now, in one line."""

from bot.chat.text import Quote, Text
from bot.circles.model import Circle
from bot.circles.store import enrolments, figures
from bot.database import Transaction
from bot.members.model import shorten
from bot.texts.catalogue import Say

_NAMED = 30  # characters of each name


async def line(tx: Transaction, say: Say, circle: Circle, member: int) -> tuple[Text, Text] | None:
    """Their table; None while no round is on, and for somebody who has none."""
    mates = await figures.mates(tx, circle.id, member)
    there = {seat.member: seat.name for seat in await enrolments.enrolled(tx, circle.id, mates)}
    if circle.state != "active" or not there:
        return None
    names = [(Quote(shorten(name, _NAMED)),) for name in there.values()]
    return say("fact.table"), say("status.table", who=say.listed(names))
