"""A delivery: one thing on its way to one address, and what may become of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from bot.chat.platform import Address, Channel, Direct, Kind, Opening, Payload, Table, Traits

State = Literal["pending", "sending", "ambiguous", "sent", "failed", "parked", "merged"]
End = Literal["sent", "failed", "parked"]

LIFETIME = timedelta(days=1)  # what could not be said within a day is not said any more
_LONGEST = 900.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """What to carry where. The key is unique for ever: put twice, it is there once.

    `again`: whether it may be sent once more when nobody can tell whether it arrived; a message to
    a whole channel is rather left for the organiser to look at. `on_end` names the action that is
    told what became of it, with `about`, in the transaction that marks it.

    `asked`: whoever reads it asked for it, and it is not counted. `at_once`: it does not wait for
    the morning: an answer to what somebody just did, or what was asked for at this hour. Without
    `expires` it keeps for some days while it waits. `programme` is the circle or check-in whose
    members alone it is for: whoever is away from that, or has left it, does not read it. `zone`
    counts where the reader's own is not known. `anew` names what draws a message anew, with
    `about`, when it goes: what waited for days is true when it is read, or is not said.
    """

    key: str
    community: int
    platform: str
    workspace: str
    to: Address
    payload: Payload
    not_before: datetime
    expires: datetime | None = None
    member: int | None = None
    asked: bool = False
    again: bool = True
    on_end: str = ""
    about: int = 0
    at_once: bool = False
    programme: str = ""
    zone: str = ""
    anew: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery whose turn it is: where it goes, but not yet what it says.

    `orphan`: what has to come before it never arrives. `on_end` and `about` as in a `Delivery`.
    """

    id: int
    lane: str
    kind: Kind
    platform: str
    workspace: str
    state: State
    again: bool
    asked: bool
    at_once: bool
    first_attempt: datetime | None
    community: int
    on_end: str
    about: int
    orphan: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery that is on its way, at this attempt."""

    id: int
    delivery: Delivery
    attempts: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery: sent, with the platform's own id of it, or not, with the reason.

    `missing`: the people whom it did not reach, by the platform's own ids. `files`: whether the
    platform takes files now, should any follow.
    """

    due: Due
    end: End
    receipt: str = ""
    reason: str = ""
    missing: tuple[str, ...] = ()
    files: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """An outcome, for the action that wants to know."""

    community: int
    about: int
    end: End
    receipt: str
    reason: str
    now: datetime
    missing: tuple[str, ...] = ()
    files: bool = False


def may_say_others(due: Due) -> bool:
    """Whether it could be the last message of a week, which says what waits beside it."""
    return due.kind == "message" and not due.asked


def to_one(delivery: Delivery) -> bool:
    """Whether it is for one person alone: in direct messages, or in a conversation of their own."""
    return isinstance(delivery.to, Direct) or delivery.member is not None


def direct_lane(platform: str, workspace: str, ref: str) -> str:
    """The lane of one person's direct messages."""
    return f"{platform}:{workspace}:direct:{ref}"


def lane(delivery: Delivery) -> str:
    """What has one lane keeps its order and goes one at a time."""
    at = f"{delivery.platform}:{delivery.workspace}"
    match delivery.payload, delivery.to:
        case Opening(), _:
            return f"{at}:opening:{delivery.key}"
        case _, Channel(id=place):
            return f"{at}:channel:{place}"
        case _, Direct(user=place):
            return direct_lane(delivery.platform, delivery.workspace, place)
        case _, Table(opening=place):
            return f"{at}:table:{place}"
        case _:
            raise ValueError(f"{delivery.to} is no address")


def may_repeat(due: Due, traits: Traits, now: datetime) -> bool:
    """Whether something that perhaps arrived may be sent again.

    Yes while the platform recognises the key, for what does no harm twice, and where the delivery
    says so. A conversation that exists is found again by its reference.
    """
    if due.again or due.kind != "message":
        return True
    since = (now - due.first_attempt).total_seconds() if due.first_attempt else 0.0
    return since < traits.remembers


def pause(attempts: int, asked: float | None, rng: Random) -> timedelta:
    """How long to wait after this many attempts, or as long as the platform asked for.

    Growing and jittered from a second to a quarter of an hour; at least a second always.
    """
    if asked is not None:
        return timedelta(seconds=max(1.0, asked) + rng.uniform(0.0, 0.5))
    return timedelta(seconds=1 + rng.uniform(0.0, min(_LONGEST, 2.0**attempts)))
