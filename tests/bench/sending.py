"""A thousand deliveries at once, to a platform that takes no time: what sending itself costs.

    python -m tests.bench.sending [HOW_MANY]

Once as prompts, which people asked for at this hour, and once as messages that nobody asked for,
which mind the hour and the week of whoever reads them.
"""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from bot.chat.message import Message
from bot.chat.platform import Direct
from bot.chat.text import Words
from bot.members.store import account, member
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from tests.town import MONDAY, town


async def send(how_many: int) -> None:
    """Let them all wait, and empty the outbox."""
    with TemporaryDirectory() as folder:
        async with town(Path(folder)) as there:
            await there.opens()
            await there.bot.deliver()
            async with there.database.write() as tx:
                ids = range(100, 100 + how_many)
                born = {"community_id": 1, "created_at": MONDAY}
                people = [{"id": n, "name": f"Person {n}", "zone": "UTC", **born} for n in ids]
                await tx.run(member.insert(), people)
                refs = [{"member_id": n, "workspace_id": 1, "ref": f"p{n}"} for n in ids]
                await tx.run(account.insert(), refs)
            said = Message(body=((Words("How was the harbour today?"),),))
            for what in ("prompts", "unasked"):
                made = Delivery("", 1, "stage", "town", Direct(""), said, MONDAY)
                if what == "prompts":
                    made = replace(made, asked=True, at_once=True)
                async with there.database.write() as tx:
                    waiting = [replace(made, key=f"{what}:{n}", to=Direct(f"p{n}")) for n in ids]
                    await outbox.put(tx, waiting)
                began, worked = perf_counter(), process_time()
                sent = await there.bot.deliver()
                took, worked = perf_counter() - began, process_time() - worked
                print(f"{sent} {what}: {took:.1f} s, {worked:.1f} s of them at work")  # noqa: T201  # what it is for


if __name__ == "__main__":
    asyncio.run(send(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
