"""Who would read a delivery, found for many of them at a time."""

from dataclasses import replace

from sqlalchemy import Engine, event, select

from bot.chat.message import Message
from bot.chat.platform import Channel, Direct, Table
from bot.chat.text import Words
from bot.circles.store.rounds import pairing
from bot.database import Transaction
from bot.lunches import readers
from bot.members.store import member
from bot.outbox.model import Delivery
from bot.outbox.policy import Reader
from tests.town import MONDAY, Town

SAID = Message(body=((Words("Hello"),),))
TO_NOBODY = Delivery("", 1, "stage", "town", Channel("lunch"), SAID, MONDAY)
IN_CIRCLE = "circle:1"


def to(who: str, programme: str = "") -> Delivery:
    """Something to tell somebody alone."""
    key = f"{who}:{programme}"
    return replace(TO_NOBODY, key=key, to=Direct(who), programme=programme)


async def ids(tx: Transaction) -> dict[str, int]:
    """Our own id of each person."""
    return {row["name"]: row["id"] for row in await tx.all(select(member.c.id, member.c.name))}


async def test_each_has_their_own_readers(town: Town) -> None:
    """Asked for together, each is found as alone: people, tables, those away, and strangers."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cleo", "Dora")
    await town.wind(days=2)
    await town.says("Ben", "/lunch pause")
    async with town.database.read() as tx:
        who = await ids(tx)
        table = await tx.first(select(pairing.c.id))
        assert table is not None
        these = [
            to("ann"),
            to("ann", IN_CIRCLE),
            to("ben", IN_CIRCLE),
            to("olga", IN_CIRCLE),
            to("stranger", IN_CIRCLE),
            replace(TO_NOBODY, key="cleo", to=Table("x"), member=who["Cleo"]),
            replace(TO_NOBODY, key="t", to=Table("x"), programme=IN_CIRCLE, about=table["id"]),
            replace(TO_NOBODY, key="gone", to=Table("x"), programme=IN_CIRCLE, about=10_000),
            replace(TO_NOBODY, key="channel", programme=IN_CIRCLE),
        ]
        now = town.clock.now()
        together = await readers.of(tx, these, now)
        alone = [(await readers.of(tx, [each], now))[0] for each in these]
    assert together == alone
    of = dict(zip([each.key for each in these], together, strict=True))
    ann, cleo = Reader(who["Ann"], "UTC"), Reader(who["Cleo"], "UTC")
    assert [*of["ann:"]] == [*of["ann:circle:1"]] == [ann]
    assert [each.away for each in of["ben:circle:1"]] == [True]
    assert [each.away for each in of["olga:circle:1"]] == [True], "she is not in the circle"
    assert [*of["cleo"]] == [cleo]
    assert len(of["t"]) == 2
    assert [of[each] for each in ("stranger:circle:1", "gone", "channel")] == [(), (), ()]


async def test_people_of_one_programme_are_one_statement(town: Town) -> None:
    """However many they are."""
    await town.opens()
    await town.joins("Ann", "Ben", "Cleo")
    asked: list[str] = []

    @event.listens_for(Engine, "before_cursor_execute")
    def _(*about: object) -> None:
        asked.append(str(about[2]))

    async with town.database.read() as tx:
        these = [to(each, IN_CIRCLE) for each in ("ann", "ben", "cleo")]
        found = await readers.of(tx, these, MONDAY)
    event.remove(Engine, "before_cursor_execute", _)
    assert [len(each) for each in found] == [1, 1, 1]
    assert [line.partition(" ")[0] for line in asked] == ["BEGIN", "SELECT"]
