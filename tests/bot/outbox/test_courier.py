"""Nothing vanishes, nothing overtakes, and nothing is said twice that can be helped."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.chat.action import uncarry
from bot.chat.message import Button, Message
from bot.chat.platform import (
    Address,
    Channel,
    Closing,
    Direct,
    Opening,
    Payload,
    Receipt,
    Table,
    Traits,
    Undeliverable,
)
from bot.chat.text import Words
from bot.database import Database
from bot.members import store as members
from bot.outbox import carrying
from bot.outbox import store as outbox
from bot.outbox.model import Delivery
from tests.bot.outbox.post import SECRET, Post, delivery, message, opening
from tests.stage import Stage
from tests.town import MONDAY, plain


async def test_a_key_that_is_put_twice_is_carried_once(post: Post) -> None:
    """Whoever puts the same thing again changes nothing, before or after it was sent."""
    first = delivery("hello", Direct("ann"))
    assert await post.put(first) == 1
    await post.put(first, replace(first, payload=message("another")))
    assert await post.courier.deliver() == 1
    await post.put(first)
    assert await post.courier.deliver() == 0
    assert [plain(m.body[0]) for m in post.stage.to_person("ann") if isinstance(m.body[0], tuple)]
    assert post.keys == ["hello"]
    row = await post.row("hello")
    assert (row["state"], row["receipt"], row["attempts"]) == ("sent", "message-hello", 1)


async def test_sending_is_written_down_before_the_call(post: Post) -> None:
    """While the platform is being called, the database says already that it may have arrived."""
    seen: list[str] = []

    class Looking(Stage):
        async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
            other = await Database.open(f"sqlite+aiosqlite:///{post.database.path}")
            async with other.read() as tx:
                row = await tx.first(select(outbox.delivery).where(outbox.delivery.c.key == key))
            await other.close()
            assert row is not None
            seen.append(f"{row['state']} {row['attempts']} {row['first_attempt'] == MONDAY}")
            return await super().deliver(workspace, to, payload, key)

    post.platforms["stage"] = Looking()
    await post.put(delivery("hello", Direct("ann")))
    await post.courier.deliver()
    assert seen == ["sending 1 True"]


async def _die_while_sending(post: Post, *deliveries: Delivery, arrived: bool) -> None:
    """The process ends in the middle of a call; the next one starts."""
    await post.put(*deliveries)
    for each in deliveries:
        async with post.database.write() as tx:
            row = await tx.first(
                select(outbox.delivery.c.id).where(outbox.delivery.c.key == each.key)
            )
            assert row is not None
            assert await carrying.take(tx, [row["id"]], post.clock.now()) == {row["id"]}
        if arrived:
            await post.stage.deliver("town", each.to, each.payload, each.key)
    assert await post.courier.recover() == len(deliveries)


async def test_after_a_crash_a_personal_message_is_sent_again(post: Post) -> None:
    """A message to a person or a table rather comes twice than never."""
    await _die_while_sending(post, delivery("hello", Direct("ann")), arrived=False)
    assert await post.states() == {"hello": "ambiguous"}
    assert await post.courier.deliver() == 1
    assert post.keys == ["hello"]
    assert (await post.row("hello"))["attempts"] == 2


async def test_after_a_crash_an_announcement_is_left_for_somebody_to_look_at(post: Post) -> None:
    """A message to a whole channel is never sent twice; whoever organises is asked instead."""
    said = replace(
        delivery("news", Channel("lunch")), again=False, on_end="circles.announced", about=7
    )
    await _die_while_sending(post, said, arrived=True)
    assert await post.courier.deliver() == 0
    assert post.keys == ["news"]
    assert await post.states() == {"news": "parked"}
    ((action, ended),) = post.told
    assert (action, ended.end, ended.about) == ("circles.announced", "parked", 7)


@pytest.mark.parametrize(
    ("after", "state"), [(0, "sent"), (119, "sent"), (120, "parked"), (500, "parked")]
)
async def test_while_the_platform_remembers_the_key_it_may_come_again(
    post: Post, after: int, state: str
) -> None:
    """Within that time the platform itself makes one of two, so it is sent under the same key."""
    post.stage.traits = Traits(seats=8, remembers=120.0)
    said = replace(delivery("news", Channel("lunch")), again=False)
    await _die_while_sending(post, said, arrived=True)
    await post.later(seconds=after)
    assert (await post.row("news"))["state"] == state
    assert set(post.keys) == {"news"}


async def test_an_opening_is_tried_again(post: Post) -> None:
    """A conversation whose making was not confirmed is found again by its reference."""
    await _die_while_sending(post, replace(opening("T1"), again=False), arrived=True)
    await post.courier.deliver()
    assert await post.states() == {"T1": "sent"}


async def test_one_lane_keeps_its_order(post: Post) -> None:
    """What goes to one place goes one after the other, also when the first has to wait."""
    post.stage.faults.append(Undeliverable("busy", after=60))
    await post.put(*(delivery(f"{n}", Channel("lunch")) for n in range(4)))
    assert await post.courier.deliver() == 0
    assert await post.later(seconds=30) == 0, "the ones behind do not overtake"
    assert await post.later(seconds=31) == 4
    assert post.keys == ["0", "1", "2", "3"]


async def test_lanes_do_not_wait_for_one_another(post: Post) -> None:
    """A channel that is told to wait for a day keeps nobody else waiting."""
    post.stage.faults.append(Undeliverable("busy", after=86_000))
    await post.put(delivery("slow", Channel("lunch")))
    await post.courier.deliver()
    await post.put(delivery("behind", Channel("lunch")), delivery("other", Channel("dinner")))
    await post.put(delivery("direct", Direct("ann")))
    assert await post.courier.deliver() == 2
    assert sorted(post.keys) == ["direct", "other"]


async def test_what_is_for_later_does_not_block_the_lane(post: Post) -> None:
    """A message of next week lets today's pass."""
    week = MONDAY + timedelta(days=7)
    await post.put(replace(delivery("later", Direct("ann")), not_before=week))
    await post.put(delivery("now", Direct("ann")))
    assert await post.courier.deliver() == 1
    assert post.keys == ["now"]
    assert await post.later(days=7) == 1


