"""Single rounds of twenty people, each played with and without a private wish, as one sees them.

Both halves of a pair have the same people, past, chance and day. In one of them Ann wishes never to
sit with Ben; kept is all that Ben is sent, and all that he is answered.
"""

import asyncio
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select

from bot.chat.message import Message
from bot.chat.platform import Channel, Direct, Opening, Table, kind
from bot.members.communities import community
from bot.outbox import store as outbox
from bot.outbox.store import delivery
from tests.stage import Carried, Stage
from tests.town import MONDAY, Town, said, town

PEOPLE = ("Ann", "Ben", *(f"P{n:02}" for n in range(18)))
NOON = MONDAY + timedelta(days=1, hours=4)
CHECKED = (  # after the round's hour
    timedelta(),
    timedelta(minutes=1),
    timedelta(days=2),
    timedelta(days=6),
)
BEFORE = ("/lunch status", "/lunch next", "/lunch avoid", "/circle show", "/circle preview")
AFTER = ("/lunch status", "/lunch why", "/lunch history", "/lunch avoid", "/circle stats")


@dataclass(frozen=True, slots=True)
class Seen:
    """What Ben saw in one round: how it reached him, when (after its hour), and what it said."""

    kinds: tuple[str, ...]
    times: tuple[timedelta, ...]
    sent: tuple[str, ...]
    answers: tuple[str, ...]
    company: tuple[str, ...]


async def beginnings(folder: Path, rounds: int) -> Path:
    """A town where so many rounds were held, to be copied."""
    place = folder / f"after-{rounds}"
    place.mkdir()
    async with town(place) as there:
        await there.opens()
        await there.joins(*PEOPLE)
        await there.bot.deliver()
        await there.wind(weeks=rounds)
    return place / "town.db"


def played(folder: Path, start: Path, rounds: int, seed: int) -> tuple[Seen, Seen]:
    """The next round from there with the wish, and without it."""
    with_it = asyncio.run(play(folder, start, rounds, seed, wish=True))
    return with_it, asyncio.run(play(folder, start, rounds, seed, wish=False))


async def play(folder: Path, start: Path, rounds: int, seed: int, *, wish: bool) -> Seen:
    """The next round from there, by a lot of this seed; some sit it out."""
    rng = Random(seed)
    place = folder / f"{rounds}-{seed}-{wish}"
    place.mkdir()
    shutil.copy(start, place / "town.db")
    async with town(place, Stage(), MONDAY + timedelta(weeks=rounds)) as there:
        async with there.database.write() as tx:
            await tx.run(community.update().values(lot_secret=rng.randbytes(32)))
        for name in PEOPLE:
            if name != "Ben" and rng.random() < 0.1:
                await there.says(name, "/lunch skip")
        if wish:
            await there.says("Ann", "/lunch avoid <@ben>")
        answers = [said(await there.says("Ben", line, organises=True)) for line in BEFORE]
        carried: list[tuple[timedelta, Carried]] = []
        for later in CHECKED:
            there.clock.set(NOON + timedelta(weeks=rounds) + later)
            await there.bot.tick()
            if not later:
                await _only_what_reaches_ben(there)
            await there.bot.deliver()
            carried += [(later, each) for each in there.stage.carried[len(carried) :]]
        answers += [said(await there.says("Ben", line, organises=True)) for line in AFTER]
    shutil.rmtree(place)
    return _seen(carried, answers)


async def _only_what_reaches_ben(there: Town) -> None:
    """What goes to other tables is withdrawn, as carrying it takes most of the time."""
    async with there.database.write() as tx:
        waiting = await tx.all(select(delivery).where(delivery.c.state == "pending"))
        opened = {
            row["key"]
            for row in waiting
            if row["kind"] == "opening" and '"ben"' in (row["payload"] or "")
        }
        others = [
            row["key"]
            for row in waiting
            if (row["kind"] == "opening" and row["key"] not in opened)
            or (row["opening"] is not None and row["opening"] not in opened)
            or (":direct:" in row["lane"] and not row["lane"].endswith(":direct:ben"))
        ]
        await outbox.withdraw(tx, others, "not for Ben", there.clock.now())


def _seen(carried: list[tuple[timedelta, Carried]], answers: list[str]) -> Seen:
    tables = {
        each.key: each.payload.people
        for _, each in carried
        if isinstance(each.payload, Opening) and "ben" in each.payload.people
    }
    received = [
        (later, each)
        for later, each in carried
        if each.to in (Direct("ben"), Channel("lunch"))
        or each.key in tables
        or (isinstance(each.to, Table) and each.to.opening in tables)
    ]
    return Seen(
        kinds=tuple(f"{type(each.to).__name__} {kind(each.payload)}" for _, each in received),
        times=tuple(later for later, _ in received),
        sent=tuple(said(each.payload) for _, each in received if isinstance(each.payload, Message)),
        answers=tuple(answers),
        company=tuple(name for people in tables.values() for name in people),
    )
