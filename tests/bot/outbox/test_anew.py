"""What has waited is true when it is read: it is drawn anew as it goes, or is not said at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.platform import Direct, Undeliverable
from bot.members.store import member
from bot.outbox.model import Delivery
from bot.outbox.policy import Drop, Reader, Wait
from tests.bot.outbox.post import Post, delivery, message
from tests.town import MONDAY, said

DAY = timedelta(days=1)


async def enrolled(post: Post) -> None:
    """Ann lives here."""
    async with post.database.write() as tx:
        await tx.add(member, id=1, community_id=1, name="Ann", created_at=MONDAY)
    post.readers["ann"] = Reader(1, "UTC")


def unasked(key: str) -> Delivery:
    """Something that nobody asked for, and that is drawn anew; somebody is told its end."""
    told = replace(delivery(key, Direct("ann")), asked=False, at_once=False)
    return replace(told, anew="something", on_end="ended", about=len(key))


async def test_it_says_what_holds_when_it_goes(post: Post) -> None:
    """Whatever was written down in the evening, the morning's words arrive, and are kept."""
    await enrolled(post)
    await post.later(hours=15)
    post.fresh["m"] = message("of the evening")
    await post.put(unasked("m"))
    assert await post.courier.deliver() == 0
    post.fresh["m"] = message("of the morning")
    await post.later(hours=9)
    assert [said(each) for each in post.stage.to_person("ann")] == ["of the morning"]
    assert "of the morning" in (await post.row("m"))["payload"]


async def test_what_has_no_point_any_more_is_not_said(post: Post) -> None:
    """It ends with its reason, costs nothing of the week, and whoever wants to know is told."""
    await enrolled(post)
    post.fresh["m"] = Drop("they have a table by now")
    await post.put(unasked("m"))
    await post.courier.deliver()
    row = await post.row("m")
    assert (row["state"], row["reason"]) == ("failed", "they have a table by now")
    assert [(action, ended.end) for action, ended in post.told] == [("ended", "failed")]
    for n in range(3):
        await post.put(replace(unasked(f"n{n}"), anew=""))
    await post.courier.deliver()
    assert post.keys == ["n0", "n1", "n2"]


async def test_it_may_wait_for_another_moment(post: Post) -> None:
    """Until then it is not looked at again, and then it is drawn anew."""
    await enrolled(post)
    post.fresh["m"] = Wait(MONDAY + timedelta(hours=2))
    await post.put(unasked("m"))
    await post.later(hours=1)
    assert post.keys == []
    post.fresh["m"] = message("now")
    await post.later(minutes=59)
    assert post.keys == []
    await post.later(minutes=1)
    assert [said(each) for each in post.stage.to_person("ann")] == ["now"]


async def test_what_may_have_arrived_is_not_said_in_other_words(post: Post) -> None:
    """A second attempt says the same as the first, as a platform knows it by its key."""
    await enrolled(post)
    post.fresh["m"] = message("first")
    post.stage.lost.append(Undeliverable("broken", forever=False, perhaps=True))
    await post.put(unasked("m"))
    await post.courier.deliver()
    post.fresh["m"] = Drop("no point")
    await post.later(minutes=20)
    assert post.keys == ["m", "m"]
    assert (await post.row("m"))["state"] == "sent"


@pytest.mark.parametrize("arrives", [True, False])
async def test_what_is_said_together(post: Post, arrives: bool) -> None:
    """Each part is drawn anew, what has no point is left out, and all are told how it ended."""
    await enrolled(post)
    for n in range(2):
        await post.put(replace(unasked(f"n{n}"), anew="", on_end=""))
    await post.courier.deliver()
    post.fresh |= {"a": message("A"), "bb": message("B"), "ccc": Drop("no point")}
    await post.put(unasked("a"), unasked("bb"), unasked("ccc"))
    if not arrives:
        post.stage.faults.append(Undeliverable("gone", forever=True))
    await post.courier.deliver()
    end = "sent" if arrives else "failed"
    told = {ended.about: ended.end for _, ended in post.told}
    assert told == {1: end, 2: end, 3: "failed"}
    states = await post.states()
    assert (states["a"], states["bb"], states["ccc"]) == (end, "merged", "failed")
    assert (await post.row("ccc"))["reason"] == "no point"
    if arrives:
        assert said(post.stage.to_person("ann")[-1]) == "2 things, in one message\nA\nB"