@pytest.mark.parametrize(
    ("after", "too_soon", "enough"), [(0, 0.9, 1.6), (10, 9.9, 10.6), (86_400, 86_390, 86_401)]
)
async def test_waiting_as_long_as_the_platform_asks(
    post: Post, after: float, too_soon: float, enough: float
) -> None:
    """`after` is kept to, with a second at least."""
    post.stage.faults.append(Undeliverable("ratelimited", after=after))
    await post.put(replace(delivery("hello", Direct("ann")), expires=MONDAY + timedelta(days=3)))
    await post.courier.deliver()
    assert await post.later(seconds=too_soon) == 0
    assert await post.later(seconds=enough - too_soon) == 1


async def test_refused_for_ever_is_over(post: Post) -> None:
    """What can't be delivered ends with its reason, and whoever wants to know is told."""
    post.stage.faults.append(Undeliverable("50007 closed to apps", forever=True))
    await post.put(
        replace(delivery("hello", Direct("ann")), on_end="circles.posted", about=3),
        delivery("next", Direct("ann")),
    )
    assert await post.courier.deliver() == 1
    row = await post.row("hello")
    assert (row["state"], row["reason"]) == ("failed", "50007 closed to apps")
    ((action, ended),) = post.told
    assert (action, ended.end, ended.reason) == ("circles.posted", "failed", "50007 closed to apps")


async def test_a_lost_answer_is_remembered(post: Post) -> None:
    """It arrived and nobody heard so: a personal message comes again, under the same key."""
    post.stage.lost.append(Undeliverable("the connection broke", perhaps=True))
    await post.put(delivery("hello", Direct("ann")))
    await post.courier.deliver()
    assert await post.states() == {"hello": "ambiguous"}
    await post.later(minutes=1)
    assert post.keys == ["hello", "hello"]


async def test_a_revoked_token_stops_everything_at_once(post: Post) -> None:
    """After `everywhere`, nothing goes out, then one trial in five minutes, until it works."""
    post.stage.faults.extend([Undeliverable("token_revoked", everywhere=True)] * 20)
    await post.put(*(delivery(f"{n}", Direct(f"p{n}")) for n in range(40)))
    await post.courier.deliver()
    asked = 20 - len(post.stage.faults)
    assert asked <= 4, "only what was on its way at the same moment"
    for _ in range(20):
        await post.later(seconds=30)
    assert 20 - len(post.stage.faults) <= asked + 3, "in ten minutes"
    post.stage.faults.clear()
    await post.later(minutes=6)
    assert len(post.keys) == 40


async def test_an_outage_opens_the_breaker(post: Post) -> None:
    """After five failures in a row the workspace is left alone, then tried with one delivery."""
    post.stage.faults.extend([Undeliverable("503")] * 100)
    await post.put(*(delivery(f"{n:02}", Direct(f"p{n}")) for n in range(30)))
    await post.courier.deliver()
    first = 100 - len(post.stage.faults)
    assert 5 <= first <= 8
    assert await post.later(seconds=30) == 0
    assert 100 - len(post.stage.faults) == first, "left alone for a minute"
    await post.later(seconds=31)
    assert 100 - len(post.stage.faults) == first + 1, "one is tried"
    post.stage.faults.clear()
    for _ in range(3):
        await post.later(minutes=10)
    assert len(set(post.keys)) == len(post.keys) == 30


