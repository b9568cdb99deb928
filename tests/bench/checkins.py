"""A quarter of check-ins, played as fast as it goes: a thousand members, in forty zones, in three.

    python -m tests.bench.checkins [DAYS]

Prints how long it took, and how long the longest transaction held the writer. The members give no
sign, so that each is asked and reminded every time.
"""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.app import Bot
from bot.checkins.model import Enrolment, planned
from bot.checkins.store import checkins, enrolments
from bot.clock import SetClock
from bot.inbox.patience import Patience
from bot.members.store import account, member
from tests.bench.inline import Inline
from tests.bot.checkins.made import STANDUP, makes
from tests.stage import Stage
from tests.town import MONDAY, Town, migrated

PEOPLE = 1000
WHEN = ("every weekday at 9:30", "Fridays at 15:00", "Mondays at 11:00")
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


async def play(days: int) -> None:
    """Wind the clock from one thing that is due to the next."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "town.db"
        await (await migrated(path)).close()
        database = await Inline.open(f"sqlite+aiosqlite:///{path}")
        assert isinstance(database, Inline)
        clock, stage = SetClock(MONDAY), Stage()
        bot = Bot(database, clock, patience=Patience(at_once=1_000_000))
        bot.platforms["stage"] = stage
        await _people(Town(bot, stage, clock, database), database)
        database.longest = 0.0
        end, began, ticks = MONDAY + timedelta(days=days), perf_counter(), 0
        while clock.now() < end:
            ahead = [at for at, _ in await bot.ahead() if at > clock.now()]
            clock.set(min([end, *ahead[:1]]))
            await bot.tick()
            ticks += 1
        took = perf_counter() - began
        await database.close()
    print(f"{days} days, {ticks} ticks: {took:.1f} s, {database.longest * 1000:.0f} ms at once")  # noqa: T201  # what it is for


async def _people(town: Town, database: Inline) -> None:
    for n, when in enumerate(WHEN):
        await makes(town, dict(STANDUP) | {"name": f"Check-in {n}", "when": when})
    async with database.write() as tx:
        ids = {n: ZONES[n % len(ZONES)] for n in range(100, 100 + PEOPLE)}
        born = {"community_id": 1, "created_at": MONDAY}
        people = [{"id": n, "name": f"Person {n}", "zone": ids[n], **born} for n in ids]
        await tx.run(member.insert(), people)
        refs = [{"member_id": n, "workspace_id": 1, "ref": f"p{n}"} for n in ids]
        await tx.run(account.insert(), refs)
        for check_in in await checkins.active(tx):
            for n, zone in ids.items():
                one = planned(check_in, Enrolment(0, check_in.id, n, zone), MONDAY)
                await enrolments.enrol(tx, one, "command", 1, MONDAY)


if __name__ == "__main__":
    asyncio.run(play(int(sys.argv[1]) if len(sys.argv) > 1 else 91))
