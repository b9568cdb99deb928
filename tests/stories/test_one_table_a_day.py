"""Who comes late, or sits anew, keeps to one table a day over all circles, unless they want two."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.chat.answer import Answer
from bot.chat.message import Message
from bot.circles.store import rounds, seats
from bot.circles.store.rounds import pairing, round_, seat
from bot.duty import Watch
from bot.lunches import seating
from bot.members.store import account
from bot.turn import at_once
from tests.stories.test_another_seat import CANT, hello_of
from tests.stories.test_coming_late import SEAT_YET
from tests.stories.test_several_circles import SAME
from tests.stories.test_who_leaves import gone
from tests.town import MONDAY, Town, said

NOON = MONDAY + timedelta(days=1, hours=4)
ONE = NOON + timedelta(hours=1)  # when the book club comes round, on the same day
ELSEWHERE = "Your table of Tue 17 Nov is in another circle"


async def two_circles(town: Town, lunch: str, books: str) -> None:
    """The harbour sits down at noon and the book club at one, in tables of two."""
    await town.opens()
    await town.opens(name="Book club", construct=SAME)
    await town.joins(*lunch.split(), circle="Harbour lunch")
    await town.joins(*books.split(), circle="Book club")


async def places(town: Town) -> dict[str, int]:
    """How many tables each person has."""
    async with town.database.read() as tx:
        rows = await tx.all(
            select(account.c.ref, func.count().label("tables"))
            .join(seat, seat.c.member_id == account.c.member_id)
            .group_by(account.c.ref)
        )
    return {row["ref"]: row["tables"] for row in rows}


async def wants_two(town: Town, name: str) -> None:
    """Somebody would rather have a table in each of their circles."""
    form = await town.says(name, "/lunch prefer")
    await town.sends(name, form, {"same_day": ("yes",)})


async def test_whoever_has_a_table_comes_late_to_another_circle(town: Town) -> None:
    """They read at once that no seat is looked for, and why; the next round has them."""
    await two_circles(town, "Ann Ben", "Cem Dora")
    await town.wind_to(ONE + timedelta(hours=1))
    joined = said(await town.says("Ann", "/lunch join Book club"))
    assert f"A round is on. {ELSEWHERE}, so I look for no seat for you in this one." in joined
    assert "If two on one day are fine with you, say so with /lunch prefer." in joined
    assert SEAT_YET not in joined
    assert "[Not in this round]" not in joined
    await town.wind(days=2)
    assert (await places(town))["ann"] == 1
    assert town.stage.to_person("ann") == []


async def test_whoever_wants_two_has_a_seat_there_as_well(town: Town) -> None:
    """Their own word is what counts, for a late seat as in a drawing."""
    await two_circles(town, "Ann Ben", "Cem Dora")
    await wants_two(town, "Ann")
    await town.wind_to(ONE + timedelta(hours=1))
    assert SEAT_YET in said(await town.says("Ann", "/lunch join Book club"))
    await town.wind(days=1)
    assert await places(town) == {"ann": 2, "ben": 1, "cem": 1, "dora": 1}


async def test_another_circle_seats_them_while_they_wait(town: Town) -> None:
    """Then they wait no longer, are told so plainly, and `/lunch why` says the same."""
    await two_circles(town, "Ann Ben", "Cem Dora")
    await town.wind_to(NOON + timedelta(minutes=30))
    assert SEAT_YET in said(await town.says("Cem", "/lunch join Harbour lunch"))
    await town.wind_to(ONE + timedelta(hours=1))
    assert await places(town) == {"ann": 1, "ben": 1, "cem": 1, "dora": 1}
    await town.says("Eli", "/lunch join Harbour lunch")
    await town.wind(days=1)
    assert (await places(town))["eli"] == 1, "who came after them sits with Ann and Ben"
    assert (await places(town))["cem"] == 1
    (told,) = town.stage.to_person("cem")
    assert f"{ELSEWHERE}, so Harbour lunch seated the others." in said(told)
    assert "The next round: Tue 24 Nov 12:00" in said(told)
    why = said(await town.says("Cem", "/lunch why Harbour lunch"))
    assert "you sat in another circle" in why


async def left_alone_as_the_other_draws(town: Town) -> None:
    """Ann sits with Ben at the harbour, where Cem waits for a seat, and it is one o'clock."""
    await two_circles(town, "Ann Ben", "Ann Dora")
    await town.wind_to(NOON + timedelta(minutes=30))
    await town.says("Cem", "/lunch join Harbour lunch")
    town.clock.set(ONE)


async def test_left_alone_and_seated_by_another_circle(town: Town) -> None:
    """Whose table falls through a moment before another circle sets its own has that one alone."""
    await left_alone_as_the_other_draws(town)
    await town.presses("Ben", hello_of(town, "ben"), CANT)
    await town.wind(minutes=2)
    assert town.stage.tables == [("ann", "ben"), ("ann", "dora")]
    assert await places(town) == {"ann": 1, "dora": 1}
    (told,) = town.stage.to_person("ann")
    assert f"{ELSEWHERE}, so Harbour lunch seated the others." in said(told)
    await town.wind(days=1)
    assert await places(town) == {"ann": 1, "dora": 1}
    (none,) = town.stage.to_person("cem")
    assert "I found no seat for you" in said(none)