async def test_another_workspace_goes_on_meanwhile(post: Post) -> None:
    """One workspace without a token does not concern the others."""
    async with post.database.write() as tx:
        await members.found(tx, "stage", "city", zone="UTC", language="en", now=MONDAY)
    post.stage.faults.append(Undeliverable("token_revoked", everywhere=True))
    await post.put(delivery("here", Direct("ann")))
    await post.courier.deliver()
    await post.put(
        delivery("also here", Direct("ben")),
        replace(delivery("there", Direct("ann")), community=2, workspace="city"),
    )
    assert await post.courier.deliver() == 1
    assert post.keys == ["there"]


async def test_what_waited_too_long_is_not_said(post: Post) -> None:
    """After a day, a message means nothing any more: it ends, with its reason."""
    post.stage.faults.append(Undeliverable("busy", after=86_400 * 2))
    await post.put(replace(delivery("hello", Direct("ann")), on_end="circles.posted"))
    await post.courier.deliver()
    assert await post.later(hours=23) == 0
    assert await post.states() == {"hello": "pending"}
    assert await post.later(hours=1) == 0
    assert await post.states() == {"hello": "failed"}
    assert "too late" in (await post.row("hello"))["reason"]
    assert [action for action, _ in post.told] == ["circles.posted"]


class Broken(Stage):
    """A stage on which some things are a fault of ours."""

    def __init__(self, fails: Callable[[str], bool]) -> None:
        super().__init__()
        self.fails = fails

    async def deliver(self, workspace: str, to: Address, payload: Payload, key: str) -> Receipt:
        """Break, or carry it."""
        if self.fails(key):
            raise KeyError(f"no {key} here")
        return await super().deliver(workspace, to, payload, key)


async def test_a_fault_of_an_adapter_ends_one_and_the_others_go_on(post: Post) -> None:
    """Whatever an adapter raises is logged, that delivery has failed, and it is told."""
    broken = Broken(lambda key: key == "bad")
    post.platforms["stage"] = broken
    await post.put(
        replace(delivery("bad", Direct("ann")), on_end="circles.posted"),
        delivery("after", Direct("ann")),
        delivery("other", Direct("ben")),
    )
    with capture_logs() as logs:
        assert await post.courier.deliver() == 2
    assert [(each["event"], each["log_level"]) for each in logs] == [("a fault of ours", "error")]
    assert await post.states() == {"bad": "failed", "after": "sent", "other": "sent"}
    assert (await post.row("bad"))["reason"] == "a fault of ours: KeyError"
    assert [(action, ended.end) for action, ended in post.told] == [("circles.posted", "failed")]


@pytest.mark.parametrize("arrives", [True, False], ids=["it arrived", "it can't arrive"])
async def test_a_fault_of_whoever_is_told_holds_nothing_up(post: Post, arrives: bool) -> None:
    """What became of a delivery is written down, even where telling so fails."""
    if not arrives:
        post.stage.faults.append(Undeliverable("gone", forever=True))
    await post.put(replace(delivery("first", Direct("ann")), on_end="fails"))
    await post.put(delivery("second", Direct("ann")))
    with capture_logs() as logs:
        await post.courier.deliver()
    assert "error" in [each["log_level"] for each in logs]
    assert await post.states() == {"first": "sent" if arrives else "failed", "second": "sent"}
    assert post.keys.count("second") == 1


async def test_what_expired_and_fails_to_be_told_does_not_stop_the_post(post: Post) -> None:
    """One bad row never keeps the whole outbox waiting."""
    await post.put(
        replace(delivery("late", Direct("ann")), on_end="fails", expires=MONDAY),
        delivery("hello", Direct("ben")),
    )
    with capture_logs():
        assert await post.courier.deliver() == 1
    assert await post.states() == {"late": "failed", "hello": "sent"}


async def test_a_row_that_can_not_be_read_fails_alone(post: Post) -> None:
    """Should the words of a delivery be damaged, it ends, and the next one is sent."""
    await post.put(delivery("damaged", Direct("ann")), delivery("sound", Direct("ann")))
    async with post.database.write() as tx:
        damaged = outbox.delivery.c.key == "damaged"
        await tx.run(outbox.delivery.update().where(damaged).values(payload="{"))
    with capture_logs():
        await post.courier.deliver()
    assert await post.states() == {"damaged": "failed", "sound": "sent"}


