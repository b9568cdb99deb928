"""How fast the outbox goes, and how it stops."""

import asyncio
from contextlib import suppress
from itertools import pairwise

from bot.chat.platform import (
    Address,
    Channel,
    Direct,
    Payload,
    Receipt,
    Table,
    Traits,
)
from tests.bot.outbox.post import Post, delivery, opening
from tests.stage import Stage


class Watching(Stage):
    """A stage that sees who is there at the same time, and when."""

    def __init__(self, traits: Traits, company: int = 1) -> None:
        super().__init__(traits)
        self.company = company
        self.crowd = asyncio.Event()
        self.now: set[str] = set()
        self.most = 0
        self.at: list[tuple[float, Address]] = []

    async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
        """Take a moment; the first calls wait until there is `company`, if there ever is."""
        place = repr(to)
        assert place not in self.now, "two at once to one place"
        self.now.add(place)
        self.most = max(self.most, len(self.now))
        self.at.append((asyncio.get_running_loop().time(), to))
        if self.most >= self.company:
            self.crowd.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.crowd.wait(), 2.0)
        await asyncio.sleep(0.02)
        self.now.remove(place)
        return await super().deliver(workspace, to, payload, key)


async def test_few_calls_at_a_time_and_one_for_each_place(post: Post) -> None:
    """A crash can leave four calls in doubt, and no two to one place."""
    watching = Watching(Traits(seats=8), company=4)
    post.platforms["stage"] = watching
    await post.put(*(delivery(f"{n}", Direct(f"p{n % 10}")) for n in range(30)))
    assert await post.courier.deliver() == 30
    assert watching.most == 4


async def test_the_pace_is_the_platforms(post: Post) -> None:
    """Between two messages to one place, and between two openings, as long as the traits say."""
    watching = Watching(Traits(seats=8, per_place=0.03, per_workspace={"opening": 0.03}))
    post.platforms["stage"] = watching
    await post.put(*(delivery(f"{n}", Channel("lunch")) for n in range(4)))
    await post.put(*(opening(f"T{n}") for n in range(4)))
    await post.put(*(delivery(f"d{n}", Direct(f"p{n}")) for n in range(4)))
    assert await post.courier.deliver() == 12
    for kept in (Channel, Table):
        times = [at for at, to in watching.at if isinstance(to, kept)]
        assert all(later - earlier >= 0.03 for earlier, later in pairwise(times))


async def test_stopping_begins_nothing_new(post: Post) -> None:
    """What is on its way is finished and written down; what waits stays for the next start."""
    started, go_on = asyncio.Event(), asyncio.Event()

    class Slow(Stage):
        async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
            started.set()
            await go_on.wait()
            return await super().deliver(workspace, to, payload, key)

    slow = Slow(Traits(seats=8, per_place=60.0))
    post.platforms["stage"] = slow
    await post.put(*(delivery(f"{n}", Channel("lunch")) for n in range(3)))
    running = asyncio.create_task(post.courier.deliver())
    await started.wait()
    post.courier.stop()
    go_on.set()
    async with asyncio.timeout(5):
        assert await running == 1
    assert await post.states() == {"0": "sent", "1": "pending", "2": "pending"}


async def test_stopping_does_not_wait_for_a_pace(post: Post) -> None:
    """Whoever waits for their turn at a slow platform is let go at once."""
    post.stage.traits = Traits(seats=8, per_workspace={"opening": 3600.0})
    await post.put(opening("T1"))
    await post.courier.deliver()
    await post.put(opening("T2"))
    running = asyncio.create_task(post.courier.deliver())
    await asyncio.sleep(0.05)
    post.courier.stop()
    async with asyncio.timeout(5):
        await running
    assert await post.states() == {"T1": "sent", "T2": "pending"}


async def test_a_slow_call_does_not_hold_up_the_next_of_its_kind(post: Post) -> None:
    """The pace is between the beginnings of two calls, however long each of them takes."""
    both = asyncio.Event()

    class Slow(Stage):
        began = 0

        async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
            self.began += 1
            if self.began == 2:
                both.set()
            await both.wait()
            return await super().deliver(workspace, to, payload, key)

    post.platforms["stage"] = Slow(Traits(seats=8, per_workspace={"opening": 0.01}))
    await post.put(opening("T1"), opening("T2"))
    async with asyncio.timeout(5):
        assert await post.courier.deliver() == 2
