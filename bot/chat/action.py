"""What a control carries: its action and state, the day it was made, and a MAC over all of it.

The MAC keeps strangers out and grants nothing: the action still checks that this person may do this
to that row in this community.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.chat import limits
from bot.chat.answer import Answer, Choices, Invalid, Open, Replace, Reply, Settle
from bot.chat.form import Form
from bot.chat.message import Button, LinkButton, Message, Select

LIFETIME = timedelta(days=90)
_EPOCH = date(2024, 1, 1)
_VERSION = "1"
_HEADS = tuple(f"{_VERSION}{bound}" for bound in "apAP")  # anybody's, one person's; capital: beside
_DIGITS = 18  # of an id: a database holds 63 bits


@dataclass(frozen=True, slots=True)
class Carried:
    """What a control brought back, once its MAC was found to be ours.

    `beside`: it stood in a message that says other things too.
    """

    action: str
    state: tuple[str, ...]
    made: date
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """With what, for which community, on which day, and for whom alone ("" for anybody)."""

    secret: bytes
    community: int
    day: date
    person: str = ""


def carry(action: str, state: tuple[str, ...], key: Key, *, beside: bool = False) -> str:
    """As one string of at most 100 characters. Raises ValueError for what can't be carried."""
    if any(set(word) & set("|,") or not word.isascii() for word in (action, *state)):
        raise ValueError(f"{action} can't carry {state!r}")
    bound = "p" if key.person else "a"
    bound = bound.upper() if beside else bound
    days = (key.day - _EPOCH).days
    body = f"{_VERSION}{bound}|{key.community}|{action}|{','.join(state)}|{days:x}"
    carried = f"{body}|{_mac(body, key)}"
    limits.fits(f"what {action} carries", len(carried), limits.CARRIED)
    return carried


def community_of(carried: str) -> int | None:
    """The community that it says it belongs to, to be believed once `uncarry` has read it."""
    parts = carried.split("|")
    if len(parts) != 6 or len(carried) > limits.CARRIED:
        return None
    return row_id(parts[1])


def row_id(word: str) -> int | None:
    """The id of a row of ours that is written here; None for anything that can't be one."""
    short = word.isascii() and word.isdigit() and len(word) <= _DIGITS
    return int(word) if short else None


def uncarry(carried: str, secrets: tuple[bytes, ...], person: str, today: date) -> Carried | None:
    """What it carries, or None: forged, somebody else's, of another community, or too old."""
    community = community_of(carried)
    if community is None or not carried.isascii():
        return None
    head, _, action, state, days = carried.split("|")[:5]
    if head not in _HEADS:
        return None
    body, _, mac = carried.rpartition("|")
    whom = person if head[-1] in "pP" else ""
    for secret in secrets:
        if hmac.compare_digest(_mac(body, Key(secret, community, today, whom)), mac):
            made = _EPOCH + timedelta(days=int(days, 16))
            if today - made > LIFETIME:
                return None
            words = tuple(state.split(",")) if state else ()
            return Carried(action, words, made, beside=head[-1].isupper())
    return None


def seal(message: Message, key: Key) -> Message:
    """The same message, each control carrying what it has to bring back."""
    return message.sealed(tuple(_sealed(control, key) for control in message.controls))


def seal_answer(answer: Answer, key: Key) -> Answer:
    """The same answer, its controls or its form carrying what they have to bring back."""
    match answer:
        case Reply(message=message):
            return Reply(seal(message, key))
        case Replace(message=message):
            return Replace(seal(message, key))
        case Settle(message=message, aside=aside):
            everybody = replace(key, person="")
            return Settle(seal(message, everybody), seal(aside, key) if aside else None)
        case Open(form=form):
            return Open(_form(form, key))
        case Invalid(form=form, errors=errors):
            return Invalid(_form(form, key), errors)
        case Choices():
            return answer


def _form(form: Form, key: Key) -> Form:
    return replace(form, carried=carry(form.action, form.state, key, beside=form.beside))


def _sealed(control: Button | LinkButton | Select, key: Key) -> Button | LinkButton | Select:
    if isinstance(control, LinkButton):
        return control
    carried = carry(control.action, control.state, key, beside=control.beside)
    return replace(control, carried=carried)


def _mac(body: str, key: Key) -> str:
    whole = f"{body}|{key.community}|{key.person}".encode()
    return urlsafe_b64encode(hmac.digest(key.secret, whole, "sha256")[:8]).decode().rstrip("=")
