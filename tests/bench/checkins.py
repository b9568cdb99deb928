"""A quarter of check-ins, played as fast as it goes: a thousand members, in forty zones, in three.

    python -m tests.bench.checkins [DAYS] [--real]

The bot ticks on every half minute at which something is due, and goes by the others in one step:
what such a tick with nothing to do costs is measured beside it. One member in twenty answers
everything by the door, in forms; whatever is asked on a Friday, everybody has answered when its
digest is made. The rest give no sign, and are reminded each time. Nothing is delivered.

`--real` plays over the database as it runs, with its threads, and not in the thread of the bot.
"""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from sqlalchemy import select

from bot.app import Bot
from bot.chat.answer import Open
from bot.chat.form import ChoiceField, Field, TextField
from bot.chat.request import Value
from bot.checkins.model import Enrolment, planned
from bot.checkins.store import checkins, enrolments, prompts, responses
from bot.checkins.store.answers import answer
from bot.clock import SetClock
from bot.inbox.patience import Patience
from bot.members.store import account, member
from bot.outbox.store import delivery
from bot.scheduler import TICK
from tests.bench.inline import Inline, Timed
from tests.bot.checkins.made import STANDUP, makes
from tests.stage import Stage
from tests.town import MONDAY, Town, migrated

DOCS = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- check-ins: begin -->", "<!-- check-ins: end -->"
QUARTER = 91  # days
PEOPLE = 1000
FRIDAY = 4
ANSWERS = 20  # one in so many, by the door
CHECK_INS = (
    ("standup", "every weekday at 9:30"),
    ("reflective", "Fridays at 15:00"),
    ("accountability", "Mondays at 11:00"),
)
SAID = "What I am building, why it takes so long, and whom I would like to ask about it. " * 2
KEYS = (":asking:", ":reminder:", ":digest:")
ZONES = [
    *("Pacific/Kiritimati", "Pacific/Auckland", "Pacific/Chatham"),
    *("Pacific/Fiji", "Pacific/Tongatapu", "Pacific/Pago_Pago"),
    *("Pacific/Honolulu", "Australia/Lord_Howe", "Australia/Sydney"),
    *("Australia/Brisbane", "Australia/Adelaide", "Australia/Perth"),
    *("Asia/Tokyo", "Asia/Seoul", "Asia/Shanghai"),
    *("Asia/Bangkok", "Asia/Yangon", "Asia/Dhaka"),
    *("Asia/Kathmandu", "Asia/Kolkata", "Asia/Karachi"),
    *("Asia/Dubai", "Asia/Tehran", "Europe/Moscow"),
    *("Europe/Helsinki", "Africa/Cairo", "Africa/Nairobi"),
    *("Africa/Lagos", "Europe/Berlin", "Europe/London"),
    *("Atlantic/Azores", "America/Sao_Paulo", "America/St_Johns"),
    *("America/Halifax", "America/New_York", "America/Chicago"),
    *("America/Mexico_City", "America/Denver", "America/Los_Angeles"),
    *("America/Anchorage",),
]


