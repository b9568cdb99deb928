"""What sending costs: a thousand deliveries to a platform that takes no time, and an idle courier.

    python -m tests.bench.sending [HOW_MANY]

Once as prompts, which people asked for at this hour, and once as messages that nobody asked for,
which mind the hour and the week of whoever reads them. Once as fast as they go, four at a time, and
once one after the other, as a platform wants them that has a pace. Then with nothing to do, and
beside a hundred times as many: an outbox that is full of them is looked at in no more time.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from sqlalchemy import Engine, event

from bot.chat.message import Message
from bot.chat.platform import Direct, Traits
from bot.chat.text import Words
from bot.members.store import account, member
from bot.outbox import carrying
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from bot.scheduler import Loop
from tests.bench.checkins import Spent
from tests.stage import Stage
from tests.town import MONDAY, Town, town

DOCS = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- sending: begin -->", "<!-- sending: end -->"
MANY = 1000
FULL = 100  # times as many stand in a full outbox
LOOKS = 300
WATCHED = 20.0  # seconds of an idle bot
SAID = Message(body=((Words("How was the harbour today?"),),))
UNASKED = Delivery("", 1, "stage", "town", Direct(""), SAID, MONDAY)
PROMPT = replace(UNASKED, asked=True, at_once=True)


Row = tuple[str, ...]


@dataclass
class Counted:
    """What the database was asked meanwhile."""

    statements: int = 0
    transactions: int = 0


@contextmanager
def counting() -> Iterator[Counted]:
    """Count statements, the beginnings of transactions among them, and those that write."""
    counted = Counted()

    @event.listens_for(Engine, "before_cursor_execute")
    def _(*about: object) -> None:
        counted.statements += 1
        counted.transactions += about[2] == "BEGIN IMMEDIATE"

    yield counted
    event.remove(Engine, "before_cursor_execute", _)


@asynccontextmanager
async def peopled(how_many: int, traits: Traits) -> AsyncIterator[Town]:
    """A town with so many people in it, whose platform takes no time."""
    with TemporaryDirectory() as folder:
        async with town(Path(folder), Stage(traits)) as there:
            await there.opens()
            await there.bot.deliver()
            async with there.database.write() as tx:
                ids = range(100, 100 + how_many)
                born = {"community_id": 1, "created_at": MONDAY}
                people = [{"id": n, "name": f"Person {n}", "zone": "UTC", **born} for n in ids]
                await tx.run(member.insert(), people)
                refs = [{"member_id": n, "workspace_id": 1, "ref": f"p{n}"} for n in ids]
                await tx.run(account.insert(), refs)
            yield there


async def send(how_many: int) -> list[Row]:
    """Let them all wait, and empty the outbox."""
    rows: list[Row] = []
    at_once = Traits(seats=8)
    one_by_one = replace(at_once, per_workspace={"message": 0.0001})
    for how, traits in (
        ("that go as fast as they can", at_once),
        ("that go one by one", one_by_one),
    ):
        async with peopled(how_many, traits) as there:
            for what, made in (("A prompt", PROMPT), ("An unasked message", UNASKED)):
                await put(there, made, what, how_many)
                spent = Spent()
                with counting() as counted, spent.one():
                    assert await there.bot.deliver() == how_many
                rows.append(
                    (f"{what}, of {how_many:,} {how}, ms", *_each(spent, counted, how_many))
                )
    return rows


async def put(there: Town, made: Delivery, name: str, how_many: int) -> None:
    """One of it for each of so many people; whom the bot does not know is a stranger to it."""
    async with there.database.write() as tx:
        ids = range(100, 100 + how_many)
        await outbox.put(tx, [replace(made, key=f"{name}:{n}", to=Direct(f"p{n}")) for n in ids])


async def look(how_many: int) -> list[Row]:
    """Find nothing to do, and what is due: in an empty outbox and in full ones."""
    many = FULL * how_many
    week = replace(UNASKED, not_before=MONDAY + timedelta(days=7))
    rows: list[Row] = []
    for beside, made in (
        ("in an empty outbox", None),
        (f"beside {many:,} that wait for another week", week),
        (f"beside {many:,} that are due", UNASKED),
    ):
        async with peopled(0, Traits(seats=8)) as there:
            if made:
                await put(there, made, "full", many)
            if made is not UNASKED:
                rows.append((f"Nothing to do {beside}, ms", *await _often(there.bot.deliver)))
            look_once = partial(_due, there)
            rows.append((f"A look for what is due {beside}, ms", *await _often(look_once)))
    return rows


async def _due(there: Town) -> None:
    async with there.database.read() as tx:
        await carrying.due(tx, MONDAY, 20, resting=())


async def _often(work: Callable[[], Awaitable[object]]) -> Row:
    """What doing this once costs."""
    spent = Spent()
    with counting() as counted:
        for _ in range(LOOKS):
            with spent.one():
                await work()
    return _each(spent, counted, LOOKS)


def _each(spent: Spent, counted: Counted, times: int) -> Row:
    each = (spent.wall * 1000, spent.processor * 1000, counted.transactions, counted.statements)
    return tuple(f"{number / times:.2f}" for number in each)


async def idle() -> Row:
    """Run the bot with nothing to do, as it is run: what it takes of each second."""
    async with peopled(0, Traits(seats=8)) as there:
        loop = Loop(there.bot)
        loop.start()
        await asyncio.sleep(2.0)
        began, worked = perf_counter(), process_time()
        with counting() as counted:
            await asyncio.sleep(WATCHED)
        seconds, worked = perf_counter() - began, process_time() - worked
        await loop.stop()
    asked = (counted.transactions / seconds, counted.statements / seconds)
    took = (worked / seconds * 1000, *asked)
    return ("A second of the whole bot with nothing to do, ms", "", *(f"{n:.2f}" for n in took))


async def measured(how_many: int) -> str:
    """What was measured, in Markdown."""
    rows = [*await send(how_many), *await look(how_many), await idle()]
    head = (
        "What is done",
        "on the wall",
        "of the processor",
        "transactions that write",
        "statements",
    )
    lines = [f"| {' | '.join(head)} |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def main(arguments: list[str]) -> None:
    """Measure it, and print the table; that of a thousand is kept in the docs."""
    how_many = int(arguments[0]) if arguments else MANY
    written = asyncio.run(measured(how_many))
    sys.stdout.write(written + "\n")
    if not arguments:
        before, _, rest = DOCS.read_text().partition(BEGIN)
        _, _, after = rest.partition(END)
        DOCS.write_text(f"{before}{BEGIN}\n{written}\n{END}{after}")


if __name__ == "__main__":
    main(sys.argv[1:])
