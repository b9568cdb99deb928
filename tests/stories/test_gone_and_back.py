"""Who is gone waits for nothing, and who is back is asked again; the same where the bot is."""

from datetime import timedelta

from sqlalchemy import select

from bot.chat.request import Request
from bot.checkins.store.checkins import check_in
from bot.checkins.store.enrolments import enrolment
from tests.bot.checkins.made import joins, makes
from tests.stories.test_a_season import begun, groups
from tests.stories.test_who_leaves import gone
from tests.town import MONDAY, Town, said


async def moments(town: Town) -> list[bool]:
    """Of each who is in the stand-up: whether they wait for their next prompt."""
    async with town.database.read() as tx:
        rows = await tx.all(
            select(enrolment.c.next_at)
            .join(check_in, check_in.c.id == enrolment.c.check_in_id)
            .where(check_in.c.closed.is_not(True))
            .order_by(enrolment.c.member_id)
        )
    return [row["next_at"] is not None for row in rows]


def prompts(town: Town, name: str) -> int:
    """How often somebody was asked."""
    keys = [each.key for each in town.stage.carried if ":asking:" in each.key]
    to = [each for each in town.stage.carried if each.key in keys]
    return sum(getattr(each.to, "user", "") == name for each in to)


async def test_somebody_is_gone_and_back(town: Town) -> None:
    """They are asked nothing meanwhile, and with the next prompt after they are seen again."""
    await makes(town)
    await joins(town, "Ann", "Ben")
    await town.wind(days=1)
    asked = prompts(town, "ann")
    assert asked == 1
    await gone(town, "Ann")
    await town.wind(days=2)
    assert await moments(town) == [False, True]
    assert prompts(town, "ann") == asked
    await town.says("Ann", "/checkin status")
    await town.wind(days=1)
    assert await moments(town) == [True, True]
    assert prompts(town, "ann") == asked + 1


async def test_the_bot_is_removed_and_back(town: Town) -> None:
    """Nothing is asked while it is away; whoever types first brings it back for everybody."""
    await town.opens()
    await town.joins("Ann", "Ben")
    await makes(town)
    await joins(town, "Ann", "Ben")
    await town.wind(days=1)
    asked = prompts(town, "ben")
    person = town.person("Olga")
    await town.bot.handle(Request("stage", "town", person, "removed", "communities.gone"))
    await town.wind(days=8)
    assert await moments(town) == [False, False]
    assert town.stage.tables == []
    await town.says("Ann", "/checkin status")
    await town.wind(days=1)
    assert await moments(town) == [True, True]
    assert prompts(town, "ben") == asked + 1
    await town.wind(days=7)
    assert town.stage.tables, "and rounds are held again"


async def test_a_group_looks_after_whoever_is_gone_and_back(town: Town) -> None:
    """The others go on in a conversation of their own; who is back is in the next one."""
    await begun(town, "Ann", "Ben", "Cem", "Dora")
    assert [set(each) for each in groups(town)] == [{"ann", "ben", "cem", "dora"}]
    await gone(town, "Dora")
    await town.wind(minutes=2)
    assert set(groups(town)[-1]) == {"ann", "ben", "cem"}
    await town.says("Dora", "/lunch status")
    await town.says("Dora", "/lunch skip")
    await town.wind(minutes=2)
    assert set(groups(town)[-1]) == {"ann", "ben", "cem", "dora"}
    await town.wind(minutes=5)
    assert len(groups(town)) == 3, "and no other is opened"


async def test_somebody_of_a_group_is_forgotten(town: Town) -> None:
    """The others go on without them."""
    await begun(town, "Ann", "Ben", "Cem", "Dora")
    ask = await town.says("Dora", "/lunch forget")
    assert "forgotten" in said(await town.presses("Dora", ask, "Forget me")).casefold()
    await town.wind_to(MONDAY + timedelta(days=7, hours=2))
    assert set(groups(town)[-1]) == {"ann", "ben", "cem"}