@dataclass
class Spent:
    """Seconds on so many of something: by the clock on the wall, and of the processor."""

    times: int = 0
    wall: float = 0.0
    processor: float = 0.0

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count this in."""
        wall, processor = perf_counter(), process_time()
        yield
        self.times += 1
        self.wall += perf_counter() - wall
        self.processor += process_time() - processor


@dataclass
class Quarter:
    """What a simulated quarter took. `held`: seconds of each transaction that wrote."""

    days: int
    ticks: Spent = field(default_factory=Spent)
    ahead: Spent = field(default_factory=Spent)
    idle: Spent = field(default_factory=Spent)
    answers: Spent = field(default_factory=Spent)
    said: tuple[int, ...] = ()
    held: list[float] = field(default_factory=list)


async def play(days: int, database: type[Timed] = Inline) -> Quarter:
    """Wind the clock from one thing that is due to the next."""
    quarter = Quarter(days)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "town.db"
        await (await migrated(path)).close()
        opened = await database.open(f"sqlite+aiosqlite:///{path}")
        assert isinstance(opened, Timed)
        clock, stage = SetClock(MONDAY), Stage()
        bot = Bot(opened, clock, patience=Patience(at_once=1_000_000))
        bot.platforms["stage"] = stage
        town = Town(bot, stage, clock, opened)
        await _people(town)
        opened.held.clear()
        end, seen = MONDAY + timedelta(days=days), 0
        while clock.now() < end:
            with quarter.ahead.one():
                moments = await bot.ahead()
            coming = [at for at, _ in moments if at > clock.now()]
            clock.set(min([end, *(_next_tick(at) for at in coming[:1])]))
            await _all_answer(town)
            with quarter.ticks.one():
                await bot.tick()
            seen = await _some_answer(town, quarter, seen)
        for _ in range(2000):
            with quarter.idle.one():
                await bot.tick()
        quarter.held = list(opened.held)
        quarter.said = await _said(town)
        await opened.close()
    return quarter


async def _people(town: Town) -> None:
    for pack, when in CHECK_INS:
        await makes(town, dict(STANDUP) | {"name": pack, "pack": pack, "when": when})
    async with town.database.write() as tx:
        ids = {n: ZONES[n % len(ZONES)] for n in range(100, 100 + PEOPLE)}
        born = {"community_id": 1, "zone_from": "self", "created_at": MONDAY}
        people = [{"id": n, "name": f"p{n}", "zone": ids[n], **born} for n in ids]
        await tx.run(member.insert(), people)
        refs = [{"member_id": n, "workspace_id": 1, "ref": f"p{n}"} for n in ids]
        await tx.run(account.insert(), refs)
        for check_in in await checkins.active(tx):
            for n, zone in ids.items():
                one = planned(check_in, Enrolment(0, check_in.id, n, zone), MONDAY)
                await enrolments.enrol(tx, one, "command", 1, MONDAY)


def _next_tick(at: datetime) -> datetime:
    """The first tick that is not before this moment."""
    return at + timedelta(seconds=-(at - MONDAY).total_seconds() % TICK)


async def _some_answer(town: Town, quarter: Quarter, seen: int) -> int:
    """One in so many of those who were asked opens the form, fills it in, and sends it."""
    async with town.database.read() as tx:
        new = await tx.all(
            select(delivery.c.id, delivery.c.member_id, delivery.c.on_end, delivery.c.about)
            .where(delivery.c.id > seen)
            .order_by(delivery.c.id)
        )
        asked = [
            row
            for row in new
            if row["on_end"] == "checkins.asked" and row["member_id"] % ANSWERS == 0
        ]
        names = {each.id: each.name for each in await checkins.active(tx)}
        of = {row["about"]: await enrolments.with_id(tx, row["about"]) for row in asked}
    for row in asked:
        seat = of[row["about"]]
        assert seat is not None
        with quarter.answers.one():
            await _answers(town, row["member_id"], names[seat.enrolment.check_in])
    return max([seen, *(int(row["id"]) for row in new)])


async def _answers(town: Town, number: int, check_in: str) -> None:
    opened = await town.says(f"p{number}", f"/checkin answer {check_in}", channel=None)
    assert isinstance(opened, Open), opened
    values = {each.name: _filled(each) for each in opened.form.fields}
    await town.sends(f"p{number}", opened, values, channel=None)


def _filled(asked: Field) -> Value:
    if isinstance(asked, TextField):
        return SAID[: asked.most].strip()
    return asked.options[0].value if isinstance(asked, ChoiceField) else ()


async def _all_answer(town: Town) -> None:
    """Whoever was asked on a Friday and has not answered when the prompt closes has done so.

    Written as rows: it is the digest of so many answers that is looked at here.
    """
    now = town.clock.now()
    async with town.database.read() as tx:
        every = {each.id: each for each in await checkins.active(tx)}
        over = await prompts.to_close(tx, now)
    for prompt in [each for each in over if each.period.weekday() == FRIDAY]:
        numbers = range(1, 1 + len(every[prompt.check_in].questions))
        async with town.database.write() as tx:
            this = responses.response.c.prompt_id == prompt.id
            silent = this & (responses.response.c.state == "asked")
            rows = await tx.all(select(responses.response.c.member_id).where(silent))
            one = {"prompt_id": prompt.id, "value": SAID}
            said = [
                one | {"member_id": row["member_id"], "question": n}
                for row in rows
                for n in numbers
            ]
            await tx.run(answer.insert(), said)
            await tx.run(
                responses.response.update()
                .where(silent)
                .values(state="answered", answered_at=now, remind_at=None)
            )
        assert isinstance(town.database, Timed)
        town.database.held.pop()  # not a write of the bot's


async def _said(town: Town) -> tuple[int, ...]:
    async with town.database.read() as tx:
        rows = await tx.all(select(delivery.c.key).where(delivery.c.kind == "message"))
    return tuple(sum(part in row["key"] for row in rows) for part in KEYS)


def table(quarter: Quarter) -> str:
    """What was measured, in Markdown."""
    ticks, ahead, idle, door = quarter.ticks, quarter.ahead, quarter.idle, quarter.answers
    rest = quarter.days * 86400 // TICK - ticks.times
    held = sorted(quarter.held)
    cuts = [held[int(len(held) * part)] for part in (0.5, 0.99, 0.999)]
    rows = (
        ("Prompts, reminders, messages of digests", ", ".join(f"{n:,}" for n in quarter.said), ""),
        (
            f"{ticks.times:,} ticks with something to do, seconds",
            f"{ticks.wall:.1f}",
            f"{ticks.processor:.1f}",
        ),
        (
            "Finding out as often when the next one is, seconds",
            f"{ahead.wall:.1f}",
            f"{ahead.processor:.1f}",
        ),
        (f"Each of {rest:,} ticks with nothing to do, ms", *_each(idle)),
        (f"Each of {door.times:,} answers by the door, ms", *_each(door)),
        *(
            (f"A transaction that wrote, of {len(held):,}: {which}, ms", f"{long * 1000:.1f}", "")
            for which, long in (
                ("half took less than", cuts[0]),
                ("99 of 100 less than", cuts[1]),
                ("999 of 1,000 less than", cuts[2]),
                ("the longest", held[-1]),
            )
        ),
    )
    head = (
        f"{quarter.days} days, {PEOPLE:,} members, {len(ZONES)} zones, {len(CHECK_INS)} check-ins"
    )
    lines = [f"| {head} | on the wall | of the processor |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _each(spent: Spent) -> tuple[str, str]:
    times = max(spent.times, 1)
    return f"{spent.wall / times * 1000:.2f}", f"{spent.processor / times * 1000:.2f}"


def main(arguments: list[str]) -> None:
    """Play it, and print the table; a whole quarter is kept in the docs."""
    days = [int(each) for each in arguments if each.isdigit()]
    database = Timed if "--real" in arguments else Inline
    written = table(asyncio.run(play(days[0] if days else QUARTER, database)))
    sys.stdout.write(written + "\n")
    if not days and database is Inline:
        before, _, rest = DOCS.read_text().partition(BEGIN)
        _, _, after = rest.partition(END)
        DOCS.write_text(f"{before}{BEGIN}\n{written}\n{END}{after}")


if __name__ == "__main__":
    main(sys.argv[1:])
