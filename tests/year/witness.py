"""A platform that looks at everything that arrives, and writes down whatever must not be.

It knows what people did and nothing of how the bot decides: who is in, who is away, who pressed.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.chat.message import Message
from bot.chat.platform import (
    Adding,
    Address,
    Channel,
    Direct,
    Edit,
    Opening,
    Payload,
    Receipt,
    Table,
)
from bot.circles.store.circles import circle
from bot.circles.store.rounds import pairing, round_, seat
from bot.clock import SetClock
from bot.database import Database
from bot.members.store import account
from tests.stage import Stage
from tests.town import said
from tests.year.doings import ZONES
from tests.year.standing import Standing

WEEK = timedelta(days=7)
TIME = timedelta(hours=6)  # at least, to answer in
HOME = "UTC"  # of both circles
TOLD = ("No table for you this time", "No table in this round")
AT_ANY_HOUR = (":asking:", ":welcome:")  # a check-in's own time, and the answer to joining
ASKED = (*AT_ANY_HOUR, ":coming:", ":reminder:", ":outcome:", ":no_seat:", ":off:")
ENOUGH = 4  # people, with whom a round is always drawn
NEVER = (0, 1)  # these two never share a table


@dataclass(frozen=True, slots=True)
class Sat:
    """A table that was set: its circle, its round, and who sits there now."""

    circle: int
    round: int
    period: date
    drawn: datetime
    people: frozenset[int]


@dataclass
class Witness(Stage):
    """What arrived and when, and what was wrong about it."""

    clock: SetClock = field(default_factory=lambda: SetClock(datetime(2026, 1, 1, tzinfo=UTC)))
    database: Database | None = None
    circles: dict[int, list[Standing]] = field(default_factory=dict)  # by person, of each circle
    standups: dict[int, Standing] = field(default_factory=dict)
    pressed: set[int] = field(default_factory=set)
    seated: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # by opening
    periods: dict[int, date] = field(default_factory=dict)  # of the round that is on, by circle
    late: set[tuple[int, int, date]] = field(default_factory=set)  # who came when it was on
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    _keys: set[str] = field(default_factory=set)
    _unasked: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    _nudges: Counter[int] = field(default_factory=Counter)
    _owed: dict[tuple[int, int], datetime] = field(default_factory=dict)  # who hears of which round

    async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
        """Look at it, and keep it."""
        receipt = await super().deliver(workspace, to, payload, key)
        if key in self._keys:
            self._fault(f"{key} came twice")
        self._keys.add(key)
        if isinstance(payload, Opening | Adding) and isinstance(to, Table):
            self.seated[to.opening] |= set(payload.people)
        if isinstance(payload, Opening):
            await self._opened(payload, key)
        elif isinstance(payload, Message):
            if isinstance(to, Direct) and to.user.startswith("p"):
                await self._to_person(int(to.user[1:]), payload, key)
            elif isinstance(to, Table):
                await self._to_table(key)
            elif isinstance(to, Channel):
                self.counts["in a channel"] += 1
        return receipt

    def drawn(self, sat: Sequence[Sat]) -> None:
        """Rounds were drawn just now. Whoever could sit and does not is to hear of it."""
        for round_id in {each.round for each in sat}:
            tables = [each for each in sat if each.round == round_id]
            seats = Counter(who for each in tables for who in each.people)
            for who, times in seats.items():
                if times > 1:
                    self._fault(f"p{who} sits {times} times in round {round_id}")
            circle, period = tables[0].circle, tables[0].period
            self.periods[circle] = period
            for who, standings in self.circles.items():
                if standings[circle - 1].comes(period) and who not in seats:
                    self._owed[who, round_id] = self.clock.now() + WEEK + timedelta(days=2)

    async def look(self) -> None:
        """Whether a round is missing; and who was to hear why they have no seat, and has not."""
        self._missed()
        for (who, round_id), until in list(self._owed.items()):
            tables = await self._tables(seat.c.round_id == round_id)
            circle = tables[0].circle if tables else None
            settled = circle is None or any(who in each.people for each in tables)
            gone = circle is not None and self.circles[who][circle - 1].quiet(
                self.clock.now(), ZONES[who % len(ZONES)], HOME
            )
            if settled or gone:
                del self._owed[who, round_id]
            elif until < self.clock.now():
                self._fault(f"p{who} has no seat in round {round_id}, and was never told")
                del self._owed[who, round_id]

    def _missed(self) -> None:
        for number, last in self.periods.items():
            coming, name = last + WEEK, CIRCLES[number - 1]
            at = datetime(coming.year, coming.month, coming.day, HOURS[number - 1], tzinfo=UTC)
            if self.clock.now() > at + timedelta(hours=1):
                there = [
                    who for who, each in self.circles.items() if each[number - 1].comes(coming)
                ]
                if len(there) >= ENOUGH:
                    self._fault(f"no round of {name} on {coming}, for {there}")
                self.periods[number] = coming

    async def sits(self, who: int, number: int) -> bool:
        """Whether somebody has a seat at this table: what others press there says nothing of it."""
        return any(who in each.people for each in await self._tables(pairing.c.id == number))

    async def seen(self, after: int) -> list[Sat]:
        """The tables of the rounds that were drawn after this one."""
        return await self._tables(round_.c.id > after)

    async def _to_person(self, who: int, message: Message, key: str) -> None:
        self.counts["to one person"] += 1
        zone, now = ZONES[who % len(ZONES)], self.clock.now()
        if not any(word in key for word in AT_ANY_HOUR) and _night(now, zone):
            self._fault(f"p{who} was woken by {key} at {now.astimezone(ZoneInfo(zone)):%H:%M}")
        standing = await self._standing(who, key)
        quiet = standing is not None and standing.quiet(now, zone, HOME)
        if quiet and not key.endswith(":away"):
            self._fault(f"p{who} is away or has left, and got {key}")
        text = said(message)
        await self._silences(who, text, key)
        if not any(word in key for word in ASKED):
            self._spend(who, key)
        if any(word in text for word in TOLD):
            for owed in [each for each in self._owed if each[0] == who]:
                if await self._named(owed[1]) in text:
                    del self._owed[owed]

    async def _silences(self, who: int, text: str, key: str) -> None:
        """Asked whether they still want to come; and what it has meant that they did not answer."""
        for n, name in enumerate(CIRCLES):
            standing = self.circles[who][n]
            if f"{name}: do you still want to come?" in text:
                self.counts["silences"] += 1
                if standing.quiet(self.clock.now(), HOME) or standing.silent is not None:
                    self._fault(f"p{who} is away, has left or was asked, and got {key}")
                at, period = await self._coming(n + 1)
                if at - self.clock.now() < TIME:
                    self._fault(f"p{who} has no time left to answer {key}")
                standing.silent = period
            if f"You have a rest from {name}" in text:
                self.counts["rests"] += 1
                if standing.gone or not standing.inside or standing.silent is None:
                    self._fault(f"p{who} was not asked, and is to have a rest: {key}")

    def read_by(self, who: int, *, mine: bool) -> list[tuple[str, Message]]:
        """What somebody can press: as it reads by now, of the last that arrived.

        `mine`: what they read alone, and at the tables where they were seated. Else at any table.
        """
        found: dict[str, Message] = {}
        for carried in self.carried[-200:]:
            message, to = carried.payload, carried.to
            if isinstance(message, Edit) and message.of in found:
                found[message.of] = message.message
            elif isinstance(message, Message) and (
                f"p{who}" in self.seated[to.opening] or not mine
                if isinstance(to, Table)
                else to == Direct(f"p{who}")
            ):
                found[carried.key] = message
        return list(found.items())

    async def _to_table(self, key: str) -> None:
        number = int(key.split(":")[1])
        nudge, question, soon = ":nudge:" in key, key.endswith(":outcome"), key.endswith(":soon")
        self.counts["nudges" if nudge else "at a table"] += 1
        self.counts["dates"] += soon
        if not (nudge or question or soon):
            return
        (sat,) = await self._tables(pairing.c.id == number) or (None,)
        if sat is None:
            self._fault(f"{key} went to an empty table")
            return
        now = self.clock.now()
        for who in sat.people:
            zone = ZONES[who % len(ZONES)]
            if self.circles[who][sat.circle - 1].quiet(now, zone, HOME):
                self._fault(f"p{who} is away or has left, and {key} went to their table")
            if (nudge or soon) and _night(now, zone):
                self._fault(f"p{who} was woken by {key}")
            if nudge or soon:
                self._spend(who, key)
        if nudge:
            self._nudges[number] += 1
            if self._nudges[number] > 2:
                self._fault(f"table {number} was nudged {self._nudges[number]} times")
            if number in self.pressed:
                self._fault(f"table {number} was nudged after a press")
            if now - sat.drawn < timedelta(hours=47):
                self._fault(f"table {number} was nudged too soon")

    async def _opened(self, opening: Opening, key: str) -> None:
        self.counts["tables"] += 1
        (sat,) = await self._tables(pairing.c.id == int(key.split(":")[1])) or (None,)
        people = [int(ref[1:]) for ref in opening.people]
        if set(NEVER) <= set(people):
            self._fault(f"{key}: p0 and p1 sit together")
        for who in people:
            zone = ZONES[who % len(ZONES)]
            standing = self.circles[who][sat.circle - 1] if sat else Standing()
            if standing.quiet(self.clock.now(), zone, HOME):
                self._fault(f"{key}: p{who} is away or has left, and has a seat")
            elif sat and not (standing.comes(sat.period) or self._came_late(who, sat)):
                self._fault(f"{key}: p{who} sits this round out, and has a seat")

    def _came_late(self, who: int, sat: Sat) -> bool:
        return (who, sat.circle, sat.period) in self.late

    def _spend(self, who: int, key: str) -> None:
        self.counts["unasked"] += 1
        now = self.clock.now()
        lately = [at for at in self._unasked[who] if at > now - WEEK]
        self._unasked[who] = [*lately, now]
        if len(lately) >= 3:
            self._fault(f"p{who} has read {len(lately)} things unasked in a week, and got {key}")

    async def _standing(self, who: int, key: str) -> Standing | None:
        kind, number, *_ = key.split(":")
        if kind in ("check_in_enrolment", "prompt", "check_in"):
            return self.standups[who]
        if kind in ("circle", "news"):
            return self.circles[who][int(number) - 1]
        if kind not in ("round", "pairing"):
            return None
        column = round_.c.id if kind == "round" else pairing.c.id
        tables = await self._tables(column == int(number))
        return self.circles[who][tables[0].circle - 1] if tables else None

    async def _coming(self, number: int) -> tuple[datetime, date]:
        """When the next round of a circle is drawn, and its day."""
        assert self.database is not None
        async with self.database.read() as tx:
            row = await tx.first(
                select(circle.c.next_at, circle.c.next_period).where(circle.c.id == number)
            )
        assert row is not None
        return row["next_at"], row["next_period"]

    async def _tables(self, where: object) -> list[Sat]:
        assert self.database is not None
        async with self.database.read() as tx:
            rows = await tx.all(
                select(
                    pairing.c.id,
                    pairing.c.round_id,
                    round_.c.circle_id,
                    round_.c.period,
                    round_.c.at,
                    account.c.ref,
                )
                .join(round_, round_.c.id == pairing.c.round_id)
                .join(seat, seat.c.pairing_id == pairing.c.id)
                .join(account, account.c.member_id == seat.c.member_id)
                .where(where)  # type: ignore[arg-type]  # a condition on these columns
                .order_by(pairing.c.id)
            )
        found: dict[int, Sat] = {}
        for row in rows:
            before = found[row["id"]].people if row["id"] in found else frozenset()
            people = before | {int(row["ref"][1:])}
            found[row["id"]] = Sat(
                row["circle_id"], row["round_id"], row["period"], row["at"], people
            )
        return list(found.values())

    async def _named(self, round_id: int) -> str:
        tables = await self._tables(round_.c.id == round_id)
        return CIRCLES[tables[0].circle - 1] if tables else ""

    def _fault(self, what: str) -> None:
        self.wrong.append(f"{self.clock.now():%Y-%m-%d %H:%M}  {what}")


CIRCLES = ("Harbour", "Quay")
HOURS = (12, 16)  # of their rounds, in UTC


def _night(now: datetime, zone: str) -> bool:
    return not 8 <= now.astimezone(ZoneInfo(zone)).hour < 20
