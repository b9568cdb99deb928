"""What begins and ends at the same moment is written down together, and nothing of it is weaker."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, func, select
from structlog.testing import capture_logs

from bot.chat.platform import Address, Direct, Payload, Receipt, Table
from bot.database import Database
from bot.members.store import member
from bot.outbox import ledger
from bot.outbox import store as outbox
from bot.outbox.policy import Reader
from tests.bot.outbox.post import Post, delivery
from tests.stage import Stage
from tests.town import MONDAY


async def test_forty_messages_are_a_few_transactions(post: Post) -> None:
    """Four are on their way at a time, so four beginnings and four ends are one commit."""
    await post.put(*(delivery(f"{n}", Direct(f"p{n}")) for n in range(40)))
    begun: list[str] = []

    @event.listens_for(Engine, "before_cursor_execute")
    def _(*about: object) -> None:
        begun.append(str(about[2]))

    assert await post.courier.deliver() == 40
    event.remove(Engine, "before_cursor_execute", _)
    assert begun.count("BEGIN IMMEDIATE") <= 15


async def test_never_more_than_four_are_in_doubt(post: Post) -> None:
    """Whenever a platform is called, the database has this one as on its way, and three more."""
    seen: list[int] = []

    class Looking(Stage):
        async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
            other = await Database.open(f"sqlite+aiosqlite:///{post.database.path}")
            going = select(outbox.delivery.c.key).where(outbox.delivery.c.state == "sending")
            async with other.read() as tx:
                keys = {row["key"] for row in await tx.all(going)}
            await other.close()
            assert key in keys
            seen.append(len(keys))
            return await super().deliver(workspace, to, payload, key)

    post.platforms["stage"] = Looking()
    await post.put(*(delivery(f"{n}", Direct(f"p{n}")) for n in range(20)))
    assert await post.courier.deliver() == 20
    assert max(seen) == 4


async def test_one_that_can_not_be_read_fails_alone(post: Post) -> None:
    """Should the words of one be damaged, the three that are written down with it are sent."""
    await post.put(*(delivery(f"{n}", Direct(f"p{n}")) for n in range(4)))
    async with post.database.write() as tx:
        damaged = outbox.delivery.c.key == "2"
        await tx.run(outbox.delivery.update().where(damaged).values(payload="{"))
    with capture_logs():
        assert await post.courier.deliver() == 3
    assert await post.states() == {"0": "sent", "1": "sent", "2": "failed", "3": "sent"}
    assert sorted(post.keys) == ["0", "1", "3"]


async def test_one_whose_end_can_not_be_told_is_written_alone(post: Post) -> None:
    """A fault of whoever is told of one end keeps no other from being told and written down."""
    ends = [replace(delivery(f"{n}", Direct(f"p{n}")), on_end="told", about=n) for n in range(4)]
    ends[1] = replace(ends[1], on_end="fails")
    await post.put(*ends)
    with capture_logs() as logs:
        assert await post.courier.deliver() == 4
    assert set((await post.states()).values()) == {"sent"}
    assert sorted(post.keys) == ["0", "1", "2", "3"]
    assert {ended.about for _, ended in post.told} == {0, 2, 3}
    assert [each["log_level"] for each in logs] == ["error"]


async def test_two_at_once_to_one_person_count_both(post: Post) -> None:
    """What goes in the same transaction counts already: a week's last message is the last."""
    async with post.database.write() as tx:
        await tx.add(member, id=1, community_id=1, name="Ann", created_at=MONDAY)
        await ledger.spend(tx, [(1, "a"), (1, "b")], MONDAY)
    post.readers["ann"] = Reader(1, "UTC")
    await post.put(delivery("direct", Direct("ann")), delivery("ann", Table("T1", "room")))
    assert await post.courier.deliver() == 1
    assert post.keys == ["direct"]
    assert (await post.row("ann"))["reason"] == "somebody there has read enough this week"


@pytest.mark.parametrize("people", [1, 30])
async def test_a_night_is_waited_for_by_all(post: Post, people: int) -> None:
    """Those whose morning is awaited together each wait for their own."""
    zones = ["UTC", "Asia/Tokyo", "America/New_York"]
    async with post.database.write() as tx:
        for n in range(people):
            await tx.add(member, id=n + 1, community_id=1, name=f"p{n}", created_at=MONDAY)
            post.readers[f"p{n}"] = Reader(n + 1, zones[n % 3])
    post.clock.set(MONDAY + timedelta(hours=12))  # 20:00 UTC, 05:00 in Tokyo, 15:00 in New York
    await post.put(*(delivery(f"{n}", Direct(f"p{n}")) for n in range(people)))
    await post.courier.deliver()
    assert sorted(post.keys) == sorted(f"{n}" for n in range(people) if n % 3 == 2)
    await post.later(hours=3)  # 08:00 in Tokyo
    assert sorted(post.keys) == sorted(f"{n}" for n in range(people) if n % 3)
    await post.later(hours=9)
    assert len(post.keys) == people
    async with post.database.read() as tx:
        counted = await tx.first(select(func.count().label("n")).select_from(ledger.unasked))
    assert counted is not None
    assert counted["n"] == people
