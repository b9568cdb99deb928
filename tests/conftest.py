"""What every test can ask for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from tests.town import Town
from tests.town import town as opened

# What is slow is found by the benchmarks; here the machine is shared, and slowness is no failure.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that nobody waits for it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[object]:
    """The browser of this worker, for tests with the marks of `tests.browser`."""
    from tests.browser import launched  # here, for it takes half a second, and few tests need it

    async with launched() as browser:
        yield browser


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A make-believe community with nobody in any circle yet, on a Monday at 08:00 UTC."""
    async with opened(tmp_path) as there:
        yield there
