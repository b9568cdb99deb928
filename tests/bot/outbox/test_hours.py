"""What waits in the outbox for the morning or for another week, and how it comes in the end."""

from dataclasses import replace
from datetime import timedelta

from bot.chat.platform import Channel, Direct, Table, Undeliverable
from bot.members.store import member
from bot.outbox import carrying, waiting
from bot.outbox.model import Delivery
from bot.outbox.policy import Reader
from tests.bot.outbox.post import Post, delivery
from tests.town import MONDAY, said

DAY = timedelta(days=1)


def unasked(key: str, who: str = "ann", **what: object) -> Delivery:
    """Something that nobody asked for."""
    return replace(delivery(key, Direct(who)), asked=False, at_once=False, **what)  # type: ignore[arg-type]  # fields of a delivery


async def enrolled(post: Post) -> None:
    """Ann lives here, Tomo in Tokyo, where it is 17:00."""
    async with post.database.write() as tx:
        for n, name in ((1, "Ann"), (2, "Tomo")):
            await tx.add(member, id=n, community_id=1, name=name, created_at=MONDAY)
    post.readers |= {"ann": Reader(1, "UTC"), "tomo": Reader(2, "Asia/Tokyo")}


async def test_a_message_waits_for_the_morning(post: Post) -> None:
    """Between 20:00 and 08:00 of theirs nobody is written to, unless they asked for that hour."""
    await enrolled(post)
    await post.later(hours=3)  # 11:00 here, 20:00 in Tokyo
    await post.put(unasked("late", "tomo"), unasked("day"))
    await post.put(replace(unasked("asked", "tomo"), asked=True))
    await post.put(replace(unasked("prompt", "tomo"), asked=True, at_once=True))
    await post.courier.deliver()
    assert post.keys == ["day", "prompt"]
    await post.later(hours=11, minutes=59)
    assert post.keys == ["day", "prompt"]
    await post.later(minutes=1)
    assert sorted(post.keys[2:]) == ["asked", "late"]


async def test_a_channel_has_no_night(post: Post) -> None:
    """What a whole channel reads, or nobody that we know, goes when it is put."""
    await post.later(hours=15)
    await post.put(delivery("news", Channel("lunch")), unasked("hello", "stranger"))
    await post.courier.deliver()
    assert sorted(post.keys) == ["hello", "news"]


async def test_a_restart_forgets_nothing_that_waits(post: Post) -> None:
    """What is held waits in the database, and what was being sent is looked at as ever."""
    await enrolled(post)
    await post.later(hours=15)
    await post.put(unasked("late"))
    assert await post.courier.deliver() == 0
    row = await post.row("late")
    assert (row["state"], row["attempts"]) == ("pending", 0)
    await post.courier.recover()
    await post.later(hours=9)
    assert post.keys == ["late"]


async def test_the_fourth_of_a_week_waits_and_the_rest_with_it(post: Post) -> None:
    """Three a week go; what is over comes later in one message, with what has expired left out."""
    await enrolled(post)
    for n in range(5):
        await post.put(replace(unasked(f"m{n}"), not_before=MONDAY + n * DAY))
        await post.later(days=n and 1)
    await post.put(replace(unasked("stale"), not_before=post.clock.now(), expires=MONDAY + 6 * DAY))
    assert post.keys == ["m0", "m1", "m2"]
    await post.later(days=2, hours=23)
    assert post.keys == ["m0", "m1", "m2"]
    await post.later(hours=1)
    assert post.keys == ["m0", "m1", "m2", "m3"]
    assert said(post.stage.to_person("ann")[-1]) == "2 things, in one message\nm3\nm4"
    assert (await post.states())["m4"] == "merged"
    assert (await post.row("m4"))["reason"] == "said with m3"
    assert (await post.row("stale"))["reason"] == "it was too late to say it"
    await post.later(days=6)
    assert len(post.keys) == 4, "nothing is said twice"


async def test_the_last_of_a_week_says_all_that_waits(post: Post) -> None:
    """Five at once are three messages, the third with three things in it."""
    await enrolled(post)
    await post.put(*(unasked(f"m{n}") for n in range(5)))
    await post.courier.deliver()
    assert post.keys == ["m0", "m1", "m2"]
    assert said(post.stage.to_person("ann")[-1]).splitlines()[1:] == ["m2", "m3", "m4"]


async def test_nothing_is_said_along_of_what_they_are_away_from(post: Post) -> None:
    """The last of a week says nothing of a programme in which they pause: that waits for them."""
    await enrolled(post)
    post.in_programme["ann", "circle:2"] = Reader(1, "UTC", away=True, back=MONDAY + 3 * DAY)
    await post.put(*(unasked(f"m{n}") for n in range(3)))
    await post.put(unasked("rests", programme="circle:2"), unasked("m3"))
    await post.courier.deliver()
    assert said(post.stage.to_person("ann")[-1]).splitlines()[1:] == ["m2", "m3"]
    assert (await post.states())["rests"] == "pending"


