"""What comes due and can't be done waits for the next tick, and keeps nobody busy until then."""

from datetime import timedelta

import pytest

from tests.stage import Stage
from tests.town import MONDAY, Town


def broken() -> Stage:
    """A platform with a bug: it can't tell its traits."""
    stage = Stage()
    del stage.traits
    return stage


@pytest.mark.parametrize("platforms", [{}, {"stage": broken()}], ids=["none", "broken"])
async def test_what_can_not_be_done_is_not_tried_at_once_again(
    town: Town, platforms: dict[str, Stage]
) -> None:
    """A round of a platform that was taken out of the config, or one that a bug keeps away."""
    await town.opens()
    await town.joins("Ann", "Ben")
    heard: list[str] = []
    town.bot.on_work = lambda: heard.append("work")
    town.clock.set(MONDAY + timedelta(days=2))

    there = dict(town.bot.platforms)
    town.bot.platforms.clear()
    town.bot.platforms.update(platforms)
    await town.bot.tick()
    assert heard == []

    town.bot.platforms.update(there)
    await town.bot.tick()
    assert heard == ["work"]
