"""What a circle or a check-in sends, what it says no more, and who is told of its troubles."""

from datetime import datetime

from bot.chat.platform import Address, Payload
from bot.database import Transaction
from bot.members import store as members
from bot.members.model import Member
from bot.outbox import waiting
from bot.outbox.model import Delivery
from bot.programme import Programme


def delivery(
    of: Programme,
    key: str,
    to: Address,
    payload: Payload,
    now: datetime,
    on_end: str = "",
    about: int = 0,
) -> Delivery:
    """Something on its way from now on, in the workspace of this circle or check-in."""
    return Delivery(
        key=key,
        community=of.community,
        platform=of.platform,
        workspace=of.workspace,
        to=to,
        payload=payload,
        not_before=now,
        on_end=on_end,
        about=about,
    )


async def hush(tx: Transaction, of: Programme, who: Member, now: datetime) -> None:
    """What waits to be said to somebody about it is not said any more."""
    to = (of.platform, of.workspace, who.ref)
    await waiting.silence(tx, of.subject, to, who.id, now)


async def organiser(tx: Transaction, of: Programme) -> Member | None:
    """Whoever made it; None when they are no longer there."""
    creator = (await members.members_with(tx, [of.creator])).get(of.creator)
    return None if creator is None or creator.gone else creator
