"""What a check-in sends to whom: messages and edits, addressed and keyed, for the outbox."""

from dataclasses import replace
from datetime import date, datetime

from bot.chat.message import Message
from bot.chat.platform import Address, Channel, Direct, Edit, Opening, Table
from bot.checkins import wording
from bot.checkins.model import CheckIn, Enrolment
from bot.checkins.settings import HOME
from bot.database import Transaction
from bot.members import communities
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from bot.programmes.telling import delivery, organiser
from bot.schedules.local import day_at
from bot.texts.catalogue import Say


def asking_key(prompt: int, member: int) -> str:
    """Under which key a member was asked."""
    return f"prompt:{prompt}:asking:{member}"


def reminders_of(prompt: int, member: int) -> str:
    """How the keys begin under which a member was reminded of it."""
    return f"prompt:{prompt}:reminder:{member}:"


def digest_key(prompt: int, page: int) -> str:
    """Under which key a page of a digest was posted."""
    return f"prompt:{prompt}:digest:{page}"


def thread_key(enrolment: int, event: str) -> str:
    """Under which key a conversation is opened for somebody whose direct messages are closed."""
    return f"check_in_enrolment:{enrolment}:thread:{event}"


def address(ref: str, enrolment: Enrolment) -> Address:
    """Where this member is spoken to: directly, or in the conversation that they chose instead."""
    return Table(enrolment.thread, enrolment.thread) if enrolment.thread else Direct(ref)


def to_member(
    check_in: CheckIn,
    to: Address,
    member: int,
    key: str,
    message: Message,
    now: datetime,
    *,
    expires: datetime | None = None,
    on_end: str = "",
    about: int = 0,
    asked: bool = False,
    at_once: bool = False,
) -> Delivery:
    """A message to one member, not later than it makes sense, while they are not away.

    `asked`: they asked for it, so that it is not counted; `at_once`: and at this very hour.
    """
    return replace(
        delivery(check_in, key, to, message, now, on_end, about),
        member=member,
        expires=expires,
        asked=asked,
        at_once=at_once,
        programme=check_in.subject,
    )


def in_channel(
    check_in: CheckIn, key: str, message: Message, now: datetime, on_end: str = ""
) -> Delivery:
    """A message to the whole channel: never twice, rather looked at by the organiser."""
    to = Channel(check_in.channel)
    return replace(delivery(check_in, key, to, message, now, on_end, check_in.id), again=False)


def edit(
    check_in: CheckIn, to: Address, of: str, revision: int, message: Message, now: datetime
) -> Delivery:
    """This message in place of the one that was delivered under the key `of`."""
    return delivery(check_in, f"{of}:edit:{revision}", to, Edit(of, message), now)


def opening(
    say: Say, check_in: CheckIn, ref: str, enrolment: Enrolment, key: str, now: datetime
) -> Delivery:
    """A conversation of their own for a member whose direct messages are closed to us."""
    made = Opening(
        name=str(say.label("thread.name", checkin=wording.name(check_in))),
        reference=f"C{enrolment.id}",
        channel=check_in.settings.get(HOME, check_in.channel),
        people=(ref,),
    )
    on_end, about = "checkins.thread_opened", enrolment.id
    told = delivery(check_in, key, Table(key), made, now, on_end, about)
    return replace(told, member=enrolment.member)


def day_key(check_in: CheckIn, what: str, day: date) -> str:
    """A key for what is said of a check-in once a day at most."""
    return f"{check_in.subject}:{what}:{day}"


async def speech(tx: Transaction, check_in: CheckIn, now: datetime, prefix: str = "") -> Say:
    """The language of the community; `prefix` is for messages that name a command."""
    community = await communities.with_id(tx, check_in.community)
    assert community is not None
    return Say(community.language, day_at(now, community.zone), prefix)


async def to_organiser(
    tx: Transaction, check_in: CheckIn, key: str, message: Message, now: datetime
) -> None:
    """Tell whoever made the check-in, once for each key."""
    if creator := await organiser(tx, check_in):
        to = address(creator.ref, Enrolment(0, check_in.id, creator.id, ""))
        whole = f"{check_in.subject}:{key}"
        told = to_member(check_in, to, creator.id, whole, message, now)
        await outbox.put(tx, [replace(told, programme="")])  # they need not be a member of it
