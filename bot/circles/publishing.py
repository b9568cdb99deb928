"""Tables that an organiser was shown and wants published just so: are they still the ones?

The button brings back what the tables and the people come to, in a few letters. The press compares
the people; the drawing itself compares the tables, so that nothing else is ever published.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

from bot.audit import store as audit
from bot.chat.message import Message
from bot.chat.text import Quote, Text
from bot.circles import wording
from bot.circles.mishaps import CONCERNED
from bot.circles.model import Circle
from bot.circles.planning import Planned
from bot.circles.store import enrolments
from bot.circles.store.enrolments import Seat
from bot.database import Transaction
from bot.members import communities
from bot.members import store as members
from bot.members.model import shorten
from bot.programme import button
from bot.texts.catalogue import Say

COMES_AND_GOES = frozenset(
    {
        *(f"circles.{act}" for act in ("join", "leave", "pause", "resume", "skip", "unskip")),
        *("lunches.stay", "lunches.ask_me"),
    }
)
CHANGES = ("circles.edit", "circles.settings", "circles.holidays")  # how these acts begin


@dataclass(frozen=True, slots=True)
class Shown:
    """What an organiser was shown of the round of a day, and when."""

    period: date
    tables: str
    people: str
    at: datetime

    @staticmethod
    def of(planned: Planned, period: date, now: datetime) -> "Shown":
        """What this drawing shows."""
        return Shown(period, tables_of(planned), people_of(planned.roster), now)

    @property
    def words(self) -> tuple[str, ...]:
        """As a button carries it: the moment in milliseconds."""
        at = f"{int(self.at.timestamp() * 1000):x}"
        return self.period.isoformat(), self.tables, self.people, at

    @staticmethod
    def read(words: Sequence[str]) -> "Shown":
        """What a button brought back."""
        period, tables, people, at = words
        moment = datetime.fromtimestamp(int(at, 16) / 1000, UTC)
        return Shown(date.fromisoformat(period), tables, people, moment)


def tables_of(planned: Planned) -> str:
    """What the tables come to, with whoever is left over: 66 bits of a SHA-256."""
    return _short((planned.drawing.tables, planned.drawing.left_out), 11)


def people_of(roster: Iterable[Seat]) -> str:
    """What the people come to: 36 bits, as the tables are compared anyway."""
    return _short([seat.member for seat in roster], 6)


async def refused(
    tx: Transaction, say: Say, circle: Circle, since: datetime, there: Sequence[Seat]
) -> Message:
    """Says that nothing was published, and what changed since the tables were shown.

    Only what the circle may know is named. Who wishes to sit with whom is told to nobody, and reads
    like anything else that members told the bot about themselves.
    """
    acts = await audit.since(tx, circle.community, circle.subject, since)
    who = {actor for actor, act in acts if act in COMES_AND_GOES}
    here = {seat.ref: seat.name for seat in there}
    came = sorted(here[ref] for ref in who & here.keys())
    at = await communities.workspace_named(tx, circle.platform, circle.workspace)
    assert at is not None
    left = [await members.member_of(tx, at, ref) for ref in sorted(who - here.keys())]
    went = [member.name for member in left if member is not None and not member.gone]
    went += await enrolments.gone_since(tx, circle.id, since)
    lines: list[Text] = []
    if came:
        lines.append(say("publish.came", n=len(came), people=_named(say, came)))
    if went:
        lines.append(say("publish.went", n=len(went), people=_named(say, sorted(went))))
    if any(act.startswith(CHANGES) for _, act in acts):
        lines.append(say("publish.settings"))
    again = button(say.label("button.preview"), "circles.preview", circle, "main")
    body = (*(lines or [say("publish.told")]), say("publish.next"))
    return Message(say("publish.refused", circle=wording.name(circle)), body, (again,))


def _named(say: Say, names: Sequence[str]) -> Text:
    quoted: list[Text] = [(Quote(shorten(name, wording.NAMED)),) for name in names[:CONCERNED]]
    if len(names) > CONCERNED:
        quoted.append(say("publish.others", n=len(names) - CONCERNED))
    return say.listed(quoted)


def _short(what: object, letters: int) -> str:
    return urlsafe_b64encode(sha256(repr(what).encode()).digest()).decode()[:letters]