@pytest.mark.parametrize("how", ["/lunch leave", "/lunch pause", "gone"])
async def test_passed_over_and_then_left_alone(town: Town, how: str) -> None:
    """Who still had a table as the other circle drew has their other seat at the first."""
    await left_alone_as_the_other_draws(town)
    await (gone(town, "Ben") if how == "gone" else town.says("Ben", how))
    await town.wind(days=1)
    assert town.stage.tables == [("ann", "ben"), ("ann", "cem")]
    assert await places(town) == {"ann": 1, "cem": 1}


async def test_two_circles_look_for_a_seat_at_the_same_moment(town: Town) -> None:
    """Both have read that Ann is free before either seats her: one does, the other gives up."""
    await two_circles(town, "Ben Cem", "Dora Eli")
    await town.wind_to(ONE + timedelta(minutes=10))
    for name, circle in (("Ann", "Harbour lunch"), ("Ann", "Book club"), ("Finn", "Book club")):
        await town.says(name, f"/lunch join {circle}")
    await town.says("Gus", "/lunch join Harbour lunch")
    watch = Watch(town.database, town.clock.now(), {"stage": town.stage.traits}, at_once)
    works = await seating.DUTY.look(watch)
    assert len(works) == 2
    done = await asyncio.gather(*(work() for work in works))
    assert sorted(done) == [False, True]
    assert (await places(town))["ann"] == 1
    await town.wind(days=1)
    assert (await places(town))["ann"] == 1
    told = [said(each) for each in town.stage.to_person("ann")]
    assert [ELSEWHERE in each for each in told] == [True], "and she reads why, once"


async def test_the_database_itself_takes_no_second_table(town: Town) -> None:
    """Whatever the code does: a key holds it, for a drawing and for a seat that is found later."""
    await two_circles(town, "Ann Ben", "Cem Dora")
    await town.wind_to(ONE + timedelta(minutes=10))
    async with town.database.read() as tx:
        rows = await tx.all(
            select(account.c.ref, seat.c.member_id, seat.c.pairing_id).join(
                seat, seat.c.member_id == account.c.member_id
            )
        )
        (books,) = await tx.all(
            select(round_.c.circle_id, pairing.c.id)
            .join(pairing, pairing.c.round_id == round_.c.id)
            .order_by(round_.c.id.desc())
            .limit(1)
        )
    ann = next(row["member_id"] for row in rows if row["ref"] == "ann")
    with pytest.raises(IntegrityError):
        async with town.database.write() as tx:
            await seats.take(tx, books["id"], ann, "late", town.clock.now())
    async with town.database.write() as tx:
        day = NOON.date() + timedelta(days=1)
        one, other = [await rounds.add(tx, n, day, "drawn", town.clock.now()) for n in (1, 2)]
        await rounds.seat_all(tx, one, [((ann,), ann)])
    with pytest.raises(IntegrityError):
        async with town.database.write() as tx:
            await rounds.seat_all(tx, other, [((ann,), ann)])
    async with town.database.write() as tx:
        await rounds.seat_all(tx, other, [((ann,), ann)], several=[ann])
        late = seats.take(tx, books["id"], ann, "late", town.clock.now(), several=True)
        assert await late, "unless they asked for several"


async def two_circles_of_ann(town: Town) -> tuple[Message, Message]:
    """Ann sits with Ben on Monday and with Cem on Tuesday; what the two tables read."""
    await town.opens(construct="every Monday at 10:00 in tables of 2")
    await town.opens(name="Second", construct="every Tuesday at 10:00 in tables of 2")
    await town.joins("Ann", "Ben", circle="Harbour lunch")
    await town.joins("Ann", "Cem", circle="Second")
    await town.wind_to(MONDAY + timedelta(days=1, hours=2, minutes=30))
    one, other = town.stage.introductions
    return one, other


async def offered(town: Town, introduction: Message) -> Message:
    """The times that a table is offered when Cem asks for some."""
    await town.presses("Cem", introduction, "Suggest times")
    await town.bot.deliver()
    (times,) = [
        each.payload
        for each in town.stage.carried
        if isinstance(each.payload, Message) and ":times:" in each.key
    ]
    return times


async def test_no_time_is_offered_on_a_day_that_has_a_lunch(town: Town) -> None:
    """Whoever has a date at another table is offered other days; nobody reads why."""
    one, other = await two_circles_of_ann(town)
    await town.dates("Ann", one, "Thu 12:30")
    times = said(await offered(town, other))
    assert "Thu 19 Nov" not in times
    assert "Wed 18 Nov" in times
    assert "Fri 20 Nov" in times
    form = await town.presses("Ann", other, "We have a date")
    kept = said(await town.sends("Ann", form, {"when": "Thu 18:00"}))
    assert "You have another lunch that day, Thu 19 Nov 12:30." in kept, "they may, and know"


async def test_two_lunches_on_one_day_are_never_at_once(town: Town) -> None:
    """Whoever would rather have both is offered that day, at another hour."""
    one, other = await two_circles_of_ann(town)
    form = await town.says("Ann", "/lunch prefer")
    await town.sends("Ann", form, {"same_day": ("yes",)})
    await town.dates("Ann", one, "Thu 10:00")
    page: Message | Answer = await offered(town, other)
    pages = [said(page)]
    for _ in range(3):
        page = await town.presses("Cem", page, "Other times")
        pages.append(said(page))
    assert any("Thu 19 Nov 11:30" in each for each in pages)
    assert not any("Thu 19 Nov 10:" in each for each in pages), "the hour of the circle itself"