async def test_a_platform_that_is_not_configured_is_waited_for(post: Post) -> None:
    """Whoever starts without Slack for an hour loses nothing."""
    post.platforms.clear()
    await post.put(delivery("hello", Direct("ann")))
    assert await post.courier.deliver() == 0
    post.platforms["stage"] = post.stage
    assert await post.later(hours=1) == 1


async def test_an_introduction_waits_for_its_table_and_goes_to_it(post: Post) -> None:
    """Nothing is said at a table before it is open; then it goes to the id that the table has."""
    hello = delivery("hello", Table("T1"))
    await post.put(hello)
    assert await post.courier.deliver() == 0
    await post.put(opening("T1"))
    assert await post.courier.deliver() == 2
    assert post.keys == ["T1", "hello"]
    assert post.stage.carried[1].to == Table("T1", "room-T1")
    await post.put(delivery("more", Table("T1")), delivery("put away", Table("T1"), Closing()))
    assert await post.courier.deliver() == 2
    assert post.keys[2:] == ["more", "put away"]


async def test_a_table_that_never_opens_is_not_waited_for(post: Post) -> None:
    """When the opening has failed for ever, what would be said there ends, too."""
    post.stage.faults.append(Undeliverable("user_not_found", forever=True))
    await post.put(replace(opening("T1"), on_end="circles.opened"), delivery("hello", Table("T1")))
    await post.courier.deliver()
    await post.courier.deliver()
    assert await post.states() == {"T1": "failed", "hello": "failed"}
    assert "did not arrive" in (await post.row("hello"))["reason"]
    assert [(action, ended.end) for action, ended in post.told] == [("circles.opened", "failed")]


async def test_whom_a_table_did_not_reach_is_told(post: Post) -> None:
    """Whether it opened without them or not at all, whoever wants to know learns who is missing."""
    post.stage.unreachable.add("ben")
    three = Opening("Lunch", "T1", "lunch", ("ann", "ben", "cem"))
    larger = replace(opening("T1"), payload=three, on_end="circles.opened")
    await post.put(larger, replace(opening("T2"), on_end="circles.opened"))
    await post.courier.deliver()
    ended = [(each.end, each.missing) for _, each in post.told]
    assert sorted(ended) == [("failed", ("ben",)), ("sent", ("ben",))]


async def test_what_waits_can_say_something_else(post: Post) -> None:
    """Words that are not on their way yet are replaced; what was sent stays as it is."""
    await post.put(delivery("hello", Direct("ann")))
    async with post.database.write() as tx:
        assert await outbox.reword(tx, "hello", message("good day"))
    await post.courier.deliver()
    assert [each.payload for each in post.stage.carried] == [message("good day")]
    async with post.database.write() as tx:
        assert not await outbox.reword(tx, "hello", message("too late"))


async def test_a_button_is_sealed_for_whom_it_reaches(post: Post) -> None:
    """In a message to one person its buttons are theirs; in a channel they are for everybody."""
    pressable = Message(body=((Words("Come"),),), controls=(Button("Join", "circles.join"),))
    await post.put(
        delivery("direct", Direct("ann"), pressable), delivery("all", Channel("lunch"), pressable)
    )
    await post.courier.deliver()
    carried = {each.key: each.payload for each in post.stage.carried}

    def works_for(key: str, person: str) -> bool:
        sent = carried[key]
        assert isinstance(sent, Message)
        (button,) = sent.controls
        assert isinstance(button, Button)
        return uncarry(button.carried, (SECRET,), person, MONDAY.date()) is not None

    assert works_for("direct", "ann")
    assert not works_for("direct", "ben")
    assert works_for("all", "ben")


async def test_a_bot_that_was_removed_says_nothing_more(post: Post) -> None:
    """What waited for that workspace ends; what was sent stays sent."""
    await post.put(delivery("sent", Direct("ann")))
    await post.courier.deliver()
    await post.put(delivery("waits", Direct("ann")))
    async with post.database.write() as tx:
        assert await outbox.drop(tx, "stage", "town", "the bot was removed", MONDAY) == 1
    assert await post.courier.deliver() == 0
    assert await post.states() == {"sent": "sent", "waits": "failed"}


async def test_words_are_forgotten_after_a_month(post: Post) -> None:
    """A month after it ended, the row stays and its words go; what still waits keeps them."""
    await post.put(delivery("said", Direct("ann")))
    await post.courier.deliver()
    far = MONDAY + timedelta(days=60)
    await post.put(replace(delivery("waits", Direct("ann")), not_before=far))
    for days, left in ((30, 0), (31, 1)):
        async with post.database.write() as tx:
            assert await outbox.tidy(tx, MONDAY + timedelta(days=days)) == left
    assert (await post.row("said"))["payload"] is None
    assert (await post.row("waits"))["payload"] is not None
