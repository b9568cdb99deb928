"""A fake Slack for each test, which in the end has nothing to complain about."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.slack.scripted import Bot
from tests.fakes.slack.fake import FakeSlack


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """Slack on loopback."""
    async with FakeSlack() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def bot() -> Bot:
    """The scripted bot."""
    return Bot()