async def test_what_is_said_along_with_it(post: Post) -> None:
    """What waits to be said now to the same person: not asked for, not tried and not too late."""
    await enrolled(post)
    now = post.clock.now()
    await post.put(unasked("last"), unasked("along"), replace(unasked("asked"), asked=True))
    await post.put(unasked("later", not_before=now + DAY), unasked("tried"))
    await post.put(unasked("over", not_before=now - DAY, expires=now), unasked("other", "tomo"))
    last, tried = await post.row("last"), await post.row("tried")
    async with post.database.write() as tx:
        await carrying.take(tx, [tried["id"]], now)
        await carrying.again_later(tx, tried["id"], now, "not now", perhaps=False)
        found = await waiting.beside(tx, last["id"], last["lane"], now)
    assert [each.key for _, each in found] == ["along"]


async def test_what_is_tried_again_counts_once(post: Post) -> None:
    """A message that failed on its way keeps its place in the week, and loses nothing it says."""
    await enrolled(post)
    await post.put(*(unasked(f"m{n}") for n in range(4)))
    post.stage.faults.extend([Undeliverable("503"), Undeliverable("503")])
    await post.courier.deliver()
    await post.later(minutes=1)
    await post.later(minutes=1)
    assert sorted(post.keys) == ["m0", "m1", "m2"]
    assert sorted((await post.states()).values()) == ["merged", "sent", "sent", "sent"]


async def test_the_last_of_a_week_may_be_tried_again(post: Post) -> None:
    """Said again it is still the third, and not one too many."""
    await enrolled(post)
    await post.put(unasked("m0"), unasked("m1"))
    await post.courier.deliver()
    post.stage.faults.append(Undeliverable("503"))
    await post.put(unasked("m2"), unasked("m3"))
    await post.courier.deliver()
    await post.later(minutes=1)
    assert post.keys == ["m0", "m1", "m2"]
    assert said(post.stage.to_person("ann")[-1]).splitlines()[1:] == ["m2", "m3"]


async def test_whoever_is_away_is_left_alone(post: Post) -> None:
    """What waits for them comes when they are back; at a table nobody reads it, and why is kept."""
    await enrolled(post)
    back = MONDAY + 3 * DAY
    post.readers["ann"] = Reader(1, "UTC", away=True, back=back)
    together = replace(delivery("ann tomo", Table("T1", "room")), asked=True, at_once=False)
    await post.put(unasked("news"), together)
    await post.courier.deliver()
    assert post.keys == []
    assert (await post.row("ann tomo"))["reason"] == "somebody there is away"
    post.clock.set(back)
    post.readers["ann"] = Reader(1, "UTC")
    await post.courier.deliver()
    assert post.keys == ["news"]


async def test_nothing_waits_for_ever(post: Post) -> None:
    """What is held again and again is kept for eight days, counted from the first time."""
    await enrolled(post)
    post.readers["ann"] = Reader(1, "UTC", away=True)
    await post.put(unasked("news"))
    await post.courier.deliver()
    for _ in range(15):
        await post.later(hours=12)
        assert (await post.states())["news"] == "pending"
    await post.later(hours=12)
    assert (await post.row("news"))["reason"] == "it was too late to say it"


async def test_what_is_held_holds_nothing_else_up(post: Post) -> None:
    """A prompt of the night does not wait behind a message that does, tried or not."""
    await enrolled(post)
    post.clock.set(MONDAY + timedelta(hours=11, minutes=59))
    post.stage.faults.append(Undeliverable("503"))
    await post.put(unasked("news"))
    await post.courier.deliver()
    await post.later(minutes=20)
    await post.put(replace(unasked("prompt"), asked=True, at_once=True))
    await post.courier.deliver()
    assert post.keys == ["prompt"]


async def test_whoever_leaves_hears_nothing_more(post: Post) -> None:
    """What waits of the programme that they left is taken back, and nothing of another."""
    await enrolled(post)
    await post.later(hours=15)
    mine = unasked("mine", programme="circle:1")
    await post.put(
        mine, unasked("other", programme="circle:2"), replace(mine, key="b", to=Direct("b"))
    )
    await post.courier.deliver()
    async with post.database.write() as tx:
        to = ("stage", "town", "ann")
        assert await waiting.silence(tx, "circle:1", to, 1, post.clock.now()) == 1
    await post.later(hours=9)
    assert sorted(post.keys) == ["b", "other"]


async def test_the_morning_is_known_beforehand(post: Post) -> None:
    """Whoever winds a clock on stops where a message waits."""
    await enrolled(post)
    await post.later(hours=15)
    await post.put(unasked("late"))
    await post.courier.deliver()
    async with post.database.read() as tx:
        assert await waiting.mornings(tx, post.clock.now()) == [MONDAY + DAY]
