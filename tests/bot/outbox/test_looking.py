"""A look at the outbox costs the same, however much waits in it for another hour."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from bot.chat.platform import Channel, Direct
from bot.outbox import carrying
from tests.bot.outbox.post import Post, delivery
from tests.town import MONDAY

Asked = tuple[str, tuple[object, ...]]


@contextmanager
def asked() -> Iterator[list[Asked]]:
    """The statements that are asked meanwhile, without the frame of their transactions."""
    said: list[Asked] = []

    @event.listens_for(Engine, "before_cursor_execute")
    def _(*about: object) -> None:
        statement, values = str(about[2]), about[3]
        if not statement.startswith("BEGIN"):
            assert isinstance(values, tuple)
            said.append((statement, values))

    yield said
    event.remove(Engine, "before_cursor_execute", _)


@pytest.fixture
async def full(post: Post) -> Post:
    """An outbox with what was said, one thing to say now, and much that waits for another week."""
    await post.put(*(delivery(f"said:{n}", Channel(f"c{n}")) for n in range(20)))
    await post.courier.deliver()
    week = MONDAY + timedelta(days=7)
    later = [replace(delivery(f"{n}", Direct(f"p{n}")), not_before=week) for n in range(500)]
    await post.put(*later)
    await post.put(delivery("now", Channel("lunch")))
    return post


async def test_nothing_to_do_is_one_statement(full: Post) -> None:
    """However much waits for its hour, and whatever is over."""
    await full.courier.deliver()
    with asked() as said:
        assert await full.courier.deliver() == 0
    assert [statement.partition(" ")[0] for statement, _ in said] == ["SELECT"]


async def test_a_look_reads_the_ends_of_indexes(full: Post) -> None:
    """What is due or too late is found, in its order, without reading what waits or is over."""
    async with full.database.read() as tx:
        with asked() as said:
            assert await carrying.anything(tx, MONDAY) == (True, False)
            assert [each.kind for each in await carrying.due(tx, MONDAY, 20, resting=())] == [
                "message"
            ]
            assert await carrying.expired(tx, MONDAY) == []
    with closing(sqlite3.connect(full.database.path)) as file:
        plan = [
            str(row[3])
            for statement, values in said
            for row in file.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    first, due = "ix_delivery_kind_not_before (kind=?)", "(kind=? AND not_before<?)"
    assert sum(first in line for line in plan) == sum(due in line for line in plan) == 6
    assert sum("SEARCH before USING INDEX ix_delivery_lane" in line for line in plan) == 6
    assert sum("ix_delivery_expires_at" in line for line in plan) == 2
    read_through = ("SCAN delivery", "SCAN before", "SCAN opening_of", "USE TEMP B-TREE")
    assert [line for line in plan if line.startswith(read_through)] == [], plan
